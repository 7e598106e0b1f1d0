-- Rounds, their steps and their files as reviews see them; what reviewers write.

-- review_round one (id id) -> ReviewRound (id id, programme id, programme_slug text, programme_title text, version int, hub id,
--   hub_slug text, hub_title text, language text, title text, form id, closes_at time, cancelled_at time)
SELECT r.id, r.programme, p.slug, p.title, r.version, r.hub, h.slug, h.title, h.language, r.title, r.form, r.closes_at, r.cancelled_at
FROM round r JOIN programme p ON p.id = r.programme JOIN hub h ON h.id = r.hub WHERE r.id = :id;

-- review_definition one (programme id, version int) -> ReviewDefinition (definition text)
SELECT definition FROM programme_version WHERE programme = :programme AND version = :version;

-- review_step_of one (round id, step text) -> ReviewStep (round id, step text, until_at time, closed_at time, begun_at time,
--   assigned int, submitted int, changed_at time, calibrated_at time, proposal text)
SELECT round, step, until_at, closed_at, begun_at, assigned, submitted, changed_at, calibrated_at, proposal FROM review_step
WHERE round = :round AND step = :step;

-- review_steps_of many (round id) -> ReviewStep
SELECT round, step, until_at, closed_at, begun_at, assigned, submitted, changed_at, calibrated_at, proposal FROM review_step
WHERE round = :round ORDER BY begun_at, step LIMIT 20;

-- review_step_begin run (round id, step text, until_at time, by id, now time)
INSERT INTO review_step (round, step, until_at, closed_at, begun_by, begun_at, assigned, submitted, changed_at, calibrated_at,
        proposal)
VALUES (:round, :step, :until_at, 0, :by, :now, 0, 0, 0, 0, '')
ON CONFLICT (round, step) DO UPDATE SET until_at = excluded.until_at, closed_at = 0;

-- review_step_close touch (round id, step text, now time)
UPDATE review_step SET closed_at = :now WHERE round = :round AND step = :step AND closed_at = 0;

-- review_step_count touch (round id, step text, assigned int, submitted int, changed_at time)
UPDATE review_step SET assigned = assigned + :assigned, submitted = submitted + :submitted,
       changed_at = CASE WHEN :changed_at > changed_at THEN :changed_at ELSE changed_at END
WHERE round = :round AND step = :step;

-- review_step_calibrated touch (round id, step text, now time)
UPDATE review_step SET calibrated_at = :now WHERE round = :round AND step = :step;

-- review_application one (id id) -> ReviewFile (party id, id id, round id, form id, state text, stage text, revision int, title text)
SELECT party, id, round, form, state, stage, revision, title FROM application WHERE id = :id;

-- review_files many (round id, after id) -> ReviewFile
SELECT party, id, round, form, state, stage, revision, title FROM application
WHERE round = :round AND state = 'submitted' AND id > :after ORDER BY id LIMIT 1000;

-- review_answers one (party id, application id, number int) -> ReviewAnswers (form id, answers text, made_at time)
SELECT form, answers, made_at FROM application_revision WHERE party = :party AND application = :application AND number = :number;

-- Names that would tell a reviewer who applies.
-- review_party_names many (party id) -> ReviewName (name text)
SELECT name FROM party WHERE id = :party
UNION SELECT name FROM party_former_name WHERE party = :party
UNION SELECT website FROM party WHERE id = :party
UNION SELECT i.value FROM identity i JOIN identity_scheme s ON s.id = i.scheme WHERE i.party = :party
      AND s.name IN ('email', 'domain', 'registration')
UNION SELECT a.name FROM team_person t JOIN actor a ON a.id = t.actor WHERE t.party = :party
UNION SELECT e.email FROM team_person t JOIN actor_email e ON e.actor = t.actor WHERE t.party = :party
ORDER BY 1 LIMIT 1000;

-- review_file_names many (party id, application id) -> ReviewFileName (id id, field text, name text)
SELECT id, field, name FROM application_file WHERE party = :party AND application = :application ORDER BY id LIMIT 500;

-- assignment_by_id one (id id) -> Assignment (party id, id id, application id, round id, step text, account id, number int, state text,
--   revision int, suits int, why text, made_at time, declared_at time, opened_at time, sent_at time, ended_at time, versions int, score_e6 int,
--   scores text)
SELECT party, id, application, round, step, account, number, state, revision, suits, why, made_at, declared_at, opened_at, sent_at, ended_at,
       versions, score_e6, scores
FROM assignment WHERE id = :id;

-- assignments_of many (account id, state text, after id) -> Assignment
SELECT party, id, application, round, step, account, number, state, revision, suits, why, made_at, declared_at, opened_at, sent_at, ended_at,
       versions, score_e6, scores
FROM assignment WHERE account = :account AND state = :state AND id > :after ORDER BY id LIMIT 201;

-- assignments_on many (application id, step text) -> Assignment
SELECT party, id, application, round, step, account, number, state, revision, suits, why, made_at, declared_at, opened_at, sent_at, ended_at,
       versions, score_e6, scores
FROM assignment WHERE application = :application AND step = :step ORDER BY id LIMIT 500;

-- assignments_in many (round id, step text, state text, after id) -> Assignment
SELECT party, id, application, round, step, account, number, state, revision, suits, why, made_at, declared_at, opened_at, sent_at, ended_at,
       versions, score_e6, scores
FROM assignment WHERE round = :round AND step = :step AND state = :state AND id > :after ORDER BY id LIMIT 1000;

-- assignment_declare touch (party id, id id, now time)
UPDATE assignment SET declared_at = :now WHERE party = :party AND id = :id AND declared_at = 0;

-- assignment_open run (party id, id id, now time)
UPDATE assignment SET opened_at = :now WHERE party = :party AND id = :id AND opened_at = 0;

-- assignment_set_state touch (party id, id id, state text, ended_at time)
UPDATE assignment SET state = :state, ended_at = :ended_at WHERE party = :party AND id = :id;

-- assignment_send touch (party id, id id, state text, revision int, versions int, score_e6 int, scores text, now time)
UPDATE assignment SET state = :state, revision = :revision, versions = :versions, score_e6 = :score_e6, scores = :scores, sent_at = :now
WHERE party = :party AND id = :id;

-- review_version_of one (party id, assignment id, number int) -> ReviewVersion (number int, revision int, scores text, words text,
--   salt text, made_at time)
SELECT number, revision, scores, words, salt, made_at FROM review_version
WHERE party = :party AND assignment = :assignment AND number = :number;

-- review_versions_of many (party id, assignment id) -> ReviewVersion
SELECT number, revision, scores, words, salt, made_at FROM review_version
WHERE party = :party AND assignment = :assignment ORDER BY number LIMIT 200;

-- review_version_put run (party id, assignment id, number int, revision int, scores text, words text, salt text, now time)
INSERT INTO review_version (party, assignment, number, revision, scores, words, salt, made_at)
VALUES (:party, :assignment, :number, :revision, :scores, :words, :salt, :now)
ON CONFLICT (party, assignment, number) DO UPDATE SET revision = excluded.revision, scores = excluded.scores, words = excluded.words,
       made_at = excluded.made_at
WHERE review_version.number = 0;

-- review_draft_drop run (party id, assignment id)
DELETE FROM review_version WHERE party = :party AND assignment = :assignment AND number = 0;

-- review_comment_add run (party id, id id, application id, round id, step text, account id, words text, now time)
INSERT INTO review_comment (party, id, application, round, step, account, words, made_at)
VALUES (:party, :id, :application, :round, :step, :account, :words, :now);

-- review_comments_on many (application id, step text) -> ReviewComment (id id, account id, name text, words text, made_at time)
SELECT c.id, c.account, COALESCE(NULLIF(w.called, ''), a.name), c.words, c.made_at FROM review_comment c JOIN actor a ON a.id = c.account
LEFT JOIN reviewer w ON w.round = c.round AND w.account = c.account
WHERE c.application = :application AND c.step = :step ORDER BY c.id LIMIT 500;

-- review_pair_put run (party id, application id, other id, account id, round id, step text, better id, now time)
INSERT INTO review_pair (party, application, other, account, round, step, better, made_at)
VALUES (:party, :application, :other, :account, :round, :step, :better, :now)
ON CONFLICT (party, application, other, account, step) DO UPDATE SET better = excluded.better, made_at = excluded.made_at;

-- review_pairs_of many (round id, step text, account id) -> ReviewPair (application id, other id, account id, better id)
SELECT application, other, account, better FROM review_pair WHERE round = :round AND step = :step AND account = :account
ORDER BY application, other LIMIT 5000;

-- review_pairs_in many (round id, step text) -> ReviewPair
SELECT application, other, account, better FROM review_pair WHERE round = :round AND step = :step
ORDER BY application, other, account LIMIT 100000;

-- review_programme_of one (slug text) -> ReviewProgramme (id id)
SELECT id FROM programme WHERE slug = :slug;

-- review_files_some many (round id, after id) -> ReviewFile
SELECT party, id, round, form, state, stage, revision, title FROM application
WHERE round = :round AND state = 'submitted' AND id > :after ORDER BY id LIMIT 100;

-- bid_of one (party id, application id, account id) -> ReviewBidOf (bid text)
SELECT bid FROM review_bid WHERE party = :party AND application = :application AND account = :account;
