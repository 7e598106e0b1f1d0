/* access/pubkey: see the header. */
#include "access/pubkey.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>
#include <string.h>

enum {
        POINT_UNCOMPRESSED = 4, /* SEC 1, section 2.3.3 */
        POINT_BYTES = 1 + 2 * PUBKEY_POINT_BYTES,
        DER_BYTES_MAX = 72, /* ECDSA over P-256: two numbers of 33 bytes and their heads */
};
_Static_assert((int)PUBKEY_POINT_BYTES == (int)crypto_sign_PUBLICKEYBYTES, "Ed25519 public key");

static bool is_number(Str s, size_t bytes_min, size_t bytes_max);
static EVP_PKEY *ec_key(const Pubkey *key);
static EVP_PKEY *rsa_key(const Pubkey *key);
static EVP_PKEY *key_from(const char *type, OSSL_PARAM *params);
static Status verify_sha256(EVP_PKEY *pkey, Str message, Str signature);
static bool der_of(Str raw, unsigned char out[DER_BYTES_MAX], size_t *out_len);

Status pubkey_check(const Pubkey *key)
{
        EVP_PKEY *pkey;

        switch (key->alg) {
        case PUBKEY_ES256:
                pkey = ec_key(key);
                if (!pkey)
                        return INVALID;
                EVP_PKEY_free(pkey);
                return OK;
        case PUBKEY_EDDSA: return key->x.len == PUBKEY_POINT_BYTES ? OK : INVALID;
        case PUBKEY_RS256:
                return is_number(key->n, PUBKEY_RSA_BYTES_MIN, PUBKEY_RSA_BYTES_MAX) &&
                                       is_number(key->e, 1, PUBKEY_EXPONENT_BYTES_MAX) &&
                                       (key->n.at[key->n.len - 1] & 1) &&
                                       (key->e.at[key->e.len - 1] & 1) &&
                                       !(key->e.len == 1 && key->e.at[0] == 1)
                               ? OK
                               : INVALID;
        case PUBKEY_NONE: break;
        }
        return INVALID;
}

Status pubkey_verify(const Pubkey *key, Str message, Str signature, PubkeySpelling spelling)
{
        unsigned char der[DER_BYTES_MAX];
        EVP_PKEY *pkey = NULL;
        Status status;

        TRY(pubkey_check(key));
        switch (key->alg) {
        case PUBKEY_EDDSA:
                return signature.len == crypto_sign_BYTES &&
                                       crypto_sign_verify_detached(
                                               (const unsigned char *)signature.at,
                                               (const unsigned char *)message.at, message.len,
                                               (const unsigned char *)key->x.at) == 0
                               ? OK
                               : FORBIDDEN;
        case PUBKEY_ES256:
                if (spelling == PUBKEY_RAW) {
                        if (!der_of(signature, der, &signature.len))
                                return FORBIDDEN;
                        signature.at = (const char *)der;
                }
                pkey = ec_key(key);
                break;
        case PUBKEY_RS256:
                if (signature.len != key->n.len)
                        return FORBIDDEN;
                pkey = rsa_key(key);
                break;
        case PUBKEY_NONE: break;
        }
        if (!pkey)
                return INVALID;
        status = verify_sha256(pkey, message, signature);
        EVP_PKEY_free(pkey);
        return status;
}

/* A big-endian number in its shortest spelling, of so many bytes. */
static bool is_number(Str s, size_t bytes_min, size_t bytes_max)
{
        return s.len >= bytes_min && s.len <= bytes_max && s.at[0] != 0;
}

/* NULL when the point is not on the curve. */
static EVP_PKEY *ec_key(const Pubkey *key)
{
        unsigned char point[POINT_BYTES] = {POINT_UNCOMPRESSED};
        char group[] = "prime256v1";
        OSSL_PARAM params[3];

        if (key->x.len != PUBKEY_POINT_BYTES || key->y.len != PUBKEY_POINT_BYTES)
                return NULL;
        memcpy(point + 1, key->x.at, PUBKEY_POINT_BYTES);
        memcpy(point + 1 + PUBKEY_POINT_BYTES, key->y.at, PUBKEY_POINT_BYTES);
        params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
        params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point);
        params[2] = OSSL_PARAM_construct_end();
        return key_from("EC", params);
}

static EVP_PKEY *rsa_key(const Pubkey *key)
{
        BIGNUM *n = BN_bin2bn((const unsigned char *)key->n.at, (int)key->n.len, NULL);
        BIGNUM *e = BN_bin2bn((const unsigned char *)key->e.at, (int)key->e.len, NULL);
        OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
        OSSL_PARAM *params = NULL;
        EVP_PKEY *pkey = NULL;

        if (n && e && build && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
            OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
                params = OSSL_PARAM_BLD_to_param(build);
        if (params)
                pkey = key_from("RSA", params);
        OSSL_PARAM_free(params);
        OSSL_PARAM_BLD_free(build);
        BN_free(n);
        BN_free(e);
        return pkey;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM *params)
{
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
        EVP_PKEY *pkey = NULL;

        if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
            EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
                pkey = NULL;
        EVP_PKEY_CTX_free(ctx);
        ERR_clear_error(); /* the thread's queue of errors is not ours to fill */
        return pkey;
}

static Status verify_sha256(EVP_PKEY *pkey, Str message, Str signature)
{
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        Status status = BROKEN;

        if (ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, pkey) == 1)
                status = EVP_DigestVerify(ctx, (const unsigned char *)signature.at, signature.len,
                                          (const unsigned char *)message.at, message.len) == 1
                                 ? OK
                                 : FORBIDDEN;
        EVP_MD_CTX_free(ctx);
        ERR_clear_error();
        return status;
}

/* r and s, 32 bytes each, as OpenSSL wants them. */
static bool der_of(Str raw, unsigned char out[DER_BYTES_MAX], size_t *out_len)
{
        ECDSA_SIG *sig;
        BIGNUM *r, *s;
        unsigned char *at = out;
        int len = 0;

        if (raw.len != (size_t)2 * PUBKEY_POINT_BYTES)
                return false;
        sig = ECDSA_SIG_new();
        r = BN_bin2bn((const unsigned char *)raw.at, PUBKEY_POINT_BYTES, NULL);
        s = BN_bin2bn((const unsigned char *)raw.at + PUBKEY_POINT_BYTES, PUBKEY_POINT_BYTES, NULL);
        if (sig && r && s && ECDSA_SIG_set0(sig, r, s) == 1) {
                len = i2d_ECDSA_SIG(sig, NULL); /* at most 72: checked before anything is written */
                len = len > 0 && len <= DER_BYTES_MAX ? i2d_ECDSA_SIG(sig, &at) : 0;
        } else {
                BN_free(r);
                BN_free(s);
        }
        ECDSA_SIG_free(sig);
        *out_len = (size_t)(len > 0 ? len : 0);
        return len > 0;
}
