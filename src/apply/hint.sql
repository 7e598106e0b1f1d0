-- unseen_next many () -> Unseen (party id, application id)
SELECT party, application FROM application_unseen ORDER BY party, application LIMIT 20;

-- unseen_drop run (party id, application id)
DELETE FROM application_unseen WHERE party = :party AND application = :application;

-- mark_drop run (party id, application id)
DELETE FROM application_mark WHERE party = :party AND application = :application;

-- mark_add run (party id, application id, kind text, key int, round id)
INSERT INTO application_mark (party, application, kind, key, round) VALUES (:party, :application, :kind, :key, :round)
ON CONFLICT (party, application, kind, key) DO NOTHING;

-- Others of the same round that have a mark, too.
-- mark_others many (kind text, key int, round id, application id) -> MarkOther (party id, application id)
SELECT party, application FROM application_mark WHERE kind = :kind AND key = :key AND round = :round AND application <> :application
ORDER BY application DESC LIMIT 50;

-- sketch_put run (party id, application id, sketch text)
INSERT INTO application_sketch (party, application, sketch) VALUES (:party, :application, :sketch)
ON CONFLICT (party, application) DO UPDATE SET sketch = excluded.sketch;

-- sketch_get one (party id, application id) -> Sketch (sketch text)
SELECT sketch FROM application_sketch WHERE party = :party AND application = :application;

-- hint_add run (party id, application id, other_party id, other id, kind text, likeness int, round id, made_at time)
INSERT INTO application_hint (party, application, other_party, other, kind, likeness, round, state, made_at)
SELECT :party, :application, :other_party, :other, :kind, :likeness, :round, 'open', :made_at
WHERE NOT EXISTS (SELECT 1 FROM application_hint h WHERE h.party = :other_party AND h.application = :other AND h.other = :application
  AND h.kind = :kind)
ON CONFLICT (party, application, other, kind) DO UPDATE SET likeness = excluded.likeness;

-- hint_settle run (round id, application id, other id, state text)
UPDATE application_hint SET state = :state
WHERE round = :round AND ((application = :application AND other = :other) OR (application = :other AND other = :application));

-- hints_of_round many (round id, after_at time, after_id id) -> HintLine (party id, application id, name text, other_party id, other id,
--   other_name text, kind text, likeness int, made_at time)
SELECT h.party, h.application, p.name, h.other_party, h.other, q.name, h.kind, h.likeness, h.made_at
FROM application_hint h JOIN party p ON p.id = h.party JOIN party q ON q.id = h.other_party
WHERE h.round = :round AND h.state = 'open' AND (h.made_at, h.application) > (:after_at, :after_id)
ORDER BY h.made_at, h.application, h.other, h.kind LIMIT 200;
