/* Paths and bundles as C2SP tlog-tiles gives them. */
#include "record/tile.h"
#include "tests/check.h"

TEST(a_tile_has_one_path_and_it_reads_back)
{
        static const struct {
                TilePath path;
                const char *text;
        } cases[] = {
                {{TILE_HASHES, 0, 0, 256}, "tile/0/000"},
                {{TILE_HASHES, 0, 999, 256}, "tile/0/999"},
                {{TILE_HASHES, 1, 1000, 256}, "tile/1/x001/000"},
                {{TILE_HASHES, 2, 1234067, 256}, "tile/2/x001/x234/067"},
                {{TILE_HASHES, 63, 1234067, 8}, "tile/63/x001/x234/067.p/8"},
                {{TILE_ENTRIES, 0, 0, 255}, "tile/entries/000.p/255"},
                {{TILE_ENTRIES, 0, 273, 1}, "tile/entries/273.p/1"},
                {{TILE_ENTRIES, 0, MERKLE_SIZE_MAX, 255},
                 "tile/entries/x009/x223/x372/x036/x854/x775/807.p/255"},
        };
        TilePath p;

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                CHECK_STR(tile_path_write(a, cases[i].path), IS, cases[i].text);
                CHECK(tile_path_parse(str_from(cases[i].text), &p));
                CHECK(p.kind == cases[i].path.kind && p.level == cases[i].path.level);
                CHECK(p.n == cases[i].path.n && p.width == cases[i].path.width);
        }
}

TEST(a_path_of_another_spelling_is_no_tile)
{
        static const char *const bad[] = {
                "",
                "tile",
                "tile/",
                "tile/0",
                "tile/0/",
                "tile/0/0",
                "tile/0/0000",
                "tile/00/000",
                "tile/64/000",
                "tile/-1/000",
                "tile/0/x000/000",
                "tile/0/x001",
                "tile/0/001/000",
                "tile/0/x1/000",
                "tile/0/X001/000",
                "tile/0/000.p",
                "tile/0/000.p/",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/0/000/1",
                "tile/0/000.p/1/",
                "tile/0/000/",
                "/tile/0/000",
                "tile//000",
                "tile/0//000",
                "tile/0/../000",
                "tile/entry/000",
                "tile/0/x001.p/000",
                "tile/0/x001.p/x000/000",
                "tile/0/x009/x223/x372/x036/x854/x775/808",
                "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                "tile/0/000.p/1x",
                "tile/0/00a",
                "tile/0/000.p/1.p/1",
        };
        TilePath p;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK(!tile_path_parse(str_from(bad[i]), &p));
        CHECK(!tile_path_parse((Str){"tile/0/000\0", 11}, &p));
}

/* The specification's example: a tree of 70,000. */
TEST(a_tiles_width_follows_from_the_size_of_the_tree)
{
        CHECK_INT((int64_t)tile_width(0, 272, 70000), 256);
        CHECK_INT((int64_t)tile_width(0, 273, 70000), 112);
        CHECK_INT((int64_t)tile_width(0, 274, 70000), 0);
        CHECK_INT((int64_t)tile_width(1, 0, 70000), 256);
        CHECK_INT((int64_t)tile_width(1, 1, 70000), 17);
        CHECK_INT((int64_t)tile_width(2, 0, 70000), 1);
        CHECK_INT((int64_t)tile_width(3, 0, 70000), 0);
        CHECK_INT((int64_t)tile_width(0, 1, 256), 0);
        CHECK_INT((int64_t)tile_width(1, 0, 256), 1);
        CHECK_INT((int64_t)tile_width(63, 0, MERKLE_SIZE_MAX), 0);
        CHECK_INT((int64_t)tile_width(0, MERKLE_SIZE_MAX, MERKLE_SIZE_MAX), 0);
}

TEST(entries_of_every_length_come_back_out_of_a_bundle)
{
        static const size_t lengths[] = {0, 1, 255, 256, 257, TILE_ENTRY_BYTES_MAX};
        char *bytes = arena_bytes(a, TILE_ENTRY_BYTES_MAX + 1);
        Text bundle = text_begin(a, TILE_BUNDLE_BYTES_MAX);
        Str out[MERKLE_TILE_HASHES], whole;
        size_t n;

        for (size_t i = 0; i <= TILE_ENTRY_BYTES_MAX; i++)
                bytes[i] = (char)(i * 31 >> 3);
        for (size_t i = 0; i < 6; i++)
                CHECK_OK(tile_bundle_add(&bundle,
                                         (Str){bytes + i, lengths[i] - (lengths[i] ? i : 0)}));
        CHECK_IS(tile_bundle_add(&bundle, (Str){bytes, TILE_ENTRY_BYTES_MAX + 1}), TOO_LARGE);
        CHECK_OK(tile_bundle_parse(text_str(&bundle), out, &n));
        CHECK_INT((int64_t)n, 6);
        for (size_t i = 0; i < 6; i++)
                CHECK(str_eq(out[i], (Str){bytes + i, lengths[i] - (lengths[i] ? i : 0)}));
        whole = text_str(&bundle); /* the length is big-endian */
        CHECK(memcmp(whole.at + whole.len - lengths[5] + 5 - 2, "\xFF\xFA", 2) == 0);
}

TEST(a_bundle_cut_short_or_too_long_is_refused)
{
        Text bundle = text_begin(a, TILE_BUNDLE_BYTES_MAX), small;
        char room[8];
        Str out[MERKLE_TILE_HASHES];
        size_t n;

        CHECK_OK(tile_bundle_parse((Str){0}, out, &n));
        CHECK_INT((int64_t)n, 0);
        CHECK_IS(tile_bundle_parse((Str){"\0", 1}, out, &n), INVALID);
        CHECK_IS(tile_bundle_parse((Str){"\0\2a", 3}, out, &n), INVALID);
        CHECK_OK(tile_bundle_parse((Str){"\0\1a", 3}, out, &n));
        for (int i = 0; i < MERKLE_TILE_HASHES; i++)
                CHECK_OK(tile_bundle_add(&bundle, S("x")));
        CHECK_OK(tile_bundle_parse(text_str(&bundle), out, &n));
        CHECK_INT((int64_t)n, MERKLE_TILE_HASHES);
        CHECK_OK(tile_bundle_add(&bundle, S("x")));
        CHECK_IS(tile_bundle_parse(text_str(&bundle), out, &n), INVALID);
        small = text_over(room, sizeof room);
        CHECK_OK(tile_bundle_add(&small, S("abcd")));
        CHECK_IS(tile_bundle_add(&small, S("a")), TOO_LARGE);
        CHECK_INT((int64_t)small.len, 6);
}
