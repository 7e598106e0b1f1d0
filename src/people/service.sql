-- service_add run (actor id, role_grant id, hub id, made_by id, made_at time)
INSERT INTO service (actor, role_grant, hub, made_by, made_at, ended_at) VALUES (:actor, :role_grant, :hub, :made_by, :made_at, 0);

-- service_role one (actor id) -> ServiceRole (role_grant id, ended_at time)
SELECT role_grant, ended_at FROM service WHERE actor = :actor;

-- services_latest many (before id) -> Service (actor id, name text, role_grant id, until_at time, made_at time, used_at time)
SELECT s.actor, a.name, s.role_grant, g.until_at, s.made_at,
  (SELECT CAST(COALESCE(MAX(t.used_at), 0) AS bigint) FROM api_token t WHERE t.actor = s.actor)
FROM service s JOIN actor a ON a.id = s.actor JOIN role_grant g ON g.id = s.role_grant
WHERE s.actor < :before AND s.ended_at = 0 ORDER BY s.actor DESC LIMIT 200;

-- service_set_until touch (role_grant id, until_at time, delegation id)
UPDATE role_grant SET until_at = :until_at, delegation = :delegation WHERE id = :role_grant;

-- service_set_maker touch (actor id, made_by id)
UPDATE service SET made_by = :made_by WHERE actor = :actor;

-- service_set_ended touch (actor id, now time)
UPDATE service SET ended_at = :now WHERE actor = :actor AND ended_at = 0;

-- service_tokens_drop run (actor id)
DELETE FROM api_token WHERE actor = :actor;
