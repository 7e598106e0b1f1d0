-- What was asked of funds of a hub and all below it, the oldest first.
-- papers_at many (hub id, after id) -> FundPaperFile (id id, kind text, state text, fund id, fund_title text, hub text, unit text,
--   commitment id, party id, party_name text, title text, amount int, amount_left int, instalment int, on_at time, asked_at time,
--   decided_at time, entry int)
SELECT p.id, p.kind, p.state, p.fund, f.title, h.slug, f.unit, p.commitment, p.party, COALESCE(y.name, ''), p.title, p.amount, p.amount_left,
       p.instalment, p.on_at, p.asked_at, p.decided_at, p.entry
FROM hub_above x JOIN fund f ON f.hub = x.hub JOIN hub h ON h.id = f.hub JOIN fund_paper p ON p.fund = f.id LEFT JOIN party y ON y.id = p.party
WHERE x.ancestor = :hub AND p.id > :after ORDER BY p.id LIMIT 500;
