-- evidence_figures many (metric id, hub id, from_position int, end_position int, room int) -> EvidenceFigure (position int,
--   subject id, value int, on_at time)
SELECT position, subject, value, on_at FROM figure
WHERE metric = :metric AND hub = :hub AND position >= :from_position AND position < :end_position ORDER BY position LIMIT :room;

-- evidence_merges many (from_position int, end_position int, room int) -> EvidenceMerge (position int, party id, direct_into id)
SELECT position, party, direct_into FROM seen_merge
WHERE position >= :from_position AND position < :end_position ORDER BY position LIMIT :room;

-- evidence_merged one (party id) -> EvidenceMerged (direct_into id, position int)
SELECT direct_into, position FROM seen_merge WHERE party = :party;
