/* credit/grant_change: a grant becomes larger, goes to another party in part, or goes on after its
 * end. */
#ifndef SEEDBED_CREDIT_GRANT_CHANGE_H
#define SEEDBED_CREDIT_GRANT_CHANGE_H

#include "credit/grant.h"

extern const Action grant_top_up_action, grant_transfer_action, grant_renew_action;

#endif
