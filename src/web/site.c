/* web/site: from a request to its row in the tables, and back. */
#include "web/site.h"

#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
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

static const View *view_of(const Site *site, Str path, Str params[SITE_PARAMS_MAX])
{
        for (const View *const *p = site->views; *p; p++)
                if (path_fits((*p)->path, path, params))
                        return *p;
        return NULL;
}

void *site_worker_open(void *ctx)
{
        Site *site = ctx;
        SiteWorker *w = calloc(1, sizeof *w);

        if (w && store_reader(site->store, &w->db) != OK)
                w->db = NULL; /* tried again by the next request */
        return w;
}

void site_worker_close(void *ctx, void *worker)
{
        SiteWorker *w = worker;

        (void)ctx;
        if (w)
                store_reader_close(w->db);
        free(w);
}

Status site_load(Visit *v, void **out_model)
{
        Hash root;
        Status s;

        if (!access_may(&v->actor, v->view->may))
                return visit_fault(v, FORBIDDEN,
                                   v->actor.id
                                           ? _("You may not see this: it needs the permission %s.")
                                           : _("Sign in to see this: it needs the permission %s."),
                                   permission_name(v->view->may));
        TRY(db_snapshot_begin(v->db));
        s = record_head(v->db, v->a, &v->size, &root);
        if (s == OK) {
                *out_model = arena_bytes(v->a, v->view->bytes);
                s = v->view->load(v, *out_model);
        }
        db_snapshot_end(v->db);
        return s;
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

static Page page_new(Arena *a)
{
        return page_begin(a, SITE_PAGE_BYTES_MAX);
}

static void reply_page(Visit *v, HttpReply *reply, Str title, Html body)
{
        Page p = page_new(v->a);

        layout(&p, v, title, body);
        reply->content_type = S("text/html; charset=utf-8");
        reply->body = page_html(&p).bytes;
        reply->no_store = v->actor.id != 0;
}

static void reply_fault(Visit *v, HttpReply *reply, Status s, bool as_json)
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
        p = page_new(v->a);
        fault_page(&p, v, reply->status, fault_words(v, s));
        reply_page(v, reply, str_fmt(v->a, "%d", reply->status), page_html(&p));
}

uint64_t site_epoch(int64_t size, int64_t now_us)
{
        return (uint64_t)size << 16 | ((uint64_t)(now_us / (3600 * SECOND_US)) & 0xffff);
}

static void keep_hot(Visit *v, HttpReply *reply, uint64_t epoch)
{
        Str key = v->rq->raw_path;
        HotPage hot = {.content_type = reply->content_type, .body = reply->body};

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
                reply_fault(v, reply, s, as_json);
                return;
        }
        if (as_json) {
                reply->content_type = S("application/json");
                reply->body = site_json(v, model);
                reply->no_store = v->actor.id != 0;
        } else {
                Page p = page_new(v->a);

                v->view->draw(&p, v, model);
                reply_page(v, reply, str_from(_(v->view->title)), page_html(&p));
        }
        /* only if the record still stands where the epoch was read: else a page could be older than
         * it says */
        if (v->view->is_hot && v->site->hot && !v->actor.id &&
            epoch == site_epoch(v->size, hour_us))
                keep_hot(v, reply, epoch);
}

/* --- deeds */

/* A file's value is the path of what was sent with this request: nobody may name a file of this
 * machine instead. */
static bool is_file(const Action *action, Str name)
{
        for (size_t i = 0; i < action_fields_n(action); i++)
                if (str_is(name, action->fields[i].name))
                        return action->fields[i].kind == FIELD_FILE;
        return false;
}

static size_t inputs_of_form(Visit *v, Input *out, Deed *d, Str *out_token)
{
        const HttpPair *pairs;
        size_t n = 0, pairs_n;

        if (http_form(v->rq, &pairs, &pairs_n) != OK)
                return SIZE_MAX;
        for (size_t i = 0; i < pairs_n && n < ACTION_FIELDS_MAX; i++) {
                if (str_is(pairs[i].name, "form_token"))
                        *out_token = pairs[i].value;
                else if (!is_file(d->action, pairs[i].name))
                        out[n++] = (Input){pairs[i].name, pairs[i].value};
        }
        for (size_t i = 0; i < v->rq->uploads_n && n < ACTION_FIELDS_MAX; i++) {
                HttpUpload *u = &v->rq->uploads[i];

                if (!u->bytes || !is_file(d->action, u->field))
                        continue;
                out[n++] = (Input){u->field, u->path};
                d->file_name = u->file_name;
        }
        return n;
}

static size_t inputs_of_json(Visit *v, const Action *action, Input *out, Str *fault)
{
        const Json *j;
        size_t n = 0;

        if (json_parse(v->a, v->rq->body, &j, fault) != OK)
                return SIZE_MAX;
        if (j->kind != JSON_KIND_OBJECT) {
                *fault = S_("the body must be an object");
                return SIZE_MAX;
        }
        for (const Json *m = j->child; m; m = m->next) {
                Str value = m->text;

                if (is_file(action, m->key)) {
                        *fault = str_fmt(
                                v->a,
                                _("«%.*s» is a file: send it as multipart/form-data to /do/…"),
                                S_ARG(m->key));
                        return SIZE_MAX;
                }
                if (n == ACTION_FIELDS_MAX || m->kind == JSON_KIND_LIST ||
                    m->kind == JSON_KIND_OBJECT || m->kind == JSON_KIND_REAL) {
                        *fault = str_fmt(v->a,
                                         _("«%.*s» must be text, a whole number, true or false"),
                                         S_ARG(m->key));
                        return SIZE_MAX;
                }
                if (m->kind == JSON_KIND_INT)
                        value = str_fmt(v->a, "%lld", (long long)m->integer);
                else if (m->kind == JSON_KIND_BOOL)
                        value = m->yes ? S("yes") : S("no");
                out[n++] = (Input){m->key, value};
        }
        return n;
}

static void reply_deed_json(Visit *v, HttpReply *reply, Status s, const Deed *d)
{
        Text t = text_begin(v->a, MIB);
        JsonOut j = jout_begin(&t);
        int code = s == FORBIDDEN && !v->actor.id ? 401 : status_http(s);

        reply->status = s == OK ? 200 : code;
        reply->content_type = s == OK ? S("application/json") : S("application/problem+json");
        jout_object(&j);
        if (s == OK) {
                jout_key(&j, S("id"));
                if (d->made)
                        jout_text(&j, id_text(v->a, d->made));
                else
                        jout_null(&j);
                jout_key(&j, S("position"));
                if (d->told)
                        jout_int(&j, d->position);
                else
                        jout_null(&j);
                jout_key(&j, S("note"));
                jout_text(&j, d->note);
        } else {
                jout_key(&j, S("type"));
                jout_text(&j, S("about:blank"));
                jout_key(&j, S("title"));
                jout_text(&j, str_from(status_name(s)));
                jout_key(&j, S("status"));
                jout_int(&j, code);
                jout_key(&j, S("detail"));
                jout_text(&j, d->faults_n ? d->faults[0].words : S_("This can not be done."));
                jout_key(&j, S("errors"));
                jout_list(&j);
                for (size_t i = 0; i < d->faults_n; i++) {
                        jout_object(&j);
                        jout_key(&j, S("field"));
                        jout_text(&j, str_from(d->faults[i].field));
                        jout_key(&j, S("detail"));
                        jout_text(&j, d->faults[i].words);
                        jout_object_end(&j);
                }
                jout_list_end(&j);
        }
        jout_object_end(&j);
        reply->body = text_str(&t);
        reply->no_store = true;
}

static void log_deed(const Visit *v, const Deed *d, Status s)
{
        if (s == BROKEN || s == UPSTREAM) /* the one who sent it is told in other words */
                log_line(LOG_ERROR, "request=%.*s store=\"%.*s\"", S_ARG(v->rq->id),
                         S_ARG(store_fault(v->site->store, v->a)));
        log_line(s == BROKEN ? LOG_ERROR : LOG_INFO,
                 "request=%.*s deed=\"%s\" actor=%.*s status=%s position=%lld", S_ARG(v->rq->id),
                 d->action->name, S_ARG(id_text(v->a, v->actor.id)), status_name(s),
                 d->told ? (long long)d->position : -1);
}

static void draw_form(Visit *v, HttpReply *reply, const Deed *d)
{
        Page p = page_new(v->a);

        action_page(&p, v, d);
        reply_page(v, reply, str_from(_(d->action->title)), page_html(&p));
}

/* A form can be opened with values in the address, as a link to "withdraw this pledge" does. */
static void answer_form(Visit *v, HttpReply *reply, const Action *action)
{
        Deed d = {.action = action, .db = v->db, .a = v->a, .actor = v->actor, .now_us = v->now_us};

        if (!access_may(&v->actor, action->may)) {
                v->fault = str_fmt(v->a, _("Sign in to do this: it needs the permission %s."),
                                   permission_name(action->may));
                reply_fault(v, reply, FORBIDDEN, false);
                return;
        }
        for (size_t i = 0; i < action_fields_n(action); i++)
                if (action->fields[i].kind != FIELD_PASSWORD)
                        d.inputs[i] = visit_query(v, action->fields[i].name);
        if (action->look)
                action->look(&d);
        draw_form(v, reply, &d);
}

static void answer_deed(Visit *v, HttpReply *reply, const Action *action, bool as_json)
{
        Input inputs[ACTION_FIELDS_MAX];
        ActionWorld world = {.store = v->site->store,
                             .site = v->site,
                             .base_url = v->site->base_url,
                             .gate = v->site->gate,
                             .seal = v->site->seal,
                             .sends_mail = v->site->sends_mail,
                             .client = v->rq->peer};
        Deed d = {.action = action, .a = v->a, .actor = v->actor, .session = v->session};
        Str token = {0}, fault = {0};
        size_t n;
        Status s;

        if (as_json && !str_starts(http_header(v->rq, S("Content-Type")), S("application/json"))) {
                http_problem(v->rq, reply, 415, S_("Send application/json."));
                return;
        }
        n = as_json ? inputs_of_json(v, action, inputs, &fault)
                    : inputs_of_form(v, inputs, &d, &token);
        if (n == SIZE_MAX) {
                http_problem(v->rq, reply, 400,
                             fault.len ? fault : S_("The form could not be read."));
                return;
        }
        if (!as_json && v->session.len && !access_form_token_is(v->a, v->session, token)) {
                v->fault = S_(
                        "This form is from another session. Open it again and send it once more.");
                reply_fault(v, reply, FORBIDDEN, false);
                return;
        }
        s = action_do(&world, action, &v->actor, inputs, n, v->a, &d);
        log_deed(v, &d, s);
        for (size_t i = 0; s == OK && i < v->rq->uploads_n; i++) /* only what was accepted stays */
                if (is_file(action, v->rq->uploads[i].field))
                        http_upload_take(&v->rq->uploads[i]);
        if (s == OK && (d.session_begun.len || d.session_ends))
                visitor_set_session(v, reply, d.session_begun);
        if (as_json) {
                reply_deed_json(v, reply, s, &d);
        } else if (s == OK && d.shows_note) {
                Page p = page_new(v->a);

                note_page(&p, &d);
                reply_page(v, reply, str_from(_(action->title)), page_html(&p));
        } else if (s == OK) {
                reply->status = 303;
                http_reply_header(v->rq, reply, S("Location"), d.go_to.len ? d.go_to : S("/"));
        } else {
                reply->status = s == FORBIDDEN && !v->actor.id ? 401 : status_http(s);
                draw_form(v, reply, &d);
        }
}

/* "/do/pledge/withdraw" and "/api/v1/pledge/withdraw" are the action "pledge withdraw". */
static const Action *action_at(const Visit *v, Str rest)
{
        size_t slash = str_find(rest, '/');
        Str words[2] = {{rest.at, slash}, str_skip(rest, slash + 1)};

        return site_action(v->site, str_join(v->a, words, 2, S(" ")));
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
                        reply_fault(v, reply, s,
                                    str_starts(v->rq->path, S("/api/")) ||
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
            (v->view = view_of(v->site, is_api ? str_skip(path, 7) : path, v->params)) != NULL) {
                answer_view(v, reply, is_api);
                return;
        }
        if (str_starts(path, S("/do/")))
                action = action_at(v, str_skip(path, 4));
        else if (is_api && !is_get)
                action = action_at(v, str_skip(path, 8));
        if (action && v->rq->method == HTTP_POST)
                answer_deed(v, reply, action, is_api);
        else if (action && is_get)
                answer_form(v, reply, action);
        else
                reply_fault(v, reply, NOT_FOUND, is_api);
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
        v.now_us = time_now_us();
        s = visitor_find(&v);
        if (s != OK) {
                reply_fault(&v, reply, s, visitor_has_token(rq));
                return;
        }
        answer(&v, reply);
}
