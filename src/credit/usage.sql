-- usage_subject_add run (hub id, source text, subject text, id id, account id, unit text, prices text, made_at time, made_by id)
INSERT INTO usage_subject (hub, source, subject, id, account, unit, prices, made_at, made_by)
VALUES (:hub, :source, :subject, :id, :account, :unit, :prices, :made_at, :made_by);

-- usage_subject_get one (hub id, source text, subject text) -> UsageSubject (id id, account id, unit text, prices text)
SELECT id, account, unit, prices FROM usage_subject WHERE hub = :hub AND source = :source AND subject = :subject;

-- usage_subject_by_id one (hub id, id id) -> UsageSubject
SELECT id, account, unit, prices FROM usage_subject WHERE hub = :hub AND id = :id;

-- usage_subject_drop run (hub id, id id)
DELETE FROM usage_subject WHERE hub = :hub AND id = :id;

-- Of a party that is erased: what a meter called it may be an address. Events of such a subject that wait go with it.
-- usage_waiting_forget run (owner id)
DELETE FROM usage_unmatched WHERE EXISTS (SELECT 1 FROM usage_subject s JOIN ledger_account a ON a.id = s.account
        WHERE a.owner = :owner AND s.hub = usage_unmatched.hub AND s.source = usage_unmatched.source AND s.subject = usage_unmatched.subject);

-- usage_subjects_forget run (owner id)
DELETE FROM usage_subject WHERE account IN (SELECT id FROM ledger_account WHERE owner = :owner);

-- usage_subjects many (hub id, after id) -> UsageSubjectLine (id id, source text, subject text, unit text, prices text, account id, party id,
--   name text)
SELECT s.id, s.source, s.subject, s.unit, s.prices, s.account, a.owner, COALESCE(p.name, '') AS name
FROM usage_subject s JOIN ledger_account a ON a.id = s.account LEFT JOIN party p ON p.id = a.owner
WHERE s.hub = :hub AND s.id > :after ORDER BY s.id LIMIT 51;

-- usage_batch_add run (id id, hub id, actor id, at time, position int, first id, last id, events int, root blob, salt blob)
INSERT INTO usage_batch (id, hub, actor, at, position, first, last, events, root, salt)
VALUES (:id, :hub, :actor, :at, :position, :first, :last, :events, :root, :salt);

-- usage_batches many (after id) -> UsageBatch (id id, hub id, at time, position int, first id, last id, events int, root blob, salt blob)
SELECT id, hub, at, position, first, last, events, root, salt FROM usage_batch WHERE id > :after ORDER BY id LIMIT 500;

-- usage_batch_get one (id id) -> UsageBatchRow (id id, hub id, actor id, at time, position int, first id, last id, events int, root blob,
--   salt blob)
SELECT id, hub, actor, at, position, first, last, events, root, salt FROM usage_batch WHERE id = :id;

-- usage_batches_at many (hub id, before id) -> UsageBatchLine (id id, at time, position int, events int)
SELECT id, at, position, events FROM usage_batch WHERE hub = :hub AND id < :before ORDER BY id DESC LIMIT 51;

-- usage_batch_page_of many (batch id, after id, last id) -> UsageEventLine (id id, account id, party id, name text, at time, service text,
--   quantity text, amount text, state text)
SELECT e.id, e.account, COALESCE(a.owner, 0), COALESCE(p.name, ''), e.at, e.service, e.quantity, e.amount, e.state
FROM usage_event e LEFT JOIN ledger_account a ON a.id = e.account LEFT JOIN party p ON p.id = a.owner
WHERE e.id > :after AND e.id <= :last AND e.batch = :batch ORDER BY e.id LIMIT 51;

-- usage_event_add bulk (id id, batch id, key blob, content blob, account id, at time, quantity text, service text, price id, rate text,
--   amount text, replaces id, back text, state text)
INSERT INTO usage_event (id, batch, key, content, account, at, quantity, service, price, rate, amount, replaces, back, state)
VALUES (:id, :batch, :key, :content, :account, :at, :quantity, :service, :price, :rate, :amount, :replaces, :back, :state);

-- usage_event_get one (id id) -> UsageEvent (id id, batch id, key blob, content blob, account id, at time, quantity text, service text,
--   price id, rate text, amount text, replaces id, back text, state text)
SELECT id, batch, key, content, account, at, quantity, service, price, rate, amount, replaces, back, state FROM usage_event WHERE id = :id;

-- usage_events_from many (after id) -> UsageEvent
SELECT id, batch, key, content, account, at, quantity, service, price, rate, amount, replaces, back, state FROM usage_event
WHERE id > :after ORDER BY id LIMIT 4096;

-- Another node's batch may have ids between.
-- usage_batch_events many (batch id, after id, last id) -> UsageEvent
SELECT id, batch, key, content, account, at, quantity, service, price, rate, amount, replaces, back, state FROM usage_event
WHERE id > :after AND id <= :last AND batch = :batch ORDER BY id LIMIT 4096;

-- usage_event_set touch (id id, was text, state text)
UPDATE usage_event SET state = :state WHERE id = :id AND state = :was;

-- usage_unmatched_add bulk (event id, hub id, source text, name text, subject text, meter text, quantity text, dimensions text,
--   replaces text, at time, reason text)
INSERT INTO usage_unmatched (event, hub, source, name, subject, meter, quantity, dimensions, replaces, at, reason)
VALUES (:event, :hub, :source, :name, :subject, :meter, :quantity, :dimensions, :replaces, :at, :reason);

-- usage_unmatched_get one (event id) -> UsageReason (reason text)
SELECT reason FROM usage_unmatched WHERE event = :event;

-- usage_unmatched_at many (hub id, before id) -> UsageUnmatched (event id, source text, name text, subject text, meter text, quantity text,
--   dimensions text, replaces text, at time, reason text)
SELECT event, source, name, subject, meter, quantity, dimensions, replaces, at, reason FROM usage_unmatched
WHERE hub = :hub AND event < :before ORDER BY event DESC LIMIT 51;

-- What waits for a subject, the oldest first.
-- usage_unmatched_of many (hub id, source text, subject text, after id) -> UsageUnmatched
SELECT event, source, name, subject, meter, quantity, dimensions, replaces, at, reason FROM usage_unmatched
WHERE hub = :hub AND source = :source AND subject = :subject AND event > :after ORDER BY event LIMIT 2000;

-- usage_unmatched_drop run (event id)
DELETE FROM usage_unmatched WHERE event = :event;

-- usage_window_get one (account id, service text, kind text, begins int) -> UsageWindow (used text)
SELECT used FROM usage_window WHERE account = :account AND service = :service AND kind = :kind AND begins = :begins;

-- usage_window_put bulk (account id, service text, kind text, begins int, used text)
INSERT INTO usage_window (account, service, kind, begins, used) VALUES (:account, :service, :kind, :begins, :used)
ON CONFLICT (account, service, kind, begins) DO UPDATE SET used = excluded.used;

-- usage_rest_get one (account id) -> UsageRest (rest text)
SELECT rest FROM usage_rest WHERE account = :account;

-- usage_rest_put bulk (account id, rest text)
INSERT INTO usage_rest (account, rest) VALUES (:account, :rest) ON CONFLICT (account) DO UPDATE SET rest = excluded.rest;

-- usage_day_get one (account id, day time, service text) -> UsageDay (events int, quantity text, amount text)
SELECT events, quantity, amount FROM usage_day WHERE account = :account AND day = :day AND service = :service;

-- usage_day_put bulk (account id, day time, service text, events int, quantity text, amount text)
INSERT INTO usage_day (account, day, service, events, quantity, amount) VALUES (:account, :day, :service, :events, :quantity, :amount)
ON CONFLICT (account, day, service) DO UPDATE SET events = excluded.events, quantity = excluded.quantity, amount = excluded.amount;

-- usage_days_of many (account id, since time) -> UsageDayLine (day time, service text, events int, quantity text, amount text)
SELECT day, service, events, quantity, amount FROM usage_day
WHERE account = :account AND day >= :since ORDER BY day DESC, service LIMIT 10000;

-- What can be given back to: grants that are not over, those that are spent last first.
-- usage_grants many (party id, hub id, unit text, now time) -> UsageGrant (id id, account id, amount int)
SELECT id, account, amount - returned FROM credit_grant
WHERE party = :party AND hub = :hub AND unit = :unit AND state = 'active' AND (ends_at = 0 OR ends_at > :now)
ORDER BY is_paid DESC, CASE WHEN ends_at = 0 THEN 0 ELSE 1 END, ends_at DESC, id DESC LIMIT 200;
