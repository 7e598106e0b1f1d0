/* cohort/growth: is it a scale-up? By the rule of the programme's file, over figures that were
 * reported, computed with whole numbers.
 *
 * OECD and Eurostat (Manual on Business Demography Statistics, chapter 8): average growth of more
 * than 20 % a year over three years, in staff or in turnover, with at least ten staff at the
 * beginning. Growth of g per cent on average over y years is more than that when
 * last * 100^y > first * (100 + g)^y. */
#ifndef SEEDBED_COHORT_GROWTH_H
#define SEEDBED_COHORT_GROWTH_H

#include "base/id.h"
#include "programme/plan.h"

/* Figures are millionths. */
enum { GROWTH_SCALE = 6, GROWTH_YEARS_MAX = 40 };

typedef struct {
        bool has;
        int64_t value;
        Str currency; /* of an amount; empty: a number */
} GrowthFigure;

/* What was reported for one year. */
typedef struct {
        Id report;
        int64_t revision, year;
        GrowthFigure staff;
        GrowthFigure figures[PLAN_FIGURES_MAX]; /* as the rule names them */
} GrowthYear;

typedef struct {
        bool is_found;
        Str figure; /* that grew */
        const GrowthYear *first, *last;
        GrowthFigure from, to; /* of that figure */
} GrowthFound;

/* More than growth per cent a year on average. false when first is not above zero. */
bool growth_is_more(int64_t first, int64_t last, int64_t growth, int64_t years);
/* The newest span of so many years for which the rule holds. years come in order. */
GrowthFound growth_find(const PlanScaleUp *rule, const GrowthYear *years, size_t n);
/* Growth a year in tenths of a per cent, rounded down, to be shown; -1000 when it can not be said.
 */
int64_t growth_tenths(int64_t first, int64_t last, int64_t years);

#endif
