-- Rounds that are listed, the newest first.
-- opportunity_rows many (before id) -> OpportunityRow (id id, programme id, version int, hub text, country text, title text, form id,
--   opens_at time, closes_at time, zone text, places int, cancelled_at time, made_at time, changed_at time)
SELECT r.id, r.programme, r.version, h.slug, h.country, r.title, r.form, r.opens_at, r.closes_at, r.zone, r.places, r.cancelled_at,
       r.made_at, r.changed_at
FROM round r JOIN hub h ON h.id = r.hub WHERE r.is_public = TRUE AND r.id < :before ORDER BY r.id DESC LIMIT 500;

-- opportunity_row one (id id) -> OpportunityRow
SELECT r.id, r.programme, r.version, h.slug, h.country, r.title, r.form, r.opens_at, r.closes_at, r.zone, r.places, r.cancelled_at,
       r.made_at, r.changed_at
FROM round r JOIN hub h ON h.id = r.hub WHERE r.is_public = TRUE AND r.id = :id;

-- Forms that listed rounds ask, the newest first.
-- opportunity_forms many (before id) -> OpportunityForm (id id, title text, number int, made_at time)
SELECT f.id, f.title, f.number, f.made_at FROM form f
WHERE f.id < :before AND EXISTS (SELECT 1 FROM round r WHERE r.form = f.id AND r.is_public = TRUE) ORDER BY f.id DESC LIMIT 500;

-- opportunity_form one (id id) -> OpportunityForm
SELECT f.id, f.title, f.number, f.made_at FROM form f
WHERE f.id = :id AND EXISTS (SELECT 1 FROM round r WHERE r.form = f.id AND r.is_public = TRUE);
