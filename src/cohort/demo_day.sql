-- demo_pitches many (session id) -> DemoPitch (party id, name text, is_listed bool, website text, place int, minutes int)
SELECT x.party, p.name, p.is_listed, p.website, x.place, x.minutes FROM cohort_pitch x JOIN party p ON p.id = x.party
WHERE x.session = :session ORDER BY x.place, x.party LIMIT 300;

-- demo_pitch one (party id, session id) -> DemoPlace (place int)
SELECT place FROM cohort_pitch WHERE party = :party AND session = :session;

-- Where a party is a member of a programme for investors, with the definition that holds now.
-- demo_memberships many (party id) -> DemoMembership (name text, stage text, definition text)
SELECT p.name, s.slug, v.definition FROM member m JOIN programme g ON g.id = m.programme AND g.family = 'investor'
JOIN programme_version v ON v.programme = g.id AND v.version = g.version JOIN stage s ON s.id = m.stage JOIN party p ON p.id = m.party
WHERE m.party = :party ORDER BY m.programme, m.hub LIMIT 20;

-- pitch_interest_put run (party id, session id, investor id, words text, made_by id, made_at time)
INSERT INTO pitch_interest (party, session, investor, words, made_by, made_at)
VALUES (:party, :session, :investor, :words, :made_by, :made_at)
ON CONFLICT (party, session, investor) DO UPDATE SET words = excluded.words, made_by = excluded.made_by;

-- pitch_interest_drop touch (party id, session id, investor id)
DELETE FROM pitch_interest WHERE party = :party AND session = :session AND investor = :investor;

-- pitch_interests_in many (session id) -> DemoInterest (party id, name text, investor id, investor_name text, words text, made_at time)
SELECT x.party, p.name, x.investor, i.name, x.words, x.made_at FROM pitch_interest x JOIN party p ON p.id = x.party
JOIN party i ON i.id = x.investor WHERE x.session = :session ORDER BY x.made_at, x.party, x.investor LIMIT 1000;

-- pitch_interests_by many (session id, investor id) -> DemoInterestIn (party id)
SELECT party FROM pitch_interest WHERE session = :session AND investor = :investor ORDER BY party LIMIT 300;

-- pitch_interest_forget run (party id)
DELETE FROM pitch_interest WHERE party = :party OR investor = :party;

-- pitch_interest_take run (party id, into_party id)
UPDATE pitch_interest SET party = :into_party WHERE party = :party AND NOT EXISTS (SELECT 1 FROM pitch_interest o
WHERE o.party = :into_party AND o.session = pitch_interest.session AND o.investor = pitch_interest.investor);

-- pitch_interest_take_investor run (party id, into_party id)
UPDATE pitch_interest SET investor = :into_party WHERE investor = :party AND NOT EXISTS (SELECT 1 FROM pitch_interest o
WHERE o.party = pitch_interest.party AND o.session = pitch_interest.session AND o.investor = :into_party);
