-- event_insert run (id id, hub id, programme id, joins text, attended text, title text, description text, place text, link text,
--   begins_at time, ends_at time, zone text, is_public bool, capacity int, minutes int, offer_hours int, remind_at time, made_at time, made_by id)
INSERT INTO event (id, hub, programme, joins, attended, title, description, place, link, begins_at, ends_at, zone, is_public, capacity,
  taken, turns, minutes, offer_hours, state, sequence, remind_at, job, job_after, made_at, made_by)
VALUES (:id, :hub, :programme, :joins, :attended, :title, :description, :place, :link, :begins_at, :ends_at, :zone, :is_public, :capacity,
  0, 0, :minutes, :offer_hours, 'open', 0, :remind_at, '', 0, :made_at, :made_by);

-- event_by_id one (id id) -> Event (id id, hub id, programme id, joins text, attended text, title text, description text, place text,
--   link text, begins_at time, ends_at time, zone text, is_public bool, capacity int, taken int, turns int, minutes int, offer_hours int,
--   state text, sequence int, remind_at time, job text, job_after id, made_at time)
SELECT id, hub, programme, joins, attended, title, description, place, link, begins_at, ends_at, zone, is_public, capacity, taken, turns,
  minutes, offer_hours, state, sequence, remind_at, job, job_after, made_at FROM event WHERE id = :id;

-- event_set touch (id id, title text, description text, place text, link text, begins_at time, ends_at time, zone text, capacity int,
--   minutes int, remind_at time)
UPDATE event SET title = :title, description = :description, place = :place, link = :link, begins_at = :begins_at, ends_at = :ends_at,
  zone = :zone, capacity = :capacity, minutes = :minutes, remind_at = :remind_at, sequence = sequence + 1
WHERE id = :id AND taken <= :capacity;

-- event_set_cancelled touch (id id)
UPDATE event SET state = 'cancelled', sequence = sequence + 1, remind_at = 0, job = 'cancel', job_after = 0 WHERE id = :id AND state = 'open';

-- event_set_job touch (id id, job text, after id)
UPDATE event SET job = :job, job_after = :after WHERE id = :id;

-- A place is taken only where one is free; nothing else adds to taken.
-- event_take touch (id id)
UPDATE event SET taken = taken + 1 WHERE id = :id AND taken < capacity;

-- event_give_back touch (id id)
UPDATE event SET taken = taken - 1 WHERE id = :id AND taken > 0;

-- event_turn touch (id id)
UPDATE event SET turns = turns + 1 WHERE id = :id;

-- event_coming many (now time, after_at time, after id) -> EventLine (id id, hub id, hub_slug text, hub_title text, programme id,
--   title text, place text, is_online bool, begins_at time, ends_at time, zone text, is_public bool, capacity int, taken int, state text)
SELECT e.id, e.hub, h.slug, h.title, e.programme, e.title, e.place, e.link <> '', e.begins_at, e.ends_at, e.zone, e.is_public, e.capacity,
  e.taken, e.state
FROM event e JOIN hub h ON h.id = e.hub WHERE e.ends_at >= :now AND (e.ends_at, e.id) > (:after_at, :after)
ORDER BY e.ends_at, e.id LIMIT 100;

-- event_past many (now time, before_at time, before id) -> EventLine
SELECT e.id, e.hub, h.slug, h.title, e.programme, e.title, e.place, e.link <> '', e.begins_at, e.ends_at, e.zone, e.is_public, e.capacity,
  e.taken, e.state
FROM event e JOIN hub h ON h.id = e.hub WHERE e.ends_at < :now AND (e.ends_at, e.id) < (:before_at, :before)
ORDER BY e.ends_at DESC, e.id DESC LIMIT 100;

-- event_at_work many () -> EventJob (id id)
SELECT id FROM event WHERE job <> '' ORDER BY id LIMIT 20;

-- event_to_remind many (now time) -> EventJob
SELECT id FROM event WHERE remind_at > 0 AND remind_at <= :now ORDER BY remind_at, id LIMIT 20;

-- event_absent_set touch (id id, absent_at time)
UPDATE event SET absent_at = :absent_at WHERE id = :id;

-- event_to_miss many (now time) -> EventJob
SELECT id FROM event WHERE absent_at > 0 AND absent_at <= :now ORDER BY absent_at, id LIMIT 20;

-- event_remind touch (id id)
UPDATE event SET remind_at = 0, job = CASE WHEN job = '' THEN 'remind' ELSE job END, job_after = CASE WHEN job = '' THEN 0 ELSE job_after END
WHERE id = :id AND remind_at > 0;

-- track_insert run (event id, id id, title text, place text, begins_at time, ends_at time, capacity int)
INSERT INTO event_track (event, id, title, place, begins_at, ends_at, capacity, taken, turns, state)
VALUES (:event, :id, :title, :place, :begins_at, :ends_at, :capacity, 0, 0, 'open');

-- track_by_id one (event id, id id) -> EventTrack (event id, id id, title text, place text, begins_at time, ends_at time, capacity int,
--   taken int, turns int, state text)
SELECT event, id, title, place, begins_at, ends_at, capacity, taken, turns, state FROM event_track WHERE event = :event AND id = :id;

-- tracks_of many (event id) -> EventTrack
SELECT event, id, title, place, begins_at, ends_at, capacity, taken, turns, state FROM event_track WHERE event = :event
ORDER BY begins_at, id LIMIT 200;

-- track_set touch (event id, id id, title text, place text, begins_at time, ends_at time, capacity int)
UPDATE event_track SET title = :title, place = :place, begins_at = :begins_at, ends_at = :ends_at, capacity = :capacity
WHERE event = :event AND id = :id AND taken <= :capacity;

-- track_set_cancelled touch (event id, id id)
UPDATE event_track SET state = 'cancelled' WHERE event = :event AND id = :id AND state = 'open';

-- track_take touch (event id, id id)
UPDATE event_track SET taken = taken + 1 WHERE event = :event AND id = :id AND taken < capacity;

-- track_give_back touch (event id, id id)
UPDATE event_track SET taken = taken - 1 WHERE event = :event AND id = :id AND taken > 0;

-- track_turn touch (event id, id id)
UPDATE event_track SET turns = turns + 1 WHERE event = :event AND id = :id;

-- seat_put run (party id, event id, track id, id id, actor id, state text, turn int, until_at time, booked_at time)
INSERT INTO event_seat (party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, came_by, seconds, beat_at,
  settled_at, entry)
VALUES (:party, :event, :track, :id, :actor, :state, :turn, :until_at, :booked_at, 0, '', 0, 0, 0, 0, 0)
ON CONFLICT (party, event, track) DO UPDATE SET id = excluded.id, actor = excluded.actor, state = excluded.state, turn = excluded.turn,
  until_at = excluded.until_at, booked_at = excluded.booked_at, came_at = 0, came_how = '', came_by = 0, seconds = 0, beat_at = 0;

-- seat_get one (party id, event id, track id) -> EventSeat (party id, event id, track id, id id, actor id, state text, turn int, until_at time,
--   booked_at time, came_at time, came_how text, seconds int, beat_at time, settled_at time, entry int)
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE party = :party AND event = :event AND track = :track;

-- seat_by_id one (id id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE id = :id;

-- seat_set touch (id id, state text, turn int, until_at time)
UPDATE event_seat SET state = :state, turn = :turn, until_at = :until_at WHERE id = :id;

-- seat_first_waiting one (event id, track id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE event = :event AND track = :track AND state = 'waiting' ORDER BY turn, id LIMIT 1;

-- Tickets of who did not come.
-- seat_missed many (event id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE event = :event AND track = 0 AND state = 'held' AND came_at = 0 ORDER BY id LIMIT 50;

-- seat_ahead one (event id, track id, turn int) -> EventAhead (waiting int)
SELECT COUNT(*) FROM event_seat WHERE event = :event AND track = :track AND state = 'waiting' AND turn < :turn;

-- seat_tracks many (party id, event id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE party = :party AND event = :event AND track <> 0 ORDER BY track LIMIT 200;

-- seat_in_track many (event id, track id, after id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE event = :event AND track = :track AND id > :after AND state IN ('held', 'offered', 'waiting') ORDER BY id LIMIT 500;

-- Tickets whose holders are told something: those that hold, are offered or wait for a place.
-- seat_to_tell many (event id, after id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE event = :event AND id > :after AND track = 0 AND state IN ('held', 'offered', 'waiting') ORDER BY id LIMIT 100;

-- seat_of_actor many (actor id, before id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE actor = :actor AND track = 0 AND id < :before ORDER BY id DESC LIMIT 100;

-- The file of a person who has no address to be known by: the one that the account's last ticket is of.
-- seat_party_of one (actor id) -> EventParty (party id)
SELECT s.party FROM event_seat s JOIN party p ON p.id = s.party WHERE s.actor = :actor AND p.kind = 'person' ORDER BY s.id DESC LIMIT 1;

-- Once, whoever asks at the same time.
-- seat_came touch (id id, came_at time, came_how text, came_by id)
UPDATE event_seat SET came_at = :came_at, came_how = :came_how, came_by = :came_by WHERE id = :id AND came_at = 0 AND state = 'held';

-- seat_left touch (id id)
UPDATE event_seat SET came_at = 0, came_how = '', came_by = 0 WHERE id = :id AND came_at > 0 AND settled_at = 0;

-- seat_beat touch (id id, seconds int, beat_at time)
UPDATE event_seat SET seconds = :seconds, beat_at = :beat_at WHERE id = :id;

-- seat_settle touch (id id, settled_at time, entry int)
UPDATE event_seat SET settled_at = :settled_at, entry = :entry WHERE id = :id AND settled_at = 0 AND came_at > 0;

-- seat_to_settle many (before time) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE came_at > 0 AND settled_at = 0 AND came_at <= :before ORDER BY came_at, id LIMIT 50;

-- seat_to_settle_of many (event id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE event = :event AND track = 0 AND state = 'held' AND came_at > 0 AND settled_at = 0 ORDER BY id LIMIT 200;

-- seat_lapsed many (now time) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE state = 'offered' AND until_at <= :now ORDER BY until_at, id LIMIT 50;

-- event_counts one (event id) -> EventCounts (held int, offered int, waiting int, came int, settled int)
SELECT CAST(COALESCE(SUM(CASE WHEN state IN ('held', 'absent') THEN 1 ELSE 0 END), 0) AS bigint),
  CAST(COALESCE(SUM(CASE WHEN state = 'offered' THEN 1 ELSE 0 END), 0) AS bigint),
  CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS bigint),
  CAST(COALESCE(SUM(CASE WHEN came_at > 0 THEN 1 ELSE 0 END), 0) AS bigint),
  CAST(COALESCE(SUM(CASE WHEN settled_at > 0 THEN 1 ELSE 0 END), 0) AS bigint)
FROM event_seat WHERE event = :event AND track = 0;

-- attendees many (event id, after id) -> Attendee (id id, party id, name text, state text, turn int, until_at time, booked_at time,
--   came_at time, came_how text, minutes int, entry int, is_settled bool)
SELECT s.id, s.party, p.name, s.state, s.turn, s.until_at, s.booked_at, s.came_at, s.came_how, s.seconds / 60, s.entry, s.settled_at > 0
FROM event_seat s JOIN party p ON p.id = s.party WHERE s.event = :event AND s.track = 0 AND s.id > :after ORDER BY s.id LIMIT 101;

-- Whoever came last, for the door.
-- event_latest many (event id) -> Attendee
SELECT s.id, s.party, p.name, s.state, s.turn, s.until_at, s.booked_at, s.came_at, s.came_how, s.seconds / 60, s.entry, s.settled_at > 0
FROM event_seat s JOIN party p ON p.id = s.party WHERE s.event = :event AND s.track = 0 AND s.came_at > 0 ORDER BY s.came_at DESC, s.id LIMIT 8;

-- seat_forget_actor run (actor id)
UPDATE event_seat SET actor = 0 WHERE actor = :actor;

-- seats_of_party many (party id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE party = :party ORDER BY event, track LIMIT 1000;

-- What is kept of a person: each ticket and each place in a session.
-- seats_kept many (party id) -> SeatKept (id id, event text, session text, state text, booked_at time, came_at time, came_how text,
--   minutes int, settled_at time)
SELECT s.id, e.title, COALESCE(t.title, ''), s.state, s.booked_at, s.came_at, s.came_how, s.seconds / 60, s.settled_at
FROM event_seat s JOIN event e ON e.id = s.event LEFT JOIN event_track t ON t.event = s.event AND t.id = s.track
WHERE s.party = :party ORDER BY s.id LIMIT 1000;

-- What everybody may see of an event: all but its online address.
-- event_shown one (id id) -> EventShown (id id, hub id, hub_slug text, hub_title text, programme text, programme_title text, title text,
--   description text, place text, is_online bool, begins_at time, ends_at time, zone text, is_public bool, capacity int, taken int,
--   minutes int, state text)
SELECT e.id, e.hub, h.slug, h.title, COALESCE(g.slug, ''), COALESCE(g.title, ''), e.title, e.description, e.place, e.link <> '', e.begins_at,
  e.ends_at, e.zone, e.is_public, e.capacity, e.taken, e.minutes, e.state
FROM event e JOIN hub h ON h.id = e.hub LEFT JOIN programme g ON g.id = e.programme WHERE e.id = :id;

-- seats_own many (actor id, event id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE actor = :actor AND event = :event ORDER BY track, id LIMIT 200;

-- seats_of_party_at many (party id, event id) -> EventSeat
SELECT party, event, track, id, actor, state, turn, until_at, booked_at, came_at, came_how, seconds, beat_at, settled_at, entry
FROM event_seat WHERE party = :party AND event = :event ORDER BY track, id LIMIT 200;

-- Tickets of an account and of a person, latest first.
-- tickets_of_actor many (actor id, before id) -> TicketLine (id id, event id, title text, place text, begins_at time, ends_at time, zone text,
--   event_state text, state text, came_at time, settled_at time, entry int)
SELECT s.id, e.id, e.title, e.place, e.begins_at, e.ends_at, e.zone, e.state, s.state, s.came_at, s.settled_at, s.entry
FROM event_seat s JOIN event e ON e.id = s.event WHERE s.actor = :actor AND s.track = 0 AND s.id < :before ORDER BY s.id DESC LIMIT 100;

-- tickets_of_party many (party id) -> TicketLine
SELECT s.id, e.id, e.title, e.place, e.begins_at, e.ends_at, e.zone, e.state, s.state, s.came_at, s.settled_at, s.entry
FROM event_seat s JOIN event e ON e.id = s.event WHERE s.party = :party AND s.track = 0 ORDER BY s.id DESC LIMIT 100;
