-- run_space_get one (space int) -> RunSpace (added int, singles int, stamp id)
SELECT added, singles, stamp FROM run_space WHERE space = :space;

-- run_space_set run (space int, added int, singles int, stamp id)
INSERT INTO run_space (space, added, singles, stamp) VALUES (:space, :added, :singles, :stamp)
ON CONFLICT (space) DO UPDATE SET added = excluded.added, singles = excluded.singles, stamp = excluded.stamp;

-- run_list_all many (space int) -> RunRow (run id, level int)
SELECT run, level FROM run_list WHERE space = :space ORDER BY run LIMIT 10000;

-- run_list_add run (space int, run id, level int)
INSERT INTO run_list (space, run, level) VALUES (:space, :run, :level);

-- run_list_drop run (space int, run id)
DELETE FROM run_list WHERE space = :space AND run = :run;

-- run_part_add bulk (space int, run id, first int, pairs blob)
INSERT INTO run_part (space, run, first, pairs) VALUES (:space, :run, :first, :pairs);

-- run_part_drop run (space int, run id)
DELETE FROM run_part WHERE space = :space AND run = :run;

-- run_part_set run (space int, run id, first int, pairs blob)
UPDATE run_part SET pairs = :pairs WHERE space = :space AND run = :run AND first = :first;

-- run_parts many (space int, run id, from_first int) -> RunPart (run id, first int, pairs blob)
SELECT run, first, pairs FROM run_part WHERE space = :space AND run = :run AND first >= :from_first ORDER BY first LIMIT 128;

-- From the part on that would hold the key.
-- run_parts_at many (space int, run id, key int) -> RunPart
SELECT run, first, pairs FROM run_part WHERE space = :space AND run = :run AND first >= COALESCE(
  (SELECT MAX(q.first) FROM run_part q WHERE q.space = :space AND q.run = :run AND q.first <= :key), 0) ORDER BY first LIMIT 128;

-- The one part of each run that would hold the key.
-- run_parts_with many (space int, key int) -> RunPart
SELECT p.run, p.first, p.pairs FROM run_list l JOIN run_part p ON p.space = l.space AND p.run = l.run
AND p.first = (SELECT MAX(q.first) FROM run_part q WHERE q.space = l.space AND q.run = l.run AND q.first <= :key)
WHERE l.space = :space ORDER BY l.run LIMIT 10000;

-- The part of one run that would hold the key.
-- run_part_with one (space int, run id, key int) -> RunPart
SELECT run, first, pairs FROM run_part WHERE space = :space AND run = :run AND first <= :key ORDER BY first DESC LIMIT 1;

-- run_single_add bulk (space int, key int, id id)
INSERT INTO run_single (space, key, id) VALUES (:space, :key, :id) ON CONFLICT (space, key, id) DO NOTHING;

-- run_single_find many (space int, key int) -> RunId (id id)
SELECT id FROM run_single WHERE space = :space AND key = :key ORDER BY id LIMIT 100;

-- run_single_page many (space int, after_key int, after_id id) -> RunSingle (key int, id id)
SELECT key, id FROM run_single WHERE space = :space AND (key, id) > (:after_key, :after_id) ORDER BY key, id LIMIT 10000;

-- run_single_drop touch (space int, key int, id id)
DELETE FROM run_single WHERE space = :space AND key = :key AND id = :id;

-- run_single_clear run (space int)
DELETE FROM run_single WHERE space = :space;
