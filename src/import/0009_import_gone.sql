-- Of how many identities that the source was known to have those gone would be marked; 0: none would be.
ALTER TABLE import ADD COLUMN gone_of int NOT NULL DEFAULT 0;
-- Parties that were known and became members.
ALTER TABLE import ADD COLUMN rows_joined int NOT NULL DEFAULT 0;
