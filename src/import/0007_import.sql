CREATE TABLE import (
        id id PRIMARY KEY,
        actor id NOT NULL,
        file_name text NOT NULL,
        file_path text NOT NULL,
        file_hash text NOT NULL,
        file_bytes int NOT NULL,
        mapping text NOT NULL,
        mapping_slug text NOT NULL,
        as_of time NOT NULL,
        hub id NOT NULL,
        state text NOT NULL,
        fault text NOT NULL,
        rows_total int NOT NULL,
        rows_done int NOT NULL,
        rows_new int NOT NULL,
        rows_changed int NOT NULL,
        rows_moved int NOT NULL,
        rows_same int NOT NULL,
        rows_gone int NOT NULL,
        rows_refused int NOT NULL,
        rows_alike int NOT NULL,
        rows_renamed int NOT NULL,
        made_at time NOT NULL,
        begun_at time NOT NULL,
        ended_at time NOT NULL,
        position_first int NOT NULL,
        position_end int NOT NULL
) STRICT;
CREATE INDEX import_state ON import (state, id);

-- What a dry run found, for people to look at: some rows of each kind.
CREATE TABLE import_note (
        import id NOT NULL,
        row_number int NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        words text NOT NULL,
        party id NOT NULL,
        PRIMARY KEY (import, kind, row_number)
) STRICT, WITHOUT ROWID;

-- Moves that a dry run or an import counted: from a stage to a stage.
CREATE TABLE import_move (
        import id NOT NULL,
        from_stage text NOT NULL,
        to_stage text NOT NULL,
        rows_n int NOT NULL,
        PRIMARY KEY (import, from_stage, to_stage)
) STRICT;
