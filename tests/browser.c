/* tests/browser: see the header. */
#include "tests/browser.h"

#include "base/time.h"

#include <string.h>

static void keep_cookies(Browser *b, const HttpReply *reply)
{
        b->go_to = (Str){0};
        for (size_t i = 0; i < reply->headers_n; i++) {
                Str name = reply->headers[i].name, value = reply->headers[i].value, all = value;
                Str pair;

                if (str_is(name, "Location"))
                        b->go_to = value;
                if (str_is(name, "Refresh"))
                        b->go_to = str_skip(value, 6);
                if (!str_is(name, "Set-Cookie") || !str_cut(&all, ';', &pair))
                        continue;
                CHECK(str_has(value, S("HttpOnly; SameSite=Lax")));
                if (str_starts(pair, S("seedbed=")))
                        b->session = str_copy(b->w->a, str_skip(pair, 8));
                else if (str_starts(pair, S("seedbed-sign-on=")))
                        b->secret = str_copy(b->w->a, str_skip(pair, 16));
                else
                        CHECK(false);
        }
}

void browser_go(Browser *b, HttpMethod method, Str address, const char *form)
{
        World *w = b->w;
        Str base = w->p.site.base_url;
        Str full = str_starts(address, base) ? str_skip(address, base.len) : address;
        size_t question = str_find(full, '?');
        SiteWorker worker = {w->db};
        HttpPair headers[3] = {{S("Cookie"), str_fmt(w->a, "seedbed=%.*s; seedbed-sign-on=%.*s",
                                                     S_ARG(b->session), S_ARG(b->secret))},
                               {S("Content-Type"), S("application/x-www-form-urlencoded")}};
        HttpReply reply = {.status = 200, .file_fd = -1};
        HttpPair *pairs = NULL;
        HttpRequest rq = {.method = method,
                          .path = {full.at, question},
                          .raw_path = {full.at, question},
                          .query = str_skip(full, question + 1),
                          .arena = w->a,
                          .worker = &worker,
                          .headers = headers,
                          .headers_n = b->origin.len ? 3 : 2,
                          .body = str_from(form ? form : ""),
                          .id = S("0123456789ABCDEF")};

        headers[2] = (HttpPair){S("Origin"), b->origin};
        CHECK_OK(http_form_parse(w->a, rq.query, &pairs, &rq.query_n));
        rq.query_pairs = pairs;
        site_answer(&w->p.site, &rq, &reply);
        b->status = reply.status;
        b->body = reply.body;
        keep_cookies(b, &reply);
}

Id browser_actor(Browser *b)
{
        Actor actor = {0};

        if (b->session.len)
                CHECK_OK(
                        access_session_actor(b->w->db, b->w->a, b->session, time_now_us(), &actor));
        return actor.id;
}

/* Where the provider sends it back to, with what it would send. */
Str browser_way_back(Browser *b, Provider *p, const ProviderPerson *person)
{
        Arena *a = b->w->a;
        Str code = provider_code(p, a, b->go_to, person);

        return str_fmt(a, "%.*s?code=%.*s&state=%.*s&session_state=ignored",
                       S_ARG(provider_param(a, b->go_to, "redirect_uri")), S_ARG(code),
                       S_ARG(provider_param(a, b->go_to, "state")));
}

Str browser_leave(Browser *b, Provider *p, const ProviderPerson *person)
{
        browser_go(b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_INT(b->status, 200);
        CHECK_STR(b->go_to, STARTS, provider_issuer(p));
        return browser_way_back(b, p, person);
}

void browser_sign_on(Browser *b, Provider *p, const ProviderPerson *person)
{
        browser_go(b, HTTP_GET, browser_leave(b, p, person), NULL);
}

/* With a session by a one-time link, and a form token of it. */
static Status link_in(void *ctx, Db *db)
{
        Browser *b = ctx;
        Id actor = b->w->actor.id;

        return access_session_begin(db, b->w->a, actor, time_now_us(), &b->session);
}

void browser_come_in(Browser *b)
{
        CHECK_OK(store_transact(b->w->p.store, link_in, b));
}

void browser_connect(Browser *b)
{
        browser_go(
                b, HTTP_POST, S("/sign-on/uni/connect"),
                str_fmt(b->w->a, "form_token=%.*s", S_ARG(access_form_token(b->w->a, b->session)))
                        .at);
}

Status provider_add(World *w, Provider *p, const char *domains, const char *accounts)
{
        return act(w, "provider add", "slug", "uni", "title", "Uni", "issuer", provider_issuer(p),
                   "client_id", "seedbed", "client_secret", "s3cret&=", "domains", domains,
                   "accounts", accounts, "private", "yes", NULL);
}

const ProviderPerson mina = {.subject = "u-17", .email = "Mina@Uni.example.org", .name = "Mina Wu"};

Str last_leaf(World *w)
{
        int64_t size;
        Hash root;
        Str leaf;

        CHECK_OK(record_head(w->db, w->a, &size, &root));
        CHECK_OK(record_leaf(w->db, w->a, size - 1, &leaf));
        return leaf;
}

/* Comes back, is not let in, and is told why. */
void check_refused(Browser *b, Str address, int status, const char *words)
{
        browser_go(b, HTTP_GET, address, NULL);
        CHECK_INT(b->status, status);
        CHECK_STR(b->body, CONTAINS, words);
        CHECK_INT(browser_actor(b), 0);
}
