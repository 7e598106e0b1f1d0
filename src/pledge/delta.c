/* pledge/delta: see the header. */
#include "pledge/delta.h"

#include <stdlib.h>
#include <string.h>

static bool delta_is(const Delta *x, Id metric, Id scope, int dim, Str key)
{
        return x->is_used && x->metric == metric && x->scope == scope && x->dim == dim &&
               x->key_len == key.len && memcmp(x->key, key.at ? key.at : "", key.len) == 0;
}

static size_t delta_slot(const DeltaTable *t, Id metric, Id scope, int dim, Str key)
{
        uint64_t h = ((uint64_t)metric * 31 + (uint64_t)scope) * 0x9E3779B97F4A7C15u +
                     (uint64_t)dim + str_hash(key);
        size_t i = (h >> 17) & (t->room - 1);

        while (t->at[i].is_used && !delta_is(&t->at[i], metric, scope, dim, key))
                i = (i + 1) & (t->room - 1);
        return i;
}

static Status deltas_grow(DeltaTable *t)
{
        size_t old_room = t->room, room = old_room ? old_room * 2 : 1024;
        Delta *old = t->at, *grown = calloc(room, sizeof *grown);

        if (!grown)
                return BROKEN;
        t->at = grown;
        t->room = room;
        for (size_t i = 0; i < old_room; i++)
                if (old[i].is_used)
                        grown[delta_slot(t, old[i].metric, old[i].scope, old[i].dim,
                                         (Str){old[i].key, old[i].key_len})] = old[i];
        free(old);
        return OK;
}

Status delta_add(DeltaTable *t, Id metric, Id scope, int dim, Str key, int64_t delta)
{
        size_t i;
        Delta *x;

        if (t->n * 2 >= t->room)
                TRY(deltas_grow(t));
        key = str_head(key, DELTA_KEY_BYTES_MAX);
        i = delta_slot(t, metric, scope, dim, key);
        x = &t->at[i];
        if (!x->is_used) {
                *x = (Delta){.metric = metric,
                             .scope = scope,
                             .dim = dim,
                             .key_len = key.len,
                             .is_used = true};
                if (key.len)
                        memcpy(x->key, key.at, key.len);
                t->n++;
        }
        if (__builtin_add_overflow(x->delta, delta, &x->delta))
                return TOO_LARGE;
        return OK;
}

void delta_forget(DeltaTable *t)
{
        if (t->room)
                memset(t->at, 0, t->room * sizeof *t->at);
        t->n = 0;
}

void delta_close(DeltaTable *t)
{
        free(t->at);
        *t = (DeltaTable){0};
}
