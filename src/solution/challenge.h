/* solution/challenge: an enterprise's problem, and what is tried because of it.
 *
 * A challenge belongs to a programme of the family challenge, at a hub; answering it is applying to
 * its round. It is a draft of the enterprise until an operator announces it; one that is closed
 * before that was never public ("withdrawn"). Where a pilot is of such a programme and its
 * definition has the moves, the start-up moves to the stage "pilot" when it begins, and to
 * "adopted" or "concluded" when it ends. */
#ifndef SEEDBED_SOLUTION_CHALLENGE_H
#define SEEDBED_SOLUTION_CHALLENGE_H

#include "people/people.h"
#include "solution/deal.sql.h"

enum { CHALLENGES_OPEN_MAX = 50 };

extern const Action challenge_open_action, challenge_change_action, challenge_announce_action,
        challenge_close_action;
extern const Action pilot_plan_action, pilot_begin_action, pilot_end_action;

#endif
