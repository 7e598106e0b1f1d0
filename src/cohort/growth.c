/* cohort/growth: see the header. */
#include "cohort/growth.h"

#include <assert.h>

/* 9.2e18 * 1000^5 stays below 1.7e38: both sides fit. */
static bool is_above(int64_t first, int64_t last, int64_t of_thousand, int64_t years)
{
        __int128 x = last, y = first;

        for (int64_t i = 0; i < years; i++) {
                x *= 1000;
                y *= of_thousand;
        }
        return x > y;
}

bool growth_is_more(int64_t first, int64_t last, int64_t growth, int64_t years)
{
        assert(years >= 1 && years <= PLAN_YEARS_MAX && growth >= 0 && growth <= 900);
        if (first <= 0 || last <= first)
                return false;
        if (growth >= 100) { /* 1000 + 10 g would be too large a factor */
                __int128 x = last, y = first;

                for (int64_t i = 0; i < years; i++) {
                        x *= 100;
                        y *= 100 + growth;
                }
                return x > y;
        }
        return is_above(first, last, 1000 + 10 * growth, years);
}

int64_t growth_tenths(int64_t first, int64_t last, int64_t years)
{
        int64_t low = -1000, high = 9000;

        if (first <= 0 || last < 0 || years < 1 || years > PLAN_YEARS_MAX)
                return -1000;
        while (low < high) { /* the greatest rate that is reached */
                int64_t middle = low + (high - low + 1) / 2;
                __int128 x = last, y = first;
                bool fits = true;

                for (int64_t i = 0; i < years && fits; i++) {
                        fits = y <= ((__int128)1 << 110) && x <= ((__int128)1 << 110);
                        x *= 1000;
                        y *= 1000 + middle;
                }
                if (fits && x >= y)
                        low = middle;
                else
                        high = middle - 1;
        }
        return low;
}

static bool grew(const PlanScaleUp *rule, const GrowthYear *first, const GrowthYear *last, size_t f)
{
        const GrowthFigure *from = &first->figures[f], *to = &last->figures[f];

        return from->has && to->has && str_eq(from->currency, to->currency) &&
               growth_is_more(from->value, to->value, rule->growth, rule->years);
}

static bool is_large(const PlanScaleUp *rule, const GrowthYear *first)
{
        return first->staff.has && first->staff.value >= rule->at_least * 1000000;
}

GrowthFound growth_find(const PlanScaleUp *rule, const GrowthYear *years, size_t n)
{
        for (size_t j = n; j-- > 0;)
                for (size_t i = 0; i < j; i++) {
                        if (years[j].year - years[i].year != rule->years ||
                            !is_large(rule, &years[i]))
                                continue;
                        for (size_t f = 0; f < rule->figures.n && f < PLAN_FIGURES_MAX; f++)
                                if (grew(rule, &years[i], &years[j], f))
                                        return (GrowthFound){true,
                                                             rule->figures.at[f],
                                                             &years[i],
                                                             &years[j],
                                                             years[i].figures[f],
                                                             years[j].figures[f]};
                }
        return (GrowthFound){0};
}
