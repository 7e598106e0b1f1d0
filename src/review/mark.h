/* review/mark: what a reviewer says by the criteria of a step: scores and words. Touches no store.
 *
 * A review's score is the mean of its scores by the weights of their criteria, in millionths. Where
 * all criteria have one scale it is on that scale; else each is put on 0 to 100 first. */
#ifndef SEEDBED_REVIEW_MARK_H
#define SEEDBED_REVIEW_MARK_H

#include "action/action.h"
#include "programme/definition.h"

typedef struct {
        int64_t score;
        bool has_score;
        Str words;
} ReviewMark;

typedef struct {
        ReviewMark *at; /* one for each criterion, in order */
        size_t n;
        Str words; /* of the whole */
} ReviewMarks;

/* From what is kept: JSON objects by criterion. What is not understood is left out. */
void review_marks_of(Arena *a, const SelectionStep *step, Str scores, Str words, ReviewMarks *out);
/* The deed's inputs "score-CRITERION", "words-CRITERION" and "words" over what is there. Faults
 * stand at these names; INVALID then. */
Status review_marks_read(Deed *d, const SelectionStep *step, ReviewMarks *io);
/* Is all there that has to be? Faults at what is missing. */
Status review_marks_whole(Deed *d, const SelectionStep *step, const ReviewMarks *marks);
Str review_scores_json(Arena *a, const SelectionStep *step, const ReviewMarks *marks);
Str review_words_json(Arena *a, const SelectionStep *step, const ReviewMarks *marks);
/* By the criteria's own weights, or by others (may be NULL), one for each criterion. */
int64_t review_score_e6(const SelectionStep *step, const ReviewMarks *marks,
                        const int64_t *weights);
/* One score on the scale of the whole. */
int64_t review_point_e6(const SelectionStep *step, const SelectionCriterion *c, int64_t score);
/* Do all criteria have one scale? */
bool review_is_one_scale(const SelectionStep *step);
/* n / d, rounded half away from zero; d above 0. */
int64_t review_divide(__int128 n, int64_t d);

#endif
