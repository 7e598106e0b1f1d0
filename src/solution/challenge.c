/* solution/challenge: see the header; pilots stand in solution/pilot. */
#include "solution/challenge.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/interest.h"
#include "programme/programme.h"
#include "solution/tell.h"

static Status append(Deed *d, const char *kind, const Party *party, const Challenge *c)
{
        Entry e = solution_entry(d, kind, party, c->hub);

        entry_id(&e, S("challenge"), c->id);
        entry_id(&e, S("round"), c->round);
        d->made = c->id;
        d->go_to = str_fmt(d->a, "/challenges/%.*s", S_ARG(id_text(d->a, c->id)));
        return deed_tell(d, &e);
}

/* At home, or at a hub where the party has to do with something, or above one of these. */
static Status hub_of(Deed *d, Id party, Id *out)
{
        Place place;
        Hub hub;

        if (!deed_given(d, "hub"))
                return solution_home(d, party, out);
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(party_place(d->db, d->a, party, &place));
        for (size_t i = 0; i < place.spots_n; i++)
                if (place.spots[i].hub == hub.id) {
                        *out = hub.id;
                        return OK;
                }
        return deed_fault_at(d, "hub", _("The party has nothing to do with this hub."));
}

static Status programme_of(Deed *d, Id *out)
{
        Programme programme;
        Status s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), &programme);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "programme", _("There is no such programme."));
        TRY(s);
        if (!str_is(programme.family, definition_family_name(DEFINITION_CHALLENGE)))
                return deed_fault_at(d, "programme",
                                     _("This programme is no challenge of enterprises."));
        *out = programme.id;
        return OK;
}

/* Answers come to a round of the same programme, at the hub of the challenge or below it. */
static Status round_of(Deed *d, Challenge *c)
{
        ChallengeRound round;
        HubBelow below;
        Status s;

        if (!deed_given(d, "round"))
                return OK;
        s = challenge_round(d->db, d->a, deed_int(d, "round"), &round);
        if (s == OK)
                s = hub_is_below(d->db, d->a, round.hub, c->hub, &below);
        if (s == NOT_FOUND || (s == OK && round.programme != c->programme))
                return deed_fault_at(d, "round",
                                     _("There is no such round of the programme there."));
        c->round = deed_int(d, "round");
        return s;
}

/* --- deeds */

#define TEXTS(is_needed)                                                                        \
        {"title", FIELD_TEXT, .required = is_needed, .chars_max = 140, .label = N_("Title")},   \
                {"problem",                                                                     \
                 FIELD_LONG_TEXT,                                                               \
                 .required = is_needed,                                                         \
                 .chars_max = 8000,                                                             \
                 .label = N_("The problem"),                                                    \
                 .help = N_("What is wrong or missing, what was tried, what data there are.")}, \
                {"reward", FIELD_TEXT, .chars_max = 300, .label = N_("What a solution gets"),   \
                 .help = N_("As in: a paid pilot.")},                                           \
                {"until", FIELD_DATE, .label = N_("Last day for answers")},                     \
        {                                                                                       \
                "round", FIELD_ID, .picks = "round", .label = N_("Round"),                      \
                                   .help = N_("Of the programme: answering is applying to it.") \
        }

static const Field open_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Where the party is at home when empty.")},
        TEXTS(true),
        {0}};
static const Field change_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"challenge", FIELD_ID, .required = true, .picks = "challenge", .label = N_("Challenge")},
        TEXTS(false),
        {0}};
static const Field close_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"challenge", FIELD_ID, .required = true, .picks = "challenge", .label = N_("Challenge")},
        {0}};

static Status until_of(Deed *d, int64_t *out)
{
        if (!deed_given(d, "until"))
                return OK;
        *out = deed_int(d, "until") + DAY_US;
        return *out > d->now_us ? OK : deed_fault_at(d, "until", _("This day is over."));
}

static Status run_open(Deed *d)
{
        Party party;
        ChallengeLineList mine;
        Challenge c = {.state = S("draft"),
                       .title = deed_text(d, "title"),
                       .problem = deed_text(d, "problem"),
                       .reward = deed_text(d, "reward")};

        TRY(solution_organisation(d, "party", &party));
        TRY(hub_of(d, party.id, &c.hub));
        TRY(programme_of(d, &c.programme));
        TRY(round_of(d, &c));
        TRY(until_of(d, &c.until_at));
        TRY(challenges_of(d->db, d->a, party.id, &mine));
        if (mine.n >= CHALLENGES_OPEN_MAX)
                return deed_fault(d, CONFLICT, _("A party has at most %d challenges."),
                                  CHALLENGES_OPEN_MAX);
        c.id = db_id(d->db, d->now_us);
        TRY(challenge_add(d->db, party.id, c.id, c.hub, c.programme, c.round, c.title, c.problem,
                          c.reward, c.until_at, d->actor.id, d->now_us));
        d->note = S_("It is a draft. An operator of the hub announces it.");
        return append(d, "challenge.drafted", &party, &c);
}

const Action challenge_open_action = {
        .name = "challenge open",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Open a challenge"),
        .help = N_(
                "A problem of the party that others may solve. It is public once an operator has "
                "announced it; the party is named only when it agreed to be listed."),
        .fields = open_fields,
        .run = run_open};

static Status challenge_of_deed(Deed *d, Challenge *out)
{
        Status s = challenge_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "challenge"), out);

        if (s == NOT_FOUND)
                return deed_fault(d, NOT_FOUND, _("There is no such challenge."));
        TRY(s);
        return str_is(out->state, "open") || str_is(out->state, "draft")
                       ? OK
                       : deed_fault(d, CONFLICT, _("It is closed already."));
}

static Status run_change(Deed *d)
{
        Party party;
        Challenge c;

        TRY(solution_organisation(d, "party", &party));
        TRY(challenge_of_deed(d, &c));
        TRY(round_of(d, &c));
        TRY(until_of(d, &c.until_at));
        c.title = deed_given(d, "title") ? deed_text(d, "title") : c.title;
        c.problem = deed_given(d, "problem") ? deed_text(d, "problem") : c.problem;
        c.reward = solution_changed(d, "reward", c.reward);
        TRY(challenge_set(d->db, c.party, c.id, c.round, c.title, c.problem, c.reward, c.until_at));
        d->note = S_("Changed.");
        return append(d, "challenge.changed", &party, &c);
}

const Action challenge_change_action = {.name = "challenge change",
                                        .may = MAY_SOLUTION_EDIT,
                                        .where = party_where,
                                        .title = N_("Change a challenge"),
                                        .help = N_("What is left empty stays."),
                                        .fields = change_fields,
                                        .run = run_change};

/* Where the challenge is, which need not be where the party is at home. */
static Status where_announce(Deed *d, Place *out)
{
        Challenge c;

        *out = (Place){.is_hidden = true};
        TRY(challenge_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "challenge"), &c));
        TRY(hub_place(d->db, d->a, c.hub, c.programme, out));
        out->is_hidden = true;
        return OK;
}

/* A look by somebody who is not of the enterprise. */
static Status run_announce(Deed *d)
{
        Party party;
        Challenge c;
        Status s;

        TRY(solution_organisation(d, "party", &party));
        TRY(challenge_of_deed(d, &c));
        TRY(interest_refuses(d, party.id));
        s = challenge_announce(d->db, c.party, c.id);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This was done already."));
        TRY(s);
        d->note = S_("The challenge is open.");
        return append(d, "challenge.opened", &party, &c);
}

const Action challenge_announce_action = {
        .name = "challenge announce",
        .may = MAY_OUTCOME_EDIT,
        .where = where_announce,
        .title = N_("Announce a challenge"),
        .help = N_("It is public from now on, and can be answered while its round is open."),
        .fields = close_fields,
        .run = run_announce};

static Status run_close(Deed *d)
{
        Party party;
        Challenge c;

        TRY(solution_organisation(d, "party", &party));
        TRY(challenge_of_deed(d, &c));
        TRY(challenge_close(d->db, c.party, c.id, d->now_us));
        d->note = S_("Closed.");
        return append(d, "challenge.closed", &party, &c);
}

const Action challenge_close_action = {
        .name = "challenge close",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Close a challenge"),
        .help = N_(
                "It stays to be seen, unless it is a draft. Answers that were handed in go on in "
                "their round."),
        .fields = close_fields,
        .run = run_close};
