/* credit/usage_sum_page: what a party used, by day and by service. */
#include "credit/ledger_page.h"

#include "base/exact.h"
#include "base/time.h"
#include "credit/usage.h"

#include <stdlib.h>

static const RowColumn day_columns[] = {{"day", COL_TIME, offsetof(UsageDayRow, day)},
                                        {"unit", COL_TEXT, offsetof(UsageDayRow, unit)},
                                        {"events", COL_INT, offsetof(UsageDayRow, events)},
                                        {"amount", COL_TEXT, offsetof(UsageDayRow, amount)}};
const RowShape usage_day_shape = {"UsageDayRow", day_columns,
                                  sizeof day_columns / sizeof *day_columns, sizeof(UsageDayRow)};

static const RowColumn service_columns[] = {
        {"service", COL_TEXT, offsetof(UsageServiceRow, service)},
        {"unit", COL_TEXT, offsetof(UsageServiceRow, unit)},
        {"events", COL_INT, offsetof(UsageServiceRow, events)},
        {"quantity", COL_TEXT, offsetof(UsageServiceRow, quantity)},
        {"amount", COL_TEXT, offsetof(UsageServiceRow, amount)}};
const RowShape usage_service_shape = {"UsageServiceRow", service_columns,
                                      sizeof service_columns / sizeof *service_columns,
                                      sizeof(UsageServiceRow)};

/* A sum while it is added up. */
typedef struct {
        int64_t day, events;
        Str service, unit;
        Exact quantity, amount;
} Sum;

typedef struct {
        Sum *at;
        size_t n;
} Sums;

static Sum *sum_of(Sums *sums, int64_t day, Str service, Str unit)
{
        for (size_t i = 0; i < sums->n; i++)
                if (sums->at[i].day == day && str_eq(sums->at[i].service, service) &&
                    str_eq(sums->at[i].unit, unit))
                        return &sums->at[i];
        sums->at[sums->n] = (Sum){.day = day, .service = service, .unit = unit};
        return &sums->at[sums->n++];
}

static Status add(Sum *sum, const UsageDayLine *line)
{
        Exact quantity, amount;

        if (exact_read(line->quantity, &quantity) != EXACT_OK ||
            exact_read(line->amount, &amount) != EXACT_OK)
                return BROKEN;
        sum->events += line->events;
        return exact_add(sum->quantity, quantity, &sum->quantity) == EXACT_OK &&
                               exact_add(sum->amount, amount, &sum->amount) == EXACT_OK
                       ? OK
                       : TOO_LARGE;
}

static int newest_first(const void *x, const void *y)
{
        const Sum *p = x, *q = y;

        if (p->day != q->day)
                return p->day < q->day ? 1 : -1;
        return p->service.len || q->service.len ? str_cmp(p->service, q->service)
                                                : str_cmp(p->unit, q->unit);
}

static void show(Visit *v, Sums *days, Sums *services, PartyLedgerModel *m)
{
        UsageDayRow *day = arena_new(v->a, UsageDayRow, days->n + 1);
        UsageServiceRow *service = arena_new(v->a, UsageServiceRow, services->n + 1);

        qsort(days->at, days->n, sizeof *days->at, newest_first);
        qsort(services->at, services->n, sizeof *services->at, newest_first);
        for (size_t i = 0; i < days->n; i++) {
                const Sum *s = &days->at[i];

                day[i] = (UsageDayRow){s->day, s->events, s->unit, exact_text(v->a, s->amount)};
        }
        for (size_t i = 0; i < services->n; i++) {
                const Sum *s = &services->at[i];

                service[i] = (UsageServiceRow){s->events, s->service, s->unit,
                                               exact_text(v->a, s->quantity),
                                               exact_text(v->a, s->amount)};
        }
        m->usage_days = (UsageDayRowList){day, days->n};
        m->usage_services = (UsageServiceRowList){service, services->n};
}

Status usage_of_accounts(Visit *v, LedgerAccountLineList accounts, PartyLedgerModel *m)
{
        int64_t today = v->now_us - v->now_us % DAY_US, since = today - (USAGE_DAYS - 1) * DAY_US;
        UsageDayLineList *lists = arena_new(v->a, UsageDayLineList, accounts.n + 1);
        Sums days, services;
        size_t n = 0;

        for (size_t i = 0; i < accounts.n; i++) {
                if (str_is(accounts.at[i].kind, USAGE_OWED))
                        TRY(usage_days_of(v->db, v->a, accounts.at[i].id, since, &lists[i]));
                n += lists[i].n;
        }
        days = (Sums){arena_new(v->a, Sum, n + 1), 0};
        services = (Sums){arena_new(v->a, Sum, n + 1), 0};
        for (size_t i = 0; i < accounts.n; i++)
                for (size_t k = 0; k < lists[i].n; k++) {
                        const UsageDayLine *l = &lists[i].at[k];
                        Str unit = accounts.at[i].unit;

                        TRY(add(sum_of(&days, l->day, (Str){0}, unit), l));
                        TRY(add(sum_of(&services, 0, l->service, unit), l));
                }
        show(v, &days, &services, m);
        return usage_charts(v->a, accounts, lists, since, &m->usage_charts);
}
