/* credit/grant_change: see the header. Everything is judged in the transaction: what is left of a
 * grant, whether its time is over, and the limits of hubs. */
#include "credit/grant_change.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/grant_change.sql.h"
#include "credit/grant_inside.h"
#include "credit/grant_limit.h"

static Str ledger_path(Deed *d, Id party)
{
        return str_fmt(d->a, "/parties/%.*s/ledger", S_ARG(id_text(d->a, party)));
}

/* The grant of the deed's fields, of a party that the actor is no part of. */
static Status grant_field(Deed *d, CreditGrant *out, Unit *unit)
{
        Party party;

        TRY(grant_party_field(d, "party", &party));
        TRY(party_whole(d, &party));
        TRY(grant_get(d->db, d->a, party.id, deed_int(d, "grant"), out));
        return unit_find(d->db, d->a, out->unit, unit);
}

static Status still_active(Deed *d, const CreditGrant *g)
{
        return !str_is(g->state, "active") || (g->ends_at && g->ends_at <= d->now_us)
                       ? deed_fault(d, CONFLICT, _("This grant is over already."))
                       : OK;
}

static Status tell(Deed *d, Entry *e, const CreditGrant *g, const Unit *unit, int64_t amount,
                   Id into)
{
        e->subject = g->party;
        e->hub = g->hub;
        entry_id(e, S("grant"), g->id);
        entry_text(e, S("unit"), g->unit);
        entry_text(e, S("amount"), unit_text(d->a, unit, amount));
        if (into)
                entry_id(e, S("into"), into);
        return deed_tell(d, e);
}

/* --- more for it */

static const Field top_up_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"grant", FIELD_ID, .required = true, .label = N_("Grant")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {0}};

static Status run_top_up(Deed *d)
{
        Entry e = {.kind = S("grant.topped-up")};
        GrantPlan plan = {.amount = deed_text(d, "amount")};
        CreditGrant g;
        Unit unit = {0};
        int64_t amount;
        Id change;

        TRY(grant_field(d, &g, &unit));
        TRY(still_active(d, &g));
        plan.party = g.party;
        plan.hub = g.hub;
        plan.programme = g.programme;
        plan.unit = g.unit;
        plan.title = g.title;
        TRY(grant_amount(d, &plan, &unit, &amount));
        if (amount > LEDGER_MOST - g.amount)
                return deed_fault(d, INVALID,
                                  _("«%.*s» is no amount of %.*s: it has %d decimals at most."),
                                  S_ARG(plan.amount), S_ARG(plan.unit), unit.scale);
        TRY(grant_limits_allow(d, &(GrantMore){.party = g.party,
                                               .hub = g.hub,
                                               .programme = g.programme,
                                               .unit = &unit,
                                               .amount = amount}));
        TRY(grant_fill(d, &plan, g.id, g.account, amount));
        change = db_id(d->db, d->now_us);
        TRY(grant_change_add(d->db, g.party, change, g.id, S("top-up"), amount, 0, d->now_us));
        TRY(grant_made_larger(d->db, g.party, g.id, amount, change));
        TRY(grant_total_move(d->db, g.hub, g.programme, g.unit, amount));
        d->made = g.id;
        d->note = S_("Given.");
        d->go_to = ledger_path(d, g.party);
        return tell(d, &e, &g, &unit, amount, 0);
}

const Action grant_top_up_action = {
        .name = "grant top-up",
        .may = MAY_GRANT_EDIT,
        .where = grant_where,
        .title = N_("Give more for a grant"),
        .help = N_("Out of the pool that it came from; it ends when it would have ended."),
        .fields = top_up_fields,
        .run = run_top_up};

/* --- to another party */

static const Field transfer_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"grant", FIELD_ID, .required = true, .label = N_("Grant")},
        {"to", FIELD_ID, .required = true, .picks = "party", .label = N_("To"),
         .help = N_("Another party; of a grant of a programme, a member of it there.")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {0}};

/* What a programme gave stays with its members at that hub. */
static Status check_member(Deed *d, const CreditGrant *g, Id party)
{
        PartyHubList hubs;

        if (!g->programme)
                return OK;
        TRY(party_hubs(d->db, d->a, party, &hubs));
        for (size_t i = 0; i < hubs.n; i++)
                if (hubs.at[i].hub == g->hub && hubs.at[i].programme == g->programme)
                        return OK;
        return deed_fault_at(d, "to", _("This party is no member of the grant's programme there."));
}

static Status check_free(Deed *d, const CreditGrant *g, const Unit *unit, int64_t amount)
{
        int64_t left;

        TRY(ledger_free_at(d->db, d->a, g->account, d->now_us, &left));
        if (amount <= left)
                return OK;
        return deed_fault_at(d, "amount", _("There are %.*s %.*s left."),
                             S_ARG(unit_text(d->a, unit, left > 0 ? left : 0)), S_ARG(unit->code));
}

static Status run_transfer(Deed *d)
{
        Entry e = {.kind = S("grant.moved")};
        GrantPlan plan = {.amount = deed_text(d, "amount")};
        CreditGrant g;
        Party to;
        Unit unit = {0};
        int64_t amount;
        Id made;

        TRY(grant_field(d, &g, &unit));
        TRY(grant_party_field(d, "to", &to));
        TRY(party_whole(d, &to));
        TRY(still_active(d, &g));
        if (to.id == g.party)
                return deed_fault_at(d, "to", _("It is this party's already."));
        TRY(check_member(d, &g, to.id));
        plan.party = to.id;
        plan.hub = g.hub;
        plan.programme = g.programme;
        plan.unit = g.unit;
        plan.title = g.title;
        plan.is_paid = g.is_paid;
        plan.ends_at = g.ends_at;
        TRY(grant_amount(d, &plan, &unit, &amount));
        TRY(check_free(d, &g, &unit, amount));
        TRY(grant_limits_allow(d, &(GrantMore){.party = to.id,
                                               .hub = g.hub,
                                               .programme = g.programme,
                                               .unit = &unit,
                                               .amount = amount,
                                               .is_moved = true}));
        TRY(grant_move_into(d, &plan, &g, amount, &made));
        TRY(tell(d, &e, &g, &unit, amount, made));
        d->made = made;
        d->note = S_("Moved.");
        d->go_to = ledger_path(d, to.id);
        return OK;
}

const Action grant_transfer_action = {
        .name = "grant transfer",
        .may = MAY_GRANT_EDIT,
        .where = grant_where,
        .title = N_("Move a part of a grant"),
        .help = N_("To another party, which has it as long as the first one would have had it."),
        .fields = transfer_fields,
        .run = run_transfer,
        .is_dangerous = true};

/* --- after its end */

static const Field renew_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"grant", FIELD_ID, .required = true, .label = N_("Grant")},
        {"amount", FIELD_TEXT, .chars_max = 40, .label = N_("Amount"),
         .help = N_("What lapsed of it, when empty.")},
        {"until", FIELD_DATE, .label = N_("Until"),
         .help = N_("The last day (UTC) on which it can be used. As long as before, when empty.")},
        {"reason", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by the party's team.")},
        {0}};

static Status check_over(Deed *d, const CreditGrant *g)
{
        GrantRenewed row;
        Status s;

        if (str_starts(g->state, S("revok")))
                return deed_fault(d, CONFLICT, _("This grant was taken back."));
        if (!g->ends_at || g->ends_at > d->now_us)
                return deed_fault(d, CONFLICT, _("This grant has not ended: give more for it."));
        s = grant_renewed(d->db, d->a, g->party, g->id, &row);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("This grant was renewed already."));
        return s == NOT_FOUND ? OK : s;
}

/* What was swept away, and what will be. */
static Status lapsed_of(Deed *d, const CreditGrant *g, int64_t *out)
{
        GrantChangedList list;
        int64_t left;

        TRY(ledger_free_at(d->db, d->a, g->account, d->now_us, &left));
        *out = left > 0 ? left : 0;
        TRY(grant_changes_of(d->db, d->a, g->party, g->id, &list));
        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].kind, "lapsed"))
                        *out += list.at[i].amount;
        return OK;
}

static Status renew_plan(Deed *d, const CreditGrant *g, const Unit *unit, GrantPlan *out)
{
        int64_t lapsed;

        *out = (GrantPlan){.party = g->party,
                           .hub = g->hub,
                           .programme = g->programme,
                           .unit = g->unit,
                           .title = g->title,
                           .is_paid = g->is_paid,
                           .amount = deed_text(d, "amount"),
                           .ends_at = d->now_us + (g->ends_at - g->begins_at)};
        if (deed_given(d, "until"))
                out->ends_at = deed_int(d, "until") + DAY_US;
        if (out->ends_at <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        if (out->amount.len)
                return OK;
        TRY(lapsed_of(d, g, &lapsed));
        if (!lapsed)
                return deed_fault_at(d, "amount", _("Nothing of it lapsed: say how much to give."));
        out->amount = unit_text(d->a, unit, lapsed);
        return OK;
}

static Status run_renew(Deed *d)
{
        Entry e = {.kind = S("grant.renewed")};
        CreditGrant g;
        GrantPlan plan;
        Unit unit = {0};
        int64_t amount;
        Id made;

        TRY(grant_field(d, &g, &unit));
        TRY(check_over(d, &g));
        TRY(renew_plan(d, &g, &unit, &plan));
        TRY(grant_amount(d, &plan, &unit, &amount));
        TRY(grant_give(d, &plan, &made));
        TRY(grant_renews_set(d->db, g.party, made, g.id, deed_text(d, "reason")));
        TRY(tell(d, &e, &g, &unit, amount, made));
        d->made = made;
        d->note = S_("Given.");
        d->go_to = ledger_path(d, g.party);
        return OK;
}

const Action grant_renew_action = {
        .name = "grant renew",
        .may = MAY_GRANT_EDIT,
        .where = grant_where,
        .title = N_("Renew a grant"),
        .help = N_("A new grant after one whose time is over, out of the same pool; once."),
        .fields = renew_fields,
        .run = run_renew};
