-- A bill of a cloud as it was delivered (FOCUS). hash: SHA-256 of the file; version: of FOCUS, times ten.
CREATE TABLE bill (
        id id PRIMARY KEY,
        hub id NOT NULL,
        title text NOT NULL,
        hash blob NOT NULL,
        version int NOT NULL,
        row_count int NOT NULL,
        line_count int NOT NULL,
        group_count int NOT NULL,
        finding_count int NOT NULL,
        begins_at time NOT NULL,
        entry int NOT NULL,
        loaded_at time NOT NULL,
        loaded_by id NOT NULL
) STRICT;
CREATE UNIQUE INDEX bill_by_hash ON bill (hub, hash);

-- Exact sums of a bill. dimension: total, provider, category, service, sub-account, day; amounts are decimal texts of up to 18 places.
CREATE TABLE bill_sum (
        bill id NOT NULL,
        dimension text NOT NULL,
        currency text NOT NULL,
        value text NOT NULL,
        line_count int NOT NULL,
        below_zero int NOT NULL,
        billed text NOT NULL,
        effective text NOT NULL,
        list text NOT NULL,
        contracted text NOT NULL,
        PRIMARY KEY (bill, dimension, currency, value)
) STRICT, WITHOUT ROWID;

-- What breaks a rule of the specification; the first ones, with words as they were said to who loaded it.
CREATE TABLE bill_finding (
        bill id NOT NULL,
        n int NOT NULL,
        rule text NOT NULL,
        row_number int NOT NULL,
        is_refused bool NOT NULL,
        words text NOT NULL,
        PRIMARY KEY (bill, n)
) STRICT, WITHOUT ROWID;
