-- Parties that were merged into one: they hold names, too.
-- party_merged_of many (id id) -> MergedParty (id id, name text)
SELECT id, name FROM party WHERE merged_into = :id AND merged_into <> 0 ORDER BY id LIMIT 1000;

-- What is left has no salt: nothing opens its commitments any more.
-- party_blank touch (id id, salt blob)
UPDATE party SET name = '', website = '', country = '', sector = '', is_listed = FALSE, salt = :salt WHERE id = :id;

-- identity_forget run (party id)
DELETE FROM identity WHERE party = :party;

-- former_names_forget run (party id)
DELETE FROM party_former_name WHERE party = :party;

-- attributes_forget run (party id)
DELETE FROM party_attribute WHERE party = :party;

-- namer_forget run (party id)
DELETE FROM party_namer WHERE party = :party;

-- import_note_forget run (party id)
DELETE FROM import_note WHERE party = :party AND party <> 0;

-- import_note_forget_name run (name text)
DELETE FROM import_note WHERE name = :name;

-- Reasons for a refusal repeat what stood in the row.
-- import_note_forget_words run (value text)
DELETE FROM import_note WHERE kind IN ('refused', 'gone', 'renamed', 'named') AND REPLACE(words, :value, '') <> words;

-- An account, table by table.
-- forget_name run (actor id)
UPDATE actor SET name = '', language = '' WHERE id = :actor;

-- forget_emails run (actor id)
DELETE FROM actor_email WHERE actor = :actor;

-- forget_password run (actor id)
DELETE FROM password WHERE actor = :actor;

-- forget_sessions run (actor id)
DELETE FROM session WHERE actor = :actor;

-- forget_tokens run (actor id)
DELETE FROM api_token WHERE actor = :actor;

-- forget_second run (actor id)
DELETE FROM second_factor WHERE actor = :actor;

-- forget_reset run (actor id)
DELETE FROM reset_link WHERE actor = :actor;

-- forget_signin run (actor id)
DELETE FROM signin_link WHERE actor = :actor;

-- forget_roles run (actor id)
DELETE FROM role_grant WHERE actor = :actor;

-- forget_exports run (actor id)
DELETE FROM export WHERE actor = :actor;

-- forget_passkeys run (actor id)
DELETE FROM passkey WHERE actor = :actor;

-- forget_signup run (actor id)
DELETE FROM signup WHERE email IN (SELECT email FROM actor_email WHERE actor = :actor);

-- Administrators everywhere and for good: how many there are beside this account, and whether it is one.
-- administrators one (actor id) -> Administrators (others int, own int)
SELECT CAST(COALESCE(SUM(CASE WHEN actor <> :actor THEN 1 ELSE 0 END), 0) AS bigint) AS others,
       CAST(COALESCE(SUM(CASE WHEN actor = :actor THEN 1 ELSE 0 END), 0) AS bigint) AS own
FROM role_grant WHERE role = 'administrator' AND hub = 0 AND programme = 0 AND until_at = 0;

-- export_add run (id id, actor id, party id, made_at time)
INSERT INTO export (id, actor, party, made_at) VALUES (:id, :actor, :party, :made_at);

-- export_get one (id id) -> Export (actor id, party id, made_at time)
SELECT actor, party, made_at FROM export WHERE id = :id;

-- export_sweep run (before time)
DELETE FROM export WHERE made_at < :before;

-- What a copy of an account holds.
-- kept_account one (actor id) -> KeptAccount (id id, name text, language text, made_at time)
SELECT id, name, language, made_at FROM actor WHERE id = :actor;

-- kept_emails many (actor id) -> KeptEmail (email text, made_at time, confirmed_at time)
SELECT email, made_at, confirmed_at FROM actor_email WHERE actor = :actor ORDER BY email LIMIT 100;

-- kept_sessions many (actor id) -> KeptSession (made_at time, ends_at time, seen_at time, proved_at time)
SELECT made_at, ends_at, seen_at, proved_at FROM session WHERE actor = :actor ORDER BY made_at LIMIT 1000;

-- kept_passwords many (actor id) -> KeptPassword (set_at time)
SELECT set_at FROM password WHERE actor = :actor ORDER BY set_at LIMIT 10;

-- kept_seconds many (actor id) -> KeptSecond (made_at time, confirmed_at time)
SELECT made_at, confirmed_at FROM second_factor WHERE actor = :actor ORDER BY made_at LIMIT 10;

-- kept_passkeys many (actor id) -> KeptPasskey (id id, name text, transports text, is_backed_up bool, made_at time, used_at time)
SELECT id, name, transports, is_backed_up, made_at, used_at FROM passkey WHERE actor = :actor ORDER BY id LIMIT 1000;

-- kept_tokens many (actor id) -> KeptToken (id id, name text, hub id, until_at time, made_at time, used_at time)
SELECT id, name, hub, until_at, made_at, used_at FROM api_token WHERE actor = :actor ORDER BY id LIMIT 1000;

-- kept_roles many (actor id) -> KeptRole (id id, role text, hub id, programme id, until_at time, given_by id, made_at time)
SELECT id, role, hub, programme, until_at, given_by, made_at FROM role_grant WHERE actor = :actor ORDER BY id LIMIT 1000;

-- kept_looked many (actor id) -> KeptLooked (party id, at time, what text)
SELECT party, at, what FROM look WHERE actor = :actor ORDER BY at, party, what LIMIT 1000;

-- kept_mails many (actor id, address text, after id) -> KeptMail (id id, address text, kind text, subject text, plain text, state text,
--   made_at time, sent_at time)
SELECT id, address, kind, subject, CASE WHEN is_secret THEN '' ELSE plain END, state, made_at, sent_at FROM outbox
WHERE (address = :address OR (actor = :actor AND actor <> 0)) AND id > :after ORDER BY id LIMIT 100;

-- kept_unwanted many (address text) -> KeptUnwanted (address text, kind text, at time)
SELECT address, kind, at FROM mail_unwanted WHERE address = :address ORDER BY kind LIMIT 100;

-- What a copy of a person's file holds beside what people and programme know to ask.
-- kept_looks many (party id) -> KeptLook (at time, actor id, actor_name text, what text)
SELECT l.at, l.actor, COALESCE(a.name, ''), l.what FROM look l LEFT JOIN actor a ON a.id = l.actor
WHERE l.party = :party ORDER BY l.at DESC, l.actor, l.what LIMIT 5000;

-- Retention.
-- retention_rules one () -> RetentionRules (rules int)
SELECT COUNT(*) AS rules FROM retention_rule;

-- retention_walk_get one () -> RetentionWalk (after_party id, begun_at time)
SELECT after_party, begun_at FROM retention_walk WHERE id = 1;

-- retention_walk_set run (after_party id, begun_at time)
INSERT INTO retention_walk (id, after_party, begun_at) VALUES (1, :after_party, :begun_at)
ON CONFLICT (id) DO UPDATE SET after_party = excluded.after_party, begun_at = excluded.begun_at;

-- Memberships of persons in the order of parties, each with its stage's rule; keep_count 0: there is none.
-- retention_members many (after_party id) -> RetentionMember (party id, since_at time, keep_count int, keep_unit int)
SELECT m.party, m.since_at, COALESCE(r.keep_count, 0), COALESCE(r.keep_unit, 0)
FROM (SELECT party, stage, since_at, programme, hub FROM member WHERE party > :after_party ORDER BY party, programme, hub LIMIT 2000) m
LEFT JOIN retention_rule r ON r.stage = m.stage ORDER BY m.party, m.programme, m.hub;

-- retention_members_of many (party id) -> RetentionMember
SELECT m.party, m.since_at, COALESCE(r.keep_count, 0), COALESCE(r.keep_unit, 0)
FROM member m LEFT JOIN retention_rule r ON r.stage = m.stage WHERE m.party = :party ORDER BY m.programme, m.hub LIMIT 1000;

-- retention_due_set run (party id, due_at time)
INSERT INTO retention_due (party, due_at) VALUES (:party, :due_at) ON CONFLICT (party) DO UPDATE SET due_at = excluded.due_at;

-- retention_due_drop run (party id)
DELETE FROM retention_due WHERE party = :party;

-- retention_due_next many (before time) -> RetentionDue (party id, due_at time)
SELECT party, due_at FROM retention_due WHERE due_at <= :before ORDER BY due_at, party LIMIT 20;

-- retention_due_list many (before time) -> RetentionDueLine (party id, name text, due_at time)
SELECT d.party, p.name, d.due_at FROM retention_due d JOIN party p ON p.id = d.party
WHERE d.due_at <= :before ORDER BY d.due_at, d.party LIMIT 1000;

-- retention_rule_lines many () -> RetentionRuleLine (programme text, programme_title text, stage text, stage_title text, keep_count int,
--   keep_unit int)
SELECT g.slug, g.title, s.slug, s.title, r.keep_count, r.keep_unit FROM retention_rule r JOIN stage s ON s.id = r.stage
JOIN programme g ON g.id = r.programme ORDER BY g.slug, s.place, s.slug LIMIT 1000;

-- Files of imports that are over and older than some erasure.
-- import_over many (before time, after id) -> ImportOver (id id, file_path text, mapping text, made_at time)
SELECT id, file_path, mapping, made_at FROM import
WHERE state IN ('done', 'failed', 'cancelled') AND file_path <> '' AND made_at < :before AND id > :after ORDER BY id LIMIT 50;

-- import_file_gone touch (id id)
UPDATE import SET file_path = '' WHERE id = :id;

-- forget_teams run (actor id)
DELETE FROM team_person WHERE actor = :actor;

-- forget_founded run (actor id)
DELETE FROM team_founded WHERE actor = :actor;

-- forget_invitations run (actor id)
UPDATE team_invitation SET state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END, email = ''
WHERE email <> '' AND email IN (SELECT e.email FROM actor_email e WHERE e.actor = :actor);

-- forget_sso run (actor id)
DELETE FROM sso_identity WHERE actor = :actor;

-- forget_attempts run (actor id)
DELETE FROM sso_attempt WHERE actor = :actor;

-- kept_sso many (actor id) -> KeptSso (id id, issuer text, subject text, provider text, made_at time, used_at time)
SELECT id, issuer, subject, provider, made_at, used_at FROM sso_identity WHERE actor = :actor ORDER BY id LIMIT 1000;

-- Teams that would have people and nobody who may let others in.
-- teams_left one (actor id) -> TeamsLeft (teams int)
SELECT COUNT(*) FROM team_person t WHERE t.actor = :actor AND t.role = 'owner'
AND NOT EXISTS (SELECT 1 FROM team_person o WHERE o.party = t.party AND o.actor <> :actor AND o.role = 'owner')
AND EXISTS (SELECT 1 FROM team_person o WHERE o.party = t.party AND o.actor <> :actor);

-- kept_teams many (actor id) -> KeptTeam (party id, name text, role text, since_at time)
SELECT t.party, p.name, t.role, t.since_at FROM team_person t JOIN party p ON p.id = t.party WHERE t.actor = :actor ORDER BY t.party LIMIT 1000;

-- kept_invitations many (actor id) -> KeptInvitation (party id, id id, role text, state text, made_at time)
SELECT party, id, role, state, made_at FROM team_invitation
WHERE email <> '' AND email IN (SELECT e.email FROM actor_email e WHERE e.actor = :actor) ORDER BY id LIMIT 1000;

-- forget_reviewer run (actor id)
UPDATE reviewer SET called = '', expertise = '' WHERE account = :actor;

-- forget_conflicts run (actor id)
UPDATE review_conflict SET note = '', why = '' WHERE account = :actor;

-- forget_comments run (actor id)
UPDATE review_comment SET words = '' WHERE account = :actor;

-- erase_conflicts run (party id)
UPDATE review_conflict SET note = '', why = '' WHERE party = :party;

-- erase_reviews run (party id)
UPDATE review_version SET words = '{}', salt = '' WHERE party = :party;

-- erase_comments run (party id)
UPDATE review_comment SET words = '' WHERE party = :party;

-- What cohorts keep of an account.
-- forget_mentor run (actor id)
DELETE FROM cohort_mentor WHERE actor = :actor;

-- forget_wishes run (actor id)
DELETE FROM cohort_wish WHERE actor = :actor;

-- forget_calendars run (actor id)
DELETE FROM calendar_feed WHERE actor = :actor;

-- An hour that is withdrawn by an erasure says so by the moment 1.
-- forget_slots run (actor id)
UPDATE mentor_slot SET place = '', cancelled_at = CASE WHEN cancelled_at = 0
       AND NOT EXISTS (SELECT 1 FROM mentor_taken t WHERE t.slot = mentor_slot.id) THEN 1 ELSE cancelled_at END
WHERE actor = :actor;

-- forget_bookings run (actor id)
UPDATE mentor_booking SET notes = '', topic = '' WHERE actor = :actor OR booked_by = :actor;

-- kept_calendars many (actor id) -> KeptCalendar (id id, cohort id, made_at time)
SELECT id, cohort, made_at FROM calendar_feed WHERE actor = :actor ORDER BY id LIMIT 100;

-- kept_hours many (actor id) -> KeptHours (id id, party id, begins_at time, ends_at time, state text, topic text, notes text)
SELECT id, party, begins_at, ends_at, state, topic, notes FROM mentor_booking
WHERE actor = :actor OR booked_by = :actor ORDER BY begins_at, id LIMIT 5000;

-- kept_mentored many (actor id) -> KeptMentored (cohort id, title text, since_at time)
SELECT m.cohort, c.title, m.since_at FROM cohort_mentor m JOIN cohort c ON c.id = m.cohort WHERE m.actor = :actor ORDER BY m.cohort LIMIT 1000;

-- A person's file: what cohorts keep of it.
-- forget_evidence run (party id)
UPDATE milestone_evidence SET words = '', link = '', answer = '', file_name = '', file_sha256 = '' WHERE party = :party;

-- forget_booking_words run (party id)
UPDATE mentor_booking SET topic = '', notes = '' WHERE party = :party;

-- forget_report_drafts run (party id)
UPDATE report SET draft = '' WHERE party = :party;

-- forget_report_answers run (party id)
UPDATE report_revision SET answers = '', salt = '' WHERE party = :party;

-- forget_wishes_of run (party id)
DELETE FROM cohort_wish WHERE party = :party;

-- kept_interests many (party id) -> KeptInterest (session id, party id, investor id, words text, made_at time)
SELECT session, party, investor, words, made_at FROM pitch_interest WHERE investor = :party
ORDER BY session, party, investor LIMIT 1000;

-- kept_milestones many (party id) -> KeptMilestone (title text, due_at time, state text, number int, words text, link text, made_at time,
--   answer text, milestone id, file_name text, file_bytes int, file_sha256 text)
SELECT m.title, m.due_at, m.state, COALESCE(e.number, 0), COALESCE(e.words, ''), COALESCE(e.link, ''), COALESCE(e.made_at, 0),
       COALESCE(e.answer, ''), m.id, COALESCE(e.file_name, ''), COALESCE(e.file_bytes, 0), COALESCE(e.file_sha256, '')
FROM milestone m LEFT JOIN milestone_evidence e ON e.party = m.party AND e.milestone = m.id
WHERE m.party = :party ORDER BY m.id, e.number LIMIT 2000;

-- kept_bookings many (party id) -> KeptHours
SELECT id, party, begins_at, ends_at, state, topic, notes FROM mentor_booking WHERE party = :party ORDER BY begins_at, id LIMIT 5000;

-- kept_reports many (party id) -> KeptReport (title text, begins_at time, ends_at time, state text, number int, answers text, made_at time)
SELECT r.title, r.begins_at, r.ends_at, r.state, COALESCE(v.number, 0), COALESCE(v.answers, r.draft), COALESCE(v.made_at, 0)
FROM report r LEFT JOIN report_revision v ON v.party = r.party AND v.report = r.id WHERE r.party = :party ORDER BY r.id, v.number LIMIT 2000;

-- What somebody did as a reviewer. Files have no other name here than to them: their assignment.
-- kept_reviewing many (actor id) -> KeptReviewing (round id, round_title text, called text, state text, step text, load int, expertise text,
--   invited_at time, answered_at time)
SELECT w.round, r.title, w.called, w.state, w.step, w.load, w.expertise, w.invited_at, w.answered_at
FROM reviewer w JOIN round r ON r.id = w.round WHERE w.account = :actor ORDER BY w.round LIMIT 1000;

-- kept_reviews many (actor id) -> KeptReview (assignment id, round id, step text, number int, state text, made_at time, declared_at time,
--   opened_at time, version int, scores text, words text, written_at time)
SELECT x.id, x.round, x.step, x.number, x.state, x.made_at, x.declared_at, x.opened_at, COALESCE(v.number, 0), COALESCE(v.scores, ''),
       COALESCE(v.words, ''), COALESCE(v.made_at, 0)
FROM assignment x LEFT JOIN review_version v ON v.party = x.party AND v.assignment = x.id
WHERE x.account = :actor AND x.state <> 'proposed' ORDER BY x.id, v.number LIMIT 5000;

-- kept_bids many (actor id) -> KeptBid (round id, bid text, made_at time)
SELECT b.round, b.bid, b.made_at FROM reviewer w JOIN review_bid b ON b.round = w.round AND b.account = w.account
WHERE w.account = :actor ORDER BY b.round, b.made_at, b.application LIMIT 5000;

-- kept_comments many (actor id) -> KeptComment (id id, round id, step text, words text, made_at time)
SELECT id, round, step, words, made_at FROM review_comment WHERE account = :actor ORDER BY id LIMIT 5000;

-- kept_comparisons many (actor id) -> KeptComparison (round id, step text, first id, second id, better id, made_at time)
SELECT p.round, p.step, x.id, y.id, CASE WHEN p.better = p.application THEN x.id WHEN p.better = p.other THEN y.id ELSE 0 END, p.made_at
FROM assignment x JOIN review_pair p ON p.round = x.round AND p.step = x.step AND p.application = x.application AND p.account = x.account
JOIN assignment y ON y.application = p.other AND y.step = p.step AND y.account = p.account AND y.state NOT IN ('ended', 'proposed')
WHERE x.account = :actor AND x.state NOT IN ('ended', 'proposed') ORDER BY x.id, y.id LIMIT 5000;

-- What others noted of it is theirs.
-- kept_conflicts many (actor id) -> KeptConflict (id id, round id, kind text, severity text, source text, status text, note text, made_at time,
--   decided_at time)
SELECT id, round, kind, severity, source, status, CASE WHEN made_by = :actor THEN note ELSE '' END, made_at, decided_at FROM review_conflict
WHERE account = :actor ORDER BY id LIMIT 5000;
