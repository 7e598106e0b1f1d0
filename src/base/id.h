/* base/id: 63 bits, sorted by time of making, printed in Crockford base32.
 *
 * 41 bits of milliseconds since 2020, 8 bits of node, 14 bits of counter: no two nodes make the
 * same id, and a B-tree grows at its right edge. An id is not a secret. */
#ifndef SEEDBED_BASE_ID_H
#define SEEDBED_BASE_ID_H

#include "base/str.h"

#include <stdatomic.h>

typedef int64_t Id; /* 0 is no id */

enum { ID_CHARS = 13, ID_NODE_MAX = 255 };

typedef struct {
        _Atomic int64_t last; /* milliseconds << 14 | counter */
        int node;
} IdMaker;

/* Next id of this node; later than every one before, also when the clock goes back. Thread-safe. */
Id id_make(IdMaker *m, int64_t now_us);
/* 13 characters, upper case. */
Str id_text(Arena *a, Id id);
void id_write(Id id, char out[ID_CHARS]);
/* Reads what id_text wrote; either case, I and L as 1, O as 0 (Crockford). */
bool id_parse(Str s, Id *out);
/* For qsort and bsearch of ids, or of what begins with one: the lowest first. */
int id_order(const void *x, const void *y);
/* Sorts ids and keeps each once; how many are left. */
size_t id_sort_once(Id *ids, size_t n);
/* The place of one of them among sorted ids; -1: it is none of them. */
int32_t id_place(const Id *ids, size_t n, Id id);
/* When it was made, microseconds since 1970. */
int64_t id_time_us(Id id);

#endif
