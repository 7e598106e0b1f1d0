-- search_at_get one () -> SearchAt (position int, kind int, after_id id)
SELECT position, kind, after_id FROM search_at WHERE id = 1;

-- search_at_begin run (position int)
INSERT INTO search_at (id, position, kind, after_id) VALUES (1, :position, 0, 0)
ON CONFLICT (id) DO UPDATE SET position = excluded.position, kind = 0, after_id = 0;

-- Only from where the caller read it: another process may have been first.
-- search_at_move touch (position int, kind int, after_id id, from_position int, from_kind int, from_after id)
UPDATE search_at SET position = :position, kind = :kind, after_id = :after_id
WHERE id = 1 AND position = :from_position AND kind = :from_kind AND after_id = :from_after;

-- search_docs_clear run ()
DELETE FROM search_doc;

-- search_words_clear run ()
DELETE FROM search_word;

-- search_near_clear run ()
DELETE FROM search_near;

-- search_posts_clear run ()
DELETE FROM search_post;

-- search_doc_get one (id id) -> SearchDoc (party id, id id, kind int, words text, zones text)
SELECT party, id, kind, words, zones FROM search_doc WHERE id = :id;

-- search_docs many (d1 id, d2 id, d3 id, d4 id, d5 id, d6 id, d7 id, d8 id) -> SearchDoc
SELECT party, id, kind, words, zones FROM search_doc WHERE id IN (:d1, :d2, :d3, :d4, :d5, :d6, :d7, :d8) ORDER BY id LIMIT 8;

-- search_docs_of many (party id, after id) -> SearchDoc
SELECT party, id, kind, words, zones FROM search_doc WHERE party = :party AND id > :after ORDER BY id LIMIT 200;

-- search_doc_add run (party id, id id, kind int, words text, zones text)
INSERT INTO search_doc (party, id, kind, words, zones) VALUES (:party, :id, :kind, :words, :zones);

-- search_doc_drop run (party id, id id)
DELETE FROM search_doc WHERE party = :party AND id = :id;

-- search_word_get one (word blob) -> SearchWordRow (word blob, docs int)
SELECT word, docs FROM search_word WHERE word = :word;

-- search_word_count run (word blob, docs int)
INSERT INTO search_word (word, docs) VALUES (:word, :docs) ON CONFLICT (word) DO UPDATE SET docs = search_word.docs + excluded.docs;

-- search_word_drop run (word blob)
DELETE FROM search_word WHERE word = :word;

-- Words that begin so, those that most things have first.
-- search_words_from many (low blob, high blob) -> SearchWordRow
SELECT word, docs FROM search_word WHERE word >= :low AND word < :high ORDER BY docs DESC, word LIMIT 40;

-- search_near_add run (near int, word blob)
INSERT INTO search_near (near, word) VALUES (:near, :word) ON CONFLICT (near, word) DO NOTHING;

-- search_near_drop run (near int, word blob)
DELETE FROM search_near WHERE near = :near AND word = :word;

-- search_near_words many (n1 int, n2 int, n3 int, n4 int, n5 int, n6 int, n7 int, n8 int) -> SearchWordRow
SELECT w.word, w.docs FROM (SELECT DISTINCT n.word FROM search_near n WHERE n.near IN (:n1, :n2, :n3, :n4, :n5, :n6, :n7, :n8)
  ORDER BY n.word LIMIT 400) x JOIN search_word w ON w.word = x.word ORDER BY w.word;

-- search_post_add bulk (word int, zone int, doc id)
INSERT INTO search_post (word, zone, doc) VALUES (:word, :zone, :doc);

-- search_post_drop run (word int, zone int, doc id)
DELETE FROM search_post WHERE word = :word AND zone = :zone AND doc = :doc;

-- search_posts many (word int, most int) -> SearchPost (zone int, doc id)
SELECT zone, doc FROM search_post WHERE word = :word ORDER BY zone, doc LIMIT :most;

-- search_posts_at many (word int, zone int, most int) -> SearchPost
SELECT zone, doc FROM search_post WHERE word = :word AND zone = :zone ORDER BY zone, doc LIMIT :most;

-- search_zone_get one (kind int, hub id, programme id) -> SearchZone (id int, kind int)
SELECT id, kind FROM search_zone WHERE kind = :kind AND hub = :hub AND programme = :programme;

-- search_zone_add run (kind int, hub id, programme id)
INSERT INTO search_zone (id, kind, hub, programme)
VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM search_zone), :kind, :hub, :programme);

-- search_zones_of many (kind int) -> SearchZone
SELECT id, kind FROM search_zone WHERE kind = :kind ORDER BY id LIMIT 20000;

-- search_zones_public many () -> SearchZone
SELECT id, kind FROM search_zone WHERE hub = 0 ORDER BY id LIMIT 100;

-- Where a role at a hub reaches; programme 0: one for all.
-- search_zones_below many (kind int, hub id, programme id) -> SearchZone
SELECT z.id, z.kind FROM hub_above x JOIN search_zone z ON z.hub = x.hub
WHERE x.ancestor = :hub AND z.kind = :kind AND (:programme = 0 OR z.programme = :programme) ORDER BY z.id LIMIT 20000;

-- search_zones_in many (kind int, programme id) -> SearchZone
SELECT id, kind FROM search_zone WHERE kind = :kind AND programme = :programme ORDER BY id LIMIT 20000;

-- Everything of a kind, one after the other.
-- search_parties many (after id) -> SearchId (id id)
SELECT id FROM party WHERE id > :after ORDER BY id LIMIT 256;

-- search_applications many (after id) -> SearchId
SELECT id FROM application WHERE id > :after ORDER BY id LIMIT 256;

-- search_accounts many (after id) -> SearchId
SELECT id FROM actor WHERE id > :after ORDER BY id LIMIT 256;

-- search_rounds many (after id) -> SearchId
SELECT id FROM round WHERE id > :after ORDER BY id LIMIT 256;

-- search_cohorts many (after id) -> SearchId
SELECT id FROM cohort WHERE id > :after ORDER BY id LIMIT 256;

-- search_programmes many (after id) -> SearchId
SELECT id FROM programme WHERE id > :after ORDER BY id LIMIT 256;

-- search_hubs many (after id) -> SearchId
SELECT id FROM hub WHERE id > :after ORDER BY id LIMIT 256;

-- search_events many (after id) -> SearchId
SELECT id FROM event WHERE id > :after ORDER BY id LIMIT 256;

-- search_pledges many (after id) -> SearchId
SELECT id FROM pledge WHERE id > :after ORDER BY id LIMIT 256;

-- search_solutions many (after id) -> SearchId
SELECT id FROM solution WHERE id > :after ORDER BY id LIMIT 256;

-- search_challenges many (after id) -> SearchId
SELECT id FROM challenge WHERE id > :after ORDER BY id LIMIT 256;

-- What is known of one, for the search alone: title, what else it is found by, where it is, whether everybody sees it.
-- search_application one (id id) -> SearchRow (party id, hub id, programme id, slug text, title text, also text, more text, is_public bool)
SELECT x.party, x.hub, x.programme, '', x.title, p.name, r.title, FALSE FROM application x JOIN party p ON p.id = x.party JOIN round r ON r.id = x.round
WHERE x.id = :id;

-- search_round one (id id) -> SearchRow
SELECT CAST(0 AS bigint), r.hub, r.programme, '', r.title, p.title, h.title, r.is_public FROM round r JOIN programme p ON p.id = r.programme
JOIN hub h ON h.id = r.hub WHERE r.id = :id;

-- search_cohort one (id id) -> SearchRow
SELECT CAST(0 AS bigint), c.hub, c.programme, '', c.title, p.title, h.title, FALSE FROM cohort c JOIN programme p ON p.id = c.programme
JOIN hub h ON h.id = c.hub WHERE c.id = :id;

-- search_programme one (id id) -> SearchRow
SELECT CAST(0 AS bigint), CAST(0 AS bigint), id, slug, title, slug, '', TRUE FROM programme WHERE id = :id;

-- search_hub one (id id) -> SearchRow
SELECT CAST(0 AS bigint), id, CAST(0 AS bigint), slug, title, slug, '', TRUE FROM hub WHERE id = :id;

-- search_event one (id id) -> SearchRow
SELECT CAST(0 AS bigint), e.hub, e.programme, '', e.title, e.place, h.title, e.is_public FROM event e JOIN hub h ON h.id = e.hub WHERE e.id = :id;

-- search_pledge one (id id) -> SearchRow
SELECT CAST(0 AS bigint), g.hub, CAST(0 AS bigint), g.slug, g.title, a.made_by, a.title, TRUE FROM pledge g JOIN announcement a ON a.id = g.announcement
WHERE g.id = :id;

-- search_solution one (id id) -> SearchRow
SELECT s.party, s.hub, CAST(0 AS bigint), '', s.title, p.name, s.summary, (s.state = 'published' AND p.is_listed = TRUE AND p.merged_into = 0)
FROM solution s JOIN party p ON p.id = s.party WHERE s.id = :id;

-- search_challenge one (id id) -> SearchRow
SELECT c.party, c.hub, c.programme, '', c.title, p.name, h.title, c.state IN ('open', 'closed') FROM challenge c JOIN party p ON p.id = c.party JOIN hub h ON h.id = c.hub
WHERE c.id = :id;

-- search_account one (id id) -> SearchAccount (name text)
SELECT name FROM actor WHERE id = :id;
