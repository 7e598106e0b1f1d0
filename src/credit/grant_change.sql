-- grant_made_larger touch (party id, id id, amount int, topped id)
UPDATE credit_grant SET amount = amount + :amount, topped = :topped WHERE party = :party AND id = :id AND state = 'active';

-- grant_renews_set touch (party id, id id, renews id, reason text)
UPDATE credit_grant SET renews = :renews, reason = :reason WHERE party = :party AND id = :id;

-- grant_renewed one (party id, renews id) -> GrantRenewed (id id)
SELECT id FROM credit_grant WHERE party = :party AND renews = :renews AND renews > 0 ORDER BY id LIMIT 1;

-- grant_changes_of many (party id, about id) -> GrantChanged (kind text, amount int)
SELECT kind, amount FROM grant_change WHERE party = :party AND about = :about ORDER BY id LIMIT 5000;
