-- Parties: people and organisations. name, website and salt are personal and can be erased.
CREATE TABLE party (
        id id PRIMARY KEY,
        kind text NOT NULL,
        name text NOT NULL,
        website text NOT NULL,
        country text NOT NULL,
        sector text NOT NULL,
        is_listed bool NOT NULL,
        hub id NOT NULL,
        salt blob NOT NULL,
        merged_into id NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX party_home ON party (hub, id) WHERE hub <> 0;
CREATE INDEX party_merged ON party (merged_into) WHERE merged_into <> 0;

-- How the outside knows a party. Found by party here; by scheme and value through an index of runs (people/identity).
CREATE TABLE identity (
        party id NOT NULL,
        scheme int NOT NULL,
        value text NOT NULL,
        seen_at time NOT NULL,
        PRIMARY KEY (party, scheme, value)
) STRICT, WITHOUT ROWID;

-- email, domain, registration, or the name of a source.
CREATE TABLE identity_scheme (
        id int PRIMARY KEY,
        name text NOT NULL UNIQUE
) STRICT;

CREATE TABLE party_former_name (
        party id NOT NULL,
        name text NOT NULL,
        until_at time NOT NULL,
        PRIMARY KEY (party, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE party_attribute (
        party id NOT NULL,
        name text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (party, name)
) STRICT, WITHOUT ROWID;
