-- Money that a hub sets aside, in a tree: a fund has its budget from the fund above it, or, at the top, from outside. What nobody was promised
-- is in the account free, what was promised in committed, what was paid in paid. signs: how many people besides the one who asks; from large
-- on (0: never) those of the fund above sign, too. programme: its slug, for the record; empty: none. state: open, closed.
CREATE TABLE fund (
        id id PRIMARY KEY,
        parent id NOT NULL,
        hub id NOT NULL,
        programme text NOT NULL,
        title text NOT NULL,
        unit text NOT NULL,
        begins_at time NOT NULL,
        ends_at time NOT NULL,
        signs int NOT NULL,
        large int NOT NULL,
        free_account id NOT NULL,
        committed_account id NOT NULL,
        paid_account id NOT NULL,
        state text NOT NULL,
        entry int NOT NULL,
        made_by id NOT NULL
) STRICT;
CREATE INDEX fund_at ON fund (hub, id);
CREATE INDEX fund_below ON fund (parent, id);

-- What is asked for and signed: a commitment to a party, a disbursement out of one (commitment: its paper), or what is let go of one.
-- amount_left: of a commitment in force, what was neither paid nor let go nor asked for. hold: in the ledger, until it is decided; 0: none.
-- state: asked, done, refused. instalment: of the commitment, that is paid; 0: none. on_at: the day that it is to count for.
CREATE TABLE fund_paper (
        id id PRIMARY KEY,
        fund id NOT NULL,
        kind text NOT NULL,
        commitment id NOT NULL,
        party id NOT NULL,
        title text NOT NULL,
        amount int NOT NULL,
        amount_left int NOT NULL,
        hold id NOT NULL,
        instalment int NOT NULL,
        on_at time NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        asked_by id NOT NULL,
        asked_at time NOT NULL,
        decided_at time NOT NULL,
        entry int NOT NULL
) STRICT;
CREATE INDEX fund_paper_of ON fund_paper (fund, id);
CREATE INDEX fund_paper_out_of ON fund_paper (commitment, id);
CREATE INDEX fund_paper_to ON fund_paper (party, id);

-- Signatures that a paper needs, in their order, each at the hub of a fund; signed_by 0: not yet.
CREATE TABLE fund_sign (
        paper id NOT NULL,
        step int NOT NULL,
        hub id NOT NULL,
        signed_by id NOT NULL,
        signed_at time NOT NULL,
        PRIMARY KEY (paper, step)
) STRICT, WITHOUT ROWID;

-- In what steps a commitment is to be paid. milestone: that has to be approved first; 0: none. paper: that pays it; 0: none yet.
CREATE TABLE fund_instalment (
        commitment id NOT NULL,
        number int NOT NULL,
        amount int NOT NULL,
        due_at time NOT NULL,
        milestone id NOT NULL,
        paper id NOT NULL,
        PRIMARY KEY (commitment, number)
) STRICT, WITHOUT ROWID;
