-- A party was merged into another: what belongs to its applications follows.

-- rehome_assignments run (party id, into_party id)
UPDATE assignment SET party = :into_party WHERE party = :party;

-- rehome_versions run (party id, into_party id)
UPDATE review_version SET party = :into_party WHERE party = :party;

-- rehome_comments run (party id, into_party id)
UPDATE review_comment SET party = :into_party WHERE party = :party;

-- rehome_tallies run (party id, into_party id)
UPDATE review_tally SET party = :into_party WHERE party = :party;

-- rehome_pairs run (party id, into_party id)
UPDATE review_pair SET party = :into_party WHERE party = :party;

-- rehome_bids run (party id, into_party id)
UPDATE review_bid SET party = :into_party WHERE party = :party;

-- rehome_conflicts run (party id, into_party id)
UPDATE review_conflict SET party = :into_party WHERE party = :party;
