-- party_insert bulk (id id, kind text, name text, website text, country text, sector text, is_listed bool,
--   hub id, salt blob, made_at time)
INSERT INTO party (id, kind, name, website, country, sector, is_listed, hub, salt, merged_into, made_at)
VALUES (:id, :kind, :name, :website, :country, :sector, :is_listed, :hub, :salt, 0, :made_at);

-- party_by_id one (id id) -> Party (id id, kind text, name text, website text, country text, sector text, is_listed bool,
--   salt blob, merged_into id, made_at time)
SELECT id, kind, name, website, country, sector, is_listed, salt, merged_into, made_at FROM party WHERE id = :id;

-- party_public one (id id) -> PartyView (id id, kind text, name text, website text, country text, sector text, is_listed bool,
--   merged_into id, made_at time)
SELECT id, kind, name, website, country, sector, is_listed, merged_into, made_at FROM party WHERE id = :id;

-- party_latest many (before id) -> PartyView
SELECT id, kind, name, website, country, sector, is_listed, merged_into, made_at FROM party WHERE id < :before
ORDER BY id DESC LIMIT 51;

-- Where a party is at home, and where it is a member.
-- party_hubs many (party id) -> PartyHub (hub id, programme id)
SELECT hub, CAST(0 AS bigint) AS programme FROM party WHERE id = :party AND hub <> 0
UNION SELECT hub, programme FROM member WHERE party = :party LIMIT 1000;

-- Where it is at home alone: its hub, or what it began with.
-- party_home_hubs many (party id) -> PartyHub
SELECT hub, CAST(0 AS bigint) AS programme FROM party WHERE id = :party AND hub <> 0
UNION ALL SELECT m.hub, m.programme FROM member m JOIN party p ON p.id = m.party AND p.hub = 0
WHERE m.party = :party AND m.is_home = TRUE LIMIT 1000;

-- Programmes that have members at a hub or below, hub 0 being anywhere: where to look for the parties there.
-- member_places many (hub id) -> MemberPlace (programme id, hub id)
SELECT DISTINCT programme, hub FROM member_count
WHERE :hub = 0 OR hub IN (SELECT x.hub FROM hub_above x WHERE x.ancestor = :hub) LIMIT 10000;

-- member_latest many (programme id, hub id, before id) -> MemberParty (party id)
SELECT party FROM member WHERE programme = :programme AND hub = :hub AND party < :before ORDER BY party DESC LIMIT 51;

-- party_latest_at many (hub id, before id) -> MemberParty
SELECT p.id FROM hub_above x JOIN party p ON p.hub = x.hub WHERE x.ancestor = :hub AND p.hub <> 0 AND p.id < :before ORDER BY p.id DESC LIMIT 51;

-- party_set touch (id id, name text, website text, country text, sector text)
UPDATE party SET name = :name, website = :website, country = :country, sector = :sector WHERE id = :id;

-- party_set_listed touch (id id, is_listed bool)
UPDATE party SET is_listed = :is_listed WHERE id = :id;

-- party_set_merged touch (id id, into_party id)
UPDATE party SET merged_into = :into_party WHERE id = :id;

-- party_merged_follow run (id id, into_party id)
UPDATE party SET merged_into = :into_party WHERE merged_into = :id AND merged_into <> 0;

-- identity_insert bulk (party id, scheme int, value text, seen_at time, is_first bool)
INSERT INTO identity (party, scheme, value, seen_at, is_first) VALUES (:party, :scheme, :value, :seen_at, :is_first);

-- identity_at one (party id, scheme int, value text) -> IdentityRow (party id, value text, seen_at time)
SELECT party, value, seen_at FROM identity WHERE party = :party AND scheme = :scheme AND value = :value;

-- identity_of many (party id) -> Identity (scheme text, value text, party id, seen_at time)
SELECT s.name, i.value, i.party, i.seen_at FROM identity i JOIN identity_scheme s ON s.id = i.scheme
WHERE i.party = :party ORDER BY s.name, i.value LIMIT 1000;

-- identity_saw touch (party id, scheme int, value text, seen_at time)
UPDATE identity SET seen_at = :seen_at WHERE party = :party AND scheme = :scheme AND value = :value;

-- Of one source, by party; those that were last seen before a moment.
-- identity_gone many (scheme int, before time, after_party id, after_value text) -> IdentityRow
SELECT party, value, seen_at FROM identity
WHERE party >= :after_party AND scheme = :scheme AND seen_at < :before AND (party > :after_party OR value > :after_value)
ORDER BY party, value LIMIT 1000;

-- Nothing of two that became one tells whose account it is.
-- identity_rehome run (party id, into_party id)
UPDATE identity SET party = :into_party, is_first = FALSE WHERE party = :party OR party = :into_party;

-- scheme_by_name one (name text) -> Scheme (id int, name text)
SELECT id, name FROM identity_scheme WHERE name = :name;

-- scheme_all many () -> Scheme
SELECT id, name FROM identity_scheme ORDER BY name LIMIT 1000;

-- scheme_add run (name text)
INSERT INTO identity_scheme (id, name) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM identity_scheme), :name);

-- A name that it bore, or one that some source calls it beside its own: then until_at is 0.
-- former_name_add run (party id, name text, until_at time)
INSERT INTO party_former_name (party, name, until_at) VALUES (:party, :name, :until_at)
ON CONFLICT (party, name) DO UPDATE SET until_at = excluded.until_at WHERE party_former_name.until_at = 0;

-- other_name_add run (party id, name text)
INSERT INTO party_former_name (party, name, until_at) VALUES (:party, :name, 0) ON CONFLICT (party, name) DO NOTHING;

-- party_namer_of one (party id) -> PartyNamer (source text)
SELECT source FROM party_namer WHERE party = :party;

-- party_namer_set run (party id, source text)
INSERT INTO party_namer (party, source) VALUES (:party, :source) ON CONFLICT (party) DO UPDATE SET source = excluded.source;

-- former_names many (party id) -> FormerName (name text, until_at time)
SELECT name, until_at FROM party_former_name WHERE party = :party ORDER BY name LIMIT 100;

-- attribute_set run (party id, name text, value text)
INSERT INTO party_attribute (party, name, value) VALUES (:party, :name, :value)
ON CONFLICT (party, name) DO UPDATE SET value = excluded.value;

-- attribute_of many (party id) -> Attribute (name text, value text)
SELECT name, value FROM party_attribute WHERE party = :party ORDER BY name LIMIT 100;

-- former_names_listed many (party id) -> FormerName
SELECT f.name, f.until_at FROM party_former_name f JOIN party p ON p.id = f.party
WHERE f.party = :party AND p.kind = 'organisation' AND p.is_listed = TRUE
AND NOT EXISTS (SELECT 1 FROM party m WHERE m.merged_into = :party AND m.merged_into <> 0 AND m.name = f.name AND m.is_listed = FALSE)
ORDER BY f.name LIMIT 100;
