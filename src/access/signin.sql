-- passkey_insert run (id id, actor id, credential blob, handle blob, key blob, sign_count int, transports text, is_backup_eligible bool,
--   is_backed_up bool, name text, now time)
INSERT INTO passkey (id, actor, credential, handle, key, sign_count, transports, is_backup_eligible, is_backed_up, name, made_at, used_at, doubted_at)
VALUES (:id, :actor, :credential, :handle, :key, :sign_count, :transports, :is_backup_eligible, :is_backed_up, :name, :now, 0, 0);

-- passkey_by_credential one (credential blob) -> PasskeyRow (id id, actor id, credential blob, handle blob, key blob, sign_count int,
--   transports text, is_backup_eligible bool)
SELECT id, actor, credential, handle, key, sign_count, transports, is_backup_eligible FROM passkey WHERE credential = :credential;

-- passkey_rows_of many (actor id) -> PasskeyRow
SELECT id, actor, credential, handle, key, sign_count, transports, is_backup_eligible FROM passkey WHERE actor = :actor ORDER BY id LIMIT 64;

-- passkeys_of many (actor id) -> PasskeyLine (id id, name text, is_backed_up bool, made_at time, used_at time, doubted_at time)
SELECT id, name, is_backed_up, made_at, used_at, doubted_at FROM passkey WHERE actor = :actor ORDER BY id LIMIT 64;

-- Only forwards: of two at once with the same count one is late.
-- passkey_used touch (id id, sign_count int, is_backed_up bool, now time)
UPDATE passkey SET sign_count = :sign_count, is_backed_up = :is_backed_up, used_at = :now
WHERE id = :id AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0));

-- passkey_doubted touch (id id, before time, now time)
UPDATE passkey SET doubted_at = :now WHERE id = :id AND doubted_at < :before;

-- passkey_rename touch (id id, actor id, name text)
UPDATE passkey SET name = :name WHERE id = :id AND actor = :actor;

-- passkey_drop touch (id id, actor id)
DELETE FROM passkey WHERE id = :id AND actor = :actor;

-- In how many ways can this account come in by itself?
-- account_ways one (actor id) -> AccountWays (passwords int, passkeys int, identities int)
SELECT (SELECT COUNT(*) FROM password WHERE actor = :actor) AS passwords, (SELECT COUNT(*) FROM passkey WHERE actor = :actor) AS passkeys,
(SELECT COUNT(*) FROM sso_identity i WHERE i.actor = :actor
AND EXISTS (SELECT 1 FROM sso_provider p WHERE p.issuer = i.issuer AND p.ended_at = 0)) AS identities;

-- challenge_spend touch (challenge blob, ends_at time)
INSERT INTO challenge_spent (challenge, ends_at) VALUES (:challenge, :ends_at) ON CONFLICT (challenge) DO NOTHING;

-- challenge_sweep run (before time)
DELETE FROM challenge_spent WHERE ends_at < :before;

-- signup_set run (email text, token blob, ends_at time)
INSERT INTO signup (email, token, ends_at) VALUES (:email, :token, :ends_at)
ON CONFLICT (email) DO UPDATE SET token = excluded.token, ends_at = excluded.ends_at;

-- signup_find one (token blob, now time) -> SignupRow (email text)
SELECT email FROM signup WHERE token = :token AND ends_at > :now;

-- signup_drop touch (email text)
DELETE FROM signup WHERE email = :email;

-- signup_sweep run (now time)
DELETE FROM signup WHERE ends_at <= :now;

-- email_confirm run (email text, actor id, now time)
UPDATE actor_email SET confirmed_at = :now WHERE email = :email AND actor = :actor AND confirmed_at = 0;
