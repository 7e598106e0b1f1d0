-- grant_add run (party id, id id, hub id, programme id, benefit text, title text, unit text, amount int, is_paid bool, account id,
--   begins_at time, ends_at time, entry int, made_by id)
INSERT INTO credit_grant (party, id, hub, programme, benefit, title, unit, amount, is_paid, account, begins_at, ends_at, state, reason, entry,
        made_by)
VALUES (:party, :id, :hub, :programme, :benefit, :title, :unit, :amount, :is_paid, :account, :begins_at, :ends_at, 'active', '', :entry,
        :made_by);

-- grant_get one (party id, id id) -> CreditGrant (party id, id id, hub id, programme id, benefit text, title text, unit text, amount int,
--   is_paid bool, account id, begins_at time, ends_at time, state text, reason text, entry int, returned int)
SELECT party, id, hub, programme, benefit, title, unit, amount, is_paid, account, begins_at, ends_at, state, reason, entry, returned
FROM credit_grant WHERE party = :party AND id = :id;

-- grant_of_benefit one (party id, programme id, hub id, benefit text) -> GrantId (id id)
SELECT id FROM credit_grant WHERE party = :party AND programme = :programme AND hub = :hub AND benefit = :benefit ORDER BY id LIMIT 1;

-- The first that was not taken back.
-- grant_of_benefit_left one (party id, programme id, hub id, benefit text) -> GrantId
SELECT id FROM credit_grant WHERE party = :party AND programme = :programme AND hub = :hub AND benefit = :benefit
AND state NOT IN ('revoking', 'revoked') ORDER BY id LIMIT 1;

-- grants_of many (party id, before id) -> GrantLine (party id, id id, hub id, programme id, title text, unit text, amount int, is_paid bool,
--   account id, begins_at time, ends_at time, state text, reason text, entry int, balance int, held_out int, owner id, returned int)
SELECT g.party, g.id, g.hub, g.programme, g.title, g.unit, g.amount, g.is_paid, g.account, g.begins_at, g.ends_at, g.state, g.reason, g.entry,
       s.balance, s.held_out, a.owner, g.returned
FROM credit_grant g JOIN ledger_state s ON s.account = g.account JOIN ledger_account a ON a.id = g.account
WHERE g.party = :party AND g.id < :before ORDER BY g.id DESC LIMIT 51;

-- What can be spent, in the order in which it is: what nobody paid for first, of that what ends first. last_at: when it ends, that without end
-- last of all.
-- grants_to_spend many (party id, hub id, unit text, now time, after_paid bool, after_last_at time, after id) -> GrantToSpend (id id,
--   account id, is_paid bool, last_at time)
SELECT g.id, g.account, g.is_paid, CASE WHEN g.ends_at = 0 THEN 9223372036854775807 ELSE g.ends_at END AS last_at
FROM credit_grant g JOIN ledger_state s ON s.account = g.account
WHERE g.party = :party AND g.hub = :hub AND g.unit = :unit AND g.state = 'active' AND (g.ends_at = 0 OR g.ends_at > :now) AND s.balance > 0
  AND (g.is_paid, CASE WHEN g.ends_at = 0 THEN 9223372036854775807 ELSE g.ends_at END, g.id) > (:after_paid, :after_last_at, :after)
ORDER BY g.is_paid, last_at, g.id LIMIT 100;

-- Those whose time is over and that can be swept: nothing of it is held, or more is there than is held.
-- grants_due many (now time, after_ends_at time, after id) -> GrantDue (party id, id id, ends_at time)
SELECT g.party, g.id, g.ends_at FROM credit_grant g JOIN ledger_state s ON s.account = g.account
WHERE g.state = 'active' AND g.ends_at > 0 AND g.ends_at <= :now AND (s.held_out = 0 OR s.balance > s.held_out)
  AND (g.ends_at, g.id) > (:after_ends_at, :after)
ORDER BY g.ends_at, g.id LIMIT 100;

-- Those that were taken back, when what was held of them has come back.
-- grants_revoking many (after id) -> GrantDue
SELECT g.party, g.id, g.ends_at FROM credit_grant g JOIN ledger_state s ON s.account = g.account
WHERE g.state = 'revoking' AND (s.held_out = 0 OR s.balance > s.held_out) AND g.id > :after ORDER BY g.id LIMIT 100;

-- What left it without being used.
-- grant_returned_add touch (party id, id id, amount int)
UPDATE credit_grant SET returned = returned + :amount WHERE party = :party AND id = :id;

-- grant_change_add run (party id, id id, about id, kind text, amount int, other id, at time)
INSERT INTO grant_change (party, id, about, kind, amount, other, at) VALUES (:party, :id, :about, :kind, :amount, :other, :at);

-- grant_set_state touch (party id, id id, was text, state text, reason text)
UPDATE credit_grant SET state = :state, reason = :reason WHERE party = :party AND id = :id AND state = :was;

-- Those of a party that was merged are the other's.
-- grant_party_set run (from_party id, into_party id)
UPDATE credit_grant SET party = :into_party WHERE party = :from_party;

-- grant_change_party_set run (from_party id, into_party id)
UPDATE grant_change SET party = :into_party WHERE party = :from_party;

-- grant_words_forget run (party id)
UPDATE credit_grant SET title = '', reason = '' WHERE party = :party;
