/* Panels: rounding to the last digit, and a season of figure skating as it was published. */
#include "base/decimal.h"
#include "match/score.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

TEST(halves_go_up_on_both_sides_of_zero)
{
        static const struct {
                int64_t top, bottom, want;
        } cases[] = {{5, 2, 3},   {-5, 2, -2}, {4, 3, 1},    {-4, 3, -1},   {5, 3, 2},
                     {-5, 3, -2}, {0, 7, 0},   {1, 2, 1},    {-1, 2, 0},    {-3, 2, -1},
                     {7, 1, 7},   {-7, 1, -7}, {49, 100, 0}, {-51, 100, -1}};
        int64_t out = 0;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_INT(score_divide(cases[i].top, cases[i].bottom), cases[i].want);
        CHECK_OK(score_rescale(12345, 4, 2, &out));
        CHECK_INT(out, 123);
        CHECK_OK(score_rescale(12350, 4, 2, &out));
        CHECK_INT(out, 124);
        CHECK_OK(score_rescale(-12350, 4, 2, &out));
        CHECK_INT(out, -123);
        CHECK_IS(score_rescale(INT64_MAX / 10, 0, 2, &out), INVALID);
        CHECK_IS(score_rescale(1, 0, SCORE_DECIMALS_MAX + 1, &out), INVALID);
}

TEST(a_panel_is_described_by_numbers_that_anybody_can_reckon_again)
{
        static const int64_t scores[] = {4, 1, 3, 2};
        ScoreRule rule = {.decimals_out = 2, .trim = 1, .minimum = 5};
        ScorePanel p;

        CHECK_OK(score_panel(a, &rule, scores, 4, &p));
        CHECK_INT(p.mean, 250);
        CHECK_INT(p.median, 250);
        CHECK_INT(p.trimmed, 250);
        CHECK_INT(p.counted, 2);
        CHECK_INT(p.quartile1, 175);
        CHECK_INT(p.quartile3, 325);
        CHECK_INT(p.spread, 129); /* the root of 5/3 is 1.29099 */
        CHECK_INT(p.low, 100);
        CHECK_INT(p.high, 400);
        CHECK_INT(p.flags, SCORE_FEW);
        rule.minimum = 4, rule.trim = 2;
        CHECK_OK(score_panel(a, &rule, scores, 4, &p));
        CHECK_INT(p.flags, SCORE_UNTRIMMED);
        CHECK_INT(p.trimmed, 250);
        CHECK_INT(p.counted, 4);
        CHECK_OK(score_panel(a, &rule, scores, 1, &p));
        CHECK_INT(p.spread, 0);
        CHECK_INT(p.median, 400);
        CHECK_INT(p.flags, SCORE_FEW | SCORE_UNTRIMMED);
        CHECK_OK(score_panel(a, &rule, scores, 0, &p));
        CHECK_INT(p.flags, SCORE_NONE | SCORE_FEW);
        CHECK_INT(p.mean, 0);
}

TEST(spread_is_rounded_exactly_at_a_half_and_never_overflows)
{
        /* two scores apart by d have the spread d / sqrt(2); of 0, 0, 0, 1 it is exactly 1/2 */
        static const int64_t half[] = {0, 0, 0, 1};
        ScoreRule rule = {0};
        ScorePanel p;
        int64_t *many = arena_new(a, int64_t, SCORE_PANEL_MAX + 1);

        CHECK_OK(score_panel(a, &rule, half, 4, &p));
        CHECK_INT(p.spread, 1);
        for (int32_t i = 0; i < SCORE_PANEL_MAX; i++)
                many[i] = i % 2 ? SCORE_MAX : -SCORE_MAX;
        rule = (ScoreRule){.decimals_out = SCORE_FINER_MAX};
        CHECK_OK(score_panel(a, &rule, many, SCORE_PANEL_MAX, &p));
        CHECK_INT(p.mean, 0);
        CHECK_INT(p.spread, 10000050000375); /* 10^13 times the root of n / (n - 1) */
        rule = (ScoreRule){.decimals = SCORE_DECIMALS_MAX};
        CHECK_OK(score_panel(a, &rule, many, SCORE_PANEL_MAX, &p));
        CHECK_INT(p.spread, 1000);
        CHECK_IS(score_panel(a, &rule, many, SCORE_PANEL_MAX + 1, &p), INVALID);
        many[0] = SCORE_MAX + 1;
        CHECK_IS(score_panel(a, &rule, many, 1, &p), INVALID);
        rule.decimals_out = -1;
        CHECK_IS(score_panel(a, &rule, half, 4, &p), INVALID);
        rule = (ScoreRule){.decimals_out = SCORE_FINER_MAX + 1};
        CHECK_IS(score_panel(a, &rule, half, 4, &p), INVALID);
}

TEST(criteria_weigh_as_the_definition_says)
{
        static const int64_t scores[] = {5, 2, 4};
        static const int32_t weights[] = {2, 1, 0}, none[] = {0, 0, 0}, wrong[] = {1, -1, 1};
        int64_t out = 0;

        CHECK_OK(score_weighted(scores, weights, 3, 0, 2, &out));
        CHECK_INT(out, 400);
        CHECK_OK(score_weighted(scores, weights + 1, 2, 0, 0, &out));
        CHECK_INT(out, 5);
        CHECK_IS(score_weighted(scores, none, 3, 0, 2, &out), INVALID);
        CHECK_IS(score_weighted(scores, wrong, 3, 0, 2, &out), INVALID);
        CHECK_IS(score_weighted(scores, weights, SCORE_CRITERIA_MAX + 1, 0, 2, &out), INVALID);
}

/* ---- figure skating ---- */

enum { COLUMNS_MAX = 16, JUDGES_MAX = 9 };

typedef struct {
        Str id, performance;
        bool is_component;
        int64_t factor, base, goe, panel; /* hundredths */
        int64_t score[JUDGES_MAX];
        size_t n;
} Aspect;

typedef struct {
        Str id;
        int64_t elements, components, deductions, total; /* published, hundredths */
        int64_t our_elements, our_components;
} Performance;

typedef struct {
        Aspect *aspect;
        Performance *performance;
        size_t aspects_n, performances_n;
} Season;

static Str unpacked(Arena *a, const char *path)
{
        gzFile f = gzopen(check_shared(a, path).at, "rb");
        Text t = text_begin(a, 64 * MIB);
        char *room;
        int n;

        CHECK(f != NULL);
        while ((room = text_room(&t, 65536)) && (n = gzread(f, room, 65536)) > 0)
                text_claim(&t, (size_t)n);
        gzclose(f);
        return text_str(&t);
}

/* No field of these files has a quote or a comma in it. */
static bool next_row(Str *rest, Str column[COLUMNS_MAX])
{
        Str line;

        if (!str_cut(rest, '\n', &line))
                return false;
        line = str_trim(line);
        for (int i = 0; i < COLUMNS_MAX; i++) {
                size_t comma = str_find(line, ',');

                column[i] = (Str){line.at, comma};
                line = str_skip(line, comma + 1);
        }
        return true;
}

static int64_t hundredths(Str s)
{
        int64_t v = 0;

        CHECK(str_empty(s) || decimal_parse(s, 2, &v));
        return v;
}

static int by_aspect(const void *x, const void *y)
{
        return str_cmp(((const Aspect *)x)->id, ((const Aspect *)y)->id);
}

static int by_performance(const void *x, const void *y)
{
        return str_cmp(((const Performance *)x)->id, ((const Performance *)y)->id);
}

static void read_season(Arena *a, Season *s)
{
        Str scores = unpacked(a, "judging-panels/judge-scores.csv.gz");
        Str aspects = unpacked(a, "judging-panels/judged-aspects.csv.gz");
        Str performances = check_file(a, check_shared(a, "judging-panels/performances.csv"));
        Str c[COLUMNS_MAX];

        *s = (Season){.aspect = arena_new(a, Aspect, 20000),
                      .performance = arena_new(a, Performance, 5000)};
        CHECK(next_row(&aspects, c));
        CHECK_STR(c[11], IS, "scores_of_panel");
        while (next_row(&aspects, c))
                s->aspect[s->aspects_n++] = (Aspect){.id = c[0],
                                                     .performance = c[1],
                                                     .is_component = str_is(c[2], "components"),
                                                     .base = hundredths(c[7]),
                                                     .factor = hundredths(c[8]),
                                                     .goe = hundredths(c[9]),
                                                     .panel = hundredths(c[11])};
        CHECK(next_row(&performances, c));
        CHECK_STR(c[10], IS, "total_deductions");
        while (next_row(&performances, c))
                s->performance[s->performances_n++] =
                        (Performance){.id = c[0],
                                      .total = hundredths(c[7]),
                                      .elements = hundredths(c[8]),
                                      .components = hundredths(c[9]),
                                      .deductions = llabs(hundredths(c[10]))};
        qsort(s->aspect, s->aspects_n, sizeof *s->aspect, by_aspect);
        qsort(s->performance, s->performances_n, sizeof *s->performance, by_performance);
        CHECK(next_row(&scores, c));
        while (next_row(&scores, c)) {
                Aspect key = {.id = c[0]};
                Aspect *at = bsearch(&key, s->aspect, s->aspects_n, sizeof key, by_aspect);

                CHECK(at != NULL && at->n < JUDGES_MAX);
                at->score[at->n++] = hundredths(c[2]);
        }
}

static Performance *performance_of(Season *s, const Aspect *aspect)
{
        Performance key = {.id = aspect->performance};
        Performance *p =
                bsearch(&key, s->performance, s->performances_n, sizeof key, by_performance);

        CHECK(p != NULL);
        return p;
}

/* All exceptions are one: a judge whose mark stands as 0 gave none. */
static size_t without_zeros(Aspect *aspect)
{
        size_t n = 0, was = aspect->n;

        for (size_t k = 0; k < was; k++)
                if (aspect->score[k] != 0)
                        aspect->score[n++] = aspect->score[k];
        aspect->n = n;
        return was - n;
}

TEST(a_season_of_judged_performances_comes_out_to_the_last_digit)
{
        const ScoreRule rule = {.decimals = 2, .decimals_out = 2, .trim = 1, .minimum = 5};
        int components = 0, exceptions = 0, elements = 0;
        Season s;

        read_season(a, &s);
        for (size_t k = 0; k < s.aspects_n; k++) {
                Aspect *at = &s.aspect[k];
                Performance *of = performance_of(&s, at);
                ScorePanel panel;
                int64_t v;

                if (!at->is_component) {
                        CHECK_INT(at->base + at->goe, at->panel);
                        of->our_elements += at->panel;
                        elements++;
                        continue;
                }
                CHECK_INT((int64_t)at->n, JUDGES_MAX);
                CHECK_OK(score_panel(a, &rule, at->score, at->n, &panel));
                CHECK_INT(panel.flags, SCORE_SURE);
                if (panel.trimmed != at->panel) {
                        exceptions++;
                        CHECK(at->panel > panel.trimmed);
                        CHECK_INT((int64_t)without_zeros(at), 1);
                        CHECK_OK(score_panel(a, &rule, at->score, at->n, &panel));
                }
                CHECK_INT(panel.trimmed, at->panel);
                CHECK_OK(score_rescale(panel.trimmed * at->factor, 4, 2, &v));
                of->our_components += v;
                components++;
        }
        CHECK_INT(components, 5715);
        CHECK_INT(exceptions, 40);
        CHECK_INT(elements, 10082);
        CHECK(s.performances_n > 1000);
        for (size_t k = 0; k < s.performances_n; k++) {
                const Performance *p = &s.performance[k];

                CHECK_INT(p->our_components, p->components);
                CHECK_INT(p->our_elements, p->elements);
                CHECK_INT(p->our_elements + p->our_components - p->deductions, p->total);
        }
        print_message("# %d components, %d of them with a mark that was not given, %d elements, "
                      "%zu performances\n",
                      components, exceptions, elements, s.performances_n);
}
