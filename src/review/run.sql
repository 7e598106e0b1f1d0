-- What operators see of a round's reviews.

-- run_reviews_on many (application id) -> RunReview (id id, party id, step text, account id, called text, state text, revision int,
--   versions int, score_e6 int, sent_at time)
SELECT x.id, x.party, x.step, x.account, COALESCE(NULLIF(w.called, ''), a.name), x.state, x.revision, x.versions, x.score_e6, x.sent_at
FROM assignment x JOIN actor a ON a.id = x.account LEFT JOIN reviewer w ON w.round = x.round AND w.account = x.account
WHERE x.application = :application AND x.state <> 'proposed' ORDER BY x.step, x.id LIMIT 200;

-- run_pool many (round id, after id) -> RunReviewer (id id, account id, called text, state text, step text, load int, expertise text,
--   files int, invited_at time, answered_at time, open int, sent int, shut int)
SELECT w.id, w.account, COALESCE(NULLIF(w.called, ''), a.name), w.state, w.step, w.load, w.expertise, w.files, w.invited_at, w.answered_at,
       (SELECT COUNT(*) FROM assignment x WHERE x.account = w.account AND x.state IN ('assigned', 'draft') AND x.round = w.round),
       (SELECT COUNT(*) FROM assignment x WHERE x.account = w.account AND x.state IN ('submitted', 'revised') AND x.round = w.round),
       (SELECT COUNT(*) FROM assignment x WHERE x.account = w.account AND x.state = 'recused' AND x.round = w.round)
FROM reviewer w JOIN actor a ON a.id = w.account WHERE w.round = :round AND w.account > :after ORDER BY w.account LIMIT 51;

-- run_conflict_count one (round id, state text) -> RunCount (n int)
SELECT COUNT(*) FROM review_conflict WHERE round = :round AND status = :state;

-- run_title one (id id) -> RunTitle (title text, party id)
SELECT title, party FROM application WHERE id = :id;

-- run_called one (round id, account id) -> RunCalled (called text)
SELECT COALESCE(NULLIF(w.called, ''), a.name) FROM reviewer w JOIN actor a ON a.id = w.account WHERE w.round = :round AND w.account = :account;
