-- A bill may come again with the same bytes, once lines are told apart by another tag.
DROP INDEX bill_by_hash;
CREATE INDEX bill_by_hash ON bill (hub, hash, id);

-- A provider's billing period at a hub. bill: the newest delivery of it. tags: keys by which that one's lines were told apart, a line each.
CREATE TABLE bill_period (
        id id PRIMARY KEY,
        hub id NOT NULL,
        provider text NOT NULL,
        begins_at time NOT NULL,
        bill id NOT NULL,
        tags text NOT NULL
) STRICT;
CREATE UNIQUE INDEX bill_period_by_hub ON bill_period (hub, provider, begins_at);
CREATE INDEX bill_period_by_bill ON bill_period (bill);

-- Which periods a bill delivered, also those that came again since.
CREATE TABLE bill_delivery (
        bill id NOT NULL,
        period id NOT NULL,
        PRIMARY KEY (bill, period)
) STRICT, WITHOUT ROWID;

-- Of whom a provider's lines speak at a hub: sub-account, and tags as key=value, a line each.
CREATE TABLE bill_who (
        id id PRIMARY KEY,
        hub id NOT NULL,
        provider text NOT NULL,
        sub_account text NOT NULL,
        tags text NOT NULL
) STRICT;
CREATE INDEX bill_who_by_hub ON bill_who (hub, provider, id);

-- What the newest delivery of a period says of one of them, exactly. account: of the ledger, on which it is posted; 0: on none.
CREATE TABLE bill_part (
        period id NOT NULL,
        who id NOT NULL,
        currency text NOT NULL,
        account id NOT NULL,
        line_count int NOT NULL,
        billed text NOT NULL,
        effective text NOT NULL,
        PRIMARY KEY (period, who, currency)
) STRICT, WITHOUT ROWID;

-- The same by service and day (UTC, of the charge period's begin).
CREATE TABLE bill_cost (
        period id NOT NULL,
        who id NOT NULL,
        currency text NOT NULL,
        service text NOT NULL,
        day time NOT NULL,
        line_count int NOT NULL,
        billed text NOT NULL,
        effective text NOT NULL,
        PRIMARY KEY (period, day, who, currency, service)
) STRICT, WITHOUT ROWID;

-- What all parts of an account come to, exactly; what the ledger was told is this, rounded once.
CREATE TABLE bill_account (
        account id PRIMARY KEY,
        billed text NOT NULL
) STRICT;

-- Whose lines are. provider: empty, any. tag: a key whose value it is; empty: value is a sub-account.
CREATE TABLE bill_map (
        id id PRIMARY KEY,
        hub id NOT NULL,
        provider text NOT NULL,
        tag text NOT NULL,
        value text NOT NULL,
        party id NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE UNIQUE INDEX bill_map_by_hub ON bill_map (hub, provider, tag, value);
CREATE INDEX bill_map_by_party ON bill_map (party);

-- A difference between what was used and what was billed that somebody has judged. used and billed: as they were then; when either is
-- another now, it is open again. party: 0, nobody's lines.
CREATE TABLE reconcile_close (
        hub id NOT NULL,
        party id NOT NULL,
        day time NOT NULL,
        service text NOT NULL,
        currency text NOT NULL,
        used text NOT NULL,
        billed text NOT NULL,
        reason text NOT NULL,
        words text NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL,
        PRIMARY KEY (hub, party, day, service, currency)
) STRICT, WITHOUT ROWID;
