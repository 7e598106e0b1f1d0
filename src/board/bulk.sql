-- board_bulk_insert run (id id, round id, actor id, what text, value text, reason text, reviewer id, step text,
--   lines int, made_at time)
INSERT INTO board_bulk (id, round, actor, what, value, reason, reviewer, step, state, lines, done, made_at, done_at)
VALUES (:id, :round, :actor, :what, :value, :reason, :reviewer, :step, 'draft', :lines, 0, :made_at, 0);

-- board_bulk_by one (id id) -> Bulk (id id, round id, actor id, what text, value text, reason text, reviewer id, step text, state text, lines int,
--   done int, made_at time, done_at time)
SELECT id, round, actor, what, value, reason, reviewer, step, state, lines, done, made_at, done_at FROM board_bulk WHERE id = :id;

-- board_bulk_end touch (id id, state text, done int, done_at time)
UPDATE board_bulk SET state = :state, done = :done, done_at = :done_at WHERE id = :id AND state = 'draft';

-- board_bulk_line_put run (party id, bulk id, application id)
INSERT INTO board_bulk_line (party, bulk, application, left_out) VALUES (:party, :bulk, :application, '')
ON CONFLICT (party, bulk, application) DO NOTHING;

-- board_bulk_lines many (bulk id) -> BulkLine (party id, application id, name text, was text, left_out text)
SELECT l.party, l.application, COALESCE(p.name, ''), l.was, l.left_out FROM board_bulk_line l LEFT JOIN party p ON p.id = l.party
WHERE l.bulk = :bulk ORDER BY l.application LIMIT 2001;

-- board_bulk_line_end touch (party id, bulk id, application id, was text, left_out text)
UPDATE board_bulk_line SET was = :was, left_out = :left_out WHERE party = :party AND bulk = :bulk AND application = :application;

-- board_bulk_lines_drop run (bulk id)
DELETE FROM board_bulk_line WHERE bulk = :bulk;

-- board_bulk_forget run (actor id)
UPDATE board_bulk SET value = '', reason = '' WHERE actor = :actor;

-- board_bulk_reviewers many (round id) -> BulkReviewer (id id, step text, name text)
SELECT w.id, w.step, COALESCE(NULLIF(w.called, ''), a.name) FROM reviewer w JOIN actor a ON a.id = w.account
WHERE w.round = :round AND w.state = 'accepted' ORDER BY w.account LIMIT 300;

-- tag_add run (party id, application id, tag text)
INSERT INTO application_tag (party, application, tag) VALUES (:party, :application, :tag) ON CONFLICT (party, application, tag) DO NOTHING;

-- tag_drop run (party id, application id, tag text)
DELETE FROM application_tag WHERE party = :party AND application = :application AND tag = :tag;
