-- Who took what was handed in for a round out of the store, and when: for a quarter of an hour it can be fetched.
CREATE TABLE round_export (
        id id PRIMARY KEY,
        round id NOT NULL,
        actor id NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        made_at time NOT NULL
) STRICT;
