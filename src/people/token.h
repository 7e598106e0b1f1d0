/* people/token: tokens of one's own for programs. */
#ifndef SEEDBED_PEOPLE_TOKEN_H
#define SEEDBED_PEOPLE_TOKEN_H

#include "action/action.h"

enum { TOKENS_OF_ONE_MAX = 50, TOKEN_DAYS_MAX = 366 };

extern const Action token_make_action, token_end_action;

#endif
