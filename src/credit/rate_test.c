/* What usage costs, against a model that counts every unit. */
#include "credit/rate.h"

#include "base/time.h"
#include "tests/check.h"

#include <string.h>

#define LIST                                                                                       \
        "prices: p\nversion: 1\ntitle: T\ncharged_in: USD\ntime_zone: Europe/Madrid\nvalid_from: " \
        "2026-01-01\nbilling_day: 15\nrates:\n"

static const PriceList *price_list(Arena *a, Str text)
{
        YamlFaults faults = {0};
        PriceList *list = NULL;
        Status s = price_list_parse(a, text, &list, &faults);

        CHECK_STR(yaml_faults_text(a, &faults), IS, "");
        CHECK_OK(s);
        return list;
}

static const PriceRate *price_rate(Arena *a, const char *rest)
{
        return &price_list(a, str_fmt(a, LIST "  - {rate: r, meter: m, unit: u, %s}\n", rest))
                        ->rates.at[0];
}

static Exact exact(Str text)
{
        Exact v = {0};

        CHECK(exact_read(text, &v) == EXACT_OK);
        return v;
}

static Exact sum(Exact x, Exact y)
{
        CHECK(exact_add(x, y, &x) == EXACT_OK);
        return x;
}

static int64_t at(const char *iso)
{
        int64_t us = 0;

        CHECK(time_parse(str_from(iso), &us));
        return us;
}

/* "amount used charged: kind tier quantity price amount; ..." */
static Str rated(Arena *a, const PriceRate *rate, const char *quantity, RateUsed *used)
{
        static const char *const kinds[] = {"free", "tier", "before"};
        Text t = text_begin(a, 4096);
        Rated r;

        CHECK_OK(rate_quantity(rate, exact(str_from(quantity)), used, &r));
        *used = r.next;
        text_fmt(&t, "%.*s %.*s %.*s", S_ARG(exact_text(a, r.amount)),
                 S_ARG(exact_text(a, r.next.used)), S_ARG(exact_text(a, r.next.charged)));
        for (size_t i = 0; i < r.n; i++)
                text_fmt(&t, "; %s %d %.*s %.*s %.*s", kinds[r.step[i].kind], r.step[i].tier,
                         S_ARG(exact_text(a, r.step[i].quantity)),
                         S_ARG(exact_text(a, r.step[i].price)),
                         S_ARG(exact_text(a, r.step[i].amount)));
        return text_str(&t);
}

TEST(a_price_alone_is_quantity_times_price)
{
        const PriceRate *rate = price_rate(a, "per: 1000000, price: \"2.50\"");
        RateUsed used = {0};

        CHECK_STR(rated(a, rate, "1250", &used), IS,
                  "0.003125 1250 1250; tier 0 1250 2.5 0.003125");
        CHECK_STR(rated(a, rate, "1", &used), IS, "0.0000025 1251 1251; tier 0 1 2.5 0.0000025");
        CHECK_STR(rated(a, rate, "0", &used), IS, "0 1251 1251");
        CHECK_STR(rated(a, rate, "-1251", &used), IS,
                  "-0.0031275 0 0; tier 0 -1251 2.5 -0.0031275");
}

TEST(each_part_costs_what_its_tier_costs)
{
        const PriceRate *rate =
                price_rate(a, "free: {quantity: 10, each: month}, tiers: [{up_to: 100, price: "
                              "2}, {up_to: 200, price: 1}, {price: \"0.5\"}]");
        RateUsed used = {0};

        CHECK_STR(rated(a, rate, "4", &used), IS, "0 4 0; free 0 4 0 0");
        CHECK_STR(rated(a, rate, "256", &used), IS,
                  "325 260 250; free 0 6 0 0; tier 0 100 2 200; tier 1 100 1 100; "
                  "tier 2 50 0.5 25");
        CHECK_STR(rated(a, rate, "-100", &used), IS,
                  "-75 160 150; tier 1 -50 1 -50; tier 2 -50 0.5 -25");
        CHECK_STR(rated(a, rate, "-160", &used), IS,
                  "-250 0 0; free 0 -10 0 0; tier 0 -100 2 -200; tier 1 -50 1 -50");
}

TEST(with_volume_tiers_all_is_at_the_price_reached)
{
        const PriceRate *rate =
                price_rate(a, "tiering: volume, tiers: [{up_to: 100, price: 2}, {price: 1}]");
        RateUsed used = {0};

        CHECK_STR(rated(a, rate, "90", &used), IS, "180 90 90; tier 0 90 2 180");
        CHECK_STR(rated(a, rate, "10", &used), IS, "20 100 100; tier 0 10 2 20");
        CHECK_STR(rated(a, rate, "1", &used), IS,
                  "-99 101 101; before 0 -100 2 -200; tier 1 101 1 101");
        CHECK_STR(rated(a, rate, "9", &used), IS, "9 110 110; tier 1 9 1 9");
        CHECK_STR(rated(a, rate, "-20", &used), IS,
                  "70 90 90; before 1 -110 1 -110; tier 0 90 2 180");
        CHECK_STR(rated(a, rate, "-90", &used), IS, "-180 0 0; tier 0 -90 2 -180");
        CHECK_STR(rated(a, rate, "150", &used), IS, "150 150 150; tier 1 150 1 150");
        CHECK_STR(rated(a, rate, "-150", &used), IS, "-150 0 0; before 1 -150 1 -150");
}

TEST(more_given_back_than_was_used_is_refused)
{
        const PriceRate *rate = price_rate(a, "price: 1");
        RateUsed used = {exact(S("5")), exact(S("5"))};
        Rated r = {.n = 77};

        CHECK_IS(rate_quantity(rate, exact(S("-5.000000000000000001")), &used, &r), INVALID);
        CHECK_INT((int64_t)r.n, 77);
        CHECK_OK(rate_quantity(rate, exact(S("-5")), &used, &r));
        CHECK_STR(exact_text(a, r.amount), IS, "-5");
}

TEST(what_does_not_fit_is_refused_and_never_wraps)
{
        const PriceRate *dear = price_rate(a, "price: \"99999999999999999999\"");
        const PriceRate *cheap = price_rate(a, "price: \"0.000000000000000001\"");
        Exact most = exact(S("99999999999999999999.999999999999999999"));
        RateUsed used = {0};
        Rated r;
        Exact rest = {0};
        int64_t booked = 7;

        CHECK_OK(rate_quantity(dear, exact(S("1")), &used, &r));
        CHECK_IS(rate_quantity(dear, exact(S("2")), &used, &r), TOO_LARGE);
        CHECK_OK(rate_quantity(cheap, most, &used, &r));
        CHECK_STR(exact_text(a, r.amount), IS, "99.999999999999999999");
        CHECK_IS(rate_quantity(cheap, exact(S("1")), &r.next, &r), TOO_LARGE);
        CHECK_IS(rate_book(most, 9, &rest, &booked), TOO_LARGE);
        CHECK_INT(booked, 7);
        CHECK(exact_is_zero(rest));
}

/* A slow model: the free part of every day, then unit after unit at the price of its tier. */
typedef struct {
        int64_t used[4], free, up_to[2], price[3]; /* millionths */
        bool is_volume;
} Model;

static int64_t model_cost(const Model *m)
{
        int64_t charged = 0, cost = 0;

        for (int day = 0; day < 4; day++)
                charged += m->used[day] > m->free ? m->used[day] - m->free : 0;
        for (int64_t unit = 1; unit <= charged; unit++) {
                int64_t n = m->is_volume ? charged : unit;

                cost += m->price[n <= m->up_to[0] ? 0 : n <= m->up_to[1] ? 1 : 2];
        }
        return cost;
}

static uint64_t next_random(uint64_t *seed)
{
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        return *seed >> 33;
}

TEST(any_order_of_usage_and_corrections_costs_what_the_model_says)
{
        uint64_t seed = 20261122;

        for (int round = 0; round < 40; round++) {
                Model m = {.free = (int64_t)(next_random(&seed) % 40),
                           .up_to = {50 + (int64_t)(next_random(&seed) % 50),
                                     150 + (int64_t)(next_random(&seed) % 50)},
                           .price = {2500000, 1234567, 1},
                           .is_volume = round % 2};
                const PriceRate *rate = price_rate(
                        a,
                        str_z(a, str_fmt(a,
                                         "per: 1000, free: {quantity: %lld, each: day}, tiering: "
                                         "%s, tiers: [{up_to: %lld, price: 2500}, {up_to: %lld, "
                                         "price: \"1234.567\"}, {price: \"0.001\"}]",
                                         (long long)m.free, m.is_volume ? "volume" : "graduated",
                                         (long long)m.up_to[0], (long long)m.up_to[1])));
                RateUsed used[4] = {0};
                Exact charged = {0}, total = {0};

                for (int i = 0; i < 300; i++) {
                        size_t day = next_random(&seed) % 4;
                        int64_t quantity = (int64_t)(next_random(&seed) % 41) - 16;
                        Rated r;

                        used[day].charged = charged;
                        if (m.used[day] + quantity < 0) {
                                CHECK_IS(rate_quantity(rate, exact_from_scale(quantity, 0),
                                                       &used[day], &r),
                                         INVALID);
                                continue;
                        }
                        CHECK_OK(
                                rate_quantity(rate, exact_from_scale(quantity, 0), &used[day], &r));
                        used[day] = r.next;
                        charged = r.next.charged;
                        total = sum(total, r.amount);
                        m.used[day] += quantity;
                        CHECK(exact_compare(total, exact_from_scale(model_cost(&m), 6)) == 0);
                }
        }
}

/* 1/3600 is no decimal, nor is a seventh: what is cut must not depend on how usage is cut. */
TEST(usage_in_pieces_costs_what_it_costs_in_one)
{
        static const char *const rates[] = {
                "per: 3600, price: \"2.50\"",
                "per: 7, price: \"0.333333333333333333\", free: {quantity: \"0.7\", each: month}",
                "per: 3600, tiers: [{up_to: \"1000.001\", price: 1}, {up_to: 7000, price: "
                "\"0.77\"}, {price: \"0.1\"}]",
                "per: 11, tiering: volume, tiers: [{up_to: 3000, price: 1}, {price: \"0.7\"}]",
        };
        uint64_t seed = 7;

        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
                for (int round = 0; round < 50; round++) {
                        const PriceRate *rate = price_rate(a, rates[k]);
                        Exact all = {0}, total = {0}, back = {0};
                        RateUsed used = {0};
                        Rated whole, r;

                        for (int i = 0; i < 60; i++) {
                                Exact piece = exact_from_scale(
                                        (int64_t)(next_random(&seed) % 1000000007), 7);

                                CHECK_OK(rate_quantity(rate, piece, &used, &r));
                                used = r.next;
                                all = sum(all, piece);
                                total = sum(total, r.amount);
                        }
                        CHECK_OK(rate_quantity(rate, all, &(RateUsed){0}, &whole));
                        CHECK(exact_compare(whole.amount, total) == 0);
                        /* and taken back in other pieces it costs nothing */
                        while (!exact_is_zero(used.used)) {
                                Exact piece = exact_from_scale(
                                        (int64_t)(next_random(&seed) % 2000000007), 7);

                                if (exact_compare(piece, used.used) > 0)
                                        piece = used.used;
                                CHECK_OK(rate_quantity(rate, exact_negate(piece), &used, &r));
                                used = r.next;
                                back = sum(back, r.amount);
                        }
                        CHECK(exact_compare(back, exact_negate(total)) == 0);
                        CHECK(exact_is_zero(used.charged));
                }
}

TEST(an_hour_of_seconds_costs_what_an_hour_costs)
{
        const PriceRate *rate = price_rate(a, "per: 3600, price: \"2.50\"");
        RateUsed used = {0};
        Exact total = {0};
        Rated r;

        for (int i = 0; i < 3600; i++) {
                CHECK_OK(rate_quantity(rate, exact(S("1")), &used, &r));
                used = r.next;
                total = sum(total, r.amount);
        }
        CHECK_STR(exact_text(a, total), IS, "2.5");
}

TEST(a_version_with_a_smaller_allowance_pays_back_no_more_than_was_charged)
{
        const PriceRate *large = price_rate(a, "price: 1, free: {quantity: 100, each: day}");
        const PriceRate *small = price_rate(a, "price: 1, free: {quantity: 50, each: day}");
        RateUsed used = {0};

        CHECK_STR(rated(a, large, "80", &used), IS, "0 80 0; free 0 80 0 0");
        CHECK_STR(rated(a, small, "5", &used), IS, "5 85 5; tier 0 5 1 5");
        CHECK_STR(rated(a, small, "-85", &used), IS, "-5 0 0; free 0 -80 0 0; tier 0 -5 1 -5");
}

TEST(an_amount_is_rounded_once_and_the_rest_is_kept)
{
        Exact rest = {0}, third = exact(S("0.333333333333333333"));
        int64_t booked, all = 0;

        for (int i = 0; i < 3000; i++) {
                CHECK_OK(rate_book(third, 2, &rest, &booked));
                all += booked;
        }
        CHECK_INT(all, 100000);
        CHECK_STR(exact_text(a, rest), IS, "-0.000000000000001");
        rest = (Exact){0};
        CHECK_OK(rate_book(exact(S("-0.005")), 2, &rest, &booked));
        CHECK_INT(booked, 0);
        CHECK_OK(rate_book(exact(S("-0.005")), 2, &rest, &booked));
        CHECK_INT(booked, -1);
        CHECK(exact_is_zero(rest));
}

TEST(the_first_rate_whose_conditions_hold_is_taken)
{
        const PriceList *list = price_list(a, check_file(a, S("examples/prices/compute.yaml")));
        const UsagePair a100[] = {{S("zone"), S("x")}, {S("gpu"), S("a100")}};
        static const struct {
                const char *at;
                size_t n;
                const char *rate;
        } cases[] = {
                /* Singapore is eight hours ahead */
                {"2026-11-21T13:59:59.999999Z", 2, "gpu-a100"},
                {"2026-11-21T14:00:00Z", 2, "gpu-a100-night"},
                {"2026-11-21T21:59:59.999999Z", 2, "gpu-a100-night"},
                {"2026-11-21T22:00:00Z", 2, "gpu-a100"},
                {"2026-11-21T15:00:00Z", 1, "gpu-other"},
                {"1969-12-31T15:59:59.999999Z", 2, "gpu-a100-night"},
        };
        ZoneClock clock = {0};
        const PriceRate *rate;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                CHECK_OK(rate_find(&clock, list, S("gpu-seconds"), a100, cases[i].n,
                                   at(cases[i].at), &rate));
                CHECK_STR(rate->slug, IS, cases[i].rate);
        }
        CHECK_IS(rate_find(&clock, list, S("gpu"), a100, 2, at("2026-11-21"), &rate), NOT_FOUND);
}

TEST(hours_may_lie_within_a_day)
{
        const PriceList *list = price_list(
                a, S(LIST "  - {rate: day, meter: m, unit: u, price: 2, hours: \"09:00-24:00\"}\n"
                          "  - {rate: else, meter: m, unit: u, price: 1}\n"));
        static const char *const cases[][2] = {{"2026-11-21T07:59:59Z", "else"},
                                               {"2026-11-21T08:00:00Z", "day"},
                                               {"2026-11-21T22:59:59Z", "day"},
                                               {"2026-11-21T23:00:00Z", "else"}};
        ZoneClock clock = {0};
        const PriceRate *rate;

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                CHECK_OK(rate_find(&clock, list, S("m"), NULL, 0, at(cases[i][0]), &rate));
                CHECK_STR(rate->slug, IS, cases[i][1]);
        }
}

TEST(windows_begin_by_the_clock_of_the_list)
{
        const PriceList *list = price_list(a, S(LIST "  - {rate: r, meter: m, unit: u, price: 1}"));
        static const struct {
                PriceWindow window;
                const char *at, *key, *begin, *end;
        } cases[] = {
                {PRICE_DAY, "2026-11-21T22:59:59.9Z", "2026-11-21T00:00:00Z",
                 "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z"},
                {PRICE_DAY, "2026-11-21T23:00:00Z", "2026-11-22T00:00:00Z", "2026-11-21T23:00:00Z",
                 "2026-11-22T23:00:00Z"},
                /* 23 hours, and 25 */
                {PRICE_DAY, "2026-03-29T21:59:59Z", "2026-03-29T00:00:00Z", "2026-03-28T23:00:00Z",
                 "2026-03-29T22:00:00Z"},
                {PRICE_DAY, "2026-03-29T22:00:00Z", "2026-03-30T00:00:00Z", "2026-03-29T22:00:00Z",
                 "2026-03-30T22:00:00Z"},
                {PRICE_DAY, "2026-10-25T22:30:00Z", "2026-10-25T00:00:00Z", "2026-10-24T22:00:00Z",
                 "2026-10-25T23:00:00Z"},
                {PRICE_MONTH, "2026-10-31T22:59:59Z", "2026-10-01T00:00:00Z",
                 "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"},
                {PRICE_MONTH, "2026-12-31T23:00:00Z", "2027-01-01T00:00:00Z",
                 "2026-12-31T23:00:00Z", "2027-01-31T23:00:00Z"},
                {PRICE_PERIOD, "2026-01-14T22:59:59Z", "2025-12-15T00:00:00Z",
                 "2025-12-14T23:00:00Z", "2026-01-14T23:00:00Z"},
                {PRICE_PERIOD, "2026-01-14T23:00:00Z", "2026-01-15T00:00:00Z",
                 "2026-01-14T23:00:00Z", "2026-02-14T23:00:00Z"},
                {PRICE_PERIOD, "2026-03-01T00:00:00Z", "2026-02-15T00:00:00Z",
                 "2026-02-14T23:00:00Z", "2026-03-14T23:00:00Z"},
        };
        ZoneClock clock = {0};

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                RateWindow w;
                int64_t key_us;

                CHECK_OK(rate_window_key(&clock, list, cases[i].window, at(cases[i].at), &key_us));
                CHECK_STR(time_iso(a, key_us), IS, cases[i].key);
                CHECK_OK(rate_window(list, cases[i].window, key_us, &w));
                CHECK_STR(time_iso(a, w.begin_at), IS, cases[i].begin);
                CHECK_STR(time_iso(a, w.end_at), IS, cases[i].end);
                CHECK_INT(w.key_us, key_us);
        }
}

TEST(what_the_clock_remembers_never_shows)
{
        static const char *const zones[] = {"Europe/Madrid", "Australia/Lord_Howe",
                                            "Asia/Kathmandu", "America/Santiago", "UTC"};
        static const char *const changes[] = {"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z",
                                              "2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z",
                                              "2026-04-05T03:00:00Z", "2026-09-06T04:00:00Z"};
        ZoneClock clock = {0};

        for (size_t k = 0; k < sizeof zones / sizeof *zones; k++) {
                const PriceList *list = price_list(
                        a, str_fmt(a,
                                   "prices: p\nversion: 1\ntitle: T\ncharged_in: USD\ntime_zone: "
                                   "%s\nvalid_from: 2026-01-01\nrates:\n  - {rate: r, meter: m, "
                                   "unit: u, price: 1}\n",
                                   zones[k]));

                for (int i = 0; i < 3000; i++) {
                        int64_t at_us = at("2026-01-01") + i * (int64_t)10600007777, key_us, us;
                        int seconds = i % 7 - 3;

                        if (i % 5 == 0) /* Madrid, Lord Howe, Santiago: the second itself */
                                at_us = at(changes[i / 5 % 6]) + seconds * SECOND_US;
                        CHECK_OK(rate_window_key(&clock, list, PRICE_DAY, at_us, &key_us));
                        CHECK(zone_wall(list->time_zone, at_us, &us));
                        CHECK(us >= key_us && us < key_us + DAY_US);
                }
        }
}
