/* credit/usage_file: see the header. */
#include "credit/usage_file.h"

#include "credit/slurm.h"
#include "credit/token_trace.h"

enum { ROOM = USAGE_FILE_EVENTS_MAX + SLURM_USES_MAX, RAW_ID_SHOWN_MAX = 64 };

typedef struct {
        Arena *a;
        const UsageFileOptions *o;
        Str source;
        UsageFile *out;
} Reading;

/* --- events */

static Status event_put(Reading *r, const CloudEvent *e)
{
        CloudEvents *all = &r->out->events;

        if (all->n == USAGE_FILE_EVENTS_MAX)
                return TOO_MANY;
        all->at[all->n] = *e;
        all->at[all->n].source = r->source;
        all->at[all->n].type = S("usage.reported");
        all->at[all->n].has_time = true;
        all->n++;
        return OK;
}

/* A line that says nothing that counts: told, while there is room. */
static void find(Reading *r, int64_t line, Str words)
{
        UsageFile *f = r->out;

        f->bad++;
        if (f->findings_n < USAGE_FILE_FINDINGS_MAX)
                f->finding[f->findings_n++] = (UsageFinding){line, str_copy(r->a, words)};
}

/* --- Slurm */

static Status put_use(Reading *r, const Slurm *slurm, const SlurmJob *job, const SlurmUse *use)
{
        UsagePair *pairs = arena_new(r->a, UsagePair, SLURM_DIMENSIONS);
        size_t n = slurm_use_dimensions(slurm, job, use, pairs);
        Hash key = slurm_use_key(job, use);

        for (size_t i = 0; i < n; i++)
                pairs[i].value = str_copy(r->a, pairs[i].value);
        return event_put(r,
                         &(CloudEvent){.id = str_fmt(r->a, "%.*s:%.*s",
                                                     S_ARG(str_head(job->raw_id, RAW_ID_SHOWN_MAX)),
                                                     S_ARG(hash_hex(r->a, &key))),
                                       .subject = str_copy(r->a, job->account),
                                       .time_us = job->end_us,
                                       .meter = use->meter,
                                       .quantity = use->quantity,
                                       .dimensions = pairs,
                                       .dimensions_n = (unsigned short)n});
}

/* Whatever its end says: sacct --truncate gives one to what still runs. */
static bool goes_on(Str state)
{
        static const char *const states[] = {"RUNNING", "SUSPENDED", "PENDING", "REQUEUED",
                                             "RESIZING"};

        for (size_t i = 0; i < sizeof states / sizeof *states; i++)
                if (str_is(state, states[i]))
                        return true;
        return false;
}

static Status put_job(Reading *r, const Slurm *slurm, const SlurmJob *job)
{
        if (!job->has_end || goes_on(job->state)) {
                r->out->running++;
                return OK;
        }
        r->out->rows++;
        for (size_t i = 0; i < job->n; i++)
                TRY(put_use(r, slurm, job, &job->use[i]));
        return OK;
}

static Status read_slurm(Reading *r, Source *source)
{
        SlurmJob job;
        Slurm *slurm;
        Status s;

        TRY(slurm_open(r->a, source, r->o->name, r->o->time_zone, &slurm, &r->out->fault));
        while ((s = slurm_next(slurm, &job)) == OK || s == INVALID) {
                if (s == INVALID)
                        find(r, slurm_line(slurm), slurm_fault(slurm));
                else
                        TRY(put_job(r, slurm, &job));
        }
        if (s == NOT_FOUND)
                return OK;
        r->out->fault = str_copy(r->a, slurm_fault(slurm));
        return s;
}

/* --- tokens */

static Status put_request(Reading *r, const TokenRequest *request)
{
        UsagePair *model = arena_new(r->a, UsagePair, 1);
        Str key = hash_hex(r->a, &request->key);

        *model = (UsagePair){S("model"), r->o->model};
        r->out->rows++;
        for (int i = 0; i < TOKEN_METERS; i++) {
                Str meter = token_meter_name((TokenMeter)i);

                if (exact_is_zero(request->quantity[i]))
                        continue;
                TRY(event_put(
                        r, &(CloudEvent){.id = str_fmt(r->a, "%.*s:%.*s", S_ARG(key), S_ARG(meter)),
                                         .subject = r->o->subject,
                                         .time_us = request->at_us,
                                         .meter = meter,
                                         .quantity = request->quantity[i],
                                         .dimensions = model,
                                         .dimensions_n = r->o->model.len ? 1 : 0}));
        }
        return OK;
}

static Status put_requests(Reading *r, TokenTrace *trace)
{
        TokenRequest request;
        Status s;

        while ((s = token_trace_next(trace, &request)) == OK || s == INVALID) {
                if (s == INVALID)
                        find(r, token_trace_line(trace), token_trace_fault(trace));
                else
                        TRY(put_request(r, &request));
        }
        if (s == NOT_FOUND)
                return OK;
        r->out->fault = str_copy(r->a, token_trace_fault(trace));
        return s;
}

typedef struct {
        Reading *r;
        TokenTrace *trace;
} Tokens;

static Status run_tokens(void *ctx)
{
        Tokens *t = ctx;

        return put_requests(t->r, t->trace);
}

/* A gateway tells of each subject and model in a file of its own, and requests of two can have one
 * moment: all three make the name that goes into keys. The trace is closed also when memory ends.
 */
static Status read_tokens(Reading *r, Source *source)
{
        const UsageFileOptions *o = r->o;
        Tokens t = {.r = r};
        Str name = str_fmt(r->a, "%zu %zu %.*s%.*s%.*s", o->name.len, o->subject.len,
                           S_ARG(o->name), S_ARG(o->subject), S_ARG(o->model));
        Status s;

        TRY(token_trace_open(r->a, source, name, r->o->time_zone, &t.trace, &r->out->fault));
        s = arena_try(r->a, run_tokens, &t);
        token_trace_close(t.trace);
        return s;
}

Status usage_file_read(Arena *a, Source *source, const UsageFileOptions *o, UsageFile *out)
{
        Reading r = {.a = a, .o = o, .out = out};

        *out = (UsageFile){.events = {.at = arena_new(a, CloudEvent, ROOM)}};
        r.source = str_fmt(a, "%s:%.*s", o->is_tokens ? "tokens" : "slurm", S_ARG(o->name));
        return o->is_tokens ? read_tokens(&r, source) : read_slurm(&r, source);
}
