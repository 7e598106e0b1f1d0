-- What was used at a hub, by accounts of parties; a page of it.
-- reconcile_used many (hub id, since time, until time, account id, day time, service text) -> ReconcileUsed (account id, day time, service text,
--   party id, name text, currency text, amount text)
SELECT u.account, u.day, u.service, a.owner, COALESCE(p.name, '') AS name, a.unit, u.amount
FROM ledger_account a JOIN usage_day u ON u.account = a.id LEFT JOIN party p ON p.id = a.owner
WHERE a.hub = :hub AND a.kind = 'owed' AND a.id >= :account AND LENGTH(a.unit) = 3 AND u.day >= :since AND u.day < :until
  AND (u.account, u.day, u.service) > (:account, :day, :service)
ORDER BY u.account, u.day, u.service LIMIT 2000;

-- What a period's newest delivery says of some days; a page of it.
-- reconcile_billed many (period id, until time, day time, who id, currency text, service text) -> ReconcileBilled (day time, who id, currency text,
--   service text, party id, name text, billed text)
SELECT c.day, c.who, c.currency, c.service, COALESCE(a.owner, 0) AS party, COALESCE(p.name, '') AS name, c.billed
FROM bill_cost c JOIN bill_part b ON b.period = c.period AND b.who = c.who AND b.currency = c.currency
LEFT JOIN ledger_account a ON a.id = b.account LEFT JOIN party p ON p.id = a.owner
WHERE c.period = :period AND c.day < :until AND (c.day, c.who, c.currency, c.service) > (:day, :who, :currency, :service)
ORDER BY c.day, c.who, c.currency, c.service LIMIT 2000;

-- reconcile_used_of many (hub id, party id, day time, service text, currency text) -> ReconcileAmount (amount text)
SELECT u.amount FROM ledger_account a JOIN usage_day u ON u.account = a.id AND u.day = :day AND u.service = :service
WHERE a.owner = :party AND a.kind = 'owed' AND a.hub = :hub AND a.unit = :currency ORDER BY a.id LIMIT 10000;

-- reconcile_billed_of many (hub id, party id, day time, service text, currency text) -> ReconcileAmount
SELECT c.billed FROM bill_period q JOIN bill_cost c ON c.period = q.id AND c.day = :day AND c.currency = :currency AND c.service = :service
JOIN bill_part b ON b.period = c.period AND b.who = c.who AND b.currency = c.currency LEFT JOIN ledger_account a ON a.id = b.account
WHERE q.hub = :hub AND COALESCE(a.owner, 0) = :party ORDER BY c.period, c.who LIMIT 100000;

-- reconcile_close_put run (hub id, party id, day time, service text, currency text, used text, billed text, reason text, words text, made_at time,
--   made_by id)
INSERT INTO reconcile_close (hub, party, day, service, currency, used, billed, reason, words, made_at, made_by)
VALUES (:hub, :party, :day, :service, :currency, :used, :billed, :reason, :words, :made_at, :made_by)
ON CONFLICT (hub, party, day, service, currency) DO UPDATE SET used = excluded.used, billed = excluded.billed, reason = excluded.reason,
        words = excluded.words, made_at = excluded.made_at, made_by = excluded.made_by;

-- reconcile_close_get one (hub id, party id, day time, service text, currency text) -> ReconcileClose (used text, billed text, reason text, words text)
SELECT used, billed, reason, words FROM reconcile_close
WHERE hub = :hub AND party = :party AND day = :day AND service = :service AND currency = :currency;

-- reconcile_words_forget run (party id)
UPDATE reconcile_close SET words = '' WHERE party = :party;
