/* fuzz/jwt: any bytes as a key set and as an ID token. Under a fixed key set only the token that
 * stands in the corpus verifies, and only as it stands. */
#include "access/jwt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The key of RFC 8037, appendix A. */
#define KEYS                                                                \
        S("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k1\"," \
          "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}")
#define SUBJECT S("user-1")

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str in = {(const char *)data, size};
        JwtWanted wanted = {.issuer = S("https://id.example"),
                            .client_id = S("us"),
                            .nonce = S("n-1"),
                            .access_token = S("x"),
                            .now_us = (int64_t)1800000000 * 1000000};
        JwtFault fault = JWT_FINE;
        IdToken t;
        Jwks keys;

        if (jwks_parse(&a, in, &keys) == OK)
                for (size_t i = 0; i < keys.n; i++)
                        if (pubkey_check(&keys.at[i].key) != OK)
                                abort();
        if (jwks_parse(&a, KEYS, &keys) != OK || keys.n != 1)
                abort();
        if (jwt_verify(&a, in, &keys, &wanted, &t, &fault) == OK) {
                if (fault != JWT_FINE || !str_eq(t.subject, SUBJECT))
                        abort();
        } else if (fault == JWT_FINE) {
                abort();
        }
        arena_free(&a);
        return 0;
}
