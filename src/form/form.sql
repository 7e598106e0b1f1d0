-- form_by_id one (id id) -> FormRow (id id, programme id, hub id, slug text, number int, title text, body text, hash text,
--   made_at time, made_by id)
SELECT id, programme, hub, slug, number, title, body, hash, made_at, made_by FROM form WHERE id = :id;

-- form_insert run (id id, programme id, hub id, slug text, number int, title text, body text, hash text, made_at time, made_by id)
INSERT INTO form (id, programme, hub, slug, number, title, body, hash, made_at, made_by)
VALUES (:id, :programme, :hub, :slug, :number, :title, :body, :hash, :made_at, :made_by);

-- form_newest_at one (programme id, hub id, slug text) -> FormRow
SELECT f.id, f.programme, f.hub, f.slug, f.number, f.title, f.body, f.hash, f.made_at, f.made_by FROM form f
WHERE f.programme = :programme AND f.slug = :slug
  AND (f.hub = 0 OR f.hub IN (SELECT x.ancestor FROM hub_above x WHERE x.hub = :hub))
ORDER BY f.number DESC LIMIT 1;

-- form_number_last one (programme id, slug text) -> FormNumber (number int)
SELECT COALESCE(MAX(number), 0) FROM form WHERE programme = :programme AND slug = :slug;

-- form_lines many (programme id) -> FormLineRow (id id, hub id, hub_slug text, hub_title text, slug text, number int, title text,
--   made_at time, made_by id)
SELECT f.id, f.hub, COALESCE(h.slug, ''), COALESCE(h.title, ''), f.slug, f.number, f.title, f.made_at, f.made_by
FROM form f LEFT JOIN hub h ON h.id = f.hub WHERE f.programme = :programme ORDER BY f.slug, f.number DESC LIMIT 500;
