/* people/account: coming in with an e-mail address and a password, and ending sessions. */
#ifndef SEEDBED_PEOPLE_ACCOUNT_H
#define SEEDBED_PEOPLE_ACCOUNT_H

#include "action/action.h"

extern const Action session_open_action, session_prove_action, session_close_action,
        password_change_action, password_forgot_action, password_reset_action;

/* Whether who says to be that account may try now: TOO_MANY with words otherwise. key is an
 * address, or the id of who is signed in. */
Status account_wait(Deed *d, Db *db, Str key);
/* Counts one more who asked for a mail to an address; inside a write job. TOO_MANY with words: too
 * often. */
Status account_ask(Deed *d, Str key);
/* What the field "then" (SESSION_THEN) says, when it is a plain path of this site; else one's own
 * page. */
Str account_then(const Deed *d);
/* address, with that path as its "then" when there is one: "/do/account/confirm?token=…&then=…". */
Str account_with_then(const Deed *d, Str address);
/* TOO_MANY with words: the gate of passwords is full. */
Status account_gate_full(Deed *d);

#endif
