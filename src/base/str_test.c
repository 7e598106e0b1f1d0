/* Text, numbers, ids, times: what the floor above relies on. */
#include "base/language.h"
#include "base/decimal.h"
#include "base/id.h"
#include "base/json.h"
#include "base/time.h"
#include "tests/check.h"

TEST(cutting_gives_every_piece_once)
{
        Str rest = S("a,b,,c"), piece;
        Text t = text_begin(a, 100);

        while (str_cut(&rest, ',', &piece)) {
                text_add(&t, piece);
                text_char(&t, '|');
        }
        CHECK_STR(text_str(&t), IS, "a|b||c|");
}

TEST(whole_numbers_are_read_to_the_last_digit_or_not_at_all)
{
        int64_t v;

        CHECK(str_to_int(S("9223372036854775807"), INT64_MIN, INT64_MAX, &v) && v == INT64_MAX);
        CHECK(str_to_int(S("-9223372036854775808"), INT64_MIN, INT64_MAX, &v) && v == INT64_MIN);
        CHECK(!str_to_int(S("9223372036854775808"), INT64_MIN, INT64_MAX, &v));
        CHECK(!str_to_int(S(""), 0, 9, &v));
        CHECK(!str_to_int(S("-"), -9, 9, &v));
        CHECK(!str_to_int(S("1 "), 0, 9, &v));
        CHECK(!str_to_int(S("10"), 0, 9, &v));
}

TEST(base64_goes_there_and_back_and_refuses_loose_bits)
{
        Str out;

        CHECK_STR(str_base64(a, "foob", 4), IS, "Zm9vYg==");
        CHECK(str_unbase64(a, S("Zm9vYg=="), &out));
        CHECK_STR(out, IS, "foob");
        CHECK(!str_unbase64(a, S("Zm9vYh=="), &out));
        CHECK(!str_unbase64(a, S("Zm9v="), &out));
        CHECK(!str_unbase64(a, S("Zm9*"), &out));
}

TEST(base64_for_urls_has_one_spelling_for_each_text)
{
        static const char *const bad[] = {"a",     "-_8=", "-_9", "-_8 ", "+_8",
                                          "-_8\n", "-/8",  "=",   "A===", "Zm9vYh"};
        Str out;

        CHECK_STR(str_base64url(a, "\xFB\xFF", 2), IS, "-_8");
        CHECK_STR(str_base64url(a, "", 0), IS, "");
        CHECK(str_unbase64url(a, S("-_8"), &out));
        CHECK_STR(out, IS, "\xFB\xFF");
        CHECK(str_unbase64url(a, S("Zm9vYg"), &out));
        CHECK_STR(out, IS, "foob");
        CHECK(str_unbase64url(a, S("Zm9v"), &out) && str_unbase64url(a, S(""), &out));
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK(!str_unbase64url(a, str_from(bad[i]), &out));
}

TEST(an_id_prints_and_reads_back_and_grows_even_when_the_clock_goes_back)
{
        IdMaker m = {.node = 7};
        Id x = id_make(&m, time_now_us()), y = id_make(&m, time_now_us() - DAY_US), back;

        CHECK(y > x);
        CHECK(id_parse(id_text(a, x), &back) && back == x);
        CHECK(id_parse(str_lower(a, id_text(a, x)), &back) && back == x);
        CHECK(!id_parse(S("ZZZZZZZZZZZZZ"), &back));
        CHECK(!id_parse(S("0000000000U00"), &back));
        CHECK(id_time_us(x) <= time_now_us() && id_time_us(x) > time_now_us() - 10 * SECOND_US);
}

TEST(a_node_makes_more_than_a_counters_worth_of_ids_in_one_millisecond)
{
        IdMaker m = {.node = 255};
        Id last = 0;

        for (int i = 0; i < 40000; i++) {
                Id x = id_make(&m, 1700000000000000);

                CHECK(x > last);
                last = x;
        }
}

TEST(dates_are_read_and_printed)
{
        int64_t at;

        CHECK(time_parse(S("2024-05-13"), &at));
        CHECK_STR(time_iso(a, at), IS, "2024-05-13T00:00:00Z");
        CHECK(time_parse(S("2024-02-29T23:59:59.25+08:00"), &at));
        CHECK_STR(time_iso(a, at), IS, "2024-02-29T15:59:59.250000Z");
        CHECK(!time_parse(S("2023-02-29"), &at));
        CHECK(!time_parse(S("2024-13-01"), &at));
        CHECK(!time_parse(S("2024-05-13T"), &at));
        CHECK(!time_parse(S("24-05-13"), &at));
        CHECK_STR(time_month_text(a, time_month(-1)), IS, "1969-12");
        CHECK_INT(time_month_begin(time_month(0)), 0);
}

TEST(a_moment_is_shown_in_the_zone_of_the_place)
{
        int64_t at;

        CHECK(time_parse(S("2024-07-01T00:00:00Z"), &at));
        CHECK_STR(zone_text(a, S("Asia/Singapore"), at), IS, "2024-07-01 08:00 +08:00");
        CHECK_STR(zone_text(a, S("America/New_York"), at), IS, "2024-06-30 20:00 -04:00");
        CHECK_STR(zone_text(a, S("../../etc/passwd"), at), IS, "2024-07-01 00:00 +00:00");
}

TEST(a_day_stays_that_day_in_every_zone)
{
        int64_t at;

        CHECK(time_parse(S("2022-03-15"), &at));
        CHECK_STR(moment_text(a, S("America/Mexico_City"), at), IS, "2022-03-15");
        CHECK_STR(moment_text(a, S("Asia/Singapore"), at + SECOND_US), IS,
                  "2022-03-15 08:00 +08:00");
}

TEST(amounts_are_read_exactly_or_refused)
{
        int64_t v;

        CHECK(decimal_parse(S("-12.5"), 2, &v) && v == -1250);
        CHECK(decimal_parse(S("100000000"), 2, &v) && v == 10000000000);
        CHECK(!decimal_parse(S("1.234"), 2, &v));
        CHECK(decimal_parse(S("1.230"), 2, &v) && v == 123);
        CHECK(!decimal_parse(S("1e5"), 2, &v));
        CHECK(!decimal_parse(S("92233720368547758.08"), 2, &v));
        CHECK(!decimal_parse(S("."), 2, &v));
        CHECK(!decimal_parse(S("1."), 2, &v));
        CHECK_STR(decimal_text(a, -5, 2), IS, "-0.05");
}

TEST(json_that_is_not_json_is_refused_with_its_place)
{
        const Json *j;
        Str fault;

        CHECK_IS(json_parse(a, S("{\"a\":1,\"a\":2}"), &j, &fault), INVALID);
        CHECK_IS(json_parse(a, S("[1,2"), &j, &fault), INVALID);
        CHECK_STR(fault, CONTAINS, "line 1");
        CHECK_IS(json_parse(a, S("\"\\u0000\""), &j, &fault), INVALID);
        CHECK_IS(json_parse(a, S(""), &j, &fault), INVALID);
        CHECK_OK(json_parse(a, S("{\"a\":[1,2.5,\"x\"]}"), &j, &fault));
        CHECK_INT(json_get(j, S("a"))->child->integer, 1);
}
