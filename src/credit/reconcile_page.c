/* credit/reconcile_page: see the header. */
#include "credit/reconcile_page.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/account.h"
#include "credit/ledger_page.h"
#include "credit/reconcile.html.h"

#include <string.h>

enum { WORK_BYTES_MAX = 192 * 1024 * 1024, TOTALS_MAX = 200 };

static const RowColumn row_columns[] = {
        {"number", COL_INT, offsetof(ReconcileRow, number)},
        {"party", COL_ID, offsetof(ReconcileRow, party)},
        {"name", COL_TEXT, offsetof(ReconcileRow, name)},
        {"day", COL_TIME, offsetof(ReconcileRow, day)},
        {"service", COL_TEXT, offsetof(ReconcileRow, service)},
        {"currency", COL_TEXT, offsetof(ReconcileRow, currency)},
        {"used", COL_TEXT, offsetof(ReconcileRow, used)},
        {"billed", COL_TEXT, offsetof(ReconcileRow, billed)},
        {"difference", COL_TEXT, offsetof(ReconcileRow, difference)},
        {"state", COL_TEXT, offsetof(ReconcileRow, state)},
        {"reason", COL_TEXT, offsetof(ReconcileRow, reason)},
        {"words", COL_TEXT, offsetof(ReconcileRow, words)}};
static const RowShape shape_ReconcileRow = {"ReconcileRow", row_columns,
                                            sizeof row_columns / sizeof *row_columns,
                                            sizeof(ReconcileRow)};

static const RowColumn total_columns[] = {
        {"state", COL_TEXT, offsetof(ReconcileTotal, state)},
        {"currency", COL_TEXT, offsetof(ReconcileTotal, currency)},
        {"rows", COL_INT, offsetof(ReconcileTotal, rows)},
        {"used", COL_TEXT, offsetof(ReconcileTotal, used)},
        {"billed", COL_TEXT, offsetof(ReconcileTotal, billed)}};
static const RowShape shape_ReconcileTotal = {"ReconcileTotal", total_columns,
                                              sizeof total_columns / sizeof *total_columns,
                                              sizeof(ReconcileTotal)};

static const Field query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub; your own when not said")},
        {"month", FIELD_TEXT, .chars_max = 7,
         .label = N_("Month, as in 2026-11; the present one when not said")},
        {"state", FIELD_TEXT, .chars_max = 20,
         .label = N_("matched, missing-here, missing-in-bill, doubled or different")},
        {"tolerance", FIELD_TEXT, .chars_max = 40,
         .label = N_("How much may differ and still match: 0.01")},
        {"after", FIELD_INT, .min = 0, .max = INT64_MAX,
         .label = N_("Cursor: next of the page before")},
        {0}};

/* --- what is asked for */

typedef struct {
        Visit *v;
        ReconcileModel *m;
        Arena a;
        int64_t month;
        int state; /* -1: all */
        Exact tolerance;
        struct {
                Str currency;
                int state;
                int64_t rows;
                Exact used, billed;
        } total[TOTALS_MAX];
        size_t totals;
        ReconcileRow rows[CURSOR_ROWS + 1];
        size_t n;
} Asked;

static Status read_query(Visit *v, Asked *x)
{
        Str month = visit_query(v, "month"), state = visit_query(v, "state");
        Str tolerance = visit_query(v, "tolerance");
        int64_t at;

        x->month = time_month(v->now_us);
        if (month.len &&
            (month.len != 7 || !time_parse(str_fmt(v->a, "%.*s-01", S_ARG(month)), &at)))
                return visit_fault(v, INVALID, _("A month is written as in 2026-11."));
        if (month.len)
                x->month = time_month(at);
        x->state = -1;
        for (int i = 0; i < RECONCILE_STATES; i++)
                if (str_is(state, reconcile_state_name((ReconcileState)i)))
                        x->state = i;
        if (state.len && x->state < 0)
                return visit_fault(v, INVALID, _("There is no such state."));
        if (tolerance.len &&
            (exact_read(tolerance, &x->tolerance) != EXACT_OK || x->tolerance.atto < 0))
                return visit_fault(v, INVALID, _("A tolerance is an amount, as in 0.01."));
        x->m->month = time_month_text(v->a, x->month);
        x->m->state = state;
        x->m->tolerance = tolerance;
        return OK;
}

/* --- the answer */

static Status add_total(Asked *x, const ReconcilePair *p, int state)
{
        size_t k = 0;

        while (k < x->totals &&
               !(x->total[k].state == state && str_eq(x->total[k].currency, p->currency)))
                k++;
        if (k == TOTALS_MAX)
                return TOO_MANY;
        if (k == x->totals) {
                x->totals++;
                x->total[k].state = state;
                x->total[k].currency = str_copy(x->v->a, p->currency);
        }
        x->total[k].rows++;
        return exact_add(x->total[k].used, p->used, &x->total[k].used) == EXACT_OK &&
                               exact_add(x->total[k].billed, p->billed, &x->total[k].billed) ==
                                       EXACT_OK
                       ? OK
                       : TOO_LARGE;
}

/* What was said of it, if both sides are still what they were then. */
static Status read_closed(Asked *x, ReconcileRow *row)
{
        Visit *v = x->v;
        ReconcileClose known;
        Status s = reconcile_close_get(v->db, v->a, x->m->hub.id, row->party, row->day,
                                       row->service, row->currency, &known);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        if (str_eq(known.used, row->used) && str_eq(known.billed, row->billed)) {
                row->reason = known.reason;
                row->words = known.words;
        }
        return OK;
}

static Status add_row(Asked *x, const ReconcilePair *p, int state, int64_t number)
{
        Arena *a = x->v->a;
        ReconcileRow *row = &x->rows[x->n++];
        Exact difference;

        if (exact_subtract(p->billed, p->used, &difference) != EXACT_OK)
                return TOO_LARGE;
        *row = (ReconcileRow){.number = number,
                              .party = p->party,
                              .day = p->day,
                              .name = str_copy(a, p->name),
                              .service = str_copy(a, p->service),
                              .currency = str_copy(a, p->currency),
                              .used = exact_text(a, p->used),
                              .billed = exact_text(a, p->billed),
                              .difference = exact_text(a, difference),
                              .state = str_from(reconcile_state_name((ReconcileState)state))};
        return read_closed(x, row);
}

static Status gather(void *ctx)
{
        Asked *x = ctx;
        ReconcilePairs all;

        TRY(reconcile_pairs(x->v->db, &x->a, x->m->hub.id, time_month_begin(x->month),
                            time_month_begin(x->month + 1), &all));
        for (size_t i = 0; i < all.n; i++) {
                int state = (int)reconcile_judge(&all.at[i], x->tolerance);
                int64_t number = (int64_t)i + 1;

                TRY(add_total(x, &all.at[i], state));
                if ((x->state < 0 || x->state == state) && number > x->m->page.at &&
                    x->n <= CURSOR_ROWS)
                        TRY(add_row(x, &all.at[i], state, number));
        }
        return OK;
}

static void show(Asked *x)
{
        Arena *a = x->v->a;
        ReconcileTotal *totals = arena_new(a, ReconcileTotal, x->totals + 1);
        ReconcileRow *rows = arena_new(a, ReconcileRow, x->n + 1);

        for (size_t i = 0; i < x->totals; i++)
                totals[i] = (ReconcileTotal){
                        .state = str_from(reconcile_state_name((ReconcileState)x->total[i].state)),
                        .currency = x->total[i].currency,
                        .used = exact_text(a, x->total[i].used),
                        .billed = exact_text(a, x->total[i].billed),
                        .rows = x->total[i].rows};
        memcpy(rows, x->rows, x->n * sizeof *rows);
        x->m->totals = (ReconcileTotalList){totals, x->totals};
        x->m->rows = (ReconcileRowList){rows, x->n};
        CURSOR_CUT(&x->m->page, &x->m->rows, number);
}

static Status load(Visit *v, void *out)
{
        ReconcileModel *m = out;
        Asked *x = arena_new(v->a, Asked, 1);
        Place place;
        Status s;

        x->v = v;
        x->m = m;
        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(read_query(v, x));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        x->a = arena_make(WORK_BYTES_MAX);
        s = arena_try(&x->a, gather, x);
        arena_free(&x->a);
        if (s == TOO_MANY || s == TOO_LARGE)
                return visit_fault(v, INVALID, _("This month is too much for one page."));
        TRY(s);
        show(x);
        return OK;
}

static const Part parts[] = {PART_VALUE_OF(ReconcileModel, month, COL_TEXT),
                             PART_LIST_OF(ReconcileModel, totals, ReconcileTotal),
                             PART_LIST_OF(ReconcileModel, rows, ReconcileRow),
                             PART_NEXT_OF(ReconcileModel, page, COL_INT),
                             {0}};

static void draw(Page *out, const Visit *v, const void *model)
{
        (void)v;
        reconcile_page(out, model);
}

const View reconcile_view = {.path = "/reconciliation",
                             .word = "reconciliation show",
                             .may = MAY_LEDGER_SEE,
                             .title = N_("Reconciliation"),
                             .help = N_("What was used beside what was billed, by party, service "
                                        "and day of a month."),
                             .query = query,
                             .bytes = sizeof(ReconcileModel),
                             .parts = parts,
                             .load = load,
                             .draw = draw};
