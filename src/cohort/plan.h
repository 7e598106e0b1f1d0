/* cohort/plan: what the programme's file plans for a cohort, and when that is. */
#ifndef SEEDBED_COHORT_PLAN_H
#define SEEDBED_COHORT_PLAN_H

#include "cohort/cohort.h"

/* The plan of the programme's newest definition; empty when the file has none. out_version may be
 * NULL. */
Status plan_of(Db *db, Arena *a, const Cohort *c, CohortPlan **out);
/* A day so long after another. */
int64_t plan_after(int64_t day_us, const PlanSpan *span);
/* The moment at which a day is over in a zone. */
int64_t plan_day_ends(Str zone, int64_t day_us);
/* The moment at which a day begins there. */
int64_t plan_day_begins(Str zone, int64_t day_us);
/* First day of the period that holds this day, and of the one that follows. */
int64_t plan_period(PlanEvery every, int64_t day_us);
int64_t plan_next_period(PlanEvery every, int64_t first_us);

#endif
