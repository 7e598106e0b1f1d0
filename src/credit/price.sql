-- price_add run (id id, hub id, slug text, version int, title text, charged_in text, definition text, hash text, valid_from time, valid_on time,
--   entry int, made_at time, made_by id)
INSERT INTO price_list (id, hub, slug, version, title, charged_in, definition, hash, valid_from, valid_on, entry, made_at, made_by)
VALUES (:id, :hub, :slug, :version, :title, :charged_in, :definition, :hash, :valid_from, :valid_on, :entry, :made_at, :made_by);

-- price_newest one (slug text) -> PriceVersion (id id, hub id, slug text, version int, title text, charged_in text, hash text,
--   valid_from time, valid_on time, entry int)
SELECT id, hub, slug, version, title, charged_in, hash, valid_from, valid_on, entry FROM price_list
WHERE slug = :slug ORDER BY version DESC LIMIT 1;

-- price_version one (slug text, version int) -> PriceVersion
SELECT id, hub, slug, version, title, charged_in, hash, valid_from, valid_on, entry FROM price_list WHERE slug = :slug AND version = :version;

-- Newest first by when they begin; of two from one moment on the later version.
-- price_versions many (slug text) -> PriceVersion
SELECT id, hub, slug, version, title, charged_in, hash, valid_from, valid_on, entry FROM price_list
WHERE slug = :slug ORDER BY valid_from DESC, version DESC LIMIT 1000;

-- price_definition one (id id) -> PriceDefinition (definition text)
SELECT definition FROM price_list WHERE id = :id;

-- The newest version of each that may be used at a hub.
-- prices_at many (hub id, after text) -> PriceVersion
SELECT p.id, p.hub, p.slug, p.version, p.title, p.charged_in, p.hash, p.valid_from, p.valid_on, p.entry
FROM hub_above x JOIN price_list p ON p.hub = x.ancestor
WHERE x.hub = :hub AND p.slug > :after AND NOT EXISTS (SELECT 1 FROM price_list n WHERE n.slug = p.slug AND n.version > p.version)
ORDER BY p.slug LIMIT 51;
