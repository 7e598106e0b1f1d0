/* access/pubkey: the three kinds of public key that sign in here, and their signatures.
 *
 * A key has one algorithm, set when it is read; what a message says about its own algorithm never
 * chooses how it is verified. ES256 by OpenSSL (it refuses points that are not on the curve), RS256
 * by OpenSSL (PKCS #1 v1.5), EdDSA by libsodium (it refuses keys of small order). */
#ifndef SEEDBED_ACCESS_PUBKEY_H
#define SEEDBED_ACCESS_PUBKEY_H

#include "base/str.h"

/* COSE's numbers (RFC 9053, RFC 8812). */
typedef enum {
        PUBKEY_NONE = 0,
        PUBKEY_ES256 = -7,  /* ECDSA, P-256, SHA-256 */
        PUBKEY_EDDSA = -8,  /* Ed25519 */
        PUBKEY_RS256 = -257 /* RSA, PKCS #1 v1.5, SHA-256 */
} PubkeyAlg;

enum {
        PUBKEY_POINT_BYTES = 32, /* a coordinate of P-256, an Ed25519 key */
        PUBKEY_RSA_BYTES_MIN = 256,
        PUBKEY_RSA_BYTES_MAX = 512,
        PUBKEY_EXPONENT_BYTES_MAX = 4,
};

typedef struct {
        PubkeyAlg alg;
        Str x, y; /* ES256; x alone for EdDSA */
        Str n, e; /* RS256: big-endian, no zero in front */
} Pubkey;

/* How an ECDSA signature is spelled. The others have one spelling. */
typedef enum {
        PUBKEY_DER, /* ASN.1 in DER: WebAuthn */
        PUBKEY_RAW  /* r and s, 32 bytes each: JWT */
} PubkeySpelling;

/* Could this be a key: lengths, size of the modulus, an odd exponent of 3 at least, a point on the
 * curve? INVALID otherwise. */
Status pubkey_check(const Pubkey *key);
/* OK when the signature is this key's over the message; FORBIDDEN when it is not, INVALID when the
 * key is none. Of an ECDSA signature both s and n-s are good, as its standard says: whoever needs a
 * message to count once keeps the challenge, not the signature. */
Status pubkey_verify(const Pubkey *key, Str message, Str signature, PubkeySpelling spelling);

#endif
