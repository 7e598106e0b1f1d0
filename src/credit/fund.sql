-- fund_add run (id id, parent id, hub id, programme text, title text, unit text, begins_at time, ends_at time, signs int, large int,
--   free_account id, committed_account id, paid_account id, entry int, made_by id)
INSERT INTO fund (id, parent, hub, programme, title, unit, begins_at, ends_at, signs, large, free_account, committed_account, paid_account, state,
        entry, made_by)
VALUES (:id, :parent, :hub, :programme, :title, :unit, :begins_at, :ends_at, :signs, :large, :free_account, :committed_account, :paid_account,
        'open', :entry, :made_by);

-- fund_get one (id id) -> Fund (id id, parent id, hub id, programme text, title text, unit text, begins_at time, ends_at time, signs int,
--   large int, free_account id, committed_account id, paid_account id, state text, entry int)
SELECT id, parent, hub, programme, title, unit, begins_at, ends_at, signs, large, free_account, committed_account, paid_account, state, entry
FROM fund WHERE id = :id;

-- Funds of a hub and all below it, with where they stand now.
-- funds_at many (hub id, after id) -> FundLine (id id, parent id, hub id, hub_title text, title text, unit text, begins_at time, ends_at time,
--   state text, free int, asked int, committed int, paid int)
SELECT f.id, f.parent, f.hub, h.title, f.title, f.unit, f.begins_at, f.ends_at, f.state, a.balance - a.held_out, a.held_out, c.balance, p.balance
FROM hub_above x JOIN fund f ON f.hub = x.hub JOIN hub h ON h.id = f.hub JOIN ledger_state a ON a.account = f.free_account
JOIN ledger_state c ON c.account = f.committed_account JOIN ledger_state p ON p.account = f.paid_account
WHERE x.ancestor = :hub AND f.id > :after ORDER BY f.id LIMIT 501;

-- funds_below many (parent id) -> FundBelow (id id, title text, unit text, hub id, hub_title text, state text, free int, asked int,
--   committed int, paid int)
SELECT f.id, f.title, f.unit, f.hub, h.title, f.state, a.balance - a.held_out, a.held_out, c.balance, p.balance
FROM fund f JOIN hub h ON h.id = f.hub JOIN ledger_state a ON a.account = f.free_account
JOIN ledger_state c ON c.account = f.committed_account JOIN ledger_state p ON p.account = f.paid_account
WHERE f.parent = :parent ORDER BY f.id LIMIT 501;

-- fund_close touch (id id)
UPDATE fund SET state = 'closed' WHERE id = :id AND state = 'open';

-- fund_programme one (slug text) -> FundProgramme (slug text, title text)
SELECT slug, title FROM programme WHERE slug = :slug;

-- paper_add run (id id, fund id, kind text, commitment id, party id, title text, amount int, hold id, instalment int, on_at time, asked_by id,
--   asked_at time)
INSERT INTO fund_paper (id, fund, kind, commitment, party, title, amount, amount_left, hold, instalment, on_at, state, reason, asked_by, asked_at,
        decided_at, entry)
VALUES (:id, :fund, :kind, :commitment, :party, :title, :amount, 0, :hold, :instalment, :on_at, 'asked', '', :asked_by, :asked_at, 0, 0);

-- paper_get one (id id) -> FundPaper (id id, fund id, kind text, commitment id, party id, title text, amount int, amount_left int, hold id,
--   instalment int, on_at time, state text, reason text, asked_by id, asked_at time, decided_at time, entry int, party_name text, asker text)
SELECT p.id, p.fund, p.kind, p.commitment, p.party, p.title, p.amount, p.amount_left, p.hold, p.instalment, p.on_at, p.state, p.reason, p.asked_by,
       p.asked_at, p.decided_at, p.entry, COALESCE(y.name, ''), COALESCE(w.name, '')
FROM fund_paper p LEFT JOIN party y ON y.id = p.party LEFT JOIN actor w ON w.id = p.asked_by WHERE p.id = :id;

-- papers_of many (fund id, before id) -> FundPaperLine (id id, kind text, commitment id, party id, party_name text, title text, amount int,
--   amount_left int, on_at time, state text, asked_at time, decided_at time)
SELECT p.id, p.kind, p.commitment, p.party, COALESCE(y.name, ''), p.title, p.amount, p.amount_left, p.on_at, p.state, p.asked_at, p.decided_at
FROM fund_paper p LEFT JOIN party y ON y.id = p.party WHERE p.fund = :fund AND p.id < :before ORDER BY p.id DESC LIMIT 51;

-- papers_out_of many (commitment id) -> FundPaperOut (id id, kind text, title text, amount int, instalment int, on_at time, state text,
--   asked_at time)
SELECT id, kind, title, amount, instalment, on_at, state, asked_at FROM fund_paper
WHERE commitment = :commitment AND id <> :commitment ORDER BY id DESC LIMIT 200;

-- What waits for signatures at a hub and all below it.
-- papers_asked many (hub id) -> FundPaperAsked (id id, fund id, fund_title text, unit text, kind text, party id, party_name text, title text,
--   amount int, asked_by id, asked_at time)
SELECT p.id, p.fund, f.title, f.unit, p.kind, p.party, COALESCE(y.name, ''), p.title, p.amount, p.asked_by, p.asked_at
FROM hub_above x JOIN fund f ON f.hub = x.hub JOIN fund_paper p ON p.fund = f.id LEFT JOIN party y ON y.id = p.party
WHERE x.ancestor = :hub AND p.state = 'asked' ORDER BY p.id LIMIT 100;

-- paper_decide touch (id id, state text, reason text, amount_left int, decided_at time, entry int)
UPDATE fund_paper SET state = :state, reason = :reason, amount_left = :amount_left, hold = 0, decided_at = :decided_at, entry = :entry
WHERE id = :id AND state = 'asked';

-- What of a commitment can still be asked for becomes less, or more again; never below nothing.
-- paper_take touch (id id, amount int)
UPDATE fund_paper SET amount_left = amount_left - :amount WHERE id = :id AND state = 'done' AND amount_left >= :amount;

-- sign_add run (paper id, step int, hub id)
INSERT INTO fund_sign (paper, step, hub, signed_by, signed_at) VALUES (:paper, :step, :hub, 0, 0);

-- signs_of many (paper id) -> FundSign (step int, hub id, hub_title text, signed_by id, signed_at time, name text)
SELECT s.step, s.hub, h.title, s.signed_by, s.signed_at, COALESCE(w.name, '')
FROM fund_sign s JOIN hub h ON h.id = s.hub LEFT JOIN actor w ON w.id = s.signed_by WHERE s.paper = :paper ORDER BY s.step LIMIT 40;

-- sign_put touch (paper id, step int, signed_by id, signed_at time)
UPDATE fund_sign SET signed_by = :signed_by, signed_at = :signed_at WHERE paper = :paper AND step = :step AND signed_by = 0;

-- instalment_add run (commitment id, number int, amount int, due_at time, milestone id)
INSERT INTO fund_instalment (commitment, number, amount, due_at, milestone, paper) VALUES (:commitment, :number, :amount, :due_at, :milestone, 0);

-- instalments_of many (commitment id) -> FundInstalment (number int, amount int, due_at time, milestone id, paper id, milestone_title text,
--   milestone_state text, milestone_party id, milestone_cohort id)
SELECT i.number, i.amount, i.due_at, i.milestone, i.paper, COALESCE(m.title, ''), COALESCE(m.state, ''), COALESCE(m.party, 0), COALESCE(m.cohort, 0)
FROM fund_instalment i LEFT JOIN milestone m ON m.id = i.milestone WHERE i.commitment = :commitment ORDER BY i.number LIMIT 40;

-- instalment_set touch (commitment id, number int, was id, paper id)
UPDATE fund_instalment SET paper = :paper WHERE commitment = :commitment AND number = :number AND paper = :was;

-- milestone_of_party one (id id, party id) -> FundMilestone (id id, state text)
SELECT id, state FROM milestone WHERE id = :id AND party = :party;

-- A party that was merged: its papers are the other's.
-- paper_party_set run (from_party id, into_party id)
UPDATE fund_paper SET party = :into_party WHERE party = :from_party;

-- What people wrote about a party that is erased.
-- paper_words_forget run (party id)
UPDATE fund_paper SET title = '', reason = '' WHERE party = :party;
