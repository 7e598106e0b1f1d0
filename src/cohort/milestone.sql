-- milestone_insert run (party id, id id, cohort id, slug text, title text, due_at time, made_at time)
INSERT INTO milestone (party, id, cohort, slug, title, due_at, state, number, made_at, changed_at)
VALUES (:party, :id, :cohort, :slug, :title, :due_at, 'due', 0, :made_at, :made_at);

-- milestone_get one (party id, id id) -> Milestone (party id, id id, cohort id, slug text, title text, due_at time, state text, number int,
--   changed_at time)
SELECT party, id, cohort, slug, title, due_at, state, number, changed_at FROM milestone WHERE party = :party AND id = :id;

-- milestone_named one (party id, cohort id, slug text) -> Milestone
SELECT party, id, cohort, slug, title, due_at, state, number, changed_at FROM milestone
WHERE party = :party AND cohort = :cohort AND slug = :slug ORDER BY id LIMIT 1;

-- milestones_of many (party id, cohort id) -> Milestone
SELECT party, id, cohort, slug, title, due_at, state, number, changed_at FROM milestone
WHERE party = :party AND cohort = :cohort ORDER BY due_at, id LIMIT 200;

-- What waits for an operator's word.
-- milestones_waiting many (cohort id) -> MilestoneWaiting (party id, id id, name text, title text, due_at time, changed_at time)
SELECT x.party, x.id, p.name, x.title, x.due_at, x.changed_at FROM milestone x JOIN party p ON p.id = x.party
JOIN cohort_member m ON m.party = x.party AND m.cohort = x.cohort
WHERE x.cohort = :cohort AND x.state = 'submitted' AND m.left_at = 0 ORDER BY x.changed_at, x.id LIMIT 100;

-- milestone_count one (party id, cohort id) -> MilestoneCount (milestones int)
SELECT COUNT(*) FROM milestone WHERE party = :party AND cohort = :cohort;

-- milestone_set_due touch (party id, id id, title text, due_at time)
UPDATE milestone SET title = :title, due_at = :due_at WHERE party = :party AND id = :id AND state <> 'approved';

-- milestone_set_submitted touch (party id, id id, number int, now time)
UPDATE milestone SET state = 'submitted', number = :number, changed_at = :now
WHERE party = :party AND id = :id AND state <> 'approved' AND number = :number - 1;

-- milestone_set_decided touch (party id, id id, number int, state text, now time)
UPDATE milestone SET state = :state, changed_at = :now WHERE party = :party AND id = :id AND number = :number AND number > 0
AND (state = 'submitted' OR (state = 'approved' AND :state = 'returned'));

-- milestone_evidence_insert run (party id, milestone id, number int, words text, link text, file_name text, file_type text, file_bytes int,
--   file_sha256 text, made_by id, made_at time)
INSERT INTO milestone_evidence (party, milestone, number, words, link, file_name, file_type, file_bytes, file_sha256, made_by, made_at,
        decision, answer, decided_by, decided_at)
VALUES (:party, :milestone, :number, :words, :link, :file_name, :file_type, :file_bytes, :file_sha256, :made_by, :made_at, '', '', 0, 0);

-- milestone_file_get one (party id, cohort id, milestone id, number int) -> MilestoneFile (name text, type text, bytes int, sha256 text)
SELECT e.file_name, e.file_type, e.file_bytes, e.file_sha256
FROM milestone_evidence e JOIN milestone x ON x.party = e.party AND x.id = e.milestone
WHERE e.party = :party AND x.cohort = :cohort AND e.milestone = :milestone AND e.number = :number AND e.file_sha256 <> '';

-- milestone_file_uses one (sha256 text) -> MilestoneFileUses (files int)
SELECT COUNT(*) FROM milestone_evidence WHERE file_sha256 = :sha256;

-- milestone_evidence_decide touch (party id, milestone id, number int, decision text, answer text, decided_by id, decided_at time)
UPDATE milestone_evidence SET decision = :decision, answer = :answer, decided_by = :decided_by, decided_at = :decided_at
WHERE party = :party AND milestone = :milestone AND number = :number;

-- milestone_evidences many (party id, cohort id) -> MilestoneEvidence (milestone id, number int, words text, link text, file_name text,
--   file_bytes int, made_by text, made_at time, decision text, answer text, decided_at time)
SELECT e.milestone, e.number, e.words, e.link, e.file_name, e.file_bytes, COALESCE(a.name, ''), e.made_at, e.decision, e.answer, e.decided_at
FROM milestone_evidence e JOIN milestone x ON x.party = e.party AND x.id = e.milestone LEFT JOIN actor a ON a.id = e.made_by
WHERE e.party = :party AND x.cohort = :cohort ORDER BY x.due_at, e.milestone, e.number DESC LIMIT 500;
