-- application_by_id one (id id) -> Application (party id, id id, round id, programme id, hub id, form id, state text, stage text,
--   revision int, title text, begun_at time, begun_by id, saved_at time, submitted_at time, double_of id)
SELECT party, id, round, programme, hub, form, state, stage, revision, title, begun_at, begun_by, saved_at, submitted_at, double_of
FROM application WHERE id = :id;

-- application_insert run (party id, id id, round id, programme id, hub id, form id, title text, begun_at time, begun_by id)
INSERT INTO application (party, id, round, programme, hub, form, state, stage, revision, title, begun_at, begun_by, saved_at, submitted_at,
  double_of)
VALUES (:party, :id, :round, :programme, :hub, :form, 'draft', '', 0, :title, :begun_at, :begun_by, :begun_at, 0, 0);

-- application_saved touch (party id, id id, saved_at time)
UPDATE application SET saved_at = :saved_at WHERE party = :party AND id = :id;

-- application_state_set touch (party id, id id, state text, double_of id)
UPDATE application SET state = :state, double_of = :double_of WHERE party = :party AND id = :id;

-- application_stage_keep touch (party id, id id, stage text)
UPDATE application SET stage = :stage WHERE party = :party AND id = :id;

-- application_form_set touch (party id, id id, form id)
UPDATE application SET form = :form WHERE party = :party AND id = :id;

-- application_handed_in touch (party id, id id, stage text, revision int, title text, submitted_at time)
UPDATE application SET state = 'submitted', stage = :stage, revision = :revision, title = :title, submitted_at = :submitted_at
WHERE party = :party AND id = :id;

-- The one of a party that counts in a round, neither withdrawn nor a double.
-- application_live one (party id, round id) -> Application
SELECT party, id, round, programme, hub, form, state, stage, revision, title, begun_at, begun_by, saved_at, submitted_at, double_of
FROM application WHERE party = :party AND round = :round AND state IN ('draft', 'submitted') ORDER BY id DESC LIMIT 1;

-- How many a party has begun in a round, whatever became of them.
-- applications_begun one (party id, round id) -> ApplicationsBegun (applications int)
SELECT COUNT(*) FROM application WHERE party = :party AND round = :round;

-- Drafts of an account, in its teams: whoever leaves a team leaves what is of it.
-- applications_drafted one (actor id, round id) -> ApplicationsBegun
SELECT COUNT(*) FROM team_person t JOIN application x ON x.party = t.party
WHERE t.actor = :actor AND x.round = :round AND x.state = 'draft' AND x.begun_by = :actor;

-- applications_of_party many (party id) -> ApplicationLine (id id, party id, party_name text, round id, round_title text, title text,
--   state text, stage text, revision int, closes_at time, zone text, saved_at time, submitted_at time)
SELECT x.id, x.party, p.name, x.round, r.title, x.title, x.state, x.stage, x.revision, r.closes_at, r.zone, x.saved_at, x.submitted_at
FROM application x JOIN round r ON r.id = x.round JOIN party p ON p.id = x.party WHERE x.party = :party ORDER BY x.id DESC LIMIT 100;

-- Of a round in one state, in the order in which they were handed in; drafts in which they were begun.
-- applications_of_round many (round id, state text, after_at time, after_id id) -> ApplicationLine
SELECT x.id, x.party, p.name, x.round, r.title, x.title, x.state, x.stage, x.revision, r.closes_at, r.zone, x.saved_at, x.submitted_at
FROM (SELECT * FROM application WHERE round = :round AND state = :state AND (submitted_at, id) > (:after_at, :after_id)
      ORDER BY submitted_at, id LIMIT 51) x
JOIN round r ON r.id = x.round JOIN party p ON p.id = x.party ORDER BY x.submitted_at, x.id;

-- answers_of many (party id, application id) -> AnswerRow (field text, value text, seq int, saved_by id, saved_by_name text, saved_at time)
SELECT s.field, s.value, s.seq, s.saved_by, COALESCE(c.name, ''), s.saved_at FROM application_answer s LEFT JOIN actor c ON c.id = s.saved_by
WHERE s.party = :party AND s.application = :application ORDER BY s.field LIMIT 1000;

-- answer_get one (party id, application id, field text) -> AnswerKept (value text, seq int, writer text, saved_by id, saved_at time)
SELECT value, seq, writer, saved_by, saved_at FROM application_answer WHERE party = :party AND application = :application AND field = :field;

-- answer_put run (party id, application id, field text, value text, seq int, writer text, saved_by id, saved_at time)
INSERT INTO application_answer (party, application, field, value, seq, writer, saved_by, saved_at)
VALUES (:party, :application, :field, :value, :seq, :writer, :saved_by, :saved_at)
ON CONFLICT (party, application, field) DO UPDATE
SET value = excluded.value, seq = excluded.seq, writer = excluded.writer, saved_by = excluded.saved_by, saved_at = excluded.saved_at;

-- clash_add run (party id, application id, id id, field text, value text, saved_by id, saved_at time)
INSERT INTO application_clash (party, application, id, field, value, saved_by, saved_at, settled_at)
VALUES (:party, :application, :id, :field, :value, :saved_by, :saved_at, 0);

-- clash_get one (party id, application id, id id) -> Clash (id id, field text, value text, saved_by id, saved_by_name text, saved_at time,
--   settled_at time)
SELECT k.id, k.field, k.value, k.saved_by, COALESCE(c.name, ''), k.saved_at, k.settled_at
FROM application_clash k LEFT JOIN actor c ON c.id = k.saved_by
WHERE k.party = :party AND k.application = :application AND k.id = :id;

-- clashes_open many (party id, application id) -> Clash
SELECT k.id, k.field, k.value, k.saved_by, COALESCE(c.name, ''), k.saved_at, k.settled_at
FROM application_clash k LEFT JOIN actor c ON c.id = k.saved_by
WHERE k.party = :party AND k.application = :application AND k.settled_at = 0 ORDER BY k.id LIMIT 200;

-- clash_settle touch (party id, application id, id id, value text, saved_by id, saved_at time, settled_at time)
UPDATE application_clash SET value = :value, saved_by = :saved_by, saved_at = :saved_at, settled_at = :settled_at
WHERE party = :party AND application = :application AND id = :id;

-- presence_put run (party id, application id, actor id, section text, seen_at time)
INSERT INTO application_presence (party, application, actor, section, seen_at) VALUES (:party, :application, :actor, :section, :seen_at)
ON CONFLICT (party, application, actor) DO UPDATE SET section = excluded.section, seen_at = excluded.seen_at;

-- presence_of many (party id, application id, since time) -> Presence (actor id, name text, section text, seen_at time)
SELECT o.actor, COALESCE(c.name, ''), o.section, o.seen_at FROM application_presence o LEFT JOIN actor c ON c.id = o.actor
WHERE o.party = :party AND o.application = :application AND o.seen_at > :since ORDER BY o.actor LIMIT 50;

-- presence_sweep run (party id, application id, before time)
DELETE FROM application_presence WHERE party = :party AND application = :application AND seen_at < :before;

-- revision_insert run (party id, application id, number int, form id, answers text, hash text, salt text, position int,
--   made_by id, made_at time)
INSERT INTO application_revision (party, application, number, form, answers, hash, salt, position, made_by, made_at)
VALUES (:party, :application, :number, :form, :answers, :hash, :salt, :position, :made_by, :made_at);

-- revision_by_number one (party id, application id, number int) -> Revision (number int, form id, answers text, hash text, salt text,
--   position int, made_by id, made_at time)
SELECT number, form, answers, hash, salt, position, made_by, made_at FROM application_revision
WHERE party = :party AND application = :application AND number = :number;

-- revisions_of many (party id, application id) -> RevisionLine (number int, hash text, position int, made_by_name text, made_at time)
SELECT v.number, v.hash, v.position, COALESCE(c.name, ''), v.made_at FROM application_revision v LEFT JOIN actor c ON c.id = v.made_by
WHERE v.party = :party AND v.application = :application ORDER BY v.number DESC LIMIT 200;

-- unseen_add run (party id, application id)
INSERT INTO application_unseen (party, application) VALUES (:party, :application) ON CONFLICT (party, application) DO NOTHING;

-- file_insert run (party id, application id, id id, field text, name text, type text, bytes int, sha256 text, made_by id, made_at time)
INSERT INTO application_file (party, application, id, field, name, type, bytes, sha256, state, made_by, made_at)
VALUES (:party, :application, :id, :field, :name, :type, :bytes, :sha256, 'ready', :made_by, :made_at);

-- file_get one (party id, application id, id id) -> ApplicationFile (id id, field text, name text, type text, bytes int, sha256 text,
--   state text, made_by id, made_at time)
SELECT id, field, name, type, bytes, sha256, state, made_by, made_at FROM application_file
WHERE party = :party AND application = :application AND id = :id;

-- files_of many (party id, application id) -> ApplicationFile
SELECT id, field, name, type, bytes, sha256, state, made_by, made_at FROM application_file
WHERE party = :party AND application = :application ORDER BY id LIMIT 1000;

-- file_known one (sha256 text) -> FileKnown (files int)
SELECT COUNT(*) FROM application_file WHERE sha256 = :sha256;

-- What an erasure leaves: ids, states, times and hashes.
-- forget_titles run (party id)
UPDATE application SET title = '' WHERE party = :party;

-- forget_answers run (party id)
DELETE FROM application_answer WHERE party = :party;

-- forget_clashes run (party id)
DELETE FROM application_clash WHERE party = :party;

-- forget_revisions run (party id)
UPDATE application_revision SET answers = '', salt = '' WHERE party = :party;

-- forget_files run (party id)
DELETE FROM application_file WHERE party = :party;

-- forget_marks run (party id)
DELETE FROM application_mark WHERE party = :party;

-- forget_sketches run (party id)
DELETE FROM application_sketch WHERE party = :party;

-- forget_hints run (party id)
DELETE FROM application_hint WHERE party = :party OR other_party = :party;

-- forget_unseen run (party id)
DELETE FROM application_unseen WHERE party = :party;

-- forget_presence_of run (party id)
DELETE FROM application_presence WHERE party = :party;

-- forget_presence_by run (actor id)
DELETE FROM application_presence WHERE actor = :actor;

-- kept_revisions many (party id) -> KeptRevision (application id, number int, answers text, hash text, salt text, position int, made_at time)
SELECT application, number, answers, hash, salt, position, made_at FROM application_revision WHERE party = :party
ORDER BY application, number LIMIT 1000;

-- kept_answers many (party id) -> KeptAnswer (application id, field text, value text, saved_at time)
SELECT application, field, value, saved_at FROM application_answer WHERE party = :party ORDER BY application, field LIMIT 10000;

-- kept_clashes many (party id) -> KeptClash (application id, field text, value text, saved_at time)
SELECT application, field, value, saved_at FROM application_clash WHERE party = :party ORDER BY application, id LIMIT 1000;

-- kept_files many (party id) -> KeptFile (application id, id id, field text, name text, type text, bytes int, sha256 text, made_at time)
SELECT application, id, field, name, type, bytes, sha256, made_at FROM application_file WHERE party = :party ORDER BY application, id LIMIT 1000;

-- A party was merged into another: all of it follows.
-- rehome_applications run (party id, into_party id)
UPDATE application SET party = :into_party WHERE party = :party;

-- rehome_answers run (party id, into_party id)
UPDATE application_answer SET party = :into_party WHERE party = :party;

-- rehome_clashes run (party id, into_party id)
UPDATE application_clash SET party = :into_party WHERE party = :party;

-- rehome_revisions run (party id, into_party id)
UPDATE application_revision SET party = :into_party WHERE party = :party;

-- rehome_files run (party id, into_party id)
UPDATE application_file SET party = :into_party WHERE party = :party;

-- rehome_marks run (party id, into_party id)
UPDATE application_mark SET party = :into_party WHERE party = :party;

-- rehome_sketches run (party id, into_party id)
UPDATE application_sketch SET party = :into_party WHERE party = :party;

-- rehome_hints run (party id, into_party id)
UPDATE application_hint SET party = :into_party WHERE party = :party;

-- rehome_hints_other run (party id, into_party id)
UPDATE application_hint SET other_party = :into_party WHERE other_party = :party;

-- rehome_unseen run (party id, into_party id)
UPDATE application_unseen SET party = :into_party WHERE party = :party;

-- rehome_extensions run (party id, into_party id)
INSERT INTO round_extension (party, round, until_at, given_by, given_at)
SELECT :into_party, e.round, e.until_at, e.given_by, e.given_at FROM round_extension e WHERE e.party = :party
ON CONFLICT (party, round) DO NOTHING;

-- rehome_extensions_end run (party id)
DELETE FROM round_extension WHERE party = :party;

-- Something changed that operators sort and filter by: board/rows makes it again.
-- application_touch_put run (party id, application id)
INSERT INTO application_touch (party, application) VALUES (:party, :application) ON CONFLICT (party, application) DO NOTHING;

-- application_touch_put_party run (party id)
INSERT INTO application_touch (party, application) SELECT x.party, x.id FROM application x WHERE x.party = :party
ON CONFLICT (party, application) DO NOTHING;
