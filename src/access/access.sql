-- actor_add run (id id, name text, made_at time)
INSERT INTO actor (id, name, made_at) VALUES (:id, :name, :made_at);

-- actor_by_id one (id id) -> ActorRow (id id, name text, language text)
SELECT id, name, language FROM actor WHERE id = :id;

-- actor_language_set touch (id id, language text)
UPDATE actor SET language = :language WHERE id = :id;

-- actor_email_add run (email text, actor id, made_at time)
INSERT INTO actor_email (email, actor, made_at, confirmed_at) VALUES (:email, :actor, :made_at, 0);

-- actor_by_email one (email text) -> ActorId (actor id)
SELECT actor FROM actor_email WHERE email = :email;

-- role_grant_add run (id id, actor id, role text, hub id, programme id, until_at time, given_by id, delegation id, made_at time)
INSERT INTO role_grant (id, actor, role, hub, programme, until_at, given_by, delegation, made_at)
VALUES (:id, :actor, :role, :hub, :programme, :until_at, :given_by, :delegation, :made_at);

-- What was given by force of a delegation ends with it.
-- role_grants_of many (actor id, now time) -> GrantRow (role text, hub id, programme id, delegation id)
SELECT role, hub, programme, delegation FROM role_grant WHERE actor = :actor AND (until_at = 0 OR until_at > :now)
AND (delegation = 0 OR EXISTS (SELECT 1 FROM delegation d WHERE d.id = role_grant.delegation AND d.until_at > :now))
ORDER BY id LIMIT 200;

-- team_grants_of many (actor id) -> TeamGrant (party id, role text)
SELECT party, role FROM team_person WHERE actor = :actor ORDER BY party LIMIT 200;

-- What the teams that an account is in run for others; who only looks on in a team has no part in it.
-- delegated_grants_of many (actor id, now time) -> GrantRow
SELECT d.role, d.hub, d.programme, d.id FROM team_person t JOIN delegation d ON d.party = t.party
WHERE t.actor = :actor AND t.role <> 'viewer' AND d.until_at > :now ORDER BY d.id LIMIT 200;

-- role_first one (role text) -> ActorId
SELECT actor FROM role_grant WHERE role = :role AND hub = 0 ORDER BY id LIMIT 1;

-- signin_link_add run (token blob, actor id, ends_at time)
INSERT INTO signin_link (token, actor, ends_at, used_at) VALUES (:token, :actor, :ends_at, 0);

-- signin_link_sweep run (now time)
DELETE FROM signin_link WHERE ends_at <= :now;

-- signin_link_take touch (token blob, now time)
UPDATE signin_link SET used_at = :now WHERE token = :token AND used_at = 0 AND ends_at > :now;

-- signin_link_fresh one (token blob, now time) -> LinkActor (actor id)
SELECT actor FROM signin_link WHERE token = :token AND used_at = 0 AND ends_at > :now;

-- signin_link_actor one (token blob) -> LinkActor
SELECT actor FROM signin_link WHERE token = :token;

-- session_add run (token blob, actor id, made_at time, ends_at time)
INSERT INTO session (token, actor, made_at, ends_at, seen_at, proved_at) VALUES (:token, :actor, :made_at, :ends_at, :made_at, :made_at);

-- session_seen run (token blob, now time)
UPDATE session SET seen_at = :now WHERE token = :token;

-- session_proved run (token blob, now time)
UPDATE session SET proved_at = :now WHERE token = :token;

-- session_actor one (token blob, now time, seen_since time) -> SessionActor (id id, name text, language text, seen_at time, proved_at time)
SELECT a.id, a.name, a.language, s.seen_at, s.proved_at FROM session s JOIN actor a ON a.id = s.actor
WHERE s.token = :token AND s.ends_at > :now AND s.seen_at > :seen_since;

-- session_end run (token blob)
DELETE FROM session WHERE token = :token;

-- session_sweep run (now time, seen_since time)
DELETE FROM session WHERE ends_at <= :now OR seen_at <= :seen_since;

-- session_end_others run (actor id, token blob)
DELETE FROM session WHERE actor = :actor AND token <> :token;

-- password_set run (actor id, kept text, now time)
INSERT INTO password (actor, kept, set_at) VALUES (:actor, :kept, :now)
ON CONFLICT (actor) DO UPDATE SET kept = excluded.kept, set_at = excluded.set_at;

-- password_of one (actor id) -> PasswordRow (kept text, set_at time)
SELECT kept, set_at FROM password WHERE actor = :actor;

-- throttle_get one (key blob) -> ThrottleRow (failures int, last_at time)
SELECT failures, last_at FROM throttle WHERE key = :key;

-- throttle_set run (key blob, failures int, now time)
INSERT INTO throttle (key, failures, last_at) VALUES (:key, :failures, :now)
ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at;

-- throttle_drop run (key blob)
DELETE FROM throttle WHERE key = :key;

-- throttle_sweep run (before time)
DELETE FROM throttle WHERE last_at < :before;

-- actor_email_first one (actor id) -> ActorEmail (email text)
SELECT email FROM actor_email WHERE actor = :actor ORDER BY made_at LIMIT 1;

-- api_token_add run (id id, token blob, actor id, name text, scope int, hub id, until_at time, now time)
INSERT INTO api_token (id, token, actor, name, scope, hub, until_at, made_at, used_at)
VALUES (:id, :token, :actor, :name, :scope, :hub, :until_at, :now, 0);

-- api_token_find one (token blob, now time) -> ApiTokenRow (id id, actor id, name text, scope int, hub id, until_at time, made_at time,
--   used_at time)
SELECT id, actor, name, scope, hub, until_at, made_at, used_at FROM api_token WHERE token = :token AND until_at > :now;

-- api_tokens_of many (actor id) -> ApiTokenRow
SELECT id, actor, name, scope, hub, until_at, made_at, used_at FROM api_token WHERE actor = :actor ORDER BY id DESC LIMIT 100;

-- api_token_drop touch (id id, actor id)
DELETE FROM api_token WHERE id = :id AND actor = :actor;

-- api_token_used run (id id, now time)
UPDATE api_token SET used_at = :now WHERE id = :id;

-- Is the one hub the other, or below it?
-- token_hub_within one (hub id, above id) -> TokenReach (height int)
SELECT height FROM hub_above WHERE hub = :hub AND ancestor = :above;

-- second_set run (actor id, secret blob, recovery blob, now time)
INSERT INTO second_factor (actor, secret, last_step, recovery, made_at, confirmed_at) VALUES (:actor, :secret, 0, :recovery, :now, 0)
ON CONFLICT (actor) DO UPDATE SET secret = excluded.secret, last_step = 0, recovery = excluded.recovery, made_at = excluded.made_at, confirmed_at = 0;

-- second_of one (actor id) -> SecondRow (secret blob, last_step int, recovery blob, confirmed_at time)
SELECT secret, last_step, recovery, confirmed_at FROM second_factor WHERE actor = :actor;

-- second_confirm run (actor id, last_step int, recovery blob, now time)
UPDATE second_factor SET last_step = :last_step, recovery = :recovery, confirmed_at = :now WHERE actor = :actor;

-- second_step run (actor id, last_step int, recovery blob)
UPDATE second_factor SET last_step = :last_step, recovery = :recovery WHERE actor = :actor;

-- second_drop touch (actor id)
DELETE FROM second_factor WHERE actor = :actor;

-- reset_link_set run (actor id, token blob, ends_at time)
INSERT INTO reset_link (actor, token, ends_at) VALUES (:actor, :token, :ends_at)
ON CONFLICT (actor) DO UPDATE SET token = excluded.token, ends_at = excluded.ends_at;

-- reset_link_find one (token blob, now time) -> ActorId
SELECT actor FROM reset_link WHERE token = :token AND ends_at > :now;

-- reset_link_drop run (actor id)
DELETE FROM reset_link WHERE actor = :actor;

-- actor_is_service one (actor id) -> ActorId
SELECT actor FROM service WHERE actor = :actor;

-- signin_links_drop_of run (actor id)
DELETE FROM signin_link WHERE actor = :actor AND used_at = 0;

-- api_tokens_drop_of run (actor id)
DELETE FROM api_token WHERE actor = :actor;
