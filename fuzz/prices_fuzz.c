/* Arbitrary bytes as a price list, and quantities through its rates.
 *
 * Beyond not crashing it holds that: what is refused has faults with a place; a quantity costs the
 * sum of its steps, costs in two parts what it costs in one, and is given back to the last digit.
 * What comes behind a line "#" is the quantities: eight bytes each. */
#include "base/time.h"
#include "credit/rate.h"

#include <assert.h>
#include <string.h>

enum { MEMORY_MAX = 64 << 20, QUANTITIES_MAX = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool sum(Exact *to, Exact v)
{
        return exact_add(*to, v, to) == EXACT_OK;
}

static void check_sum(const Rated *r)
{
        Exact all = {0}, quantity = {0};

        for (size_t i = 0; i < r->n; i++)
                if (!sum(&all, r->step[i].amount) || !sum(&quantity, r->step[i].quantity))
                        abort();
        assert(exact_compare(all, r->amount) == 0);
        assert(exact_compare(r->next.used, (Exact){0}) >= 0);
        assert(exact_compare(r->next.charged, r->next.used) <= 0);
}

static void check_rate(const PriceRate *rate, Str quantities)
{
        RateUsed used = {0};
        Exact total = {0}, all = {0};
        Rated r, whole;

        for (int i = 0; i < QUANTITIES_MAX && quantities.len >= 8; i++) {
                Exact quantity;
                int64_t v;

                memcpy(&v, quantities.at, sizeof v);
                quantity = exact_from_scale(v, (uint8_t)quantities.at[0] % (EXACT_SCALE + 1));
                quantities = str_skip(quantities, 8);
                if (rate_quantity(rate, quantity, &used, &r) != OK)
                        continue;
                check_sum(&r);
                used = r.next;
                if (!sum(&total, r.amount) || !sum(&all, quantity))
                        return;
        }
        if (rate_quantity(rate, all, &(RateUsed){0}, &whole) != OK)
                return;
        assert(exact_compare(whole.amount, total) == 0);
        assert(exact_compare(whole.next.charged, used.charged) == 0);
        if (rate_quantity(rate, exact_negate(all), &used, &r) != OK)
                abort();
        check_sum(&r);
        assert(exact_compare(exact_negate(r.amount), total) == 0);
}

static void check_list(const PriceList *list, Str quantities)
{
        ZoneClock clock = {0};

        assert(list->rates.n > 0);
        for (size_t i = 0; i < list->rates.n; i++) {
                const PriceRate *rate = &list->rates.at[i], *found = NULL;
                int64_t at_us = list->valid_from_us + (int64_t)i * 7654321987, key_us;
                RateWindow w;

                assert(rate->tiers.n > 0 && rate->tiers.at[rate->tiers.n - 1].is_last);
                if (rate_find(&clock, list, rate->meter, NULL, 0, at_us, &found) == OK)
                        assert(str_eq(found->meter, rate->meter) && found->when.n == 0);
                if (rate_window_key(&clock, list, rate->each, at_us, &key_us) != OK ||
                    rate_window(list, rate->each, key_us, &w) != OK)
                        abort();
                assert(w.begin_at < w.end_at);
                check_rate(rate, quantities);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(MEMORY_MAX);
        Str text = {(const char *)data, size}, quantities;
        size_t cut = str_find_str(text, S("\n#\n"));
        YamlFaults faults = {0};
        PriceList *list = NULL;
        Status s;

        quantities = str_skip(text, cut + 3);
        s = price_list_parse(&a, (Str){text.at, cut}, &list, &faults);
        assert((s == OK) == (faults.n == 0) && (s == OK || s == INVALID));
        for (size_t i = 0; i < faults.n; i++)
                assert(str_starts(faults.list[i].words, S("expected ")) &&
                       str_is_utf8(faults.list[i].words) && faults.list[i].line >= 1);
        if (s == OK)
                check_list(list, quantities);
        arena_free(&a);
        return 0;
}
