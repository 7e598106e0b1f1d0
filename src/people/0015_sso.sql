-- Providers of sign-on (OpenID Connect). secret is sealed (access/seal); domains: names with spaces between them. One that has
-- ended stays, for what the record tells of it.
CREATE TABLE sso_provider (
        slug text NOT NULL,
        id id NOT NULL,
        title text NOT NULL,
        issuer text NOT NULL,
        client_id text NOT NULL,
        secret blob NOT NULL,
        domains text NOT NULL,
        makes_accounts bool NOT NULL,
        is_private bool NOT NULL,
        hub id NOT NULL,
        made_at time NOT NULL,
        ended_at time NOT NULL,
        PRIMARY KEY (slug)
) STRICT;
CREATE INDEX sso_provider_issuer ON sso_provider (issuer);

-- What issuers publish: kind is discovery or keys. tried_at: asked last, whatever came of it.
CREATE TABLE sso_published (
        issuer text NOT NULL,
        kind text NOT NULL,
        body text NOT NULL,
        got_at time NOT NULL,
        tried_at time NOT NULL,
        PRIMARY KEY (issuer, kind)
) STRICT;

-- Who was sent to a provider and is expected back; hashes only. actor and session: who connects an account, else 0 and empty.
CREATE TABLE sso_attempt (
        state blob NOT NULL,
        browser blob NOT NULL,
        provider text NOT NULL,
        actor id NOT NULL,
        session blob NOT NULL,
        ends_at time NOT NULL,
        PRIMARY KEY (state)
) STRICT;

-- Who signs on as whom: a subject is unique beside its issuer only.
CREATE TABLE sso_identity (
        issuer text NOT NULL,
        subject text NOT NULL,
        id id NOT NULL,
        actor id NOT NULL,
        provider text NOT NULL,
        made_at time NOT NULL,
        used_at time NOT NULL,
        PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX sso_identity_of ON sso_identity (actor, id);
