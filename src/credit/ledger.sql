-- ledger_unit_get one (code text) -> LedgerUnit (code text, title text, scale int)
SELECT code, title, scale FROM ledger_unit WHERE code = :code;

-- ledger_units many () -> LedgerUnit
SELECT code, title, scale FROM ledger_unit ORDER BY code LIMIT 500;

-- ledger_unit_add run (code text, title text, scale int, made_at time, made_by id)
INSERT INTO ledger_unit (code, title, scale, made_at, made_by) VALUES (:code, :title, :scale, :made_at, :made_by);

-- ledger_head_get one () -> LedgerHead (at time, last id, lines int, due_at time)
SELECT at, last, lines, due_at FROM ledger_head WHERE id = 1;

-- ledger_head_set run (at time, last id, lines int, due_at time)
INSERT INTO ledger_head (id, at, last, lines, due_at) VALUES (1, :at, :last, :lines, :due_at)
ON CONFLICT (id) DO UPDATE SET at = excluded.at, last = excluded.last, lines = excluded.lines, due_at = excluded.due_at;

-- ledger_account_get one (id id) -> LedgerAccount (id id, owner id, hub id, unit text, kind text, about id, title text, least int, most int,
--   ends_at time, state text, made_at time, balance int, in_high int, in_low int, out_high int, out_low int, held_in int, held_out int, lines int, last id)
SELECT a.id, a.owner, a.hub, a.unit, a.kind, a.about, a.title, a.least, a.most, a.ends_at, a.state, a.made_at, s.balance, s.in_high, s.in_low, s.out_high,
       s.out_low, s.held_in, s.held_out, s.lines, s.last
FROM ledger_account a JOIN ledger_state s ON s.account = a.id WHERE a.id = :id;

-- ledger_account_find one (owner id, kind text, unit text, about id) -> LedgerAccountId (id id)
SELECT id FROM ledger_account WHERE owner = :owner AND kind = :kind AND unit = :unit AND about = :about;

-- ledger_account_add run (id id, owner id, hub id, unit text, kind text, about id, title text, least int, most int, ends_at time, made_at time,
--   made_by id)
INSERT INTO ledger_account (id, owner, hub, unit, kind, about, title, least, most, ends_at, state, made_at, made_by)
VALUES (:id, :owner, :hub, :unit, :kind, :about, :title, :least, :most, :ends_at, 'open', :made_at, :made_by);

-- ledger_account_set touch (id id, least int, most int, state text)
UPDATE ledger_account SET least = :least, most = :most, state = :state WHERE id = :id;

-- Those of a party that was merged are the other's; of what it has, too, under a name of its own.
-- ledger_account_owner run (from_owner id, into_owner id)
UPDATE ledger_account SET owner = :into_owner, about = CASE WHEN EXISTS (SELECT 1 FROM ledger_account o
WHERE o.owner = :into_owner AND o.kind = ledger_account.kind AND o.unit = ledger_account.unit AND o.about = ledger_account.about)
THEN id ELSE about END WHERE owner = :from_owner;

-- ledger_titles_forget run (owner id)
UPDATE ledger_account SET title = '' WHERE owner = :owner;

-- ledger_accounts_of many (owner id, after id) -> LedgerAccountLine (id id, owner id, hub id, unit text, kind text, about id, title text,
--   state text, balance int, held_in int, held_out int, lines int)
SELECT a.id, a.owner, a.hub, a.unit, a.kind, a.about, a.title, a.state, s.balance, s.held_in, s.held_out, s.lines
FROM ledger_account a JOIN ledger_state s ON s.account = a.id WHERE a.owner = :owner AND a.id > :after ORDER BY a.id LIMIT 101;

-- Those besides its grants', each of which has one.
-- ledger_accounts_beside many (owner id) -> LedgerAccountLine
SELECT a.id, a.owner, a.hub, a.unit, a.kind, a.about, a.title, a.state, s.balance, s.held_in, s.held_out, s.lines
FROM ledger_account a JOIN ledger_state s ON s.account = a.id WHERE a.owner = :owner AND a.kind <> 'grant' ORDER BY a.id LIMIT 1000;

-- ledger_state_put bulk (account id, balance int, in_high int, in_low int, out_high int, out_low int, held_in int, held_out int, lines int,
--   last id)
INSERT INTO ledger_state (account, balance, in_high, in_low, out_high, out_low, held_in, held_out, lines, last)
VALUES (:account, :balance, :in_high, :in_low, :out_high, :out_low, :held_in, :held_out, :lines, :last)
ON CONFLICT (account) DO UPDATE SET balance = excluded.balance, in_high = excluded.in_high, in_low = excluded.in_low,
        out_high = excluded.out_high, out_low = excluded.out_low, held_in = excluded.held_in, held_out = excluded.held_out,
        lines = excluded.lines, last = excluded.last;

-- ledger_post_add run (id id, batch id, actor id, key blob, content blob, at time, first id, last id, lines int, results blob)
INSERT INTO ledger_post (id, batch, actor, key, content, at, first, last, lines, results)
VALUES (:id, :batch, :actor, :key, :content, :at, :first, :last, :lines, :results);

-- ledger_post_get one (id id) -> LedgerPost (id id, batch id, actor id, key blob, content blob, at time, first id, last id, lines int,
--   results blob)
SELECT id, batch, actor, key, content, at, first, last, lines, results FROM ledger_post WHERE id = :id;

-- ledger_note_put run (post id, words text)
INSERT INTO ledger_note (post, words) VALUES (:post, :words) ON CONFLICT (post) DO NOTHING;

-- ledger_note_get one (post id) -> LedgerNote (words text)
SELECT words FROM ledger_note WHERE post = :post;

-- Of all posts that an account has a line of, from its newest line back.
-- ledger_notes_forget run (account id, last id)
UPDATE ledger_note SET words = '' WHERE post IN (
        WITH RECURSIVE walk (post, before) AS (
                SELECT post, CASE WHEN source = :account THEN source_before ELSE target_before END FROM ledger_line WHERE id = :last
                UNION ALL
                SELECT l.post, CASE WHEN l.source = :account THEN l.source_before ELSE l.target_before END FROM walk w JOIN ledger_line l ON l.id = w.before)
        SELECT post FROM walk);

-- ledger_post_when one (id id) -> LedgerPostWhen (id id, actor id, at time)
SELECT id, actor, at FROM ledger_post WHERE id = :id;

-- ledger_line_add bulk (id id, post id, kind int, source id, target id, amount int, hold id, about id, source_before id, target_before id,
--   source_balance int, target_balance int)
INSERT INTO ledger_line (id, post, kind, source, target, amount, hold, about, source_before, target_before, source_balance, target_balance)
VALUES (:id, :post, :kind, :source, :target, :amount, :hold, :about, :source_before, :target_before, :source_balance, :target_balance);

-- ledger_line_get one (id id) -> LedgerLine (id id, post id, kind int, source id, target id, amount int, hold id, about id, source_before id,
--   target_before id, source_balance int, target_balance int)
SELECT id, post, kind, source, target, amount, hold, about, source_before, target_before, source_balance, target_balance
FROM ledger_line WHERE id = :id;

-- ledger_lines_of many (first id, last id) -> LedgerLine
SELECT id, post, kind, source, target, amount, hold, about, source_before, target_before, source_balance, target_balance
FROM ledger_line WHERE id >= :first AND id <= :last ORDER BY id LIMIT 10000;

-- ledger_line_ids many (first id, last id, post id) -> LedgerLineId (id id)
SELECT id FROM ledger_line WHERE id >= :first AND id <= :last AND post = :post ORDER BY id LIMIT 10000;

-- ledger_lines_from many (after id) -> LedgerLine
SELECT id, post, kind, source, target, amount, hold, about, source_before, target_before, source_balance, target_balance
FROM ledger_line WHERE id > :after ORDER BY id LIMIT 8192;

-- ledger_posts_from many (after id) -> LedgerPostLine (id id, batch id, actor id, at time, first id, last id, lines int)
SELECT id, batch, actor, at, first, last, lines FROM ledger_post WHERE id > :after ORDER BY id LIMIT 4096;

-- ledger_hold_add bulk (id id, source id, target id, amount int, about id, until_at time, state text)
INSERT INTO ledger_hold (id, source, target, amount, about, until_at, state)
VALUES (:id, :source, :target, :amount, :about, :until_at, :state);

-- ledger_hold_get one (id id) -> LedgerHold (id id, source id, target id, amount int, about id, until_at time, state text)
SELECT id, source, target, amount, about, until_at, state FROM ledger_hold WHERE id = :id;

-- ledger_hold_set touch (id id, state text)
UPDATE ledger_hold SET state = :state WHERE id = :id;

-- ledger_holds_due many (now_at time, most int) -> LedgerHold
SELECT id, source, target, amount, about, until_at, state FROM ledger_hold
WHERE state = 'open' AND until_at > 0 AND until_at <= :now_at ORDER BY until_at, id LIMIT :most;

-- What an account's holds keep whose time is over.
-- ledger_due_out one (account id, now_at time) -> LedgerDueSum (amount int)
SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM ledger_hold
WHERE state = 'open' AND source = :account AND until_at > 0 AND until_at <= :now_at;

-- ledger_due_in one (account id, now_at time) -> LedgerDueSum
SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM ledger_hold
WHERE state = 'open' AND target = :account AND until_at > 0 AND until_at <= :now_at;

-- ledger_hold_next one () -> LedgerDue (due_at time)
SELECT COALESCE(MIN(until_at), 0) AS due_at FROM ledger_hold WHERE state = 'open' AND until_at > 0;

-- ledger_batch_add run (id id, position int, first id, last id, lines int, root blob, salt blob)
INSERT INTO ledger_batch (id, position, first, last, lines, root, salt) VALUES (:id, :position, :first, :last, :lines, :root, :salt);

-- ledger_batch_get one (id id) -> LedgerBatch (id id, position int, first id, last id, lines int, root blob, salt blob)
SELECT id, position, first, last, lines, root, salt FROM ledger_batch WHERE id = :id;

-- ledger_batches many (after id) -> LedgerBatch
SELECT id, position, first, last, lines, root, salt FROM ledger_batch WHERE id > :after ORDER BY id LIMIT 500;

-- ledger_mark_add bulk (account id, at time, line id, lines int)
INSERT INTO ledger_mark (account, at, line, lines) VALUES (:account, :at, :line, :lines);

-- The first mark of an account after a moment.
-- ledger_mark_after one (account id, at time) -> LedgerMark (at time, line id, lines int)
SELECT at, line, lines FROM ledger_mark WHERE account = :account AND at > :at ORDER BY at, line LIMIT 1;

-- Where accounts stand, for an audit.
-- ledger_states_from many (after id) -> LedgerStateLine (account id, unit text, least int, most int, balance int, in_high int, in_low int,
--   out_high int, out_low int, held_in int, held_out int, lines int, last id)
SELECT s.account, a.unit, a.least, a.most, s.balance, s.in_high, s.in_low, s.out_high, s.out_low, s.held_in, s.held_out, s.lines, s.last
FROM ledger_state s JOIN ledger_account a ON a.id = s.account WHERE s.account > :after ORDER BY s.account LIMIT 4096;

-- ledger_holds_from many (after id) -> LedgerHold
SELECT id, source, target, amount, about, until_at, state FROM ledger_hold WHERE id > :after ORDER BY id LIMIT 4096;

-- Accounts of a hub and all below it.
-- ledger_accounts_at many (hub id, kind text, unit text, after id) -> LedgerAccountLine
SELECT a.id, a.owner, a.hub, a.unit, a.kind, a.about, a.title, a.state, s.balance, s.held_in, s.held_out, s.lines
FROM hub_above x JOIN ledger_account a ON a.hub = x.hub JOIN ledger_state s ON s.account = a.id
WHERE x.ancestor = :hub AND a.id > :after AND (:kind = '' OR a.kind = :kind) AND (:unit = '' OR a.unit = :unit) ORDER BY a.id LIMIT 51;

-- Holds of an account that are open, the oldest first.
-- ledger_holds_of many (account id) -> LedgerHold
SELECT id, source, target, amount, about, until_at, state FROM ledger_hold
WHERE state = 'open' AND (source = :account OR target = :account) ORDER BY id LIMIT 50;

-- ledger_name one (id id) -> LedgerName (title text, kind text, unit text, owner id, name text, hub id)
SELECT a.title, a.kind, a.unit, a.owner, COALESCE(p.name, '') AS name, a.hub
FROM ledger_account a LEFT JOIN party p ON p.id = a.owner WHERE a.id = :id;
