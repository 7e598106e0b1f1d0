-- Who is given what.

-- assignment_add run (party id, id id, application id, round id, step text, account id, number int, state text, revision int,
--   suits int, why text, by id, now time)
INSERT INTO assignment (party, id, application, round, step, account, number, state, revision, suits, why, made_by, made_at, declared_at,
        opened_at, sent_at, ended_at, versions, score_e6, scores)
VALUES (:party, :id, :application, :round, :step, :account, :number, :state, :revision, :suits, :why, :by, :now, 0, 0, 0, 0, 0, 0, '{}');

-- assignment_drop_proposed run (round id, step text)
DELETE FROM assignment WHERE round = :round AND step = :step AND state = 'proposed';

-- assignment_confirm touch (party id, id id, number int, revision int, by id, now time)
UPDATE assignment SET state = 'assigned', number = :number, revision = :revision, made_by = :by, made_at = :now
WHERE party = :party AND id = :id AND state = 'proposed';

-- assignment_drop touch (party id, id id)
DELETE FROM assignment WHERE party = :party AND id = :id AND state = 'proposed';

-- proposal_set touch (round id, step text, proposal text)
UPDATE review_step SET proposal = :proposal WHERE round = :round AND step = :step;

-- All that stand, or stood, in a step: they are given, or not given again.
-- assignment_pairs many (round id, step text, state text, after id) -> AssignmentPair (id id, application id, account id, state text)
SELECT id, application, account, state FROM assignment WHERE round = :round AND step = :step AND state = :state AND id > :after
ORDER BY id LIMIT 20000;

-- assignment_lines many (round id, step text, state text, after id) -> AssignmentLine (id id, application id, party id, title text, account id,
--   called text, state text, suits int, why text, made_at time, declared_at time, opened_at time, sent_at time)
SELECT x.id, x.application, x.party, f.title, x.account, COALESCE(NULLIF(w.called, ''), a.name), x.state, x.suits, x.why, x.made_at, x.declared_at,
       x.opened_at, x.sent_at
FROM assignment x JOIN application f ON f.party = x.party AND f.id = x.application JOIN actor a ON a.id = x.account
LEFT JOIN reviewer w ON w.round = x.round AND w.account = x.account
WHERE x.round = :round AND x.step = :step AND x.state = :state AND x.id > :after ORDER BY x.id LIMIT 51;
