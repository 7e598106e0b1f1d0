-- delegation_add run (party id, id id, role text, hub id, programme id, until_at time, given_by id, made_at time)
INSERT INTO delegation (party, id, role, hub, programme, until_at, given_by, made_at)
VALUES (:party, :id, :role, :hub, :programme, :until_at, :given_by, :made_at);

-- delegation_by_id one (id id) -> Delegation (party id, id id, party_name text, role text, hub id, programme id, until_at time, made_at time)
SELECT d.party, d.id, p.name, d.role, d.hub, d.programme, d.until_at, d.made_at
FROM delegation d JOIN party p ON p.id = d.party WHERE d.id = :id;

-- delegation_same one (party id, role text, hub id, programme id, now time) -> DelegationId (id id)
SELECT id FROM delegation WHERE party = :party AND role = :role AND hub = :hub AND programme = :programme AND until_at > :now
ORDER BY id LIMIT 1;

-- delegations_of many (party id, now time) -> Delegation
SELECT d.party, d.id, p.name, d.role, d.hub, d.programme, d.until_at, d.made_at
FROM delegation d JOIN party p ON p.id = d.party WHERE d.party = :party AND d.until_at > :now ORDER BY d.id LIMIT 200;

-- delegations_now many (now time) -> Delegation
SELECT d.party, d.id, p.name, d.role, d.hub, d.programme, d.until_at, d.made_at
FROM delegation d JOIN party p ON p.id = d.party WHERE d.until_at > :now ORDER BY d.id DESC LIMIT 500;

-- delegation_drop touch (party id, id id)
DELETE FROM delegation WHERE party = :party AND id = :id;

-- delegations_rehome run (party id, into_party id)
UPDATE delegation SET party = :into_party WHERE party = :party;
