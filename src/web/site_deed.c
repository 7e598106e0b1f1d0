/* web/site_deed: a deed's form, and the deed itself, by form or by JSON. */
#include "base/log.h"
#include "base/words.h"
#include "web/form.h"
#include "web/peer.h"
#include "web/site_inside.h"
#include "web/visitor.h"
#include "web/web.html.h"

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
        size_t n = 0, pairs_n, most = action_inputs_max(d->action);

        if (http_form(v->rq, &pairs, &pairs_n) != OK)
                return SIZE_MAX;
        for (size_t i = 0; i < pairs_n; i++) {
                if (str_is(pairs[i].name, "form_token"))
                        *out_token = pairs[i].value;
                else if (n == most && d->action->takes_more)
                        return SIZE_MAX; /* nothing of what was typed is dropped unsaid */
                else if (n < most && !is_file(d->action, pairs[i].name))
                        out[n++] = (Input){pairs[i].name, pairs[i].value};
        }
        for (size_t i = 0; i < v->rq->uploads_n && n < most; i++) {
                HttpUpload *u = &v->rq->uploads[i];

                if (!u->bytes || !is_file(d->action, u->field))
                        continue;
                out[n++] = (Input){u->field, u->path};
                d->file_name = u->file_name;
        }
        return n;
}

/* Answers to forms may be lists, objects and broken numbers: they come as their canonical text. */
static bool value_of_more(Arena *a, const Json *m, Str *out)
{
        Text t = text_begin(a, ACTION_MORE_BYTES_MAX + 1);

        if (m->kind != JSON_KIND_LIST && m->kind != JSON_KIND_OBJECT && m->kind != JSON_KIND_REAL)
                return false;
        if (jcs_write(a, m, &t) != OK || t.overflow)
                return false;
        *out = text_str(&t);
        return true;
}

static size_t inputs_of_json(Visit *v, const Action *action, Input *out, Str *fault)
{
        const Json *j;
        size_t n = 0, most = action_inputs_max(action);

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
                if (n < most && action->takes_more && value_of_more(v->a, m, &value)) {
                        out[n++] = (Input){m->key, value};
                        continue;
                }
                if (n == most || m->kind == JSON_KIND_LIST || m->kind == JSON_KIND_OBJECT ||
                    m->kind == JSON_KIND_REAL) {
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
                if (d->answer.len) {
                        jout_key(&j, S("answer"));
                        jout_raw(&j, d->answer);
                }
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
        Page p = site_page_new(v->a);

        if (d->action->draw)
                d->action->draw(&p, v, d);
        else
                action_page(&p, v, d);
        site_reply_page(v, reply, str_from(_(d->action->title)), page_html(&p));
}

/* A form can be opened with values in the address, as a link to "withdraw this pledge" does. */
void site_answer_form(Visit *v, HttpReply *reply, const Action *action)
{
        Deed d = {.action = action,
                  .db = v->db,
                  .a = v->a,
                  .actor = v->actor,
                  .now_us = v->now_us,
                  .base_url = v->site->base_url,
                  .sign_up_is_closed = v->site->sign_up_is_closed};

        if (!access_may(&v->actor, action->may)) {
                v->fault = str_fmt(v->a, _("Sign in to do this: it needs the permission %s."),
                                   permission_name(action->may));
                site_reply_fault(v, reply, FORBIDDEN, false);
                return;
        }
        for (size_t i = 0; i < action_fields_n(action); i++)
                if (action->fields[i].kind != FIELD_PASSWORD)
                        d.inputs[i] = visit_query(v, action->fields[i].name);
        if (action->look)
                action->look(&d);
        draw_form(v, reply, &d);
}

void site_answer_deed(Visit *v, HttpReply *reply, const Action *action, bool as_json)
{
        Input *inputs = arena_new(v->a, Input, action_inputs_max(action));
        ActionWorld world = {.store = v->site->store,
                             .site = v->site,
                             .now_us = v->now_us,
                             .base_url = v->site->base_url,
                             .gate = v->site->gate,
                             .seal = v->site->seal,
                             .sends_mail = v->site->sends_mail,
                             .calls_private = v->site->calls_private,
                             .client = peer_network(v->a, v->rq->peer),
                             .is_busy = v->rq->is_turned_away,
                             .sign_up_is_closed = v->site->sign_up_is_closed,
                             .asks = v->site->asks};
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
                site_reply_fault(v, reply, FORBIDDEN, false);
                return;
        }
        if (!as_json)
                form_resolve(v, action, inputs, n);
        s = action_do(&world, action, &v->actor, inputs, n, v->a, &d);
        log_deed(v, &d, s);
        for (size_t i = 0; s == OK && i < v->rq->uploads_n; i++) /* only what was accepted stays */
                if (is_file(action, v->rq->uploads[i].field))
                        http_upload_take(&v->rq->uploads[i]);
        if (s == OK && d.language != LANGUAGE_NONE)
                visitor_set_language(v, reply, d.language);
        if (s == OK && (d.session_begun.len || d.session_ends))
                visitor_set_session(v, reply, d.session_begun);
        if (as_json) {
                reply_deed_json(v, reply, s, &d);
        } else if (s == OK && d.shows_note) {
                Page p = site_page_new(v->a);

                if (action->draw_done)
                        action->draw_done(&p, v, &d);
                else
                        note_page(&p, &d);
                site_reply_page(v, reply, str_from(_(action->title)), page_html(&p));
        } else if (s == OK) {
                reply->status = 303;
                http_reply_header(v->rq, reply, S("Location"), d.go_to.len ? d.go_to : S("/"));
        } else {
                reply->status = s == FORBIDDEN && !v->actor.id ? 401 : status_http(s);
                draw_form(v, reply, &d);
        }
}
