-- import_insert run (id id, actor id, file_name text, file_path text, file_hash text, file_bytes int, mapping text,
--   mapping_slug text, as_of time, hub id, programme id, state text, made_at time)
INSERT INTO import (id, actor, file_name, file_path, file_hash, file_bytes, mapping, mapping_slug, as_of, hub, programme, state, fault,
        rows_total, rows_done, rows_new, rows_changed, rows_moved, rows_same, rows_gone, rows_refused, rows_alike, rows_renamed,
        made_at, begun_at, ended_at, position_first, position_end, gone_of, rows_joined)
VALUES (:id, :actor, :file_name, :file_path, :file_hash, :file_bytes, :mapping, :mapping_slug, :as_of, :hub, :programme, :state, '',
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, :made_at, 0, 0, 0, 0, 0, 0);

-- import_by_id one (id id) -> Import (id id, actor id, file_name text, file_path text, file_hash text, file_bytes int,
--   mapping text, mapping_slug text, as_of time, hub id, state text, fault text, rows_total int, rows_done int, rows_new int,
--   rows_changed int, rows_moved int, rows_same int, rows_gone int, rows_refused int, rows_alike int, rows_renamed int,
--   made_at time, begun_at time, ended_at time, position_first int, position_end int, gone_of int, rows_joined int,
--   rows_named int, rows_twice int, rows_nameless int, programme id)
SELECT id, actor, file_name, file_path, file_hash, file_bytes, mapping, mapping_slug, as_of, hub, state, fault, rows_total,
       rows_done, rows_new, rows_changed, rows_moved, rows_same, rows_gone, rows_refused, rows_alike, rows_renamed, made_at,
       begun_at, ended_at, position_first, position_end, gone_of, rows_joined, rows_named, rows_twice, rows_nameless, programme
FROM import WHERE id = :id;

-- import_latest many (before id) -> ImportLine (id id, actor id, file_name text, file_hash text, file_bytes int, mapping_slug text,
--   as_of time, hub id, state text, fault text, rows_total int, rows_done int, rows_new int, rows_joined int, rows_changed int,
--   rows_moved int, rows_same int, rows_gone int, rows_refused int, rows_alike int, rows_renamed int, made_at time, begun_at time,
--   ended_at time, position_first int, position_end int, rows_named int, rows_twice int, rows_nameless int, programme id)
SELECT id, actor, file_name, file_hash, file_bytes, mapping_slug, as_of, hub, state, fault, rows_total, rows_done, rows_new,
       rows_joined, rows_changed, rows_moved, rows_same, rows_gone, rows_refused, rows_alike, rows_renamed, made_at, begun_at, ended_at,
       position_first, position_end, rows_named, rows_twice, rows_nameless, programme
FROM import WHERE id < :before ORDER BY id DESC LIMIT 51;

-- import_next one (after id) -> ImportNext (id id)
SELECT id FROM import WHERE state IN ('checking', 'running') AND id > :after ORDER BY id LIMIT 1;

-- import_same one (file_hash text, mapping text, as_of time) -> ImportNext
SELECT id FROM import WHERE file_hash = :file_hash AND mapping = :mapping AND as_of = :as_of AND state = 'done' ORDER BY id LIMIT 1;

-- import_needs one (file_path text) -> ImportNext
SELECT id FROM import WHERE file_path = :file_path AND (state IN ('checking', 'checked') OR begun_at > 0) ORDER BY id LIMIT 1;

-- import_files many (after id) -> ImportFile (id id, file_path text)
SELECT id, file_path FROM import WHERE id > :after AND (state IN ('checking', 'checked') OR begun_at > 0) ORDER BY id LIMIT 1000;

-- import_progress run (id id, rows_done int, rows_new int, rows_changed int, rows_moved int, rows_same int, rows_gone int,
--   rows_refused int, rows_alike int, rows_renamed int, rows_joined int, rows_named int, rows_twice int, rows_nameless int)
UPDATE import SET rows_done = :rows_done, rows_new = :rows_new, rows_changed = :rows_changed, rows_moved = :rows_moved,
       rows_same = :rows_same, rows_gone = :rows_gone, rows_refused = :rows_refused, rows_alike = :rows_alike,
       rows_renamed = :rows_renamed, rows_joined = :rows_joined, rows_named = :rows_named, rows_twice = :rows_twice,
       rows_nameless = :rows_nameless
WHERE id = :id;

-- import_checked touch (id id, rows_total int, gone_of int, now time)
UPDATE import SET state = 'checked', rows_total = :rows_total, gone_of = :gone_of, ended_at = :now WHERE id = :id AND state = 'checking';

-- import_begin touch (id id, now time, position_first int)
UPDATE import SET state = 'running', begun_at = :now, ended_at = 0, position_first = :position_first, rows_done = 0, rows_new = 0,
       rows_changed = 0, rows_moved = 0, rows_same = 0, rows_gone = 0, rows_refused = 0, rows_alike = 0, rows_renamed = 0,
       rows_joined = 0, rows_named = 0, rows_twice = 0, rows_nameless = 0
WHERE id = :id AND state = 'checked';

-- import_end touch (id id, state text, fault text, now time, position_end int)
UPDATE import SET state = :state, fault = :fault, ended_at = :now, position_end = :position_end
WHERE id = :id AND state IN ('checking', 'running', 'checked');

-- import_note_add run (import id, row_number int, kind text, name text, words text, party id)
INSERT INTO import_note (import, row_number, kind, name, words, party) VALUES (:import, :row_number, :kind, :name, :words, :party)
ON CONFLICT (import, kind, row_number) DO NOTHING;

-- import_note_clear run (import id)
DELETE FROM import_note WHERE import = :import;

-- import_move_clear run (import id)
DELETE FROM import_move WHERE import = :import;

-- import_notes many (import id, kind text) -> ImportNote (row_number int, kind text, name text, words text, party id)
SELECT row_number, kind, name, words, party FROM import_note WHERE import = :import AND kind = :kind ORDER BY row_number LIMIT 50;

-- import_refused many (import id, after int) -> ImportRefused (row_number int, words text)
SELECT row_number, words FROM import_note WHERE import = :import AND kind = 'refused' AND row_number > :after
ORDER BY row_number LIMIT 1000;

-- import_move_add run (import id, from_stage text, to_stage text, rows_n int)
INSERT INTO import_move (import, from_stage, to_stage, rows_n) VALUES (:import, :from_stage, :to_stage, :rows_n)
ON CONFLICT (import, from_stage, to_stage) DO UPDATE SET rows_n = import_move.rows_n + excluded.rows_n;

-- import_moves many (import id) -> ImportMove (from_stage text, to_stage text, rows_n int)
SELECT from_stage, to_stage, rows_n FROM import_move WHERE import = :import ORDER BY rows_n DESC, from_stage, to_stage LIMIT 200;
