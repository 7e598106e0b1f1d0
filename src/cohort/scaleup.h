/* cohort/scaleup: members whose reports say that they are scale-ups by the programme's rule, and
 * the operator's word that makes it so.
 *
 * Nothing is moved by itself: the numbers are shown, an operator confirms them, and the very
 * figures, with the revisions that they were reported in, are kept as evidence beside the move. */
#ifndef SEEDBED_COHORT_SCALEUP_H
#define SEEDBED_COHORT_SCALEUP_H

#include "cohort/cohort.h"
#include "cohort/growth.h"
#include "cohort/report.sql.h"

extern const Action scaleup_confirm_action;

/* What the reports of a party say, by the rule of the programme's newest definition. found.is_found
 * is false when there is no rule, or it does not hold. *out_rule: a rule without a node: none. */
Status scaleup_find(Db *db, Arena *a, const Cohort *c, Id party, PlanScaleUp *out_rule,
                    GrowthFound *out);

#endif
