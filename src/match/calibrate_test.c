/* Calibration: what is known is found again, and what can not be known is said. */
#include "match/calibrate.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t draw(uint64_t *state)
{
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        return *state >> 11;
}

static int32_t below(uint64_t *state, int32_t n)
{
        return (int32_t)(draw(state) % (uint64_t)n);
}

TEST(a_strict_reviewer_costs_nobody_a_point)
{
        enum { FILES = 200, REVIEWERS = 17 };
        const ScoreRule rule = {.decimals = 2, .decimals_out = 2, .minimum = 3};
        ScoreGiven given[FILES * 3];
        int64_t worth[FILES], effect[REVIEWERS], sum = 0;
        uint64_t state = 7;
        Calibrated c;
        size_t n = 0;

        for (int i = 0; i < REVIEWERS; i++) {
                effect[i] = i + 1 < REVIEWERS ? below(&state, 200) - 100 : -sum;
                sum += effect[i];
        }
        for (int i = 0; i < FILES; i++) {
                int32_t first = below(&state, REVIEWERS);

                worth[i] = 200 + below(&state, 600);
                for (int k = 0; k < 3; k++) {
                        int32_t j = (first + k * 5) % REVIEWERS;

                        given[n++] = (ScoreGiven){i, j, worth[i] + effect[j]};
                }
        }
        CHECK_OK(calibrate(a, &rule, given, n, FILES, REVIEWERS, &c));
        CHECK(c.is_converged);
        CHECK_INT(c.groups_n, 1);
        CHECK_INT(c.rest, 0);
        CHECK_INT(c.freedom, (int64_t)n - FILES - REVIEWERS + 1);
        for (int i = 0; i < FILES; i++) {
                CHECK_INT(c.files[i].calibrated, worth[i]);
                CHECK_INT(c.files[i].flags, SCORE_SURE);
        }
        for (int j = 0; j < REVIEWERS; j++)
                CHECK_INT(c.reviewers[j].effect, effect[j]);
}

/* The normal equations, solved by elimination: the same numbers by another way. */
static void solve_dense(Arena *a, const ScoreGiven *given, size_t n, int32_t files,
                        int32_t reviewers, double *out_file)
{
        int32_t all = files + reviewers;
        double *m = arena_new(a, double, (size_t)all *(size_t)(all + 1));

        for (size_t k = 0; k < n; k++) {
                int32_t i = given[k].file, j = files + given[k].reviewer;
                double y = (double)given[k].score;

                m[i * (all + 1) + i]++, m[i * (all + 1) + j]++, m[i * (all + 1) + all] += y;
                m[j * (all + 1) + j]++, m[j * (all + 1) + i]++, m[j * (all + 1) + all] += y;
        }
        for (int32_t j = files; j < all; j++) /* effects add up to 0 */
                for (int32_t k = files; k < all; k++)
                        m[j * (all + 1) + k]++;
        for (int32_t p = 0; p < all; p++)
                for (int32_t r = 0; r < all; r++) {
                        double times = m[r * (all + 1) + p] / m[p * (all + 1) + p];

                        for (int32_t k = p; k <= all && r != p; k++)
                                m[r * (all + 1) + k] -= times * m[p * (all + 1) + k];
                }
        for (int32_t i = 0; i < files; i++)
                out_file[i] = m[i * (all + 1) + all] / m[i * (all + 1) + i];
}

TEST(effects_are_the_least_squares_whatever_the_scores)
{
        enum { FILES = 40, REVIEWERS = 11 };
        const ScoreRule rule = {.decimals = 1, .decimals_out = 4, .minimum = 3};
        uint64_t state = 77;

        for (int turn = 0; turn < 20; turn++) {
                ScoreGiven given[FILES * 4];
                double *want = arena_new(a, double, FILES);
                Calibrated c;
                size_t n = 0;

                for (int i = 0; i < FILES; i++) {
                        int32_t first = below(&state, REVIEWERS), step = 1 + below(&state, 2);

                        for (int k = 0; k < 2 + below(&state, 3); k++)
                                given[n++] = (ScoreGiven){i, (first + k * step) % REVIEWERS,
                                                          below(&state, 50)};
                }
                CHECK_OK(calibrate(a, &rule, given, n, FILES, REVIEWERS, &c));
                CHECK_INT(c.groups_n, 1);
                solve_dense(a, given, n, FILES, REVIEWERS, want);
                for (int i = 0; i < FILES; i++)
                        CHECK(fabs((double)c.files[i].calibrated - want[i] * 1000) < 0.51);
        }
}

TEST(reviewers_who_share_no_file_are_not_compared)
{
        static const ScoreGiven given[] = {{0, 0, 5}, {0, 1, 3}, {1, 0, 4}, {1, 1, 2},
                                           {2, 2, 9}, {3, 2, 7}, {5, 4, 1}};
        const ScoreRule rule = {.decimals_out = 2, .minimum = 2};
        Calibrated c;

        CHECK_OK(calibrate(a, &rule, given, 7, 6, 5, &c));
        CHECK_INT(c.groups_n, 3);
        CHECK_INT(c.files[0].group, 0);
        CHECK_INT(c.files[2].group, 1);
        CHECK_INT(c.files[3].group, 1);
        CHECK_INT(c.files[4].group, -1);
        CHECK_INT(c.files[4].flags, SCORE_NONE | SCORE_FEW);
        CHECK_INT(c.files[5].group, 2);
        CHECK_INT(c.files[5].flags, SCORE_FEW);
        CHECK_INT(c.reviewers[3].group, -1);
        CHECK_INT(c.reviewers[0].effect, 100);
        CHECK_INT(c.reviewers[1].effect, -100);
        CHECK_INT(c.reviewers[2].effect, 0);
        CHECK_INT(c.files[0].calibrated, 400);
        CHECK_INT(c.files[1].calibrated, 300);
        CHECK_INT(c.files[2].calibrated, 900);
        CHECK_INT(c.files[0].mean, 400);
        /* by ranks each reviewer's better file has 3/4, the other 1/4 */
        CHECK_INT(c.files[0].share, 750000);
        CHECK_INT(c.files[1].share, 250000);
        CHECK_INT(c.files[2].share, 750000);
        CHECK_INT(c.files[5].share, 500000);
        CHECK_INT(c.freedom, 7 - 5 - 4 + 3);
}

TEST(ranks_do_not_mind_another_scale_and_ties_count_half)
{
        static const ScoreGiven given[] = {{0, 0, 1},  {1, 0, 2},  {2, 0, 2},  {3, 0, 9},
                                           {0, 1, 10}, {1, 1, 70}, {2, 1, 70}, {3, 1, 71}};
        const ScoreRule rule = {0};
        Calibrated c;

        CHECK_OK(calibrate(a, &rule, given, 8, 4, 2, &c));
        CHECK_INT(c.files[0].share, 125000);
        CHECK_INT(c.files[1].share, 500000);
        CHECK_INT(c.files[2].share, 500000);
        CHECK_INT(c.files[3].share, 875000);
        CHECK_INT(c.reviewers[1].mean, 55);
        CHECK_INT(c.reviewers[1].spread, 30); /* sqrt(2721 / 3) */
}

TEST(a_long_chain_of_reviewers_is_solved_too)
{
        enum { N = 700 }; /* each file links one reviewer with the next, so nothing is near */
        const ScoreRule rule = {.decimals_out = 2};
        ScoreGiven *given = arena_new(a, ScoreGiven, 2 * N);
        Calibrated c;

        for (int32_t i = 0; i < N; i++) {
                given[2 * i] = (ScoreGiven){i, i, 100 + i % 7};
                given[2 * i + 1] = (ScoreGiven){i, i + 1, 100 + i % 7 + (i % 2 ? 1 : -1)};
        }
        CHECK_OK(calibrate(a, &rule, given, 2 * N, N, N + 1, &c));
        CHECK(c.is_converged);
        CHECK_INT(c.groups_n, 1);
        for (int32_t i = 0; i < N; i++) {
                int64_t apart = c.reviewers[i + 1].effect - c.reviewers[i].effect;

                CHECK(llabs(apart - (i % 2 ? 100 : -100)) <= 1);
        }
}

TEST(scores_that_make_no_sense_are_refused)
{
        static const ScoreGiven twice[] = {{0, 0, 5}, {0, 0, 5}}, nobody[] = {{0, 2, 5}},
                                huge[] = {{0, 0, SCORE_MAX + 1}};
        ScoreRule rule = {0};
        Calibrated c = {.groups_n = 77};

        CHECK_IS(calibrate(a, &rule, twice, 2, 1, 1, &c), INVALID);
        CHECK_IS(calibrate(a, &rule, nobody, 1, 1, 2, &c), INVALID);
        CHECK_IS(calibrate(a, &rule, huge, 1, 1, 1, &c), INVALID);
        rule.decimals = 99;
        CHECK_IS(calibrate(a, &rule, twice, 1, 1, 1, &c), INVALID);
        CHECK_INT(c.groups_n, 77);
        rule.decimals = 0;
        CHECK_OK(calibrate(a, &rule, twice, 0, 0, 0, &c));
        CHECK_INT(c.groups_n, 0);
}
