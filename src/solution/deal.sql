-- challenge_add run (party id, id id, hub id, programme id, round id, title text, problem text, reward text, until_at time, made_by id,
--   made_at time)
INSERT INTO challenge (party, id, hub, programme, round, state, title, problem, reward, until_at, made_by, made_at, closed_at)
VALUES (:party, :id, :hub, :programme, :round, 'draft', :title, :problem, :reward, :until_at, :made_by, :made_at, 0);

-- challenge_get one (party id, id id) -> Challenge (party id, id id, hub id, programme id, round id, state text, title text, problem text,
--   reward text, until_at time, made_at time, closed_at time)
SELECT party, id, hub, programme, round, state, title, problem, reward, until_at, made_at, closed_at FROM challenge
WHERE party = :party AND id = :id;

-- challenge_by_id one (id id) -> Challenge
SELECT party, id, hub, programme, round, state, title, problem, reward, until_at, made_at, closed_at FROM challenge WHERE id = :id;

-- challenge_set touch (party id, id id, round id, title text, problem text, reward text, until_at time)
UPDATE challenge SET round = :round, title = :title, problem = :problem, reward = :reward, until_at = :until_at
WHERE party = :party AND id = :id;

-- challenge_close touch (party id, id id, closed_at time)
UPDATE challenge SET state = CASE WHEN state = 'open' THEN 'closed' ELSE 'withdrawn' END, closed_at = :closed_at
WHERE party = :party AND id = :id AND state IN ('open', 'draft');

-- challenge_announce touch (party id, id id)
UPDATE challenge SET state = 'open' WHERE party = :party AND id = :id AND state = 'draft';

-- challenges_at many (state text, before id) -> ChallengeLine (id id, party id, party_name text, title text, state text, reward text, hub text,
--   hub_title text, programme text, programme_title text, until_at time)
SELECT c.id, c.party, CASE WHEN p.is_listed THEN p.name ELSE '' END, c.title, c.state, c.reward, h.slug, h.title, g.slug, g.title, c.until_at
FROM challenge c JOIN party p ON p.id = c.party JOIN hub h ON h.id = c.hub JOIN programme g ON g.id = c.programme
WHERE c.state = :state AND c.id < :before ORDER BY c.id DESC LIMIT 51;

-- Drafts at a hub and below.
-- challenges_waiting many (hub id) -> ChallengeLine
SELECT c.id, c.party, p.name, c.title, c.state, c.reward, h.slug, h.title, g.slug, g.title, c.until_at
FROM hub_above x JOIN challenge c ON c.hub = x.hub AND c.state = 'draft' JOIN party p ON p.id = c.party JOIN hub h ON h.id = c.hub
JOIN programme g ON g.id = c.programme WHERE x.ancestor = :hub ORDER BY c.id DESC LIMIT 51;

-- challenges_of many (party id) -> ChallengeLine
SELECT c.id, c.party, p.name, c.title, c.state, c.reward, h.slug, h.title, g.slug, g.title, c.until_at
FROM challenge c JOIN party p ON p.id = c.party JOIN hub h ON h.id = c.hub JOIN programme g ON g.id = c.programme
WHERE c.party = :party ORDER BY c.id DESC LIMIT 50;

-- Handed in, and not withdrawn.
-- challenge_answers one (round id) -> AnswerCount (answers int)
SELECT COUNT(*) FROM application WHERE round = :round AND state = 'submitted' AND :round <> 0;

-- challenge_round one (round id) -> ChallengeRound (programme id, hub id, title text, opens_at time, closes_at time, cancelled_at time,
--   is_public bool)
SELECT programme, hub, title, opens_at, closes_at, cancelled_at, is_public FROM round WHERE id = :round;

-- pilot_add run (party id, id id, enterprise id, challenge id, programme id, hub id, goal text, begins_on time, ends_on time, made_by id,
--   made_at time)
INSERT INTO pilot (party, id, enterprise, challenge, programme, hub, state, outcome, goal, result, begins_on, ends_on, ended_at, made_by,
        made_at)
VALUES (:party, :id, :enterprise, :challenge, :programme, :hub, 'planned', '', :goal, '', :begins_on, :ends_on, 0, :made_by, :made_at);

-- pilot_get one (party id, id id) -> Pilot (party id, id id, enterprise id, challenge id, programme id, hub id, state text, outcome text,
--   goal text, result text, begins_on time, ends_on time, ended_at time)
SELECT party, id, enterprise, challenge, programme, hub, state, outcome, goal, result, begins_on, ends_on, ended_at FROM pilot
WHERE party = :party AND id = :id;

-- pilot_begin touch (party id, id id, begins_on time)
UPDATE pilot SET state = 'running', begins_on = :begins_on WHERE party = :party AND id = :id AND state = 'planned';

-- pilot_end touch (party id, id id, outcome text, result text, ended_at time)
UPDATE pilot SET state = 'ended', outcome = :outcome, result = :result, ended_at = :ended_at
WHERE party = :party AND id = :id AND state = 'running';

-- pilots_of many (party id) -> PilotLine (party id, id id, name text, enterprise id, enterprise_name text, state text, outcome text, goal text,
--   begins_on time, ends_on time)
SELECT l.party, l.id, p.name, l.enterprise, e.name, l.state, l.outcome, l.goal, l.begins_on, l.ends_on
FROM (SELECT * FROM pilot a WHERE a.party = :party UNION SELECT * FROM pilot b WHERE b.enterprise = :party) l
JOIN party p ON p.id = l.party JOIN party e ON e.id = l.enterprise ORDER BY l.id DESC LIMIT 50;

-- pilots_at many (hub id) -> PilotLine
SELECT l.party, l.id, p.name, l.enterprise, e.name, l.state, l.outcome, l.goal, l.begins_on, l.ends_on
FROM hub_above x JOIN pilot l ON l.hub = x.hub JOIN party p ON p.id = l.party JOIN party e ON e.id = l.enterprise
WHERE x.ancestor = :hub ORDER BY l.id DESC LIMIT 50;

-- agreement_add run (party id, id id, owner id, solution id, programme id, bps int, from_on time, until_on time, made_by id, made_at time)
INSERT INTO agreement (party, id, owner, solution, programme, bps, from_on, until_on, made_by, made_at)
VALUES (:party, :id, :owner, :solution, :programme, :bps, :from_on, :until_on, :made_by, :made_at);

-- agreement_get one (party id, id id) -> Agreement (party id, id id, owner id, solution id, programme id, bps int, from_on time, until_on time)
SELECT party, id, owner, solution, programme, bps, from_on, until_on FROM agreement WHERE party = :party AND id = :id;

-- agreement_end touch (party id, id id, until_on time)
UPDATE agreement SET until_on = :until_on WHERE party = :party AND id = :id AND until_on > :until_on;

-- agreement_consent_add run (party id, agreement id, owner id, by id, now time)
INSERT INTO agreement_consent (party, agreement, owner, made_by, made_at) VALUES (:party, :agreement, :owner, :by, :now);

-- agreement_consent_get one (party id, agreement id, owner id) -> AgreementConsent (made_at time)
SELECT made_at FROM agreement_consent WHERE party = :party AND agreement = :agreement AND owner = :owner;

-- agreement_consent_drop touch (party id, agreement id, owner id)
DELETE FROM agreement_consent WHERE party = :party AND agreement = :agreement AND owner = :owner;

-- agreement_consents_move run (party id, into_party id)
INSERT INTO agreement_consent (party, agreement, owner, made_by, made_at)
SELECT CASE WHEN c.party = :party THEN :into_party ELSE c.party END, c.agreement, CASE WHEN c.owner = :party THEN :into_party ELSE c.owner END,
       c.made_by, c.made_at FROM agreement_consent c WHERE c.party = :party OR c.owner = :party
ON CONFLICT (party, agreement, owner) DO NOTHING;

-- agreement_consents_moved run (party id)
DELETE FROM agreement_consent WHERE party = :party OR owner = :party;

-- The narrowest that holds on a day: of the solution, then of its owner, then of a programme that the owner is a member of and in which it
-- lets the share hold.
-- agreement_for one (party id, owner id, solution id, on_day time) -> Agreement
SELECT a.party, a.id, a.owner, a.solution, a.programme, a.bps, a.from_on, a.until_on FROM agreement a
WHERE a.party = :party AND a.from_on <= :on_day AND a.until_on > :on_day
AND (a.solution = :solution OR (a.solution = 0 AND a.owner = :owner)
     OR (a.owner = 0 AND EXISTS (SELECT 1 FROM member m WHERE m.party = :owner AND m.programme = a.programme)
         AND EXISTS (SELECT 1 FROM agreement_consent c WHERE c.party = a.party AND c.agreement = a.id AND c.owner = :owner)))
ORDER BY CASE WHEN a.solution <> 0 THEN 0 WHEN a.owner <> 0 THEN 1 ELSE 2 END, a.id DESC LIMIT 1;

-- Those that it has, gives, or could let hold for its solutions.
-- agreements_of many (party id, now time) -> AgreementLine (party id, id id, name text, owner id, owner_name text, solution id, title text,
--   programme_title text, bps int, from_on time, until_on time, is_consented bool)
SELECT a.party, a.id, p.name, a.owner, COALESCE(o.name, ''), a.solution, COALESCE(s.title, ''), COALESCE(g.title, ''), a.bps, a.from_on, a.until_on,
       EXISTS (SELECT 1 FROM agreement_consent c WHERE c.party = a.party AND c.agreement = a.id AND c.owner = :party) AS is_consented
FROM (SELECT * FROM agreement y WHERE y.party = :party UNION SELECT * FROM agreement z WHERE z.owner = :party
      UNION SELECT * FROM agreement w WHERE w.owner = 0 AND w.programme IN (SELECT m.programme FROM member m WHERE m.party = :party)) a
JOIN party p ON p.id = a.party LEFT JOIN party o ON o.id = a.owner LEFT JOIN solution s ON s.party = a.owner AND s.id = a.solution
LEFT JOIN programme g ON g.id = a.programme WHERE a.until_on > :now ORDER BY a.id DESC LIMIT 50;

-- referral_add run (party id, id id, owner id, solution id, agreement id, bps int, hub id, customer text, note text, made_by id, made_at time)
INSERT INTO referral (party, id, owner, solution, agreement, bps, hub, state, reason, customer, note, currency, amount_minor, share_minor,
        made_by, made_at, won_on, changed_at)
VALUES (:party, :id, :owner, :solution, :agreement, :bps, :hub, 'made', '', :customer, :note, '', 0, 0, :made_by, :made_at, 0, :made_at);

-- Of the solution's owner.
-- referral_of_owner one (owner id, id id) -> Referral (party id, id id, owner id, solution id, bps int, hub id, state text, customer text,
--   currency text, amount_minor int, share_minor int, made_at time, won_on time)
SELECT party, id, owner, solution, bps, hub, state, customer, currency, amount_minor, share_minor, made_at, won_on FROM referral
WHERE owner = :owner AND id = :id;

-- referral_set touch (party id, id id, state text, was text, reason text, currency text, amount_minor int, share_minor int, won_on time,
--   changed_at time)
UPDATE referral SET state = :state, reason = :reason, currency = :currency, amount_minor = :amount_minor, share_minor = :share_minor,
        won_on = :won_on, changed_at = :changed_at
WHERE party = :party AND id = :id AND state = :was;

-- referral_same one (party id, solution id, customer text) -> ReferralId (id id)
SELECT id FROM referral WHERE party = :party AND solution = :solution AND customer = :customer AND state <> 'lost' ORDER BY id LIMIT 1;

-- referrals_of many (party id, before id) -> ReferralLine (party id, id id, name text, owner id, owner_name text, solution id, title text,
--   state text, reason text, customer text, note text, bps int, currency text, amount_minor int, share_minor int, made_at time, won_on time)
SELECT r.party, r.id, p.name, r.owner, o.name, r.solution, s.title, r.state, r.reason, r.customer, r.note, r.bps, r.currency, r.amount_minor,
       r.share_minor, r.made_at, r.won_on
FROM (SELECT * FROM referral y WHERE y.party = :party UNION SELECT * FROM referral z WHERE z.owner = :party) r
JOIN party p ON p.id = r.party JOIN party o ON o.id = r.owner JOIN solution s ON s.party = r.owner AND s.id = r.solution
WHERE r.id < :before ORDER BY r.id DESC LIMIT 51;

-- referrals_at many (hub id) -> ReferralLine
SELECT r.party, r.id, p.name, r.owner, o.name, r.solution, s.title, r.state, r.reason, r.customer, r.note, r.bps, r.currency, r.amount_minor,
       r.share_minor, r.made_at, r.won_on
FROM hub_above x JOIN referral r ON r.hub = x.hub JOIN party p ON p.id = r.party JOIN party o ON o.id = r.owner
JOIN solution s ON s.party = r.owner AND s.id = r.solution
WHERE x.ancestor = :hub ORDER BY r.id DESC LIMIT 50;

-- A month of a partner.
-- statement_lines many (party id, from_on time, until_on time) -> ReferralLine
SELECT r.party, r.id, p.name, r.owner, o.name, r.solution, s.title, r.state, r.reason, r.customer, r.note, r.bps, r.currency, r.amount_minor,
       r.share_minor, r.made_at, r.won_on
FROM referral r JOIN party p ON p.id = r.party JOIN party o ON o.id = r.owner JOIN solution s ON s.party = r.owner AND s.id = r.solution
WHERE r.party = :party AND r.won_on <> 0 AND r.won_on >= :from_on AND r.won_on < :until_on AND r.state IN ('won', 'paid')
ORDER BY r.won_on, r.id LIMIT 1000;

-- statement_sums many (party id, from_on time, until_on time) -> StatementSum (currency text, referrals int, amount_minor int, share_minor int,
--   paid_minor int)
SELECT r.currency, COUNT(*), CAST(SUM(r.amount_minor) AS bigint), CAST(SUM(r.share_minor) AS bigint),
       CAST(SUM(CASE WHEN r.state = 'paid' THEN r.share_minor ELSE 0 END) AS bigint)
FROM referral r WHERE r.party = :party AND r.won_on <> 0 AND r.won_on >= :from_on AND r.won_on < :until_on AND r.state IN ('won', 'paid')
GROUP BY r.currency ORDER BY r.currency LIMIT 200;

-- challenge_rehome run (party id, into_party id)
UPDATE challenge SET party = :into_party WHERE party = :party;

-- pilot_rehome run (party id, into_party id)
UPDATE pilot SET party = CASE WHEN party = :party THEN :into_party ELSE party END,
        enterprise = CASE WHEN enterprise = :party THEN :into_party ELSE enterprise END WHERE party = :party OR enterprise = :party;

-- agreement_rehome run (party id, into_party id)
UPDATE agreement SET party = CASE WHEN party = :party THEN :into_party ELSE party END,
        owner = CASE WHEN owner = :party THEN :into_party ELSE owner END WHERE party = :party OR owner = :party;

-- referral_rehome run (party id, into_party id)
UPDATE referral SET party = CASE WHEN party = :party THEN :into_party ELSE party END,
        owner = CASE WHEN owner = :party THEN :into_party ELSE owner END WHERE party = :party OR owner = :party;
