/* credit/exchange_page: see the header. */
#include "credit/exchange_page.h"

#include "base/words.h"
#include "credit/account.h"
#include "credit/exchange.html.h"

static const Field rates_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all above it; your own when not said")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_rates(Visit *v, void *out)
{
        RatesModel *m = out;
        Str slug = visit_query(v, "hub");
        Place place;
        Status s = slug.len ? hub_by_slug(v->db, v->a, slug, &m->hub)
                            : ledger_hub_of(v->db, v->a, &v->actor, &m->hub);

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        if (s == NOT_FOUND && slug.len)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(str_head(slug, 64)));
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(hub_place(v->db, v->a, m->hub.id, 0, &place));
        if (!access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                return visit_fault(v, FORBIDDEN, _("You have no say at this hub."));
        m->has_hub = true;
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
