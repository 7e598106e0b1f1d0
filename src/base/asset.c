/* base/asset: see the header. */
#include "base/asset.h"

#include <assert.h>
#include <zlib.h>

Str asset_bytes(Arena *a, const Asset *asset)
{
        uLongf n = asset->plain_n;
        unsigned char *plain = arena_bytes(a, n + 1);
        int rc = uncompress(plain, &n, asset->packed, asset->packed_n);

        assert(rc == Z_OK && n == asset->plain_n); /* we packed it ourselves */
        return (Str){(const char *)plain, n};
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
