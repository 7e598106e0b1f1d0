/* board/bulk_act: what an act on many makes of one application: said beforehand, and done. */
#ifndef SEEDBED_BOARD_BULK_ACT_H
#define SEEDBED_BOARD_BULK_ACT_H

#include "apply/apply.h"
#include "board/bulk.sql.h"
#include "board/view.h"
#include "review/assign.h"

enum { TAG_CHARS_MAX = 40, TAGS_OF_ONE_MAX = 20, BULK_REASON_CHARS_MAX = 500 };

typedef struct {
        Str slug, title;
} BulkStage;

/* What can be chosen in a round. */
typedef struct {
        BulkStage *stages; /* where members are moved without a decision */
        size_t stages_n;
        BulkReviewerList reviewers;
} BulkOffers;
Status bulk_offers(Db *db, Arena *a, const BoardSpace *space, BulkOffers *out);

/* Does a decision lead to that stage? Then it takes one, and is no mere move. */
bool bulk_is_decided(const Selection *sel, Str stage);
/* What the act needs beside MAY_APPLICATION_EDIT, where the round is. */
Permission bulk_permission(const Bulk *bulk);

/* An act with what all of its lines need. */
typedef struct {
        Bulk bulk;
        BoardSpace space;
        ReviewIn in; /* of "assign" */
        Reviewer reviewer;
        int64_t until;     /* of "reopen" */
        Application other; /* of "double" */
        Str other_name;
} BulkAct;
/* act->bulk is given. NOT_FOUND: what it names is not there any more. */
Status bulk_act_open(Db *db, Arena *a, BulkAct *act);

/* The stage, the tag, the reviewer, the moment, the other one: the same for all. */
Str bulk_goes_to(const BulkAct *act);

/* What would become of one of them. */
typedef struct {
        Id application, party;
        Str name, from, to; /* for people */
        Str was;            /* the slug of the stage where it stands; only of "move" */
        Str fault;          /* why it is left out; empty: it can be done */
} BulkChange;

typedef struct {
        BulkChange *at;
        size_t n;
} BulkChangeList;

/* NOT_FOUND: the application is not of that round. */
Status bulk_plan(Db *db, Arena *a, const BulkAct *act, Id application, int64_t now_us,
                 BulkChange *out);
/* The same of an act that was done, from what is kept of it. */
void bulk_shown(const BulkAct *act, const BulkLine *line, BulkChange *out);
/* Does it with one of which bulk_plan found no fault, just before. */
Status bulk_do(Deed *d, BulkAct *act, Id application);
/* After the last of so many. */
Status bulk_close(Deed *d, const BulkAct *act, int64_t done);

#endif
