-- Sign-on by providers: who they are, what they publish, who is on the way, and whom they vouch for.

-- sso_provider_add run (slug text, id id, title text, issuer text, client_id text, secret blob, domains text, makes_accounts bool, is_private bool, hub id, now time)
INSERT INTO sso_provider (slug, id, title, issuer, client_id, secret, domains, makes_accounts, is_private, hub, made_at, ended_at)
VALUES (:slug, :id, :title, :issuer, :client_id, :secret, :domains, :makes_accounts, :is_private, :hub, :now, 0);

-- sso_provider_by_slug one (slug text) -> SsoProvider (slug text, id id, title text, issuer text, client_id text, secret blob, domains text, makes_accounts bool, is_private bool, hub id, made_at time, ended_at time)
SELECT slug, id, title, issuer, client_id, secret, domains, makes_accounts, is_private, hub, made_at, ended_at
FROM sso_provider WHERE slug = :slug;

-- sso_provider_of_issuer one (issuer text) -> SsoProviderSlug (slug text)
SELECT slug FROM sso_provider WHERE issuer = :issuer AND ended_at = 0 ORDER BY slug LIMIT 1;

-- sso_providers_live many () -> SsoDoor (slug text, title text, issuer text)
SELECT slug, title, issuer FROM sso_provider WHERE ended_at = 0 ORDER BY title, slug LIMIT 100;

-- sso_providers_all many () -> SsoProviderLine (slug text, title text, issuer text, client_id text, domains text, makes_accounts bool, is_private bool, hub text, made_at time, ended_at time)
SELECT p.slug, p.title, p.issuer, p.client_id, p.domains, p.makes_accounts, p.is_private, COALESCE(h.slug, ''), p.made_at, p.ended_at
FROM sso_provider p LEFT JOIN hub h ON h.id = p.hub ORDER BY p.ended_at, p.title, p.slug LIMIT 200;

-- sso_provider_end touch (slug text, now time)
UPDATE sso_provider SET ended_at = :now WHERE slug = :slug AND ended_at = 0;

-- sso_published_of one (issuer text, kind text) -> SsoPublished (body text, got_at time, tried_at time)
SELECT body, got_at, tried_at FROM sso_published WHERE issuer = :issuer AND kind = :kind;

-- Whoever changes the row is the one to ask; nobody else does for a while.
-- sso_published_claim touch (issuer text, kind text, now time, before time)
INSERT INTO sso_published (issuer, kind, body, got_at, tried_at) VALUES (:issuer, :kind, '', 0, :now)
ON CONFLICT (issuer, kind) DO UPDATE SET tried_at = excluded.tried_at
WHERE sso_published.tried_at <= :before OR sso_published.tried_at > excluded.tried_at;

-- sso_published_set run (issuer text, kind text, body text, now time)
INSERT INTO sso_published (issuer, kind, body, got_at, tried_at) VALUES (:issuer, :kind, :body, :now, :now)
ON CONFLICT (issuer, kind) DO UPDATE SET body = excluded.body, got_at = excluded.got_at, tried_at = excluded.tried_at;

-- sso_attempt_add run (state blob, browser blob, provider text, actor id, session blob, ends_at time)
INSERT INTO sso_attempt (state, browser, provider, actor, session, ends_at)
VALUES (:state, :browser, :provider, :actor, :session, :ends_at);

-- sso_attempt_sweep run (now time)
DELETE FROM sso_attempt WHERE ends_at <= :now;

-- sso_attempt_find one (state blob, now time) -> SsoAttempt (browser blob, provider text, actor id, session blob)
SELECT browser, provider, actor, session FROM sso_attempt WHERE state = :state AND ends_at > :now;

-- sso_attempt_drop touch (state blob)
DELETE FROM sso_attempt WHERE state = :state;

-- sso_identity_add run (issuer text, subject text, id id, actor id, provider text, now time)
INSERT INTO sso_identity (issuer, subject, id, actor, provider, made_at, used_at)
VALUES (:issuer, :subject, :id, :actor, :provider, :now, :now);

-- sso_identity_find one (issuer text, subject text) -> SsoIdentity (id id, actor id)
SELECT id, actor FROM sso_identity WHERE issuer = :issuer AND subject = :subject;

-- sso_identity_used run (id id, actor id, now time)
UPDATE sso_identity SET used_at = :now WHERE id = :id AND actor = :actor;

-- Those of one account; title is empty and the way is shut when no provider of that issuer is live.
-- sso_identities_of many (actor id) -> SsoLink (id id, title text, issuer text, made_at time, used_at time)
SELECT i.id, COALESCE((SELECT MIN(p.title) FROM sso_provider p WHERE p.issuer = i.issuer AND p.ended_at = 0), ''), i.issuer,
i.made_at, i.used_at FROM sso_identity i WHERE i.actor = :actor ORDER BY i.id LIMIT 50;

-- sso_identity_drop touch (id id, actor id)
DELETE FROM sso_identity WHERE id = :id AND actor = :actor;

-- sso_email_confirm run (email text, now time)
UPDATE actor_email SET confirmed_at = :now WHERE email = :email AND confirmed_at = 0;

-- sso_email_find one (email text) -> SsoEmail (actor id, confirmed_at time)
SELECT actor, confirmed_at FROM actor_email WHERE email = :email;
