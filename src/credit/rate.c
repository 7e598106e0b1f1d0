/* credit/rate: see the header. */
#include "credit/rate.h"

#include "base/time.h"

#include <assert.h>

#define MINUTE_US (60 * SECOND_US)

static bool holds(const PriceRate *rate, const UsagePair *dimensions, size_t n, int minute);
static int64_t window_begin(const PriceList *list, PriceWindow window, int64_t wall_us);
static int64_t window_next(const PriceList *list, PriceWindow window, int64_t key_us);
static Status beyond_free(const PriceRate *rate, Exact quantity, const RateUsed *before,
                          Rated *out);
static Status cost(const PriceRate *rate, const PriceTier *tier, Exact quantity, Exact *out);
static Status graduated(const PriceRate *rate, Exact before, Exact after, Rated *out);
static Status volume(const PriceRate *rate, Exact before, Exact after, Rated *out);

static int64_t floor_to(int64_t x, int64_t unit)
{
        int64_t rest = x % unit;

        return x - rest - (rest < 0 ? unit : 0);
}

Status rate_find(ZoneClock *clock, const PriceList *list, Str meter, const UsagePair *dimensions,
                 size_t n, int64_t at_us, const PriceRate **out)
{
        int minute = -1;

        for (size_t i = 0; i < list->rates.n; i++) {
                const PriceRate *rate = &list->rates.at[i];

                if (!str_eq(rate->meter, meter))
                        continue;
                if (minute < 0 && rate->hours.len) {
                        int64_t us;

                        if (!zone_clock_wall(clock, list->time_zone, at_us, &us))
                                return BROKEN;
                        minute = (int)((us - floor_to(us, DAY_US)) / MINUTE_US);
                }
                if (holds(rate, dimensions, n, minute)) {
                        *out = rate;
                        return OK;
                }
        }
        return NOT_FOUND;
}

static Str dimension(const UsagePair *dimensions, size_t n, Str name)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(dimensions[i].name, name))
                        return dimensions[i].value;
        return (Str){0};
}

static bool holds(const PriceRate *rate, const UsagePair *dimensions, size_t n, int minute)
{
        int from = rate->from_minute, to = rate->to_minute;

        if (rate->hours.len &&
            (from < to ? minute < from || minute >= to : minute < from && minute >= to))
                return false;
        for (size_t i = 0; i < rate->when.n; i++) {
                const PriceCondition *c = &rate->when.at[i];
                Str value = dimension(dimensions, n, c->dimension);
                bool found = false;

                for (size_t k = 0; k < c->is.n && !found; k++)
                        found = str_eq(c->is.at[k], value);
                if (!found)
                        return false;
        }
        return true;
}

Status rate_window_key(ZoneClock *clock, const PriceList *list, PriceWindow window, int64_t at_us,
                       int64_t *out_key_us)
{
        int64_t us;

        if (!zone_clock_wall(clock, list->time_zone, at_us, &us))
                return BROKEN;
        *out_key_us = window_begin(list, window, us);
        return OK;
}

static int64_t window_begin(const PriceList *list, PriceWindow window, int64_t wall_us)
{
        int64_t month = time_month(wall_us), first = (list->billing_day - 1) * DAY_US;

        if (window == PRICE_DAY)
                return floor_to(wall_us, DAY_US);
        if (window == PRICE_MONTH)
                return time_month_begin(month);
        if (wall_us < time_month_begin(month) + first)
                month--;
        return time_month_begin(month) + first;
}

static int64_t window_next(const PriceList *list, PriceWindow window, int64_t key_us)
{
        /* no month is longer than 31 days, and no window shorter than 28 */
        return window == PRICE_DAY ? key_us + DAY_US
                                   : window_begin(list, window, key_us + 31 * DAY_US);
}

Status rate_window(const PriceList *list, PriceWindow window, int64_t key_us, RateWindow *out)
{
        int64_t begin[2], end[2];
        int n;

        if (!zone_moments(list->time_zone, key_us, begin, &n) ||
            !zone_moments(list->time_zone, window_next(list, window, key_us), end, &n))
                return BROKEN;
        *out = (RateWindow){key_us, begin[0], end[0]};
        return OK;
}

Status rate_quantity(const PriceRate *rate, Exact quantity, const RateUsed *before, Rated *out)
{
        Rated r;

        assert(rate->tiers.n > 0 && rate->tiers.n <= PRICE_TIERS_MAX);
        r.n = 0;
        r.amount = (Exact){0};
        TRY(beyond_free(rate, quantity, before, &r));
        TRY((rate->tiering == PRICE_VOLUME ? volume : graduated)(rate, before->charged,
                                                                 r.next.charged, &r));
        for (size_t i = 0; i < r.n; i++)
                if (exact_add(r.amount, r.step[i].amount, &r.amount) != EXACT_OK)
                        return TOO_LARGE;
        out->amount = r.amount;
        out->next = r.next;
        out->n = r.n;
        for (size_t i = 0; i < r.n; i++)
                out->step[i] = r.step[i];
        return OK;
}

static bool is_minus(Exact v)
{
        return exact_compare(v, (Exact){0}) < 0;
}

static Exact smaller(Exact x, Exact y)
{
        return exact_compare(x, y) < 0 ? x : y;
}

static void add_step(Rated *out, RateStep step)
{
        assert(out->n < RATE_STEPS_MAX);
        out->step[out->n++] = step;
}

/* Moves both counters; the free part is the first step. */
static Status beyond_free(const PriceRate *rate, Exact quantity, const RateUsed *before, Rated *out)
{
        Exact free_before = smaller(before->used, rate->free.quantity), free_after, part, rest;

        if (exact_add(before->used, quantity, &out->next.used) != EXACT_OK)
                return TOO_LARGE;
        if (is_minus(out->next.used))
                return INVALID;
        free_after = smaller(out->next.used, rate->free.quantity);
        if (exact_subtract(free_after, free_before, &part) != EXACT_OK ||
            exact_subtract(quantity, part, &rest) != EXACT_OK ||
            exact_add(before->charged, rest, &out->next.charged) != EXACT_OK)
                return TOO_LARGE;
        if (is_minus(out->next.charged)) {
                /* an earlier version gave more for nothing: what was never charged is not paid
                 * back */
                if (exact_add(part, out->next.charged, &part) != EXACT_OK)
                        return TOO_LARGE;
                out->next.charged = (Exact){0};
        }
        if (!exact_is_zero(part))
                add_step(out, (RateStep){.kind = RATE_FREE, .quantity = part});
        return OK;
}

/* Of a quantity, from nothing on, at one tier's price. Cut twice is cut once, as per is whole. */
static Status cost(const PriceRate *rate, const PriceTier *tier, Exact quantity, Exact *out)
{
        Exact v;

        if (exact_multiply_rounded(quantity, tier->price, EXACT_TOWARD_ZERO, &v) != EXACT_OK)
                return TOO_LARGE;
        *out = (Exact){rate->per == 1 ? v.atto : v.atto / rate->per};
        return OK;
}

static Status graduated(const PriceRate *rate, Exact before, Exact after, Rated *out)
{
        Exact low = {0};

        for (size_t i = 0; i < rate->tiers.n; i++) {
                const PriceTier *tier = &rate->tiers.at[i];
                Exact from = before, to = after, quantity, cost_before, cost_after, amount;

                if (!tier->is_last) {
                        from = smaller(from, tier->up_to);
                        to = smaller(to, tier->up_to);
                }
                /* both within this tier, counted from where it begins */
                from = exact_compare(from, low) < 0 ? low : from;
                to = exact_compare(to, low) < 0 ? low : to;
                if (exact_compare(from, to) != 0) {
                        if (exact_subtract(to, from, &quantity) != EXACT_OK ||
                            exact_subtract(from, low, &from) != EXACT_OK ||
                            exact_subtract(to, low, &to) != EXACT_OK)
                                return TOO_LARGE;
                        TRY(cost(rate, tier, from, &cost_before));
                        TRY(cost(rate, tier, to, &cost_after));
                        if (exact_subtract(cost_after, cost_before, &amount) != EXACT_OK)
                                return TOO_LARGE;
                        add_step(out, (RateStep){RATE_TIER, (int)i, quantity, tier->price, amount});
                }
                low = tier->up_to;
        }
        return OK;
}

static size_t tier_of(const PriceRate *rate, Exact quantity)
{
        size_t i = 0;

        while (!rate->tiers.at[i].is_last && exact_compare(quantity, rate->tiers.at[i].up_to) > 0)
                i++;
        return i;
}

static Status volume(const PriceRate *rate, Exact before, Exact after, Rated *out)
{
        size_t from = tier_of(rate, before), to = tier_of(rate, after);
        const PriceTier *tier = &rate->tiers.at[to];
        Exact quantity = after, cost_before, cost_after;

        if (exact_compare(before, after) == 0)
                return OK;
        TRY(cost(rate, &rate->tiers.at[from], before, &cost_before));
        TRY(cost(rate, tier, after, &cost_after));
        if (from != to && !exact_is_zero(before)) {
                add_step(out, (RateStep){RATE_BEFORE, (int)from, exact_negate(before),
                                         rate->tiers.at[from].price, exact_negate(cost_before)});
        } else if (exact_subtract(after, before, &quantity) != EXACT_OK ||
                   exact_subtract(cost_after, cost_before, &cost_after) != EXACT_OK) {
                return TOO_LARGE;
        }
        if (!exact_is_zero(quantity))
                add_step(out, (RateStep){RATE_TIER, (int)to, quantity, tier->price, cost_after});
        return OK;
}

Status rate_book(Exact amount, int scale, Exact *rest, int64_t *out)
{
        Exact sum, left;
        int64_t booked;

        if (exact_add(amount, *rest, &sum) != EXACT_OK ||
            exact_to_scale(sum, scale, &booked, &left) != EXACT_OK)
                return TOO_LARGE;
        *rest = left;
        *out = booked;
        return OK;
}
