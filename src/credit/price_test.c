/* Price lists as files. */
#include "credit/price.h"

#include "base/time.h"
#include "tests/check.h"

#include <glob.h>

#define LIST                                                                             \
        "prices: p\nversion: 1\ntitle: T\ncharged_in: USD\ntime_zone: UTC\nvalid_from: " \
        "2026-01-01\nrates:\n"
#define RATE "  - {rate: r, meter: m, unit: u, price: 1}\n"

static Str price_faults(Arena *a, Str text)
{
        YamlFaults faults = {0};
        PriceList *list;

        CHECK_IS(price_list_parse(a, text, &list, &faults), INVALID);
        return yaml_faults_text(a, &faults);
}

static const PriceList *price_list(Arena *a, Str text)
{
        YamlFaults faults = {0};
        PriceList *list = NULL;
        Status s = price_list_parse(a, text, &list, &faults);

        CHECK_STR(yaml_faults_text(a, &faults), IS, "");
        CHECK_OK(s);
        return list;
}

TEST(every_example_of_a_price_list_can_be_read)
{
        glob_t found;

        CHECK(glob("examples/prices/*.yaml", 0, NULL, &found) == 0);
        for (size_t i = 0; i < found.gl_pathc; i++) {
                const PriceList *list = price_list(a, check_file(a, str_from(found.gl_pathv[i])));

                CHECK(str_ends(str_from(found.gl_pathv[i]),
                               str_fmt(a, "/%.*s.yaml", S_ARG(list->slug))));
        }
        CHECK(found.gl_pathc >= 2);
        globfree(&found);
}

TEST(a_price_list_says_what_its_file_says)
{
        const PriceList *list = price_list(a, check_file(a, S("examples/prices/compute.yaml")));
        const PriceRate *night = &list->rates.at[0], *storage = &list->rates.at[5];

        CHECK_STR(list->slug, IS, "compute");
        CHECK_STR(list->charged_in, IS, "compute-credit");
        CHECK_INT(list->version, 1);
        CHECK_INT(list->billing_day, 15);
        /* midnight in Singapore */
        CHECK_STR(time_iso(a, list->valid_from_us), IS, "2025-12-31T16:00:00Z");
        CHECK_INT(night->per, 3600);
        CHECK_STR(night->called, IS, "GPU-hour");
        CHECK_INT(night->from_minute, 22 * 60);
        CHECK_INT(night->to_minute, 6 * 60);
        CHECK_STR(night->when.at[0].is.at[0], IS, "a100");
        CHECK_INT((int64_t)night->tiers.n, 1);
        CHECK_STR(exact_text(a, night->tiers.at[0].price), IS, "1.2");
        CHECK_INT(list->rates.at[1].free.each, PRICE_PERIOD);
        CHECK_STR(exact_text(a, list->rates.at[1].free.quantity), IS, "36000");
        CHECK_INT(storage->tiering, PRICE_VOLUME);
        CHECK_INT(storage->per, 1);
        CHECK_INT((int64_t)storage->tiers.n, 3);
        CHECK_STR(exact_text(a, storage->tiers.at[1].up_to), IS, "10000");
        CHECK(storage->tiers.at[2].is_last);
}

TEST(a_wrong_price_list_is_told_line_by_line)
{
        static const struct {
                const char *text, *words;
        } cases[] = {
                {LIST "  []\n", "8:3: expected at least one"},
                {LIST "  - {rate: r, meter: m, unit: u}\n", "8:5: expected either 'price' or"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, tiers: [{price: 1}]}\n",
                 "8:5: expected either 'price' or"},
                {LIST "  - {rate: r, meter: m, unit: u, price: \"1,5\"}\n",
                 "8:41: expected a number from 0"},
                {LIST "  - {rate: r, meter: m, unit: u, price: -1}\n", "expected a number from 0"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1e3}\n", "expected a number from 0"},
                {LIST "  - {rate: r, meter: m, unit: u, price: NaN}\n", "expected a number from 0"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 0.0000000000000000001}\n",
                 "expected a number from 0"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 100000000000000000000}\n",
                 "expected a number from 0"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, per: 0}\n", "8:49: expected"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, each: day}\n",
                 "8:50: expected no 'each' without 'tiers'"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, tiering: volume}\n",
                 "8:53: expected no 'tiering' without 'tiers'"},
                {LIST "  - {rate: r, meter: m, unit: u, tiers: []}\n",
                 "expected at least one tier"},
                {LIST "  - {rate: r, meter: m, unit: u, tiers: [{up_to: 5, price: 1}]}\n",
                 "8:50: expected no 'up_to' in the last tier"},
                {LIST "  - {rate: r, meter: m, unit: u, tiers: [{price: 2}, {price: 1}]}\n",
                 "8:42: expected 'up_to' in every tier"},
                {LIST "  - {rate: r, meter: m, unit: u, tiers: [{up_to: 5, price: 2}, {up_to: 5, "
                      "price: 1}, {price: 0}]}\n",
                 "8:72: expected more than the tier before"},
                {LIST "  - {rate: r, meter: m, unit: u, free: {quantity: 5, each: month}, each: "
                      "day, tiers: [{price: 0}]}\n",
                 "8:60: expected 'day', or 'day' as for the tiers"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, free: {quantity: 5}}\n",
                 "expected 'each' in this free allowance"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, free: 5}\n",
                 "expected a mapping for free allowance"},
                {LIST RATE "  - {rate: s, meter: m, unit: u, price: 1}\n",
                 "9:5: expected the rate of 'm' that has no conditions to be its last"},
                {LIST RATE "  - {rate: r, meter: n, unit: u, price: 1}\n",
                 "9:12: expected each rate once; found 'r' again"},
                {LIST RATE "  - {rate: s, meter: m, unit: v, price: 1}\n",
                 "9:31: expected one unit for the meter 'm'"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, hours: \"22:00\"}\n",
                 "expected hours in quotes"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, hours: \"22:00-25:00\"}\n",
                 "expected hours in quotes"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, hours: \"24:00-06:00\"}\n",
                 "expected hours in quotes"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, hours: \"06:00-06:00\"}\n",
                 "expected hours in quotes"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, hours: \"06:60-07:00\"}\n",
                 "expected hours in quotes"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, when: [{dimension: a b, is: "
                      "x}]}\n",
                 "expected a dimension's name"},
                {LIST "  - {rate: r, meter: m, unit: u, price: 1, when: [{dimension: a}]}\n",
                 "expected 'is' in this condition"},
                {LIST "  - {rate: r, meter: m, unit: u, prise: 1}\n", "(did you mean 'price'?)"},
                {LIST RATE "billing_day: 29\n", "9:14: expected"},
                {"prices: p\nversion: 0\ntitle: T\ncharged_in: dollars!\ntime_zone: "
                 "Mars/Base\nvalid_from: soon\nrates:\n" RATE,
                 "2:10: expected a whole number from 1"},
                {"prices: p\nversion: 0\ntitle: T\ncharged_in: dollars!\ntime_zone: "
                 "Mars/Base\nvalid_from: soon\nrates:\n" RATE,
                 "4:13: expected a currency's code"},
                {"prices: p\nversion: 0\ntitle: T\ncharged_in: dollars!\ntime_zone: "
                 "Mars/Base\nvalid_from: soon\nrates:\n" RATE,
                 "5:12: expected a time zone such as"},
                {"prices: p\nversion: 0\ntitle: T\ncharged_in: dollars!\ntime_zone: "
                 "Mars/Base\nvalid_from: soon\nrates:\n" RATE,
                 "6:13: expected a date"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                CHECK_STR(price_faults(a, str_from(cases[i].text)), CONTAINS, cases[i].words);
}

TEST(a_version_is_valid_until_the_next)
{
        static const char *const days[] = {"2026-03-01", "2026-01-01", "2026-02-01", "2026-02-01"};
        const PriceList *versions[4];
        int64_t at_us;

        for (int i = 0; i < 4; i++)
                versions[i] = price_list(
                        a, str_fmt(a,
                                   "prices: p\nversion: %d\ntitle: T\ncharged_in: USD\n"
                                   "time_zone: Asia/Tokyo\nvalid_from: %s\nrates:\n" RATE,
                                   i + 1, days[i]));
        CHECK(time_parse(S("2025-12-31T14:59:59.999999Z"), &at_us));
        CHECK(price_list_at(versions, 4, at_us) == NULL);
        CHECK(price_list_at(versions, 4, at_us + 1) == versions[1]);
        CHECK(time_parse(S("2026-01-31T15:00:00Z"), &at_us));
        CHECK(price_list_at(versions, 4, at_us - 1) == versions[1]);
        CHECK(price_list_at(versions, 4, at_us) == versions[3]);
        CHECK(price_list_at(versions, 4, INT64_MAX) == versions[0]);
}
