-- What reviews come to, beside each application.

-- tally_of one (application id, step text) -> ReviewTally (party id, application id, step text, round id, assigned int, reviews int,
--   mean_e6 int, median_e6 int, spread_e6 int, raw_e6 int, calibrated_e6 int, rank_e6 int, criteria text)
SELECT party, application, step, round, assigned, reviews, mean_e6, median_e6, spread_e6, raw_e6, calibrated_e6, rank_e6, criteria
FROM review_tally WHERE application = :application AND step = :step;

-- tally_put run (party id, application id, step text, round id, assigned int, reviews int, mean_e6 int, median_e6 int, spread_e6 int,
--   raw_e6 int, criteria text)
INSERT INTO review_tally (party, application, step, round, assigned, reviews, mean_e6, median_e6, spread_e6, raw_e6, calibrated_e6,
        rank_e6, criteria)
VALUES (:party, :application, :step, :round, :assigned, :reviews, :mean_e6, :median_e6, :spread_e6, :raw_e6, :raw_e6, 0, :criteria)
ON CONFLICT (party, application, step) DO UPDATE SET assigned = excluded.assigned, reviews = excluded.reviews, mean_e6 = excluded.mean_e6,
        median_e6 = excluded.median_e6, spread_e6 = excluded.spread_e6, raw_e6 = excluded.raw_e6, criteria = excluded.criteria;

-- tally_calibrate touch (party id, application id, step text, calibrated_e6 int, rank_e6 int)
UPDATE review_tally SET calibrated_e6 = :calibrated_e6, rank_e6 = :rank_e6
WHERE party = :party AND application = :application AND step = :step;

-- tallies_in many (round id, step text, after id) -> ReviewTally
SELECT party, application, step, round, assigned, reviews, mean_e6, median_e6, spread_e6, raw_e6, calibrated_e6, rank_e6, criteria
FROM review_tally t WHERE t.round = :round AND t.step = :step AND t.application > :after ORDER BY t.application LIMIT 5000;

-- What belongs to a team of who looks is left out here: a gap would tell where it stands.
-- scores_raw many (round id, step text, who id, below int, before id, most int) -> ScoreRow (application id, party id, title text, state text,
--   assigned int, reviews int, mean_e6 int, median_e6 int, spread_e6 int, raw_e6 int, calibrated_e6 int, rank_e6 int)
SELECT t.application, t.party, a.title, a.state, t.assigned, t.reviews, t.mean_e6, t.median_e6, t.spread_e6, t.raw_e6, t.calibrated_e6, t.rank_e6
FROM review_tally t JOIN application a ON a.party = t.party AND a.id = t.application
WHERE t.round = :round AND t.step = :step AND t.raw_e6 <= :below AND (t.raw_e6 < :below OR t.application < :before)
AND NOT EXISTS (SELECT 1 FROM team_person o WHERE o.party = t.party AND o.actor = :who)
ORDER BY t.raw_e6 DESC, t.application DESC LIMIT :most;

-- scores_calibrated many (round id, step text, who id, below int, before id, most int) -> ScoreRow
SELECT t.application, t.party, a.title, a.state, t.assigned, t.reviews, t.mean_e6, t.median_e6, t.spread_e6, t.raw_e6, t.calibrated_e6, t.rank_e6
FROM review_tally t JOIN application a ON a.party = t.party AND a.id = t.application
WHERE t.round = :round AND t.step = :step AND t.calibrated_e6 <= :below AND (t.calibrated_e6 < :below OR t.application < :before)
AND NOT EXISTS (SELECT 1 FROM team_person o WHERE o.party = t.party AND o.actor = :who)
ORDER BY t.calibrated_e6 DESC, t.application DESC LIMIT :most;

-- scores_rank many (round id, step text, who id, below int, before id, most int) -> ScoreRow
SELECT t.application, t.party, a.title, a.state, t.assigned, t.reviews, t.mean_e6, t.median_e6, t.spread_e6, t.raw_e6, t.calibrated_e6, t.rank_e6
FROM review_tally t JOIN application a ON a.party = t.party AND a.id = t.application
WHERE t.round = :round AND t.step = :step AND t.rank_e6 <= :below AND (t.rank_e6 < :below OR t.application < :before)
AND NOT EXISTS (SELECT 1 FROM team_person o WHERE o.party = t.party AND o.actor = :who)
ORDER BY t.rank_e6 DESC, t.application DESC LIMIT :most;

-- rank_file one (application id, step text) -> RankFile (title text, reviews int, raw_e6 int)
SELECT a.title, COALESCE(t.reviews, 0), COALESCE(t.raw_e6, 0) FROM application a
LEFT JOIN review_tally t ON t.party = a.party AND t.application = a.id AND t.step = :step WHERE a.id = :application;

-- Every review that was sent and counts, a batch at a time.
-- scores_given many (round id, step text, state text, after id) -> ScoreGivenRow (id id, party id, application id, account id,
--   score_e6 int)
SELECT id, party, application, account, score_e6 FROM assignment
WHERE round = :round AND step = :step AND state = :state AND id > :after ORDER BY id LIMIT 20000;

-- Of the files on a page: who gave what.
-- scores_on many (application id, step text) -> ScoreOn (id id, account id, called text, state text, revision int, versions int,
--   score_e6 int, sent_at time)
SELECT x.id, x.account, COALESCE(NULLIF(w.called, ''), a.name), x.state, x.revision, x.versions, x.score_e6, x.sent_at
FROM assignment x JOIN actor a ON a.id = x.account LEFT JOIN reviewer w ON w.round = x.round AND w.account = x.account
WHERE x.application = :application AND x.step = :step AND x.state <> 'proposed' ORDER BY x.id LIMIT 500;

-- Comparisons of reviewers who have both files still: what was set aside with a conflict does not count.
-- pairs_counting many (round id, step text, after id, after_other id, after_account id) -> PairCounting (application id, party id, other id,
--   other_party id, account id, better id)
SELECT p.application, x.party, p.other, y.party, p.account, p.better FROM review_pair p
JOIN assignment x ON x.application = p.application AND x.step = p.step AND x.account = p.account
     AND x.state IN ('assigned', 'draft', 'submitted', 'revised')
JOIN assignment y ON y.application = p.other AND y.step = p.step AND y.account = p.account
     AND y.state IN ('assigned', 'draft', 'submitted', 'revised')
WHERE p.round = :round AND p.step = :step AND (p.application > :after OR (p.application = :after AND (p.other > :after_other
      OR (p.other = :after_other AND p.account > :after_account))))
ORDER BY p.application, p.other, p.account LIMIT 5000;
