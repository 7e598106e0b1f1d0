-- Which account a person's file belongs to: it has a confirmed address that the party was known by from its beginning.
-- own_is one (party id, actor id) -> OwnParty (party id)
SELECT i.party FROM identity i JOIN identity_scheme s ON s.id = i.scheme AND s.name = 'email'
JOIN actor_email e ON e.email = i.value AND e.confirmed_at > 0 JOIN party p ON p.id = i.party AND p.kind = 'person'
WHERE i.party = :party AND i.is_first = TRUE AND e.actor = :actor ORDER BY i.party LIMIT 1;

-- own_addresses many (actor id) -> OwnAddress (email text)
SELECT email FROM actor_email WHERE actor = :actor AND confirmed_at > 0 ORDER BY email LIMIT 100;

-- erased_add run (id id, kind text, why text, at time)
INSERT INTO erased (id, kind, why, at) VALUES (:id, :kind, :why, :at) ON CONFLICT (id) DO NOTHING;

-- erased_of one (id id) -> Erased (kind text, why text, at time)
SELECT kind, why, at FROM erased WHERE id = :id;

-- erased_last one () -> ErasedLast (at time)
SELECT COALESCE(MAX(at), 0) AS at FROM erased;

-- erased_key_add run (key int, at time)
INSERT INTO erased_key (key, at) VALUES (:key, :at) ON CONFLICT (key) DO UPDATE SET at = excluded.at;

-- erased_key_get one (key int) -> ErasedKey (key int, at time)
SELECT key, at FROM erased_key WHERE key = :key;

-- erased_keys many (after int) -> ErasedKey
SELECT key, at FROM erased_key WHERE key > :after ORDER BY key LIMIT 10000;

-- erased_key_drop touch (key int)
DELETE FROM erased_key WHERE key = :key;

-- erased_source_add run (source text, at time)
INSERT INTO erased_source (source, at) VALUES (:source, :at) ON CONFLICT (source) DO UPDATE SET at = excluded.at;

-- erased_sources many () -> ErasedSource (source text, at time)
SELECT source, at FROM erased_source ORDER BY source LIMIT 1000;
