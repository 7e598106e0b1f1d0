-- Mails that wait and mails that left. address, name, subject and bodies are personal and can be erased: nothing else in
-- the store points here.
CREATE TABLE outbox (
        id id PRIMARY KEY,
        actor id NOT NULL,
        address text NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        locale text NOT NULL,
        subject text NOT NULL,
        plain text NOT NULL,
        html text NOT NULL,
        is_essential bool NOT NULL,
        is_secret bool NOT NULL,
        bulk id NOT NULL,
        state text NOT NULL,
        tries int NOT NULL,
        made_at time NOT NULL,
        next_try_at time NOT NULL,
        claimed_until time NOT NULL,
        sent_at time NOT NULL,
        sent_with id NOT NULL,
        fault text NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_address ON outbox (address, id);
CREATE INDEX outbox_actor ON outbox (actor, id) WHERE actor <> 0;
CREATE INDEX outbox_bulk ON outbox (bulk, id) WHERE bulk <> 0;

-- Addresses that a server said do not work.
CREATE TABLE mail_bounced (
        address text NOT NULL,
        at time NOT NULL,
        fault text NOT NULL,
        PRIMARY KEY (address)
) STRICT, WITHOUT ROWID;

-- Who does not want which kind any more.
CREATE TABLE mail_unwanted (
        address text NOT NULL,
        kind text NOT NULL,
        at time NOT NULL,
        PRIMARY KEY (address, kind)
) STRICT, WITHOUT ROWID;

-- A mail to many: shown before anything of it goes.
CREATE TABLE mail_bulk (
        id id PRIMARY KEY,
        actor id NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        state text NOT NULL,
        held int NOT NULL,
        twice int NOT NULL,
        unwanted int NOT NULL,
        bounced int NOT NULL,
        refused int NOT NULL,
        made_at time NOT NULL,
        decided_at time NOT NULL,
        done_until id NOT NULL
) STRICT;
CREATE INDEX mail_bulk_state ON mail_bulk (state, id);
