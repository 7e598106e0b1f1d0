/* credit/bill_page: see the header. */
#include "credit/bill_page.h"

#include "base/words.h"
#include "credit/account.h"
#include "credit/ledger_page.h"
#include "credit/bill.html.h"

/* --- a hub's */

static const Field bills_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all below it; your own when not said")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_bills(Visit *v, void *out)
{
        BillsModel *m = out;
        Place place;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_load = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        TRY(bills_at(v->db, v->a, m->hub.id, m->page.at, &m->bills));
        CURSOR_CUT(&m->page, &m->bills, id);
        return OK;
}

static const Part bills_parts[] = {
        PART_LIST_OF(BillsModel, bills, BillLine), PART_NEXT_OF(BillsModel, page, COL_ID), {0}};

static void draw_bills(Page *out, const Visit *v, const void *model)
{
        (void)v;
        bills_page(out, model);
}

const View bills_view = {.path = "/bills",
                         .word = "bill list",
                         .may = MAY_LEDGER_SEE,
                         .title = N_("Bills"),
                         .help = N_("Clouds' bills that were loaded at a hub and all below it."),
                         .query = bills_query,
                         .bytes = sizeof(BillsModel),
                         .parts = bills_parts,
                         .load = load_bills,
                         .draw = draw_bills};

/* --- one */

static const char *const dimensions[] = {"provider",    "category", "service",
                                         "sub-account", "day",      NULL};

static const Field bill_query[] = {{"by", FIELD_TEXT, .chars_max = 20,
                                    .label = N_("provider, category, service, sub-account or day")},
                                   {"sums_after", FIELD_INT, .min = 0, .max = INT64_MAX,
                                    .label = N_("Cursor: next of the page before")},
                                   {"parts_after", FIELD_INT, .min = 0, .max = INT64_MAX,
                                    .label = N_("Cursor: next of the page before")},
                                   {"after", FIELD_INT, .min = 0, .max = INT64_MAX,
                                    .label = N_("Cursor: next of the page before")},
                                   {0}};

static Status find_bill(Visit *v, Bill *out)
{
        Place place;
        Id id;
        Status s = id_parse(v->params[0], &id) ? bill_get(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK)
                s = account_place(v->db, v->a, 0, out->hub, &place);
        if (s == OK && !access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                s = NOT_FOUND;
        return s == NOT_FOUND ? visit_fault(v, s, _("There is no such bill.")) : s;
}

static Status load_bill(Visit *v, void *out)
{
        BillModel *m = out;
        Str by = visit_query(v, "by");
        Hash hash;
        size_t i = 0;

        TRY(find_bill(v, &m->bill));
        TRY(cursor_read(v, "sums_after", 0, &m->sums_page));
        TRY(cursor_read(v, "after", 0, &m->page));
        if (!by.len)
                by = S("service");
        while (dimensions[i] && !str_is(by, dimensions[i]))
                i++;
        if (!dimensions[i])
                return visit_fault(v, INVALID,
                                   _("A bill is shown by provider, category, service, "
                                     "sub-account or day."));
        m->by = by;
        memcpy(hash.b, m->bill.hash.at, HASH_BYTES);
        m->hash = hash_hex(v->a, &hash);
        TRY(bill_totals(v->db, v->a, m->bill.id, &m->totals));
        TRY(bill_sums(v->db, v->a, m->bill.id, by, m->sums_page.at, &m->sums));
        CURSOR_CUT(&m->sums_page, &m->sums, n);
        m->sums_next = m->sums_page.next;
        TRY(bill_findings(v->db, v->a, m->bill.id, m->page.at, &m->findings));
        CURSOR_CUT(&m->page, &m->findings, n);
        return bill_load_parts(v, m);
}

static const Part bill_parts[] = {PART_VALUE_OF(BillModel, hash, COL_TEXT),
                                  PART_LIST_OF(BillModel, totals, BillSum),
                                  PART_VALUE_OF(BillModel, by, COL_TEXT),
                                  PART_LIST_OF(BillModel, sums, BillSum),
                                  PART_VALUE_OF(BillModel, sums_next, COL_INT),
                                  PART_VALUE_OF(BillModel, refused, COL_INT),
                                  PART_LIST_OF(BillModel, periods, BillDelivery),
                                  PART_LIST_OF(BillModel, shares, BillShare),
                                  PART_LIST_OF(BillModel, parts, BillPartLine),
                                  PART_VALUE_OF(BillModel, parts_next, COL_INT),
                                  PART_LIST_OF(BillModel, findings, BillFinding),
                                  PART_NEXT_OF(BillModel, page, COL_INT),
                                  {0}};

static void draw_bill(Page *out, const Visit *v, const void *model)
{
        (void)v;
        bill_page(out, model);
}

const View bill_view = {.path = "/bills/{bill}",
                        .word = "bill show",
                        .may = MAY_LEDGER_SEE,
                        .title = N_("Bill"),
                        .help = N_("Exact sums of a bill, and what breaks the rules of FOCUS."),
                        .query = bill_query,
                        .bytes = sizeof(BillModel),
                        .parts = bill_parts,
                        .load = load_bill,
                        .draw = draw_bill};
