-- The append-only log: its head, its leaves, its tiles.

-- log_head_lock one () -> LogHead (size int, root blob, at time)
SELECT size, root, at FROM log_head WHERE id = 1
-- postgresql: FOR UPDATE
;

-- log_head_get one () -> LogHead
SELECT size, root, at FROM log_head WHERE id = 1;

-- log_head_begin run (root blob, at time)
INSERT INTO log_head (id, size, root, at) VALUES (1, 0, :root, :at) ON CONFLICT (id) DO NOTHING;

-- log_head_set run (size int, root blob, at time)
INSERT INTO log_head (id, size, root, at) VALUES (1, :size, :root, :at)
ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root, at = excluded.at;

-- log_leaf_add bulk (position int, leaf blob)
INSERT INTO log_leaf (position, leaf) VALUES (:position, :leaf);

-- log_leaf_tail many (from_position int) -> LogLeaf (position int, leaf blob)
SELECT position, leaf FROM log_leaf WHERE position >= :from_position ORDER BY position LIMIT 256;

-- log_leaf_clear run (before_position int)
DELETE FROM log_leaf WHERE position < :before_position;

-- log_bundle_add run (n int, leaves blob)
INSERT INTO log_bundle (n, leaves) VALUES (:n, :leaves);

-- log_bundle_get one (n int) -> LogBundle (n int, leaves blob)
SELECT n, leaves FROM log_bundle WHERE n = :n;

-- log_edge_set run (level int, hashes blob)
INSERT INTO log_edge (level, hashes) VALUES (:level, :hashes)
ON CONFLICT (level) DO UPDATE SET hashes = excluded.hashes;

-- log_edge_get one (level int) -> LogHashes (hashes blob)
SELECT hashes FROM log_edge WHERE level = :level;

-- log_tile_add run (level int, n int, hashes blob)
INSERT INTO log_tile (level, n, hashes) VALUES (:level, :n, :hashes);

-- log_tile_get one (level int, n int) -> LogHashes
SELECT hashes FROM log_tile WHERE level = :level AND n = :n;

-- log_checkpoint_add run (size int, at time, note text)
INSERT INTO log_checkpoint (size, at, note) VALUES (:size, :at, :note) ON CONFLICT (size) DO NOTHING;

-- log_checkpoint_last one () -> LogCheckpoint (size int, at time, note text)
SELECT size, at, note FROM log_checkpoint ORDER BY size DESC LIMIT 1;

-- log_checkpoint_at one (size int) -> LogCheckpoint
SELECT size, at, note FROM log_checkpoint WHERE size = :size;

-- log_checkpoint_before one (before time) -> LogCheckpoint
SELECT size, at, note FROM log_checkpoint WHERE at <= :before ORDER BY size DESC LIMIT 1;

-- log_checkpoint_covering one (position int) -> LogCheckpoint
SELECT size, at, note FROM log_checkpoint WHERE size > :position ORDER BY size LIMIT 1;

-- log_subject_add bulk (subject id, position int)
INSERT INTO log_subject (subject, position) VALUES (:subject, :position);

-- log_subject_list many (subject id, before int) -> LogPosition (position int)
SELECT position FROM log_subject WHERE subject = :subject AND position < :before ORDER BY position DESC LIMIT 100;
