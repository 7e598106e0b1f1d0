/* Signing in: links that are spent say so, and what is over is swept. */
#include "access/access.sql.h"
#include "base/time.h"
#include "tests/world.h"

typedef struct {
        World *w;
        int64_t now_us;
        Str token, session; /* token empty: a link is made; else it is spent */
} Try;

static Status make_link(void *ctx, Db *db)
{
        Try *t = ctx;

        return access_link_make(db, t->w->a, t->w->actor.id, t->now_us, &t->token);
}

static Status use_link(void *ctx, Db *db)
{
        Try *t = ctx;
        Id actor;

        return access_link_use(db, t->w->a, t->token, t->now_us, &t->session, &actor);
}

TEST(a_sign_in_link_that_is_spent_says_so_when_it_is_opened)
{
        World *w = world(a);
        Try t = {.w = w, .now_us = time_now_us()}, old = {.w = w};
        const char *path;
        Str html;

        CHECK_OK(store_transact(w->p.store, make_link, &t));
        path = str_fmt(a, "/do/session/begin?token=%.*s", S_ARG(t.token)).at;
        html = page_of_visitor(w, path);
        CHECK_STR(html, LACKS, "was used already");
        CHECK_STR(html, CONTAINS, t.token.at);

        CHECK_OK(store_transact(w->p.store, use_link, &t));
        html = page_of_visitor(w, path);
        CHECK_INT(w->status, 200);
        CHECK_STR(html, CONTAINS, "was used already, or has ended");
        CHECK_STR(html, CONTAINS, "seedbed operator link");
        CHECK_STR(html, LACKS, t.token.at);

        old.now_us = t.now_us - SIGNIN_LINK_US - 1;
        CHECK_OK(store_transact(w->p.store, make_link, &old));
        html = page_of_visitor(w, str_fmt(a, "/do/session/begin?token=%.*s", S_ARG(old.token)).at);
        CHECK_STR(html, CONTAINS, "was used already, or has ended");
        CHECK_STR(page_of_visitor(w, "/do/session/begin"), LACKS, "was used already");
}

TEST(links_and_sessions_that_are_over_are_swept)
{
        World *w = world(a);
        int64_t now = time_now_us();
        Try old = {.w = w, .now_us = now - 3 * DAY_US}, live = {.w = w, .now_us = now - 1000},
            last = {.w = w, .now_us = now};
        Hash link, session, live_link;
        LinkActor row;
        SessionActor who;

        CHECK_OK(store_transact(w->p.store, make_link, &old));
        CHECK_OK(store_transact(w->p.store, use_link, &old));
        link = hash_sha256(old.token), session = hash_sha256(old.session);
        CHECK_OK(signin_link_actor(w->db, a, hash_str(&link), &row));
        CHECK_OK(session_actor(w->db, a, hash_str(&session), old.now_us, 0, &who));

        CHECK_OK(store_transact(w->p.store, make_link, &live));
        CHECK_OK(store_transact(w->p.store, make_link, &last));
        live_link = hash_sha256(live.token);
        CHECK_IS(signin_link_actor(w->db, a, hash_str(&link), &row), NOT_FOUND);
        CHECK_IS(session_actor(w->db, a, hash_str(&session), old.now_us, 0, &who), NOT_FOUND);
        CHECK_OK(signin_link_actor(w->db, a, hash_str(&live_link), &row));
}
