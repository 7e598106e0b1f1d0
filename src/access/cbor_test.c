/* CBOR: one value, one spelling. */
#include "access/cbor.h"
#include "tests/check.h"

static Str bytes_of(Arena *a, const char *hex)
{
        size_t n = strlen(hex) / 2;
        char *b = arena_bytes(a, n + 1);

        CHECK(str_unhex(str_from(hex), b, n));
        return (Str){b, n};
}

static Str repeated(Arena *a, const char *hex, size_t n, const char *last)
{
        Text t = text_begin(a, 1024 * 1024);

        for (size_t i = 0; i < n; i++)
                text_add(&t, bytes_of(a, hex));
        text_add(&t, bytes_of(a, last));
        return text_str(&t);
}

TEST(cbor_in_its_one_spelling_is_read_and_written_back)
{
        static const char *const good[] = {
                "00",
                "17",
                "1818",
                "18ff",
                "190100",
                "19ffff",
                "1a00010000",
                "1b0000000100000000",
                "1b7fffffffffffffff",
                "20",
                "3863",
                "3b7fffffffffffffff",
                "40",
                "43010203",
                "60",
                "6161",
                "62c3bc",
                "80",
                "83010203",
                "a0",
                "a10102",
                "a2010220f6",
                "f4",
                "f5",
                "f6",
                "a5010203262001215820"
                "0000000000000000000000000000000000000000000000000000000000000000"
                "225820"
                "0000000000000000000000000000000000000000000000000000000000000000",
                "a3616101616202626161f6",
                "81818180",
        };
        const Cbor *v;

        for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
                Text t = text_begin(a, 1000);

                CHECK_OK(cbor_parse(a, bytes_of(a, good[i]), &v, NULL));
                CHECK_OK(cbor_write(v, &t));
                CHECK(str_eq(text_str(&t), bytes_of(a, good[i])));
        }
}

TEST(cbor_values_come_out_as_they_are)
{
        const Cbor *v, *m;
        Str rest;

        CHECK_OK(cbor_parse(a, bytes_of(a, "a4012603382061618203f5636162634101"), &v, NULL));
        CHECK_INT((int64_t)v->n, 4);
        CHECK(v->kind == CBOR_MAP && cbor_get_int(v, 1)->integer == -7);
        CHECK_INT(cbor_get_int(v, 3)->integer, -33);
        m = cbor_get(v, S("a"));
        CHECK(m->kind == CBOR_LIST && m->n == 2 && m->child->integer == 3);
        CHECK(m->child->next->kind == CBOR_BOOL && m->child->next->yes && !m->child->next->next);
        CHECK(cbor_get(v, S("abc"))->kind == CBOR_BYTES && cbor_get(v, S("abc"))->bytes.len == 1);
        CHECK(!cbor_get(v, S("b")) && !cbor_get_int(v, 2) && !cbor_get(m, S("a")));
        CHECK(!cbor_get(NULL, S("a")) && !cbor_get_int(NULL, 1) && !cbor_get_int(m, 1));

        CHECK_OK(cbor_parse(a, bytes_of(a, "3b7fffffffffffffff"), &v, NULL));
        CHECK(v->integer == INT64_MIN);
        CHECK_OK(cbor_parse(a, bytes_of(a, "820102ff00"), &v, &rest));
        CHECK(v->n == 2 && rest.len == 2 && (unsigned char)rest.at[0] == 0xFF);
}

TEST(cbor_with_a_second_spelling_or_an_end_too_soon_or_late_is_refused)
{
        static const char *const bad[] = {
                "",     /* nothing */
                "0000", /* something behind */
                "1800",
                "1817", /* numbers longer than needed */
                "190000",
                "1900ff", /* */
                "1a0000ffff",
                "1b00000000ffffffff",
                "3800",
                "3817",
                "5800",
                "580101",
                "7801ff",
                "9800",
                "b800", /* lengths, too */
                "1c",
                "1d",
                "1e",
                "1f",
                "3f", /* reserved */
                "5f4101ff",
                "7f6161ff",
                "9f01ff",
                "bf0102ff",
                "ff", /* without an end of its own */
                "1b8000000000000000",
                "1bffffffffffffffff",
                "3b8000000000000000", /* too great */
                "18",
                "19",
                "1901",
                "1a000100",
                "1b00000001000000", /* cut short */
                "41",
                "4201",
                "61",
                "5818",
                "58ff",
                "81",
                "8201",
                "a1",
                "a101",
                "a20102",
                "5bffffffffffffffff",
                "7bffffffffffffffff",
                "9bffffffffffffffff",
                "bbffffffffffffffff",
                "9a00010000",
                "5affffffff",
                "c001",
                "d81801",
                "d9d9f700", /* tags */
                "f7",
                "f0",
                "e0",
                "f820",
                "f814",
                "f93c00",
                "fa3f800000",
                "fb3ff0000000000000",
                "fc",
                "fd",
                "fe",
                "61ff",
                "62c328",
                "63eda080",
                "6100", /* text that is none */
                "a201020102",
                "a2616101616102", /* a key twice */
                "a202010102",
                "a220010102",
                "a2616201616102", /* keys out of order */
                "a262616101616202",
                "a261610101f6",
                "a1410101",
                "a18001",
                "a1a001",
                "a1f401",
                "a1f601", /* keys of other kinds */
        };
        const Cbor *v;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                if (cbor_parse(a, bytes_of(a, bad[i]), &v, NULL) != INVALID) {
                        print_error("taken: %s\n", bad[i]);
                        fail();
                }
}

TEST(cbor_is_bounded_in_depth_items_and_bytes)
{
        const Cbor *v;
        Str many = repeated(a, "00", CBOR_ITEMS_MAX - 1, "");
        Str one_more = repeated(a, "00", CBOR_ITEMS_MAX, "");

        CHECK_OK(cbor_parse(a, repeated(a, "81", CBOR_DEPTH_MAX, "00"), &v, NULL));
        CHECK_IS(cbor_parse(a, repeated(a, "81", CBOR_DEPTH_MAX + 1, "00"), &v, NULL), INVALID);
        CHECK_IS(cbor_parse(a, repeated(a, "a100", CBOR_DEPTH_MAX + 1, "00"), &v, NULL), INVALID);
        CHECK_IS(cbor_parse(a, repeated(a, "81", 60000, "00"), &v, NULL), INVALID);
        {
                Str pieces[2] = {bytes_of(a, "9903ff"), many};
                Str over[2] = {bytes_of(a, "990400"), one_more};

                CHECK_OK(cbor_parse(a, str_join(a, pieces, 2, (Str){0}), &v, NULL));
                CHECK_IS(cbor_parse(a, str_join(a, over, 2, (Str){0}), &v, NULL), INVALID);
        }
        {
                Str head = bytes_of(a, "59fffd"), head_over = bytes_of(a, "59fffe");
                Str fits[2] = {head, repeated(a, "00", CBOR_BYTES_MAX - 3, "")};
                Str over[2] = {head_over, repeated(a, "00", CBOR_BYTES_MAX - 2, "")};

                CHECK_OK(cbor_parse(a, str_join(a, fits, 2, (Str){0}), &v, NULL));
                CHECK_IS(cbor_parse(a, str_join(a, over, 2, (Str){0}), &v, NULL), INVALID);
        }
}
