/* match/assign: see the header. */
#include "match/assign_inside.h"

#include <stdlib.h>
#include <string.h>

static void write_given(Arena *a, Arena *work, AssignPool *pool, const AssignRun *run,
                        AssignResult *out);
static void write_files(Arena *a, AssignPool *pool, AssignResult *out);
static void write_prices(Arena *a, AssignPool *pool, const AssignRun *run, AssignResult *out);

Status assign_solve(Arena *a, const AssignProblem *p, AssignResult *out, Str *out_fault)
{
        size_t bytes = assign_bytes(p);
        Arena work = arena_make(bytes);
        AssignResult r = {.worst_file = -1};
        AssignPool pool;
        AssignGates gates;
        AssignRun run;
        Status s = bytes > ASSIGN_BYTES_MAX ? TOO_LARGE : assign_pool(&work, p, &pool, out_fault);

        if (s != OK) {
                arena_free(&work);
                return s;
        }
        if (p->fair_reviews > 0)
                gates = assign_fair(&work, &pool, &r.fair_from);
        run = assign_run(&work, &pool, p->fair_reviews > 0 ? &gates : NULL, false);
        r.pivots = run.flow.pivots;
        r.arcs = run.flow.arcs_n;
        r.rounds = run.rounds;
        write_given(a, &work, &pool, &run, &r);
        write_files(a, &pool, &r);
        write_prices(a, &pool, &run, &r);
        arena_free(&work);
        *out = r;
        return OK;
}

size_t assign_bytes(const AssignProblem *p)
{
        size_t files = p->files_n > 0 ? (size_t)p->files_n : 0;
        size_t reviewers = p->reviewers_n > 0 ? (size_t)p->reviewers_n : 0;
        size_t arcs = files + reviewers, reviews = 0, nodes = 2 * files + reviewers + 1;

        for (size_t i = 0; i < files; i++) {
                int32_t wanted = p->wanted ? p->wanted[i] : p->wanted_each;

                reviews += (size_t)(wanted > 0 ? wanted : 0);
                arcs += (size_t)(wanted > 0 ? wanted : 0) * 4 + ASSIGN_BEGIN_MORE +
                        ASSIGN_ARCS_MORE + 4;
        }
        return 64 * MIB + p->pairs_n * sizeof(AssignOption) +
               (p->barred_n + p->fixed_n) * sizeof(int32_t) +
               arcs * (sizeof(FlowArc) + sizeof(int8_t) + sizeof(int32_t)) +
               nodes * sizeof(FlowNode) + files * 144 + reviewers * 160 + reviews * sizeof(size_t);
}

Status assign_without(Arena *a, const AssignProblem *p, AssignWho pair, int64_t *out_total,
                      int64_t *out_given)
{
        AssignProblem less = *p;
        AssignWho *barred = arena_new(a, AssignWho, p->barred_n + 1);
        AssignWho *fixed = arena_new(a, AssignWho, p->fixed_n + 1);
        AssignResult r;

        if (p->barred_n)
                memcpy(barred, p->barred, p->barred_n * sizeof *barred);
        barred[p->barred_n] = pair;
        less.barred = barred;
        less.barred_n++;
        less.fixed = fixed;
        less.fixed_n = 0;
        for (size_t k = 0; k < p->fixed_n; k++)
                if (p->fixed[k].file != pair.file || p->fixed[k].reviewer != pair.reviewer)
                        fixed[less.fixed_n++] = p->fixed[k];
        TRY(assign_solve(a, &less, &r, NULL));
        *out_total = r.total;
        *out_given = (int64_t)r.given_n;
        return OK;
}

static int in_order(const void *x, const void *y)
{
        const AssignGiven *p = x, *q = y;

        if (p->file != q->file)
                return p->file < q->file ? -1 : 1;
        if (p->suitability != q->suitability)
                return p->suitability > q->suitability ? -1 : 1;
        return (p->reviewer > q->reviewer) - (p->reviewer < q->reviewer);
}

static void write_given(Arena *a, Arena *work, AssignPool *pool, const AssignRun *run,
                        AssignResult *out)
{
        const AssignProblem *p = pool->p;
        const Flow *f = &run->flow;
        size_t n = p->fixed_n;

        for (int32_t k = run->begin; k < f->arcs_n; k++)
                n += f->arc[k].flow > 0;
        out->given = arena_new(a, AssignGiven, n + 1);
        for (size_t k = 0; k < p->fixed_n; k++) {
                AssignGiven *g = &out->given[out->given_n++];

                *g = (AssignGiven){.file = p->fixed[k].file,
                                   .reviewer = p->fixed[k].reviewer,
                                   .is_fixed = true};
                g->suitability = assign_suitability(pool, g->file, g->reviewer, &g->is_listed);
        }
        for (int32_t k = run->begin; k < f->arcs_n; k++) {
                AssignGiven *g = &out->given[out->given_n];
                int32_t from = f->arc[k].from;
                int64_t gain = -flow_reduced(f, k);

                if (f->arc[k].flow == 0)
                        continue;
                out->given_n++;
                if (from >= p->files_n)
                        from -= p->files_n + p->reviewers_n;
                *g = (AssignGiven){.file = from, .reviewer = f->arc[k].to - p->files_n};
                g->suitability = assign_suitability(pool, g->file, g->reviewer, &g->is_listed);
                g->margin = gain >= pool->step ? ASSIGN_NO_OTHER : gain;
        }
        n = out->given_n - p->fixed_n;
        qsort(out->given + p->fixed_n, n, sizeof *out->given, in_order);
        assign_even(work, pool, out->given + p->fixed_n, n);
        qsort(out->given, out->given_n, sizeof *out->given, in_order);
        for (size_t k = 0; k < out->given_n; k++)
                out->total += out->given[k].suitability;
}

/* The ranks of a file's reviewers, and how many may have it. */
static int32_t rank_file(AssignPool *pool, int32_t i, AssignGiven *given, int32_t n)
{
        const AssignProblem *p = pool->p;
        int32_t allowed = 0, others = 0;

        for (int32_t k = 0; k < n; k++)
                given[k].rank = 1;
        assign_unmark(pool);
        assign_mark_closed(pool, i);
        for (int32_t k = 0; k < n; k++) { /* of those fixed we know that they may */
                if (!given[k].is_fixed)
                        continue;
                allowed++;
                for (int32_t m = 0; m < n; m++)
                        given[m].rank += given[k].suitability > given[m].suitability;
        }
        for (size_t o = pool->row[i]; o < pool->row[i + 1]; o++) {
                AssignOption option = pool->option[o];

                if (!assign_marked(pool, option.reviewer) && pool->load[option.reviewer] > 0) {
                        allowed++;
                        for (int32_t k = 0; k < n; k++)
                                given[k].rank += option.suitability > given[k].suitability;
                }
                pool->mark[option.reviewer] = pool->stamp;
        }
        for (int32_t j = 0; j < p->reviewers_n && !p->others_barred; j++)
                others += !assign_marked(pool, j) && pool->load[j] > 0;
        for (int32_t k = 0; k < n; k++)
                if (p->others > given[k].suitability)
                        given[k].rank += others;
        return allowed + others;
}

static void write_files(Arena *a, AssignPool *pool, AssignResult *out)
{
        const AssignProblem *p = pool->p;
        size_t at = 0, shorts_n = 0;

        for (int pass = 0; pass < 2; pass++) {
                if (pass == 1)
                        out->shorts = arena_new(a, AssignShort, shorts_n + 1);
                at = 0;
                for (int32_t i = 0; i < p->files_n; i++) {
                        size_t begin = at;
                        int32_t n, wanted = pool->wanted[i], allowed;
                        int64_t total = 0;

                        for (; at < out->given_n && out->given[at].file == i; at++)
                                total += out->given[at].suitability;
                        n = (int32_t)(at - begin);
                        if (pass == 0) {
                                shorts_n += n < wanted;
                                continue;
                        }
                        allowed = rank_file(pool, i, out->given + begin, n);
                        if (n < wanted)
                                out->shorts[out->shorts_n++] = (AssignShort){
                                        i, wanted, n, allowed,
                                        allowed < wanted ? ASSIGN_SHORT_BARRED : ASSIGN_SHORT_LOAD};
                        else if (wanted > 0 && (out->worst_file < 0 || total < out->worst_total))
                                out->worst_file = i, out->worst_total = total;
                }
        }
}

/* Prices of the flow are costs from the sink. A file or a reviewer for whom those fixed suffice was
 * no part of it: the price is what keeps every pair from being better. */
static void write_prices(Arena *a, AssignPool *pool, const AssignRun *run, AssignResult *out)
{
        const AssignProblem *p = pool->p;
        int64_t *file = arena_new(a, int64_t, (size_t)p->files_n + 1), lowest = INT64_MAX;
        int64_t *reviewer = arena_new(a, int64_t, (size_t)p->reviewers_n + 1);

        for (int32_t i = 0; i < p->files_n; i++) {
                file[i] = pool->missing[i] > 0 ? run->flow.node[i].price : ASSIGN_SUITABILITY_MAX;
                if (file[i] < lowest)
                        lowest = file[i];
        }
        for (int32_t j = 0; j < p->reviewers_n; j++) {
                reviewer[j] = -run->flow.node[p->files_n + j].price;
                if (pool->room[j] == 0 && p->files_n > 0)
                        reviewer[j] = ASSIGN_SUITABILITY_MAX - lowest;
                if (reviewer[j] < 0)
                        reviewer[j] = 0;
        }
        out->file_price = file;
        out->reviewer_price = reviewer;
}
