-- audience_insert run (bulk id, who text, stage id, role text, words text)
INSERT INTO mail_audience (bulk, who, stage, role, words) VALUES (:bulk, :who, :stage, :role, :words);

-- audience_next one () -> Audience (bulk id, actor id, subject text, hub id, programme id, done_until id, who text, stage id, role text,
--   words text)
SELECT b.id, b.actor, b.subject, b.hub, b.programme, b.done_until, x.who, x.stage, x.role, x.words
FROM mail_bulk b JOIN mail_audience x ON x.bulk = b.id WHERE b.state = 'filling' ORDER BY b.id LIMIT 1;

-- audience_of one (bulk id) -> Audience
SELECT b.id, b.actor, b.subject, b.hub, b.programme, b.done_until, x.who, x.stage, x.role, x.words
FROM mail_bulk b JOIN mail_audience x ON x.bulk = b.id WHERE b.state = 'filling' AND b.id = :bulk;

-- audience_drop run (bulk id)
DELETE FROM mail_audience WHERE bulk = :bulk;

-- A member of a programme at a hub or below, with one address of theirs, or none.
-- audience_members many (programme id, hub id, stage id, after id) -> AudienceOne (who id, name text, address text)
SELECT p.id, p.name, COALESCE((SELECT MIN(i.value) FROM identity i JOIN identity_scheme s ON s.id = i.scheme
                               WHERE i.party = p.id AND s.name = 'email'), '')
FROM party p WHERE p.id IN (SELECT m.party FROM member m
        WHERE m.programme = :programme AND m.party > :after AND (:stage = 0 OR m.stage = :stage)
        AND (:hub = 0 OR m.hub IN (SELECT x.hub FROM hub_above x WHERE x.ancestor = :hub)))
ORDER BY p.id LIMIT 500;

-- Who has a role at a hub or below, for that programme or all.
-- audience_roles many (role text, hub id, programme id, now time, after id) -> AudienceOne
SELECT a.id, a.name, COALESCE((SELECT MIN(e.email) FROM actor_email e WHERE e.actor = a.id), '')
FROM actor a WHERE a.id IN (SELECT g.actor FROM role_grant g
        WHERE g.actor > :after AND (:role = '' OR g.role = :role) AND (g.until_at = 0 OR g.until_at > :now)
        AND (:programme = 0 OR g.programme = :programme)
        AND (:hub = 0 OR g.hub IN (SELECT x.hub FROM hub_above x WHERE x.ancestor = :hub)))
ORDER BY a.id LIMIT 500;
