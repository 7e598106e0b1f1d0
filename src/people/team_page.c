/* people/team_page: see the header. */
#include "people/team_page.h"

#include "access/access.sql.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/role.h"
#include "people/team.html.h"

static const RowColumn hub_columns[] = {
        {"id", COL_ID, offsetof(TeamHub, id)},
        {"party", COL_ID, offsetof(TeamHub, party)},
        {"party_name", COL_TEXT, offsetof(TeamHub, party_name)},
        {"role", COL_TEXT, offsetof(TeamHub, role)},
        {"hub", COL_TEXT, offsetof(TeamHub, hub)},
        {"hub_title", COL_TEXT, offsetof(TeamHub, hub_title)},
        {"programme_title", COL_TEXT, offsetof(TeamHub, programme_title)},
        {"until", COL_TIME, offsetof(TeamHub, until)},
};
const RowShape shape_TeamHub = {"TeamHub", hub_columns, sizeof hub_columns / sizeof *hub_columns,
                                sizeof(TeamHub)};

static Status hub_line(Visit *v, const Delegation *row, TeamHub *out)
{
        RoleTitle programme = {0};
        Id by = 0;
        Place place;
        Role role;
        Hub hub;

        TRY(hub_by_id(v->db, v->a, row->hub, &hub));
        if (row->programme)
                TRY(role_programme_title(v->db, v->a, row->programme, &programme));
        TRY(hub_place(v->db, v->a, row->hub, row->programme, &place));
        *out = (TeamHub){.id = row->id,
                         .party = row->party,
                         .party_name = row->party_name,
                         .role = row->role,
                         .hub = hub.slug,
                         .hub_title = hub.title,
                         .programme_title = programme.title,
                         .until = row->until_at - 1};
        out->may_withdraw = role_parse(row->role, &role) &&
                            access_may_give(&v->actor, role, &place, &by) && !by;
        return OK;
}

static Status load_hubs(Visit *v, TeamModel *m)
{
        TeamOf one = {.party = m->party};

        return team_hubs_of(v, (TeamOfList){&one, 1}, &m->hubs);
}

Status team_hubs_of(Visit *v, TeamOfList teams, TeamHubList *out)
{
        TeamHub *hubs = NULL;
        size_t n = 0;

        for (size_t t = 0; t < teams.n; t++) {
                DelegationList rows;

                if (str_is(teams.at[t].role, role_name(ROLE_TEAM_VIEWER)))
                        continue; /* only looks on */
                TRY(delegations_of(v->db, v->a, teams.at[t].party, v->now_us, &rows));
                for (size_t i = 0; i < rows.n; i++) {
                        hubs = query_grow(v->a, hubs, n, sizeof *hubs);
                        TRY(hub_line(v, &rows.at[i], &hubs[n++]));
                }
        }
        *out = (TeamHubList){hubs, n};
        return OK;
}

Status team_hubs_seen(Visit *v, Id under, TeamHubList *out)
{
        DelegationList rows;
        TeamHub *hubs;
        size_t n = 0;

        TRY(delegations_now(v->db, v->a, v->now_us, &rows));
        hubs = arena_new(v->a, TeamHub, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++) {
                Place place;
                bool is_under = !under;

                TRY(hub_place(v->db, v->a, rows.at[i].hub, rows.at[i].programme, &place));
                for (size_t k = 0; k < place.spots_n && !is_under; k++)
                        is_under = place.spots[k].hub == under;
                if (is_under && access_may_at(&v->actor, MAY_ROLE_SEE, &place))
                        TRY(hub_line(v, &rows.at[i], &hubs[n++]));
        }
        *out = (TeamHubList){hubs, n};
        return OK;
}

Status team_load(Visit *v, Id party, TeamModel *out)
{
        Place place;
        TeamRole own;
        Status s;

        *out = (TeamModel){.party = party};
        if (!access_may(&v->actor, MAY_TEAM_SEE))
                return OK;
        TRY(party_home(v->db, v->a, party, &place));
        out->is_seen = access_may_at(&v->actor, MAY_TEAM_SEE, &place);
        if (!out->is_seen)
                return OK;
        out->may_edit = access_may_at(&v->actor, MAY_TEAM_EDIT, &place);
        out->may_appoint = access_may_at(&v->actor, MAY_TEAM_APPOINT, &place);
        s = team_person_of(v->db, v->a, party, v->actor.id, &own);
        if (s == OK)
                out->own_role = own.role;
        else if (s != NOT_FOUND)
                return s;
        TRY(team_people(v->db, v->a, party, &out->people));
        if (out->may_edit || out->may_appoint)
                TRY(invitations_waiting(v->db, v->a, party, v->now_us, &out->waiting));
        return load_hubs(v, out);
}

/* --- letters */

static Str invitation_subject(Arena *a, const void *of)
{
        const TeamLetter *m = of;

        return str_fmt(a, _("You are invited into the team of %.*s"), S_ARG(m->party));
}

static void invitation_draw(Page *out, const void *of)
{
        team_invitation_mail(out, of);
}

const MailKind letter_team_invitation = {.name = "team-invitation",
                                         .title = N_("Invitations into teams"),
                                         .is_essential = true,
                                         .is_secret = true,
                                         .subject = invitation_subject,
                                         .draw = invitation_draw};

static Str notice_subject(Arena *a, const void *of)
{
        const TeamLetter *m = of;

        if (m->is_removed)
                return str_fmt(a, _("You are no longer in the team of %.*s"), S_ARG(m->party));
        return str_fmt(a, _("An operator changed the team of %.*s"), S_ARG(m->party));
}

static void notice_draw(Page *out, const void *of)
{
        team_notice_mail(out, of);
}

const MailKind letter_team_notice = {.name = "team-notice",
                                     .title = N_("Changes of your teams"),
                                     .is_essential = true,
                                     .subject = notice_subject,
                                     .draw = notice_draw};

static Status send_notice(Deed *d, const TeamLetter *letter, Id actor, Str name)
{
        MailDraft draft = {.kind = &letter_team_notice, .of = letter, .actor = actor, .name = name};
        ActorEmail email;
        Status s = actor_email_first(d->db, d->a, actor, &email);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        draft.address = email.email;
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

static Str team_link(Deed *d, const Party *party)
{
        return str_fmt(d->a, "%.*s/parties/%.*s", S_ARG(d->base_url),
                       S_ARG(id_text(d->a, party->id)));
}

Status team_letter_owners(Deed *d, const Party *party, const Party *other)
{
        TeamLetter letter = {.party = party->name,
                             .other = other ? other->name : (Str){0},
                             .link = team_link(d, party)};
        TeamPersonList people;

        TRY(team_people(d->db, d->a, party->id, &people));
        for (size_t i = 0; i < people.n; i++)
                if (str_is(people.at[i].role, role_name(ROLE_TEAM_OWNER)))
                        TRY(send_notice(d, &letter, people.at[i].actor, people.at[i].name));
        return OK;
}

Status team_letter_removed(Deed *d, const Party *party, Id person)
{
        TeamLetter letter = {.party = party->name, .link = team_link(d, party), .is_removed = true};

        return send_notice(d, &letter, person, (Str){0});
}
