-- A file that was handed in with a milestone; its bytes lie in files/ of the data folder, under their SHA-256. Empty: none.
ALTER TABLE milestone_evidence ADD COLUMN file_name text NOT NULL DEFAULT '';
ALTER TABLE milestone_evidence ADD COLUMN file_type text NOT NULL DEFAULT '';
ALTER TABLE milestone_evidence ADD COLUMN file_bytes int NOT NULL DEFAULT 0;
ALTER TABLE milestone_evidence ADD COLUMN file_sha256 text NOT NULL DEFAULT '';
CREATE INDEX milestone_evidence_file ON milestone_evidence (file_sha256);
