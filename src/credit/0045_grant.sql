-- Something that was given to a party: its own account holds what is left. programme and benefit: of which file; empty and 0 when it was
-- given by hand. is_paid: somebody paid for it, so it is spent last. ends_at: then what is left is gone; 0: never. state: active, over, revoked.
CREATE TABLE credit_grant (
        party id NOT NULL,
        id id NOT NULL,
        hub id NOT NULL,
        programme id NOT NULL,
        benefit text NOT NULL,
        title text NOT NULL,
        unit text NOT NULL,
        amount int NOT NULL,
        is_paid bool NOT NULL,
        account id NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        entry int NOT NULL,
        made_by id NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_grant_due ON credit_grant (ends_at, id) WHERE state = 'active' AND ends_at > 0;
CREATE INDEX credit_grant_by_benefit ON credit_grant (party, programme, hub, benefit);
