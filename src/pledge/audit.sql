-- audit_members many (after_programme id, after_hub id, after_stage id) -> AuditMembers (programme id, hub id, stage id,
--   programme_slug text, stage_slug text, members int)
SELECT c.programme, c.hub, c.stage, p.slug, s.slug, c.members
FROM member_count c JOIN programme p ON p.id = c.programme JOIN stage s ON s.id = c.stage
WHERE (c.programme, c.hub, c.stage) > (:after_programme, :after_hub, :after_stage)
ORDER BY c.programme, c.hub, c.stage LIMIT 1000;

-- audit_windows many (metric id) -> AuditWindow (pledge id, slug text, hub id, start_at time, deadline_at time, end_position int)
SELECT p.id, p.slug, p.hub, p.start_at, p.deadline_at, f.end_position
FROM pledge_history_fill f JOIN pledge p ON p.id = f.pledge JOIN metric m ON m.id = f.metric
WHERE f.metric = :metric AND m.is_current = TRUE AND m.count <> 'reported' AND f.position >= f.end_position ORDER BY p.id LIMIT 1000;

-- audit_history many (pledge id, metric id, after int) -> AuditHistoryRow (position int, value int)
SELECT position, value FROM pledge_history WHERE pledge = :pledge AND metric = :metric AND position > :after
ORDER BY position LIMIT 500;

-- audit_commits many (after int) -> AuditCommit (size int)
SELECT size FROM log_checkpoint WHERE size > :after ORDER BY size LIMIT 1000;
