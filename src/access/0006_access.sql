-- People who may sign in. Tokens are kept hashed.
CREATE TABLE actor (
        id id PRIMARY KEY,
        name text NOT NULL,
        made_at time NOT NULL
) STRICT;

-- An address belongs to one account.
CREATE TABLE actor_email (
        email text NOT NULL,
        actor id NOT NULL,
        made_at time NOT NULL,
        confirmed_at time NOT NULL,
        PRIMARY KEY (email)
) STRICT;
CREATE INDEX actor_email_of ON actor_email (actor);

-- Who has which role where: hub 0 is everywhere, programme 0 all of them, until_at 0 for good.
CREATE TABLE role_grant (
        id id PRIMARY KEY,
        actor id NOT NULL,
        role text NOT NULL,
        hub id NOT NULL,
        programme id NOT NULL,
        until_at time NOT NULL,
        given_by id NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX role_grant_of ON role_grant (actor);
CREATE INDEX role_grant_at ON role_grant (hub, id);

-- argon2id texts (access/password).
CREATE TABLE password (
        actor id PRIMARY KEY,
        kept text NOT NULL,
        set_at time NOT NULL
) STRICT;

-- Tokens of programs, kept hashed. scope: a bit for each permission.
CREATE TABLE api_token (
        id id PRIMARY KEY,
        token blob NOT NULL UNIQUE,
        actor id NOT NULL,
        name text NOT NULL,
        scope int NOT NULL,
        hub id NOT NULL,
        until_at time NOT NULL,
        made_at time NOT NULL,
        used_at time NOT NULL
) STRICT;
CREATE INDEX api_token_of ON api_token (actor, id);

-- A code from an authenticator app, asked for beside the password. secret is sealed (access/seal); recovery as otp keeps it.
CREATE TABLE second_factor (
        actor id PRIMARY KEY,
        secret blob NOT NULL,
        last_step int NOT NULL,
        recovery blob NOT NULL,
        made_at time NOT NULL,
        confirmed_at time NOT NULL
) STRICT;

-- Links for a new password, kept hashed; the newest of an account is the one that works.
CREATE TABLE reset_link (
        actor id PRIMARY KEY,
        token blob NOT NULL,
        ends_at time NOT NULL
) STRICT;
CREATE INDEX reset_link_token ON reset_link (token);

-- Attempts to sign in that were wrong, by hashes of who and from where (access/throttle).
CREATE TABLE throttle (
        key blob NOT NULL,
        failures int NOT NULL,
        last_at time NOT NULL,
        PRIMARY KEY (key)
) STRICT;

CREATE TABLE signin_link (
        token blob NOT NULL,
        actor id NOT NULL,
        ends_at time NOT NULL,
        used_at time NOT NULL,
        PRIMARY KEY (token)
) STRICT;

-- seen_at: it ends when it is not used; proved_at: who has it showed who they are.
CREATE TABLE session (
        token blob NOT NULL,
        actor id NOT NULL,
        made_at time NOT NULL,
        ends_at time NOT NULL,
        seen_at time NOT NULL,
        proved_at time NOT NULL,
        PRIMARY KEY (token)
) STRICT;
