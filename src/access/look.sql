-- look_add run (party id, at time, actor id, what text)
INSERT INTO look (party, at, actor, what) VALUES (:party, :at, :actor, :what) ON CONFLICT (party, at, actor, what) DO NOTHING;

-- look_of many (party id, before time) -> LookRow (at time, actor id, actor_name text, what text)
SELECT l.at, l.actor, COALESCE(a.name, ''), l.what FROM look l LEFT JOIN actor a ON a.id = l.actor
WHERE l.party = :party AND l.at < :before ORDER BY l.at DESC, l.actor, l.what LIMIT 100;

-- look_sweep run (before time)
DELETE FROM look WHERE at < :before;
