/* tests/provider: a small provider of sign-on on a loopback port, which can be told to lie.
 *
 * It publishes a discovery document and keys, and changes codes into tokens; nobody signs in to it:
 * the test takes the address that a browser would be sent to and asks for a code itself. Ed25519
 * signs. One at a time; it ends with the test run, or when the next begins. */
#ifndef SEEDBED_TESTS_PROVIDER_H
#define SEEDBED_TESTS_PROVIDER_H

#include "base/str.h"

typedef enum {
        TELLS_THE_TRUTH,
        /* in the ID token */
        OTHER_ISSUER,
        OTHER_AUDIENCE,
        TWO_AUDIENCES,
        OTHER_AZP,
        OTHER_NONCE,
        NO_NONCE,
        ALG_NONE,
        HMAC_WITH_PUBLIC_KEY,
        OLD_KEY, /* of the right name, but no longer published */
        UNKNOWN_KEY,
        WRONG_SIGNATURE,
        LONG_EXPIRED,
        FROM_TOMORROW,
        OTHER_AT_HASH,
        NO_SUBJECT,
        /* in the answer of the token endpoint */
        NO_ID_TOKEN,
        NO_JSON,
        HUGE_ANSWER,
        SLOW_ANSWER,
        REDIRECTS_TOKEN,
        OTHER_TOKEN_TYPE,
        SAYS_ERROR,
        /* in what it publishes */
        OTHER_DISCOVERY_ISSUER,
        REDIRECTS_DISCOVERY,
        HUGE_DISCOVERY,
        PLACES_ELSEWHERE, /* http on another host */
        PLACES_INSIDE,    /* https on a host of a private network */
        NO_PKCE,
        THOUSANDS_OF_KEYS,
        NO_KEYS,
        SECRET_KEYS,
        IS_AWAY /* 503 for everything */
} ProviderLie;

typedef struct Provider Provider;

/* What it says of whoever signs in. */
typedef struct {
        const char *subject, *email, *name;
        bool is_unverified;
} ProviderPerson;

Provider *provider_begin(void);
const char *provider_issuer(const Provider *p);
void provider_lie(Provider *p, ProviderLie lie);
/* From now on it signs with a new key, and publishes that one alone. */
void provider_rotate(Provider *p);
/* How often keys were asked for. */
int provider_keys_asked(const Provider *p);
/* Whether its answers say who gives them, and it says so. */
void provider_names_issuer(Provider *p, bool yes);
/* It takes the secret in the form only. */
void provider_wants_post(Provider *p, bool yes);
/* The person signed in at this address: a code for the one who comes back. */
Str provider_code(Provider *p, Arena *a, Str address, const ProviderPerson *person);
/* A parameter of an address, decoded. */
Str provider_param(Arena *a, Str address, const char *name);

#endif
