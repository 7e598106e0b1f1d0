/* review/tally: what the reviews of an application come to, and the one place where an assignment
 * changes its state. Counts of the step and the application's tally move in the same transaction,
 * so that they always are what the assignments say. */
#ifndef SEEDBED_REVIEW_TALLY_H
#define SEEDBED_REVIEW_TALLY_H

#include "review/review.h"
#include "review/score.sql.h"

/* An assignment goes to another state; inside a write job. */
Status assignment_goes(Deed *d, const ReviewIn *in, const Assignment *x, const char *state);
/* The same for a review that is sent: score and scores are those of its newest version. */
Status assignment_sends(Deed *d, const ReviewIn *in, const Assignment *x, int64_t score_e6,
                        Str scores);
/* Counts an assignment that was made just now. */
Status assignment_made(Deed *d, const ReviewIn *in, Id party, Id application);
/* Makes the tally of an application again from its assignments. */
Status tally_refresh(Db *db, Arena *a, const ReviewIn *in, Id party, Id application);

/* For higher rooms: where an application stands by the reviews of a step. NOT_FOUND: nobody was
 * given it. All in millionths. is_sure: as many reviews as the step wants at least. */
typedef struct {
        int64_t reviews, assigned;
        int64_t mean_e6, median_e6, spread_e6, raw_e6, calibrated_e6, rank_e6;
        bool is_sure;
} ReviewStanding;
Status review_standing(Db *db, Arena *a, const ReviewIn *in, Id application, ReviewStanding *out);

#endif
