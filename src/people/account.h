/* people/account: coming in with an e-mail address and a password. */
#ifndef SEEDBED_PEOPLE_ACCOUNT_H
#define SEEDBED_PEOPLE_ACCOUNT_H

#include "action/action.h"

extern const Action session_open_action, session_prove_action, password_change_action,
        password_forgot_action, password_reset_action;

#endif
