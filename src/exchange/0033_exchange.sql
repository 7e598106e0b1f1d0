-- When what a round says was changed last; 0: never. Others that keep a copy ask for what changed since.
ALTER TABLE round ADD COLUMN changed_at time NOT NULL DEFAULT 0;
