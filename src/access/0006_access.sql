-- People who may sign in. Tokens are kept hashed.
CREATE TABLE actor (
        id id PRIMARY KEY,
        name text NOT NULL,
        role text NOT NULL,
        made_at time NOT NULL
) STRICT;

CREATE TABLE signin_link (
        token blob NOT NULL,
        actor id NOT NULL,
        ends_at time NOT NULL,
        used_at time NOT NULL,
        PRIMARY KEY (token)
) STRICT;

CREATE TABLE session (
        token blob NOT NULL,
        actor id NOT NULL,
        made_at time NOT NULL,
        ends_at time NOT NULL,
        PRIMARY KEY (token)
) STRICT;
