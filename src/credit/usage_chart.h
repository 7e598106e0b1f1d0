/* credit/usage_chart: what was used by day, a column for each service, as a chart draws it. */
#ifndef SEEDBED_CREDIT_USAGE_CHART_H
#define SEEDBED_CREDIT_USAGE_CHART_H

#include "credit/usage.h"

enum {
        USAGE_DAYS = 31,
        USAGE_CHARTS_MAX = 3,    /* units, each its own */
        USAGE_CHART_SERVICES = 5 /* the largest; the rest is one more column */
};

typedef struct {
        const Str *at;
        size_t n;
} UsageTexts;

typedef struct {
        int64_t day;
        UsageTexts amounts; /* of each service; exact */
} UsageChartDay;

typedef struct {
        const UsageChartDay *at;
        size_t n;
} UsageChartDayList;

typedef struct {
        Str unit;
        UsageTexts services; /* an empty one: all others */
        UsageChartDayList days;
} UsageChart;

typedef struct {
        const UsageChart *at;
        size_t n;
} UsageChartList;

/* Of accounts and, beside each, its days from since_us (a midnight) on. */
Status usage_charts(Arena *a, LedgerAccountLineList accounts, const UsageDayLineList *days,
                    int64_t since_us, UsageChartList *out);

#endif
