/* Countries: found by what people write, the same as the public tables, placed where the map is. */
#include "hub/place.h"
#include "base/json.h"
#include "base/time.h"
#include "tests/check.h"

#include <math.h>

enum { COLUMNS_MAX = 64 };

/* A column of a row of a CSV whose fields may stand in quotes (without quotes in them). */
static Str column(Str row, int wanted)
{
        for (int i = 0;; i++) {
                bool quoted = str_starts(row, S("\""));
                Str field = quoted ? str_skip(row, 1) : row;

                field = str_head(field, str_find(field, quoted ? '"' : ','));
                if (i == wanted)
                        return field;
                row = str_skip(row, field.len + (quoted ? 2 : 0));
                if (str_empty(row))
                        return (Str){0};
                row = str_skip(row, 1);
        }
}

static int column_of(Str header, const char *name)
{
        for (int i = 0; i < COLUMNS_MAX; i++)
                if (str_is(column(header, i), name))
                        return i;
        CHECK(!"the column is there");
        return 0;
}

static void is_country(Str name, const char *alpha2)
{
        const PlaceCountry *c = place_country_by_name(name);

        CHECK_STR(c ? c->alpha2 : name, IS, alpha2);
}

static int64_t code(Str s)
{
        int64_t v = 0;

        CHECK(str_empty(s) || str_to_int(s, 0, 999, &v));
        return v;
}

TEST(a_country_is_found_by_its_letters_of_either_case)
{
        CHECK_STR(place_country(S("SG"))->name, IS, "Singapore");
        CHECK_STR(place_country(S("sg"))->currency, IS, "SGD");
        CHECK_STR(place_country(S("NA"))->name, IS, "Namibia");
        CHECK_STR(place_country_alpha3(S("nam"))->name, IS, "Namibia");
        CHECK(!place_country(S("XX")));
        CHECK(!place_country(S("S")));
        CHECK(!place_country(S("")));
        CHECK(!place_country(S("S[")));
        CHECK(!place_country_alpha3(S("XXX")));
        CHECK(!place_country_alpha3(S("SG")));
}

TEST(a_country_is_found_by_what_people_write)
{
        static const struct {
                Str said;
                const char *is;
        } cases[] = {
                {S_INIT("USA"), "US"},
                {S_INIT("U.S.A."), "US"},
                {S_INIT("united states of america"), "US"},
                {S_INIT("UK"), "GB"},
                {S_INIT("South Korea"), "KR"},
                {S_INIT("Korea, Republic of"), "KR"},
                {S_INIT("Vietnam"), "VN"},
                {S_INIT("Viet Nam"), "VN"},
                {S_INIT("VIỆT NAM"), "VN"},
                {S_INIT("Hongkong"), "HK"},
                {S_INIT("Hong Kong SAR, China"), "HK"},
                {S_INIT("Russia"), "RU"},
                {S_INIT("Russian Federation"), "RU"},
                {S_INIT("UAE"), "AE"},
                {S_INIT("Czech Republic"), "CZ"},
                {S_INIT("czechia"), "CZ"},
                {S_INIT("COTE D’IVOIRE"), "CI"},
                {S_INIT("Côte d'Ivoire"), "CI"},
                {S_INIT("Ivory Coast"), "CI"},
                {S_INIT("Curacao"), "CW"},
                {S_INIT("TÜRKİYE"), "TR"},
                {S_INIT("Turkey"), "TR"},
                {S_INIT("the Philippines"), "PH"},
                {S_INIT("Philippines (the)"), "PH"},
                {S_INIT("  saudi-arabia "), "SA"},
                {S_INIT("Trinidad & Tobago"), "TT"},
                {S_INIT("St. Kitts & Nevis"), "KN"},
                {S_INIT("Niger"), "NE"},
                {S_INIT("Nigeria"), "NG"},
                {S_INIT("中国"), "CN"},
                {S_INIT("ประเทศไทย"), "TH"},
                {S_INIT("Taiwan (Province of China)"), "TW"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                is_country(cases[i].said, cases[i].is);
}

TEST(what_is_no_country_is_not_taken_for_one)
{
        char long_name[4096];

        memset(long_name, 'a', sizeof long_name);
        CHECK(!place_country_by_name(S("")));
        CHECK(!place_country_by_name(S("NA"))); /* in a spreadsheet: nothing */
        CHECK(!place_country_by_name(S("N/A")));
        CHECK(!place_country_by_name(S("the")));
        CHECK(!place_country_by_name(S("&")));
        CHECK(!place_country_by_name(S("Atlantis")));
        CHECK(!place_country_by_name(S("Singapor")));
        CHECK(!place_country_by_name(S("\xff\xfe")));
        CHECK(!place_country_by_name((Str){long_name, sizeof long_name}));
        /* the sign that unfolds into most letters, as often as fits */
        for (size_t i = 0; i + 3 <= 120; i += 3)
                memcpy(long_name + i, "\xef\xb7\xba", 3);
        CHECK(!place_country_by_name((Str){long_name, 120}));
        memset(long_name, '&', 120);
        CHECK(!place_country_by_name((Str){long_name, 120}));
}

TEST(every_country_is_found_by_its_own_name_and_codes)
{
        size_t n;
        const PlaceCountry *c = place_countries(&n);

        CHECK_INT((int64_t)n, 249);
        for (size_t i = 0; i < n; i++) {
                CHECK(place_country(c[i].alpha2) == &c[i]);
                CHECK(place_country_alpha3(c[i].alpha3) == &c[i]);
                CHECK(place_country_by_name(c[i].name) == &c[i]);
        }
}

TEST(a_country_lies_in_its_regions_and_in_no_other)
{
        const PlaceCountry *sg = place_country(S("SG")), *ng = place_country(S("NG")),
                           *aq = place_country(S("AQ"));

        CHECK(place_in_region(sg, S("001")));
        CHECK(place_in_region(sg, S("142")));
        CHECK(place_in_region(sg, S("035")));
        CHECK(place_in_region(sg, S("35")));
        CHECK(place_in_region(sg, S("702")));
        CHECK(!place_in_region(sg, S("150")));
        CHECK(!place_in_region(sg, S("030")));
        CHECK(place_in_region(ng, S("002")) && place_in_region(ng, S("202")));
        CHECK(place_in_region(ng, S("011")));
        CHECK(place_in_region(aq, S("001")));
        CHECK(!place_in_region(aq, S("000")));
        CHECK(!place_in_region(aq, S("")));
        CHECK(!place_in_region(sg, S("Asia")));
        CHECK_STR(place_region_name(S("142")), IS, "Asia");
        CHECK_STR(place_region_name(S("9")), IS, "Oceania");
        CHECK_STR(place_region_name(S("702")), IS, "Singapore");
        CHECK_STR(place_region_name(S("999")), IS, "");
        CHECK_INT(place_region_above(S("011")), 202);
        CHECK_INT(place_region_above(S("566")), 11);
        CHECK_INT(place_region_above(S("702")), 35);
        CHECK_INT(place_region_above(S("010")), 1);
        CHECK_INT(place_region_above(S("001")), 0);
        CHECK_INT(place_region_above(S("999")), 0);
}

TEST(regions_climb_to_the_world_by_the_way_their_countries_know)
{
        size_t n;
        const PlaceCountry *c = place_countries(&n);

        for (size_t i = 0; i < n; i++) {
                Str at = str_fmt(a, "%03d", c[i].numeric);
                int steps = 0;

                while (!str_is(at, "001")) {
                        CHECK(place_in_region(&c[i], at));
                        CHECK(!str_empty(place_region_name(at)));
                        at = str_fmt(a, "%03d", place_region_above(at));
                        CHECK(++steps <= 4);
                }
        }
}

TEST(countries_are_those_of_the_public_table)
{
        Str rest = check_file(a, check_shared(a, "places/country-codes/data/country-codes.csv"));
        Str header = {0}, row;
        int alpha2, alpha3, numeric, region, subregion, intermediate, currency, seen = 0;

        CHECK(str_cut(&rest, '\n', &header));
        if (str_starts(header, S("\xef\xbb\xbf")))
                header = str_skip(header, 3);
        header = str_trim(header);
        alpha2 = column_of(header, "ISO3166-1-Alpha-2");
        alpha3 = column_of(header, "ISO3166-1-Alpha-3");
        numeric = column_of(header, "ISO3166-1-numeric");
        region = column_of(header, "Region Code");
        subregion = column_of(header, "Sub-region Code");
        intermediate = column_of(header, "Intermediate Region Code");
        currency = column_of(header, "ISO4217-currency_alphabetic_code");
        while (str_cut(&rest, '\n', &row)) {
                const PlaceCountry *c = place_country(column(row, alpha2));

                CHECK(c != NULL);
                CHECK(str_eq(c->alpha3, column(row, alpha3)));
                CHECK_INT(c->numeric, code(column(row, numeric)));
                CHECK_INT(c->region, code(column(row, region)));
                CHECK_INT(c->subregion, code(column(row, subregion)));
                CHECK_INT(c->intermediate, code(column(row, intermediate)));
                CHECK(str_empty(column(row, currency)) ||
                      str_has(column(row, currency), c->currency));
                seen++;
        }
        CHECK_INT(seen, 249);
}

TEST(every_currency_is_one_of_iso_4217)
{
        Str list = check_file(a, check_shared(a, "places/iso-codes/iso_4217.json"));
        size_t n;
        const PlaceCountry *c = place_countries(&n);

        for (size_t i = 0; i < n; i++) {
                /* Antarctica has none; two are younger than this copy of the standard */
                if (str_is(c[i].alpha2, "AQ") || str_is(c[i].currency, "XCG") ||
                    str_is(c[i].currency, "ZWG"))
                        continue;
                CHECK_INT((int64_t)c[i].currency.len, 3);
                CHECK_STR(list, CONTAINS,
                          str_fmt(a, "\"alpha_3\": \"%.*s\"", S_ARG(c[i].currency)).at);
        }
}

/* The country's zone in zone1970.tab that keeps the same clock, or none. A zone there may serve
 * several countries: ours are the countries' own names for it. */
static bool clock_is_known(Str table, const PlaceCountry *c)
{
        static const int64_t years_s[] = {1640995200, 1656633600, 1767225600, 1782864000};
        Str row;

        while (str_cut(&table, '\n', &row)) {
                Str countries, point, zone;
                bool same = true;

                if (str_starts(row, S("#")) || !str_cut(&row, '\t', &countries) ||
                    !str_cut(&row, '\t', &point) || !str_cut(&row, '\t', &zone) ||
                    !str_has(countries, c->alpha2))
                        continue;
                for (size_t i = 0; i < sizeof years_s / sizeof *years_s && same; i++) {
                        int ours = 0, theirs = 1;

                        same = zone_offset(c->zone, years_s[i] * SECOND_US, &ours) &&
                               zone_offset(zone, years_s[i] * SECOND_US, &theirs) && ours == theirs;
                }
                if (same)
                        return true;
        }
        return false;
}

TEST(every_time_zone_is_one_of_its_country_and_keeps_its_clock)
{
        Str zones = check_file(a, check_shared(a, "places/tz/zone.tab"));
        Str since_1970 = check_file(a, check_shared(a, "places/tz/zone1970.tab"));
        size_t n;
        const PlaceCountry *c = place_countries(&n);

        for (size_t i = 0; i < n; i++) {
                Str row, rest = zones, find = str_fmt(a, "\t%.*s", S_ARG(c[i].zone));
                bool found = false;

                if (str_is(c[i].zone, "Etc/UTC")) {
                        CHECK(str_is(c[i].alpha2, "BV") || str_is(c[i].alpha2, "HM"));
                        continue;
                }
                while (!found && str_cut(&rest, '\n', &row)) {
                        size_t at = str_find_str(row, find);

                        found = str_starts(row, c[i].alpha2) && at < row.len &&
                                (at + find.len == row.len || row.at[at + find.len] == '\t');
                }
                check_str(found ? (Str){0} : c[i].zone, IS, (Str){0}, "in zone.tab", __FILE__,
                          __LINE__);
                check_str(clock_is_known(since_1970, &c[i]) ? (Str){0} : c[i].zone, IS, (Str){0},
                          "same clock", __FILE__, __LINE__);
        }
}

TEST(the_map_is_equal_earth_with_the_equator_at_its_line)
{
        double x, y, x2, y2;

        place_project(0, 0, &x, &y);
        CHECK(fabs(x - 500) < 1e-9 && fabs(y - 244) < 1e-9);
        /* the projection's own width and height: 2.7066 and 1.3173 at the equator and the pole */
        place_project(180, 0, &x, &y);
        CHECK(fabs(x - (500 + 184.73 * 2.7066)) < 0.05 && fabs(y - 244) < 1e-9);
        place_project(0, 90, &x, &y);
        CHECK(fabs(x - 500) < 1e-9 && fabs(y - (244 - 184.73 * 1.3173)) < 0.05);
        place_project(103.8, 1.4, &x, &y);
        place_project(-103.8, -1.4, &x2, &y2);
        CHECK(fabs(x + x2 - 1000) < 1e-9 && fabs(y + y2 - 488) < 1e-9);
        CHECK(x > 780 && x < 792 && y > 238 && y < 240);
        place_project(1000, 500, &x, &y);
        place_project(180, 90, &x2, &y2);
        CHECK(fabs(x - x2) < 1e-9 && fabs(y - y2) < 1e-9);
}

TEST(every_country_but_antarctica_has_its_dot_on_the_map)
{
        size_t n;
        const PlaceCountry *c = place_countries(&n);

        for (size_t i = 0; i < n; i++) {
                double x, y;

                place_project(c[i].lon, c[i].lat, &x, &y);
                CHECK(x >= 0 && x <= PLACE_MAP_WIDTH);
                CHECK(y >= 0);
                CHECK(y <= PLACE_MAP_HEIGHT || str_is(c[i].alpha2, "AQ"));
        }
}

TEST(the_map_is_the_one_that_its_page_describes)
{
        Str page = check_file(a, S("assets/projection.md")), line;
        int seen = 0;

        /* | Singapore | 103.82 | 1.35 | 788.3482 | 238.9482 | */
        while (str_cut(&page, '\n', &line)) {
                Str place;
                double v[4], x, y;

                if (!str_starts(line, S("| ")) || !str_cut(&line, '|', &place) ||
                    !str_cut(&line, '|', &place) ||
                    sscanf(str_z(a, line), "%lf | %lf | %lf | %lf", &v[0], &v[1], &v[2], &v[3]) !=
                            4)
                        continue;
                place_project(v[0], v[1], &x, &y);
                CHECK(fabs(x - v[2]) < 0.0001 && fabs(y - v[3]) < 0.0001);
                seen++;
        }
        CHECK(seen >= 5);
}
