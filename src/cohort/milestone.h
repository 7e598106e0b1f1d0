/* cohort/milestone: what a member has to reach by a day, with what shows it.
 *
 * Due; handed in by the team, as often as needed; approved or sent back by an operator, who says
 * which of the evidence was meant. Every hand-in is kept with its answer. */
#ifndef SEEDBED_COHORT_MILESTONE_H
#define SEEDBED_COHORT_MILESTONE_H

#include "cohort/cohort.h"
#include "cohort/milestone.sql.h"

enum { MILESTONES_MAX = 60, MILESTONE_EVIDENCE_MAX = 50, MILESTONE_WORDS_MAX = 5000 };

extern const Action milestone_set_action, milestone_plan_action, milestone_submit_action,
        milestone_approve_action, milestone_return_action;

/* Whether bytes were handed in with a milestone (apply/file.h: FileNamed). */
Status milestone_file_named(Db *db, Arena *a, Str sha256, bool *out);

/* "due", "submitted", "approved", "returned" as people read it, to be looked up. */
const char *milestone_state_word(Str state);

#endif
