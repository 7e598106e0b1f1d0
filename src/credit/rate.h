/* credit/rate: what a used quantity costs by a price list, exactly, and why.
 *
 * What a window has cost so far is a function of what was used in it so far, and nothing else:
 *
 *     cost(used) = the sum over the tiers of (quantity in the tier * its price / per), each product
 *                  cut to 18 decimals, of what is used beyond the free allowance
 *
 * and what one usage costs is cost(after) - cost(before). So a usage that comes in pieces costs
 * what it costs in one, the order within a window changes no total, nothing is lost to rounding
 * however small the pieces are, and what is taken back is given back to the last digit: a negative
 * quantity gives back what was charged last in its window first, and the window is then as if as
 * much less had been used. With volume tiers a usage that reaches a cheaper tier may cost less than
 * nothing, as all that was used before becomes cheaper too.
 *
 * The caller keeps the windows: a row for each account, rate (its slug; a new version of the list
 * goes on with what was used under the old) and window. Amounts are rounded once, when they are
 * booked: rate_book. */
#ifndef SEEDBED_CREDIT_RATE_H
#define SEEDBED_CREDIT_RATE_H

#include "credit/price.h"
#include "credit/zone_clock.h"

enum { RATE_STEPS_MAX = PRICE_TIERS_MAX + 2 };

typedef struct {
        int64_t key_us; /* names it: when it begins by the list's clock, as if that were UTC */
        int64_t begin_at, end_at; /* the moments; end_at is the next one's begin */
} RateWindow;

/* What was used before. */
typedef struct {
        Exact used;    /* in the window of the free allowance, all of it */
        Exact charged; /* in the window of the tiers, what was not free */
} RateUsed;

typedef enum {
        RATE_FREE,
        RATE_TIER,
        RATE_BEFORE /* volume: what was charged before at the price of another tier, given back */
} RateStepKind;

typedef struct {
        RateStepKind kind;
        int tier; /* from 0 */
        Exact quantity, price, amount;
} RateStep;

typedef struct {
        Exact amount; /* the sum of the steps' */
        RateStep step[RATE_STEPS_MAX];
        size_t n;
        RateUsed next; /* what was used from now on */
} Rated;

/* The rate for a meter at that moment: the first whose conditions hold. NOT_FOUND: the list has no
 * price for it. BROKEN: the list's time zone is not known to this system any more. */
Status rate_find(ZoneClock *clock, const PriceList *list, Str meter, const UsagePair *dimensions,
                 size_t n, int64_t at_us, const PriceRate **out);
/* The key of the window a moment lies in. A day is from midnight to midnight there, however many
 * hours it has. BROKEN as above. */
Status rate_window_key(ZoneClock *clock, const PriceList *list, PriceWindow window, int64_t at_us,
                       int64_t *out_key_us);
/* When the window with that key begins and ends. */
Status rate_window(const PriceList *list, PriceWindow window, int64_t key_us, RateWindow *out);

/* What it costs. INVALID: more is given back than was used, and TOO_LARGE: a number does not fit;
 * both leave *out. */
Status rate_quantity(const PriceRate *rate, Exact quantity, const RateUsed *before, Rated *out);

/* An amount as the unit of the account has it, at its scale, rounded half to even together with
 * *rest, which is what was left over the last time and then what is left over now: over many
 * bookings nothing is lost. TOO_LARGE leaves both. */
Status rate_book(Exact amount, int scale, Exact *rest, int64_t *out);

#endif
