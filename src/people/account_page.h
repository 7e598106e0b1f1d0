/* people/account_page: one's own account: roles, addresses, how one comes in, tokens, sessions. */
#ifndef SEEDBED_PEOPLE_ACCOUNT_PAGE_H
#define SEEDBED_PEOPLE_ACCOUNT_PAGE_H

#include "access/access.sql.h"
#include "access/signin.sql.h"
#include "people/role_page.h"
#include "people/team_page.h"
#include "people/sso.sql.h"

extern const View account_view;

typedef struct {
        Str name;
        AccountEmailList emails;
        AccountSessionList sessions;
        RoleLineList roles;
        bool has_password, has_second;
        int64_t codes_left; /* recovery codes */
        ApiTokenRowList tokens;
        PasskeyLineList passkeys;
        TeamOfList teams;
        TeamHubList hubs; /* that these run for others */
        SsoLinkList identities;
        SsoDoorList doors; /* providers that may be connected */
} AccountModel;

#endif
