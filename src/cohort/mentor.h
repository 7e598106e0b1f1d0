/* cohort/mentor: who mentors a cohort, the hours that they offer, and who takes them.
 *
 * A mentor offers hours, once or weekly by the clock of their zone; each is taken by one team at
 * most: the key of mentor_taken says so, whoever asks at once. Nobody, mentor or team, is in two
 * hours at the same time. Owners and editors of a team book for it; viewers look on. */
#ifndef SEEDBED_COHORT_MENTOR_H
#define SEEDBED_COHORT_MENTOR_H

#include "cohort/cohort.h"
#include "cohort/mentor.sql.h"

enum {
        MENTORS_MAX = 200,
        MENTOR_TEAMS_MAX = 100,
        MENTOR_TEAMS = 3, /* when nothing is said */
        SLOT_MINUTES_MIN = 10,
        SLOT_MINUTES_MAX = 480,
        SLOT_WEEKS_MAX = 52,
        SLOTS_AHEAD_MAX = 500 /* of one mentor */
};

extern const Action mentor_set_action, mentor_remove_action, hours_offer_action,
        hours_withdraw_action;

#endif
