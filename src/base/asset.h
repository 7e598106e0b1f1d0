/* base/asset: files inside the program: what the browser gets, and the example ecosystem. */
#ifndef SEEDBED_BASE_ASSET_H
#define SEEDBED_BASE_ASSET_H

#include "base/str.h"

enum { ASSET_MARK_CHARS = 24 };

typedef struct {
        const char *name;
        bool is_example;
        const char *mark;            /* of the plain bytes: differs when they do */
        const unsigned char *packed; /* gzip, as it is served */
        size_t packed_n;
        const unsigned char *plain; /* NULL for an example */
        size_t plain_n;
} Asset;

/* Generated. */
extern const Asset assets[];
extern const size_t assets_n;

/* The plain bytes of an asset or an example. */
Str asset_bytes(Arena *a, const Asset *asset);
/* An example by name; NOT_FOUND when there is none. */
Status asset_example(Arena *a, const char *name, Str *out);

#endif
