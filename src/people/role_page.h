/* people/role_page: who does what where, and one's own account. */
#ifndef SEEDBED_PEOPLE_ROLE_PAGE_H
#define SEEDBED_PEOPLE_ROLE_PAGE_H

#include "access/access.sql.h"
#include "people/role.h"
#include "web/site.h"

extern const View role_list_view, account_view;

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

typedef struct {
        RoleLineList roles;
        Id next; /* cursor; 0: no more */
} RolesModel;

typedef struct {
        Str name;
        AccountEmailList emails;
        AccountSessionList sessions;
        RoleLineList roles;
        bool has_password, has_second;
        int64_t codes_left; /* recovery codes */
        ApiTokenRowList tokens;
} AccountModel;

/* The role's word, to be looked up. */
static inline const char *role_title(const RoleLine *r)
{
        Role role;

        return role_parse(r->role, &role) ? role_name(role) : role_name(ROLE_VISITOR);
}

#endif
