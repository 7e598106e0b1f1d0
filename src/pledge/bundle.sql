-- bundle_figures many (metric id, hub id, from_position int, room int) -> BundleFigure (position int, subject id, on_at time)
SELECT position, subject, on_at FROM figure
WHERE metric = :metric AND hub = :hub AND position >= :from_position ORDER BY position LIMIT :room;

-- bundle_merges many (from_position int, room int) -> BundleMerge (position int, party id, into_party id)
SELECT position, party, into_party FROM seen_merge WHERE position >= :from_position ORDER BY position LIMIT :room;
