-- bill_period_get one (hub id, provider text, begins_at time) -> BillPeriod (id id, provider text, begins_at time, bill id, tags text)
SELECT id, provider, begins_at, bill, tags FROM bill_period WHERE hub = :hub AND provider = :provider AND begins_at = :begins_at;

-- One that begins at almost that moment.
-- bill_period_near one (hub id, provider text, since time, until time) -> BillPeriodBegin (begins_at time)
SELECT begins_at FROM bill_period WHERE hub = :hub AND provider = :provider AND begins_at >= :since AND begins_at <= :until
ORDER BY begins_at LIMIT 1;

-- bill_periods_at many (hub id, after id) -> BillPeriod
SELECT id, provider, begins_at, bill, tags FROM bill_period WHERE hub = :hub AND id > :after ORDER BY id LIMIT 1000;

-- How many of a bill's periods came again since, or were told apart by other tags than these.
-- bill_stale one (bill id, tags text) -> BillStale (n int)
SELECT COUNT(*) FROM bill_delivery d JOIN bill_period p ON p.id = d.period WHERE d.bill = :bill AND (p.bill <> d.bill OR p.tags <> :tags);

-- bill_period_put run (id id, hub id, provider text, begins_at time, bill id, tags text)
INSERT INTO bill_period (id, hub, provider, begins_at, bill, tags) VALUES (:id, :hub, :provider, :begins_at, :bill, :tags)
ON CONFLICT (id) DO UPDATE SET bill = excluded.bill, tags = excluded.tags;

-- bill_delivery_add run (bill id, period id)
INSERT INTO bill_delivery (bill, period) VALUES (:bill, :period);

-- bill_deliveries many (bill id) -> BillDelivery (period id, provider text, begins_at time, newest id)
SELECT d.period, p.provider, p.begins_at, p.bill FROM bill_delivery d JOIN bill_period p ON p.id = d.period
WHERE d.bill = :bill ORDER BY d.period LIMIT 100;

-- bill_whos many (hub id, provider text, after id) -> BillWho (id id, sub_account text, tags text)
SELECT id, sub_account, tags FROM bill_who WHERE hub = :hub AND provider = :provider AND id > :after ORDER BY id LIMIT 2000;

-- bill_who_add bulk (id id, hub id, provider text, sub_account text, tags text)
INSERT INTO bill_who (id, hub, provider, sub_account, tags) VALUES (:id, :hub, :provider, :sub_account, :tags);

-- bill_part_add bulk (period id, who id, currency text, account id, line_count int, billed text, effective text)
INSERT INTO bill_part (period, who, currency, account, line_count, billed, effective)
VALUES (:period, :who, :currency, :account, :line_count, :billed, :effective);

-- bill_parts_of many (period id, who id, currency text) -> BillPart (who id, currency text, account id, owner id, erased_at time, sub_account text,
--   tags text, billed text)
SELECT b.who, b.currency, b.account, COALESCE(a.owner, 0) AS owner, COALESCE(e.at, 0) AS erased_at, w.sub_account, w.tags, b.billed
FROM bill_part b JOIN bill_who w ON w.id = b.who LEFT JOIN ledger_account a ON a.id = b.account LEFT JOIN erased e ON e.id = a.owner
WHERE b.period = :period AND (b.who, b.currency) > (:who, :currency) ORDER BY b.who, b.currency LIMIT 2000;

-- bill_part_set touch (period id, who id, currency text, account id)
UPDATE bill_part SET account = :account WHERE period = :period AND who = :who AND currency = :currency;

-- bill_parts_drop run (period id)
DELETE FROM bill_part WHERE period = :period;

-- bill_cost_add bulk (period id, who id, currency text, service text, day time, line_count int, billed text, effective text)
INSERT INTO bill_cost (period, who, currency, service, day, line_count, billed, effective)
VALUES (:period, :who, :currency, :service, :day, :line_count, :billed, :effective);

-- bill_costs_drop run (period id)
DELETE FROM bill_cost WHERE period = :period;

-- bill_account_get one (account id) -> BillAccount (billed text)
SELECT billed FROM bill_account WHERE account = :account;

-- bill_account_put bulk (account id, billed text)
INSERT INTO bill_account (account, billed) VALUES (:account, :billed) ON CONFLICT (account) DO UPDATE SET billed = excluded.billed;

-- A bill's parts, those of nobody first.
-- bill_parts_page many (bill id, after int) -> BillPartLine (n int, provider text, begins_at time, sub_account text, tags text, currency text,
--   account id, party id, name text, line_count int, billed text, effective text)
SELECT n, provider, begins_at, sub_account, tags, currency, account, party, name, line_count, billed, effective
FROM (SELECT ROW_NUMBER() OVER (ORDER BY CASE WHEN b.account = 0 THEN 0 ELSE 1 END, b.period, b.who, b.currency) AS n, p.provider, p.begins_at,
             w.sub_account, w.tags, b.currency, b.account, COALESCE(a.owner, 0) AS party, COALESCE(y.name, '') AS name, b.line_count, b.billed,
             b.effective
      FROM bill_period p JOIN bill_part b ON b.period = p.id JOIN bill_who w ON w.id = b.who
      LEFT JOIN ledger_account a ON a.id = b.account LEFT JOIN party y ON y.id = a.owner WHERE p.bill = :bill) s
WHERE n > :after ORDER BY n LIMIT 51;

-- bill_shares many (bill id) -> BillShareRow (currency text, account id, line_count int, billed text)
SELECT b.currency, b.account, b.line_count, b.billed FROM bill_period p JOIN bill_part b ON b.period = p.id
WHERE p.bill = :bill ORDER BY b.currency, b.period, b.who LIMIT 100000;

-- bill_map_add run (id id, hub id, provider text, tag text, value text, party id, made_at time, made_by id)
INSERT INTO bill_map (id, hub, provider, tag, value, party, made_at, made_by)
VALUES (:id, :hub, :provider, :tag, :value, :party, :made_at, :made_by);

-- bill_map_find one (hub id, provider text, tag text, value text) -> BillMapId (id id)
SELECT id FROM bill_map WHERE hub = :hub AND provider = :provider AND tag = :tag AND value = :value;

-- Whose the same value is, by any provider.
-- bill_maps_alike many (hub id, tag text, value text) -> BillMapOwner (party id)
SELECT party FROM bill_map WHERE hub = :hub AND tag = :tag AND value = :value ORDER BY id LIMIT 5000;

-- bill_map_get one (hub id, id id) -> BillMapParty (id id, tag text, party id)
SELECT id, tag, party FROM bill_map WHERE hub = :hub AND id = :id;

-- bill_map_drop run (id id)
DELETE FROM bill_map WHERE id = :id;

-- bill_map_count one (hub id) -> BillMapCount (n int)
SELECT COUNT(*) FROM bill_map WHERE hub = :hub;

-- bill_maps_all many (hub id) -> BillMap (provider text, tag text, value text, party id)
SELECT provider, tag, value, party FROM bill_map WHERE hub = :hub ORDER BY id LIMIT 5000;

-- bill_maps many (hub id, after id) -> BillMapLine (id id, provider text, tag text, value text, party id, name text)
SELECT m.id, m.provider, m.tag, m.value, m.party, COALESCE(p.name, '') AS name
FROM bill_map m LEFT JOIN party p ON p.id = m.party WHERE m.hub = :hub AND m.id > :after ORDER BY m.id LIMIT 51;

-- bill_tag_keys many (hub id) -> BillTagKey (tag text)
SELECT DISTINCT tag FROM bill_map WHERE hub = :hub AND tag <> '' ORDER BY tag LIMIT 9;

-- bill_maps_owner run (from_party id, into_party id)
UPDATE bill_map SET party = :into_party WHERE party = :from_party;

-- What a cloud calls who is erased goes with it.
-- bill_maps_forget run (party id)
DELETE FROM bill_map WHERE party = :party;

-- Sub-accounts and tags of who is erased become the number of their row; sums by sub-account first, as they are found by its text.
-- bill_sums_forget run (party id)
UPDATE bill_sum SET value = (SELECT '#' || CAST(MIN(w.id) AS text) FROM bill b JOIN bill_who w ON w.hub = b.hub AND w.sub_account = bill_sum.value
                             WHERE b.id = bill_sum.bill)
WHERE dimension = 'sub-account' AND (bill, value) IN
      (SELECT b.id, w.sub_account FROM ledger_account a JOIN bill_part p ON p.account = a.id JOIN bill_who w ON w.id = p.who
       JOIN bill b ON b.hub = w.hub WHERE a.owner = :party AND w.sub_account <> '');

-- bill_whos_forget run (party id)
UPDATE bill_who SET sub_account = '#' || CAST(id AS text), tags = '' WHERE id IN
      (SELECT p.who FROM ledger_account a JOIN bill_part p ON p.account = a.id WHERE a.owner = :party);
