-- Conflicts of interest, and where they are looked for.

-- conflict_by_id one (id id) -> ReviewConflict (party id, application id, account id, kind text, id id, round id, severity text,
--   source text, status text, note text, made_by id, made_at time, decided_by id, decided_at time, why text)
SELECT party, application, account, kind, id, round, severity, source, status, note, made_by, made_at, decided_by, decided_at, why
FROM review_conflict WHERE id = :id;

-- conflict_on one (party id, application id, account id, kind text) -> ReviewConflict
SELECT party, application, account, kind, id, round, severity, source, status, note, made_by, made_at, decided_by, decided_at, why
FROM review_conflict WHERE party = :party AND application = :application AND account = :account AND kind = :kind;

-- conflicts_between many (application id, account id) -> ReviewConflict
SELECT party, application, account, kind, id, round, severity, source, status, note, made_by, made_at, decided_by, decided_at, why
FROM review_conflict WHERE application = :application AND account = :account ORDER BY id LIMIT 20;

-- conflicts_in many (round id, state text, after id) -> ReviewConflict
SELECT party, application, account, kind, id, round, severity, source, status, note, made_by, made_at, decided_by, decided_at, why
FROM review_conflict WHERE round = :round AND status = :state AND id > :after ORDER BY id LIMIT 1000;

-- conflicts_page many (round id, state text, after id) -> ConflictRow (id id, application id, party id, title text, account id, called text,
--   kind text, severity text, source text, status text, note text, made_at time, decided_at time, why text)
SELECT c.id, c.application, c.party, a.title, c.account, COALESCE(NULLIF(w.called, ''), t.name), c.kind, c.severity, c.source, c.status, c.note,
       c.made_at, c.decided_at, c.why
FROM review_conflict c JOIN application a ON a.party = c.party AND a.id = c.application JOIN actor t ON t.id = c.account
LEFT JOIN reviewer w ON w.round = c.round AND w.account = c.account
WHERE c.round = :round AND c.status = :state AND c.id > :after ORDER BY c.id LIMIT 51;

-- conflict_add run (party id, application id, account id, kind text, id id, round id, severity text, source text, state text,
--   note text, by id, now time)
INSERT INTO review_conflict (party, application, account, kind, id, round, severity, source, status, note, made_by, made_at, decided_by,
        decided_at, why)
VALUES (:party, :application, :account, :kind, :id, :round, :severity, :source, :state, :note, :by, :now, 0, 0, '');

-- conflict_decide touch (party id, application id, account id, kind text, state text, by id, now time, why text)
UPDATE review_conflict SET status = :state, decided_by = :by, decided_at = :now, why = :why
WHERE party = :party AND application = :application AND account = :account AND kind = :kind;

-- Of rounds in which something is still judged.
-- conflicts_settled many (party id, after id) -> ReviewConflict
SELECT c.party, c.application, c.account, c.kind, c.id, c.round, c.severity, c.source, c.status, c.note, c.made_by, c.made_at, c.decided_by,
       c.decided_at, c.why
FROM review_conflict c WHERE c.party = :party AND c.status IN ('dismissed', 'waived') AND c.kind <> 'declared' AND c.id > :after
AND EXISTS (SELECT 1 FROM review_step s WHERE s.round = c.round AND s.closed_at = 0) ORDER BY c.id LIMIT 500;

-- What ties people to parties, for conflicts that are found.
-- tie_teams many (account id) -> ReviewTie (party id)
SELECT party FROM team_person WHERE actor = :account ORDER BY party LIMIT 200;

-- tie_now one (party id) -> TieNow (party id, kind text)
SELECT CASE WHEN merged_into <> 0 THEN merged_into ELSE id END, kind FROM party WHERE id = :party;

-- Parties that were merged into one.
-- ties_merged many (party id) -> ReviewTie
SELECT id FROM party WHERE merged_into = :party AND merged_into <> 0 ORDER BY id LIMIT 100;

-- tie_people many (party id) -> TiePerson (account id)
SELECT actor FROM team_person WHERE party = :party ORDER BY actor LIMIT 200;

-- tie_emails many (account id) -> TieText (value text)
SELECT email FROM actor_email WHERE actor = :account ORDER BY email LIMIT 20;

-- tie_account one (email text) -> TiePerson
SELECT actor FROM actor_email WHERE email = :email AND confirmed_at > 0;

-- Whatever a party shows of its domain: website, addresses.
-- tie_domains many (party id) -> TieText
SELECT website AS value FROM party WHERE id = :party AND website <> ''
UNION SELECT i.value FROM identity i JOIN identity_scheme s ON s.id = i.scheme WHERE i.party = :party AND s.name IN ('email', 'domain')
ORDER BY 1 LIMIT 100;

-- tie_person_emails many (party id) -> TieText
SELECT i.value FROM identity i JOIN identity_scheme s ON s.id = i.scheme WHERE i.party = :party AND s.name = 'email' ORDER BY 1 LIMIT 20;

-- Who invested in a party, as its outcomes tell.
-- tie_investors many (party id) -> ReviewTie
SELECT DISTINCT other FROM outcome WHERE party = :party AND kind = 'investment' AND other <> 0 AND state <> 'refused' ORDER BY 1 LIMIT 200;
