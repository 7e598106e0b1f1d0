-- agenda_insert run (id id, cohort id, kind text, title text, begins_at time, ends_at time, zone text, place text, link text, made_at time)
INSERT INTO cohort_session (id, cohort, kind, title, begins_at, ends_at, zone, place, link, sequence, cancelled_at, made_at, changed_at)
VALUES (:id, :cohort, :kind, :title, :begins_at, :ends_at, :zone, :place, :link, 0, 0, :made_at, :made_at);

-- agenda_get one (id id) -> AgendaSession (id id, cohort id, kind text, title text, begins_at time, ends_at time, zone text, place text,
--   link text, sequence int, cancelled_at time, made_at time, changed_at time)
SELECT id, cohort, kind, title, begins_at, ends_at, zone, place, link, sequence, cancelled_at, made_at, changed_at
FROM cohort_session WHERE id = :id;

-- agenda_of many (cohort id, since time) -> AgendaSession
SELECT id, cohort, kind, title, begins_at, ends_at, zone, place, link, sequence, cancelled_at, made_at, changed_at
FROM cohort_session WHERE cohort = :cohort AND ends_at >= :since ORDER BY begins_at, id LIMIT 200;

-- agenda_count one (cohort id) -> AgendaCount (sessions int)
SELECT COUNT(*) FROM cohort_session WHERE cohort = :cohort;

-- agenda_set touch (id id, title text, begins_at time, ends_at time, zone text, place text, link text, now time)
UPDATE cohort_session SET title = :title, begins_at = :begins_at, ends_at = :ends_at, zone = :zone, place = :place, link = :link,
       sequence = sequence + 1, changed_at = :now
WHERE id = :id AND cancelled_at = 0;

-- agenda_set_cancelled touch (id id, now time)
UPDATE cohort_session SET cancelled_at = :now, sequence = sequence + 1, changed_at = :now WHERE id = :id AND cancelled_at = 0;

-- Sessions of cohorts that parties are in whose team somebody belongs to; and of those that they mentor.
-- agenda_of_actor many (actor id, since time) -> AgendaSession
SELECT s.id, s.cohort, s.kind, s.title, s.begins_at, s.ends_at, s.zone, s.place, s.link, s.sequence, s.cancelled_at, s.made_at, s.changed_at
FROM cohort_session s WHERE s.ends_at >= :since AND (
  EXISTS (SELECT 1 FROM team_person t JOIN cohort_member m ON m.party = t.party AND m.cohort = s.cohort
          WHERE t.actor = :actor AND m.left_at = 0)
  OR EXISTS (SELECT 1 FROM cohort_mentor x WHERE x.cohort = s.cohort AND x.actor = :actor))
ORDER BY s.begins_at, s.id LIMIT 1000;

-- Is somebody in the team of a party of the cohort, or a mentor of it?
-- agenda_is_for many (cohort id, actor id) -> AgendaFor (cohort id)
SELECT m.cohort FROM cohort_member m JOIN team_person t ON t.party = m.party
WHERE m.cohort = :cohort AND m.left_at = 0 AND t.actor = :actor
UNION ALL SELECT x.cohort FROM cohort_mentor x WHERE x.cohort = :cohort AND x.actor = :actor ORDER BY 1 LIMIT 1;

-- agenda_is_for_team many (cohort id, actor id) -> AgendaFor
SELECT m.cohort FROM cohort_member m JOIN team_person t ON t.party = m.party
WHERE m.cohort = :cohort AND m.left_at = 0 AND t.actor = :actor ORDER BY 1 LIMIT 1;

-- pitch_set run (party id, session id, place int, minutes int)
INSERT INTO cohort_pitch (party, session, place, minutes) VALUES (:party, :session, :place, :minutes)
ON CONFLICT (party, session) DO UPDATE SET place = excluded.place, minutes = excluded.minutes;

-- pitch_drop touch (party id, session id)
DELETE FROM cohort_pitch WHERE party = :party AND session = :session;

-- pitches_of many (session id) -> Pitch (party id, name text, place int, minutes int)
SELECT x.party, p.name, x.place, x.minutes FROM cohort_pitch x JOIN party p ON p.id = x.party
WHERE x.session = :session ORDER BY x.place, x.party LIMIT 500;

-- feed_insert run (id id, token blob, actor id, cohort id, made_at time)
INSERT INTO calendar_feed (id, token, actor, cohort, made_at) VALUES (:id, :token, :actor, :cohort, :made_at);

-- feed_by_token one (token blob) -> CalendarFeed (id id, actor id, cohort id, made_at time)
SELECT id, actor, cohort, made_at FROM calendar_feed WHERE token = :token;

-- feeds_of many (actor id) -> CalendarFeedLine (id id, cohort id, title text, made_at time)
SELECT f.id, f.cohort, COALESCE(c.title, ''), f.made_at FROM calendar_feed f LEFT JOIN cohort c ON c.id = f.cohort
WHERE f.actor = :actor ORDER BY f.id LIMIT 100;

-- feed_drop touch (id id, actor id)
DELETE FROM calendar_feed WHERE id = :id AND actor = :actor;
