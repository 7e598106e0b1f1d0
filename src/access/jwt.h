/* access/jwt: ID tokens of an OpenID Connect provider, verified (OpenID Connect Core 1.0, sections
 * 2 and 3.1.3.7; RFC 7515, 7517, 7519, 8725), and PKCE (RFC 7636).
 *
 * The key decides the algorithm: a token whose header says another is refused, so "none" and HMAC
 * under a public key lead nowhere. Keys come from the provider's own JWKS alone; what a header says
 * about keys (jku, x5u, jwk) is not read. */
#ifndef SEEDBED_ACCESS_JWT_H
#define SEEDBED_ACCESS_JWT_H

#include "access/pubkey.h"
#include "base/json.h"

enum {
        JWT_BYTES_MAX = 16 * 1024,
        JWKS_BYTES_MAX = 256 * 1024,
        JWKS_KEYS_MAX = 64,
        JWT_SUBJECT_CHARS_MAX = 255,
        JWT_LEEWAY_S = 60,         /* between their clock and ours */
        JWT_AGE_S_MAX = 24 * 3600, /* since iat, whatever exp says */
        PKCE_VERIFIER_CHARS = 43,
};

/* A key of a provider, and its name. */
typedef struct {
        Str kid; /* may be empty */
        Pubkey key;
} Jwk;
typedef struct {
        Jwk *at;
        size_t n;
} Jwks;

/* {"keys": […]}: the keys that sign RS256, ES256 or EdDSA. Keys for other uses, of other kinds, too
 * short or malformed are passed over, as the standard wants. INVALID when it is no key set, when a
 * key in it is secret, or past a limit. */
Status jwks_parse(Arena *a, Str json, Jwks *out);

/* What the token has to say. */
typedef struct {
        Str issuer;       /* the provider's, byte for byte */
        Str client_id;    /* ours */
        Str nonce;        /* kept since the request; never empty */
        Str access_token; /* that came with it, or empty: checked when the token has at_hash */
        int64_t now_us;
        int64_t login_age_s_max; /* since auth_time, when the request had max_age; 0: not asked */
} JwtWanted;

/* What it says; all from this issuer, so subject is only unique beside it. */
typedef struct {
        Str issuer, subject;
        Str email; /* empty without */
        bool is_email_verified;
        Str name;
        int64_t expires_at, issued_at; /* microseconds */
        const Json *claims;            /* all of them */
} IdToken;

/* Which check said no: for the log. */
typedef enum {
        JWT_FINE,
        JWT_MALFORMED,
        JWT_BAD_ALG,  /* none, HMAC, or another than the key's */
        JWT_CRITICAL, /* a header member that must be understood, and is not */
        JWT_NO_KEY,   /* no key of that name: fetch the keys again, once, then refuse */
        JWT_BAD_SIGNATURE,
        JWT_BAD_ISSUER,
        JWT_BAD_AUDIENCE,
        JWT_EXPIRED,
        JWT_TOO_EARLY, /* nbf, or iat in the future */
        JWT_TOO_OLD,   /* iat, or the sign-in behind it */
        JWT_BAD_NONCE,
        JWT_BAD_AT_HASH,
        JWT_FAULT_COUNT
} JwtFault;
/* "wrong-issuer". Never NULL. */
const char *jwt_fault_name(JwtFault fault);

/* INVALID: malformed; NOT_FOUND: signed with a key that is not in keys (perhaps a new one);
 * FORBIDDEN: a check failed. A token without kid is taken when the set has one key of its
 * algorithm, and no more. */
Status jwt_verify(Arena *a, Str token, const Jwks *keys, const JwtWanted *wanted, IdToken *out,
                  JwtFault *out_fault);

/* PKCE: a new verifier to keep, and its S256 challenge to send. */
void pkce_make(Arena *a, Str *out_verifier, Str *out_challenge);
Str pkce_challenge(Arena *a, Str verifier);

#endif
