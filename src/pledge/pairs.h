/* pledge/pairs: two numbers with a third, in memory. */
#ifndef SEEDBED_PLEDGE_PAIRS_H
#define SEEDBED_PLEDGE_PAIRS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Both zero: an empty slot. */
typedef struct {
        int64_t x, y, value;
} PairSlot;

/* Open addressing; zero is an empty table. Whoever has it frees the slots. */
typedef struct {
        PairSlot *slots;
        size_t room, n;
} Pairs;

/* The slot of x and y; *out_is_new: it was made. Good until the next call. TOO_LARGE without
 * memory. */
Status pairs_at(Pairs *p, int64_t x, int64_t y, PairSlot **out, bool *out_is_new);
/* 0 when it is not there. */
int64_t pairs_get(const Pairs *p, int64_t x, int64_t y);
Status pairs_set(Pairs *p, int64_t x, int64_t y, int64_t value);

#endif
