/* match/pairwise: see the header. */
#include "match/pairwise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MIN = 20, STEPS_MAX = 50000 };
#define WORK_MAX 20000000.0 /* comparisons looked at, in all steps: a page waits for it */
#define CHANGE_LEAST 1e-10  /* of a strength's logarithm, in one step */

static void find_groups(Arena *a, const Comparison *c, size_t n, int32_t files_n,
                        PairwiseResult *out);
static void fit(Arena *a, const Comparison *c, size_t n, int32_t files_n, PairwiseResult *out);
static void find_errors(const Comparison *c, size_t n, int32_t files_n, const double *p,
                        double *sum, PairwiseResult *out);
static void rank(Arena *a, int32_t files_n, PairwiseResult *out);

static bool is_sound(const Comparison *c, size_t n, int32_t files_n)
{
        if (files_n < 0 || n > INT32_MAX)
                return false;
        for (size_t k = 0; k < n; k++)
                if (c[k].first < 0 || c[k].first >= files_n || c[k].second < 0 ||
                    c[k].second >= files_n || c[k].first == c[k].second || c[k].outcome < -1 ||
                    c[k].outcome > 1)
                        return false;
        return true;
}

Status pairwise_rank(Arena *a, const Comparison *c, size_t n, int32_t files_n, PairwiseResult *out)
{
        PairwiseResult r = {0};
        ArenaMark mark;

        if (!is_sound(c, n, files_n))
                return INVALID;
        r.files = arena_new(a, PairwiseFile, (size_t)files_n + 1);
        mark = arena_mark(a);
        for (size_t k = 0; k < n; k++) {
                PairwiseFile *first = &r.files[c[k].first], *second = &r.files[c[k].second];

                if (c[k].outcome == 0)
                        first->ties++, second->ties++;
                else if (c[k].outcome > 0)
                        first->wins++, second->losses++;
                else
                        first->losses++, second->wins++;
        }
        find_groups(a, c, n, files_n, &r);
        fit(a, c, n, files_n, &r);
        rank(a, files_n, &r);
        arena_rewind(a, mark);
        *out = r;
        return OK;
}

static int32_t root_of(int32_t *up, int32_t v)
{
        while (up[v] != v) {
                up[v] = up[up[v]];
                v = up[v];
        }
        return v;
}

static void find_groups(Arena *a, const Comparison *c, size_t n, int32_t files_n,
                        PairwiseResult *out)
{
        int32_t *up = arena_new(a, int32_t, (size_t)files_n + 1);

        for (int32_t i = 0; i < files_n; i++)
                up[i] = i;
        for (size_t k = 0; k < n; k++) {
                int32_t x = root_of(up, c[k].first), y = root_of(up, c[k].second);

                if (x < y)
                        up[y] = x;
                else
                        up[x] = y;
        }
        for (int32_t i = 0; i < files_n; i++) { /* a root is the lowest of its group */
                int32_t root = root_of(up, i);

                out->files[i].group = root == i ? out->groups_n++ : out->files[root].group;
        }
}

/* p = wins / sum over comparisons of 1 / (p + other's p), with the drawn one against 1. */
static void fit(Arena *a, const Comparison *c, size_t n, int32_t files_n, PairwiseResult *out)
{
        double *p = arena_new(a, double, (size_t)files_n + 1);
        double *sum = arena_new(a, double, (size_t)files_n + 1);
        double steps_max = WORK_MAX / (double)(n + (size_t)files_n + 1), change = 1;

        if (steps_max < STEPS_MIN)
                steps_max = STEPS_MIN;
        if (steps_max > STEPS_MAX)
                steps_max = STEPS_MAX;
        for (int32_t i = 0; i < files_n; i++)
                p[i] = 1;
        while (change > CHANGE_LEAST && out->steps < (int32_t)steps_max) {
                change = 0;
                for (int32_t i = 0; i < files_n; i++)
                        sum[i] = 1 / (p[i] + 1);
                for (size_t k = 0; k < n; k++) {
                        double one = 1 / (p[c[k].first] + p[c[k].second]);

                        sum[c[k].first] += one;
                        sum[c[k].second] += one;
                }
                for (int32_t i = 0; i < files_n; i++) {
                        const PairwiseFile *f = &out->files[i];
                        double next = (0.5 + f->wins + 0.5 * f->ties) / sum[i];
                        double moved = fabs(log(next / p[i]));

                        p[i] = next;
                        if (moved > change)
                                change = moved;
                }
                out->steps++;
        }
        out->is_converged = change <= CHANGE_LEAST;
        find_errors(c, n, files_n, p, sum, out);
        for (int32_t i = 0; i < files_n; i++)
                out->files[i].strength = (int64_t)floor(log(p[i]) * 1e6 + 0.5);
}

/* One over the root of Fisher's information: of each comparison chance times other chance. */
static void find_errors(const Comparison *c, size_t n, int32_t files_n, const double *p,
                        double *sum, PairwiseResult *out)
{
        for (int32_t i = 0; i < files_n; i++)
                sum[i] = p[i] / ((p[i] + 1) * (p[i] + 1));
        for (size_t k = 0; k < n; k++) {
                double x = p[c[k].first], y = p[c[k].second];
                double one = x * y / ((x + y) * (x + y));

                sum[c[k].first] += one;
                sum[c[k].second] += one;
        }
        for (int32_t i = 0; i < files_n; i++)
                out->files[i].error = (int64_t)floor(1e6 / sqrt(sum[i]) + 0.5);
}

typedef struct {
        int64_t strength;
        int32_t file;
} Ranked;

static int by_strength(const void *x, const void *y)
{
        const Ranked *p = x, *q = y;

        if (p->strength != q->strength)
                return p->strength > q->strength ? -1 : 1;
        return (p->file > q->file) - (p->file < q->file);
}

static void rank(Arena *a, int32_t files_n, PairwiseResult *out)
{
        Ranked *all = arena_new(a, Ranked, (size_t)files_n + 1);

        for (int32_t i = 0; i < files_n; i++)
                all[i] = (Ranked){out->files[i].strength, i};
        qsort(all, (size_t)files_n, sizeof *all, by_strength);
        for (int32_t k = 0; k < files_n; k++)
                out->files[all[k].file].rank = k > 0 && all[k].strength == all[k - 1].strength
                                                       ? out->files[all[k - 1].file].rank
                                                       : k + 1;
}

static int32_t shown(const PairwiseFile *f)
{
        return f->wins + f->losses + f->ties;
}

bool pairwise_next(Arena *a, const PairwiseResult *r, int32_t files_n, const Comparison *own,
                   size_t own_n, int32_t *out_first, int32_t *out_second)
{
        ArenaMark mark = arena_mark(a);
        size_t bits = (size_t)files_n * (size_t)files_n;
        uint8_t *had = arena_new(a, uint8_t, bits / 8 + 1);
        int64_t least_shown = INT64_MAX, least_apart = 0;

        for (size_t k = 0; k < own_n; k++) {
                size_t x = (size_t)own[k].first, y = (size_t)own[k].second;
                size_t at = x < y ? x * (size_t)files_n + y : y * (size_t)files_n + x;

                had[at / 8] |= (uint8_t)(1 << at % 8);
        }
        for (int32_t i = 0; i < files_n; i++)
                for (int32_t j = i + 1; j < files_n; j++) {
                        size_t at = (size_t)i * (size_t)files_n + (size_t)j;
                        const PairwiseFile *x = &r->files[i], *y = &r->files[j];
                        int64_t times = (int64_t)shown(x) + shown(y);
                        int64_t apart = llabs(x->strength - y->strength);

                        if (had[at / 8] >> at % 8 & 1 || times > least_shown ||
                            (times == least_shown && apart >= least_apart))
                                continue;
                        least_shown = times, least_apart = apart;
                        *out_first = i, *out_second = j;
                }
        arena_rewind(a, mark);
        return least_shown < INT64_MAX;
}
