-- round_export_insert run (id id, round id, actor id, kind text, state text, spec text, made_at time)
INSERT INTO round_export (id, round, actor, kind, state, spec, made_at) VALUES (:id, :round, :actor, :kind, :state, :spec, :made_at);

-- round_export_get one (id id) -> RoundExport (id id, round id, actor id, kind text, state text, spec text, made_at time)
SELECT id, round, actor, kind, state, spec, made_at FROM round_export WHERE id = :id;

-- A filter may hold a person's name: it goes when the file can be fetched no more.
-- round_export_specs_due one (before time) -> BoardDue (due int)
SELECT COUNT(*) FROM round_export WHERE made_at <= :before AND spec <> '';

-- round_export_specs_end run (before time)
UPDATE round_export SET spec = '' WHERE made_at <= :before AND spec <> '';

-- round_export_forget run (actor id)
UPDATE round_export SET spec = '' WHERE actor = :actor;

-- Keys alone: one application's answers may be megabytes.
-- export_keys many (round id, state text, after_at time, after_id id) -> ExportKey (party id, application id, submitted_at time)
SELECT a.party, a.id, a.submitted_at FROM application a
WHERE a.round = :round AND a.state = :state AND a.submitted_at >= :after_at
AND (a.submitted_at > :after_at OR a.id > :after_id) ORDER BY a.submitted_at, a.id LIMIT 500;

-- export_key_in one (round id, slot int) -> ExportKey
SELECT b.party, b.application, a.submitted_at FROM board_row b
JOIN application a ON a.party = b.party AND a.id = b.application WHERE b.round = :round AND b.slot = :slot;

-- export_row one (party id, application id) -> ExportRow (id id, party id, party_name text, party_kind text, country text, title text,
--   state text, stage text, revision int, submitted_at time, answers text)
SELECT a.id, a.party, p.name, p.kind, p.country, a.title, a.state, a.stage, a.revision, a.submitted_at, v.answers FROM application a
JOIN party p ON p.id = a.party
JOIN application_revision v ON v.party = a.party AND v.application = a.id AND v.number = a.revision
WHERE a.party = :party AND a.id = :application;
