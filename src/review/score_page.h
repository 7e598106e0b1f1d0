/* review/score_page: raw and calibrated scores side by side, those of each reviewer, and who would
 * be in under another weighting. */
#ifndef SEEDBED_REVIEW_SCORE_PAGE_H
#define SEEDBED_REVIEW_SCORE_PAGE_H

#include "review/run_page.h"
#include "review/score.h"

extern const View review_scores_view, review_reviewers_view, review_weighting_view,
        review_ranking_view;

enum { SCORES_DOTS_MAX = 40, RANKING_FILES_MAX = 500 };

typedef struct {
        ScoreRow row;
        bool is_few; /* fewer reviews than the step's minimum */
} ScoreLine;

typedef struct {
        RunHead head;
        Str step, step_title, by;
        int64_t minimum, decimals, trim;
        int64_t calibrated_at, changed_at;
        bool is_stale;
        ScoreRowList rows;
        int64_t below, before; /* where the next page begins */
        bool has_next, is_pairwise;
} ScoresModel;

typedef struct {
        Id account;
        Str called;
        int64_t n, mean_e6, effect_e6, spread_e6, group;
} EffectLine;
typedef struct {
        const EffectLine *at;
        size_t n;
} EffectLineList;
extern const RowShape shape_EffectLine;

typedef struct {
        RunHead head;
        Str step, step_title;
        EffectLineList reviewers;
        int64_t groups, low_e6, high_e6;
        const ScoreGivenRow *dots; /* scores of the reviewers on the plot, in order */
        size_t dots_n;
} ReviewersModel;

typedef struct {
        Id application;
        Str title;
        int64_t rank, was, in, weightings;
        bool is_in, was_in;
        Str turns; /* which weight turns it over, in words */
} WeightLine;
typedef struct {
        const WeightLine *at;
        size_t n;
} WeightLineList;
extern const RowShape shape_WeightLine;

/* A file by the comparisons of it. */
typedef struct {
        Id application;
        Str title;
        int64_t rank, strength_e6, margin_e6, comparisons, won, lost, alike, group;
        int64_t raw_e6, reviews;
} RankLine;
typedef struct {
        const RankLine *at;
        size_t n;
} RankLineList;
extern const RowShape shape_RankLine;

typedef struct {
        RunHead head;
        Str step, step_title;
        int64_t groups, comparisons, decimals;
        bool is_settled;    /* worked through to the end; else neighbours may still change places */
        RankLineList files; /* best first; at most RANKING_FILES_MAX */
} RankingModel;

typedef struct {
        RunHead head;
        Str step, step_title;
        const SelectionStep *def;
        int64_t first_n;
        int64_t weights[SELECTION_CRITERIA_MAX];
        WeightLineList files;
        bool is_too_many;
} WeightingModel;

/* "3.67" of millionths, at a step's decimals. */
Str score_text(Arena *a, int64_t e6, int64_t decimals);
/* Where a score stands on the plot, in thousandths of its width. */
int64_t score_place(const ReviewersModel *m, int64_t e6);

#endif
