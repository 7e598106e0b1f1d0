/* One-time codes: those of the RFCs, once each, and codes for a lost telephone. */
#include "access/otp.h"
#include "base/time.h"
#include "tests/check.h"

#define SECRET_20 "12345678901234567890"
#define SECRET_32 SECRET_20 "123456789012"
#define SECRET_64 SECRET_20 SECRET_20 SECRET_20 "1234"

static const OtpKind usual;

static Str code_at(Arena *a, Str secret, const OtpKind *kind, int64_t step)
{
        char code[OTP_DIGITS_MAX + 1];

        CHECK_OK(otp_hotp(secret, kind, (uint64_t)step, code));
        return str_copy(a, str_from(code));
}

/* The cells of one line. */
static size_t cells_of(Str line, Str *cells, size_t n)
{
        size_t i = 0;

        while (i < n && str_cut(&line, ',', &cells[i]))
                i++;
        return i;
}

TEST(an_otp_counter_gives_the_codes_of_rfc_4226)
{
        CHECK_STR(code_at(a, S(SECRET_20), &usual, 0), IS, "755224");
        CHECK_STR(code_at(a, S(SECRET_20), &usual, 1), IS, "287082");
        CHECK_STR(code_at(a, S(SECRET_20), &usual, 9), IS, "520489");
}

TEST(an_otp_clock_gives_the_codes_of_rfc_6238)
{
        OtpKind sha1 = {OTP_SHA1, 8, 30}, sha256 = {OTP_SHA256, 8, 30},
                sha512 = {OTP_SHA512, 8, 30};

        CHECK_STR(code_at(a, S(SECRET_20), &sha1, 59 / 30), IS, "94287082");
        CHECK_STR(code_at(a, S(SECRET_32), &sha256, 59 / 30), IS, "46119246");
        CHECK_STR(code_at(a, S(SECRET_64), &sha512, 59 / 30), IS, "90693936");
        CHECK_STR(code_at(a, S(SECRET_20), &sha1, 1111111109 / 30), IS, "07081804");
}

TEST(otp_codes_are_those_of_all_hotp_vectors)
{
        Str rest = check_file(a, check_shared(a, "crypto-vectors/otp/rfc4226-hotp.csv")), line;
        Str c[4];
        int64_t counter, digits, n = 0;

        str_cut(&rest, '\n', &line);
        while (str_cut(&rest, '\n', &line)) {
                OtpKind kind = {0};

                CHECK(cells_of(str_trim(line), c, 4) == 4 &&
                      str_to_int(c[0], 0, INT64_MAX, &counter) && str_to_int(c[2], 6, 8, &digits));
                kind.digits = (int)digits;
                CHECK(str_eq(code_at(a, c[1], &kind, counter), c[3]));
                n++;
        }
        CHECK_INT(n, 10);
}

TEST(otp_codes_are_those_of_all_totp_vectors)
{
        Str rest = check_file(a, check_shared(a, "crypto-vectors/otp/rfc6238-totp.csv")), line;
        Str c[6];
        int64_t at, digits, step, took, n = 0;

        str_cut(&rest, '\n', &line);
        while (str_cut(&rest, '\n', &line)) {
                OtpKind kind;

                CHECK(cells_of(str_trim(line), c, 6) == 6 && str_to_int(c[0], 0, INT64_MAX, &at) &&
                      str_to_int(c[3], 6, 8, &digits) && str_to_int(c[4], 1, 300, &step));
                kind = (OtpKind){str_is(c[1], "SHA1")     ? OTP_SHA1
                                 : str_is(c[1], "SHA256") ? OTP_SHA256
                                                          : OTP_SHA512,
                                 (int)digits, (int)step};
                CHECK_OK(otp_totp_verify(c[2], &kind, c[5], at * SECOND_US, 0, &took));
                CHECK_INT(took, at / step);
                n++;
        }
        CHECK_INT(n, 18);
}

TEST(an_otp_code_is_good_one_step_early_or_late_and_no_further)
{
        const int64_t step = 1000, now_us = step * 30 * SECOND_US + 5;
        int64_t took = -1;

        for (int64_t i = -3; i <= 3; i++) {
                Str code = code_at(a, S(SECRET_20), &usual, step + i);
                bool is_near = i >= -1 && i <= 1;

                CHECK_IS(otp_totp_verify(S(SECRET_20), &usual, code, now_us, 0, &took),
                         is_near ? OK : FORBIDDEN);
                if (is_near)
                        CHECK_INT(took, step + i);
        }
        /* at the beginning of time there is no step before */
        CHECK_OK(otp_totp_verify(S(SECRET_20), &usual, S("287082"), 0, 0, &took));
        CHECK_IS(otp_totp_verify(S(SECRET_20), &usual, S("287082"), -1, 0, &took), INVALID);
}

TEST(an_otp_code_is_good_once)
{
        const int64_t step = 1000, now_us = step * 30 * SECOND_US;
        int64_t last = 0, kept;
        Str code = code_at(a, S(SECRET_20), &usual, step);

        CHECK_OK(otp_totp_verify(S(SECRET_20), &usual, code, now_us, last, &last));
        kept = last;
        CHECK_IS(otp_totp_verify(S(SECRET_20), &usual, code, now_us, last, &last), FORBIDDEN);
        CHECK_IS(otp_totp_verify(S(SECRET_20), &usual, code_at(a, S(SECRET_20), &usual, step - 1),
                                 now_us, last, &last),
                 FORBIDDEN); /* an older one, seen over a shoulder */
        CHECK_INT(last, kept);
        CHECK_OK(otp_totp_verify(S(SECRET_20), &usual, code_at(a, S(SECRET_20), &usual, step + 1),
                                 now_us, last, &last));
}

TEST(an_otp_code_is_digits_and_as_many_as_agreed)
{
        static const char *const bad[] = {"",       "28708",   "2870820",  "28708a", "-87082",
                                          "+87082", "２87082", "287082\n", "0x1234"};
        int64_t took;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK_IS(otp_totp_verify(S(SECRET_20), &usual, str_from(bad[i]), 30 * SECOND_US, 0,
                                         &took),
                         INVALID);
        CHECK_OK(otp_totp_verify(S(SECRET_20), &usual, S("287 082"), 30 * SECOND_US, 0, &took));
        CHECK_IS(otp_totp_verify(S(SECRET_20), &usual, S("287083"), 30 * SECOND_US, 0, &took),
                 FORBIDDEN);
}

TEST(an_otp_kind_or_secret_out_of_bounds_is_refused)
{
        static const OtpKind bad[] = {
                {OTP_HASH_COUNT, 6, 30}, {0, 5, 30}, {0, 9, 30}, {0, 6, -1}, {0, 6, 301}};
        char code[OTP_DIGITS_MAX + 1];
        int64_t took;
        uint64_t next;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK_IS(otp_hotp(S(SECRET_20), &bad[i], 1, code), INVALID);
        CHECK_IS(otp_hotp(S("123456789012345"), &usual, 1, code), INVALID);
        CHECK_OK(otp_hotp(S("1234567890123456"), &usual, 1, code));
        CHECK_IS(otp_hotp(S(SECRET_64 SECRET_64 "x"), &usual, 1, code), INVALID);
        CHECK_IS(otp_totp_verify(S(""), &usual, S("287082"), 0, 0, &took), INVALID);
        CHECK_IS(otp_hotp_verify(S(""), &usual, S("287082"), 0, 3, &next), INVALID);
}

TEST(an_otp_device_that_counts_is_found_again_within_a_window)
{
        uint64_t next = 0;

        CHECK_OK(otp_hotp_verify(S(SECRET_20), &usual, S("755224"), next, 3, &next));
        CHECK_INT((int64_t)next, 1);
        CHECK_IS(otp_hotp_verify(S(SECRET_20), &usual, S("755224"), next, 3, &next), FORBIDDEN);
        CHECK_OK(otp_hotp_verify(S(SECRET_20), &usual, S("969429"), next, 3, &next)); /* 3 */
        CHECK_INT((int64_t)next, 4);
        CHECK_IS(otp_hotp_verify(S(SECRET_20), &usual, S("162583"), next, 3, &next), FORBIDDEN);
        CHECK_IS(otp_hotp_verify(S(SECRET_20), &usual, S("162583"), next, 0, &next), INVALID);
        CHECK_IS(otp_hotp_verify(S(SECRET_20), &usual, S("162583"), next, 101, &next), INVALID);
        CHECK_OK(otp_hotp_verify(S(SECRET_20), &usual, S("162583"), next, 4, &next)); /* 7 */
}

TEST(otp_base32_is_that_of_rfc_4648_and_has_no_loose_bits)
{
        static const char *const pairs[][2] = {{"f", "MY"},           {"fo", "MZXQ"},
                                               {"foo", "MZXW6"},      {"foob", "MZXW6YQ"},
                                               {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
        static const char *const bad[] = {"",    "M",      "MZ", "MZX", "MY1",
                                          "M Z", "MZXW6Y", "ÄY", "MY=A"};
        Str out;

        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
                CHECK_STR(otp_base32(a, str_from(pairs[i][0])), IS, pairs[i][1]);
                CHECK_OK(otp_unbase32(a, str_from(pairs[i][1]), &out));
                CHECK_STR(out, IS, pairs[i][0]);
        }
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK_IS(otp_unbase32(a, str_from(bad[i]), &out), INVALID);
        CHECK_OK(otp_unbase32(a, S("mzxw 6ytb-oi======"), &out));
        CHECK_STR(out, IS, "foobar");
}

TEST(an_otp_secret_goes_to_the_telephone_as_an_address)
{
        OtpKind other = {OTP_SHA256, 8, 60};
        unsigned char one[OTP_SECRET_BYTES], two[OTP_SECRET_BYTES];
        Str uri;

        CHECK_OK(
                otp_uri(a, S(SECRET_20), &usual, S("Kisumu Hub & Co"), S("zoë@example.org"), &uri));
        CHECK_STR(uri, IS,
                  "otpauth://totp/Kisumu%20Hub%20%26%20Co:zo%C3%AB%40example.org"
                  "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kisumu%20Hub%20%26%20Co"
                  "&algorithm=SHA1&digits=6&period=30");
        CHECK_OK(otp_uri(a, S(SECRET_20), &other, S("H"), S("z"), &uri));
        CHECK_STR(uri, CONTAINS, "&algorithm=SHA256&digits=8&period=60");
        CHECK_IS(otp_uri(a, S(SECRET_20), &usual, S("a:b"), S("z"), &uri), INVALID);
        CHECK_IS(otp_uri(a, S(SECRET_20), &usual, S("a"), S("z:y"), &uri), INVALID);
        CHECK_IS(otp_uri(a, S(SECRET_20), &usual, S(""), S("z"), &uri), INVALID);
        CHECK_IS(otp_uri(a, S("short"), &usual, S("a"), S("z"), &uri), INVALID);
        otp_secret_make(one);
        otp_secret_make(two);
        CHECK(memcmp(one, two, sizeof one) != 0);
}

TEST(each_otp_recovery_code_lets_in_once)
{
        Str codes[OTP_RECOVERY_CODES], kept, before;

        otp_recovery_make(a, codes, &kept);
        CHECK_INT(otp_recovery_left(kept), OTP_RECOVERY_CODES);
        for (int i = 0; i < OTP_RECOVERY_CODES; i++) {
                CHECK_INT((int64_t)codes[i].len, 19);
                CHECK(codes[i].at[4] == '-' && codes[i].at[9] == '-' && codes[i].at[14] == '-');
                CHECK(!str_has(kept, codes[i]) && !str_has(kept, str_skip(codes[i], 15)));
                for (int k = 0; k < i; k++)
                        CHECK(!str_eq(codes[i], codes[k]));
        }
        for (int i = OTP_RECOVERY_CODES - 1; i >= 0; i--) {
                before = kept;
                CHECK_OK(otp_recovery_use(a, kept, codes[i], &kept));
                CHECK_INT(otp_recovery_left(kept), i);
                CHECK_INT(otp_recovery_left(before), i + 1);
                CHECK_IS(otp_recovery_use(a, kept, codes[i], &kept), FORBIDDEN);
        }
        CHECK_IS(otp_recovery_use(a, S(""), codes[0], &kept), FORBIDDEN);
        CHECK_IS(otp_recovery_use(a, S("not ours"), codes[0], &kept), BROKEN);
        CHECK_INT(otp_recovery_left(S("not ours")), 0);
}

TEST(an_otp_recovery_code_is_read_as_people_write_it)
{
        Str codes[OTP_RECOVERY_CODES], others[OTP_RECOVERY_CODES], kept, other, out;
        Text t = text_begin(a, 100);

        otp_recovery_make(a, codes, &kept);
        otp_recovery_make(a, others, &other);
        for (size_t i = 0; i < codes[3].len; i++) {
                char c = codes[3].at[i];

                text_char(&t, c == '0' ? 'o' : c == '1' ? (i % 2 ? 'l' : 'I') : c == '-' ? ' ' : c);
        }
        CHECK_OK(otp_recovery_use(a, kept, text_str(&t), &out));
        CHECK_OK(otp_recovery_use(a, kept, str_lower(a, codes[0]), &out));
        CHECK_IS(otp_recovery_use(a, kept, others[0], &out), FORBIDDEN);
        CHECK_IS(otp_recovery_use(a, kept, S(""), &out), INVALID);
        CHECK_IS(otp_recovery_use(a, kept, str_head(codes[0], 18), &out), INVALID);
        CHECK_IS(otp_recovery_use(a, kept, str_fmt(a, "%.*s0", S_ARG(codes[0])), &out), INVALID);
        CHECK_IS(otp_recovery_use(a, kept, S("UUUU-UUUU-UUUU-UUUU"), &out), INVALID);
}
