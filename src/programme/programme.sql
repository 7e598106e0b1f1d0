-- programme_by_slug one (slug text) -> Programme (id id, slug text, version int, title text, summary text, family text, made_at time)
SELECT id, slug, version, title, summary, family, made_at FROM programme WHERE slug = :slug;

-- programme_by_id one (id id) -> Programme
SELECT id, slug, version, title, summary, family, made_at FROM programme WHERE id = :id;

-- programme_all many () -> ProgrammeLine (id id, slug text, version int, title text, summary text, family text, members int)
SELECT p.id, p.slug, p.version, p.title, p.summary, p.family,
       CAST(COALESCE((SELECT SUM(c.members) FROM member_count c WHERE c.programme = p.id), 0) AS bigint)
FROM programme p ORDER BY p.slug LIMIT 1000;

-- programme_insert run (id id, slug text, version int, title text, summary text, family text, made_at time)
INSERT INTO programme (id, slug, version, title, summary, family, made_at)
VALUES (:id, :slug, :version, :title, :summary, :family, :made_at);

-- programme_set run (id id, version int, title text, summary text, family text)
UPDATE programme SET version = :version, title = :title, summary = :summary, family = :family WHERE id = :id;

-- programme_version_insert run (programme id, version int, definition text, hash text, made_at time)
INSERT INTO programme_version (programme, version, definition, hash, made_at)
VALUES (:programme, :version, :definition, :hash, :made_at);

-- programme_version_get one (programme id, version int) -> ProgrammeVersion (version int, definition text, hash text, made_at time)
SELECT version, definition, hash, made_at FROM programme_version WHERE programme = :programme AND version = :version;

-- programme_versions many (programme id) -> ProgrammeVersion
SELECT version, definition, hash, made_at FROM programme_version WHERE programme = :programme ORDER BY version DESC LIMIT 100;

-- stage_insert run (id id, programme id, slug text, title text, place int)
INSERT INTO stage (id, programme, slug, title, place) VALUES (:id, :programme, :slug, :title, :place)
ON CONFLICT (programme, slug) DO UPDATE SET title = excluded.title, place = excluded.place;

-- stage_by_slug one (programme id, slug text) -> Stage (id id, slug text, title text, place int)
SELECT id, slug, title, place FROM stage WHERE programme = :programme AND slug = :slug;

-- stage_by_id one (id id) -> Stage
SELECT id, slug, title, place FROM stage WHERE id = :id;

-- stage_all many (programme id) -> Stage
SELECT id, slug, title, place FROM stage WHERE programme = :programme ORDER BY place, slug LIMIT 100;

-- stage_counts many (programme id, scope id) -> StageCount (slug text, title text, place int, members int)
SELECT s.slug, s.title, s.place, CAST(COALESCE(SUM(c.members), 0) AS bigint) FROM stage s
LEFT JOIN (SELECT c.stage, c.members FROM member_count c JOIN hub_above x ON x.hub = c.hub
           WHERE c.programme = :programme AND x.ancestor = :scope) c ON c.stage = s.id
WHERE s.programme = :programme GROUP BY s.slug, s.title, s.place ORDER BY s.place, s.slug LIMIT 100;

-- programme_hubs many (programme id) -> ProgrammeHub (slug text, title text, members int)
SELECT h.slug, h.title, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub h ON h.id = c.hub
WHERE c.programme = :programme GROUP BY h.slug, h.title HAVING SUM(c.members) > 0 ORDER BY 3 DESC, h.slug LIMIT 500;

-- member_insert bulk (party id, programme id, hub id, stage id, level text, version int, joined_at time, since_at time,
--   is_home bool)
INSERT INTO member (party, programme, hub, stage, level, version, joined_at, since_at, is_home)
VALUES (:party, :programme, :hub, :stage, :level, :version, :joined_at, :since_at, :is_home);

-- member_get one (party id, programme id, hub id) -> Member (party id, programme id, hub id, stage id, level text, version int,
--   joined_at time, since_at time)
SELECT party, programme, hub, stage, level, version, joined_at, since_at FROM member
WHERE party = :party AND programme = :programme AND hub = :hub;

-- member_in many (party id, programme id) -> Member
SELECT party, programme, hub, stage, level, version, joined_at, since_at FROM member
WHERE party = :party AND programme = :programme ORDER BY hub LIMIT 100;

-- member_of_party many (party id, after_programme id, after_hub id) -> Member
SELECT party, programme, hub, stage, level, version, joined_at, since_at FROM member
WHERE party = :party AND (programme, hub) > (:after_programme, :after_hub) ORDER BY programme, hub LIMIT 200;

-- member_move run (party id, programme id, hub id, stage id, level text, since_at time)
UPDATE member SET stage = :stage, level = :level, since_at = :since_at WHERE party = :party AND programme = :programme AND hub = :hub;

-- member_delete run (party id, programme id, hub id)
DELETE FROM member WHERE party = :party AND programme = :programme AND hub = :hub;

-- member_take run (party id, programme id, hub id, into_party id)
UPDATE member SET party = :into_party,
  is_home = (is_home AND NOT EXISTS (SELECT 1 FROM member o WHERE o.party = :into_party AND o.is_home = TRUE))
WHERE party = :party AND programme = :programme AND hub = :hub;

-- member_count_add run (programme id, hub id, stage id, members int)
INSERT INTO member_count (programme, hub, stage, members) VALUES (:programme, :hub, :stage, :members)
ON CONFLICT (programme, hub, stage) DO UPDATE SET members = member_count.members + excluded.members;

-- member_count_all many () -> MemberCount (programme id, hub id, stage id, members int)
SELECT programme, hub, stage, members FROM member_count ORDER BY programme, hub, stage LIMIT 100000;

-- member_page many (programme id, hub id, after id) -> MemberLine (party id, name text, kind text, country text, sector text,
--   is_listed bool, stage text, level text, joined_at time)
SELECT m.party, p.name, p.kind, p.country, p.sector, p.is_listed, s.title, m.level, m.joined_at
FROM member m JOIN party p ON p.id = m.party JOIN stage s ON s.id = m.stage
WHERE m.programme = :programme AND m.hub = :hub AND m.party > :after ORDER BY m.party LIMIT 51;

-- member_page_stage many (programme id, hub id, stage id, after id) -> MemberLine
SELECT m.party, p.name, p.kind, p.country, p.sector, p.is_listed, s.title, m.level, m.joined_at
FROM member m JOIN party p ON p.id = m.party JOIN stage s ON s.id = m.stage
WHERE m.programme = :programme AND m.hub = :hub AND m.stage = :stage AND m.party > :after ORDER BY m.party LIMIT 51;

-- membership_lines many (party id) -> MembershipLine (programme text, programme_title text, hub text, hub_title text, stage text,
--   level text, joined_at time, since_at time)
SELECT g.slug, g.title, h.slug, h.title, s.title, m.level, m.joined_at, m.since_at
FROM member m JOIN programme g ON g.id = m.programme JOIN hub h ON h.id = m.hub JOIN stage s ON s.id = m.stage
WHERE m.party = :party ORDER BY g.slug, h.slug LIMIT 200;

-- programme_counts one () -> ProgrammeCounts (programmes int, members int)
SELECT (SELECT COUNT(*) FROM programme), CAST(COALESCE(SUM(members), 0) AS bigint) FROM member_count;

-- programme_version_lines many (programme id) -> ProgrammeVersionLine (version int, hash text, made_at time)
SELECT version, hash, made_at FROM programme_version WHERE programme = :programme ORDER BY version DESC LIMIT 100;

-- programme_hubs_below many (programme id, scope id, stage id) -> ProgrammeHub
SELECT h.slug, h.title, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub h ON h.id = c.hub
JOIN hub_above x ON x.hub = c.hub
WHERE c.programme = :programme AND x.ancestor = :scope AND (:stage = 0 OR c.stage = :stage)
GROUP BY h.slug, h.title HAVING SUM(c.members) > 0 ORDER BY 3 DESC, h.slug LIMIT 500;

-- stage_counts_at many (programme id, hub id) -> StageCount
SELECT s.slug, s.title, s.place, c.members FROM member_count c JOIN stage s ON s.id = c.stage
WHERE c.programme = :programme AND c.hub = :hub AND c.members > 0 ORDER BY s.place, s.slug LIMIT 100;

-- member_listed many (programme id, hub id, stage id, after id, looked_at int) -> MemberLine
SELECT m.party, p.name, p.kind, p.country, p.sector, p.is_listed, s.title, m.level, m.joined_at
FROM (SELECT party, stage, level, joined_at FROM member
      WHERE programme = :programme AND hub = :hub AND party > :after ORDER BY party LIMIT :looked_at) m
JOIN party p ON p.id = m.party JOIN stage s ON s.id = m.stage
WHERE p.is_listed = TRUE AND (:stage = 0 OR m.stage = :stage) ORDER BY m.party LIMIT 51;

-- member_listed_count one (programme id, hub id, stage id) -> MemberListed (members int)
SELECT COUNT(*) FROM member m JOIN party p ON p.id = m.party
WHERE m.programme = :programme AND m.hub = :hub AND (:stage = 0 OR m.stage = :stage) AND p.is_listed = TRUE;

-- party_memberships many (party id) -> PartyMembership (programme text, programme_title text, hub text, hub_title text, zone text,
--   stage text, stage_title text, level text, joined_at time, since_at time)
SELECT g.slug, g.title, h.slug, h.title, h.zone, s.slug, s.title, m.level, m.joined_at, m.since_at
FROM member m JOIN programme g ON g.id = m.programme JOIN hub h ON h.id = m.hub JOIN stage s ON s.id = m.stage
WHERE m.party = :party ORDER BY g.slug, h.slug LIMIT 200;

-- How long people are kept in which stage; the whole of a programme's newest definition.
-- retention_rules_clear run (programme id)
DELETE FROM retention_rule WHERE programme = :programme;

-- retention_rule_add run (stage id, programme id, keep_count int, keep_unit int)
INSERT INTO retention_rule (stage, programme, keep_count, keep_unit) VALUES (:stage, :programme, :keep_count, :keep_unit);
