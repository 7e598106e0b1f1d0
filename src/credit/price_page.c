/* credit/price_page: see the header. */
#include "credit/price_page.h"

#include "base/words.h"
#include "credit/account.h"
#include "credit/ledger_page.h"
#include "credit/price.html.h"

enum { WHEN_BYTES_MAX = 64 * 1024 };

/* --- a hub's */

static const Field prices_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all above it; your own when not said")},
        {"after", FIELD_SLUG, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_prices(Visit *v, void *out)
{
        PricesModel *m = out;
        Place place;

        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_load = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        m->after = visit_query(v, "after");
        TRY(prices_at(v->db, v->a, m->hub.id, m->after, &m->lists));
        if (m->lists.n > CURSOR_ROWS) {
                m->lists.n = CURSOR_ROWS;
                m->next = m->lists.at[CURSOR_ROWS - 1].slug;
        }
        return OK;
}

static const Part prices_parts[] = {PART_LIST_OF(PricesModel, lists, PriceVersion),
                                    PART_VALUE_OF(PricesModel, next, COL_TEXT),
                                    {0}};

static void draw_prices(Page *out, const Visit *v, const void *model)
{
        (void)v;
        prices_page(out, model);
}

const View prices_view = {.path = "/prices",
                          .word = "price list",
                          .may = MAY_LEDGER_SEE,
                          .title = N_("Price lists"),
                          .help = N_("Price lists of a hub and of all above it: what usage "
                                     "there can be rated by."),
                          .query = prices_query,
                          .bytes = sizeof(PricesModel),
                          .parts = prices_parts,
                          .load = load_prices,
                          .draw = draw_prices};

/* --- one */

static const RowColumn rate_columns[] = {{"rate", COL_TEXT, offsetof(PriceRow, rate)},
                                         {"meter", COL_TEXT, offsetof(PriceRow, meter)},
                                         {"unit", COL_TEXT, offsetof(PriceRow, unit)},
                                         {"per", COL_INT, offsetof(PriceRow, per)},
                                         {"called", COL_TEXT, offsetof(PriceRow, called)},
                                         {"conditions", COL_TEXT, offsetof(PriceRow, conditions)},
                                         {"tier", COL_INT, offsetof(PriceRow, tier)},
                                         {"tiering", COL_TEXT, offsetof(PriceRow, tiering)},
                                         {"each", COL_TEXT, offsetof(PriceRow, each)},
                                         {"up_to", COL_TEXT, offsetof(PriceRow, up_to)},
                                         {"price", COL_TEXT, offsetof(PriceRow, price)},
                                         {"free", COL_TEXT, offsetof(PriceRow, free)},
                                         {"free_each", COL_TEXT, offsetof(PriceRow, free_each)}};
static const RowShape shape_PriceRow = {
        "PriceRow", rate_columns, sizeof rate_columns / sizeof *rate_columns, sizeof(PriceRow)};

/* "model = large, vision-large; 22:00-06:00" */
static Str conditions_of(Arena *a, const PriceRate *r)
{
        Text t = text_begin(a, WHEN_BYTES_MAX);

        for (size_t i = 0; i < r->when.n; i++) {
                const PriceCondition *c = &r->when.at[i];

                text_fmt(&t, "%s%.*s = ", i ? "; " : "", S_ARG(c->dimension));
                for (size_t k = 0; k < c->is.n; k++)
                        text_fmt(&t, "%s%.*s", k ? ", " : "", S_ARG(c->is.at[k]));
        }
        if (r->hours.len)
                text_fmt(&t, "%s%.*s", r->when.n ? "; " : "", S_ARG(r->hours));
        return text_str(&t);
}

static void add_rate(Arena *a, const PriceRate *r, PriceRow *rows)
{
        bool has_free = !exact_is_zero(r->free.quantity);
        PriceRow base = {.rate = r->slug,
                         .meter = r->meter,
                         .unit = r->unit,
                         .called = r->called,
                         .per = r->per,
                         .conditions = conditions_of(a, r)};

        if (has_free) {
                base.free = exact_text(a, r->free.quantity);
                base.free_each = str_from(price_window_name(r->free.each));
        }
        if (r->tiers.n > 1) {
                base.tiering = str_from(price_tiering_name(r->tiering));
                base.each = str_from(price_window_name(r->each));
        }
        for (size_t i = 0; i < r->tiers.n; i++) {
                const PriceTier *tier = &r->tiers.at[i];

                rows[i] = base;
                rows[i].tier = (int64_t)i + 1;
                rows[i].price = exact_text(a, tier->price);
                if (!tier->is_last)
                        rows[i].up_to = exact_text(a, tier->up_to);
        }
}

static void show_rates(Arena *a, const PriceList *list, PriceModel *m)
{
        size_t n = 0;
        PriceRow *rows;

        for (size_t i = 0; i < list->rates.n; i++)
                n += list->rates.at[i].tiers.n;
        rows = arena_new(a, PriceRow, n + 1);
        m->rates = (PriceRowList){rows, n};
        for (size_t i = 0; i < list->rates.n; i++) {
                add_rate(a, &list->rates.at[i], rows);
                rows += list->rates.at[i].tiers.n;
        }
}

static const Field price_query[] = {{"version", FIELD_INT, .min = 1, .max = PRICE_VERSION_MAX,
                                     .label = N_("A version; the newest when not said")},
                                    {0}};

/* Staff of its hub, of those above, and of those below, which use it; a list of everybody's, all
 * who see any ledger. */
static Status is_seen(Visit *v, const PriceVersion *list, bool *out)
{
        HubBelow below;
        Place place;
        Hub root;

        TRY(hub_root(v->db, v->a, &root));
        TRY(hub_place(v->db, v->a, list->hub, 0, &place));
        *out = list->hub == root.id || access_may_at(&v->actor, MAY_LEDGER_SEE, &place);
        for (size_t i = 0; i < v->actor.grants_n && !*out; i++) {
                const Grant *g = &v->actor.grants[i];
                Status s = NOT_FOUND;

                if (g->hub && !g->party && role_may(g->role, MAY_LEDGER_SEE))
                        s = hub_is_below(v->db, v->a, g->hub, list->hub, &below);
                if (s != OK && s != NOT_FOUND)
                        return s;
                *out = s == OK;
        }
        return OK;
}

static Status load_price(Visit *v, void *out)
{
        PriceModel *m = out;
        const PriceList *list;
        int64_t version;
        bool sees = false;
        Status s;

        if (visit_query(v, "version").len) {
                s = str_to_int(visit_query(v, "version"), 1, PRICE_VERSION_MAX, &version)
                            ? price_version(v->db, v->a, v->params[0], version, &m->list)
                            : NOT_FOUND;
        } else {
                s = price_newest(v->db, v->a, v->params[0], &m->list);
        }
        if (s == OK)
                s = is_seen(v, &m->list, &sees);
        if (s == NOT_FOUND || (s == OK && !sees))
                return visit_fault(v, NOT_FOUND, _("There is no price list «%.*s»."),
                                   S_ARG(str_head(v->params[0], 64)));
        TRY(s);
        TRY(price_open(v->db, v->a, m->list.id, &list));
        m->words = list->words;
        m->time_zone = list->time_zone;
        show_rates(v->a, list, m);
        return price_versions(v->db, v->a, v->params[0], &m->versions);
}

static const Part price_parts[] = {PART_ROW_OF(PriceModel, list, PriceVersion),
                                   PART_VALUE_OF(PriceModel, words, COL_TEXT),
                                   PART_VALUE_OF(PriceModel, time_zone, COL_TEXT),
                                   PART_LIST_OF(PriceModel, rates, PriceRow),
                                   PART_LIST_OF(PriceModel, versions, PriceVersion),
                                   {0}};

static void draw_price(Page *out, const Visit *v, const void *model)
{
        (void)v;
        price_page(out, model);
}

const View price_view = {.path = "/prices/{prices}",
                         .word = "price show",
                         .may = MAY_LEDGER_SEE,
                         .title = N_("Price list"),
                         .help = N_("Prices, tiers and what is free, of one version."),
                         .query = price_query,
                         .bytes = sizeof(PriceModel),
                         .parts = price_parts,
                         .load = load_price,
                         .draw = draw_price};
