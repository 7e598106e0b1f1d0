-- Who has which role where; the table is access's.

-- role_by_id one (id id) -> RoleRow (id id, actor id, actor_name text, role text, hub id, programme id, until_at time, made_at time,
--   delegation id, called text)
SELECT g.id, g.actor, a.name, g.role, g.hub, g.programme, g.until_at, g.made_at, g.delegation, g.called
FROM role_grant g JOIN actor a ON a.id = g.actor WHERE g.id = :id;

-- role_latest many (before id) -> RoleRow
SELECT g.id, g.actor, a.name, g.role, g.hub, g.programme, g.until_at, g.made_at, g.delegation, g.called
FROM role_grant g JOIN actor a ON a.id = g.actor WHERE g.id < :before ORDER BY g.id DESC LIMIT 200;

-- role_latest_at many (hub id, before id) -> RoleRow
SELECT g.id, g.actor, a.name, g.role, g.hub, g.programme, g.until_at, g.made_at, g.delegation, g.called
FROM hub_above x JOIN role_grant g ON g.hub = x.hub JOIN actor a ON a.id = g.actor
WHERE x.ancestor = :hub AND g.id < :before ORDER BY g.id DESC LIMIT 200;

-- role_of many (actor id) -> RoleRow
SELECT g.id, g.actor, a.name, g.role, g.hub, g.programme, g.until_at, g.made_at, g.delegation, g.called
FROM role_grant g JOIN actor a ON a.id = g.actor WHERE g.actor = :actor ORDER BY g.id LIMIT 200;

-- role_drop touch (id id)
DELETE FROM role_grant WHERE id = :id;

-- role_same one (actor id, role text, hub id, programme id, now time) -> RoleId (id id)
SELECT id FROM role_grant WHERE actor = :actor AND role = :role AND hub = :hub AND programme = :programme
AND (until_at = 0 OR until_at > :now) ORDER BY id LIMIT 1;

-- role_for_good_count one (role text) -> RoleCount (grants int)
SELECT COUNT(*) FROM role_grant WHERE role = :role AND hub = 0 AND programme = 0 AND until_at = 0;

-- role_programme one (slug text) -> RoleProgramme (id id, title text)
SELECT id, title FROM programme WHERE slug = :slug;

-- role_programme_title one (id id) -> RoleTitle (title text)
SELECT title FROM programme WHERE id = :id;

-- account_emails many (actor id) -> AccountEmail (email text, confirmed_at time)
SELECT email, confirmed_at FROM actor_email WHERE actor = :actor ORDER BY made_at LIMIT 20;

-- account_sessions many (actor id, now time) -> AccountSession (made_at time, ends_at time)
SELECT made_at, ends_at FROM session WHERE actor = :actor AND ends_at > :now ORDER BY made_at DESC LIMIT 100;

-- role_set_called touch (id id, called text)
UPDATE role_grant SET called = :called WHERE id = :id;
