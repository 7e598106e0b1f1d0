-- board_round_slots one (round id) -> BoardSlots (slots int)
SELECT slots FROM board_round WHERE round = :round;

-- board_round_grow run (round id)
INSERT INTO board_round (round, slots) VALUES (:round, 1) ON CONFLICT (round) DO UPDATE SET slots = board_round.slots + 1;

-- board_columns_of many (round id) -> BoardColumnRow (number int, name text, kind text)
SELECT number, name, kind FROM board_column WHERE round = :round ORDER BY number LIMIT 2000;

-- board_column_add run (round id, number int, name text, kind text)
INSERT INTO board_column (round, number, name, kind) VALUES (:round, :number, :name, :kind);

-- board_row_by one (application id) -> BoardRow (party id, application id, round id, slot int, cells blob, is_loose bool)
SELECT party, application, round, slot, cells, is_loose FROM board_row WHERE application = :application;

-- board_row_in one (round id, slot int) -> BoardRow
SELECT party, application, round, slot, cells, is_loose FROM board_row WHERE round = :round AND slot = :slot;

-- board_row_insert run (party id, application id, round id, slot int, cells blob)
INSERT INTO board_row (party, application, round, slot, cells, is_loose) VALUES (:party, :application, :round, :slot, :cells, TRUE);

-- board_row_set touch (party id, application id, into_party id, cells blob)
UPDATE board_row SET party = :into_party, cells = :cells, is_loose = TRUE WHERE party = :party AND application = :application;

-- board_rows_of_chunk many (round id, low int, high int) -> BoardCells (slot int, cells blob)
SELECT slot, cells FROM board_row WHERE round = :round AND slot >= :low AND slot < :high ORDER BY slot LIMIT 1024;

-- board_rows_folded run (round id, low int, high int)
UPDATE board_row SET is_loose = FALSE WHERE round = :round AND slot >= :low AND slot < :high AND is_loose = TRUE;

-- The statement names the index's own condition, so it walks only what is loose.
-- board_loose many (round id, after_slot int) -> BoardCells
SELECT slot, cells FROM board_row WHERE round = :round AND is_loose = TRUE AND slot > :after_slot ORDER BY slot LIMIT 1000;

-- board_loose_first one (round id, after_slot int) -> BoardSlots
SELECT slot FROM board_row WHERE round = :round AND is_loose = TRUE AND slot > :after_slot ORDER BY slot LIMIT 1;

-- board_loose_rounds many (after id) -> BoardLoose (round id, loose int, first int)
SELECT round, COUNT(*), MIN(slot) FROM board_row WHERE is_loose = TRUE AND round > :after GROUP BY round ORDER BY round LIMIT 100;

-- board_chunk_bytes one (round id, low int, high int) -> BoardSlots
SELECT CAST(COALESCE(SUM(LENGTH(cells)), 0) AS bigint) FROM board_row WHERE round = :round AND slot >= :low AND slot < :high;

-- board_chunk_numbers many (round id, chunk int) -> BoardNumber (number int)
SELECT number FROM board_chunk WHERE round = :round AND chunk = :chunk ORDER BY number LIMIT 2000;

-- board_chunk_put run (round id, chunk int, number int, data blob)
INSERT INTO board_chunk (round, chunk, number, data) VALUES (:round, :chunk, :number, :data)
ON CONFLICT (round, chunk, number) DO UPDATE SET data = excluded.data;

-- board_chunk_all many (round id, chunk int) -> BoardChunk (number int, data blob)
SELECT number, data FROM board_chunk WHERE round = :round AND chunk = :chunk ORDER BY number LIMIT 2000;

-- At most nine columns; 0 for those that are not wanted.
-- board_chunk_get many (round id, chunk int, c0 int, c1 int, c2 int, c3 int, c4 int, c5 int, c6 int, c7 int, c8 int) -> BoardChunk
SELECT number, data FROM board_chunk
WHERE round = :round AND chunk = :chunk AND number IN (:c0, :c1, :c2, :c3, :c4, :c5, :c6, :c7, :c8) ORDER BY number LIMIT 9;

-- board_rows_of_party many (party id, after id) -> BoardRowKey (round id, slot int, application id)
SELECT round, slot, application FROM board_row WHERE party = :party AND application > :after ORDER BY application LIMIT 200;

-- board_rows_blank run (party id, none blob)
UPDATE board_row SET cells = :none, is_loose = TRUE WHERE party = :party;

-- board_touched many (after_party id, after_application id) -> BoardTouched (party id, application id)
SELECT party, application FROM application_touch
WHERE party >= :after_party AND (party > :after_party OR application > :after_application) ORDER BY party, application LIMIT 200;

-- board_touched_of many (party id) -> BoardTouched
SELECT party, application FROM application_touch WHERE party = :party ORDER BY application LIMIT 100;

-- board_touch_drop run (party id, application id)
DELETE FROM application_touch WHERE party = :party AND application = :application;

-- board_touches one () -> BoardSlots
SELECT COUNT(*) FROM (SELECT 1 FROM application_touch LIMIT 1000) t;

-- What cells are made of.
-- board_hints one (application id, party id) -> BoardHints (hints int)
SELECT (SELECT COUNT(*) FROM application_hint h WHERE h.party = :party AND h.application = :application AND h.state = 'open')
     + (SELECT COUNT(*) FROM application_hint h WHERE h.other = :application AND h.state = 'open');

-- board_tags many (party id, application id) -> BoardTag (tag text)
SELECT tag FROM application_tag WHERE party = :party AND application = :application ORDER BY tag LIMIT 30;

-- board_decided one (application id) -> BoardDecided (slug text, state text)
SELECT slug, state FROM determination WHERE application = :application AND state NOT IN ('withdrawn', 'undone', 'superseded')
ORDER BY id DESC LIMIT 1;

-- board_scores many (application id) -> BoardScore (step text, assigned int, reviews int, mean_e6 int, spread_e6 int, raw_e6 int,
--   calibrated_e6 int)
SELECT step, assigned, reviews, mean_e6, spread_e6, raw_e6, calibrated_e6 FROM review_tally WHERE application = :application
ORDER BY step LIMIT 50;

-- board_applications many (round id, after id) -> BoardRowKeyed (party id, application id)
SELECT party, id FROM application WHERE round = :round AND id > :after ORDER BY id LIMIT 200;

-- board_tags_forget run (party id)
DELETE FROM application_tag WHERE party = :party;
