CREATE TABLE metric (
        id id PRIMARY KEY,
        slug text NOT NULL,
        version int NOT NULL,
        title text NOT NULL,
        count text NOT NULL,
        unit text NOT NULL,
        definition text NOT NULL,
        hash text NOT NULL,
        is_current bool NOT NULL,
        counted_to int NOT NULL,
        is_live bool NOT NULL,
        made_at time NOT NULL,
        UNIQUE (slug, version)
) STRICT;

-- The number itself, kept up with every commit. dim: 0 all, 1 month, 2 programme, 3 sector.
CREATE TABLE tally (
        metric id NOT NULL,
        scope id NOT NULL,
        dim int NOT NULL,
        key text NOT NULL,
        value int NOT NULL,
        PRIMARY KEY (metric, scope, dim, key)
) STRICT, WITHOUT ROWID;

-- The number as it stood at each position where it changed.
CREATE TABLE tally_history (
        metric id NOT NULL,
        scope id NOT NULL,
        position int NOT NULL,
        value int NOT NULL,
        PRIMARY KEY (metric, scope, position)
) STRICT, WITHOUT ROWID;

-- Which entry made a party count, once for each hub; only ever added to.
CREATE TABLE seen (
        party id NOT NULL,
        metric id NOT NULL,
        hub id NOT NULL,
        position int NOT NULL,
        PRIMARY KEY (party, metric, hub)
) STRICT, WITHOUT ROWID;

-- The same by hub, in the order of the record, some sixty in each part (pledge/seen).
CREATE TABLE seen_part (
        metric id NOT NULL,
        hub id NOT NULL,
        first int NOT NULL,
        rows blob NOT NULL,
        PRIMARY KEY (metric, hub, first)
) STRICT, WITHOUT ROWID;

-- Merges of parties, for counting: what the record said and where; into_party is who stands for the party in the end,
-- direct_into whom it was merged into at that position.
CREATE TABLE seen_merge (
        party id NOT NULL,
        into_party id NOT NULL,
        direct_into id NOT NULL,
        position int NOT NULL,
        PRIMARY KEY (party)
) STRICT;
CREATE INDEX seen_merge_direct ON seen_merge (direct_into);
CREATE INDEX seen_merge_into ON seen_merge (into_party);

-- Entries behind an amount or a reported figure.
CREATE TABLE figure (
        metric id NOT NULL,
        hub id NOT NULL,
        position int NOT NULL,
        subject id NOT NULL,
        value int NOT NULL,
        on_at time NOT NULL,
        source text NOT NULL,
        PRIMARY KEY (metric, hub, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE announcement (
        id id PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        title text NOT NULL,
        made_by text NOT NULL,
        made_on text NOT NULL,
        hub id NOT NULL,
        source text NOT NULL,
        url text NOT NULL,
        words text NOT NULL
) STRICT;

CREATE TABLE pledge (
        id id PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        announcement id NOT NULL,
        title text NOT NULL,
        metric text NOT NULL,
        hub id NOT NULL,
        baseline int NOT NULL,
        target int NOT NULL,
        at_most bool NOT NULL,
        start_at time NOT NULL,
        deadline_at time NOT NULL,
        is_open bool NOT NULL,
        reason text NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX pledge_announcement ON pledge (announcement);
