/* match/score: what the scores of one panel come to.
 *
 * Scores are integers at a scale: 9.25 with two decimals is 925. All that is published is computed
 * in integers from end to end and rounded once, halves up (towards the larger number), so anybody
 * can reproduce it to the last digit. */
#ifndef SEEDBED_MATCH_SCORE_H
#define SEEDBED_MATCH_SCORE_H

#include "base/str.h"

enum {
        SCORE_DECIMALS_MAX = 6,
        SCORE_FINER_MAX = 4,      /* so many decimals more may come out than went in */
        SCORE_PANEL_MAX = 100000, /* scores of one file */
        SCORE_CRITERIA_MAX = 64,
        SCORE_WEIGHT_MAX = 1000000
};
#define SCORE_MAX INT64_C(1000000000) /* a score at its scale, and its negative */

/* What a number of reviews lets one say. */
typedef enum {
        SCORE_SURE = 0,
        SCORE_NONE = 1,     /* no review at all: every number is 0 */
        SCORE_FEW = 2,      /* fewer reviews than the minimum */
        SCORE_UNTRIMMED = 4 /* too few to leave out the highest and the lowest: none was left out */
} ScoreFlags;

typedef struct {
        int32_t n;
        int32_t counted; /* scores that the trimmed mean rests on */
        int64_t mean, trimmed, median;
        int64_t low, high;            /* the lowest and the highest score */
        int64_t quartile1, quartile3; /* linear between the two next (Hyndman and Fan, type 7) */
        int64_t spread;               /* standard deviation of a sample, n - 1; 0 with one score */
        uint32_t flags;               /* ScoreFlags */
} ScorePanel;

typedef struct {
        int32_t decimals;     /* of the scores given */
        int32_t decimals_out; /* of all numbers that come out, at most SCORE_DECIMALS_MAX */
        int32_t trim;         /* so many of the highest and of the lowest are left out */
        int32_t minimum;      /* under so many scores: SCORE_FEW */
} ScoreRule;

/* What a panel's scores come to. INVALID: more than SCORE_PANEL_MAX, a score past SCORE_MAX, a rule
 * out of range. */
Status score_panel(Arena *a, const ScoreRule *rule, const int64_t *scores, size_t n,
                   ScorePanel *out);
/* One review's score from its criteria: the weighted mean, at decimals_out, halves up; scores and
 * weights each n. INVALID: no weight is above 0, or one is negative or past its limit. */
Status score_weighted(const int64_t *scores, const int32_t *weights, size_t n, int32_t decimals,
                      int32_t decimals_out, int64_t *out);
/* numerator / denominator (> 0) at the nearest integer, halves up: 5/2 is 3, -5/2 is -2. */
int64_t score_divide(__int128 numerator, __int128 denominator);
/* A number from one scale to another, halves up. INVALID when it does not fit. */
Status score_rescale(int64_t v, int32_t decimals, int32_t decimals_out, int64_t *out);
/* For the other files of this room. Whether a rule's numbers are within their limits. */
bool score_rule_fits(const ScoreRule *rule);
/* Standard deviation of a sample (n - 1) of n scores with that sum and sum of squares, at
 * decimals_out, halves up; n at most SCORE_PANEL_MAX. */
int64_t score_spread(const ScoreRule *rule, int64_t n, __int128 sum, __int128 squares);

#endif
