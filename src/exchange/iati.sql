-- iati_countries many (programme id) -> IatiCountry (country text, members int)
SELECT h.country, CAST(SUM(c.members) AS bigint) FROM member_count c JOIN hub h ON h.id = c.hub
WHERE c.programme = :programme AND h.country <> '' GROUP BY h.country HAVING SUM(c.members) > 0 ORDER BY h.country LIMIT 300;

-- iati_stages many (programme id) -> IatiStage (slug text, title text, members int)
SELECT s.slug, s.title, CAST(COALESCE(SUM(c.members), 0) AS bigint) FROM stage s
LEFT JOIN member_count c ON c.stage = s.id AND c.programme = s.programme
WHERE s.programme = :programme GROUP BY s.slug, s.title, s.place ORDER BY s.place LIMIT 60;

-- Payments that a pledge's metric sums, below its place and in its time. amount: what a fund paid, at its unit's scale; 0: no fund did.
-- iati_payments many (metric id, hub id, from_at time, until_at time, after int) -> IatiPayment (position int, value int, on_at time, amount int)
SELECT f.position, f.value, f.on_at, COALESCE(p.amount, 0) FROM figure f JOIN hub_above x ON x.hub = f.hub
LEFT JOIN fund_paper p ON p.entry = f.position AND p.kind = 'disbursement'
WHERE f.metric = :metric AND x.ancestor = :hub AND f.on_at >= :from_at AND f.on_at < :until_at AND f.position > :after
ORDER BY f.position LIMIT 500;

-- What funds below a place promised in a time, and what they let go of again.
-- iati_commitments many (hub id, unit text, from_at time, until_at time, after int) -> IatiCommitment (position int, kind text, amount int,
--   programme text, on_at time)
SELECT p.entry, p.kind, p.amount, f.programme, p.decided_at FROM hub_above x JOIN fund f ON f.hub = x.hub JOIN fund_paper p ON p.fund = f.id
WHERE x.ancestor = :hub AND f.unit = :unit AND p.kind IN ('commitment', 'release') AND p.state = 'done' AND p.decided_at >= :from_at
AND p.decided_at < :until_at AND p.entry > :after ORDER BY p.entry LIMIT 500;
