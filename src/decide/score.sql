-- What reviews come to, for the order in which applications are decided on.

-- decide_scores_on many (application id) -> DecideScore (step text, reviews int, raw_e6 int, calibrated_e6 int)
SELECT step, reviews, raw_e6, calibrated_e6 FROM review_tally WHERE application = :application AND reviews > 0 ORDER BY step LIMIT 50;

-- decide_best_of many (round id, step text, stage text, by text, most int) -> DecideBest (party id, application id)
SELECT x.party, x.id FROM review_tally t JOIN application x ON x.party = t.party AND x.id = t.application
WHERE t.round = :round AND t.step = :step AND t.reviews > 0 AND x.state = 'submitted' AND (:stage = '' OR x.stage = :stage)
AND NOT EXISTS (SELECT 1 FROM determination d WHERE d.application = x.id AND d.state IN ('proposed', 'approved', 'announced', 'confirmed'))
ORDER BY CASE WHEN :by = 'calibrated' THEN t.calibrated_e6 ELSE t.raw_e6 END DESC, x.submitted_at, x.id LIMIT :most;
