-- determination_by_id one (id id) -> Determination (party id, id id, application id, round id, programme id, hub id, batch id, slug text,
--   state text, seq int, place int, is_waiting bool, rank int, reason text, conditions text, feedback text, salt text, minutes int,
--   fault text, proposed_by id, proposed_at time, approved_by id, approved_at time, send_at time, announced_at time, due_at time,
--   remind_at time, ended_by id, ended_at time)
SELECT party, id, application, round, programme, hub, batch, slug, state, seq, place, is_waiting, rank, reason, conditions, feedback, salt,
       minutes, fault, proposed_by, proposed_at, approved_by, approved_at, send_at, announced_at, due_at, remind_at, ended_by, ended_at
FROM determination WHERE id = :id;

-- determinations_on many (application id) -> Determination
SELECT party, id, application, round, programme, hub, batch, slug, state, seq, place, is_waiting, rank, reason, conditions, feedback, salt,
       minutes, fault, proposed_by, proposed_at, approved_by, approved_at, send_at, announced_at, due_at, remind_at, ended_by, ended_at
FROM determination WHERE application = :application ORDER BY id DESC LIMIT 100;

-- determination_insert run (party id, id id, application id, round id, programme id, hub id, batch id, slug text, state text, place int,
--   is_waiting bool, reason text, conditions text, feedback text, salt text, minutes int, proposed_by id, proposed_at time,
--   approved_at time, send_at time)
INSERT INTO determination (party, id, application, round, programme, hub, batch, slug, state, seq, place, is_waiting, rank, reason,
       conditions, feedback, salt, minutes, fault, proposed_by, proposed_at, approved_by, approved_at, send_at, announced_at, due_at,
       remind_at, ended_by, ended_at)
VALUES (:party, :id, :application, :round, :programme, :hub, :batch, :slug, :state, 1, :place, :is_waiting, 0, :reason, :conditions,
        :feedback, :salt, :minutes, '', :proposed_by, :proposed_at, 0, :approved_at, :send_at, 0, 0, 0, 0, 0);

-- determination_approve touch (party id, id id, by id, now time, send_at time)
UPDATE determination SET state = 'approved', seq = seq + 1, approved_by = :by, approved_at = :now, send_at = :send_at
WHERE party = :party AND id = :id AND state = 'proposed';

-- determination_send touch (party id, id id, send_at time)
UPDATE determination SET seq = seq + 1, send_at = :send_at, fault = '' WHERE party = :party AND id = :id AND state = 'approved';

-- determination_stuck touch (party id, id id, fault text)
UPDATE determination SET seq = seq + 1, send_at = 0, fault = :fault WHERE party = :party AND id = :id AND state = 'approved';

-- determination_announced touch (party id, id id, now time, due_at time, remind_at time, fault text)
UPDATE determination SET state = 'announced', seq = seq + 1, send_at = 0, announced_at = :now, due_at = :due_at, remind_at = :remind_at,
       fault = :fault
WHERE party = :party AND id = :id AND state = 'approved';

-- determination_end touch (party id, id id, was text, state text, by id, now time)
UPDATE determination SET state = :state, seq = seq + 1, ended_by = :by, ended_at = :now, send_at = 0, remind_at = 0
WHERE party = :party AND id = :id AND state = :was;

-- determination_rank touch (party id, id id, rank int)
UPDATE determination SET rank = :rank, seq = seq + 1 WHERE party = :party AND id = :id AND state = 'announced' AND is_waiting = TRUE;

-- determination_reminded touch (party id, id id)
UPDATE determination SET remind_at = 0 WHERE party = :party AND id = :id AND state = 'announced' AND remind_at > 0;

-- determinations_to_send many (now time) -> DeterminationKey (party id, id id)
SELECT party, id FROM determination WHERE state = 'approved' AND send_at > 0 AND send_at <= :now ORDER BY send_at, id LIMIT 50;

-- determinations_to_lapse many (now time) -> DeterminationKey
SELECT party, id FROM determination WHERE state = 'announced' AND due_at > 0 AND due_at <= :now ORDER BY due_at, id LIMIT 50;

-- determinations_to_remind many (now time) -> DeterminationKey
SELECT party, id FROM determination WHERE state = 'announced' AND remind_at > 0 AND remind_at <= :now ORDER BY remind_at, id LIMIT 50;

-- Open ones whose application is no longer there to be decided on.
-- determinations_left many () -> DeterminationKey
SELECT d.party, d.id FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application
WHERE (d.state IN ('proposed', 'approved') OR (d.state = 'announced' AND (d.due_at > 0 OR d.is_waiting = TRUE)))
AND x.state IN ('withdrawn', 'double') ORDER BY d.id LIMIT 50;

-- determinations_proposed many (after id) -> DeterminationLine (party id, id id, application id, round id, round_title text, zone text,
--   hub id, programme id, party_name text, title text, stage text, slug text, state text, seq int, batch id, is_waiting bool, rank int,
--   reason text, conditions text, feedback text, fault text, proposed_by id, proposed_by_name text, proposed_at time, send_at time,
--   due_at time, announced_at time)
SELECT d.party, d.id, d.application, d.round, r.title, r.zone, d.hub, d.programme, p.name, x.title, x.stage, d.slug, d.state, d.seq,
       d.batch, d.is_waiting, d.rank, d.reason, d.conditions, d.feedback, d.fault, d.proposed_by, COALESCE(c.name, ''), d.proposed_at,
       d.send_at, d.due_at, d.announced_at
FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application JOIN round r ON r.id = d.round
JOIN party p ON p.id = d.party LEFT JOIN actor c ON c.id = d.proposed_by
WHERE d.state = 'proposed' AND d.id > :after ORDER BY d.id LIMIT 500;

-- determinations_in many (round id, state text, after id) -> DeterminationLine
SELECT d.party, d.id, d.application, d.round, r.title, r.zone, d.hub, d.programme, p.name, x.title, x.stage, d.slug, d.state, d.seq,
       d.batch, d.is_waiting, d.rank, d.reason, d.conditions, d.feedback, d.fault, d.proposed_by, COALESCE(c.name, ''), d.proposed_at,
       d.send_at, d.due_at, d.announced_at
FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application JOIN round r ON r.id = d.round
JOIN party p ON p.id = d.party LEFT JOIN actor c ON c.id = d.proposed_by
WHERE d.round = :round AND d.state = :state AND d.id > :after ORDER BY d.id LIMIT 51;

-- The waiting list, in its order: those with a rank by it, then the others by when they were told. The first of each are found by the index.
-- determinations_waiting many (round id) -> DeterminationLine
SELECT d.party, d.id, d.application, d.round, r.title, r.zone, d.hub, d.programme, p.name, x.title, x.stage, d.slug, d.state, d.seq,
       d.batch, d.is_waiting, d.rank, d.reason, d.conditions, d.feedback, d.fault, d.proposed_by, COALESCE(c.name, ''), d.proposed_at,
       d.send_at, d.due_at, d.announced_at
FROM (SELECT * FROM (SELECT d.party, d.id FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application
                     WHERE d.round = :round AND d.state = 'announced' AND d.is_waiting = TRUE AND d.rank > 0 AND x.state = 'submitted'
                     ORDER BY d.rank, d.announced_at, d.id LIMIT 500) ranked
      UNION ALL
      SELECT * FROM (SELECT d.party, d.id FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application
                     WHERE d.round = :round AND d.state = 'announced' AND d.is_waiting = TRUE AND d.rank = 0 AND x.state = 'submitted'
                     ORDER BY d.announced_at, d.id LIMIT 500) others) w
JOIN determination d ON d.party = w.party AND d.id = w.id
JOIN application x ON x.party = d.party AND x.id = d.application JOIN round r ON r.id = d.round
JOIN party p ON p.id = d.party LEFT JOIN actor c ON c.id = d.proposed_by
ORDER BY CASE WHEN d.rank = 0 THEN 1 ELSE 0 END, d.rank, d.announced_at, d.id LIMIT 500;

-- Both sides are read from an index alone: application_in, determination_place.
-- determination_places one (round id) -> DeterminationPlaces (confirmed int, announced int, approved int, proposed int)
SELECT CAST(COALESCE(SUM(CASE WHEN d.state = 'confirmed' OR (d.state = 'announced' AND d.due_at = 0) THEN d.place ELSE 0 END), 0) AS bigint),
       CAST(COALESCE(SUM(CASE WHEN d.state = 'announced' AND d.due_at > 0 THEN d.place ELSE 0 END), 0) AS bigint),
       CAST(COALESCE(SUM(CASE WHEN d.state = 'approved' THEN d.place ELSE 0 END), 0) AS bigint),
       CAST(COALESCE(SUM(CASE WHEN d.state = 'proposed' THEN d.place ELSE 0 END), 0) AS bigint)
FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application AND x.round = :round
WHERE d.round = :round AND d.place > 0 AND x.state = 'submitted' AND d.state IN ('proposed', 'approved', 'announced', 'confirmed');

-- determination_counts many (round id) -> DeterminationCount (slug text, state text, determinations int)
SELECT slug, state, COUNT(*) FROM determination WHERE round = :round GROUP BY slug, state ORDER BY slug, state LIMIT 500;

-- Applications of a round with the newest thing decided on each, in the order of their ids.
-- decide_files many (round id, stage text, after id) -> DecideFile (party id, application id, party_name text, title text, stage text,
--   determination id, slug text, state text, seq int)
SELECT x.party, x.id, p.name, x.title, x.stage, COALESCE(d.id, 0), COALESCE(d.slug, ''), COALESCE(d.state, ''), COALESCE(d.seq, 0)
FROM (SELECT party, id, title, stage FROM application
      WHERE round = :round AND state = 'submitted' AND id > :after AND (:stage = '' OR stage = :stage) ORDER BY id LIMIT 51) x
JOIN party p ON p.id = x.party
LEFT JOIN determination d ON d.party = x.party AND d.id = (SELECT MAX(o.id) FROM determination o WHERE o.application = x.id)
ORDER BY x.id;

-- decide_stages many (round id) -> DecideStage (stage text, files int)
SELECT stage, COUNT(*) FROM application WHERE round = :round AND state = 'submitted' GROUP BY stage ORDER BY stage LIMIT 100;

-- Those nothing stands decided on, in one stage.
-- decide_undecided many (round id, stage text, most int) -> DecideKey (party id, application id)
SELECT x.party, x.id FROM application x
WHERE x.round = :round AND x.state = 'submitted' AND (:stage = '' OR x.stage = :stage)
AND NOT EXISTS (SELECT 1 FROM determination d WHERE d.application = x.id AND d.state IN ('proposed', 'approved', 'announced', 'confirmed'))
ORDER BY x.submitted_at, x.id LIMIT :most;

-- batch_insert run (id id, round id, whole bool, minutes int, lines int, made_by id, made_at time)
INSERT INTO determination_batch (id, round, state, whole, minutes, lines, made_by, made_at, ended_by, ended_at)
VALUES (:id, :round, 'draft', :whole, :minutes, :lines, :made_by, :made_at, 0, 0);

-- batch_by_id one (id id) -> DeterminationBatch (id id, round id, state text, whole bool, minutes int, lines int, made_by id,
--   made_by_name text, made_at time, ended_at time)
SELECT b.id, b.round, b.state, b.whole, b.minutes, b.lines, b.made_by, COALESCE(c.name, ''), b.made_at, b.ended_at
FROM determination_batch b LEFT JOIN actor c ON c.id = b.made_by WHERE b.id = :id;

-- batch_end touch (id id, state text, by id, now time)
UPDATE determination_batch SET state = :state, ended_by = :by, ended_at = :now WHERE id = :id AND state = 'draft';

-- batches_of many (round id) -> DeterminationBatch
SELECT b.id, b.round, b.state, b.whole, b.minutes, b.lines, b.made_by, COALESCE(c.name, ''), b.made_at, b.ended_at
FROM determination_batch b LEFT JOIN actor c ON c.id = b.made_by WHERE b.round = :round AND b.state <> 'discarded' ORDER BY b.id DESC LIMIT 10;

-- batch_line_put run (party id, batch id, application id, slug text, reason text, conditions text, feedback text, seen text)
INSERT INTO determination_line (party, batch, application, slug, reason, conditions, feedback, seen, left_out)
VALUES (:party, :batch, :application, :slug, :reason, :conditions, :feedback, :seen, '');

-- batch_line_left touch (party id, batch id, application id, left_out text)
UPDATE determination_line SET left_out = :left_out WHERE party = :party AND batch = :batch AND application = :application;

-- batch_line_drop run (party id, batch id, application id)
DELETE FROM determination_line WHERE party = :party AND batch = :batch AND application = :application;

-- batch_lines many (batch id, after id) -> BatchLine (party id, application id, slug text, reason text, conditions text, feedback text,
--   seen text, left_out text)
SELECT party, application, slug, reason, conditions, feedback, seen, left_out FROM determination_line
WHERE batch = :batch AND application > :after ORDER BY application LIMIT 5001;

-- batch_lines_drop run (batch id)
DELETE FROM determination_line WHERE batch = :batch;

-- determinations_of_batch many (batch id, state text) -> DeterminationKey
SELECT party, id FROM determination WHERE batch = :batch AND batch <> 0 AND state = :state ORDER BY id LIMIT 5000;

-- batch_states many (batch id) -> BatchState (state text, determinations int)
SELECT state, COUNT(*) FROM determination WHERE batch = :batch AND batch <> 0 GROUP BY state ORDER BY state LIMIT 20;

-- Of a party that whoever looks has an interest in.
-- batch_own many (party id, batch id) -> BatchOwn (state text)
SELECT state FROM determination WHERE party = :party AND batch = :batch AND batch <> 0 ORDER BY id LIMIT 100;

-- Its lines that were not decided, and what came of the others.
-- batch_own_lines one (party id, batch id) -> BatchOwnLines (lines int)
SELECT (SELECT COUNT(*) FROM determination_line WHERE party = :party AND batch = :batch)
       + (SELECT COUNT(*) FROM determination WHERE party = :party AND batch = :batch AND batch <> 0);

-- determination_own many (party id, round id) -> DeterminationOwn (state text, place int)
SELECT d.state, d.place FROM determination d JOIN application x ON x.party = d.party AND x.id = d.application
WHERE d.party = :party AND d.round = :round AND x.state = 'submitted' AND d.state IN ('proposed', 'approved') ORDER BY d.id LIMIT 100;

-- Who is told: owners and editors of a team; else whoever the party is known by.
-- decide_readers many (party id) -> DecideReader (actor id, name text, address text)
SELECT t.actor, a.name, (SELECT MIN(e.email) FROM actor_email e WHERE e.actor = t.actor)
FROM team_person t JOIN actor a ON a.id = t.actor
WHERE t.party = :party AND t.role IN ('owner', 'editor') AND EXISTS (SELECT 1 FROM actor_email e WHERE e.actor = t.actor)
ORDER BY t.since_at, t.actor LIMIT 200;

-- decide_known many (party id) -> DecideReader
SELECT COALESCE((SELECT MIN(e.actor) FROM actor_email e WHERE e.email = i.value AND e.confirmed_at > 0), 0), p.name, i.value
FROM identity i JOIN identity_scheme s ON s.id = i.scheme AND s.name = 'email' JOIN party p ON p.id = i.party
WHERE i.party = :party ORDER BY i.value LIMIT 1;

-- decide_account many (actor id) -> DecideReader
SELECT a.id, a.name, e.email FROM actor a JOIN actor_email e ON e.actor = a.id WHERE a.id = :actor ORDER BY e.email LIMIT 1;

-- decide_name one (actor id) -> DecideName (name text)
SELECT name FROM actor WHERE id = :actor;

-- decide_forget_words run (party id)
UPDATE determination SET reason = '', conditions = '', feedback = '', salt = '' WHERE party = :party;

-- decide_forget_lines run (party id)
DELETE FROM determination_line WHERE party = :party AND party <> 0;

-- What a party was told.
-- determinations_told many (party id) -> DeterminationTold (id id, application id, slug text, state text, conditions text, feedback text,
--   announced_at time, due_at time, ended_at time)
SELECT id, application, slug, state, conditions, feedback, announced_at, due_at, ended_at FROM determination
WHERE party = :party AND announced_at > 0 ORDER BY id LIMIT 1000;
