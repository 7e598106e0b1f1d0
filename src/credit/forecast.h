/* credit/forecast: how long what a party was given lasts, and what of it will lapse.
 *
 * What was used in the last days goes on as it was, out of one grant after another in the order in
 * which they are spent; a grant that ends before it is used up lapses with the rest. All of it is
 * counted in whole numbers: amounts times the days that were looked at, so nothing is rounded on
 * the way. A grant is spent at the hub that gave it alone, so each hub and unit stands for itself.
 */
#ifndef SEEDBED_CREDIT_FORECAST_H
#define SEEDBED_CREDIT_FORECAST_H

#include "base/time.h"
#include "credit/forecast.sql.h"

enum { FORECAST_DAYS = 30, FORECAST_YEARS_MAX = 100 };

/* What will be there of a grant when its time is over. */
typedef struct {
        Id grant, hub;
        Str title, unit;
        int64_t amount, at;
} GrantLapse;

typedef struct {
        const GrantLapse *at;
        size_t n;
} GrantLapseList;

/* Of a hub and a unit. */
typedef struct {
        Id hub;
        Str unit;
        int64_t given, left;  /* of grants that can be spent, without what left them unused */
        int64_t used;         /* in the last FORECAST_DAYS, of those that are over now, too */
        int64_t ends_at;      /* from then on nothing is left; 0: nobody uses anything, or it lasts
                                 longer than FORECAST_YEARS_MAX */
        Id newest;            /* the newest grant, or top-up of one */
        size_t first, grants; /* which rows of the query they are */
} GrantForecast;

typedef struct {
        GrantForecast *at;
        size_t n;
} GrantForecastList;

/* A grant as the forecast has it, in the order in which they are spent. */
typedef struct {
        int64_t left, ends_at; /* ends_at 0: never */
        int64_t lapses;        /* out */
} GrantSpan;
/* When nothing is left, as in GrantForecast, and what lapses of each. */
int64_t forecast_run(GrantSpan *grants, size_t n, int64_t used, int64_t now_us);

/* What there is, hub by hub and unit by unit; used, ends_at and lapses are not filled in. out_rows
 * may be NULL. */
Status grant_sums(Db *db, Arena *a, Id party, int64_t now_us, GrantForecastList *out,
                  ForecastGrantList *out_rows);
/* The same, with all. On a reader: it looks at lines of the ledger. */
Status grant_forecasts(Db *db, Arena *a, Id party, int64_t now_us, GrantForecastList *out,
                       GrantLapseList *out_lapses);

#endif
