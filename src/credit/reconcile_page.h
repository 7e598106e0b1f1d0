/* credit/reconcile_page: what was used beside what was billed, of a hub and month. */
#ifndef SEEDBED_CREDIT_RECONCILE_PAGE_H
#define SEEDBED_CREDIT_RECONCILE_PAGE_H

#include "credit/reconcile.h"
#include "web/cursor.h"

extern const View reconcile_view;

/* What was judged, as the page shows it. */
typedef struct {
        int64_t number;
        Id party;
        int64_t day;
        Str name, service, currency, used, billed, difference, state, reason, words;
} ReconcileRow;

typedef struct {
        const ReconcileRow *at;
        size_t n;
} ReconcileRowList;

typedef struct {
        Str state, currency, used, billed;
        int64_t rows;
} ReconcileTotal;

typedef struct {
        const ReconcileTotal *at;
        size_t n;
} ReconcileTotalList;

typedef struct {
        Hub hub;
        bool has_hub, may_set;
        Str month, state, tolerance;
        ReconcileTotalList totals;
        ReconcileRowList rows;
        Cursor page;
} ReconcileModel;

#endif
