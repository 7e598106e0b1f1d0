/* credit/exchange: what an amount of one unit is in another, on a day; and moving it.
 *
 * A conversion goes by a rate that somebody stated for a day, in exactly that direction, and by no
 * other: no rate is turned round, and none is put together from two. The newest one counts that is
 * not after the day, nor older than EXCHANGE_DAYS_MAX days. What comes out is rounded once, half to
 * even, at the other unit's scale.
 *
 * Each unit's amounts stay whole: out of the source into the hub's account of the kind "exchange"
 * in its unit, and out of that in the other unit into the target, both or neither. Both lines are
 * about the rate, so the record says for each by what it was converted. */
#ifndef SEEDBED_CREDIT_EXCHANGE_H
#define SEEDBED_CREDIT_EXCHANGE_H

#include "credit/exchange.sql.h"
#include "credit/unit.h"
#include "hub/hub.h"

enum { EXCHANGE_DAYS_MAX = 31 };
#define ACCOUNT_EXCHANGE "exchange"

extern const Action rate_state_action, transfer_convert_action;

/* What an amount at one unit's scale is at the other's. TOO_LARGE: it does not fit. */
Status exchange_amount(int64_t amount, const Unit *from, const Unit *to, Str rate, int64_t *out);

#endif
