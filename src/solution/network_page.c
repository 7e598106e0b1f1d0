/* solution/network_page: see the header. */
#include "solution/network_page.h"

#include "base/time.h"
#include "base/words.h"
#include "people/interest.h"
#include "solution/network.html.h"
#include "solution/tell.h"

/* --- what must not be told to everybody who sees the page */

/* Confidential amounts are the team's and the operators'. */
static OutcomeLineList outcomes_seen(Arena *a, OutcomeLineList list, bool sees_amounts)
{
        OutcomeLine *kept = arena_new(a, OutcomeLine, list.n + 1);

        for (size_t i = 0; i < list.n; i++) {
                kept[i] = list.at[i];
                if (kept[i].is_confidential && !sees_amounts)
                        kept[i].amount = 0;
        }
        return (OutcomeLineList){kept, list.n};
}

/* One side does not see what the other said, also when it has a role at the hub. */
static IntroductionLineList introductions_seen(Arena *a, IntroductionLineList list, Id party,
                                               bool sees_both, const Interest *own)
{
        IntroductionLine *kept = arena_new(a, IntroductionLine, list.n + 1);

        for (size_t i = 0; i < list.n; i++) {
                kept[i] = list.at[i];
                if (str_is(kept[i].state, "made"))
                        continue;
                if (interest_has(own, kept[i].party) || (!sees_both && kept[i].party == party))
                        kept[i].other_says = (Str){0};
                if (interest_has(own, kept[i].other) || (!sees_both && kept[i].party != party))
                        kept[i].party_says = (Str){0};
        }
        return (IntroductionLineList){kept, list.n};
}

/* --- a party's */

static Status load_party_of(Visit *v, PartyView *out, Place *place)
{
        Id id;
        Status s = id_parse(v->params[0], &id) ? party_public(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK)
                s = party_home(v->db, v->a, id, place);
        if (s == OK && !access_may_at(&v->actor, MAY_COHORT_SEE, place))
                s = NOT_FOUND;
        return s == NOT_FOUND ? visit_fault(v, s, _("There is no party «%.*s» to show."),
                                            S_ARG(str_head(v->params[0], 40)))
                              : s;
}

static bool in_team(const Actor *actor, Id party)
{
        for (size_t i = 0; i < actor->grants_n; i++)
                if (actor->grants[i].party == party)
                        return true;
        return false;
}

static const Field party_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static Status load_party(Visit *v, void *out)
{
        PartyNetworkModel *m = out;
        Interest own;
        Place place;
        Id id;

        TRY(load_party_of(v, &m->party, &place));
        id = m->party.id;
        m->is_own = in_team(&v->actor, id);
        m->may_edit = access_may_at(&v->actor, MAY_SOLUTION_EDIT, &place);
        m->may_run = access_may_at(&v->actor, MAY_OUTCOME_EDIT, &place);
        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(solutions_of(v->db, v->a, id, INT64_MAX, &m->solutions));
        TRY(challenges_of(v->db, v->a, id, &m->challenges));
        TRY(pilots_of(v->db, v->a, id, &m->pilots));
        TRY(agreements_of(v->db, v->a, id, v->now_us, &m->agreements));
        TRY(referrals_of(v->db, v->a, id, m->page.at, &m->referrals));
        CURSOR_CUT(&m->page, &m->referrals, id);
        TRY(introductions_of(v->db, v->a, id, &m->introductions));
        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        m->introductions = introductions_seen(v->a, m->introductions, id, m->may_run, &own);
        TRY(outcomes_of(v->db, v->a, id, &m->outcomes));
        m->outcomes = outcomes_seen(v->a, m->outcomes, m->may_run || m->is_own);
        return OK;
}

static const Part party_parts[] = {PART_LIST_OF(PartyNetworkModel, solutions, SolutionOwn),
                                   PART_LIST_OF(PartyNetworkModel, challenges, ChallengeLine),
                                   PART_LIST_OF(PartyNetworkModel, pilots, PilotLine),
                                   PART_LIST_OF(PartyNetworkModel, agreements, AgreementLine),
                                   PART_LIST_OF(PartyNetworkModel, referrals, ReferralLine),
                                   PART_NEXT_OF(PartyNetworkModel, page, COL_ID),
                                   PART_LIST_OF(PartyNetworkModel, introductions, IntroductionLine),
                                   PART_LIST_OF(PartyNetworkModel, outcomes, OutcomeLine),
                                   {0}};

static void draw_party(Page *out, const Visit *v, const void *model)
{
        party_network_page(out, v, model);
}

const View party_network_view = {
        .path = "/parties/{party}/network",
        .word = "party network",
        .may = MAY_COHORT_SEE,
        .title = N_("Solutions and referrals"),
        .help = N_("A party's solutions, challenges, pilots, agreements, referrals, introductions "
                   "and outcomes, for its team and operators."),
        .query = party_query,
        .bytes = sizeof(PartyNetworkModel),
        .parts = party_parts,
        .load = load_party,
        .draw = draw_party};

/* --- a month of a partner */

static const Field statement_query[] = {{"month", FIELD_TEXT, .chars_max = 7,
                                         .label = N_("Month, as in 2026-11; the present one "
                                                     "when not said")},
                                        {0}};

static Status load_statement(Visit *v, void *out)
{
        StatementModel *m = out;
        Str asked = visit_query(v, "month");
        int64_t at = v->now_us, month, from, until;
        Place place;

        TRY(load_party_of(v, &m->party, &place));
        if (asked.len &&
            (asked.len != 7 || !time_parse(str_fmt(v->a, "%.*s-01", S_ARG(asked)), &at)))
                return visit_fault(v, INVALID, _("A month is written as in 2026-11."));
        month = time_month(at);
        from = time_month_begin(month);
        until = time_month_begin(month + 1);
        m->month = time_month_text(v->a, month);
        m->month_before = time_month_text(v->a, month - 1);
        m->month_after = time_month_text(v->a, month + 1);
        TRY(statement_sums(v->db, v->a, m->party.id, from, until, &m->sums));
        return statement_lines(v->db, v->a, m->party.id, from, until, &m->referrals);
}

static const Part statement_parts[] = {PART_VALUE_OF(StatementModel, month, COL_TEXT),
                                       PART_LIST_OF(StatementModel, sums, StatementSum),
                                       PART_LIST_OF(StatementModel, referrals, ReferralLine),
                                       {0}};

static void draw_statement(Page *out, const Visit *v, const void *model)
{
        (void)v;
        party_statement_page(out, model);
}

const View party_statement_view = {
        .path = "/parties/{party}/statement",
        .word = "party statement",
        .may = MAY_COHORT_SEE,
        .title = N_("Statement of referrals"),
        .help = N_("What a partner's referrals brought in a month, and its shares, by currency; "
                   "amounts in the currency's smallest unit."),
        .query = statement_query,
        .bytes = sizeof(StatementModel),
        .parts = statement_parts,
        .load = load_statement,
        .draw = draw_statement};

/* --- an operator's */

static const Field network_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all below it; your own when not said")}, {0}};

/* The first hub that the actor runs for all programmes. */
static Status own_hub(Visit *v, NetworkModel *m)
{
        Status s = NOT_FOUND;

        for (size_t i = 0; i < v->actor.grants_n && s == NOT_FOUND; i++) {
                const Grant *g = &v->actor.grants[i];

                if (!role_may(g->role, MAY_OUTCOME_EDIT) || g->programme || g->party)
                        continue;
                s = g->hub ? hub_by_id(v->db, v->a, g->hub, &m->hub)
                           : hub_root(v->db, v->a, &m->hub);
        }
        m->has_hub = s == OK;
        return s == NOT_FOUND ? OK : s;
}

static Status named_hub(Visit *v, NetworkModel *m, Str slug)
{
        Place place;
        Status s = hub_by_slug(v->db, v->a, slug, &m->hub);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(str_head(slug, 64)));
        TRY(s);
        TRY(hub_place(v->db, v->a, m->hub.id, 0, &place));
        if (!access_may_at(&v->actor, MAY_OUTCOME_EDIT, &place))
                return visit_fault(v, FORBIDDEN, _("You have no say at this hub."));
        m->has_hub = true;
        return OK;
}

static Status load_network(Visit *v, void *out)
{
        NetworkModel *m = out;
        SolutionRule rule = {0};
        Interest own;
        Str slug = visit_query(v, "hub");
        Status s;

        TRY(slug.len ? named_hub(v, m, slug) : own_hub(v, m));
        if (!m->has_hub)
                return OK;
        s = solution_rule_at(v->db, v->a, m->hub.id, &rule);
        if (s != OK && s != NOT_FOUND)
                return s;
        m->is_checked = rule.is_checked;
        TRY(solutions_waiting(v->db, v->a, m->hub.id, INT64_MAX, &m->waiting));
        TRY(challenges_waiting(v->db, v->a, m->hub.id, &m->drafts));
        TRY(outcomes_at(v->db, v->a, m->hub.id, S("noted"), &m->noted));
        TRY(outcomes_at(v->db, v->a, m->hub.id, S("confirmed"), &m->confirmed));
        TRY(pilots_at(v->db, v->a, m->hub.id, &m->pilots));
        TRY(referrals_at(v->db, v->a, m->hub.id, &m->referrals));
        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        TRY(introductions_at(v->db, v->a, m->hub.id, &m->introductions));
        m->introductions = introductions_seen(v->a, m->introductions, 0, true, &own);
        return OK;
}

static const Part network_parts[] = {PART_LIST_OF(NetworkModel, waiting, SolutionWaiting),
                                     PART_LIST_OF(NetworkModel, drafts, ChallengeLine),
                                     PART_LIST_OF(NetworkModel, noted, OutcomeLine),
                                     PART_LIST_OF(NetworkModel, pilots, PilotLine),
                                     PART_LIST_OF(NetworkModel, referrals, ReferralLine),
                                     PART_LIST_OF(NetworkModel, introductions, IntroductionLine),
                                     PART_LIST_OF(NetworkModel, confirmed, OutcomeLine),
                                     {0}};

static void draw_network(Page *out, const Visit *v, const void *model)
{
        network_page(out, v, model);
}

const View network_view = {
        .path = "/network",
        .word = "network list",
        .may = MAY_OUTCOME_EDIT,
        .title = N_("What came of it"),
        .help = N_("Of a hub and all below it: solutions and outcomes that wait for an operator, "
                   "and the latest pilots, referrals and introductions, 50 of each."),
        .query = network_query,
        .bytes = sizeof(NetworkModel),
        .parts = network_parts,
        .load = load_network,
        .draw = draw_network};
