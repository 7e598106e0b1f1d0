-- wishes_of_team many (party id, cohort id) -> Wished (party id, actor id, place int, name text)
SELECT w.party, w.actor, w.place, COALESCE(a.name, '') FROM cohort_wish w LEFT JOIN actor a ON a.id = w.actor
WHERE w.party = :party AND w.cohort = :cohort AND w.of_team = TRUE ORDER BY w.place, w.actor LIMIT 200;

-- wishes_of_mentor many (actor id, cohort id) -> Wished
SELECT w.party, w.actor, w.place, p.name FROM cohort_wish w JOIN party p ON p.id = w.party
WHERE w.cohort = :cohort AND w.actor = :actor AND w.of_team = FALSE ORDER BY w.place, w.party LIMIT 500;

-- All of one side.
-- wishes_all many (cohort id, of_team bool, after_party id, after_actor id) -> WishRow (party id, actor id, place int)
SELECT w.party, w.actor, w.place FROM cohort_wish w WHERE w.cohort = :cohort AND w.of_team = :of_team
AND (w.party, w.actor) > (:after_party, :after_actor) ORDER BY w.party, w.actor LIMIT 1000;

-- wish_put run (cohort id, party id, actor id, of_team bool, place int)
INSERT INTO cohort_wish (cohort, party, actor, of_team, place) VALUES (:cohort, :party, :actor, :of_team, :place)
ON CONFLICT (party, cohort, actor, of_team) DO UPDATE SET place = excluded.place;

-- wish_drop run (cohort id, party id, actor id, of_team bool)
DELETE FROM cohort_wish WHERE cohort = :cohort AND party = :party AND actor = :actor AND of_team = :of_team;

-- pair_put run (cohort id, party id, actor id, party_place int, mentor_place int, made_at time)
INSERT INTO cohort_pair (cohort, party, actor, party_place, mentor_place, made_at)
VALUES (:cohort, :party, :actor, :party_place, :mentor_place, :made_at);

-- pairs_clear run (cohort id)
DELETE FROM cohort_pair WHERE cohort = :cohort;

-- pairs_of many (cohort id) -> PairLine (party id, party_name text, actor id, mentor_name text, party_place int, mentor_place int,
--   made_at time)
SELECT x.party, p.name, x.actor, COALESCE(a.name, ''), x.party_place, x.mentor_place, x.made_at
FROM cohort_pair x JOIN party p ON p.id = x.party LEFT JOIN actor a ON a.id = x.actor
WHERE x.cohort = :cohort ORDER BY x.actor, x.party LIMIT 500;

-- pair_of many (party id, cohort id) -> PairLine
SELECT x.party, p.name, x.actor, COALESCE(a.name, ''), x.party_place, x.mentor_place, x.made_at
FROM cohort_pair x JOIN party p ON p.id = x.party LEFT JOIN actor a ON a.id = x.actor
WHERE x.party = :party AND x.cohort = :cohort ORDER BY x.actor LIMIT 1;
