-- solution_add run (party id, id id, hub id, title text, summary text, description text, category text, sector text, countries text,
--   works_with text, price text, website text, made_by id, made_at time)
INSERT INTO solution (party, id, hub, state, title, summary, description, category, sector, countries, works_with, price, website, reason,
        made_by, made_at, changed_at, published_at)
VALUES (:party, :id, :hub, 'draft', :title, :summary, :description, :category, :sector, :countries, :works_with, :price, :website, '',
        :made_by, :made_at, :made_at, 0);

-- solution_get one (party id, id id) -> Solution (party id, id id, hub id, state text, title text, summary text, description text,
--   category text, sector text, countries text, works_with text, price text, website text, reason text, changed_at time, published_at time)
SELECT party, id, hub, state, title, summary, description, category, sector, countries, works_with, price, website, reason, changed_at,
       published_at FROM solution WHERE party = :party AND id = :id;

-- solution_by_id one (id id) -> Solution
SELECT party, id, hub, state, title, summary, description, category, sector, countries, works_with, price, website, reason, changed_at,
       published_at FROM solution WHERE id = :id;

-- solution_set touch (party id, id id, title text, summary text, description text, category text, sector text, countries text,
--   works_with text, price text, website text, changed_at time)
UPDATE solution SET title = :title, summary = :summary, description = :description, category = :category, sector = :sector,
        countries = :countries, works_with = :works_with, price = :price, website = :website, changed_at = :changed_at
WHERE party = :party AND id = :id;

-- solution_set_state touch (party id, id id, state text, reason text, published_at time)
UPDATE solution SET state = :state, reason = :reason, published_at = :published_at WHERE party = :party AND id = :id;

-- solutions_of many (party id, before id) -> SolutionOwn (party id, id id, title text, state text, category text, reason text, changed_at time)
SELECT party, id, title, state, category, reason, changed_at FROM solution WHERE party = :party AND id < :before ORDER BY id DESC LIMIT 51;

-- solution_count one (party id) -> SolutionCount (solutions int)
SELECT COUNT(*) FROM solution WHERE party = :party;

-- solutions_waiting many (hub id, before id) -> SolutionWaiting (party id, id id, title text, name text, hub text, hub_title text, changed_at time)
SELECT s.party, s.id, s.title, p.name, h.slug, h.title, s.changed_at
FROM hub_above x JOIN solution s ON s.hub = x.hub JOIN party p ON p.id = s.party JOIN hub h ON h.id = s.hub
WHERE x.ancestor = :hub AND s.state = 'in-review' AND s.id < :before ORDER BY s.id DESC LIMIT 51;

-- solution_rule_set run (hub id, is_checked bool, set_by id, set_at time)
INSERT INTO solution_rule (hub, is_checked, set_by, set_at) VALUES (:hub, :is_checked, :set_by, :set_at)
ON CONFLICT (hub) DO UPDATE SET is_checked = excluded.is_checked, set_by = excluded.set_by, set_at = excluded.set_at;

-- The nearest hub that says something decides.
-- solution_rule_at one (hub id) -> SolutionRule (is_checked bool)
SELECT r.is_checked FROM hub_above x JOIN solution_rule r ON r.hub = x.ancestor WHERE x.hub = :hub ORDER BY x.height LIMIT 1;

-- solution_term_add run (term blob, solution id, party id)
INSERT INTO solution_term (term, solution, party) VALUES (:term, :solution, :party) ON CONFLICT (term, solution) DO NOTHING;

-- solution_terms_drop run (solution id)
DELETE FROM solution_term WHERE solution = :solution;

-- Not more than a limit: it is for choosing by which term to look.
-- solution_term_count one (low blob, high blob) -> SolutionCount
SELECT COUNT(*) FROM (SELECT 1 AS one FROM solution_term WHERE term >= :low AND term < :high LIMIT 2000) x;

-- By one term, newest first; all others must be there, too. The term that is on every solution asks for nothing, and is not looked up.
-- solution_by_term many (lead blob, every blob, before id, category blob, sector blob, hub blob, country blob, anywhere blob, programme blob,
--   low1 blob, high1 blob, low2 blob, high2 blob, low3 blob, high3 blob, low4 blob, high4 blob) -> SolutionLine (id id,
--   party id, party_name text, title text, summary text, category text, sector text, countries text, hub text, hub_title text, published_at time)
SELECT s.id, s.party, p.name, s.title, s.summary, s.category, s.sector, s.countries, h.slug, h.title, s.published_at
FROM solution_term t JOIN solution s ON s.party = t.party AND s.id = t.solution JOIN party p ON p.id = s.party JOIN hub h ON h.id = s.hub
WHERE t.term = :lead AND t.solution < :before AND p.is_listed = TRUE AND p.merged_into = 0 AND s.state = 'published'
AND (:category = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :category))
AND (:sector = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :sector))
AND (:hub = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :hub))
AND (:country = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term IN (:country, :anywhere)))
AND (:programme = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :programme))
AND (:low1 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low1 AND x.term < :high1))
AND (:low2 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low2 AND x.term < :high2))
AND (:low3 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low3 AND x.term < :high3))
AND (:low4 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low4 AND x.term < :high4))
ORDER BY t.solution DESC LIMIT 51;

-- The same by the words that begin so, of which there are few.
-- solution_by_word many (low blob, high blob, every blob, before id, category blob, sector blob, hub blob, country blob, anywhere blob, programme blob,
--   low1 blob, high1 blob, low2 blob, high2 blob, low3 blob, high3 blob, low4 blob, high4 blob) -> SolutionLine
SELECT s.id, s.party, p.name, s.title, s.summary, s.category, s.sector, s.countries, h.slug, h.title, s.published_at
FROM (SELECT DISTINCT w.solution, w.party FROM solution_term w WHERE w.term >= :low AND w.term < :high AND w.solution < :before) t
JOIN solution s ON s.party = t.party AND s.id = t.solution JOIN party p ON p.id = s.party JOIN hub h ON h.id = s.hub
WHERE p.is_listed = TRUE AND p.merged_into = 0 AND s.state = 'published'
AND (:category = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :category))
AND (:sector = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :sector))
AND (:hub = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :hub))
AND (:country = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term IN (:country, :anywhere)))
AND (:programme = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term = :programme))
AND (:low1 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low1 AND x.term < :high1))
AND (:low2 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low2 AND x.term < :high2))
AND (:low3 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low3 AND x.term < :high3))
AND (:low4 = :every OR EXISTS (SELECT 1 FROM solution_term x WHERE x.solution = t.solution AND x.term >= :low4 AND x.term < :high4))
ORDER BY t.solution DESC LIMIT 51;

-- solution_question_add run (party id, id id, solution id, actor id, asked_at time)
INSERT INTO solution_question (party, id, solution, actor, asked_at) VALUES (:party, :id, :solution, :actor, :asked_at);

-- solution_questions_lately one (actor id, since time) -> QuestionCount (questions int)
SELECT COUNT(*) FROM solution_question WHERE actor = :actor AND asked_at > :since;

-- solution_questions_forget run (actor id)
DELETE FROM solution_question WHERE actor = :actor;

-- solution_questions_by many (actor id) -> SolutionQuestion (solution id, asked_at time)
SELECT solution, asked_at FROM solution_question WHERE actor = :actor ORDER BY asked_at DESC, id LIMIT 1000;

-- A merge: everything of one party is another's.
-- solution_rehome run (party id, into_party id)
UPDATE solution SET party = :into_party WHERE party = :party;

-- solution_term_rehome run (party id, into_party id)
UPDATE solution_term SET party = :into_party WHERE solution IN (SELECT s.id FROM solution s WHERE s.party = :party);

-- solution_question_rehome run (party id, into_party id)
UPDATE solution_question SET party = :into_party WHERE party = :party;
