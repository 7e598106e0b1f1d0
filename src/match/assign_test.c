/* Assignments: by their own proof on large problems, and with the bids of two conferences. Against
 * every other one: assign_small_test.c. */
#include "match/assign_inside.h"
#include "tests/check.h"

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

/* ---- large: the prices prove it ---- */

typedef struct {
        AssignProblem p;
        AssignPair *pairs;
} Large;

static void make_large(Arena *a, uint64_t seed, int32_t files, int32_t reviewers, int32_t each,
                       Large *l)
{
        uint64_t state = seed;
        uint8_t *seen = arena_new(a, uint8_t, (size_t)reviewers);
        AssignWho *barred = arena_new(a, AssignWho, (size_t)files * 3);

        *l = (Large){.p = {.files_n = files, .reviewers_n = reviewers, .wanted_each = 3}};
        l->pairs = arena_new(a, AssignPair, (size_t)files * (size_t)each);
        for (int32_t i = 0; i < files; i++) {
                memset(seen, 0, (size_t)reviewers);
                for (int32_t k = 0; k < each; k++) {
                        int32_t j = below(&state, reviewers) * below(&state, reviewers) / reviewers;

                        if (!seen[j])
                                l->pairs[l->p.pairs_n++] =
                                        (AssignPair){i, j, below(&state, 1000000) - 200000};
                        seen[j] = 1;
                }
                for (int32_t k = 0; k < 3; k++)
                        barred[l->p.barred_n++] = (AssignWho){i, below(&state, reviewers)};
        }
        l->p.pairs = l->pairs;
        l->p.barred = barred;
        l->p.load_each = (files * 3 + reviewers - 1) / reviewers + 1;
}

/* Complementary slackness over all pairs, listed or not: with it the assignment is optimal, whoever
 * found it. */
static void check_proof(Arena *a, const AssignProblem *p, const AssignResult *r)
{
        size_t files = (size_t)p->files_n, reviewers = (size_t)p->reviewers_n;
        int64_t *suits = arena_new(a, int64_t, files * reviewers), wrong = 0;
        uint8_t *state = arena_new(a, uint8_t, files * reviewers); /* 1 given, 2 not to be given */
        int32_t *used = arena_new(a, int32_t, reviewers);

        for (size_t k = 0; k < files * reviewers; k++)
                suits[k] = p->others;
        for (size_t k = 0; k < p->pairs_n; k++)
                suits[(size_t)p->pairs[k].file * reviewers + (size_t)p->pairs[k].reviewer] =
                        p->pairs[k].suitability;
        for (size_t k = 0; k < p->barred_n; k++)
                state[(size_t)p->barred[k].file * reviewers + (size_t)p->barred[k].reviewer] = 2;
        for (size_t k = 0; k < r->given_n; k++) {
                const AssignGiven *g = &r->given[k];
                uint8_t *at = &state[(size_t)g->file * reviewers + (size_t)g->reviewer];

                CHECK(g->is_fixed || *at == 0);
                *at = g->is_fixed ? 2 : 1;
                used[g->reviewer]++;
        }
        for (size_t k = 0; k < files * reviewers; k++) {
                int64_t gap =
                        suits[k] - r->file_price[k / reviewers] - r->reviewer_price[k % reviewers];

                wrong += state[k] == 0 ? gap > 0 : state[k] == 1 ? gap < 0 : 0;
        }
        CHECK_INT(wrong, 0);
        for (size_t j = 0; j < reviewers; j++) {
                int32_t load = p->load ? p->load[j] : p->load_each;

                CHECK(used[j] <= load);
                CHECK(r->reviewer_price[j] >= 0 && (used[j] == load || r->reviewer_price[j] == 0));
        }
        CHECK_INT((int64_t)r->shorts_n, 0);
        CHECK_INT((int64_t)r->given_n, (int64_t)files * 3);
}

TEST(prices_prove_that_a_large_assignment_is_the_best)
{
        Large l;
        AssignResult r;

        make_large(a, 11, 900, 300, 30, &l);
        CHECK_OK(assign_solve(a, &l.p, &r, NULL));
        check_proof(a, &l.p, &r);
        l.p.load_each = 9; /* exactly as many as are wanted */
        CHECK_OK(assign_solve(a, &l.p, &r, NULL));
        check_proof(a, &l.p, &r);
        make_large(a, 12, 500, 160, 400, &l); /* nearly everybody is listed */
        CHECK_OK(assign_solve(a, &l.p, &r, NULL));
        check_proof(a, &l.p, &r);
        make_large(a, 13, 700, 300, 2, &l); /* nearly nobody is */
        CHECK_OK(assign_solve(a, &l.p, &r, NULL));
        check_proof(a, &l.p, &r);
        CHECK(r.rounds > 1);
        make_large(a, 14, 60, 300, 40, &l); /* most have nothing to do */
        l.p.others = -300000;
        CHECK_OK(assign_solve(a, &l.p, &r, NULL));
        check_proof(a, &l.p, &r);
        CHECK_INT((int64_t)r.given_n, 180);
}

TEST(a_level_is_found_over_someone_who_gives_a_reviewer_up_for_a_better_one)
{
        /* 0 may have 0 or 2; 1 wants two of 0, 1 and 3, where 1 is below; 2 may have 1 alone */
        static const AssignPair pairs[] = {{0, 0, 10}, {0, 2, 10}, {1, 0, 10},
                                           {1, 1, 1},  {1, 3, 10}, {2, 1, 10}};
        static const int32_t wanted[] = {1, 2, 1};
        AssignProblem p = {.files_n = 3,
                           .reviewers_n = 4,
                           .wanted = wanted,
                           .load_each = 1,
                           .pairs = pairs,
                           .pairs_n = 6,
                           .others_barred = true,
                           .fair_reviews = 1};
        AssignResult r;

        CHECK_OK(assign_solve(a, &p, &r, NULL));
        CHECK_INT((int64_t)r.shorts_n, 0);
        CHECK_INT(r.fair_from, 10);
        CHECK_INT(r.total, 40);
}

TEST(the_order_in_which_pairs_are_listed_does_not_matter)
{
        Large l;
        AssignResult one, other;
        uint64_t state = 5;

        make_large(a, 21, 200, 70, 12, &l);
        for (size_t k = 0; k < l.p.pairs_n; k++)
                l.pairs[k].suitability /= 100000; /* many are equal */
        CHECK_OK(assign_solve(a, &l.p, &one, NULL));
        for (size_t k = l.p.pairs_n - 1; k > 0; k--) {
                size_t with = (size_t)below(&state, (int32_t)k + 1);
                AssignPair swap = l.pairs[k];

                l.pairs[k] = l.pairs[with], l.pairs[with] = swap;
        }
        CHECK_OK(assign_solve(a, &l.p, &other, NULL));
        CHECK_INT((int64_t)one.given_n, (int64_t)other.given_n);
        CHECK(memcmp(one.given, other.given, one.given_n * sizeof *one.given) == 0);
}

TEST(when_a_reviewer_drops_out_only_what_is_missing_is_filled_and_as_well_as_can_be)
{
        Large l;
        AssignResult before, after;
        AssignWho *fixed;
        int32_t *load;
        size_t kept = 0;

        make_large(a, 31, 300, 110, 25, &l);
        l.p.load_each++;
        CHECK_OK(assign_solve(a, &l.p, &before, NULL));
        fixed = arena_new(a, AssignWho, before.given_n);
        load = arena_new(a, int32_t, 110);
        for (size_t k = 0; k < before.given_n; k++)
                if (before.given[k].reviewer != 7)
                        fixed[kept++] = (AssignWho){before.given[k].file, before.given[k].reviewer};
        CHECK(kept < before.given_n);
        for (int32_t j = 0; j < 110; j++)
                load[j] = j == 7 ? 0 : l.p.load_each;
        l.p.fixed = fixed;
        l.p.fixed_n = kept;
        l.p.load = load;
        CHECK_OK(assign_solve(a, &l.p, &after, NULL));
        for (size_t k = 0; k < after.given_n; k++)
                CHECK(after.given[k].reviewer != 7);
        kept = 0;
        for (size_t k = 0; k < after.given_n; k++)
                kept += after.given[k].is_fixed;
        CHECK_INT((int64_t)kept, (int64_t)l.p.fixed_n);
        check_proof(a, &l.p, &after);
}

TEST(who_is_short_is_named_with_the_reason)
{
        static const int32_t wanted[] = {2, 2, 1, 0}, load[] = {1, 1, 0};
        static const AssignWho barred[] = {{1, 0}};
        AssignProblem p = {.files_n = 4,
                           .reviewers_n = 3,
                           .wanted = wanted,
                           .load = load,
                           .others = 10,
                           .barred = barred,
                           .barred_n = 1};
        AssignResult r;

        /* two reviews for three files: each file has one at most, and one has none */
        CHECK_OK(assign_solve(a, &p, &r, NULL));
        CHECK_INT((int64_t)r.given_n, 2);
        CHECK(r.given[0].file != r.given[1].file);
        CHECK(r.shorts_n >= 2);
        for (size_t k = 0; k < r.shorts_n; k++) {
                CHECK_INT(r.shorts[k].allowed, r.shorts[k].file == 1 ? 1 : 2);
                CHECK_INT(r.shorts[k].why,
                          r.shorts[k].file == 1 ? ASSIGN_SHORT_BARRED : ASSIGN_SHORT_LOAD);
        }
        p.others_barred = true;
        CHECK_OK(assign_solve(a, &p, &r, NULL));
        CHECK_INT((int64_t)r.given_n, 0);
        CHECK_INT((int64_t)r.shorts_n, 3);
        CHECK_INT(r.worst_file, -1);
        p.files_n = 0;
        p.barred_n = 0;
        CHECK_OK(assign_solve(a, &p, &r, NULL));
        p.files_n = 2, p.reviewers_n = 0;
        CHECK_OK(assign_solve(a, &p, &r, NULL));
        CHECK_INT((int64_t)r.shorts_n, 2);
}

TEST(problems_that_make_no_sense_are_refused)
{
        static const AssignPair twice[] = {{0, 0, 5}, {0, 1, 5}, {0, 0, 5}};
        static const AssignPair nobody[] = {{0, 2, 5}}, huge[] = {{0, 1, INT64_C(1) << 40}};
        static const AssignWho again[] = {{0, 1}, {0, 1}}, past[] = {{-1, 0}};
        const AssignProblem good = {
                .files_n = 1, .reviewers_n = 2, .wanted_each = 1, .load_each = 1};
        AssignProblem p[9];
        AssignResult r = {.total = 77};
        Str fault;

        for (size_t i = 0; i < 9; i++)
                p[i] = good;
        p[0].pairs = twice, p[0].pairs_n = 3;
        p[1].pairs = nobody, p[1].pairs_n = 1;
        p[2].pairs = huge, p[2].pairs_n = 1;
        p[3].fixed = again, p[3].fixed_n = 2;
        p[4].barred = past, p[4].barred_n = 1;
        p[5].wanted_each = ASSIGN_WANTED_MAX + 1;
        p[6].load_each = -1;
        p[7].files_n = -1;
        p[8].fair_reviews = -1;
        for (size_t i = 0; i < 9; i++) {
                fault = (Str){0};
                CHECK_IS(assign_solve(a, &p[i], &r, &fault), INVALID);
                CHECK(!str_empty(fault));
                CHECK_INT(r.total, 77);
        }
        CHECK_OK(assign_solve(a, &good, &r, &fault));
}

/* ---- real bids ---- */

typedef struct {
        AssignProblem p;
        AssignPair *pairs;
        AssignWho *barred;
} Bids;

/* A reviewer a line, three sets of papers; in none of them: a conflict. */
static void read_bids(Arena *a, Str text, Bids *b)
{
        static const int64_t values[] = {1000000, 500000, 0};
        int64_t papers = 0;
        Str line;
        uint8_t *seen;

        *b = (Bids){0};
        CHECK(str_cut(&text, '\n', &line) && str_to_int(str_trim(line), 1, 10000, &papers));
        for (int64_t i = 0; i <= papers; i++)
                CHECK(str_cut(&text, '\n', &line));
        b->pairs = arena_new(a, AssignPair, 10000);
        b->barred = arena_new(a, AssignWho, 10000);
        seen = arena_new(a, uint8_t, (size_t)papers);
        while (str_cut(&text, '\n', &line)) {
                if (str_empty(str_trim(line)))
                        continue;
                memset(seen, 0, (size_t)papers);
                for (int set = 0; set < 3; set++) {
                        Str list, one;
                        int64_t paper;

                        line = str_skip(line, str_find(line, '{') + 1);
                        CHECK(str_cut(&line, '}', &list));
                        while (str_cut(&list, ',', &one)) {
                                CHECK(str_to_int(one, 0, papers - 1, &paper) && !seen[paper]);
                                seen[paper] = 1;
                                b->pairs[b->p.pairs_n++] =
                                        (AssignPair){(int32_t)paper, b->p.reviewers_n, values[set]};
                        }
                }
                for (int32_t i = 0; i < papers; i++)
                        if (!seen[i])
                                b->barred[b->p.barred_n++] = (AssignWho){i, b->p.reviewers_n};
                b->p.reviewers_n++;
        }
        b->p.files_n = (int32_t)papers;
        b->p.pairs = b->pairs;
        b->p.barred = b->barred;
        b->p.wanted_each = 3;
        b->p.load_each = ((int32_t)papers * 3 + b->p.reviewers_n - 1) / b->p.reviewers_n;
}

/* File by file, the best who has room; the number given goes out. */
static int64_t greedy(Arena *a, const AssignProblem *p, int64_t *out_given)
{
        int32_t *room = arena_new(a, int32_t, (size_t)p->reviewers_n);
        int64_t total = 0;

        *out_given = 0;
        for (int32_t j = 0; j < p->reviewers_n; j++)
                room[j] = p->load_each;
        for (int32_t i = 0; i < p->files_n; i++) {
                uint8_t *taken = arena_new(a, uint8_t, (size_t)p->reviewers_n);

                for (int32_t n = 0; n < p->wanted_each; n++) {
                        const AssignPair *best = NULL;

                        for (size_t k = 0; k < p->pairs_n; k++) {
                                const AssignPair *pair = &p->pairs[k];

                                if (pair->file == i && room[pair->reviewer] > 0 &&
                                    !taken[pair->reviewer] &&
                                    (!best || pair->suitability > best->suitability))
                                        best = pair;
                        }
                        if (!best)
                                break;
                        taken[best->reviewer] = 1;
                        room[best->reviewer]--;
                        total += best->suitability;
                        (*out_given)++;
                }
        }
        return total;
}

static void check_bids(Arena *a, const char *path, int32_t reviewers, int32_t papers,
                       size_t conflicts)
{
        Bids b;
        AssignResult r, fair;
        int64_t given, other;

        read_bids(a, check_file(a, check_shared(a, path)), &b);
        CHECK_INT(b.p.reviewers_n, reviewers);
        CHECK_INT(b.p.files_n, papers);
        CHECK_INT((int64_t)b.p.barred_n, (int64_t)conflicts);
        CHECK_OK(assign_solve(a, &b.p, &r, NULL));
        check_proof(a, &b.p, &r); /* conflicts and loads too */
        other = greedy(a, &b.p, &given);
        CHECK((int64_t)r.given_n >= given);
        CHECK((int64_t)r.given_n > given || r.total >= other);
        b.p.fair_reviews = 3;
        CHECK_OK(assign_solve(a, &b.p, &fair, NULL));
        CHECK(fair.total <= r.total && fair.given_n == r.given_n);
        print_message(
                "# %s: %zu reviews, total %lld, least of a paper %lld; file by file %lld with "
                "%lld reviews; fair: %lld, least %lld\n",
                path, r.given_n, (long long)r.total, (long long)r.worst_total, (long long)other,
                (long long)given, (long long)fair.total, (long long)fair.worst_total);
}

TEST(papers_of_two_conferences_go_to_those_who_bid_on_them)
{
        check_bids(a, "reviewer-bids/MD-00002-00000001.toi", 31, 54, 45);
        check_bids(a, "reviewer-bids/MD-00002-00000002.toi", 24, 52, 98);
}

/* ---- of reviewers who suit equally ---- */

static void count_loads(const AssignResult *r, int32_t *loads, int32_t n, int32_t *least,
                        int32_t *most)
{
        memset(loads, 0, (size_t)n * sizeof *loads);
        for (size_t k = 0; k < r->given_n; k++)
                loads[r->given[k].reviewer]++;
        *least = INT32_MAX, *most = 0;
        for (int32_t j = 0; j < n; j++) {
                *least = loads[j] < *least ? loads[j] : *least;
                *most = loads[j] > *most ? loads[j] : *most;
        }
}

TEST(of_reviewers_who_suit_equally_none_gets_more_than_one_file_more)
{
        enum { FILES = 60, REVIEWERS = 24 };
        AssignProblem p = {.files_n = FILES,
                           .reviewers_n = REVIEWERS,
                           .wanted_each = 3,
                           .load_each = 40,
                           .others = 5};
        int32_t loads[REVIEWERS], least, most;
        AssignResult r;

        CHECK_OK(assign_solve(a, &p, &r, NULL)); /* all are unlisted */
        CHECK_INT(r.total, FILES * 3 * 5);
        count_loads(&r, loads, REVIEWERS, &least, &most);
        CHECK_INT(least, 7);
        CHECK_INT(most, 8);
        check_proof(a, &p, &r);
}

/* Suitabilities of few values make many equals; the prices prove that the total is the greatest. */
TEST(evened_loads_cost_no_suitability_and_no_file_anything)
{
        for (uint64_t seed = 1; seed <= 12; seed++) {
                enum { FILES = 80, REVIEWERS = 30 };
                uint64_t state = seed * 77;
                AssignPair pairs[FILES * REVIEWERS];
                AssignWho barred[FILES], fixed[4];
                AssignProblem p = {.files_n = FILES,
                                   .reviewers_n = REVIEWERS,
                                   .wanted_each = 3,
                                   .load_each = 14,
                                   .others = 1,
                                   .pairs = pairs,
                                   .barred = barred,
                                   .fixed = fixed};
                int32_t loads[REVIEWERS], least, most;
                AssignResult r;

                for (int32_t i = 0; i < FILES; i++) {
                        for (int32_t j = 0; j < REVIEWERS; j++)
                                if (below(&state, 3))
                                        pairs[p.pairs_n++] = (AssignPair){i, j, below(&state, 3)};
                        barred[p.barred_n++] = (AssignWho){i, below(&state, REVIEWERS)};
                }
                for (int32_t k = 0; k < 4; k++)
                        fixed[p.fixed_n++] = (AssignWho){k, 29 - k};
                CHECK_OK(assign_solve(a, &p, &r, NULL));
                check_proof(a, &p, &r);
                count_loads(&r, loads, REVIEWERS, &least, &most);
                CHECK(least >= 1);
                for (size_t k = 0; k < r.given_n; k++) { /* nobody barred, twice, or past a load */
                        CHECK(loads[r.given[k].reviewer] <= p.load_each);
                        CHECK(!k || r.given[k].file != r.given[k - 1].file ||
                              r.given[k].reviewer != r.given[k - 1].reviewer);
                }
        }
}

/* The only way to somebody who would get nothing leads over a third: 0 has both files, 1 may have
 * the first as 0 may, and 2 what 1 has. */
TEST(loads_are_evened_along_chains)
{
        static const AssignPair pairs[] = {{0, 0, 9}, {1, 0, 9}, {0, 1, 9}, {2, 1, 9}, {2, 2, 9}};
        AssignProblem p = {.files_n = 3,
                           .reviewers_n = 3,
                           .wanted_each = 1,
                           .load_each = 3,
                           .pairs = pairs,
                           .pairs_n = 5,
                           .others_barred = true};
        int32_t loads[3], least, most;
        AssignResult r;

        CHECK_OK(assign_solve(a, &p, &r, NULL));
        CHECK_INT(r.total, 27);
        count_loads(&r, loads, 3, &least, &most);
        CHECK_INT(least, 1);
        CHECK_INT(most, 1);
}

/* As a solver that cares for nothing else would leave it: three have everything. */
TEST(many_loads_are_evened_in_bounded_work)
{
        enum { FILES = 10000, REVIEWERS = 1000, EACH = 3 };
        AssignProblem p = {.files_n = FILES,
                           .reviewers_n = REVIEWERS,
                           .wanted_each = EACH,
                           .load_each = FILES,
                           .others = 5};
        AssignGiven *given = arena_new(a, AssignGiven, FILES * EACH);
        AssignResult r = {.given = given, .given_n = FILES * EACH};
        int32_t loads[REVIEWERS], least, most;
        AssignPool pool;

        for (int32_t k = 0; k < FILES * EACH; k++)
                given[k] = (AssignGiven){.file = k / EACH, .reviewer = k % EACH, .suitability = 5};
        CHECK_OK(assign_pool(a, &p, &pool, NULL));
        assign_even(a, &pool, given, FILES * EACH);
        count_loads(&r, loads, REVIEWERS, &least, &most);
        CHECK_INT(least, FILES * EACH / REVIEWERS);
        CHECK_INT(most, FILES * EACH / REVIEWERS);
        for (size_t k = 1; k < r.given_n; k++)
                CHECK(given[k].file != given[k - 1].file ||
                      given[k].reviewer != given[k - 1].reviewer);
}
