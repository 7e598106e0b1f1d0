/* cohort/plan: see the header. */
#include "cohort/plan.h"

#include "base/time.h"
#include "cohort/moment.h"

Status plan_of(Db *db, Arena *a, const Cohort *c, CohortPlan **out)
{
        Programme programme;
        Definition *def;

        TRY(programme_open(db, a, c->programme_slug, &programme, &def));
        *out = &def->cohort;
        return OK;
}

int64_t plan_after(int64_t day_us, const PlanSpan *span)
{
        return span->count ? span_after(day_us, span->count, span->unit) : day_us;
}

int64_t plan_day_begins(Str zone, int64_t day_us)
{
        int64_t at;

        return moment_local(zone, moment_day(S("UTC"), day_us), 0, &at) ? at : day_us;
}

int64_t plan_day_ends(Str zone, int64_t day_us)
{
        return plan_day_begins(zone, day_us + DAY_US);
}

int64_t plan_period(PlanEvery every, int64_t day_us)
{
        int64_t month = time_month(day_us), long_of = every == PLAN_YEAR      ? 12
                                                      : every == PLAN_QUARTER ? 3
                                                                              : 1;

        return time_month_begin(month - month % long_of);
}

int64_t plan_next_period(PlanEvery every, int64_t first_us)
{
        return time_month_begin(time_month(first_us) + (every == PLAN_YEAR      ? 12
                                                        : every == PLAN_QUARTER ? 3
                                                                                : 1));
}
