/* match/score: see the header. */
#include "match/score.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const int64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

int64_t score_divide(__int128 numerator, __int128 denominator)
{
        __int128 n = 2 * numerator + denominator, d = 2 * denominator, q;

        assert(denominator > 0);
        q = n / d;
        if (n % d < 0)
                q--;
        return (int64_t)q;
}

/* The nearest integer to the root of numerator / denominator, halves up: (2r - 1)² is at most four
 * times that. */
static int64_t divide_root(unsigned __int128 numerator, unsigned __int128 denominator)
{
        unsigned __int128 v = 4 * numerator / denominator, root = 0;

        for (int bit = 63; bit >= 0; bit--) {
                unsigned __int128 more = root | (unsigned __int128)1 << bit;

                if (more * more <= v)
                        root = more;
        }
        return (int64_t)((root + 1) / 2);
}

bool score_rule_fits(const ScoreRule *rule)
{
        return rule->decimals >= 0 && rule->decimals <= SCORE_DECIMALS_MAX &&
               rule->decimals_out >= 0 && rule->decimals_out <= SCORE_DECIMALS_MAX &&
               rule->decimals_out - rule->decimals <= SCORE_FINER_MAX && rule->trim >= 0 &&
               rule->trim <= SCORE_PANEL_MAX && rule->minimum >= 0;
}

/* numerator / denominator from the scale of the scores to that of what comes out. */
static int64_t scaled(const ScoreRule *rule, __int128 numerator, int64_t denominator)
{
        return score_divide(numerator * tens[rule->decimals_out],
                            (__int128)denominator * tens[rule->decimals]);
}

int64_t score_spread(const ScoreRule *rule, int64_t n, __int128 sum, __int128 squares)
{
        unsigned __int128 up = 1, down = 1;
        unsigned __int128 apart; /* n² times the variance */

        if (n < 2)
                return 0;
        apart = (unsigned __int128)(n * squares - sum * sum);
        if (rule->decimals_out > rule->decimals)
                up = (unsigned __int128)tens[rule->decimals_out - rule->decimals];
        else
                down = (unsigned __int128)tens[rule->decimals - rule->decimals_out];
        return divide_root(apart * up * up,
                           (unsigned __int128)n * (unsigned __int128)(n - 1) * down * down);
}

static int by_value(const void *x, const void *y)
{
        int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

        return (p > q) - (p < q);
}

/* A quarter, or two, or three, of the way from the lowest to the highest. */
static int64_t quartile(const ScoreRule *rule, const int64_t *sorted, size_t n, size_t quarters)
{
        size_t at = (n - 1) * quarters / 4;
        int64_t rest = (int64_t)((n - 1) * quarters % 4);
        __int128 sum = (__int128)sorted[at] * (4 - rest);

        if (rest)
                sum += (__int128)sorted[at + 1] * rest;
        return scaled(rule, sum, 4);
}

Status score_panel(Arena *a, const ScoreRule *rule, const int64_t *scores, size_t n,
                   ScorePanel *out)
{
        ScorePanel p = {.n = (int32_t)n};
        size_t trim = (size_t)(rule->trim > 0 ? rule->trim : 0);
        __int128 sum = 0, squares = 0, kept = 0;
        ArenaMark mark = arena_mark(a);
        int64_t *sorted;

        if (!score_rule_fits(rule) || n > SCORE_PANEL_MAX)
                return INVALID;
        for (size_t i = 0; i < n; i++)
                if (scores[i] > SCORE_MAX || scores[i] < -SCORE_MAX)
                        return INVALID;
        if (n == 0 || n < (size_t)rule->minimum)
                p.flags |= n == 0 ? SCORE_NONE | SCORE_FEW : SCORE_FEW;
        if (n == 0) {
                *out = p;
                return OK;
        }
        if (n <= 2 * trim) {
                trim = 0;
                p.flags |= SCORE_UNTRIMMED;
        }
        sorted = arena_new(a, int64_t, n);
        memcpy(sorted, scores, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_value);
        for (size_t i = 0; i < n; i++) {
                sum += sorted[i];
                squares += (__int128)sorted[i] * sorted[i];
                kept += i >= trim && i < n - trim ? sorted[i] : 0;
        }
        p.counted = (int32_t)(n - 2 * trim);
        p.mean = scaled(rule, sum, (int64_t)n);
        p.trimmed = scaled(rule, kept, p.counted);
        p.low = scaled(rule, sorted[0], 1);
        p.high = scaled(rule, sorted[n - 1], 1);
        p.quartile1 = quartile(rule, sorted, n, 1);
        p.median = quartile(rule, sorted, n, 2);
        p.quartile3 = quartile(rule, sorted, n, 3);
        p.spread = score_spread(rule, (int64_t)n, sum, squares);
        arena_rewind(a, mark);
        *out = p;
        return OK;
}

Status score_weighted(const int64_t *scores, const int32_t *weights, size_t n, int32_t decimals,
                      int32_t decimals_out, int64_t *out)
{
        const ScoreRule rule = {.decimals = decimals, .decimals_out = decimals_out};
        __int128 sum = 0;
        int64_t all = 0;

        if (!score_rule_fits(&rule) || n > SCORE_CRITERIA_MAX)
                return INVALID;
        for (size_t i = 0; i < n; i++) {
                if (weights[i] < 0 || weights[i] > SCORE_WEIGHT_MAX || scores[i] > SCORE_MAX ||
                    scores[i] < -SCORE_MAX)
                        return INVALID;
                sum += (__int128)scores[i] * weights[i];
                all += weights[i];
        }
        if (all == 0)
                return INVALID;
        *out = scaled(&rule, sum, all);
        return OK;
}

Status score_rescale(int64_t v, int32_t decimals, int32_t decimals_out, int64_t *out)
{
        __int128 wide;

        if (decimals < 0 || decimals > SCORE_DECIMALS_MAX || decimals_out < 0 ||
            decimals_out > SCORE_DECIMALS_MAX)
                return INVALID;
        wide = (__int128)v * tens[decimals_out];
        if (wide / tens[decimals] > INT64_MAX - 1 || wide / tens[decimals] < INT64_MIN + 1)
                return INVALID;
        *out = score_divide(wide, tens[decimals]);
        return OK;
}
