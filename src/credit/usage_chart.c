/* credit/usage_chart: see the header. */
#include "credit/usage_chart.h"

#include "base/exact.h"
#include "base/time.h"

#include <stdlib.h>

enum { COLUMNS_MAX = USAGE_CHART_SERVICES + 1 };

typedef struct {
        Str unit, service;
        Exact amount;
} Service;

typedef struct {
        Exact of[COLUMNS_MAX];
} Day;

typedef struct {
        Arena *a;
        LedgerAccountLineList accounts;
        const UsageDayLineList *days;
        int64_t since_us;
        Service *all;
        size_t n;
} Charting;

static Status add(Exact *to, Str amount)
{
        Exact v;

        if (exact_read(amount, &v) != EXACT_OK)
                return BROKEN;
        return exact_add(*to, v, to) == EXACT_OK ? OK : TOO_LARGE;
}

static Service *service_of(Charting *c, Str unit, Str service)
{
        for (size_t i = 0; i < c->n; i++)
                if (str_eq(c->all[i].unit, unit) && str_eq(c->all[i].service, service))
                        return &c->all[i];
        c->all[c->n] = (Service){.unit = unit, .service = service};
        return &c->all[c->n++];
}

static int largest_first(const void *x, const void *y)
{
        const Service *p = x, *q = y;
        int c = str_cmp(p->unit, q->unit);

        if (!c)
                c = exact_compare(exact_magnitude(q->amount), exact_magnitude(p->amount));
        return c ? c : str_cmp(p->service, q->service);
}

static Status sum_services(Charting *c)
{
        size_t n = 0;

        for (size_t i = 0; i < c->accounts.n; i++)
                n += c->days[i].n;
        c->all = arena_new(c->a, Service, n + 1);
        for (size_t i = 0; i < c->accounts.n; i++)
                for (size_t k = 0; k < c->days[i].n; k++)
                        TRY(add(&service_of(c, c->accounts.at[i].unit, c->days[i].at[k].service)
                                         ->amount,
                                c->days[i].at[k].amount));
        qsort(c->all, c->n, sizeof *c->all, largest_first);
        return OK;
}

/* The column of a service; the last one when it has none of its own. */
static size_t column_of(const UsageTexts *services, Str service)
{
        size_t i = 0;

        while (i + 1 < services->n && !str_eq(services->at[i], service))
                i++;
        return i;
}

static Status fill(const Charting *c, const UsageChart *chart, Day *days)
{
        for (size_t i = 0; i < c->accounts.n; i++)
                for (size_t k = 0; k < c->days[i].n; k++) {
                        const UsageDayLine *l = &c->days[i].at[k];
                        int64_t day = (l->day - c->since_us) / DAY_US;

                        if (str_eq(c->accounts.at[i].unit, chart->unit) && day >= 0 &&
                            day < USAGE_DAYS)
                                TRY(add(&days[day].of[column_of(&chart->services, l->service)],
                                        l->amount));
                }
        return OK;
}

/* Of one unit: services from first on, n of them. */
static Status chart_of(const Charting *c, const Service *first, size_t n, UsageChart *out)
{
        size_t columns = n > USAGE_CHART_SERVICES ? COLUMNS_MAX : n;
        UsageChartDay *days = arena_new(c->a, UsageChartDay, USAGE_DAYS);
        Day *sums = arena_new(c->a, Day, USAGE_DAYS);
        Str *services = arena_new(c->a, Str, COLUMNS_MAX);

        for (size_t i = 0; i < columns && i < USAGE_CHART_SERVICES; i++)
                services[i] = first[i].service;
        out->unit = first->unit;
        out->services = (UsageTexts){services, columns};
        TRY(fill(c, out, sums));
        for (size_t d = 0; d < USAGE_DAYS; d++) {
                Str *texts = arena_new(c->a, Str, COLUMNS_MAX);

                for (size_t i = 0; i < columns; i++)
                        texts[i] = exact_text(c->a, sums[d].of[i]);
                days[d] = (UsageChartDay){c->since_us + (int64_t)d * DAY_US, {texts, columns}};
        }
        out->days = (UsageChartDayList){days, USAGE_DAYS};
        return OK;
}

Status usage_charts(Arena *a, LedgerAccountLineList accounts, const UsageDayLineList *days,
                    int64_t since_us, UsageChartList *out)
{
        UsageChart *charts = arena_new(a, UsageChart, USAGE_CHARTS_MAX);
        Charting c = {.a = a, .accounts = accounts, .days = days, .since_us = since_us};
        size_t n = 0;

        TRY(sum_services(&c));
        for (size_t i = 0, k; i < c.n && n < USAGE_CHARTS_MAX; i = k) {
                for (k = i + 1; k < c.n && str_eq(c.all[k].unit, c.all[i].unit);)
                        k++;
                TRY(chart_of(&c, &c.all[i], k - i, &charts[n++]));
        }
        *out = (UsageChartList){charts, n};
        return OK;
}
