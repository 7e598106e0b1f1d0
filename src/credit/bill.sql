-- bill_add run (id id, hub id, title text, hash blob, version int, row_count int, line_count int, group_count int, finding_count int,
--   begins_at time, entry int, loaded_at time, loaded_by id)
INSERT INTO bill (id, hub, title, hash, version, row_count, line_count, group_count, finding_count, begins_at, entry, loaded_at, loaded_by)
VALUES (:id, :hub, :title, :hash, :version, :row_count, :line_count, :group_count, :finding_count, :begins_at, :entry, :loaded_at, :loaded_by);

-- bill_get one (id id) -> Bill (id id, hub id, title text, hash blob, version int, row_count int, line_count int, group_count int,
--   finding_count int, begins_at time, entry int, loaded_at time)
SELECT id, hub, title, hash, version, row_count, line_count, group_count, finding_count, begins_at, entry, loaded_at FROM bill WHERE id = :id;

-- bill_by_hash one (hub id, hash blob) -> BillId (id id)
SELECT id FROM bill WHERE hub = :hub AND hash = :hash ORDER BY id DESC LIMIT 1;

-- bills_at many (hub id, before id) -> BillLine (id id, title text, line_count int, row_count int, finding_count int, begins_at time,
--   loaded_at time, hub_title text)
SELECT b.id, b.title, b.line_count, b.row_count, b.finding_count, b.begins_at, b.loaded_at, h.title
FROM hub_above x JOIN bill b ON b.hub = x.hub JOIN hub h ON h.id = b.hub
WHERE x.ancestor = :hub AND b.id < :before ORDER BY b.id DESC LIMIT 51;

-- bill_sum_add bulk (bill id, dimension text, currency text, value text, line_count int, below_zero int, billed text, effective text, list text,
--   contracted text)
INSERT INTO bill_sum (bill, dimension, currency, value, line_count, below_zero, billed, effective, list, contracted)
VALUES (:bill, :dimension, :currency, :value, :line_count, :below_zero, :billed, :effective, :list, :contracted);

-- What is added up of a bill never changes, so that a place in its order is a cursor.
-- bill_sums many (bill id, dimension text, after int) -> BillSum (n int, currency text, value text, line_count int, below_zero int, billed text,
--   effective text, list text, contracted text)
SELECT n, currency, value, line_count, below_zero, billed, effective, list, contracted
FROM (SELECT ROW_NUMBER() OVER (ORDER BY currency, value) AS n, currency, value, line_count, below_zero, billed, effective, list, contracted
      FROM bill_sum WHERE bill = :bill AND dimension = :dimension) s
WHERE n > :after ORDER BY n LIMIT 51;

-- One for each currency.
-- bill_totals many (bill id) -> BillSum
SELECT 0 AS n, currency, value, line_count, below_zero, billed, effective, list, contracted FROM bill_sum
WHERE bill = :bill AND dimension = 'total' ORDER BY currency, value LIMIT 1000;

-- bill_finding_add bulk (bill id, n int, rule text, column_name text, row_number int, is_refused bool, words text)
INSERT INTO bill_finding (bill, n, rule, column_name, row_number, is_refused, words)
VALUES (:bill, :n, :rule, :column_name, :row_number, :is_refused, :words);

-- bill_findings many (bill id, after int) -> BillFinding (n int, rule text, column_name text, row_number int, is_refused bool, words text)
SELECT n, rule, column_name, row_number, is_refused, words FROM bill_finding WHERE bill = :bill AND n > :after ORDER BY n LIMIT 51;
