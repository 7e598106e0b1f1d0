/* match/weighting: who would be in under other weights of the criteria.
 *
 * Two answers, both without chance. How far one weight alone must move until a file comes in or
 * falls out of the first n: exact, from the crossings of straight lines. And a fixed set of
 * weightings, each weight halved, kept or doubled in every combination: in how many of them a file
 * is in. */
#ifndef SEEDBED_MATCH_WEIGHTING_H
#define SEEDBED_MATCH_WEIGHTING_H

#include "match/score.h"

enum {
        WEIGHTING_FILES_MAX = 5000,
        WEIGHTING_CRITERIA_MAX = 8, /* 3^8 combinations; with more, only the first 8 are varied */
        WEIGHTING_TIMES_MAX = 1000, /* no weight is tried larger than so many times itself */
        WEIGHTING_NEAR = 200        /* one weight is moved for files so near to the border */
};

typedef struct {
        int32_t files_n, criteria_n;
        const int64_t *scores;  /* file by file, criteria_n each; |score| <= SCORE_MAX */
        const int32_t *weights; /* 0 … SCORE_WEIGHT_MAX, one above 0 */
        int32_t first_n;        /* so many are in */
} WeightingProblem;

typedef struct {
        int32_t rank; /* by the weighted sum; files of the same sum share the better rank */
        bool is_in;   /* rank <= first_n */
        int32_t in;   /* of WeightingResult.weightings so often */
        /* The weight which, moved alone, turns is_in over with the smallest relative change: which
         * criterion, and its weight then, in millionths of its own present weight (1,000,000 is
         * no change; 0: the criterion left out). criterion -1: no one weight does. */
        int32_t criterion;
        int64_t turns_at;
} WeightingFile;

typedef struct {
        WeightingFile *files;
        int32_t weightings;
} WeightingResult;

/* INVALID: a number out of range. */
Status weighting_try(Arena *a, const WeightingProblem *p, WeightingResult *out);

#endif
