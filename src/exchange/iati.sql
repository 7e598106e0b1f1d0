-- iati_countries many (programme id) -> IatiCountry (country text, members int)
SELECT h.country, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub h ON h.id = c.hub
WHERE c.programme = :programme AND h.country <> '' GROUP BY h.country HAVING SUM(c.members) > 0 ORDER BY h.country LIMIT 300;

-- iati_stages many (programme id) -> IatiStage (slug text, title text, members int)
SELECT s.slug, s.title, CAST(COALESCE(SUM(c.members), 0) AS bigint) FROM stage s
LEFT JOIN member_count c ON c.stage = s.id AND c.programme = s.programme
WHERE s.programme = :programme GROUP BY s.slug, s.title, s.place ORDER BY s.place LIMIT 60;

-- Payments that a pledge's metric sums, below its place and in its time.
-- iati_payments many (metric id, hub id, from_at time, until_at time) -> IatiPayment (position int, value int, on_at time)
SELECT f.position, f.value, f.on_at FROM figure f JOIN hub_above x ON x.hub = f.hub
WHERE f.metric = :metric AND x.ancestor = :hub AND f.on_at >= :from_at AND f.on_at < :until_at ORDER BY f.position LIMIT 50000;
