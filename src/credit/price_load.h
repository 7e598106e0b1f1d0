/* credit/price_load: price lists come in, each version as its file says it, and stay.
 *
 * A list belongs to a hub; that hub and all below it may use it. What happened is rated by the
 * version that was valid then, so an older version is needed for as long as something can come
 * late. */
#ifndef SEEDBED_CREDIT_PRICE_LOAD_H
#define SEEDBED_CREDIT_PRICE_LOAD_H

#include "action/action.h"
#include "credit/price.h"
#include "credit/price.sql.h"

extern const Action price_load_action;

/* The version with that id, parsed once for all threads: nobody writes to it. */
Status price_open(Db *db, Arena *a, Id id, const PriceList **out);
/* The newest version of a list that a hub may use. NOT_FOUND. */
Status price_of_hub(Db *db, Arena *a, Str slug, Id hub, PriceVersion *out);

#endif
