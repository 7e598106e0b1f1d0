/* access/jwt: a provider's keys; see the header. */
#include "access/jwt.h"

#include "base/hash.h"

enum { PKCE_BYTES = 32 };

static Status read_key(Arena *a, const Json *j, Jwk *out);
static bool number_of(Arena *a, const Json *object, Str key, Str *out);
static bool is_for_signing(const Json *j);
static bool names_alg(const Json *j, Str alg, Str other);

Status jwks_parse(Arena *a, Str json, Jwks *out)
{
        const Json *top, *list;
        size_t n = 0;
        Jwks keys;

        if (json.len > JWKS_BYTES_MAX)
                return INVALID;
        TRY(json_parse(a, json, &top, NULL));
        list = json_get(top, S("keys"));
        if (!list || list->kind != JSON_KIND_LIST)
                return INVALID;
        for (const Json *m = list->child; m; m = m->next)
                n++;
        if (n > JWKS_KEYS_MAX)
                return INVALID;
        keys = (Jwks){.at = arena_new(a, Jwk, n + 1)};
        for (const Json *m = list->child; m; m = m->next) {
                /* a provider that shows its secrets has none: whoever reads them signs as it */
                if (m->kind != JSON_KIND_OBJECT || json_get(m, S("d")) || json_get(m, S("k")))
                        return INVALID;
                if (read_key(a, m, &keys.at[keys.n]) == OK)
                        keys.n++;
        }
        *out = keys;
        return OK;
}

void pkce_make(Arena *a, Str *out_verifier, Str *out_challenge)
{
        unsigned char bytes[PKCE_BYTES];

        random_fill(bytes, sizeof bytes);
        *out_verifier = str_base64url(a, bytes, sizeof bytes);
        *out_challenge = pkce_challenge(a, *out_verifier);
        secret_wipe(bytes, sizeof bytes);
}

Str pkce_challenge(Arena *a, Str verifier)
{
        Hash h = hash_sha256(verifier);

        return str_base64url(a, h.b, HASH_BYTES);
}

/* RFC 7518, section 6; RFC 8037, section 2. */
static Status read_key(Arena *a, const Json *j, Jwk *out)
{
        Str type = json_get_text(j, S("kty")), curve = json_get_text(j, S("crv"));
        Jwk k = {.kid = json_get_text(j, S("kid"))};

        if (!is_for_signing(j))
                return INVALID;
        if (str_is(type, "RSA") && names_alg(j, S("RS256"), S("RS256"))) {
                k.key.alg = PUBKEY_RS256;
                if (!number_of(a, j, S("n"), &k.key.n) || !number_of(a, j, S("e"), &k.key.e))
                        return INVALID;
        } else if (str_is(type, "EC") && str_is(curve, "P-256") &&
                   names_alg(j, S("ES256"), S("ES256"))) {
                k.key.alg = PUBKEY_ES256;
                if (!number_of(a, j, S("x"), &k.key.x) || !number_of(a, j, S("y"), &k.key.y))
                        return INVALID;
        } else if (str_is(type, "OKP") && str_is(curve, "Ed25519") &&
                   names_alg(j, S("EdDSA"), S("Ed25519"))) { /* the second: RFC 9864 */
                k.key.alg = PUBKEY_EDDSA;
                if (!number_of(a, j, S("x"), &k.key.x))
                        return INVALID;
        } else {
                return INVALID;
        }
        TRY(pubkey_check(&k.key));
        *out = k;
        return OK;
}

static bool number_of(Arena *a, const Json *object, Str key, Str *out)
{
        const Json *m = json_get(object, key);

        return m && m->kind == JSON_KIND_TEXT && str_unbase64url(a, m->text, out);
}

/* use and key_ops are both optional, and both narrow. */
static bool is_for_signing(const Json *j)
{
        const Json *use = json_get(j, S("use")), *ops = json_get(j, S("key_ops"));
        bool may_verify = false;

        if (use && !str_is(use->text, "sig"))
                return false;
        if (!ops)
                return true;
        for (const Json *m = ops->child; m; m = m->next)
                may_verify = may_verify || str_is(m->text, "verify");
        return may_verify;
}

/* Says no alg, or one of these. */
static bool names_alg(const Json *j, Str alg, Str other)
{
        const Json *m = json_get(j, S("alg"));

        return !m || str_eq(m->text, alg) || str_eq(m->text, other);
}
