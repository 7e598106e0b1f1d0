/* Small assignments, against every other one there is. */
#include "match/assign.h"
#include "tests/check.h"

enum { SMALL_FILES = 4, SMALL_REVIEWERS = 5 };

static uint64_t draw(uint64_t *state)
{
        *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
        return *state >> 11;
}

static int32_t below(uint64_t *state, int32_t n)
{
        return (int32_t)(draw(state) % (uint64_t)n);
}

/* ---- every assignment of a small problem ---- */

typedef struct {
        const AssignProblem *p;
        int64_t suits[SMALL_FILES][SMALL_REVIEWERS];
        bool open[SMALL_FILES][SMALL_REVIEWERS], fixed[SMALL_FILES][SMALL_REVIEWERS];
        int32_t got[SMALL_FILES], room[SMALL_REVIEWERS];
        bool given[SMALL_FILES][SMALL_REVIEWERS];
        int64_t own[SMALL_FILES]; /* the fair_reviews-th best that the file could have alone */
        /* the best so far: evenness (files with fewer reviews first), fair level, total */
        bool found;
        int64_t evenness, from, total;
} Brute;

/* A file's m-th review is worth 100^(4 - m), so that a second one never outweighs a first. */
static int64_t worth(int32_t reviews)
{
        int64_t sum = 0, one = 100000000;

        for (int32_t m = 0; m < reviews; m++, one /= 100)
                sum += one;
        return sum;
}

/* The highest level that this assignment keeps to. */
static int64_t level(const Brute *b)
{
        int64_t best = INT64_MAX;

        for (int32_t i = 0; i < b->p->files_n; i++) {
                int32_t wanted = b->p->wanted[i], fair = b->p->fair_reviews;
                int32_t gate = wanted - (fair < wanted ? fair : wanted), n = 0;
                int64_t has[SMALL_REVIEWERS];

                for (int32_t j = 0; j < b->p->reviewers_n; j++)
                        if (b->given[i][j])
                                has[n++] = b->suits[i][j];
                for (int32_t x = 0; x < n; x++) /* the gate-th lowest may be below */
                        for (int32_t y = x + 1; y < n; y++)
                                if (has[y] < has[x]) {
                                        int64_t swap = has[x];

                                        has[x] = has[y], has[y] = swap;
                                }
                if (gate < n && has[gate] < b->own[i] && has[gate] < best)
                        best = has[gate];
        }
        return best;
}

static void judge(Brute *b)
{
        int64_t evenness = 0, total = 0, from = b->p->fair_reviews ? level(b) : 0;

        for (int32_t i = 0; i < b->p->files_n; i++) {
                evenness += worth(b->got[i]);
                for (int32_t j = 0; j < b->p->reviewers_n; j++)
                        total += b->given[i][j] ? b->suits[i][j] : 0;
        }
        if (b->found && (evenness < b->evenness ||
                         (evenness == b->evenness &&
                          (from < b->from || (from == b->from && total <= b->total)))))
                return;
        b->found = true;
        b->evenness = evenness, b->from = from, b->total = total;
}

static void try_from(Brute *b, int32_t pair)
{
        int32_t i = pair / b->p->reviewers_n, j = pair % b->p->reviewers_n;

        if (i == b->p->files_n) {
                judge(b);
                return;
        }
        try_from(b, pair + 1);
        if (b->fixed[i][j] || !b->open[i][j] || b->room[j] == 0 || b->got[i] >= b->p->wanted[i])
                return;
        b->given[i][j] = true, b->room[j]--, b->got[i]++;
        try_from(b, pair + 1);
        b->given[i][j] = false, b->room[j]++, b->got[i]--;
}

typedef struct {
        AssignProblem p;
        int32_t wanted[SMALL_FILES], load[SMALL_REVIEWERS];
        AssignPair pairs[SMALL_FILES * SMALL_REVIEWERS];
        AssignWho barred[SMALL_FILES * SMALL_REVIEWERS], fixed[SMALL_FILES * SMALL_REVIEWERS];
} Small;

static void make_small(uint64_t *state, Small *s)
{
        int32_t range = 1 + below(state, 3) * 20, loads = 2 + below(state, 4);

        *s = (Small){0};
        s->p = (AssignProblem){.files_n = 1 + below(state, SMALL_FILES),
                               .reviewers_n = 1 + below(state, SMALL_REVIEWERS),
                               .wanted = s->wanted,
                               .load = s->load,
                               .pairs = s->pairs,
                               .barred = s->barred,
                               .fixed = s->fixed,
                               .others = below(state, 2 * range) - range,
                               .others_barred = below(state, 3) == 0};
        for (int32_t i = 0; i < s->p.files_n; i++)
                s->wanted[i] = below(state, 4);
        for (int32_t j = 0; j < s->p.reviewers_n; j++)
                s->load[j] = below(state, loads + 1);
        for (int32_t i = 0; i < s->p.files_n; i++)
                for (int32_t j = s->p.reviewers_n - 1; j >= 0; j--) {
                        if (below(state, 3) > 0)
                                s->pairs[s->p.pairs_n++] =
                                        (AssignPair){i, j, below(state, 2 * range) - range};
                        if (below(state, 6) == 0)
                                s->barred[s->p.barred_n++] = (AssignWho){i, j};
                        if (below(state, 9) == 0)
                                s->fixed[s->p.fixed_n++] = (AssignWho){i, j};
                }
}

static void make_brute(const AssignProblem *p, Brute *b)
{
        *b = (Brute){.p = p};
        for (int32_t i = 0; i < p->files_n; i++)
                for (int32_t j = 0; j < p->reviewers_n; j++) {
                        b->suits[i][j] = p->others;
                        b->open[i][j] = !p->others_barred;
                        b->room[j] = p->load[j];
                }
        for (size_t k = 0; k < p->pairs_n; k++) {
                b->suits[p->pairs[k].file][p->pairs[k].reviewer] = p->pairs[k].suitability;
                b->open[p->pairs[k].file][p->pairs[k].reviewer] = true;
        }
        for (size_t k = 0; k < p->barred_n; k++)
                b->open[p->barred[k].file][p->barred[k].reviewer] = false;
        for (size_t k = 0; k < p->fixed_n; k++) {
                AssignWho w = p->fixed[k];

                b->fixed[w.file][w.reviewer] = b->given[w.file][w.reviewer] = true;
                b->got[w.file]++;
                b->room[w.reviewer] -= b->room[w.reviewer] > 0;
        }
}

static void find_own(Brute *b)
{
        for (int32_t i = 0; i < b->p->files_n; i++) {
                int32_t fair = b->p->fair_reviews, n = 0;
                int64_t has[SMALL_REVIEWERS];

                if (b->p->wanted[i] < fair)
                        fair = b->p->wanted[i];
                for (int32_t j = 0; j < b->p->reviewers_n; j++)
                        if (b->fixed[i][j] || (b->open[i][j] && b->room[j] > 0))
                                has[n++] = b->suits[i][j];
                b->own[i] = INT64_MIN;
                for (int32_t x = 0; x < n && fair > 0; x++) {
                        int32_t above = 0, same = 0;

                        for (int32_t y = 0; y < n; y++)
                                above += has[y] > has[x], same += has[y] == has[x];
                        if (above < fair && above + same >= fair)
                                b->own[i] = has[x];
                }
        }
}

/* What came out keeps to the rules, whatever its worth. */
static void check_rules(const AssignProblem *p, const Brute *open, const AssignResult *r,
                        Brute *out)
{
        *out = *open;
        for (size_t k = 0; k < r->given_n; k++) {
                const AssignGiven *g = &r->given[k];

                CHECK_INT(g->suitability, out->suits[g->file][g->reviewer]);
                CHECK(g->is_fixed == out->fixed[g->file][g->reviewer]);
                if (g->is_fixed)
                        continue;
                CHECK(out->open[g->file][g->reviewer] && !out->given[g->file][g->reviewer]);
                out->given[g->file][g->reviewer] = true;
                CHECK(out->room[g->reviewer]-- > 0);
                CHECK(++out->got[g->file] <= p->wanted[g->file]);
        }
        out->found = false;
        judge(out);
        CHECK_INT(out->total, r->total);
}

TEST(no_other_assignment_of_a_small_problem_is_better)
{
        uint64_t state = 88172645463325252u;
        int full = 0, levels = 0;

        for (int turn = 0; turn < 3000; turn++) {
                ArenaMark mark = arena_mark(a);
                Small s;
                Brute open, best, ours;
                AssignResult r;
                Str fault;

                make_small(&state, &s);
                s.p.fair_reviews = turn % 2 ? below(&state, 4) : 0;
                make_brute(&s.p, &open);
                find_own(&open);
                best = open;
                try_from(&best, 0);
                CHECK_OK(assign_solve(a, &s.p, &r, &fault));
                check_rules(&s.p, &open, &r, &ours);
                CHECK_INT(ours.evenness, best.evenness);
                CHECK_INT(ours.from, best.from);
                CHECK_INT(ours.total, best.total);
                if (s.p.fair_reviews > 0 && r.fair_from > s.p.others)
                        levels++, full += r.shorts_n == 0;
                arena_rewind(a, mark);
        }
        CHECK(levels > 200 && full > 50); /* both ways to find a level were asked */
}

TEST(a_pair_says_its_rank_and_what_it_would_cost_to_leave_it_out)
{
        uint64_t state = 99;

        for (int turn = 0; turn < 40; turn++) {
                Small s;
                AssignResult r;

                make_small(&state, &s);
                CHECK_OK(assign_solve(a, &s.p, &r, NULL));
                for (size_t k = 0; k < r.given_n; k++) {
                        const AssignGiven *g = &r.given[k];
                        int64_t total, given;

                        CHECK(g->rank >= 1 && g->rank <= s.p.reviewers_n);
                        if (g->is_fixed)
                                continue;
                        CHECK_OK(assign_without(a, &s.p, (AssignWho){g->file, g->reviewer}, &total,
                                                &given));
                        CHECK(given <= (int64_t)r.given_n);
                        if (given == (int64_t)r.given_n && g->margin != ASSIGN_NO_OTHER)
                                CHECK(r.total - total >= g->margin);
                }
        }
}
