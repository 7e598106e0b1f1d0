-- What an account's holds keep whose time is over is summed without reading each; its open holds are found as before.
DROP INDEX ledger_hold_of_source;
DROP INDEX ledger_hold_of_target;
CREATE INDEX ledger_hold_of_source ON ledger_hold (source, until_at, amount) WHERE state = 'open';
CREATE INDEX ledger_hold_of_target ON ledger_hold (target, until_at, amount) WHERE state = 'open';

-- returned: what left a grant without being used: what was taken back, and what was there when its time was over.
-- state: also revoking: it was taken back, and what is held comes back when its hold ends.
ALTER TABLE credit_grant ADD COLUMN returned int NOT NULL DEFAULT 0;
CREATE INDEX credit_grant_revoking ON credit_grant (id) WHERE state = 'revoking';
