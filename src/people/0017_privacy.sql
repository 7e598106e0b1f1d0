-- Who looked at which person's file. Ids only.
CREATE TABLE look (
        party id NOT NULL,
        at time NOT NULL,
        actor id NOT NULL,
        what text NOT NULL,
        PRIMARY KEY (party, at, actor, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_at ON look (at);

-- Accounts and parties that were erased: what is left of them is their id.
CREATE TABLE erased (
        id id PRIMARY KEY,
        kind text NOT NULL,
        why text NOT NULL,
        at time NOT NULL
) STRICT;
CREATE INDEX erased_at ON erased (at);

-- By what erased parties were known, as a keyed hash: the next file does not bring them back unsaid.
CREATE TABLE erased_key (
        key int PRIMARY KEY,
        at time NOT NULL
) STRICT;

-- Sources that knew somebody who was erased since: files of theirs that are older go.
CREATE TABLE erased_source (
        source text PRIMARY KEY,
        at time NOT NULL
) STRICT;

-- Whoever asked for a copy of everything may fetch it for a while. party 0: of the account itself.
CREATE TABLE export (
        id id PRIMARY KEY,
        actor id NOT NULL,
        party id NOT NULL,
        made_at time NOT NULL
) STRICT;

-- How long somebody is kept who stands in a stage, as the programme's newest definition says. unit: as DefinitionSpanUnit.
CREATE TABLE retention_rule (
        stage id PRIMARY KEY,
        programme id NOT NULL,
        keep_count int NOT NULL,
        keep_unit int NOT NULL
) STRICT;

-- Persons all of whose memberships are over, and when they are to be erased.
CREATE TABLE retention_due (
        party id PRIMARY KEY,
        due_at time NOT NULL
) STRICT;
CREATE INDEX retention_due_at ON retention_due (due_at, party);

-- How far the search for them got.
CREATE TABLE retention_walk (
        id int PRIMARY KEY,
        after_party id NOT NULL,
        begun_at time NOT NULL
) STRICT;

CREATE INDEX import_note_party ON import_note (party) WHERE party <> 0;
CREATE INDEX import_note_name ON import_note (name);
