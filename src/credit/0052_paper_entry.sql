-- The paper behind an entry: what was paid is told to the last digit elsewhere (IATI).
CREATE INDEX fund_paper_by_entry ON fund_paper (entry);
