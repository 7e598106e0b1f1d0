/* action/session: signing in with a one-time link, and signing out. */
#ifndef SEEDBED_ACTION_SESSION_H
#define SEEDBED_ACTION_SESSION_H

#include "action/action.h"

extern const Action session_begin_action, session_end_action, operator_link_action;

#endif
