-- Parties: people and organisations. name, website and salt are personal and can be erased.
CREATE TABLE party (
        id id PRIMARY KEY,
        kind text NOT NULL,
        name text NOT NULL,
        website text NOT NULL,
        country text NOT NULL,
        sector text NOT NULL,
        is_listed bool NOT NULL,
        name_key int NOT NULL,
        salt blob NOT NULL,
        merged_into id NOT NULL,
        made_at time NOT NULL
) STRICT;
CREATE INDEX party_name_key ON party (name_key) WHERE name_key <> 0;
CREATE INDEX party_merged ON party (merged_into) WHERE merged_into <> 0;

-- How the outside knows a party: scheme is email, domain, registration, or the name of a source.
CREATE TABLE identity (
        scheme text NOT NULL,
        value text NOT NULL,
        party id NOT NULL,
        seen_at time NOT NULL,
        PRIMARY KEY (scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_party ON identity (party);

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
