/* review/move_in: members whose applications are read now stand in the stage of the step. */
#ifndef SEEDBED_REVIEW_MOVE_IN_H
#define SEEDBED_REVIEW_MOVE_IN_H

#include "review/review.h"

enum { MOVE_IN_MAX = 20000 }; /* by one deed; the others by the next */

/* For a selection's first step: those who were handed in and stand where the selection begins. Into
 * later steps determinations move. Not when a file is given to a reviewer: a move is told in the
 * record under the party, and beside it the file's entry would tell whose it is. */
Status review_move_in(Deed *d, const ReviewIn *in, int64_t *out_n);

#endif
