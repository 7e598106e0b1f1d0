/* match/weighting: see the header. */
#include "match/weighting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE INT64_C(1000000)

typedef struct {
        const WeightingProblem *p;
        int64_t *sum;  /* weighted, of each file */
        int64_t *work; /* as many */
        struct Turn *turn;
} Trial;

/* From `at` on, going away from the present weight, one file more (or one less) is before ours. */
typedef struct Turn {
        int64_t at;
        int32_t more;
} Turn;

static bool is_sound(const WeightingProblem *p)
{
        bool any = false;

        if (p->files_n < 0 || p->files_n > WEIGHTING_FILES_MAX || p->criteria_n < 1 ||
            p->criteria_n > SCORE_CRITERIA_MAX || p->first_n < 0)
                return false;
        for (int32_t c = 0; c < p->criteria_n; c++) {
                if (p->weights[c] < 0 || p->weights[c] > SCORE_WEIGHT_MAX)
                        return false;
                any = any || p->weights[c] > 0;
        }
        for (int64_t k = 0; k < (int64_t)p->files_n * p->criteria_n; k++)
                if (p->scores[k] > SCORE_MAX || p->scores[k] < -SCORE_MAX)
                        return false;
        return any;
}

static int64_t score_of(const WeightingProblem *p, int32_t i, int32_t c)
{
        return p->scores[(int64_t)i * p->criteria_n + c];
}

/* The n-th greatest (from 0) of work; moves them about. */
static int64_t nth_greatest(int64_t *of, int32_t n, int32_t nth)
{
        int32_t low = 0, high = n - 1;

        while (low < high) {
                int64_t middle = of[low + (high - low) / 2];
                int32_t i = low, j = high;

                while (i <= j) {
                        while (of[i] > middle)
                                i++;
                        while (of[j] < middle)
                                j--;
                        if (i <= j) {
                                int64_t swap = of[i];

                                of[i++] = of[j], of[j--] = swap;
                        }
                }
                if (nth <= j)
                        high = j;
                else if (nth >= i)
                        low = i;
                else
                        break;
        }
        return of[nth];
}

/* One weighting: half, whole or double of each, as the digits of `code` to the base of 3 say. */
static void try_one(const Trial *t, int32_t code, int32_t varied, WeightingResult *out)
{
        const WeightingProblem *p = t->p;
        int64_t weight[SCORE_CRITERIA_MAX] = {0}, border;

        for (int32_t c = 0; c < p->criteria_n; c++) {
                weight[c] = (int64_t)p->weights[c] << (c < varied ? code % 3 : 1);
                code = c < varied ? code / 3 : code;
        }
        for (int32_t i = 0; i < p->files_n; i++) {
                t->sum[i] = 0;
                for (int32_t c = 0; c < p->criteria_n; c++)
                        t->sum[i] += weight[c] * score_of(p, i, c);
        }
        out->weightings++;
        if (p->first_n == 0)
                return;
        memcpy(t->work, t->sum, (size_t)p->files_n * sizeof *t->work);
        border = p->first_n >= p->files_n ? INT64_MIN
                                          : nth_greatest(t->work, p->files_n, p->first_n - 1);
        for (int32_t i = 0; i < p->files_n; i++)
                out->files[i].in += t->sum[i] >= border;
}

static int by_value_down(const void *x, const void *y)
{
        int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

        return (p < q) - (p > q);
}

static void rank_now(const Trial *t, WeightingResult *out)
{
        const WeightingProblem *p = t->p;

        for (int32_t i = 0; i < p->files_n; i++) {
                t->sum[i] = 0;
                for (int32_t c = 0; c < p->criteria_n; c++)
                        t->sum[i] += p->weights[c] * score_of(p, i, c);
        }
        memcpy(t->work, t->sum, (size_t)p->files_n * sizeof *t->work);
        qsort(t->work, (size_t)p->files_n, sizeof *t->work, by_value_down);
        for (int32_t i = 0; i < p->files_n; i++) {
                int32_t low = 0, high = p->files_n; /* the first that is not greater */

                while (low < high) {
                        int32_t middle = low + (high - low) / 2;

                        if (t->work[middle] > t->sum[i])
                                low = middle + 1;
                        else
                                high = middle;
                }
                out->files[i].rank = low + 1;
                out->files[i].is_in = low + 1 <= p->first_n;
        }
}

/* ---- one weight alone ---- */

static int64_t floor_divide(__int128 n, __int128 d)
{
        __int128 q = n / d - (n % d != 0 && (n < 0) != (d < 0));

        return q > INT64_MAX ? INT64_MAX : q < INT64_MIN ? INT64_MIN : (int64_t)q;
}

/* Where, going up or down from the present weight, file g comes before file i or stops being there;
 * false when nowhere. With m millionths of its weight, criterion c makes g lead by
 * lead + (m - WHOLE) · slope / WHOLE; g is before when that is above 0. */
static bool find_turn(int64_t lead, __int128 slope, bool up, Turn *out)
{
        __int128 top = (__int128)slope * WHOLE - (__int128)lead * WHOLE; /* m · slope = top */
        bool before = lead > 0, rises = up ? slope > 0 : slope < 0;

        if (slope == 0 || before == rises)
                return false;
        out->more = before ? -1 : 1;
        /* the least change of a whole millionth that is past the crossing; a tie is not before */
        if (up)
                out->at = before ? -floor_divide(-top, slope) : floor_divide(top, slope) + 1;
        else
                out->at = before ? floor_divide(top, slope) : -floor_divide(-top, slope) - 1;
        return true;
}

static int by_nearness(const void *x, const void *y)
{
        int64_t p = llabs(((const Turn *)x)->at - WHOLE), q = llabs(((const Turn *)y)->at - WHOLE);

        return (p > q) - (p < q);
}

static void try_way(const Trial *t, int32_t i, int32_t c, bool up, WeightingFile *f)
{
        const WeightingProblem *p = t->p;
        int64_t best = f->criterion < 0 ? INT64_MAX : llabs(f->turns_at - WHOLE);
        int32_t n = 0, before = f->rank - 1;

        for (int32_t g = 0; g < p->files_n; g++) {
                __int128 slope = (__int128)p->weights[c] * (score_of(p, g, c) - score_of(p, i, c));
                Turn turn;

                if (find_turn(t->sum[g] - t->sum[i], slope, up, &turn) && turn.at >= 0 &&
                    turn.at <= WEIGHTING_TIMES_MAX * WHOLE && llabs(turn.at - WHOLE) < best)
                        t->turn[n++] = turn;
        }
        qsort(t->turn, (size_t)n, sizeof *t->turn, by_nearness);
        for (int32_t k = 0; k < n;) {
                int64_t at = t->turn[k].at;

                for (; k < n && t->turn[k].at == at; k++)
                        before += t->turn[k].more;
                if ((before + 1 <= p->first_n) != f->is_in) {
                        f->criterion = c;
                        f->turns_at = at;
                        return;
                }
        }
}

Status weighting_try(Arena *a, const WeightingProblem *p, WeightingResult *out)
{
        WeightingResult r = {0};
        Trial t = {.p = p};
        ArenaMark mark;
        int32_t codes = 1, varied = 0;

        if (!is_sound(p))
                return INVALID;
        r.files = arena_new(a, WeightingFile, (size_t)p->files_n + 1);
        mark = arena_mark(a);
        t.sum = arena_new(a, int64_t, (size_t)p->files_n + 1);
        t.work = arena_new(a, int64_t, (size_t)p->files_n + 1);
        t.turn = arena_new(a, Turn, (size_t)p->files_n + 1);
        for (; varied < p->criteria_n && varied < WEIGHTING_CRITERIA_MAX; varied++)
                codes *= 3;
        for (int32_t code = 0; code < codes; code++)
                try_one(&t, code, varied, &r);
        rank_now(&t, &r);
        for (int32_t i = 0; i < p->files_n; i++) {
                WeightingFile *f = &r.files[i];

                f->criterion = -1;
                if (abs(f->rank - p->first_n) > WEIGHTING_NEAR)
                        continue;
                for (int32_t c = 0; c < p->criteria_n; c++) {
                        try_way(&t, i, c, false, f);
                        try_way(&t, i, c, true, f);
                }
        }
        arena_rewind(a, mark);
        *out = r;
        return OK;
}
