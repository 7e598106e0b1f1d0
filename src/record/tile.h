/* record/tile: where tiles and entries lie, and how entries are bundled (C2SP tlog-tiles).
 *
 * The same path names a file in the record's folder and what is served under the log's address. A
 * full tile never changes; a partial one has its width in its name, so it never changes either. */
#ifndef SEEDBED_RECORD_TILE_H
#define SEEDBED_RECORD_TILE_H

#include "record/merkle.h"

enum {
        TILE_LEVEL_MAX = 63,
        TILE_ENTRY_BYTES_MAX = 65535, /* the length goes before it in 16 bits */
        TILE_BUNDLE_BYTES_MAX = MERKLE_TILE_HASHES * (2 + TILE_ENTRY_BYTES_MAX),
        TILE_PATH_BYTES_MAX = 64,
};

typedef enum { TILE_HASHES, TILE_ENTRIES } TileKind;

typedef struct {
        TileKind kind;
        int level;    /* 0 for entries */
        uint64_t n;   /* at most MERKLE_SIZE_MAX */
        size_t width; /* 1 to 256; 256 is the full tile */
} TilePath;

/* "tile/0/x001/x234/067.p/8" */
Str tile_path_write(Arena *a, TilePath path);
/* Only what tile_path_write writes is read: one tile has one path. */
bool tile_path_parse(Str text, TilePath *out);
/* Hashes of that tile that a tree of that size has: 0 to 256. */
size_t tile_width(int level, uint64_t n, uint64_t size);

/* Adds an entry to a bundle: length, 16 bits big-endian, and bytes. TOO_LARGE when it is, or when
 * the bundle's text is full; then nothing is added. */
Status tile_bundle_add(Text *bundle, Str entry);
/* Takes a bundle apart; entries point into it. INVALID when it is cut short or has more than 256.
 */
Status tile_bundle_parse(Str bundle, Str out[MERKLE_TILE_HASHES], size_t *out_n);

#endif
