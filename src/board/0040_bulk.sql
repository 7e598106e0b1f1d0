-- Why members move, for moves that need a reason.
ALTER TABLE board_bulk ADD COLUMN reason text NOT NULL DEFAULT '';

-- The stage in which it stood when it was done.
ALTER TABLE board_bulk_line ADD COLUMN was text NOT NULL DEFAULT '';

-- Cells of several words had no more than the first of them: those of who has more are made again.
INSERT INTO application_touch (party, application) SELECT r.party, r.application FROM board_row r
WHERE EXISTS (SELECT 1 FROM application_tag t WHERE t.party = r.party AND t.application = r.application)
  OR EXISTS (SELECT 1 FROM board_column c WHERE c.round = r.round AND c.kind = 'choices')
ON CONFLICT (party, application) DO NOTHING;
