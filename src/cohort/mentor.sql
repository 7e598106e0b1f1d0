-- mentor_set run (cohort id, actor id, teams_max int, since_at time)
INSERT INTO cohort_mentor (cohort, actor, teams_max, since_at) VALUES (:cohort, :actor, :teams_max, :since_at)
ON CONFLICT (cohort, actor) DO UPDATE SET teams_max = excluded.teams_max;

-- mentor_get one (cohort id, actor id) -> CohortMentor (cohort id, actor id, teams_max int, since_at time)
SELECT cohort, actor, teams_max, since_at FROM cohort_mentor WHERE cohort = :cohort AND actor = :actor;

-- mentor_drop touch (cohort id, actor id)
DELETE FROM cohort_mentor WHERE cohort = :cohort AND actor = :actor;

-- mentors_of many (cohort id, now time) -> MentorLine (actor id, name text, teams_max int, free int, booked_us int, held int, missed int)
SELECT m.actor, a.name, m.teams_max,
       (SELECT COUNT(*) FROM mentor_slot s WHERE s.cohort = m.cohort AND s.actor = m.actor AND s.cancelled_at = 0 AND s.begins_at > :now
        AND NOT EXISTS (SELECT 1 FROM mentor_taken t WHERE t.slot = s.id)),
       (SELECT CAST(COALESCE(SUM(b.ends_at - b.begins_at), 0) AS bigint) FROM mentor_booking b
        WHERE b.cohort = m.cohort AND b.actor = m.actor AND b.state IN ('booked', 'held')),
       (SELECT COUNT(*) FROM mentor_booking b WHERE b.cohort = m.cohort AND b.actor = m.actor AND b.state = 'held'),
       (SELECT COUNT(*) FROM mentor_booking b WHERE b.cohort = m.cohort AND b.actor = m.actor AND b.state = 'no-show')
FROM cohort_mentor m JOIN actor a ON a.id = m.actor WHERE m.cohort = :cohort ORDER BY a.name, m.actor LIMIT 200;

-- mentor_count one (cohort id) -> MentorCount (mentors int)
SELECT COUNT(*) FROM cohort_mentor WHERE cohort = :cohort;

-- mentor_cohorts many (actor id) -> MentorCohort (id id, title text, programme_title text, hub_title text, zone text, ends_at time,
--   closed_at time)
SELECT c.id, c.title, g.title, h.title, h.zone, c.ends_at, c.closed_at FROM cohort_mentor m JOIN cohort c ON c.id = m.cohort
JOIN programme g ON g.id = c.programme JOIN hub h ON h.id = c.hub WHERE m.actor = :actor ORDER BY c.id DESC LIMIT 100;

-- slot_insert run (id id, cohort id, actor id, begins_at time, ends_at time, zone text, place text, series id)
INSERT INTO mentor_slot (id, cohort, actor, begins_at, ends_at, zone, place, series, cancelled_at)
VALUES (:id, :cohort, :actor, :begins_at, :ends_at, :zone, :place, :series, 0);

-- slot_get one (id id) -> MentorSlot (id id, cohort id, actor id, begins_at time, ends_at time, zone text, place text, series id,
--   cancelled_at time)
SELECT id, cohort, actor, begins_at, ends_at, zone, place, series, cancelled_at FROM mentor_slot WHERE id = :id;

-- Hours of the same mentor at the same time, in whatever cohort.
-- slot_at_once one (actor id, begins_at time, ends_at time) -> SlotCount (slots int)
SELECT COUNT(*) FROM mentor_slot WHERE actor = :actor AND cancelled_at = 0 AND begins_at < :ends_at AND ends_at > :begins_at;

-- slots_ahead one (actor id, now time) -> SlotCount
SELECT COUNT(*) FROM mentor_slot WHERE actor = :actor AND cancelled_at = 0 AND ends_at > :now;

-- slot_cancel touch (id id, now time)
UPDATE mentor_slot SET cancelled_at = :now WHERE id = :id AND cancelled_at = 0;

-- Free hours of a cohort.
-- slots_free many (cohort id, now time) -> SlotLine (id id, actor id, name text, begins_at time, ends_at time, zone text, place text,
--   booking id, party id, party_name text, cohort id)
SELECT s.id, s.actor, a.name, s.begins_at, s.ends_at, s.zone, s.place, 0, 0, '', s.cohort
FROM mentor_slot s JOIN actor a ON a.id = s.actor
WHERE s.cohort = :cohort AND s.cancelled_at = 0 AND s.begins_at > :now AND NOT EXISTS (SELECT 1 FROM mentor_taken t WHERE t.slot = s.id)
ORDER BY s.begins_at, s.id LIMIT 200;

-- A mentor's own, with who took them.
-- slots_of_mentor many (actor id, since time) -> SlotLine
SELECT s.id, s.actor, c.title, s.begins_at, s.ends_at, s.zone, s.place, COALESCE(t.booking, 0), COALESCE(t.party, 0), COALESCE(p.name, ''),
       s.cohort
FROM mentor_slot s JOIN cohort c ON c.id = s.cohort LEFT JOIN mentor_taken t ON t.slot = s.id LEFT JOIN party p ON p.id = t.party
WHERE s.actor = :actor AND s.cancelled_at = 0 AND s.ends_at > :since ORDER BY s.begins_at, s.id LIMIT 300;

-- taken_insert run (slot id, party id, booking id)
INSERT INTO mentor_taken (slot, party, booking) VALUES (:slot, :party, :booking);

-- taken_get one (slot id) -> MentorTaken (slot id, party id, booking id)
SELECT slot, party, booking FROM mentor_taken WHERE slot = :slot;

-- taken_drop run (slot id)
DELETE FROM mentor_taken WHERE slot = :slot;

-- booking_insert run (party id, id id, slot id, cohort id, actor id, booked_by id, begins_at time, ends_at time, topic text, made_at time)
INSERT INTO mentor_booking (party, id, slot, cohort, actor, booked_by, begins_at, ends_at, state, topic, notes, sequence, reminded_at,
       made_at, changed_at)
VALUES (:party, :id, :slot, :cohort, :actor, :booked_by, :begins_at, :ends_at, 'booked', :topic, '', 0, 0, :made_at, :made_at);

-- booking_get one (party id, id id) -> Booking (party id, id id, slot id, cohort id, actor id, booked_by id, begins_at time, ends_at time,
--   state text, topic text, notes text, sequence int, changed_at time)
SELECT party, id, slot, cohort, actor, booked_by, begins_at, ends_at, state, topic, notes, sequence, changed_at
FROM mentor_booking WHERE party = :party AND id = :id;

-- Hours of the same party at the same time, in whatever cohort.
-- booking_at_once one (party id, begins_at time, ends_at time) -> BookingCount (bookings int)
SELECT COUNT(*) FROM mentor_booking WHERE party = :party AND state = 'booked' AND begins_at < :ends_at AND ends_at > :begins_at;

-- bookings_ahead one (party id, now time) -> BookingCount
SELECT COUNT(*) FROM mentor_booking WHERE party = :party AND state = 'booked' AND ends_at > :now;

-- booking_set touch (party id, id id, state text, notes text, now time)
UPDATE mentor_booking SET state = :state, notes = :notes, sequence = sequence + 1, changed_at = :now
WHERE party = :party AND id = :id AND state = 'booked';

-- bookings_of_party many (party id, cohort id) -> BookingLine (id id, party id, party_name text, actor id, mentor_name text,
--   begins_at time, ends_at time, zone text, place text, state text, topic text, notes text, sequence int, changed_at time, cohort id)
SELECT b.id, b.party, p.name, b.actor, COALESCE(a.name, ''), b.begins_at, b.ends_at, s.zone, s.place, b.state, b.topic, b.notes,
       b.sequence, b.changed_at, b.cohort
FROM mentor_booking b JOIN party p ON p.id = b.party JOIN mentor_slot s ON s.id = b.slot LEFT JOIN actor a ON a.id = b.actor
WHERE b.party = :party AND b.cohort = :cohort ORDER BY b.begins_at DESC, b.id LIMIT 100;

-- bookings_of_mentor many (actor id, since time) -> BookingLine
SELECT b.id, b.party, p.name, b.actor, '', b.begins_at, b.ends_at, s.zone, s.place, b.state, b.topic, b.notes, b.sequence, b.changed_at,
       b.cohort
FROM mentor_booking b JOIN party p ON p.id = b.party JOIN mentor_slot s ON s.id = b.slot
WHERE b.actor = :actor AND b.ends_at > :since ORDER BY b.begins_at, b.id LIMIT 300;

-- Of all teams that somebody is in.
-- bookings_of_actor many (actor id, since time) -> BookingLine
SELECT b.id, b.party, p.name, b.actor, COALESCE(a.name, ''), b.begins_at, b.ends_at, s.zone, s.place, b.state, b.topic, b.notes,
       b.sequence, b.changed_at, b.cohort
FROM team_person t JOIN mentor_booking b ON b.party = t.party JOIN party p ON p.id = b.party JOIN mentor_slot s ON s.id = b.slot
LEFT JOIN actor a ON a.id = b.actor
WHERE t.actor = :actor AND b.ends_at > :since ORDER BY b.begins_at, b.id LIMIT 300;

-- bookings_of_cohort many (cohort id, before time) -> BookingLine
SELECT b.id, b.party, p.name, b.actor, COALESCE(a.name, ''), b.begins_at, b.ends_at, s.zone, s.place, b.state, b.topic, b.notes,
       b.sequence, b.changed_at, b.cohort
FROM mentor_booking b JOIN party p ON p.id = b.party JOIN mentor_slot s ON s.id = b.slot LEFT JOIN actor a ON a.id = b.actor
WHERE b.cohort = :cohort AND b.begins_at < :before ORDER BY b.begins_at DESC, b.id LIMIT 100;

-- Hours that begin soon and of which nobody was reminded yet.
-- bookings_to_remind many (now time, until time) -> BookingLine
SELECT b.id, b.party, p.name, b.actor, COALESCE(a.name, ''), b.begins_at, b.ends_at, s.zone, s.place, b.state, b.topic, b.notes,
       b.sequence, b.changed_at, b.cohort
FROM mentor_booking b JOIN party p ON p.id = b.party JOIN mentor_slot s ON s.id = b.slot LEFT JOIN actor a ON a.id = b.actor
WHERE b.state = 'booked' AND b.reminded_at = 0 AND b.begins_at > :now AND b.begins_at <= :until ORDER BY b.begins_at, b.id LIMIT 50;

-- booking_set_reminded touch (party id, id id, now time)
UPDATE mentor_booking SET reminded_at = :now WHERE party = :party AND id = :id AND reminded_at = 0 AND state = 'booked';
