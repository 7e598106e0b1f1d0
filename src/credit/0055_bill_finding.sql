-- column_name: of the specification; empty: the rule is of the row.
ALTER TABLE bill_finding ADD COLUMN column_name text NOT NULL DEFAULT '';
