-- What changed a grant besides its use. kind: top-up, moved (to another party), revoked, lapsed. about: which grant. other: the grant that it was
-- moved to.
CREATE TABLE grant_change (
        party id NOT NULL,
        id id NOT NULL,
        about id NOT NULL,
        kind text NOT NULL,
        amount int NOT NULL,
        other id NOT NULL,
        at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
-- When what was taken back was is not known any more.
INSERT INTO grant_change (party, id, about, kind, amount, other, at)
SELECT party, id, id, CASE WHEN state = 'over' THEN 'lapsed' ELSE 'revoked' END, returned, 0,
        CASE WHEN state = 'over' THEN ends_at ELSE begins_at END
FROM credit_grant WHERE returned > 0;

-- topped: the newest change that made it larger. end_told_at: when its team was told that it ends soon; 0: not yet.
ALTER TABLE credit_grant ADD COLUMN topped id NOT NULL DEFAULT 0;
ALTER TABLE credit_grant ADD COLUMN end_told_at time NOT NULL DEFAULT 0;

-- What a team was told of what it has used, in hundredths of what it was given there. newest: the newest grant or top-up of then; one that came
-- later begins anew.
CREATE TABLE grant_told (
        party id NOT NULL,
        hub id NOT NULL,
        unit text NOT NULL,
        newest id NOT NULL,
        share int NOT NULL,
        told_at time NOT NULL,
        PRIMARY KEY (party, hub, unit)
) STRICT, WITHOUT ROWID;

-- Codes that a partner gave, for members of a programme at a hub and below it; benefit: only for those who were given that one; empty: for all.
-- root: over salted hashes of the codes, as the record has it. state: open, withdrawn. loaded, taken: how many codes.
CREATE TABLE voucher_pool (
        id id PRIMARY KEY,
        hub id NOT NULL,
        programme id NOT NULL,
        benefit text NOT NULL,
        title text NOT NULL,
        loaded int NOT NULL,
        taken int NOT NULL,
        state text NOT NULL,
        salt blob NOT NULL,
        root blob NOT NULL,
        entry int NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE INDEX voucher_pool_by_hub ON voucher_pool (hub, id);
CREATE INDEX voucher_pool_by_programme ON voucher_pool (programme, hub);

-- mark: 63 bits of a hash with the data folder's key, so that no code stands here twice. box: the code, sealed with that key; empty once it
-- was shown.
CREATE TABLE voucher_code (
        pool id NOT NULL,
        id id NOT NULL,
        mark int NOT NULL,
        box blob NOT NULL,
        is_taken bool NOT NULL,
        PRIMARY KEY (pool, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX voucher_code_by_mark ON voucher_code (mark);

-- Who has one. Two of a pool only after a merge.
CREATE TABLE voucher_taken (
        party id NOT NULL,
        pool id NOT NULL,
        code id NOT NULL,
        actor id NOT NULL,
        at time NOT NULL,
        PRIMARY KEY (party, pool, code)
) STRICT, WITHOUT ROWID;

-- renews: the grant that this one goes on from.
ALTER TABLE credit_grant ADD COLUMN renews id NOT NULL DEFAULT 0;
CREATE INDEX credit_grant_renewing ON credit_grant (party, renews) WHERE renews > 0;

-- The most that may be given at a hub and all below it in a unit, of a programme; programme 0: of all, and by hand. per_party and in_all: 0, no
-- limit.
CREATE TABLE grant_limit (
        hub id NOT NULL,
        programme id NOT NULL,
        unit text NOT NULL,
        per_party int NOT NULL,
        in_all int NOT NULL,
        made_at time NOT NULL,
        made_by id NOT NULL,
        PRIMARY KEY (hub, programme, unit)
) STRICT, WITHOUT ROWID;

-- What was given and did not come back or lapse.
CREATE TABLE grant_total (
        hub id NOT NULL,
        programme id NOT NULL,
        unit text NOT NULL,
        amount int NOT NULL,
        PRIMARY KEY (hub, programme, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO grant_total (hub, programme, unit, amount)
SELECT hub, programme, unit, CAST(SUM(amount - returned) AS bigint) FROM credit_grant GROUP BY hub, programme, unit;
