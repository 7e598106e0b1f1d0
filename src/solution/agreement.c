/* solution/agreement: see solution/referral.h. */
#include "base/decimal.h"
#include "base/time.h"
#include "base/words.h"
#include "people/interest.h"
#include "people/team.sql.h"
#include "programme/programme.h"
#include "solution/money.h"
#include "solution/referral.h"
#include "solution/solution.h"
#include "solution/tell.h"

#define TERMS                                                                \
        {"share",                                                            \
         FIELD_TEXT,                                                         \
         .required = true,                                                   \
         .chars_max = 8,                                                     \
         .label = N_("Share in percent"),                                    \
         .help = N_("At most two decimals, as in 12.5.")},                   \
                {"from", FIELD_DATE, .required = true, .label = N_("From")}, \
        {                                                                    \
                "until", FIELD_DATE, .required = true, .label = N_("Until"), \
                                     .help = N_("The last day.")             \
        }

/* Share and days of the inputs. */
static Status terms_of(Deed *d, Agreement *out)
{
        if (!decimal_parse(deed_text(d, "share"), 2, &out->bps) || out->bps < 1 ||
            out->bps > BPS_ALL)
                return deed_fault_at(d, "share", _("A share is above 0 and at most 100 percent."));
        out->from_on = deed_int(d, "from");
        out->until_on = deed_int(d, "until") + DAY_US;
        if (out->until_on <= out->from_on)
                return deed_fault_at(d, "until", _("It ends before it begins."));
        if (out->until_on > out->from_on + AGREEMENT_DAYS_MAX * DAY_US)
                return deed_fault_at(d, "until", _("An agreement ends within ten years."));
        return OK;
}

static Status keep(Deed *d, const Agreement *g, const Party *partner, Id hub, Str programme)
{
        Entry e = solution_entry(d, "referral.agreed", partner, hub);
        Id id = db_id(d->db, d->now_us);

        TRY(agreement_add(d->db, partner->id, id, g->owner, g->solution, g->programme, g->bps,
                          g->from_on, g->until_on, d->actor.id, d->now_us));
        entry_id(&e, S("agreement"), id);
        entry_id(&e, S("owner"), g->owner);
        entry_id(&e, S("solution"), g->solution);
        entry_text(&e, S("programme"), programme);
        entry_int(&e, S("bps"), g->bps);
        d->made = id;
        d->go_to = solution_network_path(d->a, g->owner ? g->owner : partner->id);
        d->note = S_("Agreed.");
        return deed_tell(d, &e);
}

/* --- by the team of the solution */

static const Field make_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"partner", FIELD_ID, .required = true, .picks = "party", .label = N_("Partner")},
        {"solution", FIELD_ID, .picks = "solution", .label = N_("Solution"),
         .help = N_("All solutions of the party when empty.")},
        TERMS,
        {0}};

static Status run_make(Deed *d)
{
        Party party, partner;
        Agreement g = {0};
        Id hub;

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_organisation(d, "partner", &partner));
        if (party.id == partner.id)
                return deed_fault_at(d, "partner", _("These are the same party."));
        g.owner = party.id;
        if (deed_given(d, "solution")) {
                Solution s;

                TRY(solution_of_deed(d, &s));
                g.solution = s.id;
        }
        TRY(terms_of(d, &g));
        TRY(solution_home(d, party.id, &hub));
        return keep(d, &g, &partner, hub, (Str){0});
}

const Action agreement_make_action = {
        .name = "agreement make",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Agree on a share for a partner"),
        .help = N_("Of what customers pay whom the partner refers. It holds for referrals made "
                   "from now on."),
        .fields = make_fields,
        .run = run_make};

/* --- for a whole programme, by an operator */

static const Field set_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Partner")},
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme"),
         .help = N_("For solutions of those members that agree to it.")},
        TERMS,
        {0}};

static Status run_set(Deed *d)
{
        Party partner;
        Programme programme;
        Agreement g = {0};
        Id hub;
        Status s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), &programme);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "programme", _("There is no such programme."));
        TRY(s);
        TRY(solution_organisation(d, "party", &partner));
        TRY(interest_refuses(d, partner.id));
        TRY(terms_of(d, &g));
        TRY(solution_home(d, partner.id, &hub));
        g.programme = programme.id;
        return keep(d, &g, &partner, hub, programme.slug);
}

const Action agreement_set_action = {.name = "agreement set",
                                     .may = MAY_OUTCOME_EDIT,
                                     .where = party_where,
                                     .title = N_("Set a partner's share in a programme"),
                                     .help = N_("It holds for referrals made from now on."),
                                     .fields = set_fields,
                                     .run = run_set};

/* --- the owner lets it hold: nobody else says so for it */

static const Field consent_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"partner", FIELD_ID, .required = true, .label = N_("Partner")},
        {"agreement", FIELD_ID, .required = true, .label = N_("Agreement")},
        {0}};

static Status run_consent(Deed *d)
{
        Id owner = deed_int(d, "party");
        Programme programme;
        AgreementConsent there;
        MemberList members;
        Agreement g;
        Party partner;
        TeamRole role;
        Entry e;
        Status s = team_person_of(d->db, d->a, owner, d->actor.id, &role);

        if (s == NOT_FOUND)
                return deed_fault(d, FORBIDDEN, _("Only one of its team answers for a party."));
        TRY(s);
        s = agreement_get(d->db, d->a, deed_int(d, "partner"), deed_int(d, "agreement"), &g);
        if (s == OK && !g.owner && g.party != owner)
                s = member_in(d->db, d->a, owner, g.programme, &members);
        else if (s == OK)
                s = NOT_FOUND;
        if (s == NOT_FOUND || (s == OK && (!members.n || g.until_on <= d->now_us)))
                return deed_fault(d, NOT_FOUND, _("There is no such agreement."));
        TRY(s);
        s = agreement_consent_get(d->db, d->a, g.party, g.id, owner, &there);
        if (s != NOT_FOUND)
                return s == OK ? deed_fault(d, CONFLICT, _("This was done already.")) : s;
        TRY(agreement_consent_add(d->db, g.party, g.id, owner, d->actor.id, d->now_us));
        TRY(party_by_id(d->db, d->a, g.party, &partner));
        TRY(programme_by_id(d->db, d->a, g.programme, &programme));
        e = solution_entry(d, "referral.agreed", &partner, 0);
        entry_id(&e, S("agreement"), g.id);
        entry_id(&e, S("owner"), owner);
        entry_text(&e, S("programme"), programme.slug);
        entry_int(&e, S("bps"), g.bps);
        d->made = g.id;
        d->go_to = solution_network_path(d->a, owner);
        d->note = S_("Agreed.");
        return deed_tell(d, &e);
}

const Action agreement_consent_action = {
        .name = "agreement consent",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Agree to a partner's share in a programme"),
        .help = N_("For your solutions, where you have not agreed otherwise. It holds for "
                   "referrals made from now on."),
        .fields = consent_fields,
        .run = run_consent};

/* --- its end */

static const Field end_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"partner", FIELD_ID, .required = true, .label = N_("Partner")},
        {"agreement", FIELD_ID, .required = true, .label = N_("Agreement")},
        {0}};

/* By who gives the share; one of a programme by who looks after the partner, and for one owner's
 * solutions by that owner. */
static Status run_end(Deed *d)
{
        Agreement g;
        Party partner;
        Entry e;
        AgreementConsent consent;
        Id party = deed_int(d, "party");
        bool may = false, is_consent = false;
        Status s = agreement_get(d->db, d->a, deed_int(d, "partner"), deed_int(d, "agreement"), &g);

        if (s == OK && !g.owner && g.party == party)
                TRY(party_may_at_home(d->db, d->a, &d->actor, MAY_OUTCOME_EDIT, party, &may));
        if (s == OK && !g.owner && g.party != party) {
                s = agreement_consent_get(d->db, d->a, g.party, g.id, party, &consent);
                is_consent = s == OK;
        }
        if (s == NOT_FOUND || (s == OK && g.owner != party && !may && !is_consent))
                return deed_fault(d, NOT_FOUND, _("There is no such agreement."));
        TRY(s);
        s = is_consent ? agreement_consent_drop(d->db, g.party, g.id, party)
                       : agreement_end(d->db, g.party, g.id, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This was done already."));
        TRY(s);
        TRY(party_by_id(d->db, d->a, g.party, &partner));
        e = solution_entry(d, "referral.agreement-ended", &partner, 0);
        entry_id(&e, S("agreement"), g.id);
        if (is_consent)
                entry_id(&e, S("owner"), party);
        d->made = g.id;
        d->go_to = solution_network_path(d->a, party);
        d->note = S_("Ended. Referrals that were made keep their share.");
        return deed_tell(d, &e);
}

const Action agreement_end_action = {.name = "agreement end",
                                     .may = MAY_SOLUTION_EDIT,
                                     .where = party_where,
                                     .title = N_("End an agreement on a share"),
                                     .help = N_("Referrals that were made keep their share."),
                                     .fields = end_fields,
                                     .run = run_end};
