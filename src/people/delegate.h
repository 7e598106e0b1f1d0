/* people/delegate: a hub that is run for its owner, by the team of a party.
 *
 * The party has a role at the hub until a day; its owners and editors have it as long as they are
 * in the team. What they give by force of it ends with it. */
#ifndef SEEDBED_PEOPLE_DELEGATE_H
#define SEEDBED_PEOPLE_DELEGATE_H

#include "action/action.h"
#include "people/delegate.sql.h"

enum { DELEGATION_DAYS_MAX = 5 * 366 };

/* Whoever changes from outside who is in a party's team gives what it was delegated: FORBIDDEN with
 * words unless the actor may give each of these roles where they are. */
Status delegation_may_touch(Deed *d, Id party);

extern const Action delegation_give_action, delegation_withdraw_action;

#endif
