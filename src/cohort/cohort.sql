-- cohort_insert run (id id, programme id, hub id, round id, title text, begins_at time, ends_at time, made_at time, made_by id)
INSERT INTO cohort (id, programme, hub, round, title, begins_at, ends_at, closed_at, made_at, made_by)
VALUES (:id, :programme, :hub, :round, :title, :begins_at, :ends_at, 0, :made_at, :made_by);

-- cohort_by_id one (id id) -> Cohort (id id, programme id, hub id, round id, title text, begins_at time, ends_at time, closed_at time,
--   programme_slug text, programme_title text, hub_slug text, hub_title text, zone text)
SELECT c.id, c.programme, c.hub, c.round, c.title, c.begins_at, c.ends_at, c.closed_at, g.slug, g.title, h.slug, h.title, h.zone
FROM cohort c JOIN programme g ON g.id = c.programme JOIN hub h ON h.id = c.hub WHERE c.id = :id;

-- cohort_set touch (id id, title text, begins_at time, ends_at time)
UPDATE cohort SET title = :title, begins_at = :begins_at, ends_at = :ends_at WHERE id = :id;

-- cohort_set_closed touch (id id, closed_at time)
UPDATE cohort SET closed_at = :closed_at WHERE id = :id;

-- Newest first; for everybody, so nothing but counts.
-- cohort_lines many (before id) -> CohortLine (id id, title text, programme text, programme_title text, hub text, hub_title text,
--   begins_at time, ends_at time, closed_at time, members int)
SELECT c.id, c.title, g.slug, g.title, h.slug, h.title, c.begins_at, c.ends_at, c.closed_at,
       (SELECT COUNT(*) FROM cohort_member m WHERE m.cohort = c.id AND m.left_at = 0)
FROM cohort c JOIN programme g ON g.id = c.programme JOIN hub h ON h.id = c.hub
WHERE c.id < :before ORDER BY c.id DESC LIMIT 51;

-- Those of parties in whose team somebody is.
-- cohort_of_actor many (actor id) -> CohortOwn (id id, title text, programme_title text, hub_title text, party id, party_name text,
--   begins_at time, ends_at time)
SELECT c.id, c.title, g.title, h.title, p.id, p.name, c.begins_at, c.ends_at
FROM team_person t JOIN cohort_member m ON m.party = t.party JOIN cohort c ON c.id = m.cohort JOIN programme g ON g.id = c.programme
JOIN hub h ON h.id = c.hub JOIN party p ON p.id = t.party
WHERE t.actor = :actor AND m.left_at = 0 ORDER BY c.id DESC, p.id LIMIT 100;

-- cohort_of_party many (party id) -> CohortOwn
SELECT c.id, c.title, g.title, h.title, p.id, p.name, c.begins_at, c.ends_at
FROM cohort_member m JOIN cohort c ON c.id = m.cohort JOIN programme g ON g.id = c.programme
JOIN hub h ON h.id = c.hub JOIN party p ON p.id = m.party
WHERE m.party = :party AND m.left_at = 0 ORDER BY c.id DESC LIMIT 50;

-- cohort_member_get one (party id, cohort id) -> CohortMember (party id, cohort id, joined_at time, left_at time)
SELECT party, cohort, joined_at, left_at FROM cohort_member WHERE party = :party AND cohort = :cohort;

-- cohort_member_add run (party id, cohort id, joined_at time)
INSERT INTO cohort_member (party, cohort, joined_at, left_at) VALUES (:party, :cohort, :joined_at, 0)
ON CONFLICT (party, cohort) DO UPDATE SET joined_at = excluded.joined_at, left_at = 0;

-- cohort_member_leave touch (party id, cohort id, left_at time)
UPDATE cohort_member SET left_at = :left_at WHERE party = :party AND cohort = :cohort AND left_at = 0;

-- cohort_member_count one (cohort id) -> CohortCount (members int)
SELECT COUNT(*) FROM cohort_member WHERE cohort = :cohort AND left_at = 0;

-- cohort_parties many (cohort id, after id) -> CohortParty (party id, name text)
SELECT m.party, p.name FROM cohort_member m JOIN party p ON p.id = m.party
WHERE m.cohort = :cohort AND m.left_at = 0 AND m.party > :after ORDER BY m.party LIMIT 500;

-- Each member with where it stands and what it did. Health is a plain rule over these, in cohort/health.
-- cohort_health many (cohort id, now time, after id) -> CohortHealth (party id, name text, stage text, milestones int,
--   milestones_done int, milestones_late int, milestones_wait int, reports int, reports_done int, reports_late int, booked_us int,
--   active_at time)
SELECT m.party, p.name, COALESCE(s.title, ''),
       (SELECT COUNT(*) FROM milestone x WHERE x.party = m.party AND x.cohort = m.cohort),
       (SELECT COUNT(*) FROM milestone x WHERE x.party = m.party AND x.cohort = m.cohort AND x.state = 'approved'),
       (SELECT COUNT(*) FROM milestone x WHERE x.party = m.party AND x.cohort = m.cohort AND x.state IN ('due', 'returned')
        AND x.due_at < :now),
       (SELECT COUNT(*) FROM milestone x WHERE x.party = m.party AND x.cohort = m.cohort AND x.state = 'submitted'),
       (SELECT COUNT(*) FROM report x WHERE x.party = m.party AND x.cohort = m.cohort AND (x.ends_at <= :now OR x.state = 'submitted')),
       (SELECT COUNT(*) FROM report x WHERE x.party = m.party AND x.cohort = m.cohort AND x.state = 'submitted'),
       (SELECT COUNT(*) FROM report x WHERE x.party = m.party AND x.cohort = m.cohort AND x.state = 'open' AND x.due_at < :now),
       (SELECT CAST(COALESCE(SUM(x.ends_at - x.begins_at), 0) AS bigint) FROM mentor_booking x
        WHERE x.party = m.party AND x.cohort = m.cohort AND x.state IN ('booked', 'held')),
       (SELECT CAST(COALESCE(MAX(y.at), 0) AS bigint) FROM (
          SELECT MAX(x.changed_at) AS at FROM milestone x WHERE x.party = m.party AND x.cohort = m.cohort AND x.number > 0
          UNION ALL SELECT MAX(x.submitted_at) FROM report x WHERE x.party = m.party AND x.cohort = m.cohort
          UNION ALL SELECT MAX(x.made_at) FROM mentor_booking x WHERE x.party = m.party AND x.cohort = m.cohort) y)
FROM cohort_member m JOIN party p ON p.id = m.party JOIN cohort c ON c.id = m.cohort
LEFT JOIN member b ON b.party = m.party AND b.programme = c.programme AND b.hub = c.hub
LEFT JOIN stage s ON s.id = b.stage
WHERE m.cohort = :cohort AND m.left_at = 0 AND m.party > :after ORDER BY m.party LIMIT 201;

-- Members of the programme at the hub whose determination is confirmed, and who are not in the cohort.
-- cohort_confirmed many (cohort id, round id, programme id, hub id) -> CohortConfirmed (party id)
SELECT DISTINCT d.party FROM determination d JOIN member m ON m.party = d.party AND m.programme = :programme AND m.hub = :hub
WHERE d.round = :round AND d.state = 'confirmed'
  AND NOT EXISTS (SELECT 1 FROM cohort_member x WHERE x.party = d.party AND x.cohort = :cohort AND x.left_at = 0)
ORDER BY d.party LIMIT 501;

-- Members of the programme at the hub that could be added. Newest first: who was taken in lately is looked for.
-- cohort_candidates many (cohort id, programme id, hub id, before id) -> CohortCandidate (party id, name text, stage text)
SELECT m.party, p.name, s.title FROM member m JOIN party p ON p.id = m.party JOIN stage s ON s.id = m.stage
WHERE m.programme = :programme AND m.hub = :hub AND m.party < :before
  AND NOT EXISTS (SELECT 1 FROM cohort_member x WHERE x.party = m.party AND x.cohort = :cohort AND x.left_at = 0)
ORDER BY m.party DESC LIMIT 51;

-- Those who were in a cohort, and what became of them. left_at 0: to the end.
-- cohort_alumni many (cohort id, after id) -> CohortAlumnus (party id, name text, stage text, stage_slug text, since_at time, left_at time)
SELECT m.party, p.name, COALESCE(s.title, ''), COALESCE(s.slug, ''), COALESCE(b.since_at, 0), m.left_at
FROM cohort_member m JOIN party p ON p.id = m.party JOIN cohort c ON c.id = m.cohort
LEFT JOIN member b ON b.party = m.party AND b.programme = c.programme AND b.hub = c.hub
LEFT JOIN stage s ON s.id = b.stage
WHERE m.cohort = :cohort AND m.party > :after ORDER BY m.party LIMIT 201;

-- Whom to write to of a party: owners and editors of its team.
-- cohort_writers many (party id) -> CohortWriter (actor id, name text, email text)
SELECT t.actor, a.name, (SELECT MIN(e.email) FROM actor_email e WHERE e.actor = t.actor)
FROM team_person t JOIN actor a ON a.id = t.actor
WHERE t.party = :party AND t.role IN ('owner', 'editor') AND EXISTS (SELECT 1 FROM actor_email e WHERE e.actor = t.actor)
ORDER BY t.actor LIMIT 50;

-- cohort_rounds one (id id) -> CohortRound (id id, programme id, hub id)
SELECT id, programme, hub FROM round WHERE id = :id;

-- A merge: what was the one's is the other's, unless the other has such a row.
-- cohort_member_take run (party id, into_party id)
UPDATE cohort_member SET party = :into_party WHERE party = :party
AND NOT EXISTS (SELECT 1 FROM cohort_member o WHERE o.party = :into_party AND o.cohort = cohort_member.cohort);

-- cohort_pitch_take run (party id, into_party id)
UPDATE cohort_pitch SET party = :into_party WHERE party = :party
AND NOT EXISTS (SELECT 1 FROM cohort_pitch o WHERE o.party = :into_party AND o.session = cohort_pitch.session);

-- mentor_taken_take run (party id, into_party id)
UPDATE mentor_taken SET party = :into_party WHERE party = :party;

-- mentor_booking_take run (party id, into_party id)
UPDATE mentor_booking SET party = :into_party WHERE party = :party;

-- cohort_wish_take run (party id, into_party id)
UPDATE cohort_wish SET party = :into_party WHERE party = :party
AND NOT EXISTS (SELECT 1 FROM cohort_wish o WHERE o.party = :into_party AND o.cohort = cohort_wish.cohort);

-- cohort_pair_take run (party id, into_party id)
UPDATE cohort_pair SET party = :into_party WHERE party = :party
AND NOT EXISTS (SELECT 1 FROM cohort_pair o WHERE o.party = :into_party AND o.cohort = cohort_pair.cohort);

-- Of two milestones or reports that are the same, the one that stays keeps its own.
-- milestone_take run (party id, into_party id)
UPDATE milestone SET party = :into_party WHERE party = :party AND NOT EXISTS (SELECT 1 FROM milestone o
WHERE o.party = :into_party AND o.cohort = milestone.cohort AND o.slug = milestone.slug);

-- milestone_evidence_take run (party id, into_party id)
UPDATE milestone_evidence SET party = :into_party WHERE party = :party
AND EXISTS (SELECT 1 FROM milestone o WHERE o.party = :into_party AND o.id = milestone_evidence.milestone);

-- report_take run (party id, into_party id)
UPDATE report SET party = :into_party WHERE party = :party AND NOT EXISTS (SELECT 1 FROM report o
WHERE o.party = :into_party AND o.cohort = report.cohort AND o.slug = report.slug AND o.begins_at = report.begins_at);

-- report_revision_take run (party id, into_party id)
UPDATE report_revision SET party = :into_party WHERE party = :party
AND EXISTS (SELECT 1 FROM report o WHERE o.party = :into_party AND o.id = report_revision.report);

-- scale_up_take run (party id, into_party id)
UPDATE scale_up SET party = :into_party WHERE party = :party
AND NOT EXISTS (SELECT 1 FROM scale_up o WHERE o.party = :into_party AND o.cohort = scale_up.cohort);

-- cohort_member_drop run (party id)
DELETE FROM cohort_member WHERE party = :party;
