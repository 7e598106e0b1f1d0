-- Rows whose party another source names, so that theirs is kept as a further name.
ALTER TABLE import ADD COLUMN rows_named int NOT NULL DEFAULT 0;
-- Rows of parties that an earlier row of the same file told of under another id.
ALTER TABLE import ADD COLUMN rows_twice int NOT NULL DEFAULT 0;
-- Refused rows that name nobody: whoever is not in the file may stand in one of them.
ALTER TABLE import ADD COLUMN rows_nameless int NOT NULL DEFAULT 0;
