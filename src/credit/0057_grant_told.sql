-- What was used up before anybody was told of it is remembered as told. (0051 made the table; it is looked at anew when more is given.)
INSERT INTO grant_told (party, hub, unit, newest, share, told_at)
SELECT party, hub, unit, newest, CASE WHEN rest <= 0 THEN 100 WHEN rest <= given / 5 THEN 80 ELSE 50 END, 0
FROM (SELECT g.party, g.hub, g.unit, MAX(CASE WHEN g.topped > g.id THEN g.topped ELSE g.id END) AS newest,
             CAST(SUM(g.amount - g.returned) AS bigint) AS given,
             CAST(SUM(CASE WHEN s.balance > 0 THEN s.balance ELSE 0 END) AS bigint) AS rest
      FROM credit_grant g JOIN ledger_state s ON s.account = g.account WHERE g.state = 'active' GROUP BY g.party, g.hub, g.unit) x
WHERE given > 0 AND rest <= given / 2
ON CONFLICT (party, hub, unit) DO NOTHING;
