/* The canonical form (RFC 8785): what is hashed must be the same bytes for everybody. */
#include "base/json.h"
#include "tests/check.h"

#include <math.h>

static Str canonical(Arena *a, Str json)
{
        Text t = text_begin(a, MIB);
        const Json *j;
        Str fault;

        CHECK_OK(json_parse(a, json, &j, &fault));
        CHECK_OK(jcs_write(a, j, &t));
        CHECK(!t.overflow);
        return text_str(&t);
}

static double from_bits(uint64_t bits)
{
        double v;

        memcpy(&v, &bits, sizeof v);
        return v;
}

/* Big-endian hex of at most 16 digits, as the published table writes it. */
static uint64_t bits_of(Str hex)
{
        uint64_t bits = 0;

        for (size_t i = 0; i < hex.len; i++) {
                char c = hex.at[i];

                bits = bits << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return bits;
}

TEST(canonical_json_equals_the_published_examples_byte_for_byte)
{
        static const char *const names[] = {"arrays",  "french", "structures",
                                            "unicode", "values", "weird"};

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                Str dir = check_shared(a, "crypto-vectors/jcs-rfc8785");
                Str input = check_file(a, str_fmt(a, "%.*s/input/%s.json", S_ARG(dir), names[i]));
                Str output = check_file(a, str_fmt(a, "%.*s/output/%s.json", S_ARG(dir), names[i]));
                Str hex = check_file(a, str_fmt(a, "%.*s/outhex/%s.txt", S_ARG(dir), names[i]));
                Str is = canonical(a, input), digits = str_hex(a, is.at, is.len);
                Text wanted = text_begin(a, MIB);

                for (size_t k = 0; k < hex.len; k++)
                        if (hex.at[k] > ' ')
                                text_char(&wanted, hex.at[k]);
                CHECK(str_eq(is, str_trim(output)));
                CHECK(str_eq(digits, text_str(&wanted)));
                CHECK(str_eq(canonical(a, is), is));
        }
}

TEST(ten_thousand_numbers_are_printed_as_ecmascript_does)
{
        Str rest =
                check_file(a, check_shared(a, "crypto-vectors/jcs-rfc8785/es6-numbers-10000.csv"));
        Str line, hex;
        int64_t lines = 0;

        while (str_cut(&rest, '\n', &line)) {
                char out[32];
                double v;

                CHECK(str_cut(&line, ',', &hex));
                v = from_bits(bits_of(hex));
                CHECK(str_eq((Str){out, jcs_number(v, out)}, line));
                lines++;
        }
        CHECK_INT(lines, 10000);
}

/* RFC 8785, appendix B. */
TEST(numbers_at_the_edges_are_printed_as_the_standard_lists_them)
{
        static const struct {
                uint64_t bits;
                const char *text;
        } cases[] = {
                {0x0000000000000000, "0"},
                {0x8000000000000000, "0"},
                {0x0000000000000001, "5e-324"},
                {0x8000000000000001, "-5e-324"},
                {0x7fefffffffffffff, "1.7976931348623157e+308"},
                {0xffefffffffffffff, "-1.7976931348623157e+308"},
                {0x4340000000000000, "9007199254740992"},
                {0xc340000000000000, "-9007199254740992"},
                {0x4430000000000000, "295147905179352830000"},
                {0x44b52d02c7e14af5, "9.999999999999997e+22"},
                {0x44b52d02c7e14af6, "1e+23"},
                {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                {0x444b1ae4d6e2ef4e, "999999999999999700000"},
                {0x444b1ae4d6e2ef4f, "999999999999999900000"},
                {0x444b1ae4d6e2ef50, "1e+21"},
                {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                {0x3eb0c6f7a0b5ed8d, "0.000001"},
                {0x41b3de4355555553, "333333333.3333332"},
                {0x41b3de4355555554, "333333333.33333325"},
                {0x41b3de4355555555, "333333333.3333333"},
                {0x41b3de4355555556, "333333333.3333334"},
                {0x41b3de4355555557, "333333333.33333343"},
                {0xbecbf647612f3696, "-0.0000033333333333333333"},
                {0x43143ff3c1cb0959, "1424953923781206.2"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                double v = from_bits(cases[i].bits);
                char out[32];
                size_t n = jcs_number(v, out);

                CHECK_STR(((Str){out, n}), IS, cases[i].text);
        }
}

TEST(names_are_sorted_as_utf16_and_text_is_escaped_no_more_than_needed)
{
        CHECK_STR(canonical(a, S("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\u20ac\":3,\"b\":4,\"a\":"
                                 "5,\"\":6}")),
                  IS,
                  "{\"\":6,\"a\":5,\"b\":4,\"\xE2\x82\xAC\":3,\"\xF0\x9F\x98\x80\":2,"
                  "\"\xEF\xAC\xB3\":1}");
        CHECK_STR(canonical(a, S("[\"\\u000f\\n\\u0041'\\u0022\\u005c\\/\\u007f\"]")), IS,
                  "[\"\\u000f\\nA'\\\"\\\\/\x7F\"]");
        CHECK_STR(
                canonical(a, S(" { \"z\" : [ ] , \"y\" : { } , \"x\" : [ null , true , -0.0 ] } ")),
                IS, "{\"x\":[null,true,0],\"y\":{},\"z\":[]}");
}

TEST(a_number_that_is_none_has_no_canonical_form)
{
        const Json j = {.kind = JSON_KIND_REAL, .real = (double)NAN};
        Text t = text_begin(a, 100);

        CHECK_IS(jcs_write(a, &j, &t), INVALID);
}
