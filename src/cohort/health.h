/* cohort/health: how a member of a cohort does, by a plain rule that the page states.
 *
 * Late: a milestone or a report is past its day. Quiet: nothing was handed in or booked for
 * HEALTH_QUIET_DAYS days, counted from the beginning of the cohort at the earliest. On track:
 * neither.
 */
#ifndef SEEDBED_COHORT_HEALTH_H
#define SEEDBED_COHORT_HEALTH_H

#include "cohort/cohort.h"

enum { HEALTH_QUIET_DAYS = 30 };

typedef enum { HEALTH_ON_TRACK, HEALTH_QUIET, HEALTH_LATE } Health;

Health health_of(const CohortHealth *line, const Cohort *c, int64_t now_us);
/* To be looked up. */
const char *health_word(Health h);

#endif
