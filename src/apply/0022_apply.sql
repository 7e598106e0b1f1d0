-- One opening of a programme at a hub, by one version of its definition. Its instants are absolute; zone says in which they are told.
CREATE TABLE round (
        id id PRIMARY KEY,
        programme id NOT NULL,
        version int NOT NULL,
        hub id NOT NULL,
        title text NOT NULL,
        form id NOT NULL,
        opens_at time NOT NULL,
        closes_at time NOT NULL,
        zone text NOT NULL,
        places int NOT NULL,
        is_public bool NOT NULL,
        cancelled_at time NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE INDEX round_of ON round (programme, hub, closes_at);
CREATE INDEX round_closing ON round (closes_at);

-- More time for one party.
CREATE TABLE round_extension (
        party id NOT NULL,
        round id NOT NULL,
        until_at time NOT NULL,
        given_by id NOT NULL,
        given_at time NOT NULL,
        PRIMARY KEY (party, round)
) STRICT, WITHOUT ROWID;

-- state: draft, submitted, withdrawn, double. revision: number of the one that was handed in last; 0: none. form: the one it was made with.
-- stage: of the round's selection, as slug, where it stands for operators ("" before it was handed in); a copy of the member's stage.
CREATE TABLE application (
        party id NOT NULL,
        id id NOT NULL,
        round id NOT NULL,
        programme id NOT NULL,
        hub id NOT NULL,
        form id NOT NULL,
        state text NOT NULL,
        stage text NOT NULL,
        revision int NOT NULL,
        title text NOT NULL,
        begun_at time NOT NULL,
        begun_by id NOT NULL,
        saved_at time NOT NULL,
        submitted_at time NOT NULL,
        double_of id NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX application_id ON application (id);
CREATE INDEX application_of_round ON application (round, state, submitted_at, id);

-- The draft: one row for each field that was touched, so that several people write at once without overwriting each other. seq grows with
-- each change of the field; a writer names the one it saw. writer: which open page it came from, so that one page that did not hear the
-- answer to its last save does not clash with itself.
CREATE TABLE application_answer (
        party id NOT NULL,
        application id NOT NULL,
        field text NOT NULL,
        value text NOT NULL,
        seq int NOT NULL,
        writer text NOT NULL,
        saved_by id NOT NULL,
        saved_at time NOT NULL,
        PRIMARY KEY (party, application, field)
) STRICT, WITHOUT ROWID;

-- What was handed in: answers is a JSON object by the fields of form. Never changed. hash: SHA-256 of the salt and the answers, as the
-- record has it, at position.
CREATE TABLE application_revision (
        party id NOT NULL,
        application id NOT NULL,
        number int NOT NULL,
        form id NOT NULL,
        answers text NOT NULL,
        hash text NOT NULL,
        salt text NOT NULL,
        position int NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, application, number)
) STRICT, WITHOUT ROWID;

-- Files of answers; bytes lie in the data folder under their SHA-256. state: ready, refused.
CREATE TABLE application_file (
        party id NOT NULL,
        application id NOT NULL,
        id id NOT NULL,
        field text NOT NULL,
        name text NOT NULL,
        type text NOT NULL,
        bytes int NOT NULL,
        sha256 text NOT NULL,
        state text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, application, id)
) STRICT, WITHOUT ROWID;
