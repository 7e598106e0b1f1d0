/* access/key_probe: keys that sign, and an authenticator and a provider made of them, for the tests
 * of this room and of those above. */
#ifndef SEEDBED_ACCESS_KEY_PROBE_H
#define SEEDBED_ACCESS_KEY_PROBE_H

#include "access/webauthn.h"
#include "tests/check.h"

#include <openssl/evp.h>

/* A pair of keys. */
typedef struct {
        Pubkey public;
        EVP_PKEY *pkey;           /* ES256, RS256 */
        unsigned char secret[64]; /* EdDSA */
        Str cose;                 /* public, as COSE_Key */
} ProbeKey;

ProbeKey probe_key(Arena *a, PubkeyAlg alg);
void probe_key_free(ProbeKey *k);
Str probe_sign(Arena *a, const ProbeKey *k, Str message, PubkeySpelling spelling);
/* An ES256 signature in DER with n-s in place of s. */
Str probe_other_s(Arena *a, Str der);
Str probe_hex(Arena *a, Str hex);
Str probe_cat(Arena *a, Str x, Str y);

/* The flags of authenticator data. */
enum { UP = 0x01, UV = 0x04, BE = 0x08, BS = 0x10, AT = 0x40, ED = 0x80 };

/* Client data as a browser writes them; more stands before the last brace, or is empty. */
Str probe_client_data(Arena *a, const char *type, Str challenge, const char *origin,
                      const char *more);
/* Authenticator data; with an id, also the credential (AAGUID of 0x11). */
Str probe_data(Arena *a, const char *rp_id, int flags, uint32_t count, Str id, Str cose);
/* Attestation object; statement is CBOR. */
Str probe_attestation(Arena *a, const char *format, Str statement, Str data);
/* {"alg": …, "sig": …} over data and client data. */
Str probe_packed(Arena *a, const ProbeKey *k, int64_t alg, Str data, Str client_data);
/* The signature of an assertion. */
Str probe_assert(Arena *a, const ProbeKey *k, Str data, Str client_data);

/* A key as JWK under a name, and a token. */
Str probe_jwk(Arena *a, const ProbeKey *k, const char *kid, const char *more);
Str probe_jwt(Arena *a, const ProbeKey *k, const char *header, const char *claims);

#endif
