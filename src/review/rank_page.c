/* review/rank_page: the ranking that comes of comparisons two by two, for who runs the reviews. */
#include "base/words.h"
#include "match/pairwise.h"
#include "review/score.html.h"
#include "review/score_page.h"

#include <stdlib.h>

enum { COMPARISONS_MAX = 100000 };
/* Two-sided, 19 in 20, of a normal distribution. */
#define MARGIN_E6(error_e6) ((error_e6)*1960 / 1000)

static const RowColumn rank_columns[] = {
        {"rank", COL_INT, offsetof(RankLine, rank)},
        {"application", COL_ID, offsetof(RankLine, application)},
        {"title", COL_TEXT, offsetof(RankLine, title)},
        {"strength_e6", COL_INT, offsetof(RankLine, strength_e6)},
        {"margin_e6", COL_INT, offsetof(RankLine, margin_e6)},
        {"comparisons", COL_INT, offsetof(RankLine, comparisons)},
        {"won", COL_INT, offsetof(RankLine, won)},
        {"lost", COL_INT, offsetof(RankLine, lost)},
        {"alike", COL_INT, offsetof(RankLine, alike)},
        {"group", COL_INT, offsetof(RankLine, group)},
        {"reviews", COL_INT, offsetof(RankLine, reviews)},
        {"raw_e6", COL_INT, offsetof(RankLine, raw_e6)},
};
const RowShape shape_RankLine = {"RankLine", rank_columns,
                                 sizeof rank_columns / sizeof *rank_columns, sizeof(RankLine)};

typedef struct {
        PairCounting *at;
        size_t n;
} Pairs;

static Status read_pairs(Visit *v, const RankingModel *m, Pairs *out)
{
        PairCounting last = {0};
        PairCountingList list;

        do {
                TRY(pairs_counting(v->db, v->a, m->head.round, m->step, last.application,
                                   last.other, last.account, &list));
                for (size_t i = 0; i < list.n; i++) {
                        last = list.at[i];
                        if (interest_has(&m->head.own, last.party) ||
                            interest_has(&m->head.own, last.other_party))
                                continue;
                        out->at = query_grow(v->a, out->at, out->n, sizeof *out->at);
                        out->at[out->n++] = last;
                }
        } while (list.n == 5000 && out->n < COMPARISONS_MAX);
        return OK;
}

static int by_rank(const void *x, const void *y)
{
        const RankLine *p = x, *q = y;

        if (p->rank != q->rank)
                return p->rank < q->rank ? -1 : 1;
        return p->application < q->application ? -1 : p->application > q->application;
}

static Status fill_line(Visit *v, const RankingModel *m, const PairwiseFile *f, RankLine *line)
{
        RankFile file;

        TRY(rank_file(v->db, v->a, line->application, m->step, &file));
        line->title = file.title;
        line->rank = f->rank;
        line->strength_e6 = f->strength;
        line->margin_e6 = MARGIN_E6(f->error);
        line->comparisons = (int64_t)f->wins + f->losses + f->ties;
        line->won = f->wins;
        line->lost = f->losses;
        line->alike = f->ties;
        line->group = f->group;
        line->reviews = file.reviews;
        line->raw_e6 = file.raw_e6;
        return OK;
}

static Status rank_files(Visit *v, RankingModel *m, const Pairs *pairs)
{
        Id *files = arena_new(v->a, Id, pairs->n * 2 + 1);
        Comparison *c = arena_new(v->a, Comparison, pairs->n + 1);
        PairwiseResult r;
        RankLine *lines;
        size_t n;

        for (size_t i = 0; i < pairs->n; i++) {
                files[2 * i] = pairs->at[i].application;
                files[2 * i + 1] = pairs->at[i].other;
        }
        n = id_sort_once(files, pairs->n * 2);
        for (size_t i = 0; i < pairs->n; i++) {
                const PairCounting *p = &pairs->at[i];

                c[i] = (Comparison){id_place(files, n, p->application),
                                    id_place(files, n, p->other),
                                    !p->better                    ? 0
                                    : p->better == p->application ? 1
                                                                  : -1};
        }
        TRY(pairwise_rank(v->a, c, pairs->n, (int32_t)n, &r));
        m->groups = r.groups_n;
        m->is_settled = r.is_converged;
        lines = arena_new(v->a, RankLine, n + 1);
        for (size_t i = 0; i < n; i++)
                lines[i] = (RankLine){.application = files[i], .rank = r.files[i].rank};
        if (n)
                qsort(lines, n, sizeof *lines, by_rank);
        m->files = (RankLineList){lines, n < RANKING_FILES_MAX ? n : RANKING_FILES_MAX};
        for (size_t i = 0; i < m->files.n; i++)
                TRY(fill_line(v, m, &r.files[id_place(files, n, lines[i].application)], &lines[i]));
        return OK;
}

static Status load_ranking(Visit *v, void *model)
{
        RankingModel *m = model;
        Pairs pairs = {0};
        ReviewIn in;

        TRY(run_head(v, v->params[0], str_z(v->a, v->params[1]), &m->head, &in));
        m->step = in.step->slug;
        m->step_title = in.step->title;
        m->decimals = in.step->decimals;
        TRY(read_pairs(v, m, &pairs));
        if (pairs.n >= COMPARISONS_MAX)
                return visit_fault(v, TOO_LARGE, _("These are too many comparisons to rank."));
        m->comparisons = (int64_t)pairs.n;
        return rank_files(v, m, &pairs);
}

static const Part ranking_parts[] = {PART_VALUE_OF(RankingModel, step, COL_TEXT),
                                     PART_VALUE_OF(RankingModel, comparisons, COL_INT),
                                     PART_VALUE_OF(RankingModel, groups, COL_INT),
                                     PART_VALUE_OF(RankingModel, is_settled, COL_BOOL),
                                     PART_LIST_OF(RankingModel, files, RankLine),
                                     {0}};

static void draw_ranking(Page *out, const Visit *v, const void *model)
{
        (void)v;
        review_ranking_page(out, model);
}

const View review_ranking_view = {
        .path = "/rounds/{round}/ranking/{step}",
        .word = "ranking list",
        .may = MAY_REVIEW_RUN,
        .title = N_("Ranking by comparisons"),
        .help = N_("Files of a step in the order that comparisons two by two give, with how sure "
                   "that is, beside their scores; in millionths in JSON."),
        .bytes = sizeof(RankingModel),
        .parts = ranking_parts,
        .load = load_ranking,
        .draw = draw_ranking};
