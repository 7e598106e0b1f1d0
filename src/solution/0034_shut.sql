-- An owner lets a share that an operator set for a programme hold for its solutions. party: the partner's, as in agreement.
CREATE TABLE agreement_consent (
        party id NOT NULL,
        agreement id NOT NULL,
        owner id NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, agreement, owner)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_consent_of ON agreement_consent (owner);
CREATE INDEX agreement_of_programme ON agreement (programme, id) WHERE owner = 0;

-- delegation: by which whoever invited them runs the reviews; 0: without one. given_at: when their yes gave them the role; 0: not since they
-- were invited.
ALTER TABLE reviewer ADD COLUMN delegation id NOT NULL DEFAULT 0;
ALTER TABLE reviewer ADD COLUMN given_at time NOT NULL DEFAULT 0;
