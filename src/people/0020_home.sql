-- Where a party is at home when it has no hub of its own: the membership that it began with.
ALTER TABLE member ADD COLUMN is_home bool NOT NULL DEFAULT FALSE;
UPDATE member SET is_home = TRUE WHERE NOT EXISTS (SELECT 1 FROM member o WHERE o.party = member.party
        AND (o.joined_at < member.joined_at OR (o.joined_at = member.joined_at
        AND (o.programme < member.programme OR (o.programme = member.programme AND o.hub < member.hub)))));
-- What a party was known by from its beginning, and not by a later file or merge: it alone shows whose account it is.
ALTER TABLE identity ADD COLUMN is_first bool NOT NULL DEFAULT TRUE;
UPDATE identity SET is_first = FALSE WHERE party IN (SELECT merged_into FROM party WHERE merged_into <> 0);
