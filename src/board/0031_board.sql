-- Applications of which something changed that operators sort and filter by: their cells are made again before the transaction ends, or
-- soon after when there are many.
CREATE TABLE application_touch (
        party id NOT NULL,
        application id NOT NULL,
        PRIMARY KEY (party, application)
) STRICT, WITHOUT ROWID;
INSERT INTO application_touch (party, application) SELECT party, id FROM application;
CREATE INDEX application_hint_on ON application_hint (other, state);

-- Words that operators put on an application to find it again.
CREATE TABLE application_tag (
        party id NOT NULL,
        application id NOT NULL,
        tag text NOT NULL,
        PRIMARY KEY (party, application, tag)
) STRICT, WITHOUT ROWID;

-- How many places a round's columns have so far.
CREATE TABLE board_round (
        round id PRIMARY KEY,
        slots int NOT NULL
) STRICT;

-- Columns of a round beside those that every round has: scores of its steps, fields of its forms. A field that changed its kind is
-- another column.
CREATE TABLE board_column (
        round id NOT NULL,
        number int NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        PRIMARY KEY (round, number)
) STRICT, WITHOUT ROWID;

-- What an application is sorted and filtered by (board/cell), and its place in the columns. is_loose: the columns do not have it yet.
CREATE TABLE board_row (
        party id NOT NULL,
        application id NOT NULL,
        round id NOT NULL,
        slot int NOT NULL,
        cells blob NOT NULL,
        is_loose bool NOT NULL,
        PRIMARY KEY (party, application)
) STRICT;
CREATE INDEX board_row_of ON board_row (application);
CREATE UNIQUE INDEX board_row_at ON board_row (round, slot);
CREATE INDEX board_row_loose ON board_row (round, slot) WHERE is_loose = TRUE;

-- The same by columns, 1,024 places in each: one column of a hundred thousand applications is read in a millisecond.
CREATE TABLE board_chunk (
        round id NOT NULL,
        chunk int NOT NULL,
        number int NOT NULL,
        data blob NOT NULL,
        PRIMARY KEY (round, chunk, number)
) STRICT;

-- How somebody looks at a round's applications: columns, filters, order, as JSON. title: empty for the one that is at work.
-- shared: with all who may see the round.
CREATE TABLE board_view (
        id id PRIMARY KEY,
        round id NOT NULL,
        actor id NOT NULL,
        title text NOT NULL,
        shared bool NOT NULL,
        spec text NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX board_view_of ON board_view (round, actor, id);

-- One act on many applications, shown before it is done. state: draft, done, discarded. value: a tag, a stage, a time; reviewer and
-- step: who is to read them.
CREATE TABLE board_bulk (
        id id PRIMARY KEY,
        round id NOT NULL,
        actor id NOT NULL,
        what text NOT NULL,
        value text NOT NULL,
        reviewer id NOT NULL,
        step text NOT NULL,
        state text NOT NULL,
        lines int NOT NULL,
        done int NOT NULL,
        made_at time NOT NULL,
        done_at time NOT NULL
) STRICT;

-- left_out: why it was not done with this one.
CREATE TABLE board_bulk_line (
        party id NOT NULL,
        bulk id NOT NULL,
        application id NOT NULL,
        left_out text NOT NULL,
        PRIMARY KEY (party, bulk, application)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_bulk_line_in ON board_bulk_line (bulk, application);

-- spec: columns, filters and order of a view, as they were when it was asked for; empty: all that was handed in.
ALTER TABLE round_export ADD COLUMN spec text NOT NULL DEFAULT '';
