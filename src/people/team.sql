-- team_person_of one (party id, actor id) -> TeamRole (role text, since_at time)
SELECT role, since_at FROM team_person WHERE party = :party AND actor = :actor;

-- team_people many (party id) -> TeamPerson (actor id, name text, role text, since_at time)
SELECT t.actor, a.name, t.role, t.since_at FROM team_person t JOIN actor a ON a.id = t.actor
WHERE t.party = :party ORDER BY t.since_at, t.actor LIMIT 200;

-- team_counts one (party id) -> TeamCounts (people int, owners int)
SELECT COUNT(*), COUNT(CASE WHEN role = 'owner' THEN 1 END) FROM team_person WHERE party = :party;

-- team_count_of one (actor id) -> TeamCount (teams int)
SELECT COUNT(*) FROM team_person WHERE actor = :actor;

-- team_of many (actor id) -> TeamOf (party id, name text, role text, since_at time)
SELECT t.party, p.name, t.role, t.since_at FROM team_person t JOIN party p ON p.id = t.party
WHERE t.actor = :actor ORDER BY t.since_at, t.party LIMIT 200;

-- team_person_add run (party id, actor id, role text, since_at time)
INSERT INTO team_person (party, actor, role, since_at) VALUES (:party, :actor, :role, :since_at);

-- team_person_set touch (party id, actor id, role text)
UPDATE team_person SET role = :role WHERE party = :party AND actor = :actor;

-- team_person_drop touch (party id, actor id)
DELETE FROM team_person WHERE party = :party AND actor = :actor;

-- team_founded_add run (party id, actor id, made_at time)
INSERT INTO team_founded (party, actor, made_at) VALUES (:party, :actor, :made_at);

-- team_founded_count one (actor id, since time) -> TeamFounded (lately int)
SELECT COUNT(*) FROM team_founded WHERE actor = :actor AND made_at > :since;

-- invitation_add run (party id, id id, token blob, email text, role text, given_by id, made_at time, ends_at time)
INSERT INTO team_invitation (party, id, token, email, role, state, given_by, made_at, ends_at)
VALUES (:party, :id, :token, :email, :role, 'waiting', :given_by, :made_at, :ends_at);

-- invitation_by_token one (token blob) -> Invitation (party id, id id, email text, role text, state text, given_by id, made_at time,
--   ends_at time)
SELECT party, id, email, role, state, given_by, made_at, ends_at FROM team_invitation WHERE token = :token;

-- invitation_by_id one (party id, id id) -> Invitation
SELECT party, id, email, role, state, given_by, made_at, ends_at FROM team_invitation WHERE party = :party AND id = :id;

-- invitations_waiting many (party id, now time) -> Invitation
SELECT party, id, email, role, state, given_by, made_at, ends_at FROM team_invitation
WHERE party = :party AND state = 'waiting' AND ends_at > :now ORDER BY id LIMIT 200;

-- invitations_lately one (given_by id, since time) -> InvitationCount (invitations int)
SELECT COUNT(*) FROM team_invitation WHERE given_by = :given_by AND made_at > :since;

-- invitation_set touch (party id, id id, state text)
UPDATE team_invitation SET state = :state, email = '' WHERE party = :party AND id = :id;

-- invitations_withdraw_of run (party id, given_by id)
UPDATE team_invitation SET state = 'withdrawn', email = '' WHERE party = :party AND given_by = :given_by AND state = 'waiting';

-- invitations_withdraw run (party id)
UPDATE team_invitation SET state = 'withdrawn', email = '' WHERE party = :party AND state = 'waiting';

-- invitations_sweep run (party id, now time)
UPDATE team_invitation SET email = '' WHERE party = :party AND ends_at <= :now AND email <> '';

-- invitations_forget run (email text)
UPDATE team_invitation SET state = 'withdrawn', email = '' WHERE email = :email AND email <> '';

-- team_invitations_rehome run (party id, into_party id)
UPDATE team_invitation SET party = :into_party WHERE party = :party;

-- team_founded_rehome run (party id)
DELETE FROM team_founded WHERE party = :party;
