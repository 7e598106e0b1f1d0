/* web/site: from a request to its row in the tables, and back. */
#include "web/site.h"

#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "web/peer.h"
#include "web/site_inside.h"
#include "web/visitor.h"
#include "web/web.html.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int status_http(Status s)
{
        static const int codes[] = {
                [OK] = 200,       [NOT_FOUND] = 404, [FORBIDDEN] = 403, [INVALID] = 422,
                [CONFLICT] = 409, [TOO_LARGE] = 413, [TOO_MANY] = 429,  [RETRY] = 503,
                [UPSTREAM] = 503, [BROKEN] = 500};

        return (unsigned)s < sizeof codes / sizeof *codes ? codes[s] : 500;
}

int status_exit(Status s)
{
        static const int codes[] = {
                [OK] = 0,        [NOT_FOUND] = 3, [FORBIDDEN] = 4, [INVALID] = 2,  [CONFLICT] = 5,
                [TOO_LARGE] = 2, [TOO_MANY] = 2,  [RETRY] = 6,     [UPSTREAM] = 6, [BROKEN] = 1};

        return (unsigned)s < sizeof codes / sizeof *codes ? codes[s] : 1;
}

Status visit_fault(Visit *v, Status s, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        v->fault = str_vfmt(v->a, format, args);
        va_end(args);
        return s;
}

Str visit_query(const Visit *v, const char *name)
{
        for (size_t i = 0; i < v->query_n; i++)
                if (str_is(v->query[i].name, name))
                        return v->query[i].value;
        return (Str){0};
}

Status visit_query_int(Visit *v, const char *name, int64_t min, int64_t max, int64_t fallback,
                       int64_t *out)
{
        Str text = visit_query(v, name);

        *out = fallback;
        if (str_empty(text) || str_to_int(text, min, max, out))
                return OK;
        return visit_fault(v, INVALID, _("«%s» must be a whole number between %lld and %lld."),
                           name, (long long)min, (long long)max);
}

const Action *site_action(const Site *site, Str name)
{
        for (const Action *const *p = site->actions; *p; p++)
                if (str_is(name, (*p)->name))
                        return *p;
        return NULL;
}

/* "/pledges/{pledge}" against "/pledges/spark": the parts in braces come out. */
static bool path_fits(const char *pattern, Str path, Str params[SITE_PARAMS_MAX])
{
        Str want = str_skip(str_from(pattern), 1), have = str_skip(path, 1), w, h = {0};
        size_t n = 0;

        while (str_cut(&want, '/', &w)) {
                if (str_is(w, "*")) {
                        params[n] = have;
                        return have.len > 0;
                }
                if (!str_cut(&have, '/', &h) || str_empty(h))
                        return false;
                if (w.len > 2 && w.at[0] == '{') {
                        if (n == SITE_PARAMS_MAX)
                                return false;
                        params[n++] = h;
                } else if (!str_eq(w, h)) {
                        return false;
                }
        }
        return str_empty(have) && !(path.len > 1 && path.at[path.len - 1] == '/');
}

const View *site_view(const Site *site, Str path, Str params[SITE_PARAMS_MAX])
{
        for (const View *const *p = site->views; *p; p++)
                if (path_fits((*p)->path, path, params))
                        return *p;
        return NULL;
}

void *site_worker_open(void *ctx)
{
        (void)ctx;
        return calloc(1, sizeof(SiteWorker)); /* its connection is made by its first request */
}

void site_worker_close(void *ctx, void *worker)
{
        SiteWorker *w = worker;

        (void)ctx;
        if (w)
                store_reader_close(w->db);
        free(w);
}

Status site_load_within(Visit *v, void **out_model)
{
        Hash root;

        if (!access_may(&v->actor, v->view->may))
                return visit_fault(v, FORBIDDEN,
                                   v->actor.id
                                           ? _("You may not see this: it needs the permission %s.")
                                           : _("Sign in to see this: it needs the permission %s."),
                                   permission_name(v->view->may));
        TRY(record_head(v->db, v->a, &v->size, &root));
        *out_model = arena_bytes(v->a, v->view->bytes);
        return v->view->load(v, *out_model);
}

Status site_load(Visit *v, void **out_model)
{
        Status s;

        TRY(db_snapshot_begin(v->db));
        s = site_load_within(v, out_model);
        db_snapshot_end(v->db);
        return s;
}

Str page_address(const Visit *v)
{
        if (!v->rq)
                return S("/");
        if (str_empty(v->rq->query) || v->rq->method == HTTP_POST ||
            str_starts(v->rq->path, S("/do/"))) /* what a link brings may be a secret */
                return v->rq->raw_path;
        return str_fmt(v->a, "%.*s?%.*s", S_ARG(v->rq->raw_path), S_ARG(v->rq->query));
}

static Str fault_words(const Visit *v, Status s)
{
        if (v->fault.len)
                return v->fault;
        switch (s) {
        case NOT_FOUND: return S_("There is nothing at this address.");
        case UPSTREAM:
                return S_("The database can not be reached just now. Try again in a moment.");
        case TOO_LARGE: return S_("This is more than one request may hold.");
        case OK:
        case FORBIDDEN:
        case INVALID:
        case CONFLICT:
        case TOO_MANY:
        case RETRY:
        case BROKEN: break;
        }
        return S_("Something broke here. It was written to the log under the number of this "
                  "request.");
}

Page site_page_new(Arena *a)
{
        return page_begin(a, SITE_PAGE_BYTES_MAX);
}

void site_reply_page(Visit *v, HttpReply *reply, Str title, Html body)
{
        Page p = site_page_new(v->a);

        layout(&p, v, title, body);
        reply->content_type = S("text/html; charset=utf-8");
        reply->body = page_html(&p).bytes;
        http_reply_header(v->rq, reply, S("Content-Language"), str_from(language_tag(v->language)));
        http_reply_header(v->rq, reply, S("Vary"), S(PAGE_VARY));
        reply->no_store = v->actor.id != 0;
}

void site_reply_fault(Visit *v, HttpReply *reply, Status s, bool as_json)
{
        Page p;

        if (s == BROKEN)
                log_line(LOG_ERROR, "request=%.*s store=\"%.*s\"", S_ARG(v->rq->id),
                         S_ARG(db_fault(v->db)));
        reply->status = status_http(s);
        if (s == FORBIDDEN && !v->actor.id)
                reply->status = 401;
        if (as_json) {
                http_problem(v->rq, reply, reply->status, fault_words(v, s));
                return;
        }
        p = site_page_new(v->a);
        fault_page(&p, v, reply->status, fault_words(v, s));
        site_reply_page(v, reply, str_fmt(v->a, "%d", reply->status), page_html(&p));
}

uint64_t site_epoch(int64_t size, int64_t now_us)
{
        return (uint64_t)size << 16 | ((uint64_t)(now_us / (3600 * SECOND_US)) & 0xffff);
}

static void keep_hot(Visit *v, HttpReply *reply, uint64_t epoch)
{
        Str key = v->rq->raw_path;
        HttpPair said = {S("Content-Language"), str_from(language_tag(v->language))};
        HotPage hot = {.content_type = reply->content_type,
                       .body = reply->body,
                       .language = visitor_language(v),
                       .headers = &said,
                       .headers_n = str_starts(v->rq->path, S("/api/")) ? 0 : 1};

        if (v->rq->query.len)
                key = str_fmt(v->a, "%.*s?%.*s", S_ARG(v->rq->raw_path), S_ARG(v->rq->query));
        if (hot_put(v->site->hot, key, epoch, &hot) != OK)
                return; /* then it is made again next time */
}

static void answer_view(Visit *v, HttpReply *reply, bool as_json)
{
        uint64_t epoch = v->site->hot ? hot_epoch(v->site->hot) : 0;
        int64_t hour_us = v->now_us;
        void *model = NULL;
        Status s = site_load(v, &model);

        if (s != OK) {
                site_reply_fault(v, reply, s, as_json);
                return;
        }
        if (as_json) {
                reply->content_type = S("application/json");
                reply->body = site_json(v, model);
                reply->no_store = v->actor.id != 0;
        } else {
                Page p = site_page_new(v->a);

                v->view->draw(&p, v, model);
                site_reply_page(v, reply, str_from(_(v->view->title)), page_html(&p));
                if (v->view->uses_camera)
                        http_reply_header(
                                v->rq, reply, S("Permissions-Policy"),
                                S("camera=(self), geolocation=(), microphone=(), payment=()"));
        }
        /* only if the record still stands where the epoch was read: else a page could be older than
         * it says */
        if (v->view->is_hot && v->site->hot && !v->actor.id && !v->site->is_trial &&
            epoch == site_epoch(v->size, hour_us))
                keep_hot(v, reply, epoch);
}

/* What another site's page sends is not done, signed in or not: it could sign somebody in as
 * somebody else. */
static void answer_stranger(Visit *v, HttpReply *reply, bool as_json)
{
        v->fault =
                S_("This was sent from a page of another site, so nothing was done. Open the form "
                   "here and send it again.");
        site_reply_fault(v, reply, CONFLICT, as_json);
        reply->status = 403;
}

/* "/do/pledge/withdraw" and "/api/v1/pledge/withdraw" are the action "pledge withdraw". */
static const Action *action_at(const Visit *v, Str rest)
{
        size_t slash = str_find(rest, '/');
        Str words[2] = {{rest.at, slash}, str_skip(rest, slash + 1)};

        return site_action(v->site, str_join(v->a, words, 2, S(" ")));
}

bool site_is_slow(void *ctx, HttpMethod method, Str path)
{
        const Site *site = ctx;
        Str rest = str_starts(path, S("/do/"))       ? str_skip(path, 4)
                   : str_starts(path, S("/api/v1/")) ? str_skip(path, 8)
                                                     : (Str){0};
        size_t slash = str_find(rest, '/');

        if (method != HTTP_POST || !rest.len)
                return false;
        for (const Action *const *p = site->actions; *p; p++) {
                Str name = str_from((*p)->name);
                size_t space = str_find(name, ' ');

                if ((*p)->is_slow && str_eq((Str){rest.at, slash}, str_head(name, space)) &&
                    str_eq(str_skip(rest, slash + 1), str_skip(name, space + 1)))
                        return true;
        }
        return false;
}

static bool answer_route(Visit *v, HttpReply *reply)
{
        HttpMethod method = v->rq->method == HTTP_HEAD ? HTTP_GET : v->rq->method;

        for (const Route *const *p = v->site->routes; *p; p++) {
                const Route *r = *p;
                Status s;

                if (r->method != method || !path_fits(r->path, v->rq->path, v->params))
                        continue;
                s = access_may(&v->actor, r->may)
                            ? r->run(v, reply)
                            : visit_fault(v, FORBIDDEN, _("This needs the permission %s."),
                                          permission_name(r->may));
                if (s != OK)
                        site_reply_fault(v, reply, s,
                                         str_starts(v->rq->path, S("/api/")) ||
                                                 str_starts(v->rq->path, S("/common-grants/")) ||
                                                 str_starts(v->rq->path, S("/tile/")));
                return true;
        }
        return false;
}

static void answer(Visit *v, HttpReply *reply)
{
        Str path = v->rq->path;
        bool is_api = str_starts(path, S("/api/v1/")),
             is_get = v->rq->method == HTTP_GET || v->rq->method == HTTP_HEAD;
        const Action *action = NULL;

        if (answer_route(v, reply))
                return;
        if (is_get &&
            (v->view = site_view(v->site, is_api ? str_skip(path, 7) : path, v->params)) != NULL) {
                answer_view(v, reply, is_api);
                return;
        }
        if (str_starts(path, S("/do/")))
                action = action_at(v, str_skip(path, 4));
        else if (is_api && !is_get)
                action = action_at(v, str_skip(path, 8));
        if (action && v->rq->method == HTTP_POST && !visitor_is_from_here(v))
                answer_stranger(v, reply, is_api);
        else if (action && v->rq->method == HTTP_POST)
                site_answer_deed(v, reply, action, is_api);
        else if (action && is_get)
                site_answer_form(v, reply, action);
        else
                site_reply_fault(v, reply, NOT_FOUND, is_api);
}

/* The moment at which it was whole: who was in time is not made late by a queue. */
static int64_t whole_at(const HttpRequest *rq)
{
        int64_t waited = rq->begun_us ? time_steady_us() - rq->begun_us : 0;

        return time_now_us() - (waited > 0 ? waited : 0);
}

void site_answer(void *ctx, HttpRequest *rq, HttpReply *reply)
{
        Site *site = ctx;
        SiteWorker *w = rq->worker;
        Visit v = {.site = site,
                   .a = rq->arena,
                   .rq = rq,
                   .client = rq->peer,
                   .query = rq->query_pairs,
                   .query_n = rq->query_n};
        Status s;

        if (site->is_trial && !visitor_names_loopback(rq)) {
                http_problem(rq, reply, 421,
                             S_("This is a trial: it answers on this machine only, as localhost."));
                return;
        }
        if (!w || (!w->db && store_reader(site->store, &w->db) != OK)) {
                if (w)
                        w->db = NULL;
                http_problem(
                        rq, reply, 503,
                        S_("The database can not be reached just now. Try again in a moment."));
                return;
        }
        v.db = w->db;
        db_snapshot_end(v.db); /* of a request that was cut short */
        v.now_us = whole_at(rq);
        v.language = visitor_language(&v);
        language_set(v.language);
        s = visitor_find(&v);
        visitor_speak(&v);
        if (s != OK) {
                site_reply_fault(&v, reply, s, visitor_has_token(rq));
                return;
        }
        answer(&v, reply);
}
