/* credit/grant_inside: what the files of grants share. */
#ifndef SEEDBED_CREDIT_GRANT_INSIDE_H
#define SEEDBED_CREDIT_GRANT_INSIDE_H

#include "credit/grant.h"

/* An account of a hub for one purpose; of a programme (about), or of the hub's own doing. */
Status grant_hub_account(Deed *d, Id hub, Id about, Str title, Str unit, const char *kind,
                         int64_t least, Id *out);
/* What a hub gives out of. */
Status grant_pool(Deed *d, Id hub, Id programme, Str title, Str unit, Id *out);
/* Notes what left a grant without being used: where it went is a word of grant_change. */
Status grant_left(Deed *d, const CreditGrant *g, const char *kind, int64_t amount, Id other);
/* Reads the plan's amount in its unit. With words. */
Status grant_amount(Deed *d, const GrantPlan *p, Unit *unit, int64_t *out);
/* Out of the plan's pool into the account of a grant. With words. */
Status grant_fill(Deed *d, const GrantPlan *p, Id grant, Id account, int64_t amount);
/* A new grant as planned, out of what another one has. */
Status grant_move_into(Deed *d, const GrantPlan *p, const CreditGrant *from, int64_t amount,
                       Id *out);
/* For an action's `where`: of the grant in its fields "party" and "grant". */
Status grant_where(Deed *d, Place *out);

#endif
