-- Who is in the team of a party: owner, editor or viewer.
CREATE TABLE team_person (
        party id NOT NULL,
        actor id NOT NULL,
        role text NOT NULL,
        since_at time NOT NULL,
        PRIMARY KEY (party, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_of ON team_person (actor, party);

-- Parties that somebody founded by themselves, so that nobody founds too many.
CREATE TABLE team_founded (
        party id NOT NULL,
        actor id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party)
) STRICT;
CREATE INDEX team_founded_by ON team_founded (actor, made_at);

-- state: waiting, accepted, withdrawn. Tokens are kept hashed; the address is wiped when it is no longer needed.
CREATE TABLE team_invitation (
        party id NOT NULL,
        id id NOT NULL,
        token blob NOT NULL,
        email text NOT NULL,
        role text NOT NULL,
        state text NOT NULL,
        given_by id NOT NULL,
        made_at time NOT NULL,
        ends_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT;
CREATE INDEX team_invitation_token ON team_invitation (token);
CREATE INDEX team_invitation_by ON team_invitation (given_by, made_at);
CREATE INDEX team_invitation_to ON team_invitation (email) WHERE email <> '';

-- A party's team has a role at a hub and below: an incubator that runs it for its owner.
CREATE TABLE delegation (
        party id NOT NULL,
        id id NOT NULL,
        role text NOT NULL,
        hub id NOT NULL,
        programme id NOT NULL,
        until_at time NOT NULL,
        given_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT;
CREATE INDEX delegation_by_id ON delegation (id);
CREATE INDEX delegation_at ON delegation (hub, id);

-- What a head gives who is one by delegation ends with that; 0: given without.
ALTER TABLE role_grant ADD COLUMN delegation id NOT NULL DEFAULT 0;

-- The name that whoever gave it knows its holder by: the account's own is not told to them. Empty: the account's.
ALTER TABLE role_grant ADD COLUMN called text NOT NULL DEFAULT '';

-- Accounts of programs that are nobody's person: one role, until a day. Their tokens stand in api_token.
CREATE TABLE service (
        actor id NOT NULL,
        role_grant id NOT NULL,
        hub id NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        ended_at time NOT NULL,
        PRIMARY KEY (actor)
) STRICT;
CREATE INDEX service_at ON service (hub, actor);

-- The programme that an import's mapping names: who imports for it only may; 0: from before, for who imports for all.
ALTER TABLE import ADD COLUMN programme id NOT NULL DEFAULT 0;
