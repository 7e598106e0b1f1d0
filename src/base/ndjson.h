/* base/ndjson: the members of one JSON object that stands on one line.
 *
 * A table has flat rows, so only flat objects are read, member by member, without a tree: a number
 * keeps the digits it was sent with (a float would not), and text without escapes stays where it
 * is. A list of plain values becomes one text; an object in the object is a fault. */
#ifndef SEEDBED_BASE_NDJSON_H
#define SEEDBED_BASE_NDJSON_H

#include "base/str.h"

typedef struct {
        const char *at, *end;
        const char *line; /* where at began */
        char *side;       /* for text with escapes and for lists; NDJSON_SIDE(line.len) bytes */
        size_t side_used;
        bool is_open;      /* the first brace was seen */
        bool is_first;     /* no member was read yet */
        const char *fault; /* after NDJSON_BAD: what is wrong, in words */
} Ndjson;

/* What a line can grow to: [1,1] becomes "1; 1". */
#define NDJSON_SIDE(bytes) (2 * (bytes))

typedef enum { NDJSON_MEMBER, NDJSON_END, NDJSON_BAD } NdjsonStep;

/* The line must be UTF-8 without NUL for the text that comes out to be so. */
Ndjson ndjson_begin(Str line, char *side);
/* The next member. Text as it is, numbers as written, true and false, null as the empty text, lists
 * joined with "; " without their nulls. On NDJSON_BAD *out_key names the member when it was read,
 * and is empty otherwise. Does not look for a key that comes twice. */
NdjsonStep ndjson_next(Ndjson *j, Str *out_key, Str *out_value);
/* From 1: the byte of the line at which a fault was found. */
size_t ndjson_byte(const Ndjson *j);

#endif
