-- Units of our own; the currencies of ISO 4217 are known without a row.
CREATE TABLE ledger_unit (
        code text PRIMARY KEY,
        title text NOT NULL,
        scale int NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;

-- An account: of one owner (0: of nobody, the world outside), in one unit, for one purpose. kind: what it is for; about: which grant or fund.
-- least and most: its balance is never below nor above. ends_at: from then on nothing goes out of
-- it by anybody's wish; 0: never. state: open, closed.
CREATE TABLE ledger_account (
        id id PRIMARY KEY,
        owner id NOT NULL,
        hub id NOT NULL,
        unit text NOT NULL,
        kind text NOT NULL,
        about id NOT NULL,
        title text NOT NULL,
        least int NOT NULL,
        most int NOT NULL,
        ends_at time NOT NULL,
        state text NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_account_by_owner ON ledger_account (owner, kind, unit, about);
CREATE INDEX ledger_account_by_hub ON ledger_account (hub, id);

-- Where an account stands. in and out: all that ever came and went, as high * 10^18 + low. held_in and held_out: of holds that are open.
-- lines: how many lines it has; last: the newest.
CREATE TABLE ledger_state (
        account id PRIMARY KEY,
        balance int NOT NULL,
        in_high int NOT NULL,
        in_low int NOT NULL,
        out_high int NOT NULL,
        out_low int NOT NULL,
        held_in int NOT NULL,
        held_out int NOT NULL,
        lines int NOT NULL,
        last id NOT NULL
) STRICT;

-- What was asked for at once. key: SHA-256 of who asked and the key they gave, empty without one; content: of what was asked.
-- first and last: its lines. results: a byte for each step.
CREATE TABLE ledger_post (
        id id PRIMARY KEY,
        batch id NOT NULL,
        actor id NOT NULL,
        key blob NOT NULL,
        content blob NOT NULL,
        at time NOT NULL,
        first id NOT NULL,
        last id NOT NULL,
        lines int NOT NULL,
        results blob NOT NULL
) STRICT;

-- Why, in the words of who asked. Not part of the record: they may name somebody.
CREATE TABLE ledger_note (
        post id PRIMARY KEY,
        words text NOT NULL
) STRICT;

-- A line of the ledger; never changed. kind: see LedgerKind. source_before, target_before: the lines before it of the same account;
-- source_balance, target_balance: what stood there after it.
CREATE TABLE ledger_line (
        id id PRIMARY KEY,
        post id NOT NULL,
        kind int NOT NULL,
        source id NOT NULL,
        target id NOT NULL,
        amount int NOT NULL,
        hold id NOT NULL,
        about id NOT NULL,
        source_before id NOT NULL,
        target_before id NOT NULL,
        source_balance int NOT NULL,
        target_balance int NOT NULL
) STRICT;

-- id: of the line that opened it. state: open, settled, released, lapsed.
CREATE TABLE ledger_hold (
        id id PRIMARY KEY,
        source id NOT NULL,
        target id NOT NULL,
        amount int NOT NULL,
        about id NOT NULL,
        until_at time NOT NULL,
        state text NOT NULL
) STRICT;
CREATE INDEX ledger_hold_of_source ON ledger_hold (source, id) WHERE state = 'open';
CREATE INDEX ledger_hold_of_target ON ledger_hold (target, id) WHERE state = 'open';
CREATE INDEX ledger_hold_due ON ledger_hold (until_at, id) WHERE state = 'open' AND until_at > 0;

-- The lines of one transaction, as one entry of the record: root of the tree over them (RFC 6962), salt of their leaves.
CREATE TABLE ledger_batch (
        id id PRIMARY KEY,
        position int NOT NULL,
        first id NOT NULL,
        last id NOT NULL,
        lines int NOT NULL,
        root blob NOT NULL,
        salt blob NOT NULL
) STRICT;

-- Every 256th line of an account: where to begin when one looks for a time long ago.
CREATE TABLE ledger_mark (
        account id NOT NULL,
        at time NOT NULL,
        line id NOT NULL,
        lines int NOT NULL,
        PRIMARY KEY (account, at, line)
) STRICT, WITHOUT ROWID;

-- at: time of the newest post, which never goes back. last: the newest line. due_at: when the next hold ends by itself, at the earliest.
CREATE TABLE ledger_head (
        id int PRIMARY KEY,
        at time NOT NULL,
        last id NOT NULL,
        lines int NOT NULL,
        due_at time NOT NULL
) STRICT;
