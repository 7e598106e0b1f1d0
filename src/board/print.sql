-- What was handed in for a round, in the order of ids.
-- print_applications many (round id, after id) -> PrintId (id id)
SELECT id FROM application WHERE round = :round AND state = 'submitted' AND id > :after ORDER BY id LIMIT 21;
