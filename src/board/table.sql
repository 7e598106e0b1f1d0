-- board_shown one (party id, application id) -> BoardShown (application id, party id, name text, kind text, country text, sector text,
--   state text, stage text, submitted_at time)
SELECT x.id, x.party, p.name, p.kind, p.country, p.sector, x.state, x.stage, x.submitted_at
FROM application x JOIN party p ON p.id = x.party WHERE x.party = :party AND x.id = :application;

-- board_answers one (party id, application id) -> BoardAnswers (form id, answers text)
SELECT v.form, v.answers FROM application x
JOIN application_revision v ON v.party = x.party AND v.application = x.id AND v.number = x.revision
WHERE x.party = :party AND x.id = :application;

-- Rounds that a hub and those below it run, the last to close first.
-- board_rounds_of many (hub id) -> BoardRoundLine (id id, title text, programme_title text, hub_title text, closes_at time)
SELECT r.id, r.title, p.title, h.title, r.closes_at FROM round r JOIN programme p ON p.id = r.programme JOIN hub h ON h.id = r.hub
WHERE r.hub IN (SELECT b.hub FROM hub_above b WHERE b.ancestor = :hub) AND r.cancelled_at = 0 ORDER BY r.closes_at DESC, r.id DESC LIMIT 41;
