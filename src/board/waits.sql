-- What an account has to do: id, other, party and slug lead to it; n: how many of them.
-- waits_reviews many (actor id, now time) -> Wait (id id, other id, party id, slug text, title text, about text, due_at time, n int)
SELECT r.id, CAST(0 AS bigint), CAST(0 AS bigint), s.step, r.title, p.title, s.until_at, COUNT(*) FROM assignment x
JOIN review_step s ON s.round = x.round AND s.step = x.step JOIN round r ON r.id = x.round JOIN programme p ON p.id = r.programme
WHERE x.account = :actor AND x.state IN ('assigned', 'draft') AND s.closed_at = 0 AND (s.until_at = 0 OR s.until_at > :now)
GROUP BY r.id, s.step, r.title, p.title, s.until_at ORDER BY r.id, s.step LIMIT 50;

-- waits_reviewer many (actor id, now time) -> Wait
SELECT v.id, CAST(0 AS bigint), CAST(0 AS bigint), '', r.title, p.title, r.closes_at, CAST(1 AS bigint) FROM reviewer v JOIN round r ON r.id = v.round
JOIN programme p ON p.id = r.programme WHERE v.account = :actor AND v.state = 'invited' AND r.cancelled_at = 0 AND :now > 0 ORDER BY v.id LIMIT 50;

-- waits_team many (actor id, now time) -> Wait
SELECT i.id, CAST(0 AS bigint), i.party, '', p.name, '', i.ends_at, CAST(1 AS bigint) FROM actor_email e JOIN team_invitation i ON i.email = e.email
JOIN party p ON p.id = i.party WHERE e.actor = :actor AND e.confirmed_at > 0 AND i.state = 'waiting' AND i.ends_at > :now ORDER BY i.id LIMIT 50;

-- Also hours that are over and of which nothing was said.
-- waits_mentor many (actor id, now time) -> Wait
SELECT b.id, b.cohort, b.party, '', p.name, c.title, b.begins_at, CAST(1 AS bigint) FROM mentor_booking b JOIN party p ON p.id = b.party
JOIN cohort c ON c.id = b.cohort WHERE b.actor = :actor AND b.begins_at > :now - 2592000000000 AND b.state = 'booked' ORDER BY b.begins_at, b.id LIMIT 50;

-- waits_tickets many (actor id, now time) -> Wait
SELECT t.id, t.event, t.party, '', e.title, e.place, t.until_at, CAST(1 AS bigint) FROM event_seat t JOIN event e ON e.id = t.event
WHERE t.actor = :actor AND t.state = 'offered' AND t.until_at > :now ORDER BY t.id LIMIT 50;

-- What a party has to do.
-- waits_drafts many (party id, now time) -> Wait
SELECT y.id, y.round, y.party, '', y.title, y.about, y.until_at, CAST(1 AS bigint) FROM (
  SELECT x.id, x.round, x.party, x.title, r.title AS about, CASE WHEN COALESCE(e.until_at, 0) > r.closes_at THEN e.until_at ELSE r.closes_at END AS until_at
  FROM application x JOIN round r ON r.id = x.round LEFT JOIN round_extension e ON e.party = x.party AND e.round = x.round
  WHERE x.party = :party AND x.state = 'draft' AND r.cancelled_at = 0) y WHERE y.until_at > :now ORDER BY y.id LIMIT 50;

-- waits_places many (party id, now time) -> Wait
SELECT d.id, d.application, d.party, '', x.title, r.title, d.due_at, CAST(1 AS bigint) FROM determination d
JOIN application x ON x.party = d.party AND x.id = d.application JOIN round r ON r.id = d.round
WHERE d.party = :party AND d.state = 'announced' AND d.due_at > :now ORDER BY d.id LIMIT 50;

-- Of the next thirty days, and what is late.
-- waits_milestones many (party id, now time) -> Wait
SELECT m.id, m.cohort, m.party, '', m.title, p.name, m.due_at, CAST(1 AS bigint) FROM milestone m JOIN party p ON p.id = m.party
JOIN cohort c ON c.id = m.cohort AND c.closed_at = 0
WHERE m.party = :party AND m.state IN ('due', 'returned') AND m.due_at < :now + 2592000000000 ORDER BY m.id LIMIT 50;

-- waits_reports many (party id, now time) -> Wait
SELECT m.id, m.cohort, m.party, '', m.title, p.name, m.due_at, CAST(1 AS bigint) FROM report m JOIN party p ON p.id = m.party
JOIN cohort c ON c.id = m.cohort AND c.closed_at = 0
WHERE m.party = :party AND (m.state = 'open' OR m.reopened_until > :now) AND (m.lock_at > :now OR m.reopened_until > :now)
AND m.due_at < :now + 2592000000000 ORDER BY m.id LIMIT 50;

-- waits_bookings many (party id, now time) -> Wait
SELECT b.id, b.cohort, b.party, '', c.title, p.name, b.begins_at, CAST(1 AS bigint) FROM mentor_booking b JOIN party p ON p.id = b.party
JOIN cohort c ON c.id = b.cohort WHERE b.party = :party AND b.state = 'booked' AND b.ends_at > :now ORDER BY b.begins_at, b.id LIMIT 50;

-- waits_introductions many (party id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), y.side, '', y.title, y.about, y.ends_at, CAST(1 AS bigint) FROM (
  SELECT i.id, i.party AS side, o.name AS title, p.name AS about, i.ends_at FROM introduction i JOIN party p ON p.id = i.party JOIN party o ON o.id = i.other
  WHERE i.party = :party AND i.state = 'asked' AND i.party_says = '' AND i.ends_at > :now
  UNION ALL SELECT i.id, i.other, p.name, o.name, i.ends_at FROM introduction i JOIN party p ON p.id = i.party JOIN party o ON o.id = i.other
  WHERE i.other = :party AND i.state = 'asked' AND i.other_says = '' AND i.ends_at > :now) y ORDER BY y.id LIMIT 50;

-- What a role at a hub has to do, round by round, of the last four hundred days; a thousand are as many as any.
-- waits_conflicts many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), '', y.title, y.about, CAST(0 AS bigint), y.n FROM (
  SELECT r.id, r.title, p.title AS about, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM review_conflict c WHERE c.round = r.id AND c.status = 'pending' AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = c.party AND t.actor = :actor) LIMIT 1000) z) AS n
  FROM round r JOIN programme p ON p.id = r.programme
  WHERE r.closes_at > :now - 34560000000000 AND (:hub = 0 OR r.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR r.programme = :programme)) y
WHERE y.n > 0 AND :actor > 0 ORDER BY y.id LIMIT 50;

-- waits_doubles many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), '', y.title, y.about, CAST(0 AS bigint), y.n FROM (
  SELECT r.id, r.title, p.title AS about, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM application_hint c WHERE c.round = r.id AND c.state = 'open' AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = c.party AND t.actor = :actor) AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = c.other_party AND t.actor = :actor) LIMIT 1000) z) AS n
  FROM round r JOIN programme p ON p.id = r.programme
  WHERE r.closes_at > :now - 34560000000000 AND (:hub = 0 OR r.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR r.programme = :programme)) y
WHERE y.n > 0 AND :actor > 0 ORDER BY y.id LIMIT 50;

-- waits_proposals many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), '', y.title, y.about, CAST(0 AS bigint), y.n FROM (
  SELECT r.id, r.title, p.title AS about, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM determination d WHERE d.round = r.id AND d.state = 'proposed' AND d.proposed_by <> :actor AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = d.party AND t.actor = :actor) LIMIT 1000) z) AS n
  FROM round r JOIN programme p ON p.id = r.programme
  WHERE r.closes_at > :now - 34560000000000 AND (:hub = 0 OR r.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR r.programme = :programme)) y
WHERE y.n > 0 AND :actor > 0 ORDER BY y.id LIMIT 50;

-- waits_telling many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), '', y.title, y.about, CAST(0 AS bigint), y.n FROM (
  SELECT r.id, r.title, p.title AS about, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM determination d WHERE d.round = r.id AND d.state = 'approved' AND d.send_at = 0 AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = d.party AND t.actor = :actor) LIMIT 1000) z) AS n
  FROM round r JOIN programme p ON p.id = r.programme
  WHERE r.closes_at > :now - 34560000000000 AND (:hub = 0 OR r.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR r.programme = :programme)) y
WHERE y.n > 0 AND :actor > 0 ORDER BY y.id LIMIT 50;

-- waits_assignments many (hub id, programme id, actor id, now time) -> Wait
SELECT r.id, CAST(0 AS bigint), CAST(0 AS bigint), s.step, r.title, p.title, s.until_at, CAST(1 AS bigint) FROM round r JOIN programme p ON p.id = r.programme
JOIN review_step s ON s.round = r.id WHERE r.closes_at > :now - 34560000000000 AND (:hub = 0 OR r.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR r.programme = :programme) AND s.proposal <> '' AND s.closed_at = 0 AND :actor > 0
ORDER BY r.id, s.step LIMIT 50;

-- waits_approvals many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), '', y.title, y.about, CAST(0 AS bigint), y.n FROM (
  SELECT c.id, c.title, p.title AS about, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM milestone m WHERE m.cohort = c.id AND m.state = 'submitted' AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = m.party AND t.actor = :actor) LIMIT 1000) z) AS n
  FROM cohort c JOIN programme p ON p.id = c.programme WHERE c.closed_at = 0 AND (:hub = 0 OR c.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR c.programme = :programme)) y
WHERE y.n > 0 AND :actor > 0 AND :now > 0 ORDER BY y.id LIMIT 50;

-- waits_solutions many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), y.slug, y.title, '', CAST(0 AS bigint), y.n FROM (
  SELECT h.id, h.slug, h.title, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM solution s WHERE s.hub = h.id AND s.state = 'in-review' AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = s.party AND t.actor = :actor) LIMIT 1000) z) AS n FROM hub h
  WHERE :hub = 0 OR h.id IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) y
WHERE y.n > 0 AND :programme = 0 AND :actor > 0 AND :now > 0 ORDER BY y.id LIMIT 50;

-- waits_challenges many (hub id, programme id, actor id, now time) -> Wait
SELECT c.id, CAST(0 AS bigint), CAST(0 AS bigint), '', c.title, h.title, c.until_at, CAST(1 AS bigint) FROM challenge c JOIN hub h ON h.id = c.hub
WHERE c.state = 'draft' AND (:hub = 0 OR c.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR c.programme = :programme)
AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = c.party AND t.actor = :actor) AND :now > 0 ORDER BY c.id LIMIT 50;

-- waits_outcomes many (hub id, programme id, actor id, now time) -> Wait
SELECT y.id, CAST(0 AS bigint), CAST(0 AS bigint), y.slug, y.title, '', CAST(0 AS bigint), y.n FROM (
  SELECT h.id, h.slug, h.title, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM outcome o WHERE o.hub = h.id AND o.state = 'noted' AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = o.other AND t.actor = :actor) AND NOT EXISTS (SELECT 1 FROM team_person t WHERE t.party = o.party AND t.actor = :actor) LIMIT 1000) z) AS n FROM hub h
  WHERE :hub = 0 OR h.id IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) y
WHERE y.n > 0 AND :programme = 0 AND :actor > 0 AND :now > 0 ORDER BY y.id LIMIT 50;

-- waits_imports many (hub id, programme id, actor id, now time) -> Wait
SELECT i.id, CAST(0 AS bigint), CAST(0 AS bigint), '', i.file_name, '', CAST(0 AS bigint), CAST(1 AS bigint) FROM import i WHERE i.state = 'checked'
AND ((:hub = 0 OR i.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR i.programme = :programme) OR i.actor = :actor) AND :now > 0 ORDER BY i.id LIMIT 50;

-- Mails are nobody's hub's: for those who may everywhere.
-- waits_mails many (hub id, programme id, actor id, now time) -> Wait
SELECT CAST(0 AS bigint), CAST(0 AS bigint), CAST(0 AS bigint), '', '', '', CAST(0 AS bigint), y.n FROM (SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM outbox WHERE state = 'failed' LIMIT 1000) z) y
WHERE y.n > 0 AND :hub = 0 AND :programme = 0 AND :actor > 0 AND :now > 0;

-- waits_bulks many (hub id, programme id, actor id, now time) -> Wait
SELECT b.id, CAST(0 AS bigint), CAST(0 AS bigint), '', b.subject, '', CAST(0 AS bigint), CAST(1 AS bigint) FROM mail_bulk b WHERE b.state = 'held' AND (:hub = 0 OR b.hub IN (SELECT a.hub FROM hub_above a WHERE a.ancestor = :hub)) AND (:programme = 0 OR b.programme = :programme)
AND :actor > 0 AND :now > 0 ORDER BY b.id LIMIT 50;
