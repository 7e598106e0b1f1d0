/* access/key_probe: see the header. */
#include "access/key_probe.h"

#include "access/cbor.h"
#include "base/hash.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>
#include <openssl/rsa.h>
#include <sodium.h>

static Str number_of(Arena *a, const EVP_PKEY *pkey, const char *name, int bytes)
{
        BIGNUM *n = NULL;
        int len;
        unsigned char *b;

        CHECK(EVP_PKEY_get_bn_param(pkey, name, &n) == 1);
        len = bytes ? bytes : BN_num_bytes(n);
        b = arena_bytes(a, (size_t)len);
        CHECK(BN_bn2binpad(n, b, len) == len);
        BN_free(n);
        return (Str){(const char *)b, (size_t)len};
}

static void add_value(Text *t, CborKind kind, Str bytes, int64_t integer)
{
        Cbor v = {.kind = kind, .bytes = bytes, .integer = integer};

        CHECK_OK(cbor_write(&v, t));
}

static void add_int(Text *t, int64_t n)
{
        add_value(t, CBOR_INT, (Str){0}, n);
}

ProbeKey probe_key(Arena *a, PubkeyAlg alg)
{
        ProbeKey k = {.public = {.alg = alg}};
        Text t = text_begin(a, 2000);

        if (alg == PUBKEY_ES256) {
                k.pkey = EVP_EC_gen("P-256");
                CHECK(k.pkey != NULL);
                k.public.x = number_of(a, k.pkey, OSSL_PKEY_PARAM_EC_PUB_X, 32);
                k.public.y = number_of(a, k.pkey, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
                text_add(&t, probe_hex(a, S("a501020326200121")));
                add_value(&t, CBOR_BYTES, k.public.x, 0);
                add_int(&t, -3);
                add_value(&t, CBOR_BYTES, k.public.y, 0);
        } else if (alg == PUBKEY_EDDSA) {
                unsigned char *public = arena_bytes(a, 32);

                CHECK(crypto_sign_keypair(public, k.secret) == 0);
                k.public.x = (Str){(const char *)public, 32};
                text_add(&t, probe_hex(a, S("a401010327200621")));
                add_value(&t, CBOR_BYTES, k.public.x, 0);
        } else {
                k.pkey = EVP_RSA_gen(2048);
                CHECK(k.pkey != NULL);
                k.public.n = number_of(a, k.pkey, OSSL_PKEY_PARAM_RSA_N, 0);
                k.public.e = number_of(a, k.pkey, OSSL_PKEY_PARAM_RSA_E, 0);
                text_add(&t, probe_hex(a, S("a401030339010020")));
                add_value(&t, CBOR_BYTES, k.public.n, 0);
                add_int(&t, -2);
                add_value(&t, CBOR_BYTES, k.public.e, 0);
        }
        k.cose = text_str(&t);
        return k;
}

void probe_key_free(ProbeKey *k)
{
        EVP_PKEY_free(k->pkey);
        k->pkey = NULL;
}

static Str raw_of(Arena *a, const unsigned char *der, size_t len)
{
        const unsigned char *at = der;
        ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &at, (long)len);
        unsigned char *raw = arena_bytes(a, 64);

        CHECK(sig != NULL);
        CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, 32) == 32);
        CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + 32, 32) == 32);
        ECDSA_SIG_free(sig);
        return (Str){(const char *)raw, 64};
}

Str probe_sign(Arena *a, const ProbeKey *k, Str message, PubkeySpelling spelling)
{
        unsigned char *out = arena_bytes(a, 1024);
        size_t len = 1024;
        EVP_MD_CTX *ctx;

        if (k->public.alg == PUBKEY_EDDSA) {
                crypto_sign_detached(out, NULL, (const unsigned char *)message.at, message.len,
                                     k->secret);
                return (Str){(const char *)out, crypto_sign_BYTES};
        }
        ctx = EVP_MD_CTX_new();
        CHECK(ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, k->pkey) == 1);
        CHECK(EVP_DigestSign(ctx, out, &len, (const unsigned char *)message.at, message.len) == 1);
        EVP_MD_CTX_free(ctx);
        if (k->public.alg == PUBKEY_ES256 && spelling == PUBKEY_RAW)
                return raw_of(a, out, len);
        return (Str){(const char *)out, len};
}

Str probe_other_s(Arena *a, Str der)
{
        const unsigned char *at = (const unsigned char *)der.at;
        ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &at, (long)der.len);
        EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
        BIGNUM *r, *s = BN_new();
        unsigned char *out = arena_bytes(a, 128), *end = out;
        int len;

        CHECK(sig && group && s);
        r = BN_dup(ECDSA_SIG_get0_r(sig));
        CHECK(BN_sub(s, EC_GROUP_get0_order(group), ECDSA_SIG_get0_s(sig)) == 1);
        CHECK(ECDSA_SIG_set0(sig, r, s) == 1);
        len = i2d_ECDSA_SIG(sig, &end);
        ECDSA_SIG_free(sig);
        EC_GROUP_free(group);
        return (Str){(const char *)out, (size_t)len};
}

Str probe_hex(Arena *a, Str hex)
{
        char *b = arena_bytes(a, hex.len / 2 + 1);

        CHECK(str_unhex(hex, b, hex.len / 2));
        return (Str){b, hex.len / 2};
}

Str probe_cat(Arena *a, Str x, Str y)
{
        Str pieces[2] = {x, y};

        return str_join(a, pieces, 2, (Str){0});
}

Str probe_client_data(Arena *a, const char *type, Str challenge, const char *origin,
                      const char *more)
{
        Str text = str_base64url(a, challenge.at, challenge.len);

        return str_fmt(a, "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%s\"%s}", type,
                       S_ARG(text), origin, more);
}

Str probe_data(Arena *a, const char *rp_id, int flags, uint32_t count, Str id, Str cose)
{
        Text t = text_begin(a, 8000);
        Hash h = hash_sha256(str_from(rp_id));

        text_add(&t, hash_str(&h));
        text_char(&t, (char)flags);
        for (int i = 24; i >= 0; i -= 8)
                text_char(&t, (char)(count >> i));
        if (id.len) {
                text_add(&t, probe_hex(a, S("11111111111111111111111111111111")));
                text_char(&t, (char)(id.len >> 8));
                text_char(&t, (char)id.len);
                text_add(&t, id);
                text_add(&t, cose);
        }
        return text_str(&t);
}

Str probe_attestation(Arena *a, const char *format, Str statement, Str data)
{
        Text t = text_begin(a, 16000);

        text_add(&t, probe_hex(a, S("a3")));
        add_value(&t, CBOR_TEXT, S("fmt"), 0);
        add_value(&t, CBOR_TEXT, str_from(format), 0);
        add_value(&t, CBOR_TEXT, S("attStmt"), 0);
        text_add(&t, statement);
        add_value(&t, CBOR_TEXT, S("authData"), 0);
        add_value(&t, CBOR_BYTES, data, 0);
        return text_str(&t);
}

Str probe_assert(Arena *a, const ProbeKey *k, Str data, Str client_data)
{
        Hash h = hash_sha256(client_data);

        return probe_sign(a, k, probe_cat(a, data, hash_str(&h)), PUBKEY_DER);
}

Str probe_packed(Arena *a, const ProbeKey *k, int64_t alg, Str data, Str client_data)
{
        Text t = text_begin(a, 2000);

        text_add(&t, probe_hex(a, S("a2")));
        add_value(&t, CBOR_TEXT, S("alg"), 0);
        add_int(&t, alg);
        add_value(&t, CBOR_TEXT, S("sig"), 0);
        add_value(&t, CBOR_BYTES, probe_assert(a, k, data, client_data), 0);
        return text_str(&t);
}

Str probe_jwk(Arena *a, const ProbeKey *k, const char *kid, const char *more)
{
        const Pubkey *p = &k->public;
        Str x = str_base64url(a, p->x.at, p->x.len), y = str_base64url(a, p->y.at, p->y.len);
        Str n = str_base64url(a, p->n.at, p->n.len), e = str_base64url(a, p->e.at, p->e.len);

        if (p->alg == PUBKEY_ES256)
                return str_fmt(a,
                               "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"x\":\"%.*s\","
                               "\"y\":\"%.*s\"%s}",
                               kid, S_ARG(x), S_ARG(y), more);
        if (p->alg == PUBKEY_EDDSA)
                return str_fmt(
                        a, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%.*s\"%s}",
                        kid, S_ARG(x), more);
        return str_fmt(a, "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%.*s\",\"e\":\"%.*s\"%s}", kid,
                       S_ARG(n), S_ARG(e), more);
}

Str probe_jwt(Arena *a, const ProbeKey *k, const char *header, const char *claims)
{
        Str head = str_base64url(a, header, strlen(header));
        Str body = str_base64url(a, claims, strlen(claims));
        Str text = str_fmt(a, "%.*s.%.*s", S_ARG(head), S_ARG(body));
        Str sig = probe_sign(a, k, text, PUBKEY_RAW);
        Str sig_text = str_base64url(a, sig.at, sig.len);

        return str_fmt(a, "%.*s.%.*s", S_ARG(text), S_ARG(sig_text));
}
