CREATE TABLE programme (
        id id PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        version int NOT NULL,
        title text NOT NULL,
        summary text NOT NULL,
        family text NOT NULL,
        made_at time NOT NULL
) STRICT;

-- Every version of a definition is kept as it was given.
CREATE TABLE programme_version (
        programme id NOT NULL,
        version int NOT NULL,
        definition text NOT NULL,
        hash text NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (programme, version)
) STRICT;

CREATE TABLE stage (
        id id PRIMARY KEY,
        programme id NOT NULL,
        slug text NOT NULL,
        title text NOT NULL,
        place int NOT NULL,
        UNIQUE (programme, slug)
) STRICT;

CREATE TABLE member (
        party id NOT NULL,
        programme id NOT NULL,
        hub id NOT NULL,
        stage id NOT NULL,
        level text NOT NULL,
        version int NOT NULL,
        joined_at time NOT NULL,
        since_at time NOT NULL,
        PRIMARY KEY (party, programme, hub)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_of ON member (programme, hub, party);

-- How many members stand where; moves in the same transaction as the members.
CREATE TABLE member_count (
        programme id NOT NULL,
        hub id NOT NULL,
        stage id NOT NULL,
        members int NOT NULL,
        PRIMARY KEY (programme, hub, stage)
) STRICT, WITHOUT ROWID;
