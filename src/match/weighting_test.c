/* Other weights: what is said of a file is tried out, weight by weight. */
#include "match/weighting.h"
#include "tests/check.h"

#include <stdlib.h>

enum { FILES = 12, CRITERIA = 3 };

static uint64_t draw(uint64_t *state)
{
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        return *state >> 11;
}

static int32_t below(uint64_t *state, int32_t n)
{
        return (int32_t)(draw(state) % (uint64_t)n);
}

/* Is file i in, with criterion c at that many millionths of its weight? */
static bool is_in(const WeightingProblem *p, int32_t i, int32_t c, int64_t millionths)
{
        __int128 own = 0;
        int32_t before = 0;

        for (int32_t g = -1; g < p->files_n; g++) { /* first our own */
                __int128 sum = 0;

                for (int32_t k = 0; k < p->criteria_n; k++)
                        sum += (__int128)p->weights[k] * (k == c ? millionths : 1000000) *
                               p->scores[(g < 0 ? i : g) * p->criteria_n + k];
                if (g < 0)
                        own = sum;
                before += g >= 0 && sum > own;
        }
        return before < p->first_n;
}

TEST(the_smallest_change_of_one_weight_turns_a_file_over_and_a_smaller_one_does_not)
{
        uint64_t state = 31337;
        int turned = 0, never = 0;

        for (int turn = 0; turn < 200; turn++) {
                int64_t scores[FILES * CRITERIA];
                int32_t weights[CRITERIA];
                WeightingProblem p = {.files_n = FILES,
                                      .criteria_n = CRITERIA,
                                      .scores = scores,
                                      .weights = weights,
                                      .first_n = below(&state, FILES + 1)};
                WeightingResult r;

                for (int k = 0; k < FILES * CRITERIA; k++)
                        scores[k] = below(&state, turn % 2 ? 6 : 1000) - (turn % 3 ? 0 : 300);
                for (int c = 0; c < CRITERIA; c++)
                        weights[c] = below(&state, 5);
                weights[turn % CRITERIA]++;
                CHECK_OK(weighting_try(a, &p, &r));
                CHECK_INT(r.weightings, 27);
                for (int32_t i = 0; i < FILES; i++) {
                        const WeightingFile *f = &r.files[i];
                        int64_t change = llabs(f->turns_at - 1000000);

                        CHECK(f->is_in == is_in(&p, i, -1, 0));
                        turned += f->criterion >= 0;
                        never += f->criterion < 0;
                        if (f->criterion >= 0)
                                CHECK(is_in(&p, i, f->criterion, f->turns_at) != f->is_in);
                        for (int32_t c = 0; c < CRITERIA; c++)
                                for (int64_t tried = 0; tried <= 3000000; tried += 37501)
                                        if (f->criterion < 0 || llabs(tried - 1000000) < change)
                                                CHECK(is_in(&p, i, c, tried) == f->is_in);
                        if (f->criterion >= 0 && change > 1)
                                CHECK(is_in(&p, i, f->criterion,
                                            f->turns_at + (f->turns_at < 1000000 ? 1 : -1)) ==
                                      f->is_in);
                }
        }
        CHECK(turned > 500 && never > 100);
}

TEST(how_often_a_file_is_in_is_counted_over_every_combination)
{
        static const int64_t scores[] = {10, 0, 0, 10, 6, 6};
        static const int32_t weights[] = {1, 1};
        WeightingProblem p = {
                .files_n = 3, .criteria_n = 2, .scores = scores, .weights = weights, .first_n = 1};
        WeightingResult r;

        CHECK_OK(weighting_try(a, &p, &r));
        CHECK_INT(r.weightings, 9);
        /* 10 against 6 + 6: a weight of one and a half times the other turns it */
        CHECK_INT(r.files[0].in, 3);
        CHECK_INT(r.files[1].in, 3);
        CHECK_INT(r.files[2].in, 3);
        CHECK_INT(r.files[2].rank, 1);
        CHECK_INT(r.files[0].rank, 2);
        CHECK_INT(r.files[1].rank, 2);
        CHECK(r.files[2].is_in && !r.files[0].is_in);
        CHECK_INT(r.files[2].criterion, 0);
        CHECK_INT(r.files[2].turns_at, 666666);
        p.first_n = 3;
        CHECK_OK(weighting_try(a, &p, &r));
        CHECK_INT(r.files[0].in, 9);
        CHECK_INT(r.files[0].criterion, -1);
        p.first_n = 0;
        CHECK_OK(weighting_try(a, &p, &r));
        CHECK_INT(r.files[2].in, 0);
}

TEST(weightings_that_make_no_sense_are_refused)
{
        static const int64_t scores[] = {1, 2};
        static const int32_t none[] = {0, 0}, less[] = {1, -1}, good[] = {1, 1};
        WeightingProblem p = {.files_n = 1, .criteria_n = 2, .scores = scores, .weights = none};
        WeightingResult r;

        CHECK_IS(weighting_try(a, &p, &r), INVALID);
        p.weights = less;
        CHECK_IS(weighting_try(a, &p, &r), INVALID);
        p.weights = good;
        CHECK_OK(weighting_try(a, &p, &r));
        p.files_n = WEIGHTING_FILES_MAX + 1;
        CHECK_IS(weighting_try(a, &p, &r), INVALID);
        p.files_n = 0;
        CHECK_OK(weighting_try(a, &p, &r));
}
