-- interest_teams many (actor id) -> InterestParty (party id)
SELECT party FROM team_person WHERE actor = :actor ORDER BY party LIMIT 1000;

-- Who made the token that a service has now: what it does is theirs.
-- interest_maker one (actor id) -> InterestMaker (made_by id)
SELECT made_by FROM service WHERE actor = :actor;

-- In the team of the party, or of the one that it was merged into.
-- interest_team one (party id, actor id) -> InterestParty
SELECT t.party FROM party p JOIN team_person t ON t.party = CASE WHEN p.merged_into <> 0 THEN p.merged_into ELSE p.id END AND t.actor = :actor
WHERE p.id = :party;
