-- Which source names a party that several know. No row: the only one that knows it.
CREATE TABLE party_namer (
        party id PRIMARY KEY,
        source text NOT NULL
) STRICT;
