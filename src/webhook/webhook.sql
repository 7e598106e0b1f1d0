-- webhook_insert run (id id, hub id, programme id, name text, url text, kinds text, owner id, secret blob, none blob, next_position int,
--   now time)
INSERT INTO webhook (id, hub, programme, name, url, kinds, owner, state, why, secret, old_secret, old_until, next_position, failures,
        failing_since, next_try_at, claimed_until, made_at)
VALUES (:id, :hub, :programme, :name, :url, :kinds, :owner, 'active', '', :secret, :none, 0, :next_position, 0, 0, 0, 0, :now);

-- webhook_by_id one (id id) -> Webhook (id id, hub id, programme id, name text, url text, kinds text, owner id, state text, why text,
--   secret blob, old_secret blob, old_until time, next_position int, failures int, failing_since time, next_try_at time,
--   claimed_until time, made_at time)
SELECT id, hub, programme, name, url, kinds, owner, state, why, secret, old_secret, old_until, next_position, failures, failing_since,
       next_try_at, claimed_until, made_at
FROM webhook WHERE id = :id;

-- webhook_latest many (before id) -> Webhook
SELECT id, hub, programme, name, url, kinds, owner, state, why, secret, old_secret, old_until, next_position, failures, failing_since,
       next_try_at, claimed_until, made_at
FROM webhook WHERE id < :before ORDER BY id DESC LIMIT 200;

-- webhook_set touch (id id, name text, url text, kinds text)
UPDATE webhook SET name = :name, url = :url, kinds = :kinds WHERE id = :id;

-- webhook_pause touch (id id, why text)
UPDATE webhook SET state = 'paused', why = :why WHERE id = :id AND state = 'active';

-- webhook_resume touch (id id, next_position int, now time)
UPDATE webhook SET state = 'active', why = '', failures = 0, failing_since = 0, next_try_at = :now, next_position = :next_position
WHERE id = :id AND state = 'paused';

-- webhook_rotate touch (id id, secret blob, old_secret blob, old_until time)
UPDATE webhook SET secret = :secret, old_secret = :old_secret, old_until = :old_until WHERE id = :id;

-- webhook_now touch (id id, now time)
UPDATE webhook SET next_try_at = :now WHERE id = :id;

-- webhook_drop touch (id id)
DELETE FROM webhook WHERE id = :id;

-- webhook_count_at one (hub id, programme id) -> WebhookCount (webhooks int)
SELECT COUNT(*) FROM webhook WHERE hub = :hub AND programme = :programme;

-- webhook_programme one (slug text) -> WebhookProgramme (id id, slug text, title text)
SELECT id, slug, title FROM programme WHERE slug = :slug;

-- webhook_programme_of one (id id) -> WebhookProgramme
SELECT id, slug, title FROM programme WHERE id = :id;

-- Those that have not looked at all of the record, and have room for more.
-- webhook_behind many (size int, most int) -> WebhookBehind (id id, hub id, programme text, kinds text, next_position int)
SELECT w.id, w.hub, COALESCE(p.slug, ''), w.kinds, w.next_position FROM webhook w LEFT JOIN programme p ON p.id = w.programme
WHERE w.state = 'active' AND w.next_position < :size
AND (SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'waiting') < :most
ORDER BY w.next_position, w.id LIMIT 200;

-- Only from where it stood when the entries were looked at: of two processes one is first.
-- webhook_advance touch (id id, from_position int, to_position int)
UPDATE webhook SET next_position = :to_position WHERE id = :id AND next_position = :from_position AND state = 'active';

-- delivery_insert run (id id, webhook id, position int, kind text, now time)
INSERT INTO webhook_delivery (id, webhook, position, kind, state, tries, next_try_at, made_at, tried_at, code, duration_us, answer, fault)
VALUES (:id, :webhook, :position, :kind, 'waiting', 0, :now, :now, 0, 0, 0, '', '')
ON CONFLICT (webhook, position) DO NOTHING;

-- delivery_again run (id id, webhook id, position int, kind text, now time)
INSERT INTO webhook_delivery (id, webhook, position, kind, state, tries, next_try_at, made_at, tried_at, code, duration_us, answer, fault)
VALUES (:id, :webhook, :position, :kind, 'waiting', 0, :now, :now, 0, 0, 0, '', '')
ON CONFLICT (webhook, position) DO UPDATE SET state = 'waiting', tries = 0, next_try_at = :now;

-- What waits is tried at once, with all tries before it.
-- delivery_refresh run (webhook id, now time)
UPDATE webhook_delivery SET tries = 0, next_try_at = :now WHERE webhook = :webhook AND state = 'waiting';

-- delivery_by_id one (id id) -> WebhookDelivery (id id, webhook id, position int, kind text, state text, tries int, next_try_at time,
--   made_at time, tried_at time, code int, duration_us int, answer text, fault text)
SELECT id, webhook, position, kind, state, tries, next_try_at, made_at, tried_at, code, duration_us, answer, fault
FROM webhook_delivery WHERE id = :id;

-- delivery_latest many (webhook id, before id) -> WebhookDelivery
SELECT id, webhook, position, kind, state, tries, next_try_at, made_at, tried_at, code, duration_us, answer, fault
FROM webhook_delivery WHERE webhook = :webhook AND id < :before ORDER BY id DESC LIMIT 50;

-- delivery_latest_of many (webhook id, state text, before id) -> WebhookDelivery
SELECT id, webhook, position, kind, state, tries, next_try_at, made_at, tried_at, code, duration_us, answer, fault
FROM webhook_delivery WHERE webhook = :webhook AND state = :state AND id < :before ORDER BY id DESC LIMIT 50;

-- delivery_counts many (webhook id) -> WebhookDeliveryCount (state text, deliveries int)
SELECT state, COUNT(*) AS deliveries FROM webhook_delivery WHERE webhook = :webhook GROUP BY state ORDER BY state LIMIT 10;

-- delivery_drop_all run (webhook id)
DELETE FROM webhook_delivery WHERE webhook = :webhook;

-- Where something can be sent now. One that is paused sends tests only.
-- webhook_due many (now time, most int) -> WebhookDue (id id)
SELECT w.id FROM webhook w WHERE w.next_try_at <= :now AND w.claimed_until <= :now
AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'waiting' AND d.next_try_at <= :now
            AND (w.state = 'active' OR d.position < 0))
ORDER BY w.next_try_at, w.id LIMIT :most;

-- webhook_claim touch (id id, now time, until time)
UPDATE webhook SET claimed_until = :until WHERE id = :id AND claimed_until <= :now;

-- delivery_next one (webhook id, now time, below int) -> WebhookDelivery
SELECT id, webhook, position, kind, state, tries, next_try_at, made_at, tried_at, code, duration_us, answer, fault
FROM webhook_delivery WHERE webhook = :webhook AND state = 'waiting' AND next_try_at <= :now AND position < :below
ORDER BY position LIMIT 1;

-- delivery_try touch (id id, now time)
UPDATE webhook_delivery SET tries = tries + 1, tried_at = :now WHERE id = :id AND state = 'waiting';

-- delivery_result run (id id, state text, next_try_at time, code int, duration_us int, answer text, fault text)
UPDATE webhook_delivery SET state = :state, next_try_at = :next_try_at, code = :code, duration_us = :duration_us, answer = :answer,
       fault = :fault
WHERE id = :id AND state = 'waiting';

-- webhook_result run (id id, claim time, failures int, failing_since time, next_try_at time)
UPDATE webhook SET failures = :failures, failing_since = :failing_since, next_try_at = :next_try_at, claimed_until = 0
WHERE id = :id AND claimed_until = :claim;

-- delivery_old one (before id) -> WebhookDue
SELECT id FROM webhook_delivery WHERE state IN ('delivered', 'failed') AND id < :before ORDER BY id LIMIT 1;

-- delivery_sweep run (before id)
DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery
        WHERE state IN ('delivered', 'failed') AND id < :before ORDER BY id LIMIT 1000);
