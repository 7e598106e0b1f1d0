-- grant_limit_put run (hub id, programme id, unit text, per_party int, in_all int, made_at time, made_by id)
INSERT INTO grant_limit (hub, programme, unit, per_party, in_all, made_at, made_by)
VALUES (:hub, :programme, :unit, :per_party, :in_all, :made_at, :made_by)
ON CONFLICT (hub, programme, unit) DO UPDATE SET per_party = excluded.per_party, in_all = excluded.in_all, made_at = excluded.made_at,
        made_by = excluded.made_by;

-- grant_limit_drop run (hub id, programme id, unit text)
DELETE FROM grant_limit WHERE hub = :hub AND programme = :programme AND unit = :unit;

-- Limits that bind what is given at a hub: its own, and those of all hubs above it.
-- grant_limits_over many (hub id, programme id, unit text) -> GrantLimitOver (hub id, title text, programme id, per_party int, in_all int)
SELECT l.hub, h.title, l.programme, l.per_party, l.in_all
FROM hub_above x JOIN grant_limit l ON l.hub = x.ancestor JOIN hub h ON h.id = l.hub
WHERE x.hub = :hub AND l.unit = :unit AND (l.programme = 0 OR l.programme = :programme) ORDER BY l.hub, l.programme LIMIT 200;

-- grant_limits_at many (hub id) -> GrantLimitLine (programme text, unit text, per_party int, in_all int)
SELECT COALESCE(p.slug, '') AS programme, l.unit, l.per_party, l.in_all FROM grant_limit l LEFT JOIN programme p ON p.id = l.programme
WHERE l.hub = :hub ORDER BY l.unit, l.programme LIMIT 200;

-- grant_programme one (slug text) -> GrantProgramme (id id)
SELECT id FROM programme WHERE slug = :slug;

-- What a party was given at a hub and all below it, without what came back or lapsed.
-- grant_given_to one (party id, hub id, programme id, unit text) -> GrantGiven (amount int)
SELECT CAST(COALESCE(SUM(g.amount - g.returned), 0) AS bigint) FROM credit_grant g JOIN hub_above x ON x.hub = g.hub AND x.ancestor = :hub
WHERE g.party = :party AND g.unit = :unit AND (:programme = 0 OR g.programme = :programme);

-- The same of all parties.
-- grant_given_at one (hub id, programme id, unit text) -> GrantGiven
SELECT CAST(COALESCE(SUM(t.amount), 0) AS bigint) FROM hub_above x JOIN grant_total t ON t.hub = x.hub
WHERE x.ancestor = :hub AND t.unit = :unit AND (:programme = 0 OR t.programme = :programme);

-- grant_total_move run (hub id, programme id, unit text, amount int)
INSERT INTO grant_total (hub, programme, unit, amount) VALUES (:hub, :programme, :unit, :amount)
ON CONFLICT (hub, programme, unit) DO UPDATE SET amount = grant_total.amount + excluded.amount;
