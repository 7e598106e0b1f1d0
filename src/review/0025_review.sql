-- Reviews of a round. The settings of a step stand in the definition that the round runs by; here is what happens in it.
-- until_at: the last instant to send and to change reviews; 0: until it is closed. The counts move with what they count;
-- changed_at: a score changed, calibrated_at: all of them were calibrated. proposal: what an
-- assignment that was proposed comes to, as JSON; empty: none waits.
CREATE TABLE review_step (
        round id NOT NULL,
        step text NOT NULL,
        until_at time NOT NULL,
        closed_at time NOT NULL,
        begun_by id NOT NULL,
        begun_at time NOT NULL,
        assigned int NOT NULL,
        submitted int NOT NULL,
        changed_at time NOT NULL,
        calibrated_at time NOT NULL,
        proposal text NOT NULL,
        PRIMARY KEY (round, step)
) STRICT, WITHOUT ROWID;

-- The pool. step: only this one; empty: all. load: at most so many files; 0: as the step says. called: the name that operators know
-- the reviewer by. state: invited, accepted, declined, left. files: numbers of files given so far; open: files that wait.
CREATE TABLE reviewer (
        round id NOT NULL,
        account id NOT NULL,
        id id NOT NULL,
        step text NOT NULL,
        load int NOT NULL,
        expertise text NOT NULL,
        called text NOT NULL,
        state text NOT NULL,
        invited_by id NOT NULL,
        invited_at time NOT NULL,
        answered_at time NOT NULL,
        reminded_at time NOT NULL,
        files int NOT NULL,
        PRIMARY KEY (round, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX reviewer_id ON reviewer (id);
CREATE INDEX reviewer_of ON reviewer (account, round);

-- What a reviewer would like to read: yes, maybe, no.
CREATE TABLE review_bid (
        party id NOT NULL,
        application id NOT NULL,
        account id NOT NULL,
        round id NOT NULL,
        bid text NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, application, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_bid_in ON review_bid (round, account, application);

-- Why somebody should not judge an application. severity: blocking, minor. source: declared, found, operator. status: pending, dismissed
-- (it is none), waived (it is one, and may review all the same), recused. note: in words, by who declared it; why: by who decided.
CREATE TABLE review_conflict (
        party id NOT NULL,
        application id NOT NULL,
        account id NOT NULL,
        kind text NOT NULL,
        id id NOT NULL,
        round id NOT NULL,
        severity text NOT NULL,
        source text NOT NULL,
        status text NOT NULL,
        note text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        decided_by id NOT NULL,
        decided_at time NOT NULL,
        why text NOT NULL,
        PRIMARY KEY (party, application, account, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_conflict_id ON review_conflict (id);
CREATE INDEX review_conflict_in ON review_conflict (round, status, id);
CREATE INDEX review_conflict_on ON review_conflict (application, account);
CREATE INDEX review_conflict_of ON review_conflict (account, id);

-- Who reads which application in which step. number: what the file is called to its reviewer, who may not know its name. state: proposed,
-- assigned, draft, submitted, revised; recused (set aside for a conflict), ended (taken away). revision: of the application, that the
-- review is pinned to. suits and why: how well, in millionths, and the reasons of the proposal as JSON. score_e6 and scores: of the review that was sent last.
CREATE TABLE assignment (
        party id NOT NULL,
        id id NOT NULL,
        application id NOT NULL,
        round id NOT NULL,
        step text NOT NULL,
        account id NOT NULL,
        number int NOT NULL,
        state text NOT NULL,
        revision int NOT NULL,
        suits int NOT NULL,
        why text NOT NULL,
        made_by id NOT NULL,
        made_at time NOT NULL,
        declared_at time NOT NULL,
        opened_at time NOT NULL,
        sent_at time NOT NULL,
        ended_at time NOT NULL,
        versions int NOT NULL,
        score_e6 int NOT NULL,
        scores text NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_id ON assignment (id);
CREATE INDEX assignment_of ON assignment (account, state, id);
CREATE INDEX assignment_in ON assignment (round, step, state, id);
CREATE INDEX assignment_on ON assignment (application, step, id);

-- What was written. number 0 is the draft; the others were sent, and are never changed. scores and words are JSON objects by criterion;
-- the words of the whole stand under the empty name.
CREATE TABLE review_version (
        party id NOT NULL,
        assignment id NOT NULL,
        number int NOT NULL,
        revision int NOT NULL,
        scores text NOT NULL,
        words text NOT NULL,
        salt text NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, assignment, number)
) STRICT, WITHOUT ROWID;

-- What came of an application in a step, in millionths of the scale: kept beside it, so that a list of a hundred thousand reads none of a
-- million reviews. raw: trimmed and rounded as the step says; criteria: means by criterion, as JSON.
CREATE TABLE review_tally (
        party id NOT NULL,
        application id NOT NULL,
        step text NOT NULL,
        round id NOT NULL,
        assigned int NOT NULL,
        reviews int NOT NULL,
        mean_e6 int NOT NULL,
        median_e6 int NOT NULL,
        spread_e6 int NOT NULL,
        raw_e6 int NOT NULL,
        calibrated_e6 int NOT NULL,
        rank_e6 int NOT NULL,
        criteria text NOT NULL,
        PRIMARY KEY (party, application, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_tally_on ON review_tally (application, step);
CREATE INDEX review_tally_raw ON review_tally (round, step, raw_e6, application);
CREATE INDEX review_tally_calibrated ON review_tally (round, step, calibrated_e6, application);
CREATE INDEX review_tally_rank ON review_tally (round, step, rank_e6, application);

-- What reviewers of a file say to each other, once they have sent their own review.
CREATE TABLE review_comment (
        party id NOT NULL,
        id id NOT NULL,
        application id NOT NULL,
        round id NOT NULL,
        step text NOT NULL,
        account id NOT NULL,
        words text NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_comment_on ON review_comment (application, step, id);
CREATE INDEX review_comment_of ON review_comment (account, id);

-- Two files of one reviewer beside each other; application is the smaller id. better: one of the two; 0: alike.
CREATE TABLE review_pair (
        party id NOT NULL,
        application id NOT NULL,
        other id NOT NULL,
        account id NOT NULL,
        round id NOT NULL,
        step text NOT NULL,
        better id NOT NULL,
        made_at time NOT NULL,
        PRIMARY KEY (party, application, other, account, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_pair_in ON review_pair (round, step, application, other);
