/* fuzz/oidc: any bytes as a discovery document, as the answer with the tokens, and as an issuer.
 * What is taken leads nowhere but to https, or to this machine when the issuer is there. */
#include "access/oidc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_safe(Str url, Str issuer)
{
        bool is_here = oidc_host_is_loopback(oidc_host(issuer));

        if (str_empty(oidc_host(url)) || url.len > OIDC_URL_BYTES_MAX ||
            str_find(url, '#') < url.len || str_find(url, '\n') < url.len)
                abort();
        if (!str_starts(url, S("https://")) && !(is_here && oidc_host_is_loopback(oidc_host(url))))
                abort();
}

static void discover(Arena *a, Str in, Str issuer)
{
        OidcFault fault = OIDC_FINE;
        OidcPlaces p = {0};

        if (oidc_discovery_parse(a, in, issuer, &p, &fault) != OK) {
                if (fault == OIDC_FINE || !oidc_fault_words(fault)[0])
                        abort();
                return;
        }
        must_be_safe(p.authorize, issuer);
        must_be_safe(p.token, issuer);
        must_be_safe(p.keys, issuer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str in = {(const char *)data, size}, id_token = {0}, access_token = {0};

        discover(&a, in, S("https://id.example"));
        discover(&a, in, S("http://localhost:1"));
        if (oidc_issuer_is(in))
                must_be_safe(in, in);
        if (oidc_tokens_parse(&a, in, &id_token, &access_token) == OK && str_empty(id_token))
                abort();
        (void)oidc_error_word(in);
        arena_free(&a);
        return 0;
}
