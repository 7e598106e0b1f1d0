/* people/service: accounts of programs that are nobody's person.
 *
 * A service has one role at one place until a day, and one token; it comes in by that only, has no
 * account page, and stays when who made it leaves. */
#ifndef SEEDBED_PEOPLE_SERVICE_H
#define SEEDBED_PEOPLE_SERVICE_H

#include "action/action.h"
#include "people/service.sql.h"

enum { SERVICE_DAYS_MAX = 366, SERVICE_NAME_CHARS_MAX = 100 };

extern const Action service_add_action, service_token_action, service_end_action;

#endif
