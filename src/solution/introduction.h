/* solution/introduction: two sides that should meet, and what came of meeting.
 *
 * An operator proposes; each side is asked, by mail or on its page, and neither learns more than
 * the other's name until both said yes. Then those who said it get each other's name and address.
 * One no, or two weeks, and it is over.
 *
 * An outcome (investment, pilot, hire) is noted by the team or an operator, with what shows it, and
 * counts when an operator confirmed it. The amount of a confidential investment stands in the
 * record as a salted commitment, and no metric adds it up. */
#ifndef SEEDBED_SOLUTION_INTRODUCTION_H
#define SEEDBED_SOLUTION_INTRODUCTION_H

#include "people/people.h"
#include "solution/outcome.sql.h"

enum { INTRODUCTION_DAYS = 14 };

extern const Action introduction_offer_action, introduction_answer_action,
        introduction_reply_action, introduction_withdraw_action;
extern const Action outcome_note_action, outcome_confirm_action, outcome_refuse_action;

#endif
