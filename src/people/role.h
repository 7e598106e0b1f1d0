/* people/role: who does what where. A role is given at a hub, for all below it, by somebody who may
 * give it there; it can be for one programme, and for a time. */
#ifndef SEEDBED_PEOPLE_ROLE_H
#define SEEDBED_PEOPLE_ROLE_H

#include "action/action.h"
#include "people/role.sql.h"

extern const Action role_grant_action, role_withdraw_action;

/* Where a role holds. */
Status role_place(Db *db, Arena *a, const RoleRow *role, Place *out);
/* For deeds with the fields "hub" and "programme": the programme (zero when not given), and where a
 * role is given. */
Status role_programme_of(Deed *d, RoleProgramme *out);
Status role_where_given(Deed *d, Place *out);

#endif
