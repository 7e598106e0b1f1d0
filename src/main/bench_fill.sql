-- Rows of a large round, many at a time: what the deeds would have left.

-- fill_applications bulk (party id, id id, round id, programme id, hub id, form id, state text, stage text, revision int, title text,
--   begun_at time, begun_by id, saved_at time, submitted_at time, double_of id)
INSERT INTO application (party, id, round, programme, hub, form, state, stage, revision, title, begun_at, begun_by, saved_at, submitted_at,
  double_of)
VALUES (:party, :id, :round, :programme, :hub, :form, :state, :stage, :revision, :title, :begun_at, :begun_by, :saved_at, :submitted_at,
  :double_of);

-- fill_answers bulk (party id, application id, field text, value text, saved_by id, saved_at time)
INSERT INTO application_answer (party, application, field, value, seq, writer, saved_by, saved_at)
VALUES (:party, :application, :field, :value, 1, '', :saved_by, :saved_at);

-- fill_assignments bulk (party id, id id, application id, round id, step text, account id, number int, state text, revision int,
--   made_by id, made_at time, seen_at time, sent_at time, versions int, score_e6 int, scores text)
INSERT INTO assignment (party, id, application, round, step, account, number, state, revision, suits, why, made_by, made_at, declared_at,
        opened_at, sent_at, ended_at, versions, score_e6, scores)
VALUES (:party, :id, :application, :round, :step, :account, :number, :state, :revision, 0, '', :made_by, :made_at, :seen_at, :seen_at,
        :sent_at, 0, :versions, :score_e6, :scores);

-- fill_versions bulk (party id, assignment id, number int, revision int, scores text, words text, salt text, made_at time)
INSERT INTO review_version (party, assignment, number, revision, scores, words, salt, made_at)
VALUES (:party, :assignment, :number, :revision, :scores, :words, :salt, :made_at);

-- Whether the counts that pages show are those of the rows.
-- fill_counts one (round id, step text) -> FillCounts (applications int, counted int, handed_in int, revisions int, assigned int, sent int,
--   step_assigned int, step_sent int, tally_assigned int, tally_sent int)
SELECT (SELECT COUNT(*) FROM application WHERE round = :round),
       (SELECT CAST(SUM(applications) AS bigint) FROM application_count WHERE round = :round),
       (SELECT COUNT(*) FROM application WHERE round = :round AND state = 'submitted'),
       (SELECT CAST(COALESCE(SUM(revision), 0) AS bigint) FROM application WHERE round = :round),
       (SELECT COUNT(*) FROM assignment WHERE round = :round AND step = :step AND state IN ('assigned', 'draft', 'submitted', 'revised')),
       (SELECT COUNT(*) FROM assignment WHERE round = :round AND step = :step AND state IN ('submitted', 'revised')),
       (SELECT assigned FROM review_step WHERE round = :round AND step = :step),
       (SELECT submitted FROM review_step WHERE round = :round AND step = :step),
       (SELECT CAST(COALESCE(SUM(assigned), 0) AS bigint) FROM review_tally WHERE round = :round AND step = :step),
       (SELECT CAST(COALESCE(SUM(reviews), 0) AS bigint) FROM review_tally WHERE round = :round AND step = :step);

-- An application of a round, whose party is told to nobody else, from a place on.
-- fill_some many (round id, state text, after id) -> FillSome (id id, party id, revision int)
SELECT id, party, revision FROM application WHERE round = :round AND state = :state AND id > :after ORDER BY id LIMIT 1000;

-- Who reads most.
-- fill_reader one (round id) -> FillReader (account id)
SELECT account FROM assignment WHERE round = :round AND state = 'assigned' ORDER BY id LIMIT 1;
