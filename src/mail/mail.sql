-- outbox_insert run (id id, actor id, address text, name text, kind text, locale text, subject text, plain text, html text,
--   is_essential bool, is_secret bool, bulk id, state text, made_at time, next_try_at time, calendar text)
INSERT INTO outbox (id, actor, address, name, kind, locale, subject, plain, html, is_essential, is_secret, bulk, state, tries, made_at,
        next_try_at, claimed_until, sent_at, sent_with, fault, calendar)
VALUES (:id, :actor, :address, :name, :kind, :locale, :subject, :plain, :html, :is_essential, :is_secret, :bulk, :state, 0, :made_at,
        :next_try_at, 0, 0, 0, '', :calendar);

-- outbox_by_id one (id id) -> Mail (id id, actor id, address text, name text, kind text, locale text, subject text, plain text,
--   html text, is_essential bool, is_secret bool, bulk id, state text, tries int, made_at time, next_try_at time, sent_at time, sent_with id,
--   fault text, calendar text)
SELECT id, actor, address, name, kind, locale, subject, plain, html, is_essential, is_secret, bulk, state, tries, made_at, next_try_at,
       sent_at, sent_with, fault, calendar
FROM outbox WHERE id = :id;

-- outbox_latest many (before id) -> MailLine (id id, address text, kind text, subject text, is_essential bool, state text,
--   tries int, made_at time, next_try_at time, sent_at time, fault text)
SELECT id, address, kind, subject, is_essential, state, tries, made_at, next_try_at, sent_at, fault
FROM outbox WHERE id < :before ORDER BY id DESC LIMIT 50;

-- outbox_latest_of many (state text, before id) -> MailLine
SELECT id, address, kind, subject, is_essential, state, tries, made_at, next_try_at, sent_at, fault
FROM outbox WHERE state = :state AND id < :before ORDER BY id DESC LIMIT 50;

-- outbox_of_bulk many (bulk id, before id) -> MailLine
SELECT id, address, kind, subject, is_essential, state, tries, made_at, next_try_at, sent_at, fault
FROM outbox WHERE bulk = :bulk AND bulk <> 0 AND id < :before ORDER BY id DESC LIMIT 50;

-- outbox_in_bulk one (bulk id, address text) -> MailKey (id id)
SELECT id FROM outbox WHERE bulk = :bulk AND bulk <> 0 AND address = :address ORDER BY id LIMIT 1;

-- outbox_due one (now time) -> MailDue (id id, address text, is_essential bool)
SELECT id, address, is_essential FROM outbox
WHERE state = 'waiting' AND next_try_at <= :now AND claimed_until <= :now ORDER BY next_try_at, id LIMIT 1;

-- What goes together with a mail that is not essential: the other ones of the same address.
-- outbox_beside many (address text, but id, now time) -> Mail
SELECT id, actor, address, name, kind, locale, subject, plain, html, is_essential, is_secret, bulk, state, tries, made_at, next_try_at,
       sent_at, sent_with, fault, calendar
FROM outbox WHERE address = :address AND id <> :but AND state = 'waiting' AND is_essential = FALSE AND claimed_until <= :now
ORDER BY id LIMIT 49;

-- outbox_claim touch (id id, now time, until time)
UPDATE outbox SET claimed_until = :until, tries = tries + 1
WHERE id = :id AND state = 'waiting' AND claimed_until <= :now;

-- Only whoever claimed it says what came of it. A secret is not kept longer than it is needed.
-- outbox_end touch (id id, claim time, state text, at time, sent_with id, fault text)
UPDATE outbox SET state = :state, sent_at = :at, sent_with = :sent_with, fault = :fault, claimed_until = 0,
       plain = CASE WHEN is_secret THEN '' ELSE plain END, html = CASE WHEN is_secret THEN '' ELSE html END
WHERE id = :id AND state = 'waiting' AND claimed_until = :claim;

-- outbox_later touch (id id, claim time, next_try_at time, fault text)
UPDATE outbox SET next_try_at = :next_try_at, fault = :fault, claimed_until = 0
WHERE id = :id AND state = 'waiting' AND claimed_until = :claim;

-- outbox_again touch (id id, now time)
UPDATE outbox SET state = 'waiting', tries = 0, made_at = :now, next_try_at = :now, claimed_until = 0, sent_at = 0, sent_with = 0,
       fault = ''
WHERE id = :id AND is_secret = FALSE AND state IN ('sent', 'kept', 'failed', 'bounced', 'dropped');

-- outbox_bounce touch (id id, fault text)
UPDATE outbox SET state = 'bounced', fault = :fault WHERE id = :id AND state IN ('sent', 'failed', 'bounced');

-- A bulk that was decided is worked off in steps, by its rows in their order.
-- bulk_next one () -> BulkNext (id id, state text, done_until id)
SELECT id, state, done_until FROM mail_bulk WHERE state IN ('releasing', 'discarding') ORDER BY id LIMIT 1;

-- bulk_step one (bulk id, after id) -> BulkStep (until id, mails int)
SELECT COALESCE(MAX(id), 0) AS until, COUNT(*) AS mails
FROM (SELECT id FROM outbox WHERE bulk = :bulk AND bulk <> 0 AND id > :after ORDER BY id LIMIT 1000) s;

-- bulk_promote run (bulk id, after id, until id, now time)
UPDATE outbox SET state = 'waiting', next_try_at = :now, made_at = :now
WHERE bulk = :bulk AND bulk <> 0 AND id > :after AND id <= :until AND state = 'held';

-- bulk_drop run (bulk id, after id, until id)
DELETE FROM outbox WHERE bulk = :bulk AND bulk <> 0 AND id > :after AND id <= :until AND state = 'held';

-- bulk_done_until run (id id, until id)
UPDATE mail_bulk SET done_until = :until WHERE id = :id;

-- bulk_end touch (id id, state text)
UPDATE mail_bulk SET state = :state WHERE id = :id AND state IN ('releasing', 'discarding');

-- What is over is kept for a while, for questions, and then goes.
-- outbox_old one (before id) -> MailKey
SELECT id FROM outbox WHERE state IN ('sent', 'kept', 'failed', 'bounced', 'dropped') AND id < :before ORDER BY id LIMIT 1;

-- outbox_sweep run (before id)
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox
        WHERE state IN ('sent', 'kept', 'failed', 'bounced', 'dropped') AND id < :before ORDER BY id LIMIT 1000);

-- outbox_drop run (id id)
DELETE FROM outbox WHERE id = :id;

-- outbox_forget run (address text)
DELETE FROM outbox WHERE address = :address;

-- outbox_forget_actor run (actor id)
DELETE FROM outbox WHERE actor = :actor AND actor <> 0;

-- bounced_add run (address text, at time, fault text)
INSERT INTO mail_bounced (address, at, fault) VALUES (:address, :at, :fault)
ON CONFLICT (address) DO UPDATE SET at = excluded.at, fault = excluded.fault;

-- bounced_of one (address text) -> MailBounced (address text, at time, fault text)
SELECT address, at, fault FROM mail_bounced WHERE address = :address;

-- bounced_clear touch (address text)
DELETE FROM mail_bounced WHERE address = :address;

-- bounced_forget run (address text)
DELETE FROM mail_bounced WHERE address = :address;

-- unwanted_add run (address text, kind text, at time)
INSERT INTO mail_unwanted (address, kind, at) VALUES (:address, :kind, :at) ON CONFLICT (address, kind) DO NOTHING;

-- unwanted_remove run (address text, kind text)
DELETE FROM mail_unwanted WHERE address = :address AND kind = :kind;

-- unwanted_of one (address text, kind text) -> MailUnwanted (address text, kind text, at time)
SELECT address, kind, at FROM mail_unwanted WHERE address = :address AND kind IN (:kind, '*') ORDER BY kind LIMIT 1;

-- unwanted_forget run (address text)
DELETE FROM mail_unwanted WHERE address = :address;

-- bulk_insert run (id id, actor id, kind text, subject text, made_at time)
INSERT INTO mail_bulk (id, actor, kind, subject, state, held, twice, unwanted, bounced, refused, made_at, decided_at,
        done_until)
VALUES (:id, :actor, :kind, :subject, 'held', 0, 0, 0, 0, 0, :made_at, 0, 0);

-- bulk_by_id one (id id) -> MailBulk (id id, actor id, kind text, subject text, state text, held int, twice int, unwanted int,
--   bounced int, refused int, made_at time, decided_at time, hub id, programme id)
SELECT id, actor, kind, subject, state, held, twice, unwanted, bounced, refused, made_at, decided_at, hub, programme FROM mail_bulk WHERE id = :id;

-- bulk_latest many (before id) -> MailBulk
SELECT id, actor, kind, subject, state, held, twice, unwanted, bounced, refused, made_at, decided_at, hub, programme FROM mail_bulk
WHERE id < :before ORDER BY id DESC LIMIT 20;

-- bulk_set_place run (id id, hub id, programme id)
UPDATE mail_bulk SET hub = :hub, programme = :programme, state = 'filling' WHERE id = :id;

-- bulk_filled run (id id)
UPDATE mail_bulk SET state = 'held', done_until = 0 WHERE id = :id AND state = 'filling';

-- bulk_give_up touch (id id, now time)
UPDATE mail_bulk SET state = 'discarding', decided_at = :now, done_until = 0 WHERE id = :id AND state IN ('held', 'filling');

-- bulk_count run (id id, held int, twice int, unwanted int, bounced int, refused int)
UPDATE mail_bulk SET held = held + :held, twice = twice + :twice, unwanted = unwanted + :unwanted, bounced = bounced + :bounced,
       refused = refused + :refused
WHERE id = :id;

-- bulk_decide touch (id id, state text, now time)
UPDATE mail_bulk SET state = :state, decided_at = :now WHERE id = :id AND state = 'held';

-- mail_counts many () -> MailCount (state text, mails int)
SELECT state, COUNT(*) AS mails FROM outbox WHERE state IN ('waiting', 'failed', 'bounced', 'held') GROUP BY state ORDER BY state LIMIT 10;
