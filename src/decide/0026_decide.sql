-- What was decided on an application. state: proposed, approved (decided, not told yet), announced, confirmed, declined (by who applied),
-- lapsed, superseded (from the waiting list to another one); withdrawn (was a proposal), undone (was approved). seq grows with each change.
-- salt opens what the record says of it before it is told. send_at: when it is told; 0: when somebody says so. reason is for operators;
-- conditions and feedback are for who applied. place: 1 when it takes one of the round's. rank: on the waiting list, 0: none.
CREATE TABLE determination (
        party id NOT NULL,
        id id NOT NULL,
        application id NOT NULL,
        round id NOT NULL,
        programme id NOT NULL,
        hub id NOT NULL,
        batch id NOT NULL,
        slug text NOT NULL,
        state text NOT NULL,
        seq int NOT NULL,
        place int NOT NULL,
        is_waiting bool NOT NULL,
        rank int NOT NULL,
        reason text NOT NULL,
        conditions text NOT NULL,
        feedback text NOT NULL,
        salt text NOT NULL,
        minutes int NOT NULL,
        fault text NOT NULL,
        proposed_by id NOT NULL,
        proposed_at time NOT NULL,
        approved_by id NOT NULL,
        approved_at time NOT NULL,
        send_at time NOT NULL,
        announced_at time NOT NULL,
        due_at time NOT NULL,
        remind_at time NOT NULL,
        ended_by id NOT NULL,
        ended_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX determination_open ON determination (party, application) WHERE state IN ('proposed', 'approved');
CREATE INDEX determination_id ON determination (id);
CREATE INDEX determination_on ON determination (application, id);
CREATE INDEX determination_in ON determination (round, state, id);
CREATE INDEX determination_proposed ON determination (id) WHERE state = 'proposed';
CREATE INDEX determination_sending ON determination (send_at, id) WHERE state = 'approved' AND send_at > 0;
CREATE INDEX determination_due ON determination (due_at, id) WHERE state = 'announced' AND due_at > 0;
CREATE INDEX determination_remind ON determination (remind_at, id) WHERE state = 'announced' AND remind_at > 0;
CREATE INDEX determination_of_batch ON determination (batch, id) WHERE batch <> 0;

-- Many at once. state: draft (shown, nothing happened), applied, discarded. whole: all of it or nothing.
CREATE TABLE determination_batch (
        id id PRIMARY KEY,
        round id NOT NULL,
        state text NOT NULL,
        whole bool NOT NULL,
        minutes int NOT NULL,
        lines int NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        ended_by id NOT NULL,
        ended_at time NOT NULL
) STRICT;
CREATE INDEX determination_batch_of ON determination_batch (round, id);

-- What it would decide. party: 0 when there is no such application in the round. seen: what was known of it when it was gathered.
-- left_out: why it was not decided when the rest was.
CREATE TABLE determination_line (
        party id NOT NULL,
        batch id NOT NULL,
        application id NOT NULL,
        slug text NOT NULL,
        reason text NOT NULL,
        conditions text NOT NULL,
        feedback text NOT NULL,
        seen text NOT NULL,
        left_out text NOT NULL,
        PRIMARY KEY (party, batch, application)
) STRICT, WITHOUT ROWID;
CREATE INDEX determination_line_in ON determination_line (batch, application);
