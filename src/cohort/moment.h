/* cohort/moment: a day and a time of the clock on the wall, in a zone, as a moment.
 *
 * Where the clock is put forward there is no such time: it is read with the offset of before; where
 * it is put back there are two: the first is meant (RFC 5545, 3.3.5). */
#ifndef SEEDBED_COHORT_MOMENT_H
#define SEEDBED_COHORT_MOMENT_H

#include "action/action.h"

/* day: midnight as if it were UTC; minutes: since midnight. false: the zone is not known. */
bool moment_local(Str zone, int64_t day_us, int minutes, int64_t *out_us);
/* "14:30" as minutes since midnight. */
bool moment_clock(Str text, int *out_minutes);
/* "14:30" of a moment in a zone. */
Str moment_clock_text(Arena *a, Str zone, int64_t at_us);
/* Its day there, as midnight as if it were UTC. */
int64_t moment_day(Str zone, int64_t at_us);
/* From a deed's fields "day", "time" and "zone" (fallback when empty). INVALID with words. */
Status moment_of(Deed *d, Str fallback, Str *out_zone, int64_t *out_us);
/* The same so many weeks later, by the clock there. */
Status moment_weeks_later(Str zone, int64_t at_us, int weeks, int64_t *out_us);

#endif
