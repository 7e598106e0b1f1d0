-- rate_add run (id id, hub id, unit_from text, unit_to text, day time, rate text, source text, entry int, made_at time, made_by id)
INSERT INTO exchange_rate (id, hub, unit_from, unit_to, day, rate, source, entry, made_at, made_by)
VALUES (:id, :hub, :unit_from, :unit_to, :day, :rate, :source, :entry, :made_at, :made_by);

-- The newest that is not after a day; of those from one day the nearest hub's, and of its own the one that was stated last.
-- rate_on one (hub id, unit_from text, unit_to text, day time, oldest time) -> ExchangeRate (id id, hub id, unit_from text, unit_to text,
--   day time, rate text, source text, entry int)
SELECT r.id, r.hub, r.unit_from, r.unit_to, r.day, r.rate, r.source, r.entry FROM hub_above x JOIN exchange_rate r ON r.hub = x.ancestor
WHERE x.hub = :hub AND r.unit_from = :unit_from AND r.unit_to = :unit_to AND r.day <= :day AND r.day >= :oldest
ORDER BY r.day DESC, x.height, r.id DESC LIMIT 1;

-- What a hub can convert by, what was stated last first.
-- rates_at many (hub id, before id) -> ExchangeRate
SELECT r.id, r.hub, r.unit_from, r.unit_to, r.day, r.rate, r.source, r.entry FROM exchange_rate r
WHERE r.id < :before AND EXISTS (SELECT 1 FROM hub_above x WHERE x.hub = :hub AND x.ancestor = r.hub) ORDER BY r.id DESC LIMIT 51;
