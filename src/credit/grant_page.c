/* credit/grant_page: what a party has: its grants, and its other accounts. */
#include "credit/ledger_page.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/grant.html.h"

#define SHAPE(Row, columns)                                                                      \
        static const RowShape shape_##Row = {#Row, columns, sizeof(columns) / sizeof *(columns), \
                                             sizeof(Row)}

static const RowColumn grant_columns[] = {
        {"grant", COL_ID, offsetof(CreditGrantRow, grant)},
        {"account", COL_ID, offsetof(CreditGrantRow, account)},
        {"title", COL_TEXT, offsetof(CreditGrantRow, title)},
        {"unit", COL_TEXT, offsetof(CreditGrantRow, unit)},
        {"amount", COL_TEXT, offsetof(CreditGrantRow, amount)},
        {"used", COL_TEXT, offsetof(CreditGrantRow, used)},
        {"left", COL_TEXT, offsetof(CreditGrantRow, left)},
        {"is_paid", COL_BOOL, offsetof(CreditGrantRow, is_paid)},
        {"begins_at", COL_TIME, offsetof(CreditGrantRow, begins_at)},
        {"ends_at", COL_TIME, offsetof(CreditGrantRow, ends_at)},
        {"state", COL_TEXT, offsetof(CreditGrantRow, state)},
        {"reason", COL_TEXT, offsetof(CreditGrantRow, reason)}};
SHAPE(CreditGrantRow, grant_columns);
static const RowShape shape_AccountRow = LEDGER_ACCOUNT_SHAPE;

static Status grant_row(Visit *v, const GrantLine *g, CreditGrantRow *out)
{
        bool is_active = str_is(g->state, "active") && (!g->ends_at || g->ends_at > v->now_us);
        bool is_revoked = str_is(g->state, "revoked") || str_is(g->state, "revoking");
        int64_t used = g->amount - g->balance - g->returned;
        Unit unit;

        TRY(unit_find(v->db, v->a, g->unit, &unit));
        *out = (CreditGrantRow){.grant = g->id,
                                .account = g->account,
                                .title = g->title,
                                .unit = g->unit,
                                .amount = unit_text(v->a, &unit, g->amount),
                                .left = unit_text(v->a, &unit, is_active ? g->balance : 0),
                                .used = unit_text(v->a, &unit, used),
                                .state = is_active    ? S("active")
                                         : is_revoked ? g->state
                                                      : S("over"),
                                .reason = g->reason,
                                .is_paid = g->is_paid,
                                .begins_at = g->begins_at,
                                .ends_at = g->ends_at,
                                .share = (int)((__int128)used * 100 / g->amount)};
        return OK;
}

static Status load_grants(Visit *v, PartyLedgerModel *m)
{
        GrantLineList list;
        CreditGrantRow *rows;
        size_t n = 0;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(grants_of(v->db, v->a, m->party, m->page.at, &list));
        CURSOR_CUT(&m->page, &list, id);
        rows = arena_new(v->a, CreditGrantRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) { /* those of hubs that the reader sees */
                Place place;

                TRY(account_place(v->db, v->a, m->party, list.at[i].hub, &place));
                if (access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                        TRY(grant_row(v, &list.at[i], &rows[n++]));
        }
        m->grants = (CreditGrantRowList){rows, n};
        return OK;
}

static Status load_accounts(Visit *v, PartyLedgerModel *m)
{
        LedgerAccountLineList list;
        LedgerAccountLine *seen;
        size_t n = 0;

        TRY(ledger_accounts_beside(v->db, v->a, m->party, &list));
        seen = arena_new(v->a, LedgerAccountLine, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                Place place;

                TRY(account_place(v->db, v->a, list.at[i].owner, list.at[i].hub, &place));
                if (access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                        seen[n++] = list.at[i];
        }
        TRY(usage_of_accounts(v, (LedgerAccountLineList){seen, n}, m));
        return ledger_account_rows(v, (LedgerAccountLineList){seen, n}, &m->accounts);
}

static const Field party_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

Status ledger_party_seen(Visit *v, PartyView *out)
{
        bool sees = false;
        Id id;
        Status s = id_parse(v->params[0], &id) ? party_public(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK) {
                TRY(party_may(v->db, v->a, &v->actor, MAY_LEDGER_SEE, out->id, &sees));
                s = sees ? OK : NOT_FOUND;
        }
        return s == NOT_FOUND ? visit_fault(v, s, _("There is no party «%.*s» to show."),
                                            S_ARG(str_head(v->params[0], 40)))
                              : s;
}

static Status load_party(Visit *v, void *out)
{
        PartyLedgerModel *m = out;
        PartyView party = {0};

        TRY(ledger_party_seen(v, &party));
        m->party = party.id;
        m->name = party.name;
        m->month = time_month_text(v->a, time_month(v->now_us));
        m->may_give = access_may(&v->actor, MAY_GRANT_EDIT);
        TRY(load_grants(v, m));
        TRY(forecast_of_party(v, m));
        return load_accounts(v, m);
}

static const Part party_parts[] = {
        PART_LIST_OF(PartyLedgerModel, grants, CreditGrantRow),
        PART_NEXT_OF(PartyLedgerModel, page, COL_ID),
        {"forecasts", PART_LIST, 0, &forecast_shape, offsetof(PartyLedgerModel, forecasts), 0},
        {"lapses", PART_LIST, 0, &lapse_shape, offsetof(PartyLedgerModel, lapses), 0},
        PART_LIST_OF(PartyLedgerModel, accounts, AccountRow),
        {"usage_days", PART_LIST, 0, &usage_day_shape, offsetof(PartyLedgerModel, usage_days), 0},
        {"usage_services", PART_LIST, 0, &usage_service_shape,
         offsetof(PartyLedgerModel, usage_services), 0},
        {0}};

static void draw_party(Page *out, const Visit *v, const void *model)
{
        (void)v;
        party_ledger_page(out, model);
}

const View party_ledger_view = {.path = "/parties/{party}/ledger",
                                .word = "party ledger",
                                .may = MAY_LEDGER_SEE,
                                .title = N_("What it has"),
                                .help = N_("Grants and accounts of a party, for its team and for "
                                           "staff of the hubs that gave them."),
                                .query = party_query,
                                .bytes = sizeof(PartyLedgerModel),
                                .parts = party_parts,
                                .load = load_party,
                                .draw = draw_party};
