-- round_by_id one (id id) -> Round (id id, programme id, version int, hub id, title text, form id, opens_at time, closes_at time,
--   zone text, places int, is_public bool, cancelled_at time, made_at time, made_by id)
SELECT id, programme, version, hub, title, form, opens_at, closes_at, zone, places, is_public, cancelled_at, made_at, made_by FROM round
WHERE id = :id;

-- round_insert run (id id, programme id, version int, hub id, title text, form id, opens_at time, closes_at time,
--   zone text, places int, is_public bool, made_at time, made_by id)
INSERT INTO round (id, programme, version, hub, title, form, opens_at, closes_at, zone, places, is_public, cancelled_at, made_at, made_by)
VALUES (:id, :programme, :version, :hub, :title, :form, :opens_at, :closes_at, :zone, :places, :is_public, 0, :made_at, :made_by);

-- round_set touch (id id, title text, opens_at time, closes_at time, zone text, places int, is_public bool, changed_at time)
UPDATE round SET title = :title, opens_at = :opens_at, closes_at = :closes_at, zone = :zone, places = :places, is_public = :is_public,
  changed_at = :changed_at WHERE id = :id;

-- round_form_set touch (id id, form id)
UPDATE round SET form = :form WHERE id = :id;

-- round_cancelled_set touch (id id, cancelled_at time)
UPDATE round SET cancelled_at = :cancelled_at WHERE id = :id;

-- With words for the programme and the hub: those that close after a moment, the first to close first.
-- rounds_closing many (after time, after_id id) -> RoundLine (id id, title text, programme text, programme_title text, hub text,
--   hub_title text, opens_at time, closes_at time, zone text, places int, is_public bool, cancelled_at time)
SELECT r.id, r.title, p.slug, p.title, h.slug, h.title, r.opens_at, r.closes_at, r.zone, r.places, r.is_public, r.cancelled_at
FROM round r JOIN programme p ON p.id = r.programme JOIN hub h ON h.id = r.hub
WHERE r.closes_at >= :after AND (r.closes_at > :after OR r.id > :after_id) ORDER BY r.closes_at, r.id LIMIT 200;

-- rounds_closed many (before time) -> RoundLine
SELECT r.id, r.title, p.slug, p.title, h.slug, h.title, r.opens_at, r.closes_at, r.zone, r.places, r.is_public, r.cancelled_at
FROM round r JOIN programme p ON p.id = r.programme JOIN hub h ON h.id = r.hub
WHERE r.closes_at < :before ORDER BY r.closes_at DESC, r.id DESC LIMIT 50;

-- round_line one (id id) -> RoundLine
SELECT r.id, r.title, p.slug, p.title, h.slug, h.title, r.opens_at, r.closes_at, r.zone, r.places, r.is_public, r.cancelled_at
FROM round r JOIN programme p ON p.id = r.programme JOIN hub h ON h.id = r.hub WHERE r.id = :id;

-- round_extension_of one (party id, round id) -> RoundExtension (party id, until_at time)
SELECT party, until_at FROM round_extension WHERE party = :party AND round = :round;

-- round_extension_set run (party id, round id, until_at time, given_by id, given_at time)
INSERT INTO round_extension (party, round, until_at, given_by, given_at) VALUES (:party, :round, :until_at, :given_by, :given_at)
ON CONFLICT (party, round) DO UPDATE SET until_at = excluded.until_at, given_by = excluded.given_by, given_at = excluded.given_at;

-- application_counts many (round id) -> ApplicationCount (state text, applications int)
SELECT state, applications FROM application_count WHERE round = :round ORDER BY state LIMIT 10;

-- application_count_add run (round id, state text, n int)
INSERT INTO application_count (round, state, applications) VALUES (:round, :state, :n)
ON CONFLICT (round, state) DO UPDATE SET applications = application_count.applications + :n;
