-- Who may be given files of a round, and what they would like to read.

-- reviewer_add run (round id, account id, id id, step text, load int, expertise text, called text, by id, delegation id, now time)
INSERT INTO reviewer (round, account, id, step, load, expertise, called, state, invited_by, invited_at, answered_at, reminded_at, files,
        delegation, given_at)
VALUES (:round, :account, :id, :step, :load, :expertise, :called, 'invited', :by, :now, 0, 0, 0, :delegation, 0);

-- reviewer_by_id one (id id) -> Reviewer (round id, account id, id id, step text, load int, expertise text, called text, name text,
--   state text, invited_by id, invited_at time, answered_at time, reminded_at time, files int, delegation id, given_at time)
SELECT w.round, w.account, w.id, w.step, w.load, w.expertise, w.called, a.name, w.state, w.invited_by, w.invited_at, w.answered_at,
       w.reminded_at, w.files, w.delegation, w.given_at
FROM reviewer w JOIN actor a ON a.id = w.account WHERE w.id = :id;

-- reviewer_in one (round id, account id) -> Reviewer
SELECT w.round, w.account, w.id, w.step, w.load, w.expertise, w.called, a.name, w.state, w.invited_by, w.invited_at, w.answered_at,
       w.reminded_at, w.files, w.delegation, w.given_at
FROM reviewer w JOIN actor a ON a.id = w.account WHERE w.round = :round AND w.account = :account;

-- reviewers_in many (round id, after id) -> Reviewer
SELECT w.round, w.account, w.id, w.step, w.load, w.expertise, w.called, a.name, w.state, w.invited_by, w.invited_at, w.answered_at,
       w.reminded_at, w.files, w.delegation, w.given_at
FROM reviewer w JOIN actor a ON a.id = w.account WHERE w.round = :round AND w.account > :after ORDER BY w.account LIMIT 5000;

-- reviewers_of many (account id) -> ReviewerAt (id id, round id, title text, programme_title text, hub_title text, state text, load int,
--   expertise text)
SELECT w.id, w.round, r.title, p.title, h.title, w.state, w.load, w.expertise FROM reviewer w JOIN round r ON r.id = w.round
JOIN programme p ON p.id = r.programme JOIN hub h ON h.id = r.hub WHERE w.account = :account ORDER BY w.round DESC LIMIT 100;

-- reviewer_answer touch (id id, state text, now time)
UPDATE reviewer SET state = :state, answered_at = :now WHERE id = :id;

-- reviewer_invite_again touch (id id, step text, load int, expertise text, by id, delegation id, now time)
UPDATE reviewer SET state = 'invited', step = :step, load = :load, expertise = :expertise, invited_by = :by, invited_at = :now,
       answered_at = 0, delegation = :delegation, given_at = 0
WHERE id = :id;

-- reviewer_given touch (id id, now time)
UPDATE reviewer SET given_at = :now WHERE id = :id;

-- Does the delegation hold by which they were invited?
-- reviewer_delegation one (id id, now time) -> ReviewerRole (id id)
SELECT d.id FROM delegation d WHERE d.id = :id AND d.until_at > :now;

-- reviewer_describe touch (id id, load int, expertise text)
UPDATE reviewer SET load = :load, expertise = :expertise WHERE id = :id;

-- reviewer_number touch (round id, account id, more int)
UPDATE reviewer SET files = files + :more WHERE round = :round AND account = :account;

-- reviewer_reminded touch (id id, now time)
UPDATE reviewer SET reminded_at = :now WHERE id = :id;

-- How many files reviewers have in a step, by state.
-- reviewer_loads many (round id, step text, state text) -> ReviewerLoad (account id, files int)
SELECT account, COUNT(*) FROM assignment WHERE round = :round AND step = :step AND state = :state
GROUP BY account ORDER BY account LIMIT 5000;

-- bid_put run (party id, application id, account id, round id, bid text, now time)
INSERT INTO review_bid (party, application, account, round, bid, made_at) VALUES (:party, :application, :account, :round, :bid, :now)
ON CONFLICT (party, application, account) DO UPDATE SET bid = excluded.bid, made_at = excluded.made_at;

-- bids_of many (round id, account id) -> ReviewBid (application id, account id, bid text)
SELECT application, account, bid FROM review_bid WHERE round = :round AND account = :account ORDER BY application LIMIT 20000;

-- bids_in many (round id, after_account id, after id) -> ReviewBid
SELECT application, account, bid FROM review_bid
WHERE round = :round AND (account > :after_account OR (account = :after_account AND application > :after))
ORDER BY account, application LIMIT 20000;

-- reviewer_email one (account id) -> ReviewerEmail (email text)
SELECT email FROM actor_email WHERE actor = :account ORDER BY made_at, email LIMIT 1;

-- As access counts it: what was given by force of a delegation ends with it.
-- reviewer_has_role one (account id, hub id, programme id, now time) -> ReviewerRole
SELECT g.id FROM role_grant g WHERE g.actor = :account AND g.role = 'reviewer' AND (g.until_at = 0 OR g.until_at > :now)
AND (g.delegation = 0 OR EXISTS (SELECT 1 FROM delegation d WHERE d.id = g.delegation AND d.until_at > :now))
AND (g.hub = 0 OR g.hub IN (SELECT ancestor FROM hub_above WHERE hub = :hub)) AND (g.programme = 0 OR g.programme = :programme)
ORDER BY g.id LIMIT 1;
