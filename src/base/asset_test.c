/* Files inside the program: what was packed while building is what was there. */
#include "base/asset.h"
#include "base/hash.h"
#include "tests/check.h"

#include <string.h>
#include <zlib.h>

static Str unpacked(Arena *a, const Asset *asset)
{
        unsigned char *plain = arena_bytes(a, asset->plain_n + 1);
        z_stream z = {.next_in = (unsigned char *)(uintptr_t)asset->packed,
                      .avail_in = (uInt)asset->packed_n,
                      .next_out = plain,
                      .avail_out = (uInt)asset->plain_n};

        CHECK(inflateInit2(&z, 15 + 16) == Z_OK);
        CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
        inflateEnd(&z);
        return (Str){(const char *)plain, asset->plain_n};
}

TEST(what_a_browser_gets_is_packed_while_building_and_the_same_as_the_plain_file)
{
        size_t served = 0;

        for (size_t i = 0; i < assets_n; i++) {
                ArenaMark mark = arena_mark(a);
                Str plain = asset_bytes(a, &assets[i]);
                Hash hash = hash_sha256(plain);

                CHECK_INT((int64_t)plain.len, (int64_t)assets[i].plain_n);
                CHECK_STR(unpacked(a, &assets[i]), IS, str_z(a, plain));
                CHECK_STR(str_from(assets[i].mark), IS,
                          str_z(a, (Str){hash_hex(a, &hash).at, ASSET_MARK_CHARS}));
                /* an example is not served, so it is not there twice */
                CHECK((assets[i].plain == NULL) == assets[i].is_example);
                served += !assets[i].is_example;
                arena_rewind(a, mark);
        }
        CHECK(served >= 5);
}
