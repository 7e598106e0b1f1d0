/* solution/referral: see the header; agreements stand in solution/agreement. */
#include "solution/referral.h"

#include "base/time.h"
#include "base/words.h"
#include "solution/letter.h"
#include "solution/money.h"
#include "solution/solution.h"
#include "solution/tell.h"

/* --- made by the partner's team */

static const Field make_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"solution", FIELD_ID, .required = true, .picks = "solution", .label = N_("Solution")},
        {"customer", FIELD_TEXT, .required = true, .chars_max = 200, .label = N_("Customer"),
         .help = N_("A company, and whom to ask for there if they agreed to it.")},
        {"note", FIELD_LONG_TEXT, .chars_max = 2000, .label = N_("What they need")},
        {0}};

/* A published solution of a listed party that is not the partner's own. */
static Status offered(Deed *d, Id partner, Solution *out, Party *owner)
{
        Status s = solution_by_id(d->db, d->a, deed_int(d, "solution"), out);

        if (s == OK)
                s = party_by_id(d->db, d->a, out->party, owner);
        if (s == NOT_FOUND || (s == OK && (!str_is(out->state, "published") || !owner->is_listed)))
                return deed_fault_at(d, "solution", _("There is no such solution."));
        TRY(s);
        return owner->id == partner
                       ? deed_fault_at(d, "solution", _("This is the party's own solution."))
                       : OK;
}

static Status run_make(Deed *d)
{
        Party partner = {0}, owner = {0};
        Solution s = {0};
        Agreement g = {0};
        ReferralId same;
        Entry e;
        SolutionLetter letter;
        Id id;
        Str customer = str_trim(deed_text(d, "customer"));
        Status found;

        TRY(solution_organisation(d, "party", &partner));
        TRY(offered(d, partner.id, &s, &owner));
        found = agreement_for(d->db, d->a, partner.id, owner.id, s.id, d->now_us, &g);
        if (found != OK && found != NOT_FOUND)
                return found;
        found = referral_same(d->db, d->a, partner.id, s.id, customer, &same);
        if (found == OK)
                return deed_fault_at(d, "customer", _("This customer was referred already."));
        if (found != NOT_FOUND)
                return found;
        id = db_id(d->db, d->now_us);
        TRY(referral_add(d->db, partner.id, id, owner.id, s.id, g.id, g.bps, s.hub, customer,
                         deed_text(d, "note"), d->actor.id, d->now_us));
        letter = (SolutionLetter){.title = s.title,
                                  .party = owner.name,
                                  .other = partner.name,
                                  .link = str_fmt(d->a, "%.*s%.*s", S_ARG(d->base_url),
                                                  S_ARG(solution_network_path(d->a, owner.id)))};
        TRY(letter_to_team(d, owner.id, &letter_referral_made, &letter, NULL));
        e = solution_entry(d, "referral.made", &partner, s.hub);
        entry_id(&e, S("referral"), id);
        entry_id(&e, S("owner"), owner.id);
        entry_id(&e, S("solution"), s.id);
        entry_id(&e, S("agreement"), g.id);
        entry_int(&e, S("bps"), g.bps);
        d->made = id;
        d->go_to = solution_network_path(d->a, partner.id);
        d->note = g.id ? S_("Referred.")
                       : S_("Referred. There is no agreement, so it brings no share.");
        return deed_tell(d, &e);
}

const Action referral_make_action = {
        .name = "referral make",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Refer a customer"),
        .help = N_("To a solution of another party. Its team says whether it takes the referral "
                   "on, and what came of it."),
        .fields = make_fields,
        .run = run_make};

/* --- what the solution's team says */

#define ONE                                                                            \
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")}, \
        {                                                                              \
                "referral", FIELD_ID, .required = true, .label = N_("Referral")        \
        }

static Status referral_of_deed(Deed *d, const char *state, Party *partner, Referral *out)
{
        Status s =
                referral_of_owner(d->db, d->a, deed_int(d, "party"), deed_int(d, "referral"), out);

        if (s == NOT_FOUND)
                return deed_fault(d, NOT_FOUND, _("There is no such referral."));
        TRY(s);
        TRY(party_by_id(d->db, d->a, out->party, partner));
        return str_is(out->state, state)
                       ? OK
                       : deed_fault(d, CONFLICT,
                                    _("This referral does not stand where that can be said."));
}

/* From one state to another, with the row and the entry. */
static Status set(Deed *d, const Party *partner, const Referral *r, const char *state, Str reason)
{
        Entry e = solution_entry(d, str_fmt(d->a, "referral.%s", state).at, partner, r->hub);
        Status s;

        s = referral_set(d->db, r->party, r->id, str_from(state), r->state, reason, r->currency,
                         r->amount_minor, r->share_minor, r->won_on, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("Somebody else was faster."));
        TRY(s);
        entry_id(&e, S("referral"), r->id);
        entry_id(&e, S("owner"), r->owner);
        entry_id(&e, S("solution"), r->solution);
        entry_text(&e, S("reason"), reason);
        if (r->won_on) {
                e.on_us = str_is(str_from(state), "won") ? r->won_on : 0;
                entry_text(&e, S("currency"), r->currency);
                entry_text(&e, S("amount"), money_text(d->a, r->amount_minor, r->currency));
                entry_int(&e, S("amount_minor"), r->amount_minor);
                entry_int(&e, S("share_minor"), r->share_minor);
                entry_int(&e, S("bps"), r->bps);
        }
        d->made = r->id;
        d->go_to = solution_network_path(d->a, r->owner);
        return deed_tell(d, &e);
}

static const Field one_fields[] = {ONE, {0}};

static Status run_accept(Deed *d)
{
        Party partner;
        Referral r;

        TRY(referral_of_deed(d, "made", &partner, &r));
        d->note = S_("Taken on.");
        return set(d, &partner, &r, "accepted", (Str){0});
}

const Action referral_accept_action = {.name = "referral accept",
                                       .may = MAY_SOLUTION_EDIT,
                                       .where = party_where,
                                       .title = N_("Take a referral on"),
                                       .help = N_("You will talk to this customer."),
                                       .fields = one_fields,
                                       .run = run_accept};

static const Field win_fields[] = {
        ONE,
        {"amount", FIELD_TEXT, .required = true, .chars_max = 20, .label = N_("What was sold for"),
         .help = N_("Without tax, as in 12500.50.")},
        {"currency", FIELD_TEXT, .required = true, .chars_max = 3, .label = N_("Currency"),
         .help = N_("Three letters, as in SGD.")},
        {"on", FIELD_DATE, .required = true, .label = N_("Day of the order")},
        {0}};

static Status run_win(Deed *d)
{
        Party partner;
        Referral r;

        TRY(referral_of_deed(d, "accepted", &partner, &r));
        r.currency = deed_text(d, "currency");
        r.won_on = deed_int(d, "on");
        if (!money_currency_is(r.currency))
                return deed_fault_at(d, "currency",
                                     _("A currency is three capital letters, as in SGD."));
        if (!money_parse(deed_text(d, "amount"), r.currency, &r.amount_minor) || !r.amount_minor)
                return deed_fault_at(d, "amount", _("This is no amount in %.*s."),
                                     S_ARG(r.currency));
        if (r.won_on > d->now_us)
                return deed_fault_at(d, "on", _("This day has not come yet."));
        if (r.won_on < r.made_at - r.made_at % DAY_US)
                return deed_fault_at(d, "on", _("This is before the referral."));
        r.share_minor = money_share(r.amount_minor, r.bps);
        d->note = str_fmt(d->a, _("Won. The partner's share is %.*s %.*s."),
                          S_ARG(money_text(d->a, r.share_minor, r.currency)), S_ARG(r.currency));
        return set(d, &partner, &r, "won", (Str){0});
}

const Action referral_win_action = {
        .name = "referral win",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Note what a referral brought"),
        .help = N_("The partner's share is computed by the agreement of the day when it was made."),
        .fields = win_fields,
        .run = run_win};

static const char *const reasons[] = {N_("not-suitable"),     N_("no-answer"), N_("known-already"),
                                      N_("bought-elsewhere"), N_("other"),     NULL};
static const Field lose_fields[] = {ONE,
                                    {"reason", FIELD_CHOICE, .required = true, .choices = reasons,
                                     .label = N_("Why"), .help = N_("The record tells it.")},
                                    {0}};

static Status run_lose(Deed *d)
{
        Party partner;
        Referral r;
        Status s =
                referral_of_owner(d->db, d->a, deed_int(d, "party"), deed_int(d, "referral"), &r);
        bool is_new = s == OK && str_is(r.state, "made");

        TRY(referral_of_deed(d, is_new ? "made" : "accepted", &partner, &r));
        d->note = S_("Noted.");
        return set(d, &partner, &r, "lost", deed_text(d, "reason"));
}

const Action referral_lose_action = {.name = "referral lose",
                                     .may = MAY_SOLUTION_EDIT,
                                     .where = party_where,
                                     .title = N_("Note that nothing came of a referral"),
                                     .help = N_("Also when you do not take it on."),
                                     .fields = lose_fields,
                                     .run = run_lose};

static Status run_pay(Deed *d)
{
        Party partner;
        Referral r;

        TRY(referral_of_deed(d, "won", &partner, &r));
        if (!r.share_minor)
                return deed_fault(d, CONFLICT, _("There is no share to pay."));
        d->note = S_("Noted as paid.");
        return set(d, &partner, &r, "paid", (Str){0});
}

const Action referral_pay_action = {
        .name = "referral pay",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Note that the share was paid"),
        .help = N_("Nothing is transferred by this; it says that you did."),
        .fields = one_fields,
        .run = run_pay};
