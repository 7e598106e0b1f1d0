/* people/signup: an account that somebody makes by themselves.
 *
 * Asking takes an address and nothing else; the account is made by who opens the link in the mail,
 * and only then a name and a password are chosen. So nobody can prepare an account for another's
 * address, and what is answered to who asks is the same whoever the address belongs to. */
#ifndef SEEDBED_PEOPLE_SIGNUP_H
#define SEEDBED_PEOPLE_SIGNUP_H

#include "action/action.h"

extern const Action account_begin_action, account_confirm_action;

#endif
