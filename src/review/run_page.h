/* review/run_page: what who runs the reviews sees: pool, conflicts, assignments, reviews. */
#ifndef SEEDBED_REVIEW_RUN_PAGE_H
#define SEEDBED_REVIEW_RUN_PAGE_H

#include "people/interest.h"
#include "review/assign.h"
#include "review/conflict.h"
#include "review/mark.h"
#include "review/pool.h"
#include "review/run.sql.h"
#include "web/cursor.h"

extern const View review_pool_view, review_conflicts_view, review_assignments_view,
        review_application_view;

typedef struct {
        Str step, title;
        int64_t until, assigned, submitted;
        bool has_begun, takes;
} StepLine;
typedef struct {
        const StepLine *at;
        size_t n;
} StepLineList;
extern const RowShape shape_StepLine;

/* On top of each page of a round's reviews. */
typedef struct {
        Id round;
        Str title, programme, hub;
        StepLineList steps;
        int64_t pending; /* conflicts */
        Interest own;    /* of who looks: they see no reviews of these */
} RunHead;
Status run_head(Visit *v, Str round, const char *step, RunHead *out, ReviewIn *out_in);

typedef struct {
        RunHead head;
        RunReviewerList reviewers;
        Cursor page;
} PoolModel;

typedef struct {
        RunHead head;
        Str status;
        ConflictRowList conflicts;
        Cursor page;
} ConflictsModel;

typedef struct {
        RunHead head;
        Str step, step_title, state;
        bool takes, has_begun;
        int64_t until, assigned, submitted;
        Proposal proposal;
        bool has_proposal;
        Str worst_title;
        AssignmentLineList lines;
        Cursor page;
} AssignmentsModel;

typedef struct {
        RunReview row;
        ReviewMarks marks;
        const SelectionStep *step;
        bool is_old; /* of a revision that is not the newest */
} FullReview;
typedef struct {
        const FullReview *at;
        size_t n;
} FullReviewList;

typedef struct {
        RunHead head;
        Id application;
        Str title;
        int64_t revision;
        FullReviewList reviews;
        RunReviewList rows;
} ApplicationReviewsModel;

/* "yes", 812 of 1000 … of a pair that was proposed, in words. */
Str run_reasons(Arena *a, Str why);

#endif
