/* match/assign_inside: what the files of match/assign share: the problem in rows of files, and one
 * run of the solver over it. For match/assign*.c alone. */
#ifndef SEEDBED_MATCH_ASSIGN_INSIDE_H
#define SEEDBED_MATCH_ASSIGN_INSIDE_H

#include "match/assign.h"
#include "match/flow.h"

typedef struct {
        int32_t reviewer, suitability;
} AssignOption;

/* The problem, checked and sorted. Of file i: option[row[i]] … option[row[i + 1] - 1], and so on.
 */
typedef struct {
        const AssignProblem *p;
        size_t *row, *barred_row, *fixed_row;
        AssignOption *option; /* by reviewer; also those barred, fixed or without room */
        int32_t *barred, *fixed;
        int32_t *wanted, *missing; /* of a file; missing: without those fixed */
        int32_t *load, *room;      /* of a reviewer; room: without those fixed */
        uint32_t *mark, stamp;     /* of a reviewer: equal when marked since assign_unmark */
        int64_t step;              /* what one review more is worth: more than any suitability */
        int32_t wanted_most;
} AssignPool;

/* Of a file's reviews at most gate[i] may have a suitability below cut[i]; NULL: no such rule. */
typedef struct {
        const int32_t *cut, *gate;
} AssignGates;

typedef struct {
        Flow flow;
        int64_t rounds;
        int32_t begin; /* arcs from here on are pairs */
} AssignRun;

Status assign_pool(Arena *a, const AssignProblem *p, AssignPool *out, Str *out_fault);
/* Forgets all marks. */
void assign_unmark(AssignPool *pool);
/* Marks those that file i can not be given: barred or fixed. */
void assign_mark_closed(AssignPool *pool, int32_t i);
static inline bool assign_marked(const AssignPool *pool, int32_t reviewer)
{
        return pool->mark[reviewer] == pool->stamp;
}
/* Suitability of a pair, listed or not. */
int64_t assign_suitability(const AssignPool *pool, int32_t i, int32_t reviewer, bool *out_listed);
/* The least cost under these gates; flat: of the reviews that are not given out alone, whatever the
 * suitability. */
AssignRun assign_run(Arena *a, AssignPool *pool, const AssignGates *gates, bool flat);
/* Gates for problem.fair_reviews, and the level they stand for; in the arena. */
AssignGates assign_fair(Arena *a, AssignPool *pool, int64_t *out_from);
/* Makes loads more even among reviewers who suit equally: what is given, but what is fixed, by
 * file. Nothing else changes. */
void assign_even(Arena *a, AssignPool *pool, AssignGiven *given, size_t n);
/* Whether every file can have all its reviews under these gates. */
bool assign_fills(Arena *a, AssignPool *pool, const AssignGates *gates);

enum { ASSIGN_BEGIN_MORE = 16, ASSIGN_ROUND_MORE = 8, ASSIGN_ARCS_MORE = 64 };

#endif
