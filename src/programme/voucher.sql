-- voucher_pool_add run (id id, hub id, programme id, benefit text, title text, loaded int, salt blob, root blob, entry int, made_at time, made_by id)
INSERT INTO voucher_pool (id, hub, programme, benefit, title, loaded, taken, state, salt, root, entry, made_at, made_by)
VALUES (:id, :hub, :programme, :benefit, :title, :loaded, 0, 'open', :salt, :root, :entry, :made_at, :made_by);

-- voucher_pool_get one (id id) -> VoucherPool (id id, hub id, programme id, benefit text, title text, loaded int, taken int, state text)
SELECT id, hub, programme, benefit, title, loaded, taken, state FROM voucher_pool WHERE id = :id;

-- Of a hub and all below it.
-- voucher_pools_at many (hub id, before id) -> VoucherPoolLine (id id, title text, programme text, hub text, hub_title text, benefit text,
--   loaded int, taken int, state text)
SELECT p.id, p.title, g.slug, h.slug, h.title, p.benefit, p.loaded, p.taken, p.state
FROM hub_above x JOIN voucher_pool p ON p.hub = x.hub JOIN programme g ON g.id = p.programme JOIN hub h ON h.id = p.hub
WHERE x.ancestor = :hub AND p.id < :before ORDER BY p.id DESC LIMIT 51;

-- Those of which fewer than a tenth is left; one that is used up, until the next is loaded.
-- vouchers_low many (before id) -> VoucherLow (id id, hub id, slug text, title text, codes int)
SELECT p.id, p.hub, h.slug, p.title, p.loaded - p.taken FROM voucher_pool p JOIN hub h ON h.id = p.hub
WHERE p.state = 'open' AND (p.loaded - p.taken) * 10 < p.loaded AND p.id < :before AND (p.taken < p.loaded OR NOT EXISTS (
        SELECT 1 FROM voucher_pool q WHERE q.hub = p.hub AND q.programme = p.programme AND q.benefit = p.benefit AND q.id > p.id))
ORDER BY p.id DESC LIMIT 100;

-- What a party may take of, and what it has; taken_at: 0, nothing.
-- vouchers_of many (party id) -> VoucherOf (id id, title text, programme_title text, codes int, state text, taken_at time)
SELECT p.id, p.title, g.title, p.loaded - p.taken, p.state,
       CAST(COALESCE((SELECT MIN(t.at) FROM voucher_taken t WHERE t.party = :party AND t.pool = p.id), 0) AS bigint) AS taken_at
FROM voucher_pool p JOIN programme g ON g.id = p.programme
WHERE p.id IN (SELECT o.id FROM member m JOIN hub_above x ON x.hub = m.hub
               JOIN voucher_pool o ON o.programme = m.programme AND o.hub = x.ancestor WHERE m.party = :party AND o.state = 'open')
   OR p.id IN (SELECT t.pool FROM voucher_taken t WHERE t.party = :party)
ORDER BY p.id DESC LIMIT 200;

-- voucher_known one (mark int) -> VoucherId (id id)
SELECT id FROM voucher_code WHERE mark = :mark;

-- voucher_code_add bulk (pool id, id id, mark int, box blob, is_taken bool)
INSERT INTO voucher_code (pool, id, mark, box, is_taken) VALUES (:pool, :id, :mark, :box, :is_taken);

-- voucher_next one (pool id) -> VoucherCode (id id, mark int, box blob)
SELECT id, mark, box FROM voucher_code WHERE pool = :pool AND is_taken = FALSE ORDER BY id LIMIT 1;

-- voucher_code_take touch (pool id, id id, box blob)
UPDATE voucher_code SET is_taken = TRUE, box = :box WHERE pool = :pool AND id = :id AND is_taken = FALSE;

-- voucher_pool_count touch (id id)
UPDATE voucher_pool SET taken = taken + 1 WHERE id = :id AND state = 'open' AND taken < loaded;

-- voucher_pool_withdraw touch (id id)
UPDATE voucher_pool SET state = 'withdrawn' WHERE id = :id AND state = 'open';

-- voucher_codes_drop run (pool id)
DELETE FROM voucher_code WHERE pool = :pool AND is_taken = FALSE;

-- voucher_taken_add run (party id, pool id, code id, actor id, at time)
INSERT INTO voucher_taken (party, pool, code, actor, at) VALUES (:party, :pool, :code, :actor, :at);

-- voucher_taken_of one (party id, pool id) -> VoucherTaken (code id, at time)
SELECT code, at FROM voucher_taken WHERE party = :party AND pool = :pool ORDER BY code LIMIT 1;

-- voucher_taken_party_set run (from_party id, into_party id)
UPDATE voucher_taken SET party = :into_party WHERE party = :from_party;
