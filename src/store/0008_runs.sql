-- Indexes of 64-bit keys that are cheap to fill in bulk (store/runs): sorted runs in small parts, and single keys.
CREATE TABLE run_space (
        space int PRIMARY KEY,
        added int NOT NULL,
        singles int NOT NULL,
        stamp id NOT NULL
) STRICT;

CREATE TABLE run_list (
        space int NOT NULL,
        run id NOT NULL,
        level int NOT NULL,
        PRIMARY KEY (space, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_part (
        space int NOT NULL,
        run id NOT NULL,
        first int NOT NULL,
        pairs blob NOT NULL,
        PRIMARY KEY (space, run, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_single (
        space int NOT NULL,
        key int NOT NULL,
        id id NOT NULL,
        PRIMARY KEY (space, key, id)
) STRICT, WITHOUT ROWID;
