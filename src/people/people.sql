-- party_insert run (id id, kind text, name text, website text, country text, sector text, is_listed bool, name_key int,
--   salt blob, made_at time)
INSERT INTO party (id, kind, name, website, country, sector, is_listed, name_key, salt, merged_into, made_at)
VALUES (:id, :kind, :name, :website, :country, :sector, :is_listed, :name_key, :salt, 0, :made_at);

-- party_by_id one (id id) -> Party (id id, kind text, name text, website text, country text, sector text, is_listed bool,
--   salt blob, merged_into id, made_at time)
SELECT id, kind, name, website, country, sector, is_listed, salt, merged_into, made_at FROM party WHERE id = :id;

-- party_public one (id id) -> PartyView (id id, kind text, name text, website text, country text, sector text, is_listed bool,
--   merged_into id, made_at time)
SELECT id, kind, name, website, country, sector, is_listed, merged_into, made_at FROM party WHERE id = :id;

-- party_latest many (before id) -> PartyView
SELECT id, kind, name, website, country, sector, is_listed, merged_into, made_at FROM party WHERE id < :before
ORDER BY id DESC LIMIT 50;

-- party_alike many (name_key int, but id) -> PartyName (id id, name text)
SELECT id, name FROM party WHERE name_key = :name_key AND name_key <> 0 AND id <> :but AND merged_into = 0 ORDER BY id LIMIT 10;

-- party_set touch (id id, name text, website text, country text, sector text, name_key int)
UPDATE party SET name = :name, website = :website, country = :country, sector = :sector, name_key = :name_key WHERE id = :id;

-- party_set_listed touch (id id, is_listed bool)
UPDATE party SET is_listed = :is_listed WHERE id = :id;

-- party_set_merged touch (id id, into_party id)
UPDATE party SET merged_into = :into_party, name_key = 0 WHERE id = :id;

-- party_merged_follow run (id id, into_party id)
UPDATE party SET merged_into = :into_party WHERE merged_into = :id AND merged_into <> 0;

-- identity_add run (scheme text, value text, party id, seen_at time)
INSERT INTO identity (scheme, value, party, seen_at) VALUES (:scheme, :value, :party, :seen_at);

-- identity_claim touch (scheme text, value text, party id, seen_at time)
INSERT INTO identity (scheme, value, party, seen_at) VALUES (:scheme, :value, :party, :seen_at)
ON CONFLICT (scheme, value) DO NOTHING;

-- identity_drop run (scheme text, value text)
DELETE FROM identity WHERE scheme = :scheme AND value = :value;

-- identity_find one (scheme text, value text) -> Identity (scheme text, value text, party id, seen_at time)
SELECT scheme, value, party, seen_at FROM identity WHERE scheme = :scheme AND value = :value;

-- identity_of many (party id) -> Identity
SELECT scheme, value, party, seen_at FROM identity WHERE party = :party ORDER BY scheme, value LIMIT 100;

-- identity_saw run (scheme text, value text, seen_at time)
UPDATE identity SET seen_at = :seen_at WHERE scheme = :scheme AND value = :value;

-- identity_gone many (scheme text, before time, after text) -> Identity
SELECT scheme, value, party, seen_at FROM identity WHERE scheme = :scheme AND value > :after AND seen_at < :before
ORDER BY value LIMIT 1000;

-- identity_move run (party id, into_party id)
UPDATE identity SET party = :into_party WHERE party = :party;

-- former_name_add run (party id, name text, until_at time)
INSERT INTO party_former_name (party, name, until_at) VALUES (:party, :name, :until_at) ON CONFLICT (party, name) DO NOTHING;

-- former_names many (party id) -> FormerName (name text, until_at time)
SELECT name, until_at FROM party_former_name WHERE party = :party ORDER BY name LIMIT 100;

-- attribute_set run (party id, name text, value text)
INSERT INTO party_attribute (party, name, value) VALUES (:party, :name, :value)
ON CONFLICT (party, name) DO UPDATE SET value = excluded.value;

-- attribute_of many (party id) -> Attribute (name text, value text)
SELECT name, value FROM party_attribute WHERE party = :party ORDER BY name LIMIT 100;

-- party_by_name_key many (name_key int) -> PartyView
SELECT id, kind, name, website, country, sector, is_listed, merged_into, made_at FROM party
WHERE name_key = :name_key AND name_key <> 0 ORDER BY id DESC LIMIT 50;

-- identity_any many (value text) -> Identity
WITH RECURSIVE schemes (scheme) AS (
  SELECT MIN(scheme) FROM identity
  UNION ALL
  SELECT (SELECT MIN(i.scheme) FROM identity i WHERE i.scheme > s.scheme) FROM schemes s WHERE s.scheme IS NOT NULL)
SELECT i.scheme, i.value, i.party, i.seen_at FROM schemes s JOIN identity i ON i.scheme = s.scheme AND i.value = :value
ORDER BY i.scheme LIMIT 50;

-- former_names_listed many (party id) -> FormerName
SELECT f.name, f.until_at FROM party_former_name f JOIN party p ON p.id = f.party
WHERE f.party = :party AND p.kind = 'organisation' AND p.is_listed = TRUE
AND NOT EXISTS (SELECT 1 FROM party m WHERE m.merged_into = :party AND m.merged_into <> 0 AND m.name = f.name AND m.is_listed = FALSE)
ORDER BY f.name LIMIT 100;
