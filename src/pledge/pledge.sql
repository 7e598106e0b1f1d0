-- metric_insert run (id id, slug text, version int, title text, count text, unit text, definition text, hash text, made_at time)
INSERT INTO metric (id, slug, version, title, count, unit, definition, hash, is_current, counted_to, is_live, made_at)
VALUES (:id, :slug, :version, :title, :count, :unit, :definition, :hash, FALSE, 0, FALSE, :made_at);

-- metric_newest one (slug text) -> Metric (id id, slug text, version int, title text, count text, unit text, definition text,
--   hash text, is_current bool, counted_to int, is_live bool, made_at time)
SELECT id, slug, version, title, count, unit, definition, hash, is_current, counted_to, is_live, made_at FROM metric
WHERE slug = :slug ORDER BY version DESC LIMIT 1;

-- metric_current one (slug text) -> Metric
SELECT id, slug, version, title, count, unit, definition, hash, is_current, counted_to, is_live, made_at FROM metric
WHERE slug = :slug AND is_current = TRUE ORDER BY version DESC LIMIT 1;

-- metric_by_id one (id id) -> Metric
SELECT id, slug, version, title, count, unit, definition, hash, is_current, counted_to, is_live, made_at FROM metric WHERE id = :id;

-- metric_all many () -> Metric
SELECT id, slug, version, title, count, unit, definition, hash, is_current, counted_to, is_live, made_at FROM metric
ORDER BY slug, version LIMIT 1000;

-- metric_live_all many () -> Metric
SELECT id, slug, version, title, count, unit, definition, hash, is_current, counted_to, is_live, made_at FROM metric
WHERE is_live = TRUE ORDER BY slug, version LIMIT 1000;

-- metric_versions many (slug text) -> MetricVersion (id id, version int, hash text, is_current bool, made_at time)
SELECT id, version, hash, is_current, made_at FROM metric WHERE slug = :slug ORDER BY version DESC LIMIT 100;

-- metric_waiting one () -> MetricWaiting (id id, counted_to int)
SELECT id, counted_to FROM metric WHERE is_live = FALSE ORDER BY id LIMIT 1;

-- metric_live one () -> MetricLive (metrics int)
SELECT COUNT(*) AS metrics FROM metric WHERE is_live = TRUE;

-- metric_counted run (id id, counted_to int, is_live bool)
UPDATE metric SET counted_to = :counted_to, is_live = :is_live WHERE id = :id;

-- metric_set_current run (id id, slug text)
UPDATE metric SET is_current = (id = :id) WHERE slug = :slug;

-- seen_of many (metric id, party id) -> Seen (hub id, position int)
SELECT hub, position FROM seen WHERE party = :party AND metric = :metric ORDER BY hub LIMIT 1000;

-- seen_add bulk (party id, metric id, hub id, position int)
INSERT INTO seen (party, metric, hub, position) VALUES (:party, :metric, :hub, :position);

-- seen_part_before one (metric id, hub id, position int) -> SeenPart (first int, rows blob)
SELECT first, rows FROM seen_part WHERE metric = :metric AND hub = :hub AND first <= :position ORDER BY first DESC LIMIT 1;

-- seen_parts many (metric id, hub id, after int, end_position int) -> SeenPart
SELECT first, rows FROM seen_part WHERE metric = :metric AND hub = :hub AND first > :after AND first < :end_position
ORDER BY first LIMIT 8;

-- seen_part_add bulk (metric id, hub id, first int, rows blob)
INSERT INTO seen_part (metric, hub, first, rows) VALUES (:metric, :hub, :first, :rows);

-- seen_part_set run (metric id, hub id, first int, rows blob)
UPDATE seen_part SET rows = :rows WHERE metric = :metric AND hub = :hub AND first = :first;

-- merge_add run (party id, into_party id, direct_into id, position int)
INSERT INTO seen_merge (party, into_party, direct_into, position) VALUES (:party, :into_party, :direct_into, :position);

-- merge_direct many (direct_into id) -> Merge (party id, position int)
SELECT party, position FROM seen_merge WHERE direct_into = :direct_into ORDER BY party LIMIT 1000;

-- merge_follow run (party id, into_party id)
UPDATE seen_merge SET into_party = :into_party WHERE into_party = :party;

-- merge_any one () -> MergeAny (party id)
SELECT party FROM seen_merge ORDER BY party LIMIT 1;

-- tally_add bulk (metric id, scope id, dim int, key text, value int)
INSERT INTO tally (metric, scope, dim, key, value) VALUES (:metric, :scope, :dim, :key, :value)
ON CONFLICT (metric, scope, dim, key) DO UPDATE SET value = tally.value + excluded.value;

-- tally_get one (metric id, scope id, dim int, key text) -> TallyValue (value int)
SELECT value FROM tally WHERE metric = :metric AND scope = :scope AND dim = :dim AND key = :key;

-- tally_between one (metric id, scope id, from_key text, end_key text) -> TallyValue
SELECT CAST(COALESCE(SUM(value), 0) AS bigint) FROM tally
WHERE metric = :metric AND scope = :scope AND dim = 1 AND key >= :from_key AND key < :end_key;

-- tally_keys many (metric id, scope id, dim int) -> TallyKey (key text, value int)
SELECT key, value FROM tally WHERE metric = :metric AND scope = :scope AND dim = :dim AND value <> 0 ORDER BY key LIMIT 2000;

-- tally_hubs many (metric id, parent id) -> TallyHub (slug text, title text, value int)
SELECT h.slug, h.title, t.value FROM tally t JOIN hub h ON h.id = t.scope
WHERE t.metric = :metric AND t.dim = 0 AND h.parent = :parent AND t.value <> 0 ORDER BY t.value DESC, h.slug LIMIT 200;

-- tally_hubs_between many (metric id, parent id, from_key text, end_key text) -> TallyHub
SELECT h.slug, h.title, CAST(SUM(t.value) AS bigint) FROM hub h JOIN tally t ON t.scope = h.id
WHERE t.metric = :metric AND t.dim = 1 AND t.key >= :from_key AND t.key < :end_key AND h.parent = :parent
GROUP BY h.slug, h.title HAVING SUM(t.value) <> 0 ORDER BY SUM(t.value) DESC, h.slug LIMIT 200;

-- tally_page many (metric id, after_scope id, after_dim int, after_key text) -> TallyRow (scope id, dim int, key text, value int)
SELECT scope, dim, key, value FROM tally WHERE metric = :metric AND (scope, dim, key) > (:after_scope, :after_dim, :after_key)
ORDER BY scope, dim, key LIMIT 1000;

-- history_add bulk (metric id, scope id, position int, value int)
INSERT INTO tally_history (metric, scope, position, value) VALUES (:metric, :scope, :position, :value)
ON CONFLICT (metric, scope, position) DO UPDATE SET value = excluded.value;

-- history_at one (metric id, scope id, size int) -> History (position int, value int)
SELECT position, value FROM tally_history WHERE metric = :metric AND scope = :scope AND position <= :size
ORDER BY position DESC LIMIT 1;

-- history_list many (metric id, scope id, after int) -> History
SELECT position, value FROM tally_history WHERE metric = :metric AND scope = :scope AND position > :after ORDER BY position LIMIT 500;

-- figure_add run (metric id, hub id, position int, subject id, value int, on_at time, source text)
INSERT INTO figure (metric, hub, position, subject, value, on_at, source)
VALUES (:metric, :hub, :position, :subject, :value, :on_at, :source);

-- figure_latest one (metric id, hub id, until_at time) -> Figure (hub id, position int, subject id, value int, on_at time, source text)
SELECT hub, position, subject, value, on_at, source FROM figure WHERE metric = :metric AND hub = :hub AND on_at <= :until_at
ORDER BY on_at DESC, position DESC LIMIT 1;

-- figure_latest_of one (metric id, hub id, until_at time, size int) -> Figure
SELECT hub, position, subject, value, on_at, source FROM figure
WHERE metric = :metric AND hub = :hub AND on_at <= :until_at AND position < :size ORDER BY on_at DESC, position DESC LIMIT 1;

-- figure_get one (metric id, hub id, position int) -> Figure
SELECT hub, position, subject, value, on_at, source FROM figure WHERE metric = :metric AND hub = :hub AND position = :position;

-- announcement_insert run (id id, slug text, title text, made_by text, made_on text, hub id, source text, url text, words text)
INSERT INTO announcement (id, slug, title, made_by, made_on, hub, source, url, words)
VALUES (:id, :slug, :title, :made_by, :made_on, :hub, :source, :url, :words);

-- announcement_by_slug one (slug text) -> Announcement (id id, slug text, title text, made_by text, made_on text, hub id,
--   source text, url text, words text)
SELECT id, slug, title, made_by, made_on, hub, source, url, words FROM announcement WHERE slug = :slug;

-- announcement_by_id one (id id) -> Announcement
SELECT id, slug, title, made_by, made_on, hub, source, url, words FROM announcement WHERE id = :id;

-- announcement_all many () -> Announcement
SELECT id, slug, title, made_by, made_on, hub, source, url, words FROM announcement ORDER BY made_on DESC, slug LIMIT 1000;

-- pledge_insert run (id id, slug text, announcement id, title text, metric text, hub id, baseline int, target int, at_most bool,
--   start_at time, deadline_at time, made_at time)
INSERT INTO pledge (id, slug, announcement, title, metric, hub, baseline, target, at_most, start_at, deadline_at, is_open, reason, made_at)
VALUES (:id, :slug, :announcement, :title, :metric, :hub, :baseline, :target, :at_most, :start_at, :deadline_at, TRUE, '', :made_at);

-- pledge_by_slug one (slug text) -> Pledge (id id, slug text, announcement id, title text, metric text, hub id, baseline int,
--   target int, at_most bool, start_at time, deadline_at time, is_open bool, reason text)
SELECT id, slug, announcement, title, metric, hub, baseline, target, at_most, start_at, deadline_at, is_open, reason
FROM pledge WHERE slug = :slug;

-- pledge_by_id one (id id) -> Pledge
SELECT id, slug, announcement, title, metric, hub, baseline, target, at_most, start_at, deadline_at, is_open, reason
FROM pledge WHERE id = :id;

-- pledge_all many () -> Pledge
SELECT id, slug, announcement, title, metric, hub, baseline, target, at_most, start_at, deadline_at, is_open, reason
FROM pledge ORDER BY deadline_at DESC, slug LIMIT 1000;

-- pledge_at_hub many (hub id) -> Pledge
SELECT id, slug, announcement, title, metric, hub, baseline, target, at_most, start_at, deadline_at, is_open, reason
FROM pledge WHERE hub IN (SELECT ancestor FROM hub_above WHERE hub = :hub) ORDER BY deadline_at DESC, slug LIMIT 200;

-- pledge_close touch (id id, reason text)
UPDATE pledge SET is_open = FALSE, reason = :reason WHERE id = :id;

-- Pledges that the tally keeps the history of, with the version of their metric that counts or is about to.
-- pledge_windows many () -> PledgeWindow (metric id, hub id, pledge id, start_at time, deadline_at time)
SELECT m.id, p.hub, p.id, p.start_at, p.deadline_at FROM pledge p JOIN metric m ON m.slug = p.metric
WHERE m.count <> 'reported' AND (m.is_current = TRUE OR m.is_live = FALSE) ORDER BY m.id, p.hub, p.id LIMIT 10000;

-- pledge_history_add bulk (pledge id, metric id, position int, value int)
INSERT INTO pledge_history (pledge, metric, position, value) VALUES (:pledge, :metric, :position, :value)
ON CONFLICT (pledge, metric, position) DO UPDATE SET value = excluded.value;

-- pledge_history_at one (pledge id, metric id, size int) -> PledgeHistory (position int, value int)
SELECT position, value FROM pledge_history WHERE pledge = :pledge AND metric = :metric AND position <= :size
ORDER BY position DESC LIMIT 1;

-- pledge_unfilled one () -> PledgeUnfilled (pledge id, metric id)
SELECT p.id, m.id FROM pledge p JOIN metric m ON m.slug = p.metric
LEFT JOIN pledge_history_fill f ON f.pledge = p.id AND f.metric = m.id
WHERE m.is_current = TRUE AND m.count <> 'reported' AND (f.pledge IS NULL OR f.position < f.end_position) ORDER BY p.id LIMIT 1;

-- pledge_fill_get one (pledge id, metric id) -> PledgeFill (position int, end_position int)
SELECT position, end_position FROM pledge_history_fill WHERE pledge = :pledge AND metric = :metric;

-- pledge_fill_set run (pledge id, metric id, position int, end_position int)
INSERT INTO pledge_history_fill (pledge, metric, position, end_position) VALUES (:pledge, :metric, :position, :end_position)
ON CONFLICT (pledge, metric) DO UPDATE SET position = excluded.position, end_position = excluded.end_position;

-- A metric that is counted from the first entry on brings the history of the pledges that are there.
-- pledge_fill_begin run (metric id)
INSERT INTO pledge_history_fill (pledge, metric, position, end_position)
SELECT p.id, m.id, 0, 0 FROM pledge p JOIN metric m ON m.slug = p.metric WHERE m.id = :metric AND m.count <> 'reported'
ON CONFLICT (pledge, metric) DO NOTHING;

-- pledge_fill_end run (metric id, end_position int)
UPDATE pledge_history_fill SET position = :end_position, end_position = :end_position WHERE metric = :metric;

-- Where the last commit ended before so many entries were there.
-- record_size_before one (size int) -> RecordSize (size int)
SELECT size FROM log_checkpoint WHERE size <= :size ORDER BY size DESC LIMIT 1;

-- programme_title one (slug text) -> ProgrammeTitle (title text)
SELECT title FROM programme WHERE slug = :slug;
