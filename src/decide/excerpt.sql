-- Those who were given the application to read.
-- excerpt_names many (application id, round id) -> ExcerptName (account id, name text, called text, email text)
SELECT w.account, a.name, w.called, COALESCE((SELECT MIN(e.email) FROM actor_email e WHERE e.actor = w.account), '')
FROM reviewer w JOIN actor a ON a.id = w.account
WHERE w.round = :round AND w.account IN (SELECT x.account FROM assignment x WHERE x.application = :application)
ORDER BY w.account LIMIT 250;
