/* credit/usage_post_page: usage through HTTP, as CloudEvents: POST /api/v1/usage?hub=….
 *
 * Structured, batch and binary mode (credit/cloud_event). The answer is 200 as soon as the body
 * could be read, and says for each event what became of it; it may be sent again at any time. */
#include "credit/usage_page.h"

#include "base/json.h"
#include "base/words.h"
#include "hub/hub.h"
#include "web/visitor.h"

enum { ANSWER_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct {
        Arena *a;
        Db *db; /* the writer's */
        UsageAsk ask;
        CloudEvents events;
        UsageDone done;
        const char *wrong;
} TakeJob;

static Status take(void *ctx)
{
        TakeJob *job = ctx;

        return usage_take(job->db, job->a, &job->ask, &job->events, &job->done, &job->wrong);
}

/* On the writer's thread: what needs too much memory ends here. */
static Status run_take(void *ctx, Db *db)
{
        TakeJob *job = ctx;

        job->db = db;
        return arena_try(job->a, take, job);
}

/* --- reading */

static Status read_body(Visit *v, CloudEvents *out)
{
        CloudMode mode = cloud_event_mode(http_header(v->rq, S("Content-Type")));
        UsagePair *headers = arena_new(v->a, UsagePair, v->rq->headers_n + 1);
        Str fault = {0};
        Status s;

        if (mode == CLOUD_UNKNOWN_FORMAT)
                return visit_fault(v, INVALID, _("CloudEvents are read as JSON only."));
        for (size_t i = 0; i < v->rq->headers_n; i++)
                headers[i] = (UsagePair){v->rq->headers[i].name, v->rq->headers[i].value};
        s = mode == CLOUD_BINARY ? cloud_events_read_binary(v->a, headers, v->rq->headers_n,
                                                            v->rq->body, out, &fault)
                                 : cloud_events_read(v->a, mode, v->rq->body, out, &fault);
        return s == OK ? OK : visit_fault(v, s, "%.*s", S_ARG(fault));
}

static Status find_hub(Visit *v, Hub *out)
{
        Str slug = visit_query(v, "hub");
        Place place;
        Status s = hub_by_slug(v->db, v->a, slug, out);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(str_head(slug, 64)));
        TRY(s);
        TRY(hub_place(v->db, v->a, out->id, 0, &place));
        return access_may_at(&v->actor, MAY_USAGE_POST, &place)
                       ? OK
                       : visit_fault(v, FORBIDDEN, _("You have no say at this hub."));
}

/* --- the answer */

static void write_event(JsonOut *j, const CloudEvent *e, const UsageAnswer *answer)
{
        jout_object(j);
        jout_key(j, S("id"));
        jout_text(j, e->id);
        jout_key(j, S("result"));
        jout_text(j, str_from(usage_result_name(answer->result)));
        if (answer->result == USAGE_UNMATCHED || answer->result == USAGE_INVALID) {
                jout_key(j, S("reason"));
                jout_text(j, e->fault.len ? e->fault : str_from(answer->reason));
        }
        jout_object_end(j);
}

static void write_answer(const TakeJob *job, Text *t)
{
        JsonOut j = jout_begin(t);

        jout_object(&j);
        if (job->done.batch) {
                jout_key(&j, S("batch"));
                jout_text(&j, id_text(job->a, job->done.batch));
        }
        for (UsageResult r = USAGE_TAKEN; r <= USAGE_INVALID; r++) {
                jout_key(&j, str_from(usage_result_name(r)));
                jout_int(&j, (int64_t)job->done.count[r]);
        }
        jout_key(&j, S("events"));
        jout_list(&j);
        for (size_t i = 0; i < job->events.n; i++)
                write_event(&j, &job->events.at[i], &job->done.events[i]);
        jout_list_end(&j);
        jout_object_end(&j);
}

static Status run(Visit *v, HttpReply *reply)
{
        TakeJob *job = arena_new(v->a, TakeJob, 1);
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        Hub hub;
        Status s;

        if (!visitor_is_from_here(v))
                return visit_fault(v, FORBIDDEN, _("This request comes from another site."));
        TRY(find_hub(v, &hub));
        *job = (TakeJob){.a = v->a, .ask = {hub.id, v->actor.id, v->now_us}};
        TRY(read_body(v, &job->events));
        s = store_transact(v->site->store, run_take, job);
        if (s == CONFLICT && job->wrong)
                return visit_fault(v, s, "%s", job->wrong);
        TRY(s);
        write_answer(job, &t);
        reply->status = 200;
        reply->content_type = S("application/json");
        reply->body = text_str(&t);
        return OK;
}

const Route usage_post_route = {.method = HTTP_POST,
                                .path = "/api/v1/usage",
                                .may = MAY_USAGE_POST,
                                .help = N_("What was used, as CloudEvents 1.0: one, or a batch. "
                                           "However often an event is sent, it counts once."),
                                .run = run,
                                .type = "application/json"};
