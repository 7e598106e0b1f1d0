/* people/sso_published: what providers publish, asked for seldom and kept in the store, so that all
 * nodes share it and a restart asks nobody. See people/sso.h.
 *
 * Everything here stands outside of transactions, in a deed's prepare; no reader is held while
 * another server is asked. */
#include "base/words.h"
#include "net/ask.h"
#include "people/sso.h"

enum { KEYS_BYTES_MAX = 128 * 1024 };

/* One kept document. */
typedef struct {
        Str issuer, kind, body;
        int64_t now_us;
} Kept;

static Status load(Deed *d, Db *db, Str slug, SsoKnown *out);
static Status published(Deed *d, Str issuer, Str kind, SsoPublished *out);
static Status fetch(Deed *d, const SsoProvider *p, Str url, size_t bytes_max, Str *out);
static Status read_places(Deed *d, const SsoProvider *p, Str body, OidcPlaces *out);
static Status read_keys(Deed *d, const SsoProvider *p, Str body, Jwks *out);
static Status claim(void *ctx, Db *db);
static Status keep(void *ctx, Db *db);

Status sso_known(Deed *d, Str slug, SsoKnown *out)
{
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = load(d, db, slug, out);
        store_reader_close(db);
        return s;
}

static Status kept_of(Deed *d, Db *db, Str issuer, Str kind, SsoPublished *out)
{
        Status s = sso_published_of(db, d->a, issuer, kind, out);

        if (s == NOT_FOUND)
                *out = (SsoPublished){0};
        return s == NOT_FOUND ? OK : s;
}

static Status load(Deed *d, Db *db, Str slug, SsoKnown *out)
{
        SsoKnown k = {0};

        TRY(sso_live(d, db, slug, &k.p));
        TRY(kept_of(d, db, k.p.issuer, S("discovery"), &k.discovery));
        TRY(kept_of(d, db, k.p.issuer, S("keys"), &k.keys));
        *out = k;
        return OK;
}

/* Younger than that; a clock that was set back makes nothing young. */
static bool is_younger(const Deed *d, int64_t then_us, int64_t us)
{
        return then_us <= d->now_us && d->now_us - then_us < us;
}

/* May we ask now? false: somebody did within the minute, or is at it. */
static Status may_ask(Deed *d, const SsoProvider *p, Str kind, bool *out)
{
        Kept k = {.issuer = p->issuer, .kind = kind, .now_us = d->now_us};
        Status s = store_transact(d->store, claim, &k);

        *out = s == OK;
        return s == NOT_FOUND ? OK : s;
}

static Status cannot_yet(Deed *d, const SsoProvider *p)
{
        return deed_fault(d, UPSTREAM, _("%.*s could not be reached. Try again in a minute."),
                          S_ARG(p->title));
}

Status sso_places(Deed *d, const SsoKnown *known, OidcPlaces *out)
{
        const SsoPublished *had = &known->discovery;
        Kept k = {.issuer = known->p.issuer, .kind = S("discovery"), .now_us = d->now_us};
        bool may, is_usable = had->got_at && is_younger(d, had->got_at, SSO_STALE_US);
        Status s;

        if (had->got_at && is_younger(d, had->got_at, SSO_FRESH_US))
                return read_places(d, &known->p, had->body, out);
        TRY(may_ask(d, &known->p, k.kind, &may));
        if (!may)
                return is_usable ? read_places(d, &known->p, had->body, out)
                                 : cannot_yet(d, &known->p);
        s = fetch(d, &known->p, oidc_discovery_url(d->a, known->p.issuer), OIDC_DISCOVERY_BYTES_MAX,
                  &k.body);
        if (s == OK)
                s = read_places(d, &known->p, k.body, out);
        if (s != OK && is_usable) { /* it is away for a while; what it said yesterday is good */
                d->faults_n = 0;
                return read_places(d, &known->p, had->body, out);
        }
        TRY(s);
        return store_transact(d->store, keep, &k);
}

Status sso_keys(Deed *d, const SsoKnown *known, const OidcPlaces *places, bool again, Jwks *out)
{
        const SsoPublished *had = &known->keys;
        Kept k = {.issuer = known->p.issuer, .kind = S("keys"), .now_us = d->now_us};
        bool may, is_usable = had->got_at && is_younger(d, had->got_at, SSO_STALE_US);
        SsoPublished now;
        Status s;

        if (!again && had->got_at && is_younger(d, had->got_at, SSO_FRESH_US))
                return read_keys(d, &known->p, had->body, out);
        TRY(may_ask(d, &known->p, k.kind, &may));
        if (!may) { /* somebody else may have got them just now */
                TRY(published(d, known->p.issuer, k.kind, &now));
                return now.got_at && is_younger(d, now.got_at, SSO_STALE_US)
                               ? read_keys(d, &known->p, now.body, out)
                               : cannot_yet(d, &known->p);
        }
        s = fetch(d, &known->p, places->keys, KEYS_BYTES_MAX, &k.body);
        if (s == OK)
                s = read_keys(d, &known->p, k.body, out);
        if (s != OK && is_usable && !again) {
                d->faults_n = 0;
                return read_keys(d, &known->p, had->body, out);
        }
        TRY(s);
        return store_transact(d->store, keep, &k);
}

Status sso_look_at(Deed *d, const SsoProvider *p)
{
        Kept discovery = {.issuer = p->issuer, .kind = S("discovery"), .now_us = d->now_us};
        Kept keys = {.issuer = p->issuer, .kind = S("keys"), .now_us = d->now_us};
        OidcPlaces places;
        Jwks list;

        TRY(fetch(d, p, oidc_discovery_url(d->a, p->issuer), OIDC_DISCOVERY_BYTES_MAX,
                  &discovery.body));
        TRY(read_places(d, p, discovery.body, &places));
        TRY(fetch(d, p, places.keys, KEYS_BYTES_MAX, &keys.body));
        TRY(read_keys(d, p, keys.body, &list));
        TRY(store_transact(d->store, keep, &discovery));
        return store_transact(d->store, keep, &keys);
}

bool sso_may_be_private(const SsoProvider *p, Str url)
{
        return p->is_private && str_eq_nocase(oidc_host(url), oidc_host(p->issuer));
}

static Status published(Deed *d, Str issuer, Str kind, SsoPublished *out)
{
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = kept_of(d, db, issuer, kind, out);
        store_reader_close(db);
        return s;
}

static Status fetch(Deed *d, const SsoProvider *p, Str url, size_t bytes_max, Str *out)
{
        Ask what = {.url = url,
                    .bytes_max = bytes_max,
                    .may_be_private = sso_may_be_private(p, url),
                    .gate = d->asks};
        Answer answer = {0};
        Status s = ask(d->a, &what, &answer);

        if (s == TOO_MANY)
                return deed_fault(d, s,
                                  _("Many are signing in just now. Try again in a few seconds."));
        if (s == BROKEN)
                return s;
        if (s != OK)
                return deed_fault(d, UPSTREAM, _("%.*s could not be asked: %s."), S_ARG(p->title),
                                  answer.fault);
        if (answer.code != 200)
                return deed_fault(d, UPSTREAM, _("%.*s could not be asked: it answered %ld."),
                                  S_ARG(p->title), answer.code);
        *out = answer.body;
        return OK;
}

static Status read_places(Deed *d, const SsoProvider *p, Str body, OidcPlaces *out)
{
        OidcFault fault;

        if (oidc_discovery_parse(d->a, body, p->issuer, out, &fault) == OK)
                return OK;
        return deed_fault(d, UPSTREAM, _("%.*s can not be used: %s."), S_ARG(p->title),
                          oidc_fault_words(fault));
}

static Status read_keys(Deed *d, const SsoProvider *p, Str body, Jwks *out)
{
        if (jwks_parse(d->a, body, out) == OK && out->n > 0)
                return OK;
        return deed_fault(d, UPSTREAM,
                          _("%.*s can not be used: there is no key to verify with, too many, or "
                            "they can not be read."),
                          S_ARG(p->title));
}

static Status claim(void *ctx, Db *db)
{
        const Kept *k = ctx;

        return sso_published_claim(db, k->issuer, k->kind, k->now_us, k->now_us - SSO_ASK_AGAIN_US);
}

static Status keep(void *ctx, Db *db)
{
        const Kept *k = ctx;

        return sso_published_set(db, k->issuer, k->kind, k->body, k->now_us);
}
