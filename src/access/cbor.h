/* access/cbor: reads the CBOR that authenticators write, and no other.
 *
 * CTAP2's canonical form (FIDO CTAP 2.1, section 8; RFC 8949): shortest lengths and numbers, no
 * indefinite lengths, no tags, no floating point, map keys in order and so never twice. One value
 * has one spelling, so two readers can not understand the same bytes differently. */
#ifndef SEEDBED_ACCESS_CBOR_H
#define SEEDBED_ACCESS_CBOR_H

#include "base/str.h"

enum {
        CBOR_BYTES_MAX = 64 * 1024,
        CBOR_DEPTH_MAX = 4, /* maps and lists in each other, CTAP2's own limit */
        CBOR_ITEMS_MAX = 1024,
};

typedef enum {
        CBOR_INT, /* 64 bits with sign; what does not fit is refused */
        CBOR_BYTES,
        CBOR_TEXT, /* UTF-8 without NUL */
        CBOR_LIST,
        CBOR_MAP, /* keys are integers or texts */
        CBOR_BOOL,
        CBOR_NULL
} CborKind;

typedef struct Cbor Cbor;
struct Cbor {
        CborKind kind;
        bool yes;          /* CBOR_BOOL */
        int64_t integer;   /* CBOR_INT */
        Str bytes;         /* CBOR_BYTES, CBOR_TEXT: points into the input */
        size_t n;          /* members of a list or map */
        const Cbor *key;   /* of a map's member */
        const Cbor *child; /* first member */
        const Cbor *next;  /* next in the same list or map */
};

/* Reads one value from the front of bytes. Without out_rest nothing may follow it; with it, what
 * follows goes there. INVALID for anything else than the above, and past a limit. */
Status cbor_parse(Arena *a, Str bytes, const Cbor **out, Str *out_rest);
/* A map's member by its key, or NULL; NULL and what is no map give NULL. */
const Cbor *cbor_get(const Cbor *map, Str key);
const Cbor *cbor_get_int(const Cbor *map, int64_t key);
/* The value in its one spelling, for tests and tools; TOO_LARGE when out is full. */
Status cbor_write(const Cbor *value, Text *out);

#endif
