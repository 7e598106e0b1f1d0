/* base/asset: see the header. */
#include "base/asset.h"

#include <assert.h>
#include <zlib.h>

Str asset_bytes(Arena *a, const Asset *asset)
{
        unsigned char *plain;
        z_stream z = {.next_in = (unsigned char *)(uintptr_t)asset->packed,
                      .avail_in = (uInt)asset->packed_n};
        int rc;

        if (asset->plain)
                return (Str){(const char *)asset->plain, asset->plain_n};
        plain = arena_bytes(a, asset->plain_n + 1);
        z.next_out = plain;
        z.avail_out = (uInt)asset->plain_n;
        rc = inflateInit2(&z, 15 + 16); /* a gzip frame */
        assert(rc == Z_OK);
        rc = inflate(&z, Z_FINISH);
        assert(rc == Z_STREAM_END && z.avail_out == 0); /* we packed it ourselves */
        inflateEnd(&z);
        return (Str){(const char *)plain, asset->plain_n};
}

Status asset_example(Arena *a, const char *name, Str *out)
{
        for (size_t i = 0; i < assets_n; i++)
                if (assets[i].is_example && str_is(str_from(name), assets[i].name)) {
                        *out = asset_bytes(a, &assets[i]);
                        return OK;
                }
        return NOT_FOUND;
}
