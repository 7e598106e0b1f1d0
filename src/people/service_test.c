/* Services: programs with a role of their own, by a token only, until a day. */
#include "people/service.h"

#include "base/time.h"
#include "people/role.h"
#include "tests/world.h"

#include <stdio.h>
#include <string.h>

static const char *day_in(World *w, int days)
{
        return str_z(w->a, time_date(w->a, time_now_us() + days * DAY_US));
}

static Str token_in(World *w)
{
        size_t at = str_find_str(w->deed.note, S("seedbed_"));

        CHECK(at < w->deed.note.len);
        return str_copy(w->a, str_head(str_skip(w->deed.note, at), API_TOKEN_CHARS));
}

static Str added(World *w, const char *role, const char *hub)
{
        CHECK_OK(act(w, "service add", "name", "Nightly import", "role", role, "hub", hub, "until",
                     day_in(w, 30), NULL));
        return token_in(w);
}

static int ask(World *w, HttpMethod method, const char *path, Str token, const char *json)
{
        HttpPair headers[2] = {{S("Authorization"), str_fmt(w->a, "Bearer %.*s", S_ARG(token))},
                               {S("Content-Type"), S("application/json")}};
        SiteWorker worker = {w->db};
        HttpReply reply = {.status = 200, .file_fd = -1};
        HttpRequest rq = {.method = method,
                          .path = str_from(path),
                          .raw_path = str_from(path),
                          .arena = w->a,
                          .worker = &worker,
                          .headers = headers,
                          .headers_n = 2,
                          .body = str_from(json ? json : ""),
                          .id = S("0123456789ABCDEF")};

        site_answer(&w->p.site, &rq, &reply);
        return reply.status;
}

static Actor head_of(World *w, const char *email, const char *hub)
{
        Actor head;
        Id id;

        CHECK_OK(act(w, "role grant", "email", email, "name", "H", "role", "head", "hub", hub,
                     NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, str_from(email), &id));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &head));
        return head;
}

static const char bangkok[] =
        "{\"kind\":\"organisation\",\"name\":\"By service\",\"hub\":\"bangkok\"}";
static const char singapore[] =
        "{\"kind\":\"organisation\",\"name\":\"By service\",\"hub\":\"singapore\"}";

TEST(a_service_does_what_its_role_may_at_its_hub_and_has_nothing_of_a_person)
{
        World *w = world_of_examples(a);
        Str token = added(w, "operator", "thailand"), leaf;

        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "service.added");
        CHECK(!str_has(leaf, S("Nightly")) && !str_has(leaf, str_head(token, 30)));
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/party/add", token, bangkok), 200);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/party/add", token, singapore), 403);
        CHECK_INT(ask(w, HTTP_GET, "/api/v1/parties", token, NULL), 200);
        CHECK_INT(ask(w, HTTP_GET, "/api/v1/me", token, NULL), 403);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/token/make", token,
                      "{\"name\":\"n\",\"scopes\":\"import\",\"until\":\"2027-01-01\"}"),
                  403);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/operator/link", token, "{}"), 403);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/team/found", token, "{\"name\":\"N\"}"), 403);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/team/join", token, "{\"token\":\"x\"}"), 403);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/password/change", token, "{\"new_password\":\"x\"}"),
                  403);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/service/add", token,
                      "{\"name\":\"n\",\"role\":\"auditor\",\"hub\":\"bangkok\",\"until\":"
                      "\"2027-01-01\"}"),
                  403);
        CHECK_STR(page(w, "/services"), CONTAINS, "Nightly import");
        CHECK(!str_has(page(w, "/services"), str_head(token, 30)));
}

typedef struct {
        Arena *a;
        Id actor;
} Attempt;

static Status begin(void *ctx, Db *db)
{
        Attempt *t = ctx;
        Str session;

        return access_session_begin(db, t->a, t->actor, time_now_us(), &session);
}

TEST(a_service_does_not_come_in_by_a_browser)
{
        World *w = world_of_examples(a);
        Attempt t = {.a = a};

        (void)added(w, "operator", "thailand");
        t.actor = w->deed.made;
        CHECK_IS(store_transact(w->p.store, begin, &t), FORBIDDEN);
        t.actor = w->actor.id;
        CHECK_OK(store_transact(w->p.store, begin, &t));
}

TEST(a_service_stays_when_who_added_it_leaves_and_ends_when_it_is_ended)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, head = head_of(w, "h@example.org", "thailand");
        Str token, fresh;
        Id service;
        RoleRowList roles;

        w->actor = head;
        token = added(w, "operator", "bangkok");
        service = w->deed.made;
        w->actor = first;
        CHECK_OK(role_of(w->db, a, head.id, &roles));
        CHECK_OK(act(w, "role withdraw", "role", id_text(a, roles.at[0].id).at, NULL));
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/party/add", token, bangkok), 200);
        CHECK_OK(act(w, "service token", "service", id_text(a, service).at, "until", day_in(w, 60),
                     NULL));
        fresh = token_in(w);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/party/add", token, bangkok), 401);
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/party/add", fresh, bangkok), 200);
        CHECK_OK(act(w, "service end", "service", id_text(a, service).at, NULL));
        CHECK_INT(ask(w, HTTP_POST, "/api/v1/party/add", fresh, bangkok), 401);
        CHECK_IS(act(w, "service end", "service", id_text(a, service).at, NULL), NOT_FOUND);
        CHECK_IS(act(w, "service token", "service", id_text(a, service).at, "until", day_in(w, 60),
                     NULL),
                 NOT_FOUND);
        CHECK(!str_has(page(w, "/services"), S("Nightly import")));
}

TEST(a_service_has_an_end_and_is_given_by_who_may_give_its_role_there)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, actor;
        Str token;
        Id service, used;

        CHECK_IS(act(w, "service add", "name", "N", "role", "operator", "hub", "bangkok", NULL),
                 INVALID);
        CHECK_IS(act(w, "service add", "name", "N", "role", "operator", "hub", "bangkok", "until",
                     day_in(w, 400), NULL),
                 INVALID);
        CHECK_IS(act(w, "service add", "name", "N", "role", "operator", "hub", "bangkok", "until",
                     "2020-01-01", NULL),
                 INVALID);
        CHECK_IS(act(w, "service add", "name", "N", "role", "head", "hub", "bangkok", "until",
                     day_in(w, 30), NULL),
                 INVALID);
        token = added(w, "operator", "bangkok");
        service = w->deed.made;
        CHECK_OK(access_token_actor(w->db, a, token, time_now_us() + 29 * DAY_US, &actor, &used));
        CHECK_INT(actor.id, service);
        CHECK_OK(access_token_actor(w->db, a, token, time_now_us() + 32 * DAY_US, &actor, &used));
        CHECK_INT(actor.id, 0);
        w->actor = head_of(w, "s@example.org", "singapore");
        CHECK_IS(act(w, "service add", "name", "N", "role", "operator", "hub", "bangkok", "until",
                     day_in(w, 30), NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "service end", "service", id_text(a, service).at, NULL), NOT_FOUND);
        CHECK_IS(act(w, "service token", "service", id_text(a, service).at, "until", day_in(w, 30),
                     NULL),
                 NOT_FOUND);
        CHECK(!str_has(page(w, "/services"), S("Nightly import")));
        w->actor = first;
}
