/* action/session: signing in with a one-time link, and signing out. */
#ifndef SEEDBED_ACTION_SESSION_H
#define SEEDBED_ACTION_SESSION_H

#include "action/action.h"

extern const Action session_begin_action, session_end_action, operator_link_action;

/* Signs the browser in as that account: the session that it had ends, so that a copy of the old
 * token is worth nothing. Inside a write job. FORBIDDEN for a service. */
Status session_begin_anew(Deed *d, Id actor);

/* The field "then": where to go on after showing who one is, or after signing in. */
#define SESSION_THEN                                                                       \
        {                                                                                  \
                "then", FIELD_TEXT, .chars_max = 300, .label = N_("Where to go on"),       \
                                    .help = N_("A page of this site, as /do/passkey/add.") \
        }
/* What that field says, when it is a plain path of this site. */
Str session_then(const Deed *d, Str otherwise);

#endif
