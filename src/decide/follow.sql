-- rehome_determinations run (party id, into_party id)
UPDATE determination SET party = :into_party WHERE party = :party;

-- rehome_lines run (party id, into_party id)
UPDATE determination_line SET party = :into_party WHERE party = :party AND party <> 0;
