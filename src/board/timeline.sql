-- Whose entries are a party's, too.
-- timeline_merged many (party id) -> TimelineId (id id)
SELECT id FROM party WHERE merged_into = :party AND merged_into <> 0 ORDER BY id DESC LIMIT 100;

-- timeline_applications many (party id) -> TimelineId
SELECT id FROM application WHERE party = :party ORDER BY id DESC LIMIT 200;

-- timeline_determinations many (party id) -> TimelineDetermination (id id, application id, announced_at time)
SELECT id, application, announced_at FROM determination WHERE party = :party ORDER BY id DESC LIMIT 200;

-- timeline_assignments many (party id) -> TimelineAssignment (id id, application id, round id)
SELECT id, application, round FROM assignment WHERE party = :party AND state <> 'proposed' ORDER BY id DESC LIMIT 500;

-- Mails to an address in a span of time.
-- timeline_mails many (address text, low time, high time) -> TimelineMail (id id, kind text, subject text, state text, made_at time)
SELECT id, kind, subject, state, made_at FROM outbox WHERE address = :address AND made_at >= :low AND made_at < :high ORDER BY id DESC LIMIT 50;
