/* people/role_page: who does what where. */
#ifndef SEEDBED_PEOPLE_ROLE_PAGE_H
#define SEEDBED_PEOPLE_ROLE_PAGE_H

#include "people/role.h"
#include "people/team_page.h"
#include "web/site.h"

extern const View role_list_view;

typedef struct {
        Id id, actor;
        Str name, role;
        Str hub, hub_title;  /* empty: everywhere */
        Str programme_title; /* empty: all */
        int64_t until, made_at;
        bool has_ended;
        bool may_withdraw; /* by who looks */
} RoleLine;
typedef struct {
        const RoleLine *at;
        size_t n;
} RoleLineList;
extern const RowShape shape_RoleLine;

typedef struct {
        RoleLineList roles;
        TeamHubList delegations; /* on the first page */
        Id next;                 /* cursor; 0: no more */
} RolesModel;

/* A role as it is listed; place is where it holds, as the visitor sees it. */
Status role_line(Visit *v, const RoleRow *row, const Place *place, RoleLine *out);

/* The role's word, to be looked up. */
static inline const char *role_title(const RoleLine *r)
{
        Role role;

        return role_parse(r->role, &role) ? role_name(role) : role_name(ROLE_VISITOR);
}

#endif
