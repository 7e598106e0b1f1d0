/* decide/decide_page: determinations of a round, of an application, and what waits for approval. */
#ifndef SEEDBED_DECIDE_DECIDE_PAGE_H
#define SEEDBED_DECIDE_DECIDE_PAGE_H

#include "decide/batch.h"
#include "decide/excerpt.h"
#include "decide/letter.h"
#include "people/interest.h"
#include "web/cursor.h"
#include "web/site.h"

extern const View decide_round_view, decide_file_view, decide_batch_view, decide_waits_view,
        decide_outcome_view;

/* An application of a round, with the newest thing decided on it. */
typedef struct {
        Id application, determination;
        Str name, title, stage, slug, state;
        Str stage_title, what_title; /* in words */
        Str score;                   /* empty: none */
} DecideRow;
typedef struct {
        DecideRow *at;
        size_t n;
} DecideRowList;

typedef struct {
        Id id;
        DecideRound r;
        Interest own;     /* of who looks: they see nothing of these here */
        Str title, stage; /* stage: only those; empty: all */
        int64_t places, confirmed, announced, approved, proposed, free_n;
        DecideRowList files;
        Cursor page;
        DecideStageList stages;
        DeterminationLineList waiting, ready;
        DeterminationBatchList batches;
        Str accept;      /* what gives a place to who waits; empty: nothing does */
        bool may_decide; /* by who looks */
} DecideRoundModel;

/* One of the things that can be decided now. */
typedef struct {
        const SelectionDetermination *what;
} DecideOffer;
typedef struct {
        DecideOffer *at;
        size_t n;
} DecideOfferList;

/* What was decided on it, newest first. */
typedef struct {
        const Determination *of;
        Str title, told, until;
        bool may_approve, may_undo, may_send;
        DecideMailList mails; /* of one that is not told yet */
        Str fault;            /* why it could not be told */
} DecideStory;
typedef struct {
        DecideStory *at;
        size_t n;
} DecideStoryList;

typedef struct {
        DecideRound r;
        Application application;
        Str party, stage_title, seen, score;
        DecideOfferList offers;
        DeterminationList determinations;
        DecideStoryList stories;
        Str why_not;                /* in words, when nothing can be decided */
        Str over;                   /* if this one takes a place */
        DecideExcerptList excerpts; /* of reviews, for feedback */
        bool may_decide;
} DecideFileModel;

/* A line of a batch: what would happen. */
typedef struct {
        Id application;
        Str name, title, from, to, what, entry, fault;
        DecideMailList mails;
} DecideChange;
typedef struct {
        DecideChange *at;
        size_t n;
} DecideChangeList;

typedef struct {
        DecideRound r;
        DeterminationBatch batch;
        Id round;
        int64_t good, bad, mails; /* mails: of the page that is shown */
        int64_t takes;            /* places, of those that can be done */
        Str over;                 /* by how many, in words */
        DecideChangeList changes; /* a page of those that can be done */
        DecideChangeList faults;  /* the first that can not */
        Cursor page;
        int64_t proposed, approved, told, undone;
        int64_t send_at;
        bool may_decide, may_approve;
} DecideBatchModel;

typedef struct {
        DeterminationLine line;
        Str title;
        bool is_own;
} DecideWait;
typedef struct {
        DecideWait *at;
        size_t n;
} DecideWaitList;

typedef struct {
        Id batch, round;
        Str round_title, by;
        int64_t n, own;
} DecideWaitBatch;
typedef struct {
        DecideWaitBatch *at;
        size_t n;
} DecideWaitBatchList;

typedef struct {
        DecideWaitList alone;
        DecideWaitBatchList batches;
        DeterminationLineList lines;
} DecideWaitsModel;

typedef struct {
        DecideRound r;
        Application application;
        Determination of; /* id 0: nothing is told yet */
        Str title, stage_title, state, until;
        Id determination;
        bool may_answer, has_answer, is_late, takes_place;
} DecideOutcomeModel;

#endif
