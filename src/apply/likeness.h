/* apply/likeness: how like two names or two texts are, without a store.
 *
 * Names: the share of trigrams that both have (Jaccard), of what party_name_bare leaves. Texts:
 * MinHash of three-word shingles (Broder, 1997), which estimates the same share from a sketch of
 * fixed size. Bands of both are keys by which those that are probably alike are found. */
#ifndef SEEDBED_APPLY_LIKENESS_H
#define SEEDBED_APPLY_LIKENESS_H

#include "base/str.h"

enum {
        SKETCH_HASHES = 60,
        SKETCH_BANDS =
                20,      /* of three hashes: found at a likeness of 0.5 with 93 %, of 0.7 always */
        NAME_BANDS = 16, /* of two */
        LIKE_WHOLE = 1000
};

typedef struct {
        uint32_t h[SKETCH_HASHES];
        bool is_empty; /* too short to say anything */
} TextSketch;

/* 0 to LIKE_WHOLE. */
int name_likeness(Str x, Str y);
/* Keys by which like names meet; 0 of them for a name without letters. */
size_t name_keys(Str name, int64_t out[NAME_BANDS]);

void sketch_of(Str text, TextSketch *out);
int sketch_likeness(const TextSketch *x, const TextSketch *y);
size_t sketch_keys(const TextSketch *s, int64_t out[SKETCH_BANDS]);
/* As text for a row, and back. */
Str sketch_text(Arena *a, const TextSketch *s);
bool sketch_parse(Str text, TextSketch *out);

#endif
