-- The append-only log. What is full is never changed again: bundles of 256 leaves, tiles of 256 hashes.
CREATE TABLE log_head (
        id int PRIMARY KEY,
        size int NOT NULL,
        root blob NOT NULL,
        at time NOT NULL
) STRICT;

-- Leaves that do not fill a bundle yet.
CREATE TABLE log_leaf (
        position int PRIMARY KEY,
        leaf blob NOT NULL
) STRICT;

CREATE TABLE log_bundle (
        n int PRIMARY KEY,
        leaves blob NOT NULL
) STRICT;

-- Per level the hashes of the tile that is not full yet.
CREATE TABLE log_edge (
        level int PRIMARY KEY,
        hashes blob NOT NULL
) STRICT;

CREATE TABLE log_tile (
        level int NOT NULL,
        n int NOT NULL,
        hashes blob NOT NULL,
        PRIMARY KEY (level, n)
) STRICT;

-- Every checkpoint that was ever published.
CREATE TABLE log_checkpoint (
        size int PRIMARY KEY,
        at time NOT NULL,
        note text NOT NULL
) STRICT;

-- Which entries tell of a thing.
CREATE TABLE log_subject (
        subject id NOT NULL,
        position int NOT NULL,
        PRIMARY KEY (subject, position)
) STRICT, WITHOUT ROWID;
