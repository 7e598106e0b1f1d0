/* credit/focus_file_page: see the header.
 *
 * A row for each day, service and account, as they were added up when the usage was taken in: the
 * amount that was rated, to the last digit, is every one of the costs. What is charged in a unit
 * of our own costs no money: then the costs are 0 in the hub's currency, and what it comes to
 * stands in the pricing currency, which FOCUS allows to be a virtual one. */
#include "credit/focus_file_page.h"

#include "base/exact.h"
#include "base/time.h"
#include "base/words.h"
#include "credit/file_page.h"
#include "credit/focus_column.h"
#include "credit/focus_file.sql.h"
#include "credit/ledger_page.h"
#include "credit/price_load.h"
#include "credit/usage.h"

enum { VERSION = 12 };

/* Besides those that the version asks for. */
static const FocusColumn more[] = {
        FOCUS_BILLING_ACCOUNT_TYPE, FOCUS_CHARGE_FREQUENCY, FOCUS_CONSUMED_QUANTITY,
        FOCUS_CONSUMED_UNIT,        FOCUS_PRICING_CURRENCY, FOCUS_PRICING_CURRENCY_EFFECTIVE_COST};

typedef struct {
        PartyView party;
        int64_t from_us, until_us;
        FocusColumn columns[FOCUS_COLUMNS];
        const char *names[FOCUS_COLUMNS];
        size_t columns_n;
} Bill;

enum { SERVICE_BYTES_MAX = USAGE_SERVICE_CHARS_MAX * 4, TITLE_BYTES_MAX = 1024 };

/* What was found of a service last: so that a month of one is asked for once. */
typedef struct {
        char service[SERVICE_BYTES_MAX], title[TITLE_BYTES_MAX], unit[TITLE_BYTES_MAX];
        Str of, title_text, unit_text; /* in those; of: empty, nothing was */
        Str category;
        int64_t until_us; /* from that day on another version says */
} Known;

/* An account that charges. */
typedef struct {
        Known *known;
        Id account;
        Str unit, hub;
        Str currency; /* that costs are in */
        bool is_money;
} Charged;

typedef struct {
        const Charged *of;
        const UsageFocusDay *day;
        Str unit;     /* that its quantity is in; empty: nobody says */
        Str category; /* of services, as FOCUS has them */
        Str title;
} Line;

/* --- columns */

static bool has_column(FocusColumn column)
{
        const FocusColumnInfo *info = focus_column_info(column);

        for (size_t i = 0; i < sizeof more / sizeof *more; i++)
                if (more[i] == column)
                        return true;
        return info->is_mandatory && info->since <= VERSION &&
               (!info->last || info->last >= VERSION);
}

static void choose_columns(Bill *b)
{
        for (int i = 0; i < FOCUS_COLUMNS; i++)
                if (has_column((FocusColumn)i)) {
                        b->columns[b->columns_n] = (FocusColumn)i;
                        b->names[b->columns_n++] = focus_column_info((FocusColumn)i)->name.at;
                }
}

static Str cost_of(const Line *l)
{
        return l->of->is_money ? l->day->amount : S("0");
}

static Str text_cell(FileOut *o, const Bill *b, const Line *l, FocusColumn column)
{
        switch (column) {
        case FOCUS_BILLING_ACCOUNT_ID: return id_text(o->v->a, l->of->account);
        case FOCUS_BILLING_ACCOUNT_NAME: return b->party.name;
        case FOCUS_BILLING_ACCOUNT_TYPE: return S("Member");
        case FOCUS_BILLING_CURRENCY: return l->of->currency;
        case FOCUS_CHARGE_CATEGORY: return S("Usage");
        case FOCUS_CHARGE_DESCRIPTION: return l->title;
        case FOCUS_CHARGE_FREQUENCY: return S("Usage-Based");
        case FOCUS_CONSUMED_UNIT:
        case FOCUS_PRICING_UNIT: return l->unit;
        case FOCUS_INVOICE_ISSUER_NAME: return l->of->hub;
        case FOCUS_PRICING_CURRENCY: return l->of->unit;
        case FOCUS_PROVIDER_NAME:
        case FOCUS_PUBLISHER_NAME: return o->v->site->name;
        case FOCUS_SERVICE_CATEGORY: return l->category;
        case FOCUS_SERVICE_NAME: return l->day->service;
        default: return (Str){0}; /* null: the class of what is no correction */
        }
}

static SheetCell cell(FileOut *o, const Bill *b, const Line *l, FocusColumn column)
{
        Arena *a = o->v->a;

        switch (column) {
        case FOCUS_BILLED_COST:
        case FOCUS_EFFECTIVE_COST:
        case FOCUS_LIST_COST:
        case FOCUS_CONTRACTED_COST: return file_number(cost_of(l));
        case FOCUS_PRICING_CURRENCY_EFFECTIVE_COST: return file_number(l->day->amount);
        case FOCUS_CONSUMED_QUANTITY:
        case FOCUS_PRICING_QUANTITY: return file_number(l->unit.len ? l->day->quantity : (Str){0});
        case FOCUS_BILLING_PERIOD_START: return file_time(a, b->from_us);
        case FOCUS_BILLING_PERIOD_END: return file_time(a, b->until_us);
        case FOCUS_CHARGE_PERIOD_START: return file_time(a, l->day->day);
        case FOCUS_CHARGE_PERIOD_END: return file_time(a, l->day->day + DAY_US);
        default: return file_text(text_cell(o, b, l, column));
        }
}

/* --- services */

static Str category_of(Str meter)
{
        static const struct {
                Str head, category;
        } all[] = {{S_INIT("tokens"), S_INIT("AI and Machine Learning") /* as it is */},
                   {S_INIT("cpu"), S_INIT("Compute")},
                   {S_INIT("gpu"), S_INIT("Compute")},
                   {S_INIT("memory"), S_INIT("Compute")},
                   {S_INIT("storage"), S_INIT("Storage")}};

        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
                if (str_starts(meter, all[i].head))
                        return all[i].category;
        return S("Other");
}

static const PriceRate *rate_named(const PriceList *list, Str slug)
{
        for (size_t i = 0; i < list->rates.n; i++)
                if (str_eq(list->rates.at[i].slug, slug))
                        return &list->rates.at[i];
        return NULL;
}

static bool keep_text(char *buffer, size_t bytes, Str text, Str *out)
{
        Text t = text_over(buffer, bytes);

        text_add(&t, text);
        *out = text_str(&t);
        return !t.overflow;
}

/* What is too long is found anew for each row. */
static void keep_service(Known *k, const Line *l, int64_t until_us)
{
        if (!keep_text(k->title, sizeof k->title, l->title, &k->title_text) ||
            !keep_text(k->unit, sizeof k->unit, l->unit, &k->unit_text) ||
            !keep_text(k->service, sizeof k->service, l->day->service, &k->of))
                k->of = (Str){0};
        k->category = l->category;
        k->until_us = until_us;
}

static bool recall_service(const Known *k, Line *l)
{
        if (!k->of.len || !str_eq(k->of, l->day->service) || l->day->day >= k->until_us)
                return false;
        l->title = k->title_text;
        l->unit = k->unit_text;
        l->category = k->category;
        return true;
}

/* "model-tokens/tokens-in": the rate of a price list, by the newest version of that day that has
 * it. Without a list the service is the meter, and a quantity is the amount. */
static Status find_service(FileOut *o, Line *l, int64_t *out_until_us)
{
        Str service = l->day->service;
        size_t slash = str_find(service, '/');
        PriceVersionList versions;
        const PriceList *list;

        l->title = service;
        l->unit = l->of->unit;
        l->category = category_of(service);
        *out_until_us = INT64_MAX;
        if (slash == service.len)
                return OK;
        TRY(price_versions(o->v->db, o->v->a, str_head(service, slash), &versions));
        for (size_t i = 0; i < versions.n; i++) {
                const PriceRate *rate;

                if (versions.at[i].valid_from >= l->day->day + DAY_US) {
                        *out_until_us = versions.at[i].valid_from - DAY_US + 1;
                        continue;
                }
                TRY(price_open(o->v->db, o->v->a, versions.at[i].id, &list));
                rate = rate_named(list, str_skip(service, slash + 1));
                if (!rate)
                        continue;
                l->title = str_fmt(o->v->a, "%.*s: %.*s", S_ARG(list->title), S_ARG(rate->meter));
                l->unit = rate->unit;
                l->category = category_of(rate->meter);
                return OK;
        }
        return OK;
}

/* Rows come by day, so what is remembered never is of a later one. */
static Status know_service(FileOut *o, Line *l)
{
        int64_t until_us;

        if (recall_service(l->of->known, l))
                return OK;
        TRY(find_service(o, l, &until_us));
        keep_service(l->of->known, l, until_us);
        return OK;
}

/* --- rows */

static Status put_day(FileOut *o, const Charged *of, const UsageFocusDay *day)
{
        const Bill *b = o->ctx;
        ArenaMark mark = arena_mark(o->v->a);
        SheetCell cells[FOCUS_COLUMNS];
        Line l = {.of = of, .day = day};
        Status s;

        TRY(know_service(o, &l));
        for (size_t i = 0; i < b->columns_n; i++)
                cells[i] = cell(o, b, &l, b->columns[i]);
        s = file_row(o, cells);
        arena_rewind(o->v->a, mark);
        return s;
}

static Status put_account(FileOut *o, const Charged *of)
{
        const Bill *b = o->ctx;
        Arena *a = o->v->a;
        char name[SERVICE_BYTES_MAX];
        Str service = {0};
        int64_t day = b->from_us;
        UsageFocusDayList list;

        do {
                ArenaMark mark = arena_mark(a);

                TRY(usage_days_from(o->v->db, a, of->account, day, service, b->until_us, &list));
                for (size_t i = 0; i < list.n; i++)
                        TRY(put_day(o, of, &list.at[i]));
                if (list.n) {
                        const UsageFocusDay *last = &list.at[list.n - 1];
                        Text t = text_over(name, sizeof name);

                        text_add(&t, last->service);
                        if (t.overflow)
                                return BROKEN;
                        service = text_str(&t);
                        day = last->day;
                }
                arena_rewind(a, mark);
        } while (list.n);
        return OK;
}

static Status charge(FileOut *o, const LedgerAccountLine *x)
{
        Charged of = {.known = arena_new(o->v->a, Known, 1), .account = x->id, .unit = x->unit};
        Place place;
        Unit unit;
        Hub hub;

        TRY(account_place(o->v->db, o->v->a, x->owner, x->hub, &place));
        if (!access_may_at(&o->v->actor, MAY_LEDGER_SEE, &place))
                return OK;
        TRY(unit_find(o->v->db, o->v->a, x->unit, &unit));
        TRY(hub_by_id(o->v->db, o->v->a, x->hub, &hub));
        of.hub = hub.title;
        of.is_money = unit.is_currency;
        of.currency = unit.is_currency ? x->unit : hub.currency;
        return put_account(o, &of);
}

static Status bill_rows(FileOut *o)
{
        const Bill *b = o->ctx;
        Id after = 0;
        size_t n;

        do {
                ArenaMark mark = arena_mark(o->v->a);
                LedgerAccountLineList list;

                TRY(ledger_accounts_of(o->v->db, o->v->a, b->party.id, after, &list));
                n = list.n;
                after = n ? list.at[n - 1].id : after;
                for (size_t i = 0; i < n; i++)
                        if (str_is(list.at[i].kind, USAGE_OWED))
                                TRY(charge(o, &list.at[i]));
                arena_rewind(o->v->a, mark);
        } while (n);
        return OK;
}

static Status month_asked(Visit *v, int64_t *out_month)
{
        Str asked = visit_query(v, "month");
        int64_t at = v->now_us;

        if (asked.len &&
            (asked.len != 7 || !time_parse(str_fmt(v->a, "%.*s-01", S_ARG(asked)), &at)))
                return visit_fault(v, INVALID, _("A month is written as in 2026-11."));
        *out_month = time_month(at);
        return OK;
}

static Status run_focus(Visit *v, HttpReply *reply)
{
        Bill *b = arena_new(v->a, Bill, 1);
        int64_t month = 0;

        TRY(ledger_party_seen(v, &b->party));
        TRY(month_asked(v, &month));
        b->from_us = time_month_begin(month);
        b->until_us = time_month_begin(month + 1);
        choose_columns(b);
        return file_reply(v, reply,
                          &(FileOut){.name = "focus",
                                     .columns = b->names,
                                     .columns_n = b->columns_n,
                                     .rows = bill_rows,
                                     .ctx = b});
}

const Route focus_file_route = {
        .method = HTTP_GET,
        .path = "/usage/{party}/focus.csv",
        .may = MAY_LEDGER_SEE,
        .help = N_("What a party used in a month, by day and service, in the FinOps Open Cost and "
                   "Usage Specification 1.2 (FOCUS)."),
        .run = run_focus,
        .type = "text/csv"};
