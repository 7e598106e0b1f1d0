-- Keys of people's devices (WebAuthn). credential is one over all accounts; handle is what the device knows the account by; key is a
-- COSE_Key. used_at 0: never yet; doubted_at: the counter went back, so a copy of it may be about; 0: it never did.
CREATE TABLE passkey (
        id id PRIMARY KEY,
        actor id NOT NULL,
        credential blob NOT NULL UNIQUE,
        handle blob NOT NULL,
        key blob NOT NULL,
        sign_count int NOT NULL,
        transports text NOT NULL,
        is_backup_eligible bool NOT NULL,
        is_backed_up bool NOT NULL,
        name text NOT NULL,
        made_at time NOT NULL,
        used_at time NOT NULL,
        doubted_at time NOT NULL
) STRICT;
CREATE INDEX passkey_of ON passkey (actor, id);

-- Challenges that were answered, right or wrong, until they would have ended anyway.
CREATE TABLE challenge_spent (
        challenge blob NOT NULL,
        ends_at time NOT NULL,
        PRIMARY KEY (challenge)
) STRICT;

-- Who asked for an account and has not opened the link in the mail yet; the newest of an address is the one that works.
CREATE TABLE signup (
        email text NOT NULL,
        token blob NOT NULL,
        ends_at time NOT NULL,
        PRIMARY KEY (email)
) STRICT;
CREATE INDEX signup_token ON signup (token);
