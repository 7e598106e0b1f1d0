/* people/team_page: a team on its party's page. */
#ifndef SEEDBED_PEOPLE_TEAM_PAGE_H
#define SEEDBED_PEOPLE_TEAM_PAGE_H

#include "people/delegate.sql.h"
#include "people/team.h"
#include "people/team_letter.h"
#include "web/site.h"

/* A hub that the team runs for its owner. */
typedef struct {
        Id id, party;
        Str party_name, role, hub, hub_title, programme_title;
        int64_t until;     /* its last day */
        bool may_withdraw; /* by who looks */
} TeamHub;
typedef struct {
        const TeamHub *at;
        size_t n;
} TeamHubList;
extern const RowShape shape_TeamHub;

typedef struct {
        Id party;
        bool is_seen, may_edit, may_appoint; /* by who looks */
        Str own_role;                        /* of who looks; empty: not in it */
        TeamPersonList people;
        InvitationList waiting; /* for who may edit or appoint */
        TeamHubList hubs;
} TeamModel;

/* What the teams that an actor is in run for others. */
Status team_hubs_of(Visit *v, TeamOfList teams, TeamHubList *out);
/* Delegations at places whose roles the visitor may see, newest first; under: only at this hub and
 * below, unless 0. */
Status team_hubs_seen(Visit *v, Id under, TeamHubList *out);
/* What the visitor may see of a party's team. */
Status team_load(Visit *v, Id party, TeamModel *out);
void team_section(Page *out, const Visit *v, const TeamModel *m);
/* "My teams" on one's own page. */
void team_own_section(Page *out, TeamOfList teams, TeamHubList hubs);
void team_hubs_table(Page *out, const Visit *v, TeamHubList hubs);

/* The role's word, to be looked up. */
static inline const char *team_role_title(Str role)
{
        Role r;

        return role_parse_of_team(role, &r) || role_parse(role, &r) ? role_name(r)
                                                                    : role_name(ROLE_VISITOR);
}

#endif
