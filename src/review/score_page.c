/* review/score_page: see the header. */
#include "review/score_page.h"

#include "base/decimal.h"
#include "base/json.h"
#include "base/words.h"
#include "match/score.h"
#include "match/weighting.h"
#include "review/score.html.h"

#include <stdlib.h>
#include <string.h>

enum { WEIGHTS_FILES_MAX = 5000 };

Str score_text(Arena *a, int64_t e6, int64_t decimals)
{
        int64_t v = e6, scale = 1;

        for (int64_t i = decimals; i < 6; i++)
                scale *= 10;
        v = score_divide(e6, scale);
        return decimal_text(a, v, (int)decimals);
}

/* --- all files of a step */

static const char *const orders[] = {"raw", "calibrated", "rank", NULL};

static const Field scores_query[] = {
        {"by", FIELD_CHOICE, .choices = orders, .label = N_("Order")},
        {"below", FIELD_INT, .label = N_("Cursor: next_below of the page before")},
        {"before", FIELD_ID, .label = N_("Cursor: next_before of the page before")},
        {0}};

/* A full page without one's own: one that is short would tell where they stand. */
static Status load_rows(Visit *v, ScoresModel *m, int64_t below, Id before)
{
        int64_t most = CURSOR_ROWS + 1 + (int64_t)m->head.own.n;
        Id round = m->head.round, who = m->head.own.who;
        const ScoreRow *last;

        if (str_is(m->by, "calibrated"))
                TRY(scores_calibrated(v->db, v->a, round, m->step, who, below, before, most,
                                      &m->rows));
        else if (str_is(m->by, "rank"))
                TRY(scores_rank(v->db, v->a, round, m->step, who, below, before, most, &m->rows));
        else
                TRY(scores_raw(v->db, v->a, round, m->step, who, below, before, most, &m->rows));
        INTEREST_CUT(&m->head.own, v->a, &m->rows, party);
        m->has_next = m->rows.n > CURSOR_ROWS;
        if (!m->has_next)
                return OK;
        m->rows.n = CURSOR_ROWS;
        last = &m->rows.at[CURSOR_ROWS - 1];
        m->before = last->application;
        m->below = str_is(m->by, "calibrated") ? last->calibrated_e6
                   : str_is(m->by, "rank")     ? last->rank_e6
                                               : last->raw_e6;
        return OK;
}

static Status load_scores(Visit *v, void *model)
{
        ScoresModel *m = model;
        int64_t below;
        Id before = INT64_MAX;
        ReviewIn in;

        TRY(run_head(v, v->params[0], str_z(v->a, v->params[1]), &m->head, &in));
        m->by = visit_query(v, "by");
        if (str_empty(m->by))
                m->by = in.run.calibrated_at ? S("calibrated") : S("raw");
        if (!str_is(m->by, "raw") && !str_is(m->by, "calibrated") && !str_is(m->by, "rank"))
                return visit_fault(v, INVALID, _("There is no such order."));
        TRY(visit_query_int(v, "below", INT64_MIN, INT64_MAX, INT64_MAX, &below));
        if (visit_query(v, "before").len && !id_parse(visit_query(v, "before"), &before))
                return visit_fault(v, INVALID, _("«before» is not an id."));
        m->step = in.step->slug;
        m->step_title = in.step->title;
        m->minimum = in.step->minimum;
        m->decimals = in.step->decimals;
        m->trim = in.step->trim;
        m->is_pairwise = in.step->is_pairwise;
        m->calibrated_at = in.run.calibrated_at;
        m->changed_at = in.run.changed_at;
        m->is_stale = m->calibrated_at && m->changed_at > m->calibrated_at;
        return load_rows(v, m, below, before);
}

static const Part scores_parts[] = {PART_VALUE_OF(ScoresModel, step, COL_TEXT),
                                    PART_VALUE_OF(ScoresModel, by, COL_TEXT),
                                    PART_VALUE_OF(ScoresModel, minimum, COL_INT),
                                    PART_VALUE_OF(ScoresModel, is_stale, COL_BOOL),
                                    PART_LIST_OF(ScoresModel, rows, ScoreRow),
                                    PART_VALUE_OF(ScoresModel, has_next, COL_BOOL),
                                    PART_VALUE_OF(ScoresModel, below, COL_INT),
                                    PART_VALUE_OF(ScoresModel, before, COL_ID),
                                    {0}};

static void draw_scores(Page *out, const Visit *v, const void *model)
{
        (void)v;
        review_scores_page(out, v, model);
}

const View review_scores_view = {
        .path = "/rounds/{round}/scores/{step}",
        .word = "score list",
        .may = MAY_REVIEW_RUN,
        .title = N_("Scores"),
        .help = N_("Of the files of a step, raw and calibrated side by side, best first; in "
                   "millionths in JSON."),
        .query = scores_query,
        .bytes = sizeof(ScoresModel),
        .parts = scores_parts,
        .load = load_scores,
        .draw = draw_scores};

/* --- by reviewer */

static const RowColumn effect_columns[] = {
        {"account", COL_ID, offsetof(EffectLine, account)},
        {"called", COL_TEXT, offsetof(EffectLine, called)},
        {"reviews", COL_INT, offsetof(EffectLine, n)},
        {"mean_e6", COL_INT, offsetof(EffectLine, mean_e6)},
        {"effect_e6", COL_INT, offsetof(EffectLine, effect_e6)},
        {"spread_e6", COL_INT, offsetof(EffectLine, spread_e6)},
        {"group", COL_INT, offsetof(EffectLine, group)},
};
const RowShape shape_EffectLine = {"EffectLine", effect_columns,
                                   sizeof effect_columns / sizeof *effect_columns,
                                   sizeof(EffectLine)};

int64_t score_place(const ReviewersModel *m, int64_t e6)
{
        int64_t width = m->high_e6 - m->low_e6;

        return width > 0 ? score_divide((__int128)(e6 - m->low_e6) * 1000, width) : 500;
}

static int by_effect(const void *x, const void *y)
{
        const EffectLine *p = x, *q = y;

        if (p->effect_e6 != q->effect_e6)
                return p->effect_e6 < q->effect_e6 ? -1 : 1;
        return p->account < q->account ? -1 : p->account > q->account;
}

static Status load_reviewers(Visit *v, void *model)
{
        ReviewersModel *m = model;
        ScoreGivenRow *dots = NULL;
        StepEffects effects;
        EffectLine *lines;
        ReviewIn in;

        TRY(run_head(v, v->params[0], str_z(v->a, v->params[1]), &m->head, &in));
        m->step = in.step->slug;
        m->step_title = in.step->title;
        if (in.run.submitted > 20000)
                return visit_fault(v, TOO_LARGE,
                                   _("These are too many reviews for a plot: calibrate them."));
        TRY(step_effects(v->db, v->a, &in, &m->head.own, &effects));
        lines = arena_new(v->a, EffectLine, effects.reviewers_n + 1);
        for (size_t i = 0; i < effects.reviewers_n; i++) {
                const ReviewerEffect *e = &effects.reviewers[i];
                RunCalled called = {{0}};
                Status s = run_called(v->db, v->a, m->head.round, e->account, &called);

                if (s != OK && s != NOT_FOUND)
                        return s;
                lines[i] = (EffectLine){e->account,   called.called, e->n,    e->mean_e6,
                                        e->effect_e6, e->spread_e6,  e->group};
        }
        if (effects.reviewers_n)
                qsort(lines, effects.reviewers_n, sizeof *lines, by_effect);
        m->reviewers = (EffectLineList){lines, effects.reviewers_n};
        m->groups = effects.groups;
        TRY(step_given(v->db, v->a, &in, &m->head.own, &dots, &m->dots_n));
        m->dots = dots;
        m->low_e6 = m->dots_n ? INT64_MAX : 0;
        m->high_e6 = m->dots_n ? INT64_MIN : 0;
        for (size_t i = 0; i < m->dots_n; i++) {
                m->low_e6 = dots[i].score_e6 < m->low_e6 ? dots[i].score_e6 : m->low_e6;
                m->high_e6 = dots[i].score_e6 > m->high_e6 ? dots[i].score_e6 : m->high_e6;
        }
        return OK;
}

static const Part reviewers_parts[] = {PART_VALUE_OF(ReviewersModel, step, COL_TEXT),
                                       PART_VALUE_OF(ReviewersModel, groups, COL_INT),
                                       PART_LIST_OF(ReviewersModel, reviewers, EffectLine),
                                       {0}};

static void draw_reviewers(Page *out, const Visit *v, const void *model)
{
        (void)v;
        review_effects_page(out, model);
}

const View review_reviewers_view = {
        .path = "/rounds/{round}/strictness/{step}",
        .may = MAY_REVIEW_RUN,
        .title = N_("Scores by reviewer"),
        .help = N_("Who is strict and who is mild, as far as shared files tell."),
        .bytes = sizeof(ReviewersModel),
        .parts = reviewers_parts,
        .load = load_reviewers,
        .draw = draw_reviewers};

/* --- another weighting */

static const RowColumn weight_columns[] = {
        {"application", COL_ID, offsetof(WeightLine, application)},
        {"title", COL_TEXT, offsetof(WeightLine, title)},
        {"rank", COL_INT, offsetof(WeightLine, rank)},
        {"was", COL_INT, offsetof(WeightLine, was)},
        {"in", COL_INT, offsetof(WeightLine, in)},
        {"weightings", COL_INT, offsetof(WeightLine, weightings)},
        {"is_in", COL_BOOL, offsetof(WeightLine, is_in)},
        {"was_in", COL_BOOL, offsetof(WeightLine, was_in)},
};
const RowShape shape_WeightLine = {"WeightLine", weight_columns,
                                   sizeof weight_columns / sizeof *weight_columns,
                                   sizeof(WeightLine)};

static const Field weighting_query[] = {
        {"first", FIELD_INT, .min = 1, .max = WEIGHTS_FILES_MAX,
         .label = N_("How many would be in")},
        {"weights", FIELD_TEXT, .chars_max = 200,
         .label = N_("Weights of the criteria in their order: 2,1,1")},
        {0}};

static Status read_weights(Visit *v, WeightingModel *m)
{
        Str rest = visit_query(v, "weights"), part;
        bool is_given = rest.len > 0;
        int64_t sum = 0;
        size_t n = 0;

        for (size_t i = 0; i < m->def->criteria.n; i++)
                m->weights[i] = m->def->criteria.at[i].weight;
        while (str_cut(&rest, ',', &part))
                if (n >= m->def->criteria.n ||
                    !str_to_int(str_trim(part), 0, SCORE_WEIGHT_MAX, &m->weights[n++]))
                        return visit_fault(v, INVALID,
                                           _("«weights» must be one whole number for "
                                             "each criterion."));
        for (size_t i = 0; i < m->def->criteria.n; i++)
                sum += m->weights[i];
        if (!sum || (is_given && n != m->def->criteria.n))
                return visit_fault(v, INVALID,
                                   _("«weights» must be one whole number for each criterion."));
        return OK;
}

typedef struct {
        ReviewTally *at;
        size_t n;
} Tallies;

static Status read_tallies(Visit *v, const WeightingModel *m, Tallies *out)
{
        ReviewTallyList list;
        Id after = 0;

        do {
                TRY(tallies_in(v->db, v->a, m->head.round, m->step, after, &list));
                for (size_t i = 0; i < list.n && out->n <= WEIGHTS_FILES_MAX; i++) {
                        after = list.at[i].application;
                        if (!list.at[i].reviews || interest_has(&m->head.own, list.at[i].party))
                                continue;
                        out->at = query_grow(v->a, out->at, out->n, sizeof *out->at);
                        out->at[out->n++] = list.at[i];
                }
        } while (list.n == 5000 && out->n <= WEIGHTS_FILES_MAX);
        return OK;
}

static Str turn_words(Visit *v, const WeightingModel *m, const WeightingFile *f)
{
        const SelectionCriterion *c;

        if (f->criterion < 0)
                return (Str){0};
        c = &m->def->criteria.at[f->criterion];
        return str_fmt(v->a, _("%.*s × %.*s"), S_ARG(c->title),
                       S_ARG(decimal_text(v->a, score_divide(f->turns_at, 10000), 2)));
}

static int by_rank(const void *x, const void *y)
{
        const WeightLine *p = x, *q = y;

        if (p->rank != q->rank)
                return p->rank < q->rank ? -1 : 1;
        return p->application < q->application ? -1 : p->application > q->application;
}

static Status try_weights(Visit *v, WeightingModel *m, const Tallies *t)
{
        size_t c_n = m->def->criteria.n;
        int64_t *scores = arena_new(v->a, int64_t, t->n * c_n + 1);
        int32_t now[SELECTION_CRITERIA_MAX], other[SELECTION_CRITERIA_MAX];
        WeightLine *lines = arena_new(v->a, WeightLine, t->n + 1);
        WeightingProblem p = {.files_n = (int32_t)t->n,
                              .criteria_n = (int32_t)c_n,
                              .scores = scores,
                              .weights = now,
                              .first_n = (int32_t)m->first_n};
        WeightingResult was, is;

        for (size_t i = 0; i < t->n; i++) {
                const Json *o = NULL;

                if (json_parse(v->a, t->at[i].criteria, &o, NULL) != OK)
                        return BROKEN;
                for (size_t c = 0; c < c_n; c++) {
                        const Json *score = json_get(o, m->def->criteria.at[c].slug);

                        scores[i * c_n + c] =
                                score && score->kind == JSON_KIND_INT ? score->integer : 0;
                }
        }
        for (size_t c = 0; c < c_n; c++) {
                now[c] = (int32_t)m->def->criteria.at[c].weight;
                other[c] = (int32_t)m->weights[c];
        }
        TRY(weighting_try(v->a, &p, &was));
        p.weights = other;
        TRY(weighting_try(v->a, &p, &is));
        for (size_t i = 0; i < t->n; i++) {
                RunTitle title;

                TRY(run_title(v->db, v->a, t->at[i].application, &title));
                lines[i] = (WeightLine){.application = t->at[i].application,
                                        .title = title.title,
                                        .rank = is.files[i].rank,
                                        .was = was.files[i].rank,
                                        .in = is.files[i].in,
                                        .weightings = is.weightings,
                                        .is_in = is.files[i].is_in,
                                        .was_in = was.files[i].is_in,
                                        .turns = turn_words(v, m, &is.files[i])};
        }
        if (t->n)
                qsort(lines, t->n, sizeof *lines, by_rank);
        m->files = (WeightLineList){lines, t->n > 200 ? 200 : t->n};
        return OK;
}

static Status load_weighting(Visit *v, void *model)
{
        WeightingModel *m = model;
        Tallies tallies = {0};
        ReviewIn in;

        TRY(run_head(v, v->params[0], str_z(v->a, v->params[1]), &m->head, &in));
        m->step = in.step->slug;
        m->step_title = in.step->title;
        m->def = in.step;
        TRY(visit_query_int(v, "first", 1, WEIGHTS_FILES_MAX, 10, &m->first_n));
        TRY(read_weights(v, m));
        TRY(read_tallies(v, m, &tallies));
        m->is_too_many = tallies.n > WEIGHTS_FILES_MAX;
        return m->is_too_many || !tallies.n ? OK : try_weights(v, m, &tallies);
}

static const Part weighting_parts[] = {PART_VALUE_OF(WeightingModel, step, COL_TEXT),
                                       PART_VALUE_OF(WeightingModel, first_n, COL_INT),
                                       PART_LIST_OF(WeightingModel, files, WeightLine),
                                       {0}};

static void draw_weighting(Page *out, const Visit *v, const void *model)
{
        (void)v;
        review_weighting_page(out, model);
}

const View review_weighting_view = {
        .path = "/rounds/{round}/weighting/{step}",
        .may = MAY_REVIEW_RUN,
        .title = N_("Another weighting"),
        .help = N_("Who would be in if criteria weighed otherwise, and how sure that is."),
        .query = weighting_query,
        .bytes = sizeof(WeightingModel),
        .parts = weighting_parts,
        .load = load_weighting,
        .draw = draw_weighting};
