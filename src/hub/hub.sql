-- hub_insert run (id id, slug text, title text, kind text, parent id, country text, m49 text, lon_e6 int, lat_e6 int,
--   zone text, currency text, language text, made_at time)
INSERT INTO hub (id, slug, title, kind, parent, country, m49, lon_e6, lat_e6, zone, currency, language, made_at)
VALUES (:id, :slug, :title, :kind, :parent, :country, :m49, :lon_e6, :lat_e6, :zone, :currency, :language, :made_at);

-- hub_above_self run (hub id)
INSERT INTO hub_above (hub, ancestor, height) VALUES (:hub, :hub, 0);

-- hub_above_inherit run (hub id, parent id)
INSERT INTO hub_above (hub, ancestor, height)
SELECT :hub, ancestor, height + 1 FROM hub_above WHERE hub = :parent;

-- hub_by_slug one (slug text) -> Hub (id id, slug text, title text, kind text, parent id, country text, m49 text,
--   lon_e6 int, lat_e6 int, zone text, currency text, language text, made_at time)
SELECT id, slug, title, kind, parent, country, m49, lon_e6, lat_e6, zone, currency, language, made_at FROM hub WHERE slug = :slug;

-- hub_by_id one (id id) -> Hub
SELECT id, slug, title, kind, parent, country, m49, lon_e6, lat_e6, zone, currency, language, made_at FROM hub WHERE id = :id;

-- hub_root one () -> Hub
SELECT id, slug, title, kind, parent, country, m49, lon_e6, lat_e6, zone, currency, language, made_at FROM hub
WHERE parent = 0 ORDER BY id LIMIT 1;

-- hub_all many () -> Hub
SELECT id, slug, title, kind, parent, country, m49, lon_e6, lat_e6, zone, currency, language, made_at FROM hub ORDER BY slug LIMIT 10000;

-- hub_children many (parent id) -> Hub
SELECT id, slug, title, kind, parent, country, m49, lon_e6, lat_e6, zone, currency, language, made_at FROM hub
WHERE parent = :parent ORDER BY slug LIMIT 1000;

-- hub_trail many (hub id) -> HubName (id id, slug text, title text)
SELECT h.id, h.slug, h.title FROM hub_above x JOIN hub h ON h.id = x.ancestor WHERE x.hub = :hub ORDER BY x.height DESC LIMIT 32;

-- hub_ancestors many (hub id) -> HubId (id id)
SELECT ancestor FROM hub_above WHERE hub = :hub ORDER BY height LIMIT 32;

-- hub_descendants many (ancestor id) -> HubId
SELECT hub FROM hub_above WHERE ancestor = :ancestor ORDER BY hub LIMIT 10000;

-- hub_is_below one (hub id, ancestor id) -> HubBelow (height int)
SELECT height FROM hub_above WHERE hub = :hub AND ancestor = :ancestor;

-- hub_member_counts many (ancestor id) -> HubMembers (hub id, members int)
SELECT x.ancestor, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub_above x ON x.hub = c.hub
JOIN hub h ON h.id = x.ancestor WHERE h.parent = :ancestor OR h.id = :ancestor GROUP BY x.ancestor ORDER BY x.ancestor LIMIT 10000;

-- hub_member_counts_all many () -> HubMembers
SELECT x.ancestor, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub_above x ON x.hub = c.hub
GROUP BY x.ancestor ORDER BY x.ancestor LIMIT 10000;

-- hub_programmes many (ancestor id) -> HubProgramme (slug text, title text, family text, members int)
SELECT p.slug, p.title, p.family, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub_above x ON x.hub = c.hub
JOIN programme p ON p.id = c.programme WHERE x.ancestor = :ancestor AND c.members > 0
GROUP BY p.slug, p.title, p.family ORDER BY p.slug LIMIT 1000;

-- hub_count one () -> HubCount (hubs int)
SELECT COUNT(*) FROM hub;

-- Parties whose teams have a role at a hub, or above it.
-- hub_runners many (hub id, now time) -> HubRunner (party id, name text, is_listed bool, role text, at text, at_title text, until_at time)
SELECT d.party, p.name, p.is_listed, d.role, h.slug, h.title, d.until_at
FROM hub_above x JOIN delegation d ON d.hub = x.ancestor JOIN party p ON p.id = d.party JOIN hub h ON h.id = d.hub
WHERE x.hub = :hub AND d.until_at > :now AND d.programme = 0 ORDER BY x.height, d.id LIMIT 50;
