-- The language that the account chose, as a BCP 47 tag; empty: none yet.
ALTER TABLE actor ADD COLUMN language text NOT NULL DEFAULT '';
