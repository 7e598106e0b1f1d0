/* solution/pilot: see solution/challenge.h. */
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/interest.h"
#include "programme/programme.h"
#include "solution/challenge.h"
#include "solution/tell.h"

static Status append(Deed *d, const char *kind, const Party *party, const Pilot *p, Str outcome)
{
        Entry e = solution_entry(d, kind, party, p->hub);

        entry_id(&e, S("pilot"), p->id);
        entry_id(&e, S("enterprise"), p->enterprise);
        entry_id(&e, S("challenge"), p->challenge);
        entry_text(&e, S("outcome"), outcome);
        if (p->programme) {
                Programme programme;

                TRY(programme_by_id(d->db, d->a, p->programme, &programme));
                entry_text(&e, S("programme"), programme.slug);
        }
        d->made = p->id;
        d->go_to = solution_network_path(d->a, party->id);
        return deed_tell(d, &e);
}

/* --- the start-up in its programme */

/* Moves it when it is a member there and its definition has the move; else nothing moves. */
static Status move(Deed *d, const Party *party, const Pilot *p, Str to, Str reason)
{
        Programme programme;
        Definition *def;
        Member member;
        Stage stage;
        PartyFacts facts = {
                .kind = party->kind, .country = party->country, .sector = party->sector};
        Status s = member_get(d->db, d->a, party->id, p->programme, p->hub, &member);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(programme_by_id(d->db, d->a, p->programme, &programme));
        TRY(programme_open(d->db, d->a, programme.slug, &programme, &def));
        TRY(stage_by_id(d->db, d->a, member.stage, &stage));
        if (str_eq(stage.slug, to) || !definition_move(def, stage.slug, to))
                return OK;
        return member_moves(d, &(MemberMove){.programme = &programme,
                                             .def = def,
                                             .facts = &facts,
                                             .party = party->id,
                                             .hub = p->hub,
                                             .from = stage.slug,
                                             .to = to,
                                             .level = member.level,
                                             .reason = reason});
}

/* --- planning */

static const Field plan_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Start-up")},
        {"enterprise", FIELD_ID, .required = true, .picks = "party", .label = N_("Enterprise")},
        {"challenge", FIELD_ID, .picks = "challenge", .label = N_("Challenge"),
         .help = N_("Of the enterprise, when the pilot answers one.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("In which the start-up is a member; that of the challenge when empty.")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Where the start-up is a member; its home when empty.")},
        {"goal", FIELD_LONG_TEXT, .required = true, .chars_max = 2000,
         .label = N_("Goal, and how it is measured")},
        {"begins", FIELD_DATE, .required = true, .label = N_("Begins")},
        {"ends", FIELD_DATE, .required = true, .label = N_("Ends")},
        {0}};

static Status challenge_of(Deed *d, Pilot *p)
{
        Challenge c;
        Status s;

        if (!deed_given(d, "challenge"))
                return OK;
        s = challenge_get(d->db, d->a, p->enterprise, deed_int(d, "challenge"), &c);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "challenge", _("The enterprise has no such challenge."));
        TRY(s);
        p->challenge = c.id;
        p->programme = c.programme;
        return OK;
}

/* Of what is known of the start-up: its membership in the programme, at the hub that is named or at
 * the only one. */
static Status member_of(Deed *d, Pilot *p)
{
        Programme programme;
        MemberList members;
        Hub hub = {0};

        if (deed_given(d, "programme")) {
                Status s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), &programme);

                if (s == NOT_FOUND)
                        return deed_fault_at(d, "programme", _("There is no such programme."));
                TRY(s);
                if (p->programme && p->programme != programme.id)
                        return deed_fault_at(d, "programme",
                                             _("The challenge is of another programme."));
                p->programme = programme.id;
        }
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        if (!p->programme)
                return solution_home(d, p->party, &p->hub);
        TRY(member_in(d->db, d->a, p->party, p->programme, &members));
        for (size_t i = 0; i < members.n; i++)
                if (!hub.id || members.at[i].hub == hub.id) {
                        p->hub = members.at[i].hub;
                        return OK;
                }
        return deed_fault_at(d, "programme", _("The start-up is no member of this programme."));
}

static Status run_plan(Deed *d)
{
        Party party, enterprise;
        bool sees;
        Pilot p = {.begins_on = deed_int(d, "begins"), .ends_on = deed_int(d, "ends")};

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_organisation(d, "enterprise", &enterprise));
        TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, enterprise.id, &sees));
        if (!sees && !enterprise.is_listed)
                return deed_fault_at(d, "enterprise", _("There is no such party."));
        if (party.id == enterprise.id)
                return deed_fault_at(d, "enterprise", _("These are the same party."));
        if (p.ends_on < p.begins_on)
                return deed_fault_at(d, "ends", _("It ends before it begins."));
        p.party = party.id;
        p.enterprise = enterprise.id;
        TRY(challenge_of(d, &p));
        TRY(member_of(d, &p));
        p.id = db_id(d->db, d->now_us);
        TRY(pilot_add(d->db, p.party, p.id, p.enterprise, p.challenge, p.programme, p.hub,
                      deed_text(d, "goal"), p.begins_on, p.ends_on, d->actor.id, d->now_us));
        d->note = S_("Planned.");
        return append(d, "pilot.planned", &party, &p, (Str){0});
}

const Action pilot_plan_action = {
        .name = "pilot plan",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("Plan a pilot"),
        .help = N_("A start-up tries its solution at an enterprise, with a goal and an end."),
        .fields = plan_fields,
        .run = run_plan};

/* --- its life */

static const Field begin_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Start-up")},
        {"pilot", FIELD_ID, .required = true, .label = N_("Pilot")},
        {0}};

static Status pilot_of_deed(Deed *d, Party *party, const char *state, Pilot *out)
{
        Status s;

        TRY(solution_organisation(d, "party", party));
        s = pilot_get(d->db, d->a, party->id, deed_int(d, "pilot"), out);
        if (s == NOT_FOUND)
                return deed_fault(d, NOT_FOUND, _("There is no such pilot."));
        TRY(s);
        TRY(interest_refuses(d, out->party));
        TRY(interest_refuses(d, out->enterprise));
        return str_is(out->state, state)
                       ? OK
                       : deed_fault(d, CONFLICT, _("This pilot is not there: it was %s."),
                                    str_is(out->state, "planned")   ? _("planned")
                                    : str_is(out->state, "running") ? _("begun")
                                                                    : _("ended"));
}

static Status run_begin(Deed *d)
{
        Party party;
        Pilot p;

        TRY(pilot_of_deed(d, &party, "planned", &p));
        TRY(pilot_begin(d->db, p.party, p.id, d->now_us - d->now_us % DAY_US));
        TRY(move(d, &party, &p, S("pilot"), (Str){0}));
        d->note = S_("The pilot runs.");
        return append(d, "pilot.begun", &party, &p, (Str){0});
}

const Action pilot_begin_action = {
        .name = "pilot begin",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("Begin a pilot"),
        .help = N_("From today. Where its programme has such a stage, the start-up moves to it."),
        .fields = begin_fields,
        .run = run_begin};

static const char *const outcomes[] = {N_("adopted"), N_("concluded"), NULL};
static const Field end_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Start-up")},
        {"pilot", FIELD_ID, .required = true, .label = N_("Pilot")},
        {"outcome", FIELD_CHOICE, .required = true, .choices = outcomes, .label = N_("Outcome"),
         .help = N_("Adopted: the enterprise bought it. Concluded: it did not.")},
        {"result", FIELD_LONG_TEXT, .required = true, .chars_max = 2000,
         .label = N_("Result, by the measure of the goal"),
         .help = N_("Both teams and the hub's operators read it.")},
        {0}};

static Status run_end(Deed *d)
{
        Party party;
        Pilot p;
        Str outcome = deed_text(d, "outcome");

        TRY(pilot_of_deed(d, &party, "running", &p));
        TRY(pilot_end(d->db, p.party, p.id, outcome, deed_text(d, "result"), d->now_us));
        TRY(move(d, &party, &p, outcome,
                 str_is(outcome, "concluded") ? S("pilot-ended") : (Str){0}));
        d->note = S_("The pilot ended.");
        return append(d, "pilot.ended", &party, &p, outcome);
}

const Action pilot_end_action = {
        .name = "pilot end",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("End a pilot"),
        .help = N_("Where its programme has such a stage, the start-up moves to it."),
        .fields = end_fields,
        .run = run_end};
