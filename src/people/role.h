/* people/role: who does what where. A role is given at a hub, for all below it, by somebody who may
 * give it there; it can be for one programme, and for a time. */
#ifndef SEEDBED_PEOPLE_ROLE_H
#define SEEDBED_PEOPLE_ROLE_H

#include "action/action.h"
#include "people/role.sql.h"

extern const Action role_grant_action, role_withdraw_action, session_close_action;

/* Where a role holds. */
Status role_place(Db *db, Arena *a, const RoleRow *role, Place *out);

#endif
