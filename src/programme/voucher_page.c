/* programme/voucher_page: see the header. */
#include "programme/voucher_page.h"

#include "base/words.h"
#include "credit/account.h"
#include "credit/ledger_page.h"
#include "programme/voucher.html.h"

/* --- of a hub */

static const Field list_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all below it; your own when not said")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_list(Visit *v, void *out)
{
        VouchersModel *m = out;
        Place place;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_load = access_may_at(&v->actor, MAY_GRANT_EDIT, &place);
        TRY(voucher_pools_at(v->db, v->a, m->hub.id, m->page.at, &m->pools));
        CURSOR_CUT(&m->page, &m->pools, id);
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(VouchersModel, pools, VoucherPoolLine),
                                  PART_NEXT_OF(VouchersModel, page, COL_ID),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        (void)v;
        voucher_list_page(out, model);
}

const View voucher_list_view = {
        .path = "/vouchers",
        .word = "voucher list",
        .may = MAY_LEDGER_SEE,
        .title = N_("Voucher codes"),
        .help = N_("Pools of codes of a hub and all below it, and how many are left; no codes."),
        .query = list_query,
        .bytes = sizeof(VouchersModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list};

/* --- of a party */

static Status load_party(Visit *v, void *out)
{
        PartyVouchersModel *m = out;
        Place team = {.is_hidden = true};
        PartyView party = {0};
        bool sees;
        Id id;
        Status s = id_parse(v->params[0], &id) ? party_public(v->db, v->a, id, &party) : NOT_FOUND;

        if (s == OK) {
                TRY(party_may(v->db, v->a, &v->actor, MAY_LEDGER_SEE, party.id, &sees));
                s = sees ? OK : NOT_FOUND;
        }
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no party «%.*s» to show."),
                                   S_ARG(str_head(v->params[0], 40)));
        TRY(s);
        team.party = m->party = party.id;
        m->name = party.name;
        m->may_take = access_may_at(&v->actor, MAY_APPLY, &team);
        return vouchers_of(v->db, v->a, m->party, &m->vouchers);
}

static const Part party_parts[] = {PART_LIST_OF(PartyVouchersModel, vouchers, VoucherOf), {0}};

static void draw_party(Page *out, const Visit *v, const void *model)
{
        (void)v;
        party_vouchers_page(out, model);
}

const View party_vouchers_view = {
        .path = "/parties/{party}/vouchers",
        .word = "party vouchers",
        .may = MAY_LEDGER_SEE,
        .title = N_("Voucher codes"),
        .help = N_("Of which pools a party can take a code, and when it took one; no codes."),
        .bytes = sizeof(PartyVouchersModel),
        .parts = party_parts,
        .load = load_party,
        .draw = draw_party};
