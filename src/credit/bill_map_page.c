/* credit/bill_map_page: whose a bill's lines are, and the mappings that say so. */
#include "credit/bill_page.h"

#include "base/words.h"
#include "credit/account.h"
#include "credit/ledger_page.h"
#include "credit/bill.html.h"

enum { SHARES_MAX = 3 * BILL_CURRENCIES_MAX * 16 };

static const RowColumn share_columns[] = {{"state", COL_TEXT, offsetof(BillShare, state)},
                                          {"currency", COL_TEXT, offsetof(BillShare, currency)},
                                          {"billed", COL_TEXT, offsetof(BillShare, billed)},
                                          {"lines", COL_INT, offsetof(BillShare, lines)}};
const RowShape shape_BillShare = {"BillShare", share_columns,
                                  sizeof share_columns / sizeof *share_columns, sizeof(BillShare)};

static Str state_of(const BillShareRow *row)
{
        Unit unit;

        if (row->account)
                return S("posted");
        return currency_find(row->currency, &unit) ? S("nobody") : S("no-currency");
}

/* The rows come by currency, so a share is among the last three; those that a page has no room for
 * are left out. */
static Status add_up(Visit *v, BillShareRowList rows, BillShareList *out)
{
        BillShare *shares = arena_new(v->a, BillShare, SHARES_MAX);
        Exact *sums = arena_new(v->a, Exact, SHARES_MAX), amount;
        size_t n = 0;

        for (size_t i = 0; i < rows.n; i++) {
                const BillShareRow *row = &rows.at[i];
                Str state = state_of(row);
                size_t k = n;

                while (k && str_eq(shares[k - 1].currency, row->currency) &&
                       !str_eq(shares[k - 1].state, state))
                        k--;
                if (!k || !str_eq(shares[k - 1].currency, row->currency)) {
                        if (n == SHARES_MAX)
                                break;
                        shares[n++] = (BillShare){.state = state, .currency = row->currency};
                        k = n;
                }
                shares[k - 1].lines += row->line_count;
                if (exact_read(row->billed, &amount) != EXACT_OK ||
                    exact_add(sums[k - 1], amount, &sums[k - 1]) != EXACT_OK)
                        return BROKEN;
        }
        for (size_t k = 0; k < n; k++)
                shares[k].billed = exact_text(v->a, sums[k]);
        *out = (BillShareList){shares, n};
        return OK;
}

Status bill_load_parts(Visit *v, BillModel *m)
{
        BillShareRowList rows;
        Place place;
        Hub hub;

        TRY(hub_by_id(v->db, v->a, m->bill.hub, &hub));
        TRY(hub_place(v->db, v->a, hub.id, 0, &place));
        m->hub = hub.slug;
        m->may_map = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        m->refused = m->bill.row_count - m->bill.line_count;
        TRY(cursor_read(v, "parts_after", 0, &m->parts_page));
        TRY(bill_deliveries(v->db, v->a, m->bill.id, &m->periods));
        TRY(bill_shares(v->db, v->a, m->bill.id, &rows));
        TRY(add_up(v, rows, &m->shares));
        TRY(bill_parts_page(v->db, v->a, m->bill.id, m->parts_page.at, &m->parts));
        CURSOR_CUT(&m->parts_page, &m->parts, n);
        m->parts_next = m->parts_page.next;
        return OK;
}

/* --- mappings */

static const Field maps_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub; your own when not said")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_maps(Visit *v, void *out)
{
        BillMapsModel *m = out;
        Place place;

        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_map = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        TRY(bill_maps(v->db, v->a, m->hub.id, m->page.at, &m->maps));
        CURSOR_CUT(&m->page, &m->maps, id);
        return OK;
}

static const Part maps_parts[] = {PART_LIST_OF(BillMapsModel, maps, BillMapLine),
                                  PART_NEXT_OF(BillMapsModel, page, COL_ID),
                                  {0}};

static void draw_maps(Page *out, const Visit *v, const void *model)
{
        (void)v;
        bill_maps_page(out, model);
}

const View bill_maps_view = {.path = "/bill-maps",
                             .word = "bill maps",
                             .may = MAY_LEDGER_SEE,
                             .title = N_("Whose lines of bills are"),
                             .help = N_("Sub-accounts and tags of bills at a hub, and the parties "
                                        "that their lines are."),
                             .query = maps_query,
                             .bytes = sizeof(BillMapsModel),
                             .parts = maps_parts,
                             .load = load_maps,
                             .draw = draw_maps};
