/* credit/reconcile: see the header. */
#include "credit/reconcile.h"

#include "base/time.h"
#include "credit/bill_period.sql.h"
#include "credit/unit.h"

#include <stdlib.h>
#include <string.h>

const char *reconcile_state_name(ReconcileState s)
{
        static const char *const names[] = {"matched", "missing-here", "missing-in-bill", "doubled",
                                            "different"};

        return names[s < RECONCILE_STATES ? s : 0];
}

/* --- gathering */

typedef struct {
        Db *db;
        Arena *a;
        Id hub;
        int64_t since, until;
        ReconcilePair *at;
        size_t n, room;
} Gathering;

static Status add(Gathering *g, const ReconcilePair *pair)
{
        if (g->n == RECONCILE_ROWS_MAX)
                return TOO_MANY;
        if (g->n == g->room) {
                size_t room = g->room ? 2 * g->room : 1024;
                ReconcilePair *more = arena_new(g->a, ReconcilePair, room);

                if (g->n)
                        memcpy(more, g->at, g->n * sizeof *more);
                g->at = more;
                g->room = room;
        }
        g->at[g->n++] = *pair;
        return OK;
}

/* Of what is counted in money. */
static Status gather_used(Gathering *g)
{
        ReconcileUsed after = {0};
        ReconcileUsedList list;
        Unit unit;

        do {
                TRY(reconcile_used(g->db, g->a, g->hub, g->since, g->until, after.account,
                                   after.day, after.service, &list));
                for (size_t i = 0; i < list.n; i++) {
                        ReconcilePair pair;

                        after = list.at[i];
                        pair = (ReconcilePair){.party = after.party,
                                               .day = after.day,
                                               .service = after.service,
                                               .currency = after.currency,
                                               .name = after.name};
                        if (!currency_find(after.currency, &unit))
                                continue;
                        if (exact_read(after.amount, &pair.used) != EXACT_OK)
                                return BROKEN;
                        TRY(add(g, &pair));
                }
        } while (list.n);
        return OK;
}

static Status gather_period(Gathering *g, Id period)
{
        ReconcileBilled after = {.day = g->since};
        ReconcileBilledList list;

        do {
                TRY(reconcile_billed(g->db, g->a, period, g->until, after.day, after.who,
                                     after.currency, after.service, &list));
                for (size_t i = 0; i < list.n; i++) {
                        ReconcilePair pair;

                        after = list.at[i];
                        pair = (ReconcilePair){.party = after.party,
                                               .day = after.day,
                                               .service = after.service,
                                               .currency = after.currency,
                                               .name = after.name};
                        if (exact_read(after.billed, &pair.billed) != EXACT_OK)
                                return BROKEN;
                        TRY(add(g, &pair));
                }
        } while (list.n);
        return OK;
}

static Status gather_billed(Gathering *g)
{
        BillPeriodList list;
        Id after = 0;

        do {
                TRY(bill_periods_at(g->db, g->a, g->hub, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        after = list.at[i].id;
                        TRY(gather_period(g, after));
                }
        } while (list.n);
        return OK;
}

/* --- beside each other */

static int compare(const void *x, const void *y)
{
        const ReconcilePair *p = x, *q = y;
        int c = (p->party > q->party) - (p->party < q->party);

        if (!c)
                c = (p->day > q->day) - (p->day < q->day);
        if (!c)
                c = str_cmp(p->service, q->service);
        return c ? c : str_cmp(p->currency, q->currency);
}

/* Those of one party, day, service and currency become one. */
static Status merge(Gathering *g)
{
        size_t kept = 0;

        for (size_t i = 1; i < g->n; i++) {
                ReconcilePair *last = &g->at[kept];

                if (compare(last, &g->at[i]) != 0) {
                        g->at[++kept] = g->at[i];
                        continue;
                }
                if (exact_add(last->used, g->at[i].used, &last->used) != EXACT_OK ||
                    exact_add(last->billed, g->at[i].billed, &last->billed) != EXACT_OK)
                        return TOO_LARGE;
        }
        g->n = g->n ? kept + 1 : 0;
        return OK;
}

Status reconcile_pairs(Db *db, Arena *a, Id hub, int64_t since, int64_t until, ReconcilePairs *out)
{
        Gathering g = {.db = db, .a = a, .hub = hub, .since = since, .until = until};

        TRY(gather_used(&g));
        TRY(gather_billed(&g));
        if (g.n)
                qsort(g.at, g.n, sizeof *g.at, compare);
        TRY(merge(&g));
        *out = (ReconcilePairs){g.at, g.n};
        return OK;
}

/* At the scale of the currency, as the ledger would have it. */
static Exact booked(Exact amount, Str currency)
{
        Exact rounded, rest;
        Unit unit;

        return currency_find(currency, &unit) &&
                               exact_round(amount, unit.scale, &rounded, &rest) == EXACT_OK
                       ? rounded
                       : amount;
}

ReconcileState reconcile_judge(const ReconcilePair *p, Exact tolerance)
{
        Exact used = booked(p->used, p->currency), billed = booked(p->billed, p->currency);
        Exact difference, twice;

        if (exact_subtract(billed, used, &difference) == EXACT_OK &&
            exact_compare(exact_magnitude(difference), tolerance) <= 0)
                return RECONCILE_MATCHED;
        if (exact_is_zero(used))
                return RECONCILE_MISSING_HERE;
        if (exact_is_zero(billed))
                return RECONCILE_MISSING_THERE;
        return exact_add(p->used, p->used, &twice) == EXACT_OK &&
                               exact_compare(twice, p->billed) == 0
                       ? RECONCILE_DOUBLED
                       : RECONCILE_DIFFERENT;
}
