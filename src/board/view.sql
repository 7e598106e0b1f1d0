-- board_view_by one (id id) -> BoardView (id id, round id, actor id, title text, shared bool, spec text, made_at time)
SELECT id, round, actor, title, shared, spec, made_at FROM board_view WHERE id = :id;

-- Those of an actor, and those that others share; not the one that is at work.
-- board_views_of many (round id, actor id) -> BoardViewLine (id id, title text, is_own bool, shared bool)
SELECT id, title, actor = :actor, shared FROM board_view WHERE round = :round AND title <> '' AND (actor = :actor OR shared = TRUE)
ORDER BY id LIMIT 200;

-- board_view_working one (round id, actor id) -> BoardView
SELECT id, round, actor, title, shared, spec, made_at FROM board_view WHERE round = :round AND actor = :actor AND title = ''
ORDER BY id LIMIT 1;

-- board_view_count one (round id, actor id) -> BoardViewCount (views int)
SELECT COUNT(*) FROM board_view WHERE round = :round AND actor = :actor;

-- board_view_insert run (id id, round id, actor id, title text, shared bool, spec text, made_at time)
INSERT INTO board_view (id, round, actor, title, shared, spec, made_at) VALUES (:id, :round, :actor, :title, :shared, :spec, :made_at);

-- board_view_set touch (id id, title text, shared bool, spec text)
UPDATE board_view SET title = :title, shared = :shared, spec = :spec WHERE id = :id;

-- board_view_drop run (id id)
DELETE FROM board_view WHERE id = :id;

-- board_views_drop run (actor id)
DELETE FROM board_view WHERE actor = :actor;
