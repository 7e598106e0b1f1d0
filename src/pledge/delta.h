/* pledge/delta: changes of numbers, gathered while the entries of a transaction come in. */
#ifndef SEEDBED_PLEDGE_DELTA_H
#define SEEDBED_PLEDGE_DELTA_H

#include "base/id.h"

enum { DELTA_KEY_BYTES_MAX = 64 };

typedef struct {
        Id metric, scope;
        int dim;
        size_t key_len;
        char key[DELTA_KEY_BYTES_MAX];
        int64_t delta;
        bool is_used;
} Delta;

/* Open addressing; zero is an empty table. room is a power of two. */
typedef struct {
        Delta *at;
        size_t room, n;
} DeltaTable;

/* Adds to one number. BROKEN without memory, TOO_LARGE past 63 bits. A key is cut to
 * DELTA_KEY_BYTES_MAX. */
Status delta_add(DeltaTable *t, Id metric, Id scope, int dim, Str key, int64_t delta);
/* Empties the table and keeps its room. */
void delta_forget(DeltaTable *t);
void delta_close(DeltaTable *t);

#endif
