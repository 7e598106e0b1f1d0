/* Files that arrive packed: whole, cut, damaged, in pieces, and made to fill a disk. */
#include "base/source.h"
#include "base/table.h"
#include "tests/check.h"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { GZIP_WINDOW_BITS = 15 + 16, OUT_MAX = 8 << 20 };

static Str gzip(Arena *a, Str s)
{
        z_stream z = {0};
        size_t room = s.len + s.len / 1000 + 100;
        char *out = arena_bytes(a, room), *in = str_z(a, s);

        CHECK(deflateInit2(&z, 6, Z_DEFLATED, GZIP_WINDOW_BITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        z.next_in = (Bytef *)in;
        z.avail_in = (uInt)s.len;
        z.next_out = (Bytef *)out;
        z.avail_out = (uInt)room;
        CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
        deflateEnd(&z);
        return (Str){out, room - z.avail_out};
}

static Str zstd(Arena *a, Str s)
{
        size_t room = ZSTD_compressBound(s.len);
        char *out = arena_bytes(a, room);

        return (Str){out, ZSTD_compress(out, room, s.at, s.len, 3)};
}

/* What unpacking gives, up to the failure whose words go to *out_fault. */
static Str unpacked(Arena *a, Str packed, int64_t bytes_max, Status *out_status, Str *out_fault)
{
        Text t = text_begin(a, OUT_MAX);
        Source *source;
        size_t n = 1;

        CHECK_OK(source_open_bytes(packed, bytes_max, &source));
        do {
                char piece[1000];

                *out_status = source_read(source, piece, sizeof piece, &n);
                if (*out_status == OK)
                        text_add(&t, (Str){piece, n});
        } while (*out_status == OK && n > 0);
        if (*out_status != OK) /* it stays failed */
                CHECK_IS(source_read(source, (char[1]){0}, 1, &n), *out_status);
        else
                CHECK_INT(source_bytes_used(source), (int64_t)packed.len);
        *out_fault = str_copy(a, source_fault(source));
        source_close(source);
        return text_str(&t);
}

static Str sample(Arena *a)
{
        Text t = text_begin(a, MIB);

        text_add(&t, S("a,b\n"));
        for (int i = 0; i < 20000; i++)
                text_fmt(&t, "%d,%d\n", i, i * 7919 % 10007);
        return text_str(&t);
}

TEST(a_packed_file_gives_the_bytes_that_were_packed)
{
        Str plain = sample(a), fault, two[2];
        Status status;

        CHECK(str_eq(unpacked(a, plain, 0, &status, &fault), plain) && status == OK);
        CHECK(str_eq(unpacked(a, gzip(a, plain), 0, &status, &fault), plain) && status == OK);
        CHECK(str_eq(unpacked(a, zstd(a, plain), 0, &status, &fault), plain) && status == OK);
        two[0] = gzip(a, S("one,"));
        two[1] = gzip(a, S("two"));
        CHECK_STR(unpacked(a, str_join(a, two, 2, S("")), 0, &status, &fault), IS, "one,two");
        CHECK_INT(status, OK);
        two[0] = zstd(a, S("one,"));
        two[1] = zstd(a, S("two"));
        CHECK_STR(unpacked(a, str_join(a, two, 2, S("")), 0, &status, &fault), IS, "one,two");
        CHECK_INT(status, OK);
        two[0] = gzip(a, S("padded"));
        two[1] = S("\0\0\0");
        CHECK_STR(unpacked(a, str_join(a, two, 2, S("")), 0, &status, &fault), IS, "padded");
        CHECK_INT(status, OK);
        CHECK_STR(unpacked(a, gzip(a, S("")), 0, &status, &fault), IS, "");
        CHECK_INT(status, OK);
}

TEST(a_file_cut_anywhere_is_never_taken_for_whole)
{
        Str all = gzip(a, S("a,b\n1,2\n3,4\n")), small = zstd(a, S("a,b\n1,2\n3,4\n")), fault;
        Status status;

        for (size_t n = 2; n < all.len; n++) {
                (void)unpacked(a, str_head(all, n).len == n ? str_head(all, n) : (Str){all.at, n},
                               0, &status, &fault);
                CHECK_INT(status, INVALID);
                CHECK_STR(fault, IS, "The file ends in the middle of its gzip data.");
        }
        for (size_t n = 4; n < small.len; n++) {
                (void)unpacked(a, (Str){small.at, n}, 0, &status, &fault);
                CHECK_INT(status, INVALID);
                CHECK_STR(fault, IS, "The file ends in the middle of its zstd data.");
        }
}

TEST(a_damaged_file_is_noticed_at_the_latest_by_its_checksum)
{
        Str plain = sample(a), packed = gzip(a, plain), fault, two[2];
        char *z = str_z(a, packed);
        Status status;

        z[packed.len - 5] ^= 1; /* CRC */
        CHECK(str_eq(unpacked(a, (Str){z, packed.len}, 0, &status, &fault), plain));
        CHECK_INT(status, INVALID);
        CHECK_STR(fault, IS, "The gzip data is damaged: incorrect data check.");
        z = str_z(a, packed);
        z[packed.len / 2] ^= 1;
        (void)unpacked(a, (Str){z, packed.len}, 0, &status, &fault);
        CHECK_INT(status, INVALID);
        two[0] = packed;
        two[1] = S("more");
        (void)unpacked(a, str_join(a, two, 2, S("")), 0, &status, &fault);
        CHECK_INT(status, INVALID);
        CHECK_STR(fault, CONTAINS, "bytes that are not gzip");
}

TEST(a_file_has_a_greatest_size_packed_or_not)
{
        Str plain = sample(a), fault;
        int64_t size = (int64_t)plain.len;
        Status status;

        CHECK(str_eq(unpacked(a, gzip(a, plain), size, &status, &fault), plain) && status == OK);
        CHECK_INT((int64_t)unpacked(a, gzip(a, plain), size - 1, &status, &fault).len, size - 1);
        CHECK_INT(status, TOO_LARGE);
        CHECK_STR(fault, CONTAINS, "bytes when unpacked.");
        (void)unpacked(a, plain, size - 1, &status, &fault);
        CHECK_INT(status, TOO_LARGE);
}

/* Reads all of it into nowhere; gives how much that was. */
static int64_t drained(Str packed, Status *out_status, Str *out_fault, Arena *a)
{
        Source *source;
        static char piece[1 << 18];
        int64_t all = 0;
        size_t n = 1;

        CHECK_OK(source_open_bytes(packed, 0, &source));
        while ((*out_status = source_read(source, piece, sizeof piece, &n)) == OK && n > 0)
                all += (int64_t)n;
        *out_fault = str_copy(a, source_fault(source));
        source_close(source);
        return all;
}

TEST(a_small_file_that_unpacks_to_a_disk_full_is_stopped)
{
        Str zeros = {arena_bytes(a, 100 << 20), 100 << 20}, fault, mixed[3];
        Status status;
        int64_t n = drained(gzip(a, zeros), &status, &fault, a);

        CHECK_INT(status, TOO_LARGE);
        CHECK_STR(fault, CONTAINS, "more than 200 times");
        CHECK(n >= 64 << 20 && n < 65 << 20);
        (void)drained(zstd(a, zeros), &status, &fault, a);
        CHECK_INT(status, TOO_LARGE);
        zeros.len = 60 << 20; /* a file of empty cells is unusual, not an attack */
        CHECK_INT(drained(gzip(a, zeros), &status, &fault, a), 60 << 20);
        CHECK_INT(status, OK);
        mixed[0] = mixed[1] = gzip(a, zeros); /* and not in two members either */
        (void)drained(str_join(a, mixed, 2, S("")), &status, &fault, a);
        CHECK_INT(status, TOO_LARGE);
}

TEST(a_cut_file_gives_its_first_rows_and_then_says_that_it_was_cut)
{
        Str packed = gzip(a, sample(a)), fault;
        TableOptions o = {.row_bytes_max = 100, .window_bytes = 500};
        Status status;
        Source *source;
        Table *table;
        TableRow row;
        int64_t n = 0;

        packed.len -= 20;
        CHECK_OK(source_open_bytes(packed, 0, &source));
        CHECK_OK(table_open(a, source, &o, &table, &fault));
        while ((status = table_next(table, &row)) == OK)
                n++;
        CHECK_INT(status, CONFLICT);
        CHECK(n > 10000 && n < 20000);
        CHECK_STR(table_fault(table), IS, "The file ends in the middle of its gzip data.");
        CHECK_IS(table_next(table, &row), CONFLICT);
        CHECK_STR(table_fault(table), CONTAINS, "ends in the middle");
        table_close(table);
        source_close(source);
        packed.len = 50; /* not even a header is there */
        CHECK_OK(source_open_bytes(packed, 0, &source));
        CHECK_IS(table_open(a, source, &o, &table, &fault), INVALID);
        CHECK_STR(fault, CONTAINS, "ends in the middle");
        source_close(source);
}

TEST(a_pipe_that_gives_little_at_a_time_is_read_like_a_file)
{
        Str packed = gzip(a, S("a,b\n1,2\n"));
        int end[2];
        Source *source;
        Table *table;
        TableRow row;
        Str fault;

        CHECK(pipe(end) == 0);
        CHECK(write(end[1], packed.at, packed.len) == (ssize_t)packed.len); /* fits into the pipe */
        close(end[1]);
        CHECK_OK(source_open(end[0], 0, &source));
        CHECK_INT(source_bytes_total(source), -1);
        CHECK_OK(table_open(a, source, &(TableOptions){0}, &table, &fault));
        CHECK_OK(table_next(table, &row));
        CHECK_STR(row.field[1], IS, "2");
        CHECK_IS(table_next(table, &row), NOT_FOUND);
        table_close(table);
        source_close(source);
        close(end[0]);
        table_close(NULL);
        source_close(NULL);
        CHECK_IS(source_open(-2, 0, &source), BROKEN);
}
