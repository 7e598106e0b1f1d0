-- What a pledge had counted by a version of its metric when the record had that many entries: one row for each commit
-- that changed it, and one for each step in which it was counted later (pledge/history).
CREATE TABLE pledge_history (
        pledge id NOT NULL,
        metric id NOT NULL,
        position int NOT NULL,
        value int NOT NULL,
        PRIMARY KEY (pledge, metric, position)
) STRICT, WITHOUT ROWID;

-- How far it was counted in steps; from end_position on there are rows by commits.
CREATE TABLE pledge_history_fill (
        pledge id NOT NULL,
        metric id NOT NULL,
        position int NOT NULL,
        end_position int NOT NULL,
        PRIMARY KEY (pledge, metric)
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_merge_position ON seen_merge (position);
