/* web/visitor: see the header. */
#include "web/visitor.h"

#include "access/origin.h"
#include "base/words.h"
#include "web/gate.h"

static const char cookie_plain[] = "seedbed", cookie_secure[] = "__Host-seedbed";

void visitor_set_session(Visit *v, HttpReply *reply, Str token)
{
        const char *name = v->site->is_secure ? cookie_secure : cookie_plain;

        http_reply_header(v->rq, reply, S("Set-Cookie"),
                          str_fmt(v->a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", name,
                                  S_ARG(token), v->site->is_secure ? "; Secure" : "",
                                  token.len ? "" : "; Max-Age=0"));
}

Language visitor_language(const Visit *v)
{
        return v->rq->language != LANGUAGE_NONE ? v->rq->language : atomic_load(&v->site->language);
}

void visitor_speak(Visit *v)
{
        v->language = v->actor.language != LANGUAGE_NONE ? v->actor.language : visitor_language(v);
        if (str_starts(v->rq->path, S("/api/")) || str_starts(v->rq->path, S("/common-grants/")))
                v->language = LANGUAGE_NONE;
        language_set(v->language);
}

void visitor_set_language(Visit *v, HttpReply *reply, Language language)
{
        http_reply_header(v->rq, reply, S("Set-Cookie"),
                          str_fmt(v->a,
                                  LANGUAGE_COOKIE "=%s; Path=/; Max-Age=31536000; HttpOnly; "
                                                  "SameSite=Lax%s",
                                  language_tag(language), v->site->is_secure ? "; Secure" : ""));
}

typedef struct {
        Str session;
        int64_t now_us;
} SessionUse;

static Status session_used(void *ctx, Db *db)
{
        const SessionUse *use = ctx;

        return access_session_seen(db, use->session, use->now_us);
}

static void note_seen(Visit *v)
{
        SessionUse use = {v->session, v->now_us};

        (void)!store_transact(v->site->store, session_used,
                              &use); /* the next request tries again */
}

typedef struct {
        Id token;
        int64_t now_us;
} TokenUse;

static Status note_use(void *ctx, Db *db)
{
        const TokenUse *use = ctx;

        return access_token_used(db, use->token, use->now_us);
}

/* A program with a token: no cookie counts beside it. A wrong one is refused, and not taken for a
 * visitor: who sends it would wonder what is missing. */
static Status find_token(Visit *v)
{
        Str token = str_trim(str_skip(http_header(v->rq, S("Authorization")), 7));
        TokenUse use = {.now_us = v->now_us};

        v->session = (Str){0};
        TRY(access_token_actor(v->db, v->a, token, v->now_us, &v->actor, &use.token));
        if (!v->actor.id)
                return visit_fault(v, FORBIDDEN, _("This token is unknown, or has ended."));
        if (use.token) /* that it was used is no reason to refuse it */
                (void)!store_transact(v->site->store, note_use, &use);
        return OK;
}

bool visitor_names_loopback(const HttpRequest *rq)
{
        static const char *const names[] = {"localhost", "127.0.0.1", "[::1]", NULL};
        Str host = http_header(rq, S("Host"));

        for (int i = 0; names[i]; i++) {
                Str name = str_from(names[i]), rest = str_skip(host, name.len);

                if (str_eq_nocase(str_head(host, name.len), name) &&
                    (str_empty(rest) || rest.at[0] == ':'))
                        return true;
        }
        return false;
}

bool visitor_has_token(const HttpRequest *rq)
{
        return str_starts(http_header(rq, S("Authorization")), S("Bearer "));
}

bool visitor_is_from_here(const Visit *v)
{
        Str site = http_header(v->rq, S("Sec-Fetch-Site")),
            origin = http_header(v->rq, S("Origin"));
        bool is_https = v->rq->is_https || v->site->is_secure;

        if (visitor_has_token(v->rq))
                return true;
        if (site.len) /* "same-site" is another origin: a neighbour's port or name */
                return str_is(site, "same-origin") || str_is(site, "none");
        if (!origin.len)
                return true; /* every browser of today names one with a POST */
        return str_eq(origin, origin_of(v->site->base_url)) ||
               str_eq(origin, str_fmt(v->a, "%s://%.*s", is_https ? "https" : "http",
                                      S_ARG(http_header(v->rq, S("Host")))));
}

static Status find_session(Visit *v)
{
        const char *name = v->site->is_secure ? cookie_secure : cookie_plain;

        v->session = http_cookie(v->rq, str_from(name));
        if (str_empty(v->session))
                return OK;
        TRY(access_session_actor(v->db, v->a, v->session, v->now_us, &v->actor));
        if (!v->actor.id)
                v->session = (Str){0};
        else if (v->actor.seen_at + SESSION_SEEN_US < v->now_us)
                note_seen(v);
        return OK;
}

Status visitor_find(Visit *v)
{
        return visitor_has_token(v->rq) ? find_token(v) : find_session(v);
}
