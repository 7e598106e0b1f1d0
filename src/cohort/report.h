/* cohort/report: what members tell again and again: by the month, the quarter or the year.
 *
 * Periods come from the programme's file; each is a row for each member. Answers are drafts until
 * they are handed in, and each hand-in is kept as a revision that never changes. After its lock a
 * report is corrected only when an operator opens it again, which the record tells. */
#ifndef SEEDBED_COHORT_REPORT_H
#define SEEDBED_COHORT_REPORT_H

#include "cohort/cohort.h"
#include "cohort/report.sql.h"
#include "form/answer.h"

enum { REPORT_PERIODS_MAX = 120, REPORT_REVISIONS_MAX = 100 };

extern const Action report_plan_action, report_save_action, report_submit_action,
        report_reopen_action;

/* Makes the periods that have begun, for all members that do not have them yet; inside a write job.
 * *out_made: how many. Tells nothing. */
Status report_open_periods(Db *db, Arena *a, const Cohort *c, int64_t now_us, int64_t *out_made);
/* The page of a report's form, with what was typed and what is wrong with it (report_page). */
void report_draw(Page *out, const Visit *v, const Deed *d);
/* May it be handed in now, or is it locked? */
bool report_is_open(const Report *r, int64_t now_us);
/* Answers as kept, with what was typed over it: what a form shows again. faults (may be NULL) says
 * what is wrong with it. */
const Json *report_answers_typed(Arena *a, const Form *f, const Report *r, const Input *inputs,
                                 size_t n, bool as_whole, AnswerFaults *faults);

#endif
