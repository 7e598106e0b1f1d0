/* Tokens of programs: they do what they were allowed, no more, no longer. */
#include "people/token.h"

#include "base/time.h"
#include "tests/world.h"

#include <stdio.h>
#include <string.h>

static Str made(World *w, const char *scopes, const char *hub)
{
        Str day = time_date(w->a, time_now_us() + 30 * DAY_US), note;
        size_t at;

        CHECK_OK(act(w, "token make", "name", "nightly", "scopes", scopes, "hub", hub, "until",
                     str_z(w->a, day), NULL));
        note = w->deed.note;
        at = str_find_str(note, S("seedbed_"));
        CHECK(at < note.len);
        return str_copy(w->a, str_head(str_skip(note, at), API_TOKEN_CHARS));
}

static Str ask(World *w, HttpMethod method, const char *path, Str token, const char *json)
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
        w->status = reply.status;
        return reply.body;
}

static const char singapore[] =
        "{\"kind\":\"organisation\",\"name\":\"By token\",\"hub\":\"singapore\"}";
static const char bangkok[] =
        "{\"kind\":\"organisation\",\"name\":\"By token\",\"hub\":\"bangkok\"}";

TEST(a_token_does_what_it_was_allowed_and_no_more)
{
        World *w = world_of_examples(a);
        Str token = made(w, "party.edit party.see", "singapore");

        ask(w, HTTP_POST, "/api/v1/party/add", token, singapore);
        CHECK_INT(w->status, 200);
        ask(w, HTTP_POST, "/api/v1/party/add", token, bangkok);
        CHECK_INT(w->status, 403);
        ask(w, HTTP_GET, "/api/v1/parties", token, NULL);
        CHECK_INT(w->status, 200);
        ask(w, HTTP_GET, "/api/v1/imports", token, NULL); /* its owner may, it may not */
        CHECK_INT(w->status, 403);
        ask(w, HTTP_GET, "/api/v1/me", token, NULL);
        CHECK_INT(w->status, 403);
        ask(w, HTTP_POST, "/api/v1/token/make", token,
            "{\"name\":\"n\",\"scopes\":\"import\",\"until\":\"2099-01-01\"}");
        CHECK_INT(w->status, 403);
        ask(w, HTTP_GET, "/api/v1/pledges", token, NULL);
        CHECK_INT(w->status, 200);
}

TEST(a_token_gives_nothing_that_its_owner_has_not)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, head;
        Str token;
        Id id;

        CHECK_OK(act(w, "role grant", "email", "h@example.org", "name", "H", "role", "head", "hub",
                     "thailand", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("h@example.org"), &id));
        CHECK_OK(access_actor(w->db, a, id, time_now_us(), &head));
        w->actor = head;
        CHECK_IS(act(w, "token make", "name", "n", "scopes", "programme.edit", "until",
                     "2026-12-31", NULL),
                 INVALID);
        CHECK_IS(act(w, "token make", "name", "n", "scopes", "role.grant", "until", "2026-12-31",
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "token make", "name", "n", "scopes", "import", "until", "2099-12-31", NULL),
                 INVALID);
        token = made(w, "party.edit", "apac"); /* a hub above its own: what it has below that */
        ask(w, HTTP_POST, "/api/v1/party/add", token, bangkok);
        CHECK_INT(w->status, 200);
        ask(w, HTTP_POST, "/api/v1/party/add", token, singapore);
        CHECK_INT(w->status, 403);
        w->actor = first;
}

TEST(a_token_that_ended_or_was_made_up_is_refused)
{
        World *w = world_of_examples(a);
        Str token = made(w, "party.see", "");
        Id id = w->deed.made;
        Actor actor;
        Id used;
        char *bent = str_z(a, token);

        CHECK(access_token_is_one(token));
        bent[20] = bent[20] == 'a' ? 'b' : 'a';
        CHECK(!access_token_is_one(str_from(bent)));
        ask(w, HTTP_GET, "/api/v1/parties", str_from(bent), NULL);
        CHECK_INT(w->status, 401);
        ask(w, HTTP_GET, "/api/v1/pledges", S("x"), NULL); /* also where a visitor may look */
        CHECK_INT(w->status, 401);
        CHECK_OK(access_token_actor(w->db, a, token, time_now_us(), &actor, &used));
        CHECK(actor.id != 0);
        CHECK_OK(access_token_actor(w->db, a, token, time_now_us() + 40 * DAY_US, &actor, &used));
        CHECK_INT(actor.id, 0);
        CHECK_OK(act(w, "token end", "token", id_text(a, id).at, NULL));
        ask(w, HTTP_GET, "/api/v1/parties", token, NULL);
        CHECK_INT(w->status, 401);
        CHECK_IS(act(w, "token end", "token", id_text(a, id).at, NULL), NOT_FOUND);
}

TEST(a_token_is_seen_once_and_kept_nowhere)
{
        World *w = world_of_examples(a);
        Str token = made(w, "party.see", ""), leaf;

        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "token.made");
        CHECK(!str_has(leaf, str_head(token, 30)));
        CHECK(!str_has(page(w, "/me"), str_head(token, 30)));
        CHECK_STR(page(w, "/me"), CONTAINS, "nightly");
}
