-- A version of a price list, as its file says. hub: whose it is; that hub and all below it may use it. valid_from: its first moment in the
-- list's time zone; valid_on: that day, as if by UTC; entry: of the record.
CREATE TABLE price_list (
        id id PRIMARY KEY,
        hub id NOT NULL,
        slug text NOT NULL,
        version int NOT NULL,
        title text NOT NULL,
        charged_in text NOT NULL,
        definition text NOT NULL,
        hash text NOT NULL,
        valid_from time NOT NULL,
        valid_on time NOT NULL,
        entry int NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE UNIQUE INDEX price_list_by_slug ON price_list (slug, version);

-- Who uses: a subject that a source meters is a party at a hub. account: what the party owes there, in the unit that is spent; whose that
-- account is, the party is, also after a merge. prices: slug of a price list; empty: a quantity is the amount.
CREATE TABLE usage_subject (
        hub id NOT NULL,
        source text NOT NULL,
        subject text NOT NULL,
        id id NOT NULL,
        account id NOT NULL,
        unit text NOT NULL,
        prices text NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL,
        PRIMARY KEY (hub, source, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_subject_by_hub ON usage_subject (hub, id);

-- What was told at once, as one entry of the record: root of the tree over its events (RFC 6962), salt of their leaves.
CREATE TABLE usage_batch (
        id id PRIMARY KEY,
        hub id NOT NULL,
        actor id NOT NULL,
        at time NOT NULL,
        position int NOT NULL,
        first id NOT NULL,
        last id NOT NULL,
        events int NOT NULL,
        root blob NOT NULL,
        salt blob NOT NULL
) STRICT;

-- An event that was claimed. key: hash of hub, source and id, found through the runs of space 41; content: hash of all else it says.
-- account: 0, it is unmatched. price and rate: by which version it was rated; 0 and empty: not at all. amount: what it costs, to the last
-- digit; back: what it gave back of the event that it replaces. Only state changes: taken, replaced, unmatched, matched (taken again later).
CREATE TABLE usage_event (
        id id PRIMARY KEY,
        batch id NOT NULL,
        key blob NOT NULL,
        content blob NOT NULL,
        account id NOT NULL,
        at time NOT NULL,
        quantity text NOT NULL,
        service text NOT NULL,
        price id NOT NULL,
        rate text NOT NULL,
        amount text NOT NULL,
        replaces id NOT NULL,
        back text NOT NULL,
        state text NOT NULL
) STRICT;

-- What nobody is known for yet, as it was sent. reason: unknown-subject, no-price, below-zero, too-large, nothing-to-replace,
-- replaced-before.
CREATE TABLE usage_unmatched (
        event id PRIMARY KEY,
        hub id NOT NULL,
        source text NOT NULL,
        name text NOT NULL,
        subject text NOT NULL,
        meter text NOT NULL,
        quantity text NOT NULL,
        dimensions text NOT NULL,
        replaces text NOT NULL,
        at time NOT NULL,
        reason text NOT NULL
) STRICT;
CREATE INDEX usage_unmatched_by_hub ON usage_unmatched (hub, event);

-- What an account used of a rate in a window. kind: free, of the allowance; tier, what was charged. begins: by the list's clock.
CREATE TABLE usage_window (
        account id NOT NULL,
        service text NOT NULL,
        kind text NOT NULL,
        begins int NOT NULL,
        used text NOT NULL,
        PRIMARY KEY (account, service, kind, begins)
) STRICT, WITHOUT ROWID;

-- What rounding left over when an account was last moved.
CREATE TABLE usage_rest (
        account id PRIMARY KEY,
        rest text NOT NULL
) STRICT;

-- What an account used on a day (UTC) by the events' own time, exactly.
CREATE TABLE usage_day (
        account id NOT NULL,
        day time NOT NULL,
        service text NOT NULL,
        events int NOT NULL,
        quantity text NOT NULL,
        amount text NOT NULL,
        PRIMARY KEY (account, day, service)
) STRICT, WITHOUT ROWID;
