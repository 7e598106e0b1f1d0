/* match/calibrate: some reviewers are strict, some are mild: what the files' scores are without
 * that.
 *
 * Two methods, shown side by side with the raw mean. By effects: score = file + effect of the
 * reviewer + rest, by least squares (a two-way layout without interaction); the effects of each
 * group add up to 0. By ranks: each reviewer's scores become shares of that reviewer's own files
 * that are below (ties half), so scales do not matter at all; a file has the mean of its shares.
 *
 * Reviewers who, over files that they share, are not linked to others make a group of their own:
 * between groups nothing tells a strict reviewer from a weak file. Groups are numbered and must be
 * told to whoever reads across them. */
#ifndef SEEDBED_MATCH_CALIBRATE_H
#define SEEDBED_MATCH_CALIBRATE_H

#include "match/score.h"

typedef struct {
        int32_t file, reviewer;
        int64_t score; /* at the rule's decimals */
} ScoreGiven;

typedef struct {
        int32_t n;
        int64_t mean;       /* raw */
        int64_t calibrated; /* without the reviewers' effects */
        int64_t margin;     /* standard error of calibrated, as if the effects were known */
        int64_t share;      /* by ranks: 0 … 1,000,000; 500,000 is a reviewer's middle */
        int32_t group;      /* from 0; -1 without reviews */
        uint32_t flags;     /* ScoreFlags */
} CalibratedFile;

typedef struct {
        int32_t n;
        int64_t mean;   /* raw mean of the scores given */
        int64_t effect; /* above 0: milder than the others of the group */
        int64_t spread; /* standard deviation of the scores given */
        int32_t group;
        uint32_t flags;
} CalibratedReviewer;

typedef struct {
        CalibratedFile *files;
        CalibratedReviewer *reviewers;
        int32_t groups_n;  /* 1: all are comparable */
        int64_t rest;      /* standard deviation of what neither file nor reviewer explains */
        int64_t freedom;   /* scores - files - reviewers + groups; 0: rest is not known */
        int32_t steps;     /* of the solver */
        bool is_converged; /* false: calibrated and effect are approximate, say so */
} Calibrated;

/* All numbers at rule->decimals_out, halves up; rule->trim does not count here. INVALID: a number
 * out of range, the same pair twice. A file or a reviewer without scores has n = 0. The solver is
 * conjugate gradients in a fixed order: same input, same digits. */
Status calibrate(Arena *a, const ScoreRule *rule, const ScoreGiven *given, size_t n,
                 int32_t files_n, int32_t reviewers_n, Calibrated *out);

#endif
