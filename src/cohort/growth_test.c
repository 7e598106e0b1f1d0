/* Scale-ups: to the last unit. */
#include "cohort/growth.h"
#include "tests/check.h"

#define M 1000000

TEST(growth_is_more_than_twenty_per_cent_only_when_it_is)
{
        /* 10 staff, 1.2^3 = 1.728: 17.28 is exactly twenty per cent, and not more */
        CHECK(!growth_is_more(10 * M, 17280000, 20, 3));
        CHECK(growth_is_more(10 * M, 17280001, 20, 3));
        CHECK(!growth_is_more(0, 17 * M, 20, 3));
        CHECK(!growth_is_more(-10, 17 * M, 20, 3));
        CHECK(!growth_is_more(10 * M, 9 * M, 20, 3));
        CHECK(growth_is_more(1, INT64_MAX, 900, PLAN_YEARS_MAX));
        CHECK(!growth_is_more(INT64_MAX - 1, INT64_MAX, 900, PLAN_YEARS_MAX));
        CHECK(growth_is_more(10 * M, 81 * M, 100, 3));
        CHECK(!growth_is_more(10 * M, 80 * M, 100, 3));
        CHECK_INT(growth_tenths(10 * M, 17280000, 3), 200);
        CHECK_INT(growth_tenths(10 * M, 17279999, 3), 199);
        CHECK_INT(growth_tenths(10 * M, 5 * M, 1), -500);
        CHECK_INT(growth_tenths(0, 5 * M, 1), -1000);
}

static GrowthYear year(int64_t y, int64_t staff, int64_t turnover, const char *currency)
{
        return (GrowthYear){.report = y,
                            .year = y,
                            .staff = {true, staff * M, {0}},
                            .figures = {{true, staff * M, {0}},
                                        {turnover > 0, turnover * M, str_from(currency)}}};
}

TEST(growth_is_found_over_the_years_of_the_rule_from_enough_staff_in_one_currency)
{
        Str names[] = {S("staff"), S("turnover")};
        PlanScaleUp rule = {
                .figures = {names, 2}, .at_least = 10, .growth = 20, .years = 3, .to = S("x")};
        GrowthYear few[] = {year(2022, 9, 0, ""), year(2025, 90, 0, "")};
        GrowthYear gap[] = {year(2022, 10, 0, ""), year(2024, 90, 0, "")};
        GrowthYear good[] = {year(2022, 10, 100, "SGD"), year(2023, 10, 120, "SGD"),
                             year(2025, 11, 173, "SGD")};
        GrowthYear mixed[] = {year(2022, 10, 100, "SGD"), year(2025, 11, 9000, "USD")};
        GrowthYear later[] = {year(2021, 10, 0, ""), year(2022, 20, 0, ""), year(2024, 30, 0, ""),
                              year(2025, 60, 0, "")};
        GrowthFound found;

        CHECK(!growth_find(&rule, few, 2).is_found);
        CHECK(!growth_find(&rule, gap, 2).is_found);
        CHECK(!growth_find(&rule, mixed, 2).is_found);
        CHECK(!growth_find(&rule, NULL, 0).is_found);
        found = growth_find(&rule, good, 3);
        CHECK(found.is_found && found.first->year == 2022 && found.last->year == 2025);
        CHECK_STR(found.figure, IS, "turnover");
        CHECK_INT(found.to.value, 173 * M);
        found = growth_find(&rule, later, 4);
        CHECK_INT(found.last->year, 2025);
        CHECK_STR(found.figure, IS, "staff");
}
