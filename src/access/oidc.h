/* access/oidc: what we say to a provider of sign-on and what it says, as texts (OpenID Connect
 * Core 1.0 and Discovery 1.0; RFC 6749, 7636, 9207). Nothing here goes to a network: whoever does
 * hands in what came. */
#ifndef SEEDBED_ACCESS_OIDC_H
#define SEEDBED_ACCESS_OIDC_H

#include "base/json.h"

enum {
        OIDC_URL_BYTES_MAX = 1000,
        OIDC_DISCOVERY_BYTES_MAX = 64 * 1024,
        OIDC_TOKENS_BYTES_MAX = 64 * 1024,
        OIDC_CODE_CHARS_MAX = 2000
};

/* Where a provider is to be found, from its discovery document. */
typedef struct {
        Str authorize, token, keys;
        bool names_issuer; /* its answers say who gives them: RFC 9207 */
        bool wants_post;   /* client_secret_post, for it does not take client_secret_basic */
} OidcPlaces;

/* Why a discovery document is refused. */
typedef enum {
        OIDC_FINE,
        OIDC_NO_JSON,
        OIDC_OTHER_ISSUER, /* it names another issuer than was asked */
        OIDC_NO_PLACE,     /* authorization_endpoint, token_endpoint or jwks_uri */
        OIDC_BAD_PLACE,    /* one of them in the clear, or no address */
        OIDC_NO_CODE,      /* it does not do the code flow */
        OIDC_NO_PKCE,      /* it says which methods it knows, and S256 is none of them */
        OIDC_NO_SECRET,    /* it takes neither client_secret_basic nor client_secret_post */
        OIDC_NO_ALG        /* it signs with nothing that we verify */
} OidcFault;

/* May this be an issuer (Discovery, section 2; Core, section 1.2)? An https address with a host,
 * without query, fragment, user or white space; http only to a loopback address. */
bool oidc_issuer_is(Str issuer);
/* The host of an address, with its brackets when it has some; empty: it has none. */
Str oidc_host(Str url);
/* Does it lead to this machine, whoever resolves it? localhost, 127.0.0.0/8, [::1]. */
bool oidc_host_is_loopback(Str host);
/* Where the document is (Discovery, section 4). */
Str oidc_discovery_url(Arena *a, Str issuer);
/* The document of that issuer (Discovery, sections 3 and 4.3: the issuer must be the same byte for
 * byte). INVALID says why in *out_fault. */
Status oidc_discovery_parse(Arena *a, Str json, Str issuer, OidcPlaces *out, OidcFault *out_fault);
/* In the reader's words. */
const char *oidc_fault_words(OidcFault fault);

typedef struct {
        Str client_id, client_secret, redirect_uri;
        Str state, nonce, verifier;
} OidcRequest;

/* Where the browser is sent (Core, section 3.1.2.1). */
Str oidc_authorize_url(Arena *a, const OidcPlaces *places, const OidcRequest *request);
/* The form that changes the code into tokens (Core, section 3.1.3.1), and the header that says who
 * asks: empty when the form does. */
Str oidc_exchange_form(Arena *a, const OidcPlaces *places, const OidcRequest *request, Str code,
                       Str *out_authorization);
/* The answer to it. INVALID: there is no ID token in it, or its access token is for no bearer. */
Status oidc_tokens_parse(Arena *a, Str json, Str *out_id_token, Str *out_access_token);
/* The provider's reason of an answer that is an error: "invalid_grant", or empty when it is no word
 * of RFC 6749 or Core. */
Str oidc_error_word(Str error);

#endif
