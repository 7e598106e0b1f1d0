-- report_insert run (party id, id id, cohort id, slug text, title text, form id, begins_at time, ends_at time, due_at time, lock_at time,
--   made_at time)
INSERT INTO report (party, id, cohort, slug, title, form, begins_at, ends_at, due_at, lock_at, state, reopened_until, draft, draft_seq,
       revision, submitted_at, reminded, made_at)
VALUES (:party, :id, :cohort, :slug, :title, :form, :begins_at, :ends_at, :due_at, :lock_at, 'open', 0, '', 0, 0, 0, 0, :made_at)
ON CONFLICT (party, cohort, slug, begins_at) DO NOTHING;

-- report_get one (party id, id id) -> Report (party id, id id, cohort id, slug text, title text, form id, begins_at time, ends_at time,
--   due_at time, lock_at time, state text, reopened_until time, draft text, draft_seq int, revision int, submitted_at time)
SELECT party, id, cohort, slug, title, form, begins_at, ends_at, due_at, lock_at, state, reopened_until, draft, draft_seq, revision,
       submitted_at
FROM report WHERE party = :party AND id = :id;

-- report_there one (party id, cohort id, slug text, begins_at time) -> ReportId (id id)
SELECT id FROM report WHERE party = :party AND cohort = :cohort AND slug = :slug AND begins_at = :begins_at;

-- reports_of many (party id, cohort id) -> ReportLine (party id, id id, title text, begins_at time, ends_at time, due_at time, lock_at time,
--   state text, reopened_until time, revision int, submitted_at time)
SELECT party, id, title, begins_at, ends_at, due_at, lock_at, state, reopened_until, revision, submitted_at FROM report
WHERE party = :party AND cohort = :cohort ORDER BY begins_at DESC, slug, id LIMIT 200;

-- Of all members: those that are over and not handed in first.
-- reports_of_cohort many (cohort id) -> CohortReport (party id, name text, id id, title text, begins_at time, ends_at time, due_at time,
--   lock_at time, state text, revision int, submitted_at time)
SELECT r.party, p.name, r.id, r.title, r.begins_at, r.ends_at, r.due_at, r.lock_at, r.state, r.revision, r.submitted_at
FROM report r JOIN party p ON p.id = r.party JOIN cohort_member m ON m.party = r.party AND m.cohort = r.cohort
WHERE r.cohort = :cohort AND m.left_at = 0 ORDER BY CASE WHEN r.state = 'open' THEN 0 ELSE 1 END, r.due_at DESC, r.party, r.id LIMIT 300;

-- report_save touch (party id, id id, draft text, seen int)
UPDATE report SET draft = :draft, draft_seq = draft_seq + 1 WHERE party = :party AND id = :id AND draft_seq = :seen;

-- report_submit touch (party id, id id, draft text, number int, now time)
UPDATE report SET state = 'submitted', draft = :draft, draft_seq = draft_seq + 1, revision = :number, submitted_at = :now,
       reopened_until = 0
WHERE party = :party AND id = :id AND revision = :number - 1;

-- report_reopen touch (party id, id id, until time)
UPDATE report SET reopened_until = :until WHERE party = :party AND id = :id;

-- report_revision_insert run (party id, report id, number int, form id, answers text, hash text, salt text, made_by id, made_at time)
INSERT INTO report_revision (party, report, number, form, answers, hash, salt, made_by, made_at)
VALUES (:party, :report, :number, :form, :answers, :hash, :salt, :made_by, :made_at);

-- report_revisions many (party id, report id) -> ReportRevision (number int, answers text, hash text, made_by text, made_at time)
SELECT v.number, v.answers, v.hash, COALESCE(a.name, ''), v.made_at FROM report_revision v LEFT JOIN actor a ON a.id = v.made_by
WHERE v.party = :party AND v.report = :report ORDER BY v.number DESC LIMIT 100;

-- What was handed in last for each period of a report.
-- report_answers many (party id, cohort id, slug text) -> ReportAnswers (id id, begins_at time, revision int, answers text, form id)
SELECT r.id, r.begins_at, r.revision, v.answers, v.form FROM report r
JOIN report_revision v ON v.party = r.party AND v.report = r.id AND v.number = r.revision
WHERE r.party = :party AND r.cohort = :cohort AND r.slug = :slug AND r.revision > 0 ORDER BY r.begins_at, r.id LIMIT 40;

-- Cohorts whose reports may still go on.
-- report_cohorts many (after id, ended_after time) -> ReportCohort (id id)
SELECT id FROM cohort WHERE id > :after AND ends_at > :ended_after ORDER BY id LIMIT 100;

-- Reports of members that nobody was reminded of yet: soon due, and late.
-- reports_to_remind many (now time, until time) -> ReportDue (party id, id id, cohort id, title text, due_at time, reminded int)
SELECT r.party, r.id, r.cohort, r.title, r.due_at, r.reminded FROM report r
JOIN cohort_member m ON m.party = r.party AND m.cohort = r.cohort
WHERE r.state = 'open' AND m.left_at = 0 AND ((r.due_at <= :now AND r.reminded < 2) OR (r.due_at > :now AND r.due_at <= :until AND r.reminded < 1))
ORDER BY r.due_at, r.id LIMIT 50;

-- report_set_reminded touch (party id, id id, reminded int)
UPDATE report SET reminded = :reminded WHERE party = :party AND id = :id AND reminded < :reminded;

-- scale_up_insert run (party id, cohort id, figure text, version int, first_report id, first_revision int, first_value int, last_report id,
--   last_revision int, last_value int, staff_value int, made_by id, made_at time)
INSERT INTO scale_up (party, cohort, figure, version, first_report, first_revision, first_value, last_report, last_revision, last_value,
       staff_value, made_by, made_at)
VALUES (:party, :cohort, :figure, :version, :first_report, :first_revision, :first_value, :last_report, :last_revision, :last_value,
       :staff_value, :made_by, :made_at);

-- scale_up_get one (party id, cohort id) -> ScaleUp (party id, cohort id, figure text, first_report id, first_value int, last_report id,
--   last_value int, staff_value int, made_at time)
SELECT party, cohort, figure, first_report, first_value, last_report, last_value, staff_value, made_at FROM scale_up
WHERE party = :party AND cohort = :cohort;
