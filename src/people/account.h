/* people/account: coming in with an e-mail address and a password. */
#ifndef SEEDBED_PEOPLE_ACCOUNT_H
#define SEEDBED_PEOPLE_ACCOUNT_H

#include "action/action.h"

extern const Action session_open_action, session_prove_action, password_change_action,
        password_forgot_action, password_reset_action;

/* Whether who says to be that account may try now: TOO_MANY with words otherwise. key is an
 * address, or the id of who is signed in. */
Status account_wait(Deed *d, Db *db, Str key);

#endif
