/* main/bench_match: who reviews what, and what a million scores come to; beside them the simplest
 * that could be done with the same numbers. */
#include "main/bench.h"

#include "base/time.h"
#include "match/assign.h"
#include "match/calibrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
        FILES = 5000,
        REVIEWERS = 2000,
        CANDIDATES = 75,
        LOAD = 8,
        WANTED = 3,
        TOPICS = 40,
        SCORED_FILES = 100000,
        SCORES_EACH = 10
};

static uint32_t below(uint64_t *state, uint32_t n)
{
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        return (uint32_t)((*state >> 32) * n >> 32);
}

/* Reviewers who suit by topic, some topics with many more files than others, and a few who came by
 * chance: none twice for a file. */
static size_t make_sparse(Arena *a, AssignPair *pairs)
{
        int32_t *seen = arena_new(a, int32_t, REVIEWERS);
        uint64_t state = 88172645463325252u;
        size_t n = 0;

        for (int32_t i = 0; i < FILES; i++) {
                uint32_t topic = below(&state, TOPICS) * below(&state, TOPICS) / TOPICS;

                for (int32_t k = 0; k < CANDIDATES;) {
                        uint32_t j = below(&state, REVIEWERS / TOPICS) * TOPICS + topic;

                        if (below(&state, 2))
                                j = below(&state, REVIEWERS);
                        k++;
                        if (seen[j] == i + 1)
                                continue;
                        seen[j] = i + 1;
                        pairs[n++] = (AssignPair){i, (int32_t)j, below(&state, 1000001)};
                }
        }
        return n;
}

static int by_suitability(const void *x, const void *y)
{
        int64_t p = ((const AssignPair *)x)->suitability, q = ((const AssignPair *)y)->suitability;

        return (p < q) - (p > q);
}

/* The best pair first, while both have room: what is quick, and not the best. */
static int64_t greedy(Arena *a, const AssignProblem *p)
{
        AssignPair *sorted = arena_new(a, AssignPair, p->pairs_n);
        int32_t *wanted = arena_new(a, int32_t, FILES), *room = arena_new(a, int32_t, REVIEWERS);
        int64_t total = 0;

        memcpy(sorted, p->pairs, p->pairs_n * sizeof *sorted);
        qsort(sorted, p->pairs_n, sizeof *sorted, by_suitability);
        for (size_t k = 0; k < p->pairs_n; k++) {
                const AssignPair *pair = &sorted[k];

                if (wanted[pair->file] == WANTED || room[pair->reviewer] == LOAD)
                        continue;
                wanted[pair->file]++, room[pair->reviewer]++;
                total += pair->suitability;
        }
        return total;
}

static Status time_assign(Bench *b, Arena *a, const AssignProblem *p, const char *name,
                          int64_t *out_total)
{
        ArenaMark mark = arena_mark(a);
        int64_t begun = time_steady_us();
        AssignResult r;

        TRY(assign_solve(a, p, &r, NULL));
        bench_put(b, name, bench_seconds(begun), "s");
        if (r.given_n != (size_t)FILES * WANTED) {
                snprintf(b->fault, sizeof b->fault, "%zu reviews were given out", r.given_n);
                return BROKEN;
        }
        *out_total = r.total;
        arena_rewind(a, mark);
        return OK;
}

static Status bench_assign(Bench *b, Arena *a)
{
        AssignProblem p = {.files_n = FILES,
                           .reviewers_n = REVIEWERS,
                           .wanted_each = WANTED,
                           .load_each = LOAD};
        AssignPair *pairs = arena_new(a, AssignPair, (size_t)FILES * REVIEWERS);
        uint64_t state = 4711;
        int64_t total = 0, begun;

        p.pairs = pairs;
        p.pairs_n = make_sparse(a, pairs);
        TRY(time_assign(b, a, &p, "assign_s", &total));
        begun = time_steady_us();
        bench_put(b, "assign_over_greedy", (double)total / (double)greedy(a, &p), "ratio");
        bench_put(b, "peer_greedy_s", bench_seconds(begun), "s");
        p.fair_reviews = 1;
        TRY(time_assign(b, a, &p, "assign_fair_s", &total));
        p.fair_reviews = 0;
        p.pairs_n = 0;
        for (int32_t i = 0; i < FILES; i++)
                for (int32_t j = 0; j < REVIEWERS; j++)
                        pairs[p.pairs_n++] = (AssignPair){i, j, below(&state, 1000001)};
        return time_assign(b, a, &p, "assign_dense_s", &total);
}

static Status bench_calibrate(Bench *b, Arena *a)
{
        const size_t n = (size_t)SCORED_FILES * SCORES_EACH;
        const ScoreRule rule = {.decimals = 2, .decimals_out = 4, .minimum = 3};
        ScoreGiven *given = arena_new(a, ScoreGiven, n);
        uint64_t state = 1234567;
        Calibrated c;
        int64_t begun;

        for (int32_t i = 0; i < SCORED_FILES; i++) {
                int32_t first = (int32_t)below(&state, REVIEWERS);
                int64_t worth = 200 + below(&state, 600);

                for (int32_t k = 0; k < SCORES_EACH; k++) {
                        int32_t j = (first + k * (1 + i % 100)) % REVIEWERS;

                        given[(size_t)i * SCORES_EACH + (size_t)k] =
                                (ScoreGiven){i, j, worth + j % 101 + below(&state, 200)};
                }
        }
        begun = time_steady_us();
        TRY(calibrate(a, &rule, given, n, SCORED_FILES, REVIEWERS, &c));
        bench_put(b, "calibrate_million_s", bench_seconds(begun), "s");
        return c.is_converged && c.groups_n == 1 ? OK : BROKEN;
}

Status bench_match(Bench *b)
{
        Arena a = arena_make(1024 * MIB);
        struct rusage used = {0};
        Status s = bench_assign(b, &a);

        arena_free(&a);
        if (s == OK && getrusage(RUSAGE_SELF, &used) == 0)
                bench_put(b, "assign_peak_mib", (double)used.ru_maxrss / 1024, "MiB");
        if (s == OK)
                s = bench_calibrate(b, &a);
        arena_free(&a);
        return s;
}
