/* decide/score: what reviews say of applications, for the order in which they are decided on. */
#ifndef SEEDBED_DECIDE_SCORE_H
#define SEEDBED_DECIDE_SCORE_H

#include "decide/decide.h"
#include "decide/score.sql.h"

/* The best of a stage (empty: of all) on which nothing is decided, best first, in the last step
 * that has scores; by: "raw" or "calibrated". NOT_FOUND: there are none. */
Status decide_best(Db *db, Arena *a, const DecideRound *r, Str stage, Str by, int64_t most,
                   DecideKeyList *out);
/* Its score in the last step that has one, as people read it; empty: none. */
Status decide_score_of(Db *db, Arena *a, const DecideRound *r, Id application, Str *out);

#endif
