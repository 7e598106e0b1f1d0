/* ID tokens: the good pass, and each way to forge one is shut. */
#include "access/jwt.h"
#include "access/key_probe.h"
#include "base/hash.h"
#include "base/time.h"

#include <openssl/hmac.h>

#define NOW_S 1800000000
#define RS_HEADER "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}"
#define ES_HEADER "{\"alg\":\"ES256\",\"kid\":\"k1\"}"
#define ED_HEADER "{\"alg\":\"EdDSA\",\"kid\":\"k1\"}"
#define TIMES "\"exp\":1800000600,\"iat\":1800000000"
#define WHO "\"iss\":\"https://id.example\",\"sub\":\"user-1\""
#define CLAIMS "{" WHO ",\"aud\":\"us\",\"nonce\":\"n-1\"," TIMES "}"

static const JwtWanted wanted = {.issuer = S_INIT("https://id.example"),
                                 .client_id = S_INIT("us"),
                                 .nonce = S_INIT("n-1"),
                                 .now_us = NOW_S * SECOND_US};

static Jwks keys_of(Arena *a, const ProbeKey *k, const char *kid)
{
        Str one = probe_jwk(a, k, kid, "");
        Jwks keys;

        CHECK_OK(jwks_parse(a, str_fmt(a, "{\"keys\":[%.*s]}", S_ARG(one)), &keys));
        CHECK_INT((int64_t)keys.n, 1);
        return keys;
}

/* A token of the header over three texts that are already base64url. */
static Str three(Arena *a, const char *header, const char *claims, Str signature)
{
        Str h = str_base64url(a, header, strlen(header));
        Str c = str_base64url(a, claims, strlen(claims));

        return str_fmt(a, "%.*s.%.*s.%.*s", S_ARG(h), S_ARG(c), S_ARG(signature));
}

TEST(a_jwt_of_each_kind_of_key_is_taken)
{
        static const PubkeyAlg algs[] = {PUBKEY_RS256, PUBKEY_ES256, PUBKEY_EDDSA};
        static const char *const headers[] = {RS_HEADER, ES_HEADER, ED_HEADER};
        static const char *const claims = "{" WHO ",\"aud\":[\"us\"],\"nonce\":\"n-1\"," TIMES
                                          ",\"email\":\"zo\xC3\xAB@example.org\",\"email_"
                                          "verified\":true,\"name\":\"Zo\xC3\xAB\"}";

        for (size_t i = 0; i < 3; i++) {
                ProbeKey k = probe_key(a, algs[i]), other = probe_key(a, algs[i]);
                Jwks keys = keys_of(a, &k, "k1"), others = keys_of(a, &other, "k1");
                Str token = probe_jwt(a, &k, headers[i], claims);
                IdToken t;
                JwtFault fault;

                CHECK_OK(jwt_verify(a, token, &keys, &wanted, &t, &fault));
                CHECK_INT(fault, JWT_FINE);
                CHECK_STR(t.issuer, IS, "https://id.example");
                CHECK_STR(t.subject, IS, "user-1");
                CHECK_STR(t.email, IS, "zo\xC3\xAB@example.org");
                CHECK_STR(t.name, IS, "Zo\xC3\xAB");
                CHECK(t.is_email_verified && t.expires_at == (NOW_S + 600) * SECOND_US);
                CHECK(json_get(t.claims, S("aud")) != NULL && t.issued_at == NOW_S * SECOND_US);
                CHECK_IS(jwt_verify(a, token, &others, &wanted, &t, &fault), FORBIDDEN);
                CHECK_INT(fault, JWT_BAD_SIGNATURE);
                probe_key_free(&k);
                probe_key_free(&other);
        }
}

/* The example of RFC 8037, appendix A.4: a JWS over text that is no claims. */
TEST(the_jwt_signature_of_rfc_8037_is_right)
{
        Pubkey k = {.alg = PUBKEY_EDDSA};
        Str signature;

        CHECK(str_unbase64url(a, S("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"), &k.x));
        CHECK(str_unbase64url(a,
                              S("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5B"
                                "hVsPt9g7sVvpAr_MuM0KAg"),
                              &signature));
        CHECK_OK(pubkey_verify(&k, S("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"),
                               signature, PUBKEY_RAW));
}

TEST(the_jwt_algorithm_is_the_keys_and_not_the_headers)
{
        ProbeKey k = probe_key(a, PUBKEY_RS256), ec = probe_key(a, PUBKEY_ES256);
        Jwks keys = keys_of(a, &k, "k1"), ec_keys = keys_of(a, &ec, "k1");
        static const char *const headers[] = {
                "{\"alg\":\"none\",\"kid\":\"k1\"}",  "{\"alg\":\"None\",\"kid\":\"k1\"}",
                "{\"alg\":\"\",\"kid\":\"k1\"}",      "{\"kid\":\"k1\"}",
                "{\"alg\":null,\"kid\":\"k1\"}",      "{\"alg\":[\"RS256\"],\"kid\":\"k1\"}",
                "{\"alg\":\"HS256\",\"kid\":\"k1\"}", "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"k1\"}", "{\"alg\":\"rs256\",\"kid\":\"k1\"}",
                "{\"alg\":\"PS256\",\"kid\":\"k1\"}", "{\"alg\":\"RS384\",\"kid\":\"k1\"}",
                "{\"alg\":\"RS256 \",\"kid\":\"k1\"}"};
        unsigned char mac[32];
        unsigned int mac_len = 0;
        Str signing, public;
        IdToken t;
        JwtFault fault;

        CHECK_OK(jwt_verify(a, probe_jwt(a, &k, RS_HEADER, CLAIMS), &keys, &wanted, &t, &fault));
        for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
                CHECK_IS(jwt_verify(a, probe_jwt(a, &k, headers[i], CLAIMS), &keys, &wanted, &t,
                                    &fault),
                         FORBIDDEN);
                CHECK_INT(fault, JWT_BAD_ALG);
        }
        /* no signature, and the public key as secret of an HMAC */
        CHECK_IS(jwt_verify(a, three(a, "{\"alg\":\"none\"}", CLAIMS, S("")), &keys, &wanted, &t,
                            &fault),
                 FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_ALG);
        CHECK_IS(jwt_verify(a, three(a, RS_HEADER, CLAIMS, S("")), &keys, &wanted, &t, &fault),
                 FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_SIGNATURE);
        public = probe_jwk(a, &k, "k1", "");
        signing = three(a, "{\"alg\":\"HS256\",\"kid\":\"k1\"}", CLAIMS, S(""));
        CHECK(HMAC(EVP_sha256(), public.at, (int)public.len, (const unsigned char *)signing.at,
                   signing.len - 1, mac, &mac_len) != NULL);
        CHECK_IS(jwt_verify(a,
                            three(a, "{\"alg\":\"HS256\",\"kid\":\"k1\"}", CLAIMS,
                                  str_base64url(a, mac, mac_len)),
                            &keys, &wanted, &t, &fault),
                 FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_ALG);
        /* ECDSA's two numbers of zero, and its other spelling */
        CHECK_OK(
                jwt_verify(a, probe_jwt(a, &ec, ES_HEADER, CLAIMS), &ec_keys, &wanted, &t, &fault));
        CHECK_IS(jwt_verify(a, three(a, ES_HEADER, CLAIMS, str_base64url(a, (char[64]){0}, 64)),
                            &ec_keys, &wanted, &t, &fault),
                 FORBIDDEN);
        signing = three(a, ES_HEADER, CLAIMS, S(""));
        signing.len--;
        signing = probe_sign(a, &ec, signing, PUBKEY_DER);
        CHECK_IS(jwt_verify(a,
                            three(a, ES_HEADER, CLAIMS, str_base64url(a, signing.at, signing.len)),
                            &ec_keys, &wanted, &t, &fault),
                 FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_SIGNATURE);
        probe_key_free(&k);
        probe_key_free(&ec);
}

TEST(a_jwt_with_one_claim_wrong_is_refused_for_that_claim)
{
#define AUD ",\"aud\":\"us\""
#define NONCE ",\"nonce\":\"n-1\""
        static const struct {
                const char *claims;
                Status status;
                JwtFault fault;
        } cases[] = {
                {CLAIMS, OK, JWT_FINE},
                {"{\"iss\":\"https://id.example/\",\"sub\":\"u\"" AUD NONCE "," TIMES "}",
                 FORBIDDEN, JWT_BAD_ISSUER},
                {"{\"iss\":\"https://evil.test\",\"sub\":\"u\"" AUD NONCE "," TIMES "}", FORBIDDEN,
                 JWT_BAD_ISSUER},
                {"{\"sub\":\"u\"" AUD NONCE "," TIMES "}", FORBIDDEN, JWT_BAD_ISSUER},
                {"{\"iss\":[\"https://id.example\"],\"sub\":\"u\"" AUD NONCE "," TIMES "}",
                 FORBIDDEN, JWT_BAD_ISSUER},
                {"{\"iss\":\"https://id.example\"" AUD NONCE "," TIMES "}", INVALID, JWT_MALFORMED},
                {"{\"iss\":\"https://id.example\",\"sub\":\"\"" AUD NONCE "," TIMES "}", INVALID,
                 JWT_MALFORMED},
                {"{\"iss\":\"https://id.example\",\"sub\":7" AUD NONCE "," TIMES "}", INVALID,
                 JWT_MALFORMED},
                {"{\"iss\":\"https://id.example\",\"sub\":\"a\\nb\"" AUD NONCE "," TIMES "}",
                 INVALID, JWT_MALFORMED},
                {"{" WHO NONCE "," TIMES "}", FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":\"them\"" NONCE "," TIMES "}", FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":\"US\"" NONCE "," TIMES "}", FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":[]" NONCE "," TIMES "}", FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":{\"us\":\"us\"}" NONCE "," TIMES "}", FORBIDDEN,
                 JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":[\"us\",7]" NONCE "," TIMES ",\"azp\":\"us\"}", FORBIDDEN,
                 JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":[\"us\",\"them\"]" NONCE "," TIMES "}", FORBIDDEN,
                 JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":[\"us\",\"them\"]" NONCE "," TIMES ",\"azp\":\"them\"}",
                 FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO ",\"aud\":[\"us\",\"them\"]" NONCE "," TIMES ",\"azp\":\"us\"}", OK,
                 JWT_FINE},
                {"{" WHO AUD NONCE "," TIMES ",\"azp\":\"them\"}", FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO AUD NONCE "," TIMES ",\"azp\":7}", FORBIDDEN, JWT_BAD_AUDIENCE},
                {"{" WHO AUD NONCE ",\"iat\":1800000000}", INVALID, JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":1800000600}", INVALID, JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":\"1800000600\",\"iat\":1800000000}", INVALID,
                 JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":-1,\"iat\":1800000000}", INVALID, JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":1e300,\"iat\":1800000000}", INVALID, JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":9223372036854775807,\"iat\":1800000000}", INVALID,
                 JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":1800000600.5,\"iat\":1.8e9}", OK, JWT_FINE},
                {"{" WHO AUD NONCE ",\"exp\":1799999941,\"iat\":1799999000}", OK, JWT_FINE},
                {"{" WHO AUD NONCE ",\"exp\":1799999940,\"iat\":1799999000}", FORBIDDEN,
                 JWT_EXPIRED},
                {"{" WHO AUD NONCE ",\"exp\":1800000600,\"iat\":1800000060}", OK, JWT_FINE},
                {"{" WHO AUD NONCE ",\"exp\":1800000600,\"iat\":1800000061}", FORBIDDEN,
                 JWT_TOO_EARLY},
                {"{" WHO AUD NONCE "," TIMES ",\"nbf\":1800000060}", OK, JWT_FINE},
                {"{" WHO AUD NONCE "," TIMES ",\"nbf\":1800000061}", FORBIDDEN, JWT_TOO_EARLY},
                {"{" WHO AUD NONCE "," TIMES ",\"nbf\":true}", INVALID, JWT_MALFORMED},
                {"{" WHO AUD NONCE ",\"exp\":1800000600,\"iat\":1799913599}", FORBIDDEN,
                 JWT_TOO_OLD},
                {"{" WHO AUD "," TIMES "}", FORBIDDEN, JWT_BAD_NONCE},
                {"{" WHO AUD ",\"nonce\":\"n-2\"," TIMES "}", FORBIDDEN, JWT_BAD_NONCE},
                {"{" WHO AUD ",\"nonce\":\"n-11\"," TIMES "}", FORBIDDEN, JWT_BAD_NONCE},
                {"{" WHO AUD ",\"nonce\":[\"n-1\"]," TIMES "}", FORBIDDEN, JWT_BAD_NONCE},
                {"{" WHO AUD NONCE ",\"nonce\":\"n-1\"," TIMES "}", INVALID, JWT_MALFORMED},
                {"[]", INVALID, JWT_MALFORMED},
                {"\"x\"", INVALID, JWT_MALFORMED},
                {"{", INVALID, JWT_MALFORMED},
                {"", INVALID, JWT_MALFORMED},
        };
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Jwks keys = keys_of(a, &k, "k1");

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                IdToken t;
                JwtFault fault;
                Status s = jwt_verify(a, probe_jwt(a, &k, ED_HEADER, cases[i].claims), &keys,
                                      &wanted, &t, &fault);

                if (s != cases[i].status || fault != cases[i].fault) {
                        print_error("%s: %s, %s\n", cases[i].claims, status_name(s),
                                    jwt_fault_name(fault));
                        fail();
                }
        }
}

TEST(a_jwt_header_can_bring_no_key_and_no_extension)
{
        static const struct {
                const char *header;
                Status status;
                JwtFault fault;
        } cases[] = {
                {ED_HEADER, OK, JWT_FINE},
                {"{\"alg\":\"Ed25519\",\"kid\":\"k1\"}", OK, JWT_FINE},
                {"{\"alg\":\"EdDSA\"}", OK, JWT_FINE}, /* one key of its kind: no name needed */
                {"{\"alg\":\"EdDSA\",\"kid\":\"k2\"}", NOT_FOUND, JWT_NO_KEY},
                {"{\"alg\":\"EdDSA\",\"kid\":\"\"}", NOT_FOUND, JWT_NO_KEY},
                {"{\"alg\":\"EdDSA\",\"kid\":1}", INVALID, JWT_MALFORMED},
                {"{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"crit\":[\"exp\"],\"exp\":1}", FORBIDDEN,
                 JWT_CRITICAL},
                {"{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"crit\":[]}", FORBIDDEN, JWT_CRITICAL},
                {"{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"typ\":\"jwt\"}", OK, JWT_FINE},
                {"{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}", INVALID, JWT_MALFORMED},
                {"{\"alg\":\"EdDSA\",\"alg\":\"none\",\"kid\":\"k1\"}", INVALID, JWT_MALFORMED},
                {"[\"EdDSA\"]", INVALID, JWT_MALFORMED},
        };
        ProbeKey k = probe_key(a, PUBKEY_EDDSA), evil = probe_key(a, PUBKEY_EDDSA);
        Jwks keys = keys_of(a, &k, "k1");
        IdToken t;
        JwtFault fault;
        Str own;

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                CHECK_IS(jwt_verify(a, probe_jwt(a, &k, cases[i].header, CLAIMS), &keys, &wanted,
                                    &t, &fault),
                         cases[i].status);
                CHECK_INT(fault, cases[i].fault);
        }
        own = probe_jwk(a, &evil, "k1", "");
        own = str_fmt(a, "{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"jwk\":%.*s}", S_ARG(own));
        CHECK_IS(jwt_verify(a, probe_jwt(a, &evil, str_z(a, own), CLAIMS), &keys, &wanted, &t,
                            &fault),
                 FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_SIGNATURE);
}

TEST(a_jwt_is_three_pieces_of_strict_base64url)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Jwks keys = keys_of(a, &k, "k1");
        Str token = probe_jwt(a, &k, ED_HEADER, CLAIMS), bad[12];
        size_t n = 0, dot = str_find(token, '.');
        IdToken t;
        JwtFault fault;

        bad[n++] = S("");
        bad[n++] = S(".");
        bad[n++] = S("..");
        bad[n++] = (Str){token.at, dot};
        bad[n++] = str_fmt(a, "%.*s=", S_ARG(token));
        bad[n++] = str_fmt(a, "%.*s\n", S_ARG(token));
        bad[n++] = str_fmt(a, " %.*s", S_ARG(token));
        bad[n++] = str_fmt(a, "%.*s.", S_ARG(token));
        bad[n++] = str_fmt(a, "%.*s.e30", S_ARG(token));
        bad[n++] = str_fmt(a, ".%.*s", S_ARG(token));
        bad[n++] = str_fmt(a, "%.*s%.*s", (int)dot, token.at, S_ARG(str_skip(token, dot + 1)));
        bad[n++] = (Str){arena_bytes(a, JWT_BYTES_MAX + 1), JWT_BYTES_MAX + 1};
        for (size_t i = 0; i < n; i++) {
                CHECK_IS(jwt_verify(a, bad[i], &keys, &wanted, &t, &fault), INVALID);
                CHECK_INT(fault, JWT_MALFORMED);
        }
        CHECK_OK(jwt_verify(a, token, &keys, &wanted, &t, &fault));
        for (size_t i = 0; i < token.len; i++) { /* no character may be another */
                char *z = str_z(a, token);

                z[i] = z[i] == 'A' ? 'B' : 'A';
                CHECK(jwt_verify(a, str_from(z), &keys, &wanted, &t, &fault) != OK);
        }
}

TEST(a_jwt_that_comes_with_an_access_token_belongs_to_it)
{
        static const PubkeyAlg algs[] = {PUBKEY_ES256, PUBKEY_EDDSA};
        static const char *const headers[] = {ES_HEADER, ED_HEADER};
        /* left half of SHA-256, and of SHA-512, of the token */
        static const char *const right[] = {"77QmUPtjPfzWtF2AnpK9RQ",
                                            "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM"};
        Str access = S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");

        for (int i = 0; i < 2; i++) {
                ProbeKey k = probe_key(a, algs[i]);
                Jwks keys = keys_of(a, &k, "k1");
                JwtWanted w = wanted;
                IdToken t;
                JwtFault fault;
                Str token;

                w.access_token = access;
                for (int said = 0; said < 2; said++) {
                        Str claims = str_fmt(a, "{" WHO AUD NONCE "," TIMES ",\"at_hash\":\"%s\"}",
                                             right[said]);

                        token = probe_jwt(a, &k, headers[i], str_z(a, claims));
                        CHECK_IS(jwt_verify(a, token, &keys, &w, &t, &fault),
                                 said == i ? OK : FORBIDDEN);
                        CHECK_INT(fault, said == i ? JWT_FINE : JWT_BAD_AT_HASH);
                        CHECK_OK(jwt_verify(a, token, &keys, &wanted, &t, &fault));
                }
                token = probe_jwt(a, &k, headers[i], "{" WHO AUD NONCE "," TIMES ",\"at_hash\":1}");
                CHECK_IS(jwt_verify(a, token, &keys, &w, &t, &fault), FORBIDDEN);
                token = probe_jwt(a, &k, headers[i], CLAIMS); /* optional in the code flow */
                CHECK_OK(jwt_verify(a, token, &keys, &w, &t, &fault));
                probe_key_free(&k);
        }
}

TEST(a_jwt_of_an_old_sign_in_is_refused_when_a_new_one_was_asked_for)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Jwks keys = keys_of(a, &k, "k1");
        JwtWanted w = wanted;
        IdToken t;
        JwtFault fault;
        Str old = probe_jwt(a, &k, ED_HEADER,
                            "{" WHO AUD NONCE "," TIMES ",\"auth_time\":1799999639}");
        Str fresh = probe_jwt(a, &k, ED_HEADER,
                              "{" WHO AUD NONCE "," TIMES ",\"auth_time\":1799999640}");

        CHECK_OK(jwt_verify(a, old, &keys, &w, &t, &fault));
        w.login_age_s_max = 300; /* and the leeway */
        CHECK_OK(jwt_verify(a, fresh, &keys, &w, &t, &fault));
        CHECK_IS(jwt_verify(a, old, &keys, &w, &t, &fault), FORBIDDEN);
        CHECK_INT(fault, JWT_TOO_OLD);
        CHECK_IS(jwt_verify(a, probe_jwt(a, &k, ED_HEADER, CLAIMS), &keys, &w, &t, &fault),
                 FORBIDDEN);
        CHECK_INT(fault, JWT_TOO_OLD);
}

TEST(a_jwt_is_never_taken_when_nothing_was_asked_for)
{
        ProbeKey k = probe_key(a, PUBKEY_EDDSA);
        Jwks keys = keys_of(a, &k, "k1"), none = {0};
        Str token = probe_jwt(a, &k, ED_HEADER,
                              "{\"iss\":\"\",\"sub\":\"u\",\"aud\":\"\",\"nonce\":\"\"," TIMES "}");
        JwtWanted w = wanted;
        IdToken t;
        JwtFault fault;

        w.issuer = S("");
        CHECK_IS(jwt_verify(a, token, &keys, &w, &t, &fault), FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_ISSUER);
        token = probe_jwt(a, &k, ED_HEADER, "{" WHO ",\"aud\":\"\",\"nonce\":\"\"," TIMES "}");
        w = wanted;
        w.client_id = S("");
        CHECK_IS(jwt_verify(a, token, &keys, &w, &t, &fault), FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_AUDIENCE);
        token = probe_jwt(a, &k, ED_HEADER, "{" WHO AUD ",\"nonce\":\"\"," TIMES "}");
        w = wanted;
        w.nonce = S("");
        CHECK_IS(jwt_verify(a, token, &keys, &w, &t, &fault), FORBIDDEN);
        CHECK_INT(fault, JWT_BAD_NONCE);
        CHECK_IS(jwt_verify(a, probe_jwt(a, &k, ED_HEADER, CLAIMS), &none, &wanted, &t, &fault),
                 NOT_FOUND);
        for (JwtFault f = JWT_FINE; f < JWT_FAULT_COUNT; f++)
                CHECK(strlen(jwt_fault_name(f)) > 3);
}

TEST(a_jwt_key_set_turns_over_by_name)
{
        ProbeKey old = probe_key(a, PUBKEY_EDDSA), new = probe_key(a, PUBKEY_EDDSA);
        Str one = probe_jwk(a, &old, "old", ""), two = probe_jwk(a, &new, "new", "");
        Str by_old = probe_jwt(a, &old, "{\"alg\":\"EdDSA\",\"kid\":\"old\"}", CLAIMS);
        Str by_new = probe_jwt(a, &new, "{\"alg\":\"EdDSA\",\"kid\":\"new\"}", CLAIMS);
        Str unnamed = probe_jwt(a, &new, "{\"alg\":\"EdDSA\"}", CLAIMS);
        Jwks before = keys_of(a, &old, "old"), both, after = keys_of(a, &new, "new"), twice;
        IdToken t;
        JwtFault fault;

        CHECK_OK(
                jwks_parse(a, str_fmt(a, "{\"keys\":[%.*s,%.*s]}", S_ARG(one), S_ARG(two)), &both));
        CHECK_IS(jwt_verify(a, by_new, &before, &wanted, &t, &fault), NOT_FOUND);
        CHECK_INT(fault, JWT_NO_KEY);
        CHECK_OK(jwt_verify(a, by_old, &both, &wanted, &t, &fault));
        CHECK_OK(jwt_verify(a, by_new, &both, &wanted, &t, &fault));
        CHECK_IS(jwt_verify(a, by_old, &after, &wanted, &t, &fault), NOT_FOUND);
        CHECK_OK(jwt_verify(a, unnamed, &after, &wanted, &t, &fault));
        CHECK_IS(jwt_verify(a, unnamed, &both, &wanted, &t, &fault), NOT_FOUND);
        two = probe_jwk(a, &new, "old", "");
        CHECK_OK(jwks_parse(a, str_fmt(a, "{\"keys\":[%.*s,%.*s]}", S_ARG(one), S_ARG(two)),
                            &twice));
        CHECK_IS(jwt_verify(a, by_old, &twice, &wanted, &t, &fault), NOT_FOUND);
}

TEST(jwt_keys_that_are_not_for_us_are_passed_over_and_secret_ones_refuse_the_set)
{
        ProbeKey rsa = probe_key(a, PUBKEY_RS256), ec = probe_key(a, PUBKEY_ES256),
                 ed = probe_key(a, PUBKEY_EDDSA);
        static const char *const over[] = {
                ",\"use\":\"enc\"",   ",\"use\":7", ",\"alg\":\"RS512\"",      ",\"alg\":\"PS256\"",
                ",\"alg\":\"HS256\"", ",\"alg\":7", ",\"key_ops\":[\"sign\"]", ",\"key_ops\":[]"};
        static const char *const taken[] = {"", ",\"use\":\"sig\"", ",\"alg\":\"RS256\"",
                                            ",\"key_ops\":[\"verify\"]", ",\"x5t\":\"abc\""};
        static const char *const strange[] = {
                "{}",
                "{\"kty\":\"oct\"}",
                "{\"kty\":\"RSA\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_"
                "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
                "7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"}"};
        static const char *const none[] = {"",
                                           "[]",
                                           "{}",
                                           "{\"keys\":{}}",
                                           "{\"keys\":[7]}",
                                           "{\"keys\":[{}",
                                           "{\"keys\":[],\"keys\":[]}",
                                           "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}"};
        Jwks keys;
        Str one;
        Text many = text_begin(a, 64 * KIB);

        for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
                one = probe_jwk(a, &rsa, "k", over[i]);
                CHECK_OK(jwks_parse(a, str_fmt(a, "{\"keys\":[%.*s]}", S_ARG(one)), &keys));
                CHECK_INT((int64_t)keys.n, 0);
        }
        for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
                one = probe_jwk(a, &rsa, "k", taken[i]);
                CHECK_OK(jwks_parse(a, str_fmt(a, "{\"keys\":[%.*s]}", S_ARG(one)), &keys));
                CHECK(keys.n == 1 && keys.at[0].key.alg == PUBKEY_RS256);
        }
        for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
                one = probe_jwk(a, &ec, "k", ",\"alg\":\"ES256\"");
                CHECK_OK(jwks_parse(a, str_fmt(a, "{\"keys\":[%s,%.*s]}", strange[i], S_ARG(one)),
                                    &keys));
                CHECK(keys.n == 1 && keys.at[0].key.alg == PUBKEY_ES256);
        }
        for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
                CHECK_IS(jwks_parse(a, str_from(none[i]), &keys), INVALID);
        one = probe_jwk(a, &ed, "k", ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"");
        CHECK_IS(jwks_parse(a, str_fmt(a, "{\"keys\":[%.*s]}", S_ARG(one)), &keys), INVALID);
        text_add(&many, S("{\"keys\":[{}"));
        for (int i = 1; i < JWKS_KEYS_MAX; i++)
                text_add(&many, S(",{}"));
        one = text_str(&many);
        CHECK_OK(jwks_parse(a, str_fmt(a, "%.*s]}", S_ARG(one)), &keys));
        CHECK_IS(jwks_parse(a, str_fmt(a, "%.*s,{}]}", S_ARG(one)), &keys), INVALID);
        probe_key_free(&rsa);
        probe_key_free(&ec);
}

TEST(pkce_is_that_of_rfc_7636_beside_each_jwt)
{
        Str verifier, challenge, other;

        CHECK_STR(pkce_challenge(a, S("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")), IS,
                  "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        pkce_make(a, &verifier, &challenge);
        CHECK_INT((int64_t)verifier.len, PKCE_VERIFIER_CHARS);
        CHECK(str_eq(challenge, pkce_challenge(a, verifier)));
        pkce_make(a, &other, &challenge);
        CHECK(!str_eq(other, verifier));
}
