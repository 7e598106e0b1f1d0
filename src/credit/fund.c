/* credit/fund: see the header. */
#include "credit/fund.h"

#include "base/time.h"
#include "base/words.h"

Str fund_path(Arena *a, Id fund)
{
        return str_fmt(a, "/funds/%.*s", S_ARG(id_text(a, fund)));
}

Str fund_paper_path(Arena *a, Id paper)
{
        return str_fmt(a, "/funds/papers/%.*s", S_ARG(id_text(a, paper)));
}

Status fund_field(Deed *d, const char *field, Fund *out)
{
        Status s = fund_get(d->db, d->a, deed_int(d, field), out);

        return s == NOT_FOUND ? deed_fault_at(d, field, _("There is no such fund.")) : s;
}

Status fund_where(Deed *d, Place *out)
{
        Fund fund;

        *out = (Place){.is_hidden = true};
        if (fund_get(d->db, d->a, deed_int(d, "fund"), &fund) != OK)
                return NOT_FOUND;
        return account_place(d->db, d->a, 0, fund.hub, out);
}

static Status fault_amount(Deed *d, const char *field, const Unit *unit)
{
        return deed_fault_at(d, field,
                             _("Give an amount such as 1250.50, with %d decimals at most."),
                             unit->scale);
}

Status fund_amount(Deed *d, const char *field, const Fund *fund, int64_t *out)
{
        Unit unit;

        TRY(unit_find(d->db, d->a, fund->unit, &unit));
        if (!unit_parse(&unit, deed_text(d, field), out) || *out < 1 || *out > LEDGER_MOST)
                return fault_amount(d, field, &unit);
        return OK;
}

Status fund_standing(Db *db, Arena *a, const Fund *fund, int64_t at_us, FundStanding *out)
{
        TRY(ledger_balance_at(db, a, fund->free_account, at_us, &out->free));
        TRY(ledger_balance_at(db, a, fund->committed_account, at_us, &out->committed));
        return ledger_balance_at(db, a, fund->paid_account, at_us, &out->paid);
}

/* --- opening one */

static const Field open_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("Whose finance staff runs it.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 120, .label = N_("Title")},
        {"unit", FIELD_TEXT, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Unit"),
         .help = N_("A currency as in USD, or a unit as in gpu-hour. It can not be changed.")},
        {"above", FIELD_ID, .label = N_("Part of fund"),
         .help = N_("It has its budget from there. From outside, when empty.")},
        {"programme", FIELD_SLUG, .label = N_("Programme"),
         .help = N_("For which it pays. Metrics can count by it.")},
        {"from", FIELD_DATE, .required = true, .label = N_("From")},
        {"until", FIELD_DATE, .required = true, .label = N_("Until"),
         .help = N_("The last day on which something can be promised.")},
        {"signs", FIELD_INT, .min = 1, .max = FUND_SIGNS_MAX, .label = N_("Signatures"),
         .help = N_("How many people sign what is asked for, besides the one who asks. One, when "
                    "empty.")},
        {"large", FIELD_TEXT, .chars_max = 40, .label = N_("Large from"),
         .help = N_("From this amount on, those of the fund above sign as well.")},
        {0}};

static Status above_field(Deed *d, const Unit *unit, Fund *out)
{
        int depth = 1;
        Place place;
        Fund up;

        *out = (Fund){0};
        if (!deed_given(d, "above"))
                return OK;
        TRY(fund_field(d, "above", out));
        TRY(account_place(d->db, d->a, 0, out->hub, &place));
        if (!access_may_at(&d->actor, MAY_LEDGER_SEE, &place))
                return deed_fault_at(d, "above", _("There is no such fund."));
        if (!str_is(out->state, "open"))
                return deed_fault_at(d, "above", _("This fund is closed."));
        if (!str_eq(out->unit, unit->code))
                return deed_fault_at(d, "unit", _("The fund above is in %.*s."), S_ARG(out->unit));
        for (up = *out; up.parent; depth++)
                TRY(fund_get(d->db, d->a, up.parent, &up));
        return depth < FUND_DEPTH_MAX ? OK
                                      : deed_fault_at(d, "above", _("Funds stand %d deep at most."),
                                                      FUND_DEPTH_MAX);
}

static Status open_account(Deed *d, const Fund *fund, const char *kind, int64_t least, Id about,
                           Id *out)
{
        return ledger_account_open(d->db, d->a,
                                   &(LedgerAccountPlan){.hub = fund->hub,
                                                        .unit = fund->unit,
                                                        .kind = str_from(kind),
                                                        .title = fund->title,
                                                        .about = about,
                                                        .least = least,
                                                        .most = LEDGER_MOST,
                                                        .now_us = d->now_us,
                                                        .actor = d->actor.id},
                                   out);
}

static Status open_accounts(Deed *d, Fund *fund)
{
        TRY(open_account(d, fund, "fund", 0, fund->id, &fund->free_account));
        TRY(open_account(d, fund, "committed", 0, fund->id, &fund->committed_account));
        return open_account(d, fund, "paid", 0, fund->id, &fund->paid_account);
}

static Status programme_field(Deed *d, Str *out)
{
        FundProgramme row;
        Status s;

        *out = deed_text(d, "programme");
        if (!out->len)
                return OK;
        s = fund_programme(d->db, d->a, *out, &row);
        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(*out))
                              : s;
}

/* The fields that are no names of other things. */
static Status plain_fields(Deed *d, const Unit *unit, const Fund *above, Fund *out)
{
        out->title = str_trim(deed_text(d, "title"));
        out->unit = unit->code;
        out->begins_at = deed_int(d, "from");
        out->ends_at = deed_int(d, "until") + DAY_US;
        out->signs = deed_given(d, "signs") ? deed_int(d, "signs") : 1;
        if (out->signs < above->signs)
                out->signs = above->signs;
        if (out->ends_at <= out->begins_at)
                return deed_fault_at(d, "until", _("It ends before it begins."));
        if (deed_given(d, "large") &&
            (!unit_parse(unit, deed_text(d, "large"), &out->large) || out->large < 1))
                return fault_amount(d, "large", unit);
        return OK;
}

static Status tell_opened(Deed *d, const Fund *fund)
{
        Entry e = {.kind = S("fund.opened"), .subject = fund->id, .hub = fund->hub};

        entry_id(&e, S("above"), fund->parent);
        entry_text(&e, S("programme"), fund->programme);
        entry_text(&e, S("unit"), fund->unit);
        entry_int(&e, S("from"), fund->begins_at);
        entry_int(&e, S("until"), fund->ends_at);
        entry_int(&e, S("signs"), fund->signs);
        return deed_tell(d, &e);
}

static Status run_open(Deed *d)
{
        Fund fund = {.id = db_id(d->db, d->now_us)}, above;
        Unit unit = {0};
        Hub hub;
        Status s;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        s = unit_find(d->db, d->a, deed_text(d, "unit"), &unit);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "unit",
                                     _("There is no such unit. Currencies are three capital "
                                       "letters; own units are defined first."));
        TRY(s);
        TRY(above_field(d, &unit, &above));
        TRY(programme_field(d, &fund.programme));
        TRY(plain_fields(d, &unit, &above, &fund));
        fund.hub = hub.id;
        fund.parent = above.id;
        TRY(open_accounts(d, &fund));
        TRY(tell_opened(d, &fund));
        d->made = fund.id;
        d->go_to = fund_path(d->a, fund.id);
        d->note = S_("Opened.");
        return fund_add(d->db, fund.id, fund.parent, fund.hub, fund.programme, fund.title,
                        fund.unit, fund.begins_at, fund.ends_at, fund.signs, fund.large,
                        fund.free_account, fund.committed_account, fund.paid_account, d->position,
                        d->actor.id);
}

const Action fund_open_action = {.name = "fund open",
                                 .may = MAY_LEDGER_SET,
                                 .where = hub_where,
                                 .title = N_("Open a fund"),
                                 .help = N_("A fund has a budget, promises it to parties, and pays "
                                            "it out in steps."),
                                 .fields = open_fields,
                                 .run = run_open};

/* --- its budget */

static const Field allot_fields[] = {
        {"fund", FIELD_ID, .required = true, .label = N_("Fund")},
        {"amount", FIELD_TEXT, .required = true, .chars_max = 40, .label = N_("Amount")},
        {"back", FIELD_YES, .label = N_("Give it back"),
         .help = N_("From the fund to where its budget came from.")},
        {"why", FIELD_TEXT, .chars_max = 200, .label = N_("Why"),
         .help = N_("Seen by staff of the hub.")},
        {0}};

/* Whoever takes out of a fund above must have a say there. */
static Status budget_source(Deed *d, const Fund *fund, Id *out)
{
        Place place;
        Fund above;

        if (!fund->parent)
                return open_account(d, fund, "budget", LEDGER_LEAST, fund->hub, out);
        TRY(fund_get(d->db, d->a, fund->parent, &above));
        TRY(account_place(d->db, d->a, 0, above.hub, &place));
        if (!access_may_at(&d->actor, MAY_LEDGER_POST, &place))
                return deed_fault(d, FORBIDDEN,
                                  _("Its budget comes from another fund, whose staff moves it."));
        *out = above.free_account;
        return OK;
}

static Status run_allot(Deed *d)
{
        Entry e = {.kind = S("fund.allotted")};
        bool is_back = deed_int(d, "back") != 0;
        LedgerStep step = {.kind = LEDGER_TRANSFER};
        LedgerResult r = LEDGER_DONE;
        Unit unit = {0};
        Fund fund = {0};
        Id other = 0;
        Status s;

        TRY(fund_field(d, "fund", &fund));
        TRY(fund_amount(d, "amount", &fund, &step.amount));
        TRY(unit_find(d->db, d->a, fund.unit, &unit));
        if (!str_is(fund.state, "open"))
                return deed_fault(d, CONFLICT, _("This fund is closed."));
        TRY(budget_source(d, &fund, &other));
        step.source = is_back ? fund.free_account : other;
        step.target = is_back ? other : fund.free_account;
        step.about = fund.id;
        s = ledger_move(d->db, d->a, &(LedgerAsk){.actor = d->actor.id, .now_us = d->now_us}, &step,
                        &r);
        if (s == CONFLICT)
                return deed_fault_at(d, "amount", "%s", ledger_result_words(r));
        TRY(s);
        e.subject = fund.id;
        e.hub = fund.hub;
        entry_text(&e, S("unit"), fund.unit);
        entry_text(&e, S("amount"),
                   str_fmt(d->a, "%s%.*s", is_back ? "-" : "",
                           S_ARG(unit_text(d->a, &unit, step.amount))));
        entry_id(&e, S("above"), fund.parent);
        d->made = fund.id;
        d->note = S_("Done.");
        d->go_to = fund_path(d->a, fund.id);
        return deed_tell(d, &e);
}

const Action fund_allot_action = {.name = "fund allot",
                                  .may = MAY_LEDGER_POST,
                                  .where = fund_where,
                                  .title = N_("Give a fund its budget"),
                                  .help = N_("From the fund above it, or from outside; or back."),
                                  .fields = allot_fields,
                                  .run = run_allot};

/* --- its end */

static const Field close_fields[] = {{"fund", FIELD_ID, .required = true, .label = N_("Fund")},
                                     {0}};

static Status run_close(Deed *d)
{
        Entry e = {.kind = S("fund.closed")};
        LedgerStanding free, committed;
        FundBelowList below;
        Fund fund = {0};
        Status s;

        TRY(fund_field(d, "fund", &fund));
        TRY(ledger_standing(d->db, fund.free_account, &free));
        TRY(ledger_standing(d->db, fund.committed_account, &committed));
        TRY(funds_below(d->db, d->a, fund.id, &below));
        for (size_t i = 0; i < below.n; i++)
                if (str_is(below.at[i].state, "open"))
                        return deed_fault(d, CONFLICT, _("A fund below it is still open."));
        if (free.balance || free.held_out || committed.balance || committed.held_out)
                return deed_fault(d, CONFLICT,
                                  _("Something is still in it. Give back what is free, pay or let "
                                    "go what is promised."));
        s = fund_close(d->db, fund.id);
        if (s != OK)
                return s == NOT_FOUND || s == CONFLICT
                               ? deed_fault(d, CONFLICT, _("This fund is closed."))
                               : s;
        e.subject = fund.id;
        e.hub = fund.hub;
        d->made = fund.id;
        d->note = S_("Closed. Its lines stay.");
        d->go_to = fund_path(d->a, fund.id);
        return deed_tell(d, &e);
}

const Action fund_close_action = {
        .name = "fund close",
        .may = MAY_LEDGER_SET,
        .where = fund_where,
        .title = N_("Close a fund"),
        .help = N_("Nothing is promised or paid out of it any more. Its papers stay."),
        .fields = close_fields,
        .run = run_close,
        .is_dangerous = true};
