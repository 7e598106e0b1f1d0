/* people/team: see the header; invitations stand in people/invite. */
#include "people/team.h"

#include "access/access.sql.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "hub/place.h"
#include "people/delegate.h"
#include "people/team_letter.h"

static const char *const team_roles[] = {N_("owner"), N_("editor"), N_("viewer"), NULL};

/* --- what all deeds of a team need */

Status team_party(Deed *d, Party *out)
{
        TRY(party_by_id(d->db, d->a, deed_int(d, "party"), out));
        if (out->merged_into)
                return deed_fault(d, CONFLICT, _("This party was merged into %.*s."),
                                  S_ARG(id_text(d->a, out->merged_into)));
        if (!str_is(out->kind, "organisation"))
                return deed_fault(d, CONFLICT, _("Only an organisation has a team."));
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, out->id)));
        return OK;
}

Status team_tell(Deed *d, const char *kind, const Party *party, Id person, Str role, Str reason)
{
        Entry e = {.kind = str_from(kind), .subject = party->id};

        d->made = party->id;
        entry_text(&e, S("party"), party->kind);
        entry_id(&e, S("person"), person);
        entry_text(&e, S("role"), role);
        entry_text(&e, S("reason"), reason);
        return deed_tell(d, &e);
}

static Role rank(Str name)
{
        Role role;

        return role_parse_of_team(name, &role) ? role : ROLE_COUNT;
}

Status team_take_in(Deed *d, Id party, Id actor, Role role)
{
        TeamRole now;
        TeamCounts counts;
        TeamCount teams;
        Status s = team_person_of(d->db, d->a, party, actor, &now);

        if (s == OK && rank(now.role) <= role)
                return deed_fault(d, CONFLICT, _("This account is in the team already, as %s."),
                                  _(role_name(rank(now.role))));
        if (s == OK)
                return team_person_set(d->db, party, actor, str_from(role_name(role)));
        if (s != NOT_FOUND)
                return s;
        TRY(team_counts(d->db, d->a, party, &counts));
        if (counts.people >= TEAM_PEOPLE_MAX)
                return deed_fault(d, CONFLICT, _("A team has at most %d people."), TEAM_PEOPLE_MAX);
        TRY(team_count_of(d->db, d->a, actor, &teams));
        if (teams.teams >= TEAMS_OF_ONE_MAX)
                return deed_fault(d, CONFLICT, _("One account is in at most %d teams."),
                                  TEAMS_OF_ONE_MAX);
        return team_person_add(d->db, party, actor, str_from(role_name(role)), d->now_us);
}

/* The person of the field "person", who is in the team. */
static Status person_of(Deed *d, const Party *party, TeamRole *out)
{
        Status s = team_person_of(d->db, d->a, party->id, deed_int(d, "person"), out);

        return s == NOT_FOUND ? deed_fault_at(d, "person", _("This person is not in the team."))
                              : s;
}

/* Writers take turns, on all nodes: of two owners who leave at once the second finds itself the
 * last. */
static Status stays_owned(Deed *d, const Party *party, const TeamRole *who, const char *words)
{
        TeamCounts counts;

        if (rank(who->role) != ROLE_TEAM_OWNER)
                return OK;
        TRY(team_counts(d->db, d->a, party->id, &counts));
        return counts.owners > 1 ? OK : deed_fault(d, CONFLICT, "%s", words);
}

/* --- a new party, by somebody who then is its owner */

static const Field found_fields[] = {
        {"name", FIELD_TEXT, .required = true, .chars_max = PARTY_NAME_CHARS_MAX,
         .label = N_("Name of the organisation")},
        {"country", FIELD_TEXT, .chars_max = 2, .label = N_("Country"),
         .help = N_("ISO 3166-1 alpha-2 code, as in SG.")},
        {"sector", FIELD_SLUG, .chars_max = 64, .label = N_("Sector"),
         .help = N_("As in fintech.")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Where it is at home: its operators see it. The world when empty.")},
        {0}};

static Status found_hub(Deed *d, Hub *out)
{
        Status s;

        if (deed_given(d, "hub"))
                return hub_find(d, "hub", deed_text(d, "hub"), out);
        s = hub_root(d->db, d->a, out);
        return s == NOT_FOUND ? OK : s;
}

/* It takes no website, address or number: these are what imports know a party by, and who says to
 * be somebody is not yet. */
static Status run_found(Deed *d)
{
        PartyFacts facts = {.kind = S("organisation"),
                            .name = deed_text(d, "name"),
                            .country = deed_text(d, "country"),
                            .sector = deed_text(d, "sector")};
        Entry e = {.kind = S("party.added")};
        Party party = {.kind = facts.kind};
        TeamFounded founded;
        Hub hub = {0};
        Str salt;

        TRY(name_check(d, "name"));
        if (facts.country.len && !place_country(facts.country))
                return deed_fault_at(d, "country", _("«%.*s» is not an ISO 3166-1 code."),
                                     S_ARG(facts.country));
        TRY(found_hub(d, &hub));
        TRY(team_founded_count(d->db, d->a, d->actor.id, d->now_us - DAY_US, &founded));
        if (founded.lately >= TEAMS_FOUNDED_A_DAY_MAX)
                return deed_fault(d, TOO_MANY,
                                  _("You founded %d teams within a day. Come back tomorrow."),
                                  TEAMS_FOUNDED_A_DAY_MAX);
        facts.hub = hub.id;
        TRY(party_make(d, &facts, &party.id, &salt));
        TRY(team_founded_add(d->db, party.id, d->actor.id, d->now_us));
        TRY(team_take_in(d, party.id, d->actor.id, ROLE_TEAM_OWNER));
        e.subject = party.id;
        e.hub = hub.id;
        party_entry(d->a, &e, &facts, salt, d->now_us);
        TRY(deed_tell(d, &e));
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, party.id)));
        d->note = S_("Founded. You are its owner.");
        return team_tell(d, "team.founded", &party, d->actor.id, S("owner"), (Str){0});
}

const Action team_found_action = {
        .name = "team found",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Found a team"),
        .help = N_("A start-up, university or partner that is not here yet. You are its owner; you "
                   "invite the others. If it is here already, ask an operator of its hub instead."),
        .fields = found_fields,
        .run = run_found};

/* --- who is what */

static const Field role_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"person", FIELD_ID, .required = true, .label = N_("Person")},
        {"role", FIELD_CHOICE, .required = true, .choices = team_roles, .label = N_("Role"),
         .help = N_(
                 "A viewer sees what is not public; an editor changes it too; an owner also says "
                 "who is in the team.")},
        {0}};

static Status run_role(Deed *d)
{
        Party party;
        TeamRole who;
        Str role = deed_text(d, "role");

        TRY(team_party(d, &party));
        TRY(person_of(d, &party, &who));
        if (str_eq(who.role, role))
                return deed_fault_at(d, "role", _("This is their role already."));
        TRY(stays_owned(d, &party, &who,
                        _("This is the last owner: make somebody else one first.")));
        TRY(team_person_set(d->db, party.id, deed_int(d, "person"), role));
        if (!str_is(role, role_name(ROLE_TEAM_OWNER)))
                TRY(invitations_withdraw_of(d->db, party.id, deed_int(d, "person")));
        d->note = S_("The role was changed.");
        return team_tell(d, "team.role-set", &party, deed_int(d, "person"), role, (Str){0});
}

const Action team_role_action = {.name = "team role",
                                 .may = MAY_TEAM_EDIT,
                                 .where = party_where,
                                 .title = N_("Give somebody another role in a team"),
                                 .help = N_("It holds at once."),
                                 .fields = role_fields,
                                 .run = run_role};

/* --- out of the team */

static const Field person_fields[] = {{"party", FIELD_ID, .required = true, .label = N_("Party")},
                                      {"person", FIELD_ID, .required = true, .label = N_("Person")},
                                      {0}};

/* Invitations that were given by who is sent away do not bring them back. */
static Status take_out(Deed *d, const Party *party, Id person)
{
        TRY(team_person_drop(d->db, party->id, person));
        if (person != d->actor.id)
                TRY(team_letter_removed(d, party, person));
        return invitations_withdraw_of(d->db, party->id, person);
}

static Status run_remove(Deed *d)
{
        Party party;
        TeamRole who;
        Id person = deed_int(d, "person");

        TRY(team_party(d, &party));
        TRY(person_of(d, &party, &who));
        TRY(stays_owned(d, &party, &who,
                        _("This is the last owner: make somebody else one first.")));
        TRY(take_out(d, &party, person));
        d->note = S_("Removed. Invitations that they gave were withdrawn.");
        return team_tell(d, "team.removed", &party, person, who.role, (Str){0});
}

const Action team_remove_action = {
        .name = "team remove",
        .may = MAY_TEAM_EDIT,
        .where = party_where,
        .title = N_("Remove somebody from a team"),
        .help = N_("What they may do as one of the team ends at once, on every device."),
        .fields = person_fields,
        .run = run_remove};

static const Field leave_fields[] = {{"party", FIELD_ID, .required = true, .label = N_("Party")},
                                     {0}};

static Status run_leave(Deed *d)
{
        Party party;
        TeamRole who;

        TRY(team_person_of(d->db, d->a, deed_int(d, "party"), d->actor.id, &who));
        TRY(team_party(d, &party));
        TRY(stays_owned(d, &party, &who,
                        _("You are the last owner: hand the team over first, or ask an operator of "
                          "its hub.")));
        TRY(take_out(d, &party, d->actor.id));
        d->go_to = S("/me");
        d->note = S_("You left.");
        return team_tell(d, "team.left", &party, d->actor.id, who.role, (Str){0});
}

const Action team_leave_action = {.name = "team leave",
                                  .may = MAY_SELF,
                                  .where = where_own,
                                  .title = N_("Leave a team"),
                                  .help = N_("You can come back only by a new invitation."),
                                  .fields = leave_fields,
                                  .run = run_leave};

static Status run_hand_over(Deed *d)
{
        Party party;
        TeamRole who, own;
        Id person = deed_int(d, "person");

        TRY(team_party(d, &party));
        TRY(person_of(d, &party, &who));
        if (team_person_of(d->db, d->a, party.id, d->actor.id, &own) != OK ||
            rank(own.role) != ROLE_TEAM_OWNER)
                return deed_fault(d, CONFLICT, _("Only an owner of the team hands it over."));
        if (person == d->actor.id)
                return deed_fault_at(d, "person", _("This is you."));
        TRY(team_person_set(d->db, party.id, person, S("owner")));
        TRY(team_person_set(d->db, party.id, d->actor.id, S("editor")));
        TRY(invitations_withdraw_of(d->db, party.id, d->actor.id));
        d->note = S_("Handed over. You are an editor now, and may leave.");
        return team_tell(d, "team.handed-over", &party, person, S("owner"), (Str){0});
}

const Action team_hand_over_action = {
        .name = "team hand-over",
        .may = MAY_TEAM_EDIT,
        .where = party_where,
        .title = N_("Hand a team over"),
        .help = N_("The other one becomes an owner, and you an editor."),
        .fields = person_fields,
        .run = run_hand_over,
        .is_dangerous = true};

/* --- an operator's act */

static const char *const dismiss_reasons[] = {N_("gone"), N_("own-wish"), N_("dispute"),
                                              N_("abuse"), NULL};

static const Field dismiss_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"person", FIELD_ID, .required = true, .label = N_("Person")},
        {"reason", FIELD_CHOICE, .required = true, .choices = dismiss_reasons, .label = N_("Why"),
         .help = N_("The record tells it.")},
        {0}};

static Status run_dismiss(Deed *d)
{
        Party party;
        TeamRole who;
        Id person = deed_int(d, "person");

        TRY(team_party(d, &party));
        TRY(delegation_may_touch(d, party.id));
        TRY(person_of(d, &party, &who));
        TRY(team_letter_owners(d, &party, NULL));
        TRY(take_out(d, &party, person));
        d->note = S_("Removed. Owners of the team are told by mail.");
        return team_tell(d, "team.dismissed", &party, person, who.role, deed_text(d, "reason"));
}

const Action team_dismiss_action = {
        .name = "team dismiss",
        .may = MAY_TEAM_APPOINT,
        .where = party_where,
        .title = N_("Remove somebody from a team, as an operator"),
        .help = N_("For a team that can not help itself. It may be left without an owner: appoint "
                   "one then."),
        .fields = dismiss_fields,
        .run = run_dismiss,
        .is_dangerous = true};

/* --- two parties that are one */

static bool is_in(Deed *d, Id party, Status *out)
{
        TeamRole row;
        Status s = team_person_of(d->db, d->a, party, d->actor.id, &row);

        *out = s == NOT_FOUND ? OK : s;
        return s == OK;
}

/* Nobody gives themselves the team of another party. */
static Status may_merge(Deed *d, const Party *from, const Party *into)
{
        Status s, t;
        bool is_theirs = is_in(d, from->id, &s), too = is_in(d, into->id, &t);

        TRY(s);
        TRY(t);
        if ((is_theirs || too) && !access_may_everywhere(&d->actor, MAY_PARTY_MERGE))
                return deed_fault(
                        d, FORBIDDEN,
                        _("You are in the team of one of the two: ask another operator."));
        return OK;
}

/* One of the party that is merged away. A party with owners keeps them: who comes to it sees, and
 * is made more by them. */
static Status bring_over(Deed *d, Id from, Id into, const TeamPerson *p, bool is_owned)
{
        TeamRole there;
        Status s = team_person_of(d->db, d->a, into, p->actor, &there);

        if (s == NOT_FOUND)
                s = team_person_add(d->db, into, p->actor, is_owned ? S("viewer") : p->role,
                                    p->since_at);
        else if (s == OK && !is_owned && rank(p->role) < rank(there.role))
                s = team_person_set(d->db, into, p->actor, p->role);
        TRY(s);
        return team_person_drop(d->db, from, p->actor);
}

Status team_merge(Deed *d, const Party *from, const Party *into)
{
        TeamPersonList people;
        TeamCounts there;

        TRY(may_merge(d, from, into));
        TRY(team_letter_owners(d, from, into));
        TRY(team_letter_owners(d, into, from));
        TRY(team_counts(d->db, d->a, into->id, &there));
        TRY(team_people(d->db, d->a, from->id, &people));
        for (size_t i = 0; i < people.n; i++)
                TRY(bring_over(d, from->id, into->id, &people.at[i], there.owners > 0));
        if (there.owners)
                TRY(invitations_withdraw(d->db, from->id));
        TRY(team_invitations_rehome(d->db, from->id, into->id));
        return delegations_rehome(d->db, from->id, into->id);
}
