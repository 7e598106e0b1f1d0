/* credit/exchange_page: see the header. */
#include "credit/exchange_page.h"

#include "base/words.h"
#include "credit/account.h"
#include "credit/ledger_page.h"
#include "credit/exchange.html.h"

static const Field rates_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all above it; your own when not said")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_rates(Visit *v, void *out)
{
        RatesModel *m = out;
        Place place;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        m->may_post = access_may_at(&v->actor, MAY_LEDGER_POST, &place);
        TRY(rates_at(v->db, v->a, m->hub.id, m->page.at, &m->rates));
        CURSOR_CUT(&m->page, &m->rates, id);
        return OK;
}

static const Part rates_parts[] = {
        PART_LIST_OF(RatesModel, rates, ExchangeRate), PART_NEXT_OF(RatesModel, page, COL_ID), {0}};

static void draw_rates(Page *out, const Visit *v, const void *model)
{
        (void)v;
        rates_page(out, model);
}

const View rates_view = {.path = "/rates",
                         .word = "rate list",
                         .may = MAY_LEDGER_SEE,
                         .title = N_("Exchange rates"),
                         .help = N_("What amounts are converted by at a hub: its own rates and "
                                    "those of all above it."),
                         .query = rates_query,
                         .bytes = sizeof(RatesModel),
                         .parts = rates_parts,
                         .load = load_rates,
                         .draw = draw_rates};
