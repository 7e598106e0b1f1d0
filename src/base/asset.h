/* base/asset: files inside the program: what the browser gets, and the example ecosystem. */
#ifndef SEEDBED_BASE_ASSET_H
#define SEEDBED_BASE_ASSET_H

#include "base/str.h"

typedef struct {
        const char *name;
        bool is_example;
        const unsigned char *packed; /* zlib */
        size_t packed_n, plain_n;
} Asset;

/* Generated. */
extern const Asset assets[];
extern const size_t assets_n;

/* The bytes of an asset. */
Str asset_bytes(Arena *a, const Asset *asset);
/* An example by name; NOT_FOUND when there is none. */
Status asset_example(Arena *a, const char *name, Str *out);

#endif
