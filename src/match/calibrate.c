/* match/calibrate: see the header.
 *
 * With the effects given, a file's best value is the mean of its scores without them; so files drop
 * out and a system for the reviewers alone is left. It is never written down: one product with it
 * is one walk over all scores, file by file. */
#include "match/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MORE = 100, STEPS_MAX = 20000 };

typedef struct {
        const ScoreRule *rule;
        int32_t files_n, reviewers_n;
        size_t n;
        size_t *row;       /* of a file, into the three below */
        int32_t *reviewer; /* of each score */
        int64_t *score;
        int32_t *share;
        double *diagonal;
} Layout;

static Status sort_scores(Arena *a, const ScoreGiven *given, Layout *l);
static void find_groups(Arena *a, const Layout *l, Calibrated *out);
static void describe(Arena *a, const Layout *l, Calibrated *out);
static void rank_all(Arena *a, const Layout *l);
static double *solve(Arena *a, Layout *l, Calibrated *out);
static void centre(Arena *a, const Layout *l, const Calibrated *c, double *effect);
static void write_calibrated(const Layout *l, const double *effect, Calibrated *out);

Status calibrate(Arena *a, const ScoreRule *rule, const ScoreGiven *given, size_t n,
                 int32_t files_n, int32_t reviewers_n, Calibrated *out)
{
        Layout l = {.rule = rule, .files_n = files_n, .reviewers_n = reviewers_n, .n = n};
        Calibrated c = {0};
        ArenaMark mark;
        double *effect;
        Status s;

        if (!score_rule_fits(rule) || files_n < 0 || reviewers_n < 0 || n > INT32_MAX)
                return INVALID;
        c.files = arena_new(a, CalibratedFile, (size_t)files_n + 1);
        c.reviewers = arena_new(a, CalibratedReviewer, (size_t)reviewers_n + 1);
        mark = arena_mark(a);
        s = sort_scores(a, given, &l);
        if (s == OK) {
                find_groups(a, &l, &c);
                rank_all(a, &l);
                describe(a, &l, &c);
                effect = solve(a, &l, &c);
                centre(a, &l, &c, effect);
                write_calibrated(&l, effect, &c);
                *out = c;
        }
        arena_rewind(a, mark);
        return s;
}

static Status sort_scores(Arena *a, const ScoreGiven *given, Layout *l)
{
        size_t *at = arena_new(a, size_t, (size_t)l->files_n + 1);
        int32_t *last = arena_new(a, int32_t, (size_t)l->reviewers_n + 1);
        int32_t *count = arena_new(a, int32_t, (size_t)l->reviewers_n + 1);

        l->row = arena_new(a, size_t, (size_t)l->files_n + 1);
        l->reviewer = arena_new(a, int32_t, l->n + 1);
        l->score = arena_new(a, int64_t, l->n + 1);
        l->share = arena_new(a, int32_t, l->n + 1);
        for (size_t k = 0; k < l->n; k++) {
                const ScoreGiven *g = &given[k];

                if (g->file < 0 || g->file >= l->files_n || g->reviewer < 0 ||
                    g->reviewer >= l->reviewers_n || g->score > SCORE_MAX || g->score < -SCORE_MAX)
                        return INVALID;
                if (++count[g->reviewer] > SCORE_PANEL_MAX)
                        return INVALID;
                l->row[g->file + 1]++;
        }
        for (int32_t i = 0; i < l->files_n; i++)
                l->row[i + 1] += l->row[i];
        memcpy(at, l->row, ((size_t)l->files_n + 1) * sizeof *at);
        for (size_t k = 0; k < l->n; k++) {
                size_t to = at[given[k].file]++;

                l->reviewer[to] = given[k].reviewer;
                l->score[to] = given[k].score;
        }
        for (int32_t i = 0; i < l->files_n; i++)
                for (size_t k = l->row[i]; k < l->row[i + 1]; k++) {
                        if (last[l->reviewer[k]] == i + 1)
                                return INVALID;
                        last[l->reviewer[k]] = i + 1;
                }
        return OK;
}

/* ---- groups: who is linked over common files ---- */

static int32_t root_of(int32_t *up, int32_t v)
{
        while (up[v] != v) {
                up[v] = up[up[v]];
                v = up[v];
        }
        return v;
}

static void find_groups(Arena *a, const Layout *l, Calibrated *out)
{
        int32_t *up = arena_new(a, int32_t, (size_t)l->reviewers_n + 1);
        int32_t *number = arena_new(a, int32_t, (size_t)l->reviewers_n + 1);

        for (int32_t j = 0; j < l->reviewers_n; j++)
                up[j] = j;
        for (int32_t i = 0; i < l->files_n; i++)
                for (size_t k = l->row[i] + 1; k < l->row[i + 1]; k++) {
                        int32_t x = root_of(up, l->reviewer[l->row[i]]);
                        int32_t y = root_of(up, l->reviewer[k]);

                        if (x < y)
                                up[y] = x;
                        else
                                up[x] = y;
                }
        for (size_t k = 0; k < l->n; k++)
                out->reviewers[l->reviewer[k]].n++;
        for (int32_t j = 0; j < l->reviewers_n; j++) {
                int32_t root = root_of(up, j);

                out->reviewers[j].group = -1;
                if (out->reviewers[j].n == 0)
                        continue;
                if (number[root] == 0)
                        number[root] = ++out->groups_n;
                out->reviewers[j].group = number[root] - 1;
        }
        for (int32_t i = 0; i < l->files_n; i++) {
                out->files[i].n = (int32_t)(l->row[i + 1] - l->row[i]);
                out->files[i].group =
                        out->files[i].n ? out->reviewers[l->reviewer[l->row[i]]].group : -1;
        }
}

/* ---- what needs no solver, in integers ---- */

static uint32_t flags_of(const ScoreRule *rule, int32_t n)
{
        return (n == 0 ? SCORE_NONE : 0) | (n == 0 || n < rule->minimum ? SCORE_FEW : 0);
}

static int64_t mean_of(const ScoreRule *rule, __int128 sum, int32_t n)
{
        int64_t v = 0;

        if (n == 0)
                return 0;
        /* 64 bits hold it: the mean of numbers that do */
        for (int32_t k = 0; k < rule->decimals_out; k++)
                sum *= 10;
        v = n;
        for (int32_t k = 0; k < rule->decimals; k++)
                v *= 10;
        return score_divide(sum, v);
}

static void describe(Arena *a, const Layout *l, Calibrated *out)
{
        __int128 *sum = arena_new(a, __int128, (size_t)l->reviewers_n + 1);
        __int128 *squares = arena_new(a, __int128, (size_t)l->reviewers_n + 1);

        for (int32_t i = 0; i < l->files_n; i++) {
                CalibratedFile *f = &out->files[i];
                __int128 all = 0;
                int64_t shares = 0;

                for (size_t k = l->row[i]; k < l->row[i + 1]; k++) {
                        int64_t v = l->score[k];

                        all += v;
                        shares += l->share[k];
                        sum[l->reviewer[k]] += v;
                        squares[l->reviewer[k]] += (__int128)v * v;
                }
                f->flags = flags_of(l->rule, f->n);
                f->mean = mean_of(l->rule, all, f->n);
                f->share = f->n ? score_divide(shares, f->n) : 0;
        }
        for (int32_t j = 0; j < l->reviewers_n; j++) {
                CalibratedReviewer *r = &out->reviewers[j];

                r->flags = flags_of(l->rule, r->n);
                r->mean = mean_of(l->rule, sum[j], r->n);
                r->spread = score_spread(l->rule, r->n, sum[j], squares[j]);
        }
}

/* ---- by ranks ---- */

typedef struct {
        int64_t score;
        size_t at;
} Ranked;

static int by_score(const void *x, const void *y)
{
        int64_t p = ((const Ranked *)x)->score, q = ((const Ranked *)y)->score;

        return (p > q) - (p < q);
}

/* Share of one reviewer's scores that are below, those that are the same counted half. */
static void rank_one(Ranked *of, size_t n, int32_t *share)
{
        qsort(of, n, sizeof *of, by_score);
        for (size_t begin = 0, end; begin < n; begin = end) {
                for (end = begin; end < n && of[end].score == of[begin].score; end++)
                        ;
                for (size_t k = begin; k < end; k++)
                        share[of[k].at] = (int32_t)score_divide(((__int128)begin + end) * 1000000,
                                                                (__int128)n * 2);
        }
}

static void rank_all(Arena *a, const Layout *l)
{
        size_t *row = arena_new(a, size_t, (size_t)l->reviewers_n + 2);
        Ranked *all = arena_new(a, Ranked, l->n + 1);

        for (size_t k = 0; k < l->n; k++)
                row[l->reviewer[k] + 2]++;
        for (int32_t j = 1; j < l->reviewers_n; j++)
                row[j + 1] += row[j];
        for (size_t k = 0; k < l->n; k++)
                all[row[l->reviewer[k] + 1]++] = (Ranked){l->score[k], k};
        for (int32_t j = 0; j < l->reviewers_n; j++)
                rank_one(all + row[j], row[j + 1] - row[j], l->share);
}

/* ---- by effects: conjugate gradients, each step divided by the diagonal ---- */

/* out = (D - N' F⁻¹ N) in: what is left of each score's effect when the file's mean is taken off.
 */
static void multiply(const Layout *l, const double *in, double *out)
{
        memset(out, 0, (size_t)l->reviewers_n * sizeof *out);
        for (int32_t i = 0; i < l->files_n; i++) {
                size_t begin = l->row[i], end = l->row[i + 1];
                double mean = 0;

                if (end - begin < 2)
                        continue;
                for (size_t k = begin; k < end; k++)
                        mean += in[l->reviewer[k]];
                mean /= (double)(end - begin);
                for (size_t k = begin; k < end; k++)
                        out[l->reviewer[k]] += in[l->reviewer[k]] - mean;
        }
}

static void right_side(const Layout *l, double *out)
{
        for (int32_t i = 0; i < l->files_n; i++) {
                size_t begin = l->row[i], end = l->row[i + 1];
                double mean = 0;

                for (size_t k = begin; k < end; k++)
                        mean += (double)l->score[k];
                mean /= end > begin ? (double)(end - begin) : 1;
                for (size_t k = begin; k < end; k++) {
                        out[l->reviewer[k]] += (double)l->score[k] - mean;
                        l->diagonal[l->reviewer[k]] += 1 - 1 / (double)(end - begin);
                }
        }
}

static double dot(const double *x, const double *y, int32_t n)
{
        double sum = 0;

        for (int32_t j = 0; j < n; j++)
                sum += x[j] * y[j];
        return sum;
}

static double *solve(Arena *a, Layout *l, Calibrated *out)
{
        int32_t n = l->reviewers_n, steps_max = 2 * n + STEPS_MORE;
        double *x = arena_new(a, double, (size_t)n + 1),
               *rest = arena_new(a, double, (size_t)n + 1);
        double *way = arena_new(a, double, (size_t)n + 1), *z = arena_new(a, double, (size_t)n + 1);
        double *image = arena_new(a, double, (size_t)n + 1), size, enough;

        l->diagonal = arena_new(a, double, (size_t)n + 1);
        right_side(l, rest);
        for (int32_t j = 0; j < n; j++)
                way[j] = z[j] = l->diagonal[j] > 0 ? rest[j] / l->diagonal[j] : 0;
        size = dot(rest, z, n);
        enough = size * 1e-26;
        if (steps_max > STEPS_MAX)
                steps_max = STEPS_MAX;
        while (size > enough && size > 1e-18 && out->steps < steps_max) {
                double along, next, turn;

                multiply(l, way, image);
                along = dot(way, image, n);
                if (!(along > 0))
                        break;
                along = size / along;
                for (int32_t j = 0; j < n; j++) {
                        x[j] += along * way[j];
                        rest[j] -= along * image[j];
                        z[j] = l->diagonal[j] > 0 ? rest[j] / l->diagonal[j] : 0;
                }
                next = dot(rest, z, n);
                turn = next / size;
                for (int32_t j = 0; j < n; j++)
                        way[j] = z[j] + turn * way[j];
                size = next;
                out->steps++;
        }
        out->is_converged = size <= enough * 1e6 || size <= 1e-12;
        return x;
}

/* Effects of each group add up to 0. */
static void centre(Arena *a, const Layout *l, const Calibrated *c, double *effect)
{
        double *sum = arena_new(a, double, (size_t)c->groups_n + 1);
        int32_t *n = arena_new(a, int32_t, (size_t)c->groups_n + 1);

        for (int32_t j = 0; j < l->reviewers_n; j++)
                if (c->reviewers[j].group >= 0) {
                        sum[c->reviewers[j].group] += effect[j];
                        n[c->reviewers[j].group]++;
                }
        for (int32_t j = 0; j < l->reviewers_n; j++)
                if (c->reviewers[j].group >= 0)
                        effect[j] -= sum[c->reviewers[j].group] / n[c->reviewers[j].group];
}

/* What comes of the solver is a fraction that floating point is near to: a half within a
 * ten-millionth counts as one, and goes up. */
static int64_t rounded(const ScoreRule *rule, double v)
{
        return (int64_t)floor(v * pow(10, rule->decimals_out - rule->decimals) + 0.5 + 1e-7);
}

static void write_calibrated(const Layout *l, const double *effect, Calibrated *out)
{
        double squares = 0, rest = 0;
        int64_t files = 0, reviewers = 0;

        for (int32_t i = 0; i < l->files_n; i++) {
                size_t begin = l->row[i], end = l->row[i + 1];
                double mean = 0;

                if (begin == end)
                        continue;
                files++;
                for (size_t k = begin; k < end; k++)
                        mean += (double)l->score[k] - effect[l->reviewer[k]];
                mean /= (double)(end - begin);
                out->files[i].calibrated = rounded(l->rule, mean);
                for (size_t k = begin; k < end; k++) {
                        double left = (double)l->score[k] - effect[l->reviewer[k]] - mean;

                        squares += left * left;
                }
        }
        for (int32_t j = 0; j < l->reviewers_n; j++) {
                out->reviewers[j].effect = rounded(l->rule, effect[j]);
                reviewers += out->reviewers[j].n > 0;
        }
        out->freedom = (int64_t)l->n - files - reviewers + out->groups_n;
        if (out->freedom > 0)
                rest = sqrt(squares / (double)out->freedom);
        out->rest = rounded(l->rule, rest);
        for (int32_t i = 0; i < l->files_n; i++)
                if (out->files[i].n > 0)
                        out->files[i].margin =
                                rounded(l->rule, rest / sqrt((double)out->files[i].n));
}
