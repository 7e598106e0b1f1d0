/* credit/reconcile: what was used, by live events, beside what was billed, per party, service and
 * day.
 *
 * Both are exact sums; they are held against each other at the scale of the currency. What differs
 * stays open until somebody says why, and is open again as soon as either side is another. */
#ifndef SEEDBED_CREDIT_RECONCILE_H
#define SEEDBED_CREDIT_RECONCILE_H

#include "base/exact.h"
#include "credit/reconcile.sql.h"
#include "hub/hub.h"

extern const Action reconcile_close_action;

enum { RECONCILE_ROWS_MAX = 200000 }; /* of a month, of both sides together */

typedef enum {
        RECONCILE_MATCHED,
        RECONCILE_MISSING_HERE, /* billed, and not used */
        RECONCILE_MISSING_THERE,
        RECONCILE_DOUBLED, /* billed is twice what was used, exactly */
        RECONCILE_DIFFERENT,
        RECONCILE_STATES
} ReconcileState;

const char *reconcile_state_name(ReconcileState s);

typedef struct {
        Id party; /* 0: nobody */
        int64_t day;
        Str service, currency, name;
        Exact used, billed;
} ReconcilePair;

typedef struct {
        ReconcilePair *at; /* by party, day, service, currency */
        size_t n;
} ReconcilePairs;

/* Every pair of a hub from one moment to another. TOO_MANY. Needs much memory: call it through
 * arena_try. */
Status reconcile_pairs(Db *db, Arena *a, Id hub, int64_t since, int64_t until, ReconcilePairs *out);
/* tolerance: how much they may differ and still match. */
ReconcileState reconcile_judge(const ReconcilePair *p, Exact tolerance);

#endif
