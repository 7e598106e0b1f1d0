/* decide/excerpt: what reviewers wrote of an application, to be chosen from for feedback.
 *
 * Who applied is told the words and never whose they are: names and addresses of those
 * who read it are blacked out in them, and they stand by criterion, in an order that has nothing to
 * do with who wrote when. Only reviews that count are offered. */
#ifndef SEEDBED_DECIDE_EXCERPT_H
#define SEEDBED_DECIDE_EXCERPT_H

#include "decide/decide.h"

enum { EXCERPTS_MAX = 200 };
/* Inputs of a form that chooses: "excerpt-CODE". */
#define EXCERPT_CHOSEN "excerpt-"

typedef struct {
        Str code;  /* for operators: it names the review */
        Str about; /* the criterion's title; the step's for words on the whole */
        Str text;
        int64_t order;
        uint64_t shuffled;
} DecideExcerpt;
typedef struct {
        DecideExcerpt *at;
        size_t n;
} DecideExcerptList;

Status decide_excerpts(Db *db, Arena *a, const DecideRound *r, Id application,
                       DecideExcerptList *out);
/* The feedback with what the deed's inputs choose behind it. INVALID with words: one that is not
 * there, or too long. */
Status decide_feedback(Deed *d, const DecideRound *r, Id application, Str *out);

#endif
