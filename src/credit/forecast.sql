-- What a party was given, in the order in which it is spent, hub by hub and unit by unit; last: the newest line of the grant's account. Without
-- those that are over and did not move from an id on.
-- forecast_grants many (party id, moved id) -> ForecastGrant (id id, account id, hub id, unit text, title text, amount int, returned int, is_paid bool,
--   begins_at time, ends_at time, state text, topped id, end_told_at time, balance int, last id)
SELECT g.id, g.account, g.hub, g.unit, g.title, g.amount, g.returned, g.is_paid, g.begins_at, g.ends_at, g.state, g.topped, g.end_told_at,
       s.balance, s.last
FROM credit_grant g JOIN ledger_state s ON s.account = g.account
WHERE g.party = :party AND (g.state = 'active' OR s.last >= :moved)
ORDER BY g.hub, g.unit, g.is_paid, CASE WHEN g.ends_at = 0 THEN 9223372036854775807 ELSE g.ends_at END, g.id LIMIT 2000;

-- forecast_changes many (party id, since time) -> ForecastChange (about id, kind text, amount int)
SELECT about, kind, amount FROM grant_change WHERE party = :party AND at > :since ORDER BY id LIMIT 10000;

-- Parties that have something, for whoever looks at all of them.
-- forecast_parties many (after id) -> ForecastParty (party id)
SELECT DISTINCT party FROM credit_grant WHERE party > :after AND state = 'active' ORDER BY party LIMIT 200;

-- grant_told_get one (party id, hub id, unit text) -> GrantTold (newest id, share int)
SELECT newest, share FROM grant_told WHERE party = :party AND hub = :hub AND unit = :unit;

-- grant_told_put run (party id, hub id, unit text, newest id, share int, told_at time)
INSERT INTO grant_told (party, hub, unit, newest, share, told_at) VALUES (:party, :hub, :unit, :newest, :share, :told_at)
ON CONFLICT (party, hub, unit) DO UPDATE SET newest = excluded.newest, share = excluded.share, told_at = excluded.told_at;

-- grant_told_drop run (party id)
DELETE FROM grant_told WHERE party = :party;

-- grant_end_told touch (party id, id id, now time)
UPDATE credit_grant SET end_told_at = :now WHERE party = :party AND id = :id AND end_told_at = 0;

-- Whom to write to of a party: the owners of its team.
-- grant_owners many (party id) -> GrantOwner (actor id, name text, email text)
SELECT t.actor, a.name, (SELECT MIN(e.email) FROM actor_email e WHERE e.actor = t.actor)
FROM team_person t JOIN actor a ON a.id = t.actor
WHERE t.party = :party AND t.role = 'owner' AND EXISTS (SELECT 1 FROM actor_email e WHERE e.actor = t.actor)
ORDER BY t.actor LIMIT 50;
