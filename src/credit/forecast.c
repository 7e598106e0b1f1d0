/* credit/forecast: see the header. */
#include "credit/forecast.h"

#include "credit/ledger.h"

#define SPAN_US (FORECAST_DAYS * DAY_US)
#define FAR_US (FORECAST_YEARS_MAX * 365 * DAY_US)

/* Amounts times SPAN_US: what is used in a time is exactly `used` times it. */
typedef __int128 Fine;

/* --- the future */

typedef struct {
        GrantSpan *grants;
        Fine *rest; /* of each */
        size_t n;
        Fine gone; /* since now */
        int64_t used, now_us;
} Run;

static size_t first_left(const Run *r)
{
        size_t i = 0;

        while (i < r->n && r->rest[i] <= 0)
                i++;
        return i;
}

/* When the next of those that have something ends; INT64_MAX: none does. */
static int64_t next_end(const Run *r)
{
        int64_t at = INT64_MAX;

        for (size_t i = 0; i < r->n; i++)
                if (r->rest[i] > 0 && r->grants[i].ends_at && r->grants[i].ends_at < at)
                        at = r->grants[i].ends_at;
        return at;
}

/* When a grant is used up that is spent from now on; INT64_MAX: not in FAR_US. */
static int64_t used_up_at(const Run *r, size_t i)
{
        Fine after_us;

        if (r->used <= 0)
                return INT64_MAX;
        after_us = (r->gone + r->rest[i] + r->used - 1) / r->used;
        return after_us > FAR_US ? INT64_MAX : r->now_us + (int64_t)after_us;
}

static void lapse_at(Run *r, int64_t at)
{
        for (size_t i = 0; i < r->n; i++)
                if (r->rest[i] > 0 && r->grants[i].ends_at == at) {
                        r->grants[i].lapses = (int64_t)(r->rest[i] / SPAN_US);
                        r->rest[i] = 0;
                }
}

/* Up to the next moment at which a grant is used up or ends; false: nothing more happens. */
static bool go_on(Run *r, int64_t *at)
{
        size_t i = first_left(r);
        int64_t end, used_up;

        if (i == r->n)
                return false;
        end = next_end(r);
        used_up = used_up_at(r, i);
        if (used_up == INT64_MAX && end == INT64_MAX) {
                *at = 0; /* it stays for ever */
                return false;
        }
        if (used_up <= end) {
                r->gone += r->rest[i];
                r->rest[i] = 0;
                *at = used_up;
                return true;
        }
        if (r->used > 0) {
                Fine gone = (Fine)r->used * (end - r->now_us);

                r->rest[i] -= gone - r->gone;
                r->gone = gone;
        }
        lapse_at(r, end);
        *at = end;
        return true;
}

int64_t forecast_run(GrantSpan *grants, size_t n, int64_t used, int64_t now_us)
{
        Arena a = arena_make(64 * KIB + n * sizeof(Fine));
        Run r = {.grants = grants,
                 .rest = arena_new(&a, Fine, n + 1),
                 .n = n,
                 .used = used,
                 .now_us = now_us};
        int64_t at = 0;

        for (size_t i = 0; i < n; i++) {
                r.rest[i] = (Fine)grants[i].left * SPAN_US;
                grants[i].lapses = 0;
        }
        while (go_on(&r, &at))
                ;
        arena_free(&a);
        return used > 0 ? at : 0;
}

/* --- what there is */

static int64_t plus(int64_t x, int64_t y)
{
        int64_t sum;

        return __builtin_add_overflow(x, y, &sum) ? INT64_MAX : sum;
}

static bool can_be_spent(const ForecastGrant *g, int64_t now_us)
{
        return str_is(g->state, "active") && (!g->ends_at || g->ends_at > now_us);
}

static void add_row(GrantForecast *f, const ForecastGrant *g, int64_t now_us)
{
        f->grants++;
        if (!can_be_spent(g, now_us))
                return;
        f->given = plus(f->given, g->amount - g->returned);
        f->left = plus(f->left, g->balance > 0 ? g->balance : 0);
        f->newest = f->newest > g->id ? f->newest : g->id;
        f->newest = f->newest > g->topped ? f->newest : g->topped;
}

Status grant_sums(Db *db, Arena *a, Id party, int64_t now_us, GrantForecastList *out,
                  ForecastGrantList *out_rows)
{
        ForecastGrantList rows;
        GrantForecast *sums;
        IdMaker then = {0};
        size_t n = 0;

        TRY(forecast_grants(db, a, party, id_make(&then, now_us - SPAN_US - SECOND_US), &rows));
        sums = arena_new(a, GrantForecast, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                const ForecastGrant *g = &rows.at[i];

                if (!n || sums[n - 1].hub != g->hub || !str_eq(sums[n - 1].unit, g->unit))
                        sums[n++] = (GrantForecast){.hub = g->hub, .unit = g->unit, .first = i};
                add_row(&sums[n - 1], g, now_us);
        }
        *out = (GrantForecastList){sums, n};
        if (out_rows)
                *out_rows = rows;
        return OK;
}

/* --- what was used lately */

typedef struct {
        Db *db;
        Arena *a;
        int64_t now_us, since_us;
        ForecastGrantList rows;
        ForecastChangeList changes;
        GrantLapse *lapses;
        size_t lapses_n;
} Look;

/* What was given and what left unused is known line by line; the rest of what moved was used. */
static Status used_lately(const Look *l, const ForecastGrant *g, int64_t *out)
{
        int64_t given = g->amount, returned = g->returned, then, used;

        *out = 0;
        if (id_time_us(g->last) < l->since_us - SECOND_US)
                return OK; /* nothing moved since */
        used = g->amount - g->returned - g->balance;
        if (g->begins_at <= l->since_us) {
                for (size_t i = 0; i < l->changes.n; i++) {
                        const ForecastChange *c = &l->changes.at[i];

                        if (c->about != g->id)
                                continue;
                        if (str_is(c->kind, "top-up"))
                                given -= c->amount;
                        else
                                returned -= c->amount;
                }
                TRY(ledger_balance_at(l->db, l->a, g->account, l->since_us, &then));
                used -= given - returned - then;
        }
        *out = used > 0 ? used : 0;
        return OK;
}

static Status look_ahead(Look *l, GrantForecast *f)
{
        GrantSpan *spans = arena_new(l->a, GrantSpan, f->grants + 1);
        const ForecastGrant **of = arena_new(l->a, const ForecastGrant *, f->grants + 1);
        size_t n = 0;

        for (size_t i = f->first; i < f->first + f->grants; i++) {
                const ForecastGrant *g = &l->rows.at[i];
                int64_t used;

                TRY(used_lately(l, g, &used));
                f->used = plus(f->used, used);
                if (can_be_spent(g, l->now_us) && g->balance > 0) {
                        of[n] = g;
                        spans[n++] = (GrantSpan){.left = g->balance, .ends_at = g->ends_at};
                }
        }
        f->ends_at = forecast_run(spans, n, f->used, l->now_us);
        for (size_t i = 0; i < n; i++)
                if (spans[i].lapses > 0)
                        l->lapses[l->lapses_n++] = (GrantLapse){.grant = of[i]->id,
                                                                .hub = of[i]->hub,
                                                                .title = of[i]->title,
                                                                .unit = of[i]->unit,
                                                                .amount = spans[i].lapses,
                                                                .at = of[i]->ends_at};
        return OK;
}

Status grant_forecasts(Db *db, Arena *a, Id party, int64_t now_us, GrantForecastList *out,
                       GrantLapseList *out_lapses)
{
        Look l = {.db = db, .a = a, .now_us = now_us, .since_us = now_us - SPAN_US};
        GrantForecastList sums;
        size_t n = 0;

        TRY(grant_sums(db, a, party, now_us, &sums, &l.rows));
        TRY(forecast_changes(db, a, party, l.since_us, &l.changes));
        l.lapses = arena_new(a, GrantLapse, l.rows.n + 1);
        for (size_t i = 0; i < sums.n; i++)
                if (sums.at[i].given > 0) {
                        sums.at[n] = sums.at[i];
                        TRY(look_ahead(&l, &sums.at[n++]));
                }
        *out = (GrantForecastList){sums.at, n};
        *out_lapses = (GrantLapseList){l.lapses, l.lapses_n};
        return OK;
}
