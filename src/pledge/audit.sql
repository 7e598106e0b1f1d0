-- audit_members many (after_programme id, after_hub id, after_stage id) -> AuditMembers (programme id, hub id, stage id,
--   programme_slug text, stage_slug text, members int)
SELECT c.programme, c.hub, c.stage, p.slug, s.slug, c.members
FROM member_count c JOIN programme p ON p.id = c.programme JOIN stage s ON s.id = c.stage
WHERE (c.programme, c.hub, c.stage) > (:after_programme, :after_hub, :after_stage)
ORDER BY c.programme, c.hub, c.stage LIMIT 1000;
