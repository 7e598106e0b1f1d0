/* access/token_form: how an API token looks; what it stands for is access's. */
#include "access/access.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

static void put_sum(Str body, char out[API_TOKEN_SUM_CHARS + 1])
{
        snprintf(out, API_TOKEN_SUM_CHARS + 1, "%08x",
                 (unsigned)crc32(0, (const unsigned char *)body.at, (unsigned)body.len));
}

Str access_token_text(Arena *a, Str secret)
{
        char sum[API_TOKEN_SUM_CHARS + 1];
        Str body = str_fmt(a, API_TOKEN_PREFIX "%.*s", S_ARG(secret));

        put_sum(body, sum);
        return str_fmt(a, "%.*s%s", S_ARG(body), sum);
}

bool access_token_is_one(Str token)
{
        char sum[API_TOKEN_SUM_CHARS + 1];

        if (token.len != API_TOKEN_CHARS || !str_starts(token, S(API_TOKEN_PREFIX)))
                return false;
        put_sum((Str){token.at, token.len - API_TOKEN_SUM_CHARS}, sum);
        return memcmp(token.at + token.len - API_TOKEN_SUM_CHARS, sum, API_TOKEN_SUM_CHARS) == 0;
}
