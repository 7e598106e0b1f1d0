-- Which migrations this database has had.
CREATE TABLE IF NOT EXISTS schema_migration (
        number int PRIMARY KEY,
        name text NOT NULL,
        hash text NOT NULL,
        applied_at time NOT NULL
) STRICT;
