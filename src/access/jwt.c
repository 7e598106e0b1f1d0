/* access/jwt: ID tokens; see the header. */
#include "access/jwt.h"

#include "base/hash.h"
#include "base/time.h"

#include <sodium.h>

/* Past the year 9999 no clock of ours goes; what says so is no time. */
#define SECONDS_MAX 253402300799.0
enum { AUDIENCES_MAX = 16, SHA512_BYTES = 64 };

typedef struct {
        Str signed_text, header, claims, signature;
} Parts;

static Status take_apart(Arena *a, Str token, Parts *out);
static Status find_key(const Json *header, const Jwks *keys, const Pubkey **out,
                       JwtFault *out_fault);
static Status check_claims(Arena *a, const Json *claims, const JwtWanted *wanted, PubkeyAlg alg,
                           IdToken *out, JwtFault *out_fault);
static Status check_times(const Json *claims, const JwtWanted *wanted, IdToken *out,
                          JwtFault *out_fault);
static bool audience_is(const Json *claims, Str client_id);
static bool at_hash_is(Arena *a, Str at_hash, Str access_token, PubkeyAlg alg);
static bool subject_is_valid(Str subject);
static bool seconds_of(const Json *m, int64_t *out_us);
static PubkeyAlg alg_of(Str name);

static Status no(JwtFault *out_fault, JwtFault fault, Status status)
{
        *out_fault = fault;
        return status;
}

Status jwt_verify(Arena *a, Str token, const Jwks *keys, const JwtWanted *wanted, IdToken *out,
                  JwtFault *out_fault)
{
        const Json *header, *claims;
        const Pubkey *key = NULL;
        IdToken t = {0};
        Parts p;

        if (take_apart(a, token, &p) != OK || json_parse(a, p.header, &header, NULL) != OK ||
            header->kind != JSON_KIND_OBJECT)
                return no(out_fault, JWT_MALFORMED, INVALID);
        TRY(find_key(header, keys, &key, out_fault));
        if (pubkey_verify(key, p.signed_text, p.signature, PUBKEY_RAW) != OK)
                return no(out_fault, JWT_BAD_SIGNATURE, FORBIDDEN);
        /* only now are the claims worth reading */
        if (json_parse(a, p.claims, &claims, NULL) != OK || claims->kind != JSON_KIND_OBJECT)
                return no(out_fault, JWT_MALFORMED, INVALID);
        TRY(check_claims(a, claims, wanted, key->alg, &t, out_fault));
        *out = t;
        *out_fault = JWT_FINE;
        return OK;
}

const char *jwt_fault_name(JwtFault fault)
{
        static const char *const names[JWT_FAULT_COUNT] = {
                "fine",         "malformed",       "wrong-algorithm", "unknown-critical-member",
                "unknown-key",  "wrong-signature", "wrong-issuer",    "wrong-audience",
                "expired",      "not-valid-yet",   "too-old",         "wrong-nonce",
                "wrong-at_hash"};

        return (unsigned)fault < JWT_FAULT_COUNT ? names[fault] : "unknown";
}

/* Three pieces of base64url with dots between them, and nothing else. */
static Status take_apart(Arena *a, Str token, Parts *out)
{
        Str header, claims, signature;
        size_t first = str_find(token, '.'), second;

        if (token.len > JWT_BYTES_MAX || first == token.len)
                return INVALID;
        header = (Str){token.at, first};
        claims = str_skip(token, first + 1);
        second = str_find(claims, '.');
        if (second == claims.len)
                return INVALID;
        signature = str_skip(claims, second + 1);
        claims.len = second;
        out->signed_text = (Str){token.at, first + 1 + second};
        return str_unbase64url(a, header, &out->header) &&
                               str_unbase64url(a, claims, &out->claims) &&
                               str_unbase64url(a, signature, &out->signature)
                       ? OK
                       : INVALID;
}

static Status find_key(const Json *header, const Jwks *keys, const Pubkey **out,
                       JwtFault *out_fault)
{
        const Json *kid = json_get(header, S("kid")), *type = json_get(header, S("typ"));
        PubkeyAlg alg = alg_of(json_get_text(header, S("alg")));
        bool has_name = false;
        size_t found = 0;

        if ((kid && kid->kind != JSON_KIND_TEXT) ||
            (type && (type->kind != JSON_KIND_TEXT || !str_eq_nocase(type->text, S("JWT")))))
                return no(out_fault, JWT_MALFORMED, INVALID);
        if (json_get(header, S("crit"))) /* RFC 7515, section 4.1.11: we know no extension */
                return no(out_fault, JWT_CRITICAL, FORBIDDEN);
        if (alg == PUBKEY_NONE)
                return no(out_fault, JWT_BAD_ALG, FORBIDDEN);
        for (size_t i = 0; i < keys->n; i++) {
                if (kid && !str_eq(keys->at[i].kid, kid->text))
                        continue;
                has_name = has_name || kid;
                if (keys->at[i].key.alg != alg)
                        continue;
                *out = &keys->at[i].key;
                found++;
        }
        if (has_name && found == 0)
                return no(out_fault, JWT_BAD_ALG, FORBIDDEN);
        if (found != 1) /* two of one name or none: guessing would be trying keys out */
                return no(out_fault, JWT_NO_KEY, NOT_FOUND);
        return OK;
}

static Status check_claims(Arena *a, const Json *claims, const JwtWanted *wanted, PubkeyAlg alg,
                           IdToken *out, JwtFault *out_fault)
{
        const Json *at_hash = json_get(claims, S("at_hash"));
        const Json *verified = json_get(claims, S("email_verified"));
        Str nonce = json_get_text(claims, S("nonce"));

        out->claims = claims;
        out->issuer = json_get_text(claims, S("iss"));
        out->subject = json_get_text(claims, S("sub"));
        out->email = json_get_text(claims, S("email"));
        out->name = json_get_text(claims, S("name"));
        out->is_email_verified = !str_empty(out->email) && verified &&
                                 verified->kind == JSON_KIND_BOOL && verified->yes;
        if (!subject_is_valid(out->subject))
                return no(out_fault, JWT_MALFORMED, INVALID);
        if (str_empty(wanted->issuer) || !str_eq(out->issuer, wanted->issuer))
                return no(out_fault, JWT_BAD_ISSUER, FORBIDDEN);
        if (str_empty(wanted->client_id) || !audience_is(claims, wanted->client_id))
                return no(out_fault, JWT_BAD_AUDIENCE, FORBIDDEN);
        TRY(check_times(claims, wanted, out, out_fault));
        if (str_empty(wanted->nonce) || nonce.len != wanted->nonce.len ||
            !secret_eq(nonce.at, wanted->nonce.at, nonce.len))
                return no(out_fault, JWT_BAD_NONCE, FORBIDDEN);
        if (at_hash && !str_empty(wanted->access_token) &&
            (at_hash->kind != JSON_KIND_TEXT ||
             !at_hash_is(a, at_hash->text, wanted->access_token, alg)))
                return no(out_fault, JWT_BAD_AT_HASH, FORBIDDEN);
        return OK;
}

static Status check_times(const Json *claims, const JwtWanted *wanted, IdToken *out,
                          JwtFault *out_fault)
{
        const Json *not_before = json_get(claims, S("nbf"));
        const int64_t leeway_us = JWT_LEEWAY_S * SECOND_US;
        int64_t nbf = 0, login = 0;

        if (!seconds_of(json_get(claims, S("exp")), &out->expires_at) ||
            !seconds_of(json_get(claims, S("iat")), &out->issued_at) ||
            (not_before && !seconds_of(not_before, &nbf)))
                return no(out_fault, JWT_MALFORMED, INVALID);
        if (wanted->now_us >= out->expires_at + leeway_us)
                return no(out_fault, JWT_EXPIRED, FORBIDDEN);
        if (out->issued_at > wanted->now_us + leeway_us || nbf > wanted->now_us + leeway_us)
                return no(out_fault, JWT_TOO_EARLY, FORBIDDEN);
        if (wanted->now_us - out->issued_at > JWT_AGE_S_MAX * SECOND_US)
                return no(out_fault, JWT_TOO_OLD, FORBIDDEN);
        if (wanted->login_age_s_max > 0 &&
            (!seconds_of(json_get(claims, S("auth_time")), &login) ||
             wanted->now_us - login > wanted->login_age_s_max * SECOND_US + leeway_us))
                return no(out_fault, JWT_TOO_OLD, FORBIDDEN);
        return OK;
}

/* Meant for us; and when for others as well, then asked for by us. */
static bool audience_is(const Json *claims, Str client_id)
{
        const Json *aud = json_get(claims, S("aud")), *azp = json_get(claims, S("azp"));
        bool is_ours = false;
        size_t n = 0;

        if (!aud || (azp && !str_eq(azp->text, client_id)))
                return false;
        if (aud->kind == JSON_KIND_TEXT)
                return str_eq(aud->text, client_id);
        if (aud->kind != JSON_KIND_LIST)
                return false;
        for (const Json *m = aud->child; m; m = m->next, n++) {
                if (m->kind != JSON_KIND_TEXT || n == AUDIENCES_MAX)
                        return false;
                is_ours = is_ours || str_eq(m->text, client_id);
        }
        return is_ours && (n == 1 || azp);
}

/* OpenID Connect Core, section 3.1.3.6: the left half of the hash that goes with the algorithm;
 * Ed25519 goes with SHA-512. */
static bool at_hash_is(Arena *a, Str at_hash, Str access_token, PubkeyAlg alg)
{
        unsigned char half[SHA512_BYTES];
        Str right;

        if (alg == PUBKEY_EDDSA) {
                crypto_hash_sha512(half, (const unsigned char *)access_token.at, access_token.len);
                right = str_base64url(a, half, SHA512_BYTES / 2);
        } else {
                Hash h = hash_sha256(access_token);

                right = str_base64url(a, h.b, HASH_BYTES / 2);
        }
        return str_eq(at_hash, right);
}

/* OpenID Connect Core, section 2: at most 255 ASCII characters. */
static bool subject_is_valid(Str subject)
{
        if (str_empty(subject) || subject.len > JWT_SUBJECT_CHARS_MAX)
                return false;
        for (size_t i = 0; i < subject.len; i++)
                if ((unsigned char)subject.at[i] < 0x20 || (unsigned char)subject.at[i] > 0x7E)
                        return false;
        return true;
}

/* NumericDate (RFC 7519, section 2): seconds, which may have a fraction. */
static bool seconds_of(const Json *m, int64_t *out_us)
{
        if (!m || (m->kind != JSON_KIND_INT && m->kind != JSON_KIND_REAL) || !(m->real >= 0) ||
            m->real > SECONDS_MAX)
                return false;
        *out_us = m->kind == JSON_KIND_INT ? m->integer * SECOND_US
                                           : (int64_t)(m->real * (double)SECOND_US);
        return true;
}

static PubkeyAlg alg_of(Str name)
{
        if (str_is(name, "RS256"))
                return PUBKEY_RS256;
        if (str_is(name, "ES256"))
                return PUBKEY_ES256;
        /* the second is its name in RFC 9864 */
        return str_is(name, "EdDSA") || str_is(name, "Ed25519") ? PUBKEY_EDDSA : PUBKEY_NONE;
}
