/* Exact decimals: what is read, written and reckoned is right to the last digit, and what does not
 * fit is said. The model below reckons as on paper, digit by digit, and shares nothing with it. */
#include "base/exact.h"
#include "tests/check.h"

static ExactFault read(const char *text, Exact *out)
{
        return exact_read(str_from(text), out);
}

static Exact given(const char *text)
{
        Exact v = {0};

        CHECK(read(text, &v) == EXACT_OK);
        return v;
}

TEST(a_number_is_read_whole_and_written_as_short_as_it_can_be)
{
        static const struct {
                const char *text, *written;
        } cases[] = {
                {"0", "0"},
                {"-0", "0"},
                {"-0.000", "0"},
                {"+7", "7"},
                {"007.50", "7.5"},
                {".5", "0.5"},
                {"-.5", "-0.5"},
                {"1e-7", "0.0000001"},
                {"2.5E+3", "2500"},
                {"2.5e3", "2500"},
                {"-35.2E-7", "-0.00000352"},
                {"0e400", "0"},
                {"0.0e-99999999999999999999", "0"},
                {"1e-18", "0.000000000000000001"},
                {"100e-20", "0.000000000000000001"},
                {"99999999999999999999.999999999999999999",
                 "99999999999999999999.999999999999999999"},
                {"-99999999999999999999.999999999999999999",
                 "-99999999999999999999.999999999999999999"},
                {"1.1234567890123456780000000000000000000000", "1.123456789012345678"},
                {"0000000000000000000000000000000000000000001", "1"},
                {"9999999999999999999", "9999999999999999999"},
                {"999999999999999999", "999999999999999999"},
                {"0.00000080000", "0.0000008"},
                {"1e19", "10000000000000000000"},
                {"0.000000000000000000000000000001e30", "1"},
        };

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                Exact v = given(cases[i].text);

                CHECK_STR(exact_text(a, v), IS, cases[i].written);
        }
}

TEST(what_is_no_number_and_what_does_not_fit_are_told_apart)
{
        static const char *const not_numbers[] = {
                "",      "+",   "-",     ".",    "-.",     "1.",   "1,5",      "1 ",   " 1",
                "NaN",   "Inf", "-inf",  "0x10", "1e",     "1e+",  "1e1.5",    "--1",  "+-1",
                "1.2.3", "1_0", "1'000", "e5",   "1e400x", "NULL", "\xD9\xA1", "1e 5", "1-",
        };
        static const char *const too_large[] = {
                "1e400", "1e20", "-1e20", "100000000000000000000", "1e99999999999999999999",
                "1e30"};
        static const char *const too_fine[] = {"1e-19", "1e-400", "0.1234567890123456789",
                                               "-1e-99999999999999999999",
                                               "0.0000000000000000000000000000000000000001"};
        Exact v = given("12");

        for (size_t i = 0; i < sizeof not_numbers / sizeof not_numbers[0]; i++)
                CHECK(read(not_numbers[i], &v) == EXACT_NOT_A_NUMBER);
        for (size_t i = 0; i < sizeof too_large / sizeof too_large[0]; i++)
                CHECK(read(too_large[i], &v) == EXACT_TOO_LARGE);
        for (size_t i = 0; i < sizeof too_fine / sizeof too_fine[0]; i++)
                CHECK(read(too_fine[i], &v) == EXACT_TOO_FINE);
        CHECK(exact_read((Str){"1\0"
                               "2",
                               3},
                         &v) == EXACT_NOT_A_NUMBER);
        {
                char *long_text = arena_bytes(a, EXACT_READ_BYTES_MAX + 2);

                memset(long_text, '0', EXACT_READ_BYTES_MAX + 1);
                CHECK(exact_read((Str){long_text, EXACT_READ_BYTES_MAX}, &v) == EXACT_OK);
                CHECK(exact_is_zero(v));
                v = given("12");
                CHECK(exact_read((Str){long_text, EXACT_READ_BYTES_MAX + 1}, &v) ==
                      EXACT_NOT_A_NUMBER);
        }
        CHECK_STR(exact_text(a, v), IS, "12"); /* nothing was written */
        CHECK_STR(str_from(exact_fault_words(EXACT_TOO_FINE)), IS, "has more than 18 decimals");
}

TEST(reckoning_past_the_limit_is_reported_and_never_wraps)
{
        Exact most = given("99999999999999999999.999999999999999999"), atto = given("1e-18"),
              least = exact_negate(most), v = given("3"), half = given("0.5");

        CHECK(exact_add(most, atto, &v) == EXACT_TOO_LARGE);
        CHECK(exact_add(most, most, &v) == EXACT_TOO_LARGE);
        CHECK(exact_subtract(least, atto, &v) == EXACT_TOO_LARGE);
        CHECK(exact_add(least, least, &v) == EXACT_TOO_LARGE);
        CHECK(exact_multiply(most, most, &v) == EXACT_TOO_LARGE);
        CHECK(exact_multiply(most, given("1.000000000000000001"), &v) == EXACT_TOO_LARGE);
        CHECK(exact_multiply(atto, half, &v) == EXACT_TOO_FINE);
        CHECK(exact_divide(most, atto, EXACT_HALF_EVEN, &v) == EXACT_TOO_LARGE);
        CHECK(exact_divide(most, half, EXACT_HALF_EVEN, &v) == EXACT_TOO_LARGE);
        CHECK(exact_divide(v, (Exact){0}, EXACT_HALF_EVEN, &v) == EXACT_BY_ZERO);
        CHECK(exact_round(most, 2, &v, &half) == EXACT_TOO_LARGE);
        CHECK_STR(exact_text(a, v), IS, "3");
        CHECK(exact_add(most, least, &v) == EXACT_OK && exact_is_zero(v));
        CHECK(exact_multiply(most, given("-1"), &v) == EXACT_OK && exact_compare(v, least) == 0);
}

TEST(a_quotient_is_rounded_as_was_asked)
{
        Exact v, rest;
        int64_t cents;

        CHECK(exact_divide(given("1"), given("3"), EXACT_HALF_EVEN, &v) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "0.333333333333333333");
        CHECK(exact_divide(given("2"), given("-3"), EXACT_HALF_EVEN, &v) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "-0.666666666666666667");
        CHECK(exact_divide(given("2"), given("-3"), EXACT_TOWARD_ZERO, &v) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "-0.666666666666666666");
        CHECK(exact_divide(given("1"), given("3"), EXACT_AWAY_FROM_ZERO, &v) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "0.333333333333333334");
        CHECK(exact_divide(given("1e-18"), given("2"), EXACT_HALF_EVEN, &v) == EXACT_OK);
        CHECK(exact_is_zero(v));
        CHECK(exact_divide(given("3e-18"), given("2"), EXACT_HALF_EVEN, &v) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "0.000000000000000002");
        CHECK(exact_multiply_rounded(given("0.000000001"), given("0.0000000015"), EXACT_HALF_EVEN,
                                     &v) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "0.000000000000000002");
        CHECK(exact_round(given("2.125"), 2, &v, &rest) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "2.12");
        CHECK_STR(exact_text(a, rest), IS, "0.005");
        CHECK(exact_round(given("-2.135"), 2, &v, &rest) == EXACT_OK);
        CHECK_STR(exact_text(a, v), IS, "-2.14");
        CHECK_STR(exact_text(a, rest), IS, "0.005");
        CHECK(exact_to_scale(given("-2.135"), 2, &cents, &rest) == EXACT_OK);
        CHECK_INT(cents, -214);
        CHECK_STR(exact_text(a, exact_from_scale(cents, 2)), IS, "-2.14");
        CHECK(exact_to_scale(given("92233720368547758.07"), 2, &cents, &rest) == EXACT_OK);
        CHECK_INT(cents, INT64_MAX);
        CHECK(exact_to_scale(given("92233720368547758.08"), 2, &cents, &rest) == EXACT_TOO_LARGE);
        CHECK(exact_to_scale(given("-92233720368547758.08"), 2, &cents, &rest) == EXACT_OK);
        CHECK_INT(cents, INT64_MIN);
        CHECK_STR(exact_text(a, exact_from_scale(INT64_MIN, 18)), IS, "-9.223372036854775808");
}

static uint64_t next(uint64_t *seed)
{
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        return *seed;
}

TEST(short_texts_are_read_quickly_as_long_ones_are_read_slowly)
{
        static const char *const odd[] = {"", "x", ".", "e1", "-", "/", ":", " "};
        uint64_t seed = 88172645463325252u;

        for (int i = 0; i < 200000; i++) {
                ArenaMark mark = arena_mark(a);
                int point = (int)(next(&seed) % 9), n = 1 + (int)(next(&seed) % 20);
                Text t = text_begin(a, 64);
                Exact quick = {1}, slow = {1};
                Str sign = S(""), digits;
                ExactFault fault;

                for (int k = 0; k < n; k++) {
                        if (k == point)
                                text_char(&t, '.');
                        text_char(&t, (char)('0' + next(&seed) % 10));
                        if (next(&seed) % 200 == 0)
                                text_add(&t, str_from(odd[next(&seed) % 8]));
                }
                digits = text_str(&t);
                if (next(&seed) % 2)
                        sign = S("-");
                fault = exact_read(str_fmt(a, "%.*s%.*s", S_ARG(sign), S_ARG(digits)), &quick);
                CHECK(fault == exact_read(str_fmt(a, "%.*s00000000000000000000%.*s", S_ARG(sign),
                                                  S_ARG(digits)),
                                          &slow) ||
                      str_empty(digits) || digits.at[0] < '0' || digits.at[0] > '9');
                if (fault == EXACT_OK)
                        CHECK(exact_compare(quick, slow) == 0);
                arena_rewind(a, mark);
        }
}

/* --- numbers on paper: least digit first, one to a place */

enum { PLACES = 100, ROUNDS = 20000 };

typedef struct {
        bool is_minus;
        signed char digit[PLACES];
} Paper;

static int compare(const Paper *x, const Paper *y)
{
        for (int i = PLACES - 1; i >= 0; i--)
                if (x->digit[i] != y->digit[i])
                        return x->digit[i] < y->digit[i] ? -1 : 1;
        return 0;
}

/* x + k * y on magnitudes, never below zero. */
static Paper mixed(const Paper *x, const Paper *y, int k)
{
        Paper sum = {0};
        int carry = 0;

        for (int i = 0; i < PLACES; i++) {
                int v = x->digit[i] + k * y->digit[i] + carry + 100;

                sum.digit[i] = (signed char)(v % 10);
                carry = v / 10 - 10;
        }
        return sum;
}

static Paper paper_sum(const Paper *x, const Paper *y)
{
        Paper sum;

        if (x->is_minus == y->is_minus) {
                sum = mixed(x, y, 1);
                sum.is_minus = x->is_minus;
        } else if (compare(x, y) >= 0) {
                sum = mixed(x, y, -1);
                sum.is_minus = x->is_minus;
        } else {
                sum = mixed(y, x, -1);
                sum.is_minus = y->is_minus;
        }
        return sum;
}

static Paper times_ten(const Paper *x, int n)
{
        Paper v = {0};

        for (int i = PLACES - 1; i >= n; i--)
                v.digit[i] = x->digit[i - n];
        return v;
}

static Paper paper_product(const Paper *x, const Paper *y)
{
        Paper sum = {0};

        for (int i = 0; i < PLACES / 2; i++) {
                Paper shifted = times_ten(x, i);

                sum = mixed(&sum, &shifted, y->digit[i]);
        }
        sum.is_minus = x->is_minus != y->is_minus;
        return sum;
}

/* Of magnitudes: x = out * y + *rest. */
static Paper paper_quotient(const Paper *x, const Paper *y, Paper *rest)
{
        Paper out = {0};

        *rest = (Paper){0};
        for (int i = PLACES - 1; i >= 0; i--) {
                *rest = times_ten(rest, 1);
                rest->digit[0] = x->digit[i];
                while (compare(rest, y) >= 0) {
                        *rest = mixed(rest, y, -1);
                        out.digit[i]++;
                }
        }
        out.is_minus = x->is_minus != y->is_minus;
        return out;
}

/* The same with so many digits behind the point, all of them, in plain text. */
static Str on_paper(Arena *a, const Paper *v, int decimals)
{
        Text t = text_begin(a, PLACES + 3);
        int n = PLACES;

        while (n > decimals + 1 && v->digit[n - 1] == 0)
                n--;
        if (v->is_minus)
                text_char(&t, '-');
        for (int i = n - 1; i >= 0; i--) {
                text_char(&t, (char)('0' + v->digit[i]));
                if (i == decimals && decimals > 0)
                        text_char(&t, '.');
        }
        return text_str(&t);
}

/* Of 1 to 38 digits, so that sums and products fall on both sides of every limit. */
static Paper any(uint64_t *seed)
{
        Paper v = {.is_minus = next(seed) & 1};
        int digits = 1 + (int)(next(seed) % 38), from = (int)(next(seed) % 38);

        for (int i = from < digits ? from : 0; i < digits; i++)
                v.digit[i] = (signed char)(next(seed) % 4 == 0 ? 9 : next(seed) % 10);
        return v;
}

/* What the model says of a result in 10^-18: how it ends, and its text. */
static void check_same(Arena *a, ExactFault fault, Exact is, const Paper *wanted, bool has_rest)
{
        Exact again;
        int n = PLACES;

        while (n > 0 && wanted->digit[n - 1] == 0)
                n--;
        if (n > 38) {
                CHECK(fault == EXACT_TOO_LARGE);
                return;
        }
        if (has_rest) {
                CHECK(fault == EXACT_TOO_FINE);
                return;
        }
        CHECK(fault == EXACT_OK);
        CHECK(exact_read(on_paper(a, wanted, EXACT_SCALE), &again) == EXACT_OK);
        CHECK(exact_compare(is, again) == 0);
        CHECK(exact_read(exact_text(a, is), &again) == EXACT_OK && exact_compare(is, again) == 0);
}

static void grow(Paper *v, const Paper *rest, const Paper *d)
{
        Paper twice = mixed(rest, rest, 1), one = {.digit = {1}};
        bool is_minus = v->is_minus;
        int half = compare(&twice, d);

        if (half > 0 || (half == 0 && v->digit[0] % 2))
                *v = mixed(v, &one, 1);
        v->is_minus = is_minus;
}

TEST(random_reckoning_agrees_with_reckoning_on_paper)
{
        uint64_t seed = 88172645463325252u;
        Paper one = {0};

        one.digit[EXACT_SCALE] = 1;
        for (int i = 0; i < ROUNDS; i++) {
                ArenaMark mark = arena_mark(a);
                Paper x = any(&seed), y = any(&seed), wanted, rest, zero = {0}, wide;
                Exact ex = given(str_z(a, on_paper(a, &x, EXACT_SCALE))),
                      ey = given(str_z(a, on_paper(a, &y, EXACT_SCALE))), v = {0};
                ExactFault fault = exact_add(ex, ey, &v);

                wanted = paper_sum(&x, &y);
                check_same(a, fault, v, &wanted, false);
                if (i % 10) /* the slow ones less often */
                        continue;
                wide = paper_product(&x, &y);
                wanted = paper_quotient(&wide, &one, &rest);
                wanted.is_minus = wide.is_minus;
                fault = exact_multiply(ex, ey, &v);
                check_same(a, fault, v, &wanted, compare(&rest, &zero) != 0);
                grow(&wanted, &rest, &one);
                fault = exact_multiply_rounded(ex, ey, EXACT_HALF_EVEN, &v);
                check_same(a, fault, v, &wanted, false);
                if (compare(&y, &zero) != 0) {
                        wide = times_ten(&x, EXACT_SCALE);
                        wide.is_minus = x.is_minus;
                        wanted = paper_quotient(&wide, &y, &rest);
                        grow(&wanted, &rest, &y);
                        fault = exact_divide(ex, ey, EXACT_HALF_EVEN, &v);
                        check_same(a, fault, v, &wanted, false);
                }
                arena_rewind(a, mark);
        }
}
