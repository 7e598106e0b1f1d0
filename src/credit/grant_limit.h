/* credit/grant_limit: the most that may be given at a hub and all below it.
 *
 * A limit counts what was given without what came back or lapsed: what is used stays counted. It
 * binds whatever gives: by hand, by a programme when a member moves, more for a grant, a renewal;
 * and, for one party, what is moved to it. It is judged in the transaction that gives, against the
 * rows of grants as that transaction has them, so two that give at once can not pass it together.
 */
#ifndef SEEDBED_CREDIT_GRANT_LIMIT_H
#define SEEDBED_CREDIT_GRANT_LIMIT_H

#include "credit/grant_limit.sql.h"
#include "credit/unit.h"

extern const Action grant_limit_action;

typedef struct {
        Id party, hub, programme;
        const Unit *unit;
        int64_t amount;
        bool is_moved; /* from another party at the same hub: it is no more in all */
} GrantMore;

/* CONFLICT with words when more would be given than is allowed. */
Status grant_limits_allow(Deed *d, const GrantMore *more);

#endif
