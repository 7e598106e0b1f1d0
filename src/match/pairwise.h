/* match/pairwise: a ranking from comparisons two by two.
 *
 * The model of Bradley and Terry (1952), fitted by Hunter's MM steps (2004). A tie is half a win
 * for each. Each file also has one drawn comparison with an average file that is not there, so that
 * strengths are finite, one who never lost does not stand above everything, and the steps always
 * converge. */
#ifndef SEEDBED_MATCH_PAIRWISE_H
#define SEEDBED_MATCH_PAIRWISE_H

#include "base/str.h"

typedef struct {
        int32_t first, second;
        int32_t outcome; /* 1: first is better; -1: second is; 0: a tie */
} Comparison;

typedef struct {
        int32_t wins, losses, ties;
        int64_t strength; /* natural logarithm, in millionths; 0 is the average file */
        int64_t error;    /* its standard error, in millionths, if the others stand where they do */
        int32_t rank;     /* 1 is the best; files of the same strength share a rank */
        int32_t group;    /* linked by comparisons; between groups only the prior compares */
} PairwiseFile;

typedef struct {
        PairwiseFile *files;
        int32_t groups_n; /* files never compared are groups of their own */
        int32_t steps;
        bool is_converged;
} PairwiseResult;

/* INVALID: a number out of range, or a file compared with itself. */
Status pairwise_rank(Arena *a, const Comparison *c, size_t n, int32_t files_n, PairwiseResult *out);
/* Which two to show next: the pair of files, not in `c` for this reviewer's own comparisons, whose
 * order is least known: fewest comparisons first, then nearest strengths, then the lowest numbers.
 * false when every pair was shown. */
bool pairwise_next(Arena *a, const PairwiseResult *r, int32_t files_n, const Comparison *own,
                   size_t own_n, int32_t *out_first, int32_t *out_second);

#endif
