-- Where events are sent. secret and old_secret are sealed (access/seal). next_position is the first entry of the record that was
-- not looked at; claimed_until belongs to the process that sends just now.
CREATE TABLE webhook (
        id id PRIMARY KEY,
        hub id NOT NULL,
        programme id NOT NULL,
        name text NOT NULL,
        url text NOT NULL,
        kinds text NOT NULL,
        owner id NOT NULL,
        state text NOT NULL,
        why text NOT NULL,
        secret blob NOT NULL,
        old_secret blob NOT NULL,
        old_until time NOT NULL,
        next_position int NOT NULL,
        failures int NOT NULL,
        failing_since time NOT NULL,
        next_try_at time NOT NULL,
        claimed_until time NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX webhook_next ON webhook (next_position) WHERE state = 'active';

-- What was sent or waits. position is that of the entry; of a test it is below zero.
CREATE TABLE webhook_delivery (
        id id PRIMARY KEY,
        webhook id NOT NULL,
        position int NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        tries int NOT NULL,
        next_try_at time NOT NULL,
        made_at time NOT NULL,
        tried_at time NOT NULL,
        code int NOT NULL,
        duration_us int NOT NULL,
        answer text NOT NULL,
        fault text NOT NULL,
        UNIQUE (webhook, position)
) STRICT;
CREATE INDEX webhook_delivery_latest ON webhook_delivery (webhook, id);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook, position) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_state ON webhook_delivery (state, id);

-- A mail to many belongs to a place: who may write there sees it. 0: everywhere, as those from before.
ALTER TABLE mail_bulk ADD COLUMN hub id NOT NULL DEFAULT 0;
ALTER TABLE mail_bulk ADD COLUMN programme id NOT NULL DEFAULT 0;

-- Whom a mail to many is for, until all of its mails are held.
CREATE TABLE mail_audience (
        bulk id PRIMARY KEY,
        who text NOT NULL,
        stage id NOT NULL,
        role text NOT NULL,
        words text NOT NULL
) STRICT;
