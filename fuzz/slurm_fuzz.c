/* Arbitrary bytes as accounting lines of a cluster, and as a trace of requests to a model.
 *
 * Beyond not crashing it holds that: what is refused says why; what a job used is more than
 * nothing, and stands once; times of requests do not go back, and no two in a row have one key. The
 * first byte picks reader and zone.
 */
#include "credit/slurm.h"
#include "credit/token_trace.h"

#include <assert.h>

enum { MEMORY_MAX = 64 << 20, LINES_MAX = 2000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Str zones[] = {S_INIT("UTC"), S_INIT("Europe/Madrid"), S_INIT("America/Santiago"),
                            S_INIT("no/where")};

static void check_job(const SlurmJob *job)
{
        assert(job->n > 0 && job->n <= SLURM_USES_MAX);
        assert(job->seconds >= 0 && job->seconds <= SLURM_SECONDS_MAX);
        assert(str_is_utf8(job->user) && str_is_utf8(job->account) && job->state.len);
        assert(str_find(job->raw_id, '.') == job->raw_id.len);
        for (size_t i = 0; i < job->n; i++) {
                assert(exact_compare(job->use[i].quantity, (Exact){0}) > 0);
                for (size_t k = 0; k < i; k++)
                        assert(!str_eq(job->use[i].meter, job->use[k].meter) ||
                               !str_eq(job->use[i].kind, job->use[k].kind));
        }
}

static void try_slurm(Arena *a, Str text, Str zone)
{
        Source *source;
        Slurm *s = NULL;
        SlurmJob job;
        Str fault = {0};
        Status status;

        if (source_open_bytes(text, 1 << 20, &source) != OK)
                abort();
        status = slurm_open(a, source, S("c"), zone, &s, &fault);
        if (status != OK)
                assert(!str_empty(fault) && str_is_utf8(fault));
        for (int i = 0; i < LINES_MAX && (status == OK || (s && status == INVALID)); i++) {
                int64_t line = slurm_line(s);

                status = slurm_next(s, &job);
                if (status == OK)
                        check_job(&job);
                else
                        assert(status == NOT_FOUND || !str_empty(slurm_fault(s)));
                assert(status == NOT_FOUND || slurm_line(s) > line || status != INVALID);
        }
        source_close(source);
}

static void try_trace(Arena *a, Str text, Str zone)
{
        Source *source;
        TokenTrace *t = NULL;
        TokenRequest r;
        Str fault = {0};
        Hash last = {0};
        int64_t last_us = INT64_MIN;
        Status status;

        if (source_open_bytes(text, 1 << 20, &source) != OK)
                abort();
        status = token_trace_open(a, source, S("t"), zone, &t, &fault);
        if (status != OK)
                assert(!str_empty(fault));
        for (int i = 0; i < LINES_MAX && t && (status == OK || status == INVALID); i++) {
                status = token_trace_next(t, &r);
                if (status != OK) {
                        assert(status == NOT_FOUND || !str_empty(token_trace_fault(t)));
                        continue;
                }
                assert(r.at_us >= last_us && !hash_eq(&last, &r.key));
                last_us = r.at_us;
                last = r.key;
        }
        token_trace_close(t);
        source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(MEMORY_MAX);
        Str text = {(const char *)data, size};

        if (size < 1)
                return 0;
        text = str_skip(text, 1);
        if (data[0] & 8)
                try_trace(&a, text, zones[data[0] & 3]);
        else
                try_slurm(&a, text, zones[data[0] & 3]);
        arena_free(&a);
        return 0;
}
