/* people/sso: sign-on by an organisation's own provider (OpenID Connect).
 *
 * A provider is a row that an administrator adds. It vouches for people: whoever it names as
 * (issuer, subject) is an account here, linked by that person, or, for addresses of domains that it
 * may speak for, at their first sign-in. Why it is so: docs/decisions/0023. */
#ifndef SEEDBED_PEOPLE_SSO_H
#define SEEDBED_PEOPLE_SSO_H

#include "access/jwt.h"
#include "access/oidc.h"
#include "action/action.h"
#include "people/sso.sql.h"

enum {
        SSO_LIVE_MAX = 100,
        SSO_DOMAINS_MAX = 50,
        SSO_IDENTITIES_OF_ONE_MAX = 10,
        SSO_SECRET_BYTES_MAX = 512
};
/* Who was sent to a provider has so long to come back. */
#define SSO_ATTEMPT_US (600 * (int64_t)1000000)
/* What a provider publishes is good for an hour, and for a day when it can not be had again. */
#define SSO_FRESH_US (3600 * (int64_t)1000000)
#define SSO_STALE_US (24 * 3600 * (int64_t)1000000)
/* It is asked again so often at most, whoever wants it. */
#define SSO_ASK_AGAIN_US (60 * (int64_t)1000000)

extern const Action provider_add_action, provider_end_action, identity_end_action;
/* Done by the routes of sso_page alone, and in none of the program's tables: a browser's cookie
 * belongs to each. */
extern const Action sso_begin_action, sso_connect_action, sso_return_action;

/* A provider and what is kept of what it published; got_at 0: nothing yet. */
typedef struct {
        SsoProvider p;
        SsoPublished discovery, keys;
} SsoKnown;

/* What comes of an answer, for run and for the log. */
typedef struct {
        SsoProvider p;
        Id for_actor; /* who connects; 0: somebody signs in */
        IdToken token;
        JwtFault fault;
} SsoArrival;

/* The provider with that slug that has not ended. NOT_FOUND with words. */
Status sso_live(Deed *d, Db *db, Str slug, SsoProvider *out);
/* The same with what is kept of it; outside of any transaction. */
Status sso_known(Deed *d, Str slug, SsoKnown *out);
/* For prepare: from what is kept, or asked for anew. UPSTREAM and TOO_MANY with words. */
Status sso_places(Deed *d, const SsoKnown *known, OidcPlaces *out);
/* The same; again: a key was not among them. */
Status sso_keys(Deed *d, const SsoKnown *known, const OidcPlaces *places, bool again, Jwks *out);
/* Asks for both, keeps them, and says what is wrong with them: before a provider is added. */
Status sso_look_at(Deed *d, const SsoProvider *p);
/* May its own host be in a private network, and is that the host? */
bool sso_may_be_private(const SsoProvider *p, Str url);
/* The box of a client secret, and back; sealed for that provider alone. BROKEN with words. */
Status sso_secret_box(Deed *d, Str slug, Str secret, Str *out);
Status sso_secret_open(Deed *d, const SsoProvider *p, Str *out);
/* Does the provider speak for that e-mail address? */
bool sso_speaks_for(const SsoProvider *p, Str email);
/* Buttons for the page of signing in. */
FieldOffers sso_doors(Db *db, Arena *a);

#endif
