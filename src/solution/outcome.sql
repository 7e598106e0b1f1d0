-- introduction_add run (party id, id id, other id, kind text, hub id, words text, made_by id, made_at time, ends_at time)
INSERT INTO introduction (party, id, other, kind, hub, state, words, party_says, other_says, party_actor, other_actor, made_by, made_at, ends_at,
        closed_at)
VALUES (:party, :id, :other, :kind, :hub, 'asked', :words, '', '', 0, 0, :made_by, :made_at, :ends_at, 0);

-- introduction_by_id one (id id) -> Introduction (party id, id id, other id, kind text, hub id, state text, words text, party_says text,
--   other_says text, party_actor id, other_actor id, made_at time, ends_at time)
SELECT party, id, other, kind, hub, state, words, party_says, other_says, party_actor, other_actor, made_at, ends_at FROM introduction
WHERE id = :id;

-- introduction_same one (party id, other id, now time) -> IntroductionId (id id)
SELECT id FROM introduction WHERE party = :party AND other = :other AND state = 'asked' AND ends_at > :now ORDER BY id LIMIT 1;

-- introduction_set touch (party id, id id, state text, party_says text, other_says text, party_actor id, other_actor id, closed_at time)
UPDATE introduction SET state = :state, party_says = :party_says, other_says = :other_says, party_actor = :party_actor,
        other_actor = :other_actor, closed_at = :closed_at
WHERE party = :party AND id = :id AND state = 'asked';

-- introduction_ask_add run (party id, introduction id, id id, side id, token blob, actor id)
INSERT INTO introduction_ask (party, introduction, id, side, token, actor) VALUES (:party, :introduction, :id, :side, :token, :actor);

-- introduction_by_token one (token blob) -> IntroductionAsk (introduction id, side id, actor id)
SELECT introduction, side, actor FROM introduction_ask WHERE token = :token;

-- introduction_asks_drop run (party id, introduction id)
DELETE FROM introduction_ask WHERE party = :party AND introduction = :introduction;

-- introductions_of many (party id) -> IntroductionLine (party id, id id, name text, other id, other_name text, kind text, state text,
--   words text, party_says text, other_says text, made_at time, ends_at time)
SELECT i.party, i.id, p.name, i.other, o.name, i.kind, i.state, i.words, i.party_says, i.other_says, i.made_at, i.ends_at
FROM (SELECT * FROM introduction y WHERE y.party = :party UNION SELECT * FROM introduction z WHERE z.other = :party) i
JOIN party p ON p.id = i.party JOIN party o ON o.id = i.other ORDER BY i.id DESC LIMIT 50;

-- introductions_at many (hub id) -> IntroductionLine
SELECT i.party, i.id, p.name, i.other, o.name, i.kind, i.state, i.words, i.party_says, i.other_says, i.made_at, i.ends_at
FROM hub_above x JOIN introduction i ON i.hub = x.hub JOIN party p ON p.id = i.party JOIN party o ON o.id = i.other
WHERE x.ancestor = :hub ORDER BY i.id DESC LIMIT 50;

-- outcome_add run (party id, id id, other id, kind text, hub id, programme text, amount int, currency text, round_type text, people int,
--   happened_on time, evidence text, note text, is_confidential bool, salt blob, made_by id, made_at time)
INSERT INTO outcome (party, id, other, kind, state, hub, programme, amount, currency, round_type, people, happened_on, evidence, note,
        is_confidential, salt, made_by, made_at, decided_by, decided_at)
VALUES (:party, :id, :other, :kind, 'noted', :hub, :programme, :amount, :currency, :round_type, :people, :happened_on, :evidence, :note,
        :is_confidential, :salt, :made_by, :made_at, 0, 0);

-- outcome_get one (party id, id id) -> Outcome (party id, id id, other id, kind text, state text, hub id, programme text, amount int,
--   currency text, round_type text, people int, happened_on time, evidence text, note text, is_confidential bool, salt blob, made_by id)
SELECT party, id, other, kind, state, hub, programme, amount, currency, round_type, people, happened_on, evidence, note, is_confidential, salt,
       made_by FROM outcome WHERE party = :party AND id = :id;

-- outcome_decide touch (party id, id id, state text, decided_by id, decided_at time)
UPDATE outcome SET state = :state, decided_by = :decided_by, decided_at = :decided_at WHERE party = :party AND id = :id AND state = 'noted';

-- outcomes_of many (party id) -> OutcomeLine (party id, id id, name text, other_name text, kind text, state text, amount int, currency text,
--   round_type text, people int, happened_on time, evidence text, is_confidential bool)
SELECT u.party, u.id, p.name, COALESCE(o.name, ''), u.kind, u.state, u.amount, u.currency, u.round_type, u.people, u.happened_on, u.evidence,
       u.is_confidential
FROM outcome u JOIN party p ON p.id = u.party LEFT JOIN party o ON o.id = u.other WHERE u.party = :party ORDER BY u.id DESC LIMIT 50;

-- outcomes_at many (hub id, state text) -> OutcomeLine
SELECT u.party, u.id, p.name, COALESCE(o.name, ''), u.kind, u.state, u.amount, u.currency, u.round_type, u.people, u.happened_on, u.evidence,
       u.is_confidential
FROM hub_above x JOIN outcome u ON u.hub = x.hub JOIN party p ON p.id = u.party LEFT JOIN party o ON o.id = u.other
WHERE x.ancestor = :hub AND u.state = :state ORDER BY u.id DESC LIMIT 50;

-- introduction_rehome run (party id, into_party id)
UPDATE introduction SET party = CASE WHEN party = :party THEN :into_party ELSE party END,
        other = CASE WHEN other = :party THEN :into_party ELSE other END WHERE party = :party OR other = :party;

-- introduction_ask_rehome run (party id, into_party id)
UPDATE introduction_ask SET party = CASE WHEN party = :party THEN :into_party ELSE party END,
        side = CASE WHEN side = :party THEN :into_party ELSE side END WHERE party = :party OR side = :party;

-- outcome_rehome run (party id, into_party id)
UPDATE outcome SET party = CASE WHEN party = :party THEN :into_party ELSE party END,
        other = CASE WHEN other = :party THEN :into_party ELSE other END WHERE party = :party OR other = :party;

-- Erasure of a person.
-- introductions_forget run (party id)
UPDATE introduction SET words = '' WHERE party = :party OR other = :party;

-- introduction_asks_forget run (party id)
DELETE FROM introduction_ask WHERE party = :party OR side = :party;

-- outcomes_blank run (party id, nothing blob)
UPDATE outcome SET amount = 0, evidence = '', note = '', salt = :nothing WHERE party = :party;

-- introduction_actor_forget run (actor id)
DELETE FROM introduction_ask WHERE actor = :actor;

-- Whether two were introduced, and both agreed to it.
-- introduction_joins one (party id, other id) -> IntroductionJoined (id id)
SELECT id FROM introduction WHERE party = :party AND other = :other AND state = 'made'
UNION ALL SELECT id FROM introduction WHERE party = :other AND other = :party AND state = 'made' ORDER BY id LIMIT 1;
