/* credit/grant_inside: what the files of grants share. */
#ifndef SEEDBED_CREDIT_GRANT_INSIDE_H
#define SEEDBED_CREDIT_GRANT_INSIDE_H

#include "credit/grant.h"

/* An account of a hub for one purpose; of a programme (about), or of the hub's own doing. */
Status grant_hub_account(Deed *d, Id hub, Id about, Str title, Str unit, const char *kind,
                         int64_t least, Id *out);
/* What a hub gives out of. */
Status grant_pool(Deed *d, Id hub, Id programme, Str title, Str unit, Id *out);

#endif
