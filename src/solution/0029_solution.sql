-- What a member offers. state: draft, in-review, published, withdrawn. countries: ISO 3166-1 codes with a space between; empty: everywhere.
CREATE TABLE solution (
        party id NOT NULL,
        id id NOT NULL,
        hub id NOT NULL,
        state text NOT NULL,
        title text NOT NULL,
        summary text NOT NULL,
        description text NOT NULL,
        category text NOT NULL,
        sector text NOT NULL,
        countries text NOT NULL,
        works_with text NOT NULL,
        price text NOT NULL,
        website text NOT NULL,
        reason text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        changed_at time NOT NULL,
        published_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX solution_by_id ON solution (id);
CREATE INDEX solution_waiting ON solution (hub, id) WHERE state = 'in-review';

-- By what published solutions are found: bytes, so that both engines order them alike. See solution/term.h.
CREATE TABLE solution_term (
        term blob NOT NULL,
        solution id NOT NULL,
        party id NOT NULL,
        PRIMARY KEY (term, solution)
) STRICT, WITHOUT ROWID;
CREATE INDEX solution_term_of ON solution_term (solution, term);

-- Hubs that look at each solution before it is public; it holds below, too.
CREATE TABLE solution_rule (
        hub id PRIMARY KEY,
        is_checked bool NOT NULL,
        set_by id NOT NULL,
        set_at time NOT NULL
) STRICT;

-- Who asked when, so that nobody writes to too many. What they wrote is in the mail alone.
CREATE TABLE solution_question (
        party id NOT NULL,
        id id NOT NULL,
        solution id NOT NULL,
        actor id NOT NULL,
        asked_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX solution_question_by ON solution_question (actor, asked_at);

-- An enterprise's problem. state: open, closed. round 0: none yet.
CREATE TABLE challenge (
        party id NOT NULL,
        id id NOT NULL,
        hub id NOT NULL,
        programme id NOT NULL,
        round id NOT NULL,
        state text NOT NULL,
        title text NOT NULL,
        problem text NOT NULL,
        reward text NOT NULL,
        until_at time NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        closed_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX challenge_by_id ON challenge (id);
CREATE INDEX challenge_open ON challenge (state, id);

-- A start-up (party) tries its solution at an enterprise. state: planned, running, ended; outcome: '', adopted, concluded. programme 0: none.
CREATE TABLE pilot (
        party id NOT NULL,
        id id NOT NULL,
        enterprise id NOT NULL,
        challenge id NOT NULL,
        programme id NOT NULL,
        hub id NOT NULL,
        state text NOT NULL,
        outcome text NOT NULL,
        goal text NOT NULL,
        result text NOT NULL,
        begins_on time NOT NULL,
        ends_on time NOT NULL,
        ended_at time NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pilot_enterprise ON pilot (enterprise, id);
CREATE INDEX pilot_at ON pilot (hub, id);

-- What a partner (party) gets of a referral: of one solution, of all of an owner, or of all in a programme; 0: any. until_on is not part of it.
CREATE TABLE agreement (
        party id NOT NULL,
        id id NOT NULL,
        owner id NOT NULL,
        solution id NOT NULL,
        programme id NOT NULL,
        bps int NOT NULL,
        from_on time NOT NULL,
        until_on time NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_owner ON agreement (owner, id);

-- A partner (party) brings a customer to a solution. state: made, accepted, won, lost, paid. Amounts in the currency's smallest unit; bps as
-- it was when the referral was made.
CREATE TABLE referral (
        party id NOT NULL,
        id id NOT NULL,
        owner id NOT NULL,
        solution id NOT NULL,
        agreement id NOT NULL,
        bps int NOT NULL,
        hub id NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        customer text NOT NULL,
        note text NOT NULL,
        currency text NOT NULL,
        amount_minor int NOT NULL,
        share_minor int NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        won_on time NOT NULL,
        changed_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_owner ON referral (owner, id);
CREATE INDEX referral_won ON referral (party, won_on) WHERE won_on <> 0;
CREATE INDEX referral_at ON referral (hub, id);

-- A start-up (party) and somebody who could help it. state: asked, made, declined, withdrawn. Each side: '', yes, no.
CREATE TABLE introduction (
        party id NOT NULL,
        id id NOT NULL,
        other id NOT NULL,
        kind text NOT NULL,
        hub id NOT NULL,
        state text NOT NULL,
        words text NOT NULL,
        party_says text NOT NULL,
        other_says text NOT NULL,
        party_actor id NOT NULL,
        other_actor id NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        ends_at time NOT NULL,
        closed_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX introduction_by_id ON introduction (id);
CREATE INDEX introduction_other ON introduction (other, id);
CREATE INDEX introduction_at ON introduction (hub, id);

-- Links by which one side answers; kept hashed.
CREATE TABLE introduction_ask (
        party id NOT NULL,
        introduction id NOT NULL,
        id id NOT NULL,
        side id NOT NULL,
        token blob NOT NULL,
        actor id NOT NULL,
        PRIMARY KEY (party, introduction, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX introduction_ask_token ON introduction_ask (token);

-- What came of it. kind: investment, pilot, hire. state: noted, confirmed, refused. amount: whole units of the currency; people: hired.
-- salt: of the amount's commitment, when it is confidential.
CREATE TABLE outcome (
        party id NOT NULL,
        id id NOT NULL,
        other id NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        hub id NOT NULL,
        programme text NOT NULL,
        amount int NOT NULL,
        currency text NOT NULL,
        round_type text NOT NULL,
        people int NOT NULL,
        happened_on time NOT NULL,
        evidence text NOT NULL,
        note text NOT NULL,
        is_confidential bool NOT NULL,
        salt blob NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        decided_by id NOT NULL,
        decided_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcome_at ON outcome (hub, state, id);
