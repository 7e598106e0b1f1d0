-- actor_add run (id id, name text, role text, made_at time)
INSERT INTO actor (id, name, role, made_at) VALUES (:id, :name, :role, :made_at);

-- actor_by_id one (id id) -> ActorRow (id id, name text, role text)
SELECT id, name, role FROM actor WHERE id = :id;

-- actor_first one (role text) -> ActorRow
SELECT id, name, role FROM actor WHERE role = :role ORDER BY id LIMIT 1;

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
INSERT INTO session (token, actor, made_at, ends_at) VALUES (:token, :actor, :made_at, :ends_at);

-- session_actor one (token blob, now time) -> ActorRow
SELECT a.id, a.name, a.role FROM session s JOIN actor a ON a.id = s.actor WHERE s.token = :token AND s.ends_at > :now;

-- session_end run (token blob)
DELETE FROM session WHERE token = :token;

-- session_sweep run (now time)
DELETE FROM session WHERE ends_at <= :now;
