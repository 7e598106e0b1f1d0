/* match/assign: who reviews what: the assignment of the greatest total suitability, exactly.
 *
 * Files and reviewers are numbers from 0. First as many reviews as possible are given out, and
 * where they do not suffice the file with fewer comes first; among all assignments that do this,
 * the total suitability is the greatest there is; of reviewers who suit a file equally those with
 * fewer files come first. The first two are one min-cost flow, solved by the network
 * simplex method over the pairs that matter: the others are looked at, not stored
 * (docs/decisions/0028). The same input gives the same assignment, in whatever order pairs are
 * listed. */
#ifndef SEEDBED_MATCH_ASSIGN_H
#define SEEDBED_MATCH_ASSIGN_H

#include "base/str.h"

enum {
        ASSIGN_FILES_MAX = 200000,
        ASSIGN_REVIEWERS_MAX = 50000,
        ASSIGN_WANTED_MAX = 64,             /* reviews of one file */
        ASSIGN_SUITABILITY_MAX = 1000000000 /* and its negative */
};

typedef struct {
        int32_t file, reviewer;
        int64_t suitability; /* larger is better; may be negative */
} AssignPair;

typedef struct {
        int32_t file, reviewer;
} AssignWho;

typedef struct {
        int32_t files_n, reviewers_n;
        const int32_t *wanted; /* reviews of each file, those fixed included; NULL: wanted_each */
        int32_t wanted_each;
        const int32_t *load; /* at most for each reviewer, those fixed included; NULL: load_each */
        int32_t load_each;
        const AssignPair *pairs; /* whose suitability is known; none twice */
        size_t pairs_n;
        int64_t others;          /* suitability of all pairs that are not listed */
        bool others_barred;      /* or they are not to be given out */
        const AssignWho *barred; /* conflicts: never given out; a pair listed, too, stays barred */
        size_t barred_n;
        const AssignWho *fixed; /* stay, whatever they cost, also when barred or past a load */
        size_t fixed_n;
        /* Fairness to the file that is worst off: of each file's reviews all but (wanted -
         * fair_reviews) have at least the suitability `fair_from` of the result, which is made as
         * large as can be without giving out fewer reviews, or less evenly; for a file that could
         * not have so suitable reviewers if it were alone, its own best. Then the total. 1: every
         * file has one reviewer who suits; 3 of 3: no pair is bad. 0: the total alone. */
        int32_t fair_reviews;
} AssignProblem;

typedef struct {
        int32_t file, reviewer;
        int64_t suitability;
        int32_t rank; /* among all reviewers who may have this file; 1: none suits better */
        bool is_fixed, is_listed;
        /* Without this pair the total would be smaller by at least so much; 0: another one may do
         * as well, see assign_without. When no other can be found the number of reviews would fall:
         * ASSIGN_NO_OTHER. Of fixed pairs 0. */
        int64_t margin;
} AssignGiven;

#define ASSIGN_NO_OTHER INT64_MAX
#define ASSIGN_BYTES_MAX ((size_t)4096 * MIB)

typedef enum {
        ASSIGN_SHORT_BARRED = 1, /* fewer reviewers may have it than it wants reviews */
        ASSIGN_SHORT_LOAD        /* those who may have it have as many as they take */
} AssignWhy;

typedef struct {
        int32_t file, wanted, given;
        int32_t allowed; /* reviewers with any load who may have it, those fixed included */
        AssignWhy why;
} AssignShort;

typedef struct {
        AssignGiven *given; /* by file, then suitability (greatest first), then reviewer */
        size_t given_n;
        AssignShort *shorts; /* by file */
        size_t shorts_n;
        int64_t total;      /* suitability of all that are given, fixed ones included */
        int32_t worst_file; /* the least total of those with all their reviews; -1: no such file */
        int64_t worst_total;
        int64_t fair_from; /* with fair_reviews */
        /* The proof (linear duality), without fair_reviews: for a pair that is not given,
         * suitability <= file_price + reviewer_price; for one given and not fixed, >=; a reviewer's
         * price is never negative, and 0 when the load is not used up. */
        const int64_t *file_price, *reviewer_price;
        int64_t pivots, arcs, rounds; /* what it took */
} AssignResult;

/* The best assignment, into the arena. INVALID with out_fault when a number is out of its range, a
 * pair is listed or fixed twice, or a limit above is passed; out is not written then. A problem
 * with more than it can cover is not an error: see shorts. Works in memory of its own, at most
 * assign_bytes(p), which it gives back; TOO_LARGE when that is over ASSIGN_BYTES_MAX. */
Status assign_solve(Arena *a, const AssignProblem *p, AssignResult *out, Str *out_fault);
size_t assign_bytes(const AssignProblem *p);
/* What the total would be without that pair, everything solved again: for a page that explains one
 * pair. *out_total is the new total, *out_given the number of reviews given then. */
Status assign_without(Arena *a, const AssignProblem *p, AssignWho pair, int64_t *out_total,
                      int64_t *out_given);

#endif
