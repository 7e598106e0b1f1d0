/* review/score: scores without the strictness of who gave them, for a whole step.
 *
 * Raw numbers move with each review; calibrated ones are computed for all at once, when somebody
 * asks for it, and the page says when reviews came after. */
#ifndef SEEDBED_REVIEW_SCORE_H
#define SEEDBED_REVIEW_SCORE_H

#include "people/interest.h"
#include "review/tally.h"

extern const Action review_calibrate_action;

/* What a reviewer's scores look like beside those of others. */
typedef struct {
        Id account;
        int64_t n;
        int64_t mean_e6, effect_e6, spread_e6; /* effect above 0: milder than the others */
        int64_t group;
} ReviewerEffect;

typedef struct {
        Id application;
        int64_t calibrated_e6, rank_e6, margin_e6, group;
} FileEffect;

typedef struct {
        ReviewerEffect *reviewers;
        size_t reviewers_n;
        FileEffect *files;
        size_t files_n;
        Id *parties; /* of files */
        int64_t groups, reviews;
} StepEffects;

/* From all reviews of the step that count, but those of parties that who looks has an interest in.
 */
Status step_effects(Db *db, Arena *a, const ReviewIn *in, const Interest *but, StepEffects *out);

/* Those reviews, one row each. */
Status step_given(Db *db, Arena *a, const ReviewIn *in, const Interest *but, ScoreGivenRow **out,
                  size_t *out_n);

#endif
