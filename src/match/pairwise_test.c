/* Comparisons two by two: who wins more stands higher, and nothing runs away. */
#include "match/pairwise.h"
#include "tests/check.h"

#include <math.h>

TEST(who_wins_most_stands_first_and_the_numbers_are_those_of_the_model)
{
        static const Comparison c[] = {{0, 1, 1}, {1, 0, -1}, {0, 1, -1}};
        PairwiseResult r;
        double p;

        CHECK_OK(pairwise_rank(a, c, 3, 3, &r));
        CHECK(r.is_converged);
        CHECK_INT(r.files[0].wins, 2);
        CHECK_INT(r.files[1].losses, 2);
        CHECK_INT(r.files[0].rank, 1);
        CHECK_INT(r.files[2].rank, 2);
        CHECK_INT(r.files[1].rank, 3);
        CHECK_INT(r.files[2].strength, 0);
        CHECK_INT(r.files[0].group, 0);
        CHECK_INT(r.files[1].group, 0);
        CHECK_INT(r.files[2].group, 1);
        CHECK_INT(r.groups_n, 2);
        /* at the greatest likelihood the wins expected are the wins seen, the prior with them */
        p = exp((double)r.files[0].strength / 1e6);
        CHECK(fabs(3 * p / (p + 1 / p) + p / (p + 1) - 2.5) < 1e-4);
}

TEST(one_who_never_lost_has_a_strength_that_can_be_written_down)
{
        enum { N = 40 };
        Comparison c[N * 3] = {{0}};
        PairwiseResult r;
        size_t n = 0;

        for (int32_t i = 0; i + 1 < N; i++)
                for (int k = 0; k < 3; k++)
                        c[n++] = (Comparison){i, i + 1, 1};
        CHECK_OK(pairwise_rank(a, c, n, N, &r));
        CHECK(r.is_converged);
        for (int32_t i = 0; i < N; i++)
                CHECK_INT(r.files[i].rank, i + 1);
        CHECK(r.files[0].strength > 0 && r.files[0].strength < 100000000);
}

TEST(a_tie_leaves_two_files_where_they_are)
{
        static const Comparison c[] = {{0, 1, 0}, {0, 1, 0}};
        PairwiseResult r;

        CHECK_OK(pairwise_rank(a, c, 2, 2, &r));
        CHECK_INT(r.files[0].ties, 2);
        CHECK_INT(r.files[0].strength, 0);
        CHECK_INT(r.files[0].rank, 1);
        CHECK_INT(r.files[1].rank, 1);
        CHECK_OK(pairwise_rank(a, c, 0, 0, &r));
        CHECK_INT(r.groups_n, 0);
}

TEST(each_pair_is_shown_once_to_a_reviewer_and_little_seen_ones_first)
{
        enum { N = 6 };
        Comparison c[N * N] = {{0}};
        size_t n = 0;
        int32_t first = -1, second = -1;
        bool had[N][N] = {{false}};
        int shown[N] = {0};
        PairwiseResult r;

        CHECK_OK(pairwise_rank(a, c, 0, N, &r));
        while (pairwise_next(a, &r, N, c, n, &first, &second)) {
                CHECK(first < second && !had[first][second]);
                had[first][second] = true;
                shown[first]++, shown[second]++;
                c[n++] = (Comparison){first, second, first % 2 ? 1 : -1};
                CHECK_OK(pairwise_rank(a, c, n, N, &r));
                if (n == N / 2)
                        for (int i = 0; i < N; i++)
                                CHECK_INT(shown[i], 1);
        }
        CHECK_INT((int64_t)n, N * (N - 1) / 2);
}

TEST(how_sure_a_strength_is_follows_from_how_often_it_was_compared)
{
        static const Comparison tie[] = {{0, 1, 0}, {0, 1, 0}, {0, 1, 0}};
        PairwiseResult r;

        CHECK_OK(pairwise_rank(a, tie, 0, 2, &r)); /* the prior alone: 1 / sqrt(1/4) */
        CHECK_INT(r.files[0].error, 2000000);
        CHECK_OK(pairwise_rank(a, tie, 3, 2, &r)); /* 1 / sqrt(4/4) */
        CHECK_INT(r.files[0].error, 1000000);
        CHECK_INT(r.files[1].error, 1000000);
}

TEST(comparisons_that_make_no_sense_are_refused)
{
        static const Comparison self[] = {{1, 1, 1}}, nobody[] = {{0, 2, 1}}, odd[] = {{0, 1, 2}};
        PairwiseResult r = {.groups_n = 77};

        CHECK_IS(pairwise_rank(a, self, 1, 2, &r), INVALID);
        CHECK_IS(pairwise_rank(a, nobody, 1, 2, &r), INVALID);
        CHECK_IS(pairwise_rank(a, odd, 1, 2, &r), INVALID);
        CHECK_INT(r.groups_n, 77);
}

TEST(so_many_comparisons_are_ranked_as_far_as_a_page_waits_and_it_is_said)
{
        enum { N = 1000, EACH = 60 };
        Comparison *c = arena_new(a, Comparison, (size_t)N * EACH);
        PairwiseResult r;
        size_t n = 0;

        for (int32_t i = 0; i + 1 < N; i++) /* a chain: the slowest of all to settle */
                for (int k = 0; k < EACH; k++)
                        c[n++] = (Comparison){i, i + 1, 1};
        CHECK_OK(pairwise_rank(a, c, n, N, &r));
        CHECK(!r.is_converged);
        CHECK((int64_t)r.steps * (int64_t)n <= 20000000);
}
