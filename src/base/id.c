/* base/id: see the header. */
#include "base/id.h"

#include "base/time.h"

#include <stdlib.h>

enum { COUNTER_BITS = 14, NODE_BITS = 8 };
static const int64_t EPOCH_MS = 1577836800000; /* 2020-01-01 */

Id id_make(IdMaker *m, int64_t now_us)
{
        int64_t ms = now_us / 1000 - EPOCH_MS;
        int64_t last = atomic_load(&m->last), next;

        if (ms < 1)
                ms = 1;
        do {
                next = ms << COUNTER_BITS;
                if (next <= last)
                        next = last + 1;
        } while (!atomic_compare_exchange_weak(&m->last, &last, next));
        return (next >> COUNTER_BITS) << (COUNTER_BITS + NODE_BITS) |
               (int64_t)m->node << COUNTER_BITS | (next & ((1 << COUNTER_BITS) - 1));
}

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void id_write(Id id, char out[ID_CHARS])
{
        uint64_t u = (uint64_t)id;

        for (int i = ID_CHARS - 1; i >= 0; i--, u >>= 5)
                out[i] = digits[u & 31];
}

Str id_text(Arena *a, Id id)
{
        char *z = arena_bytes(a, ID_CHARS + 1);

        id_write(id, z);
        return (Str){z, ID_CHARS};
}

static int digit_value(char c)
{
        if (c >= 'a' && c <= 'z')
                c = (char)(c - 32);
        if (c == 'O')
                return 0;
        if (c == 'I' || c == 'L')
                return 1;
        for (int i = 0; i < 32; i++)
                if (digits[i] == c)
                        return i;
        return -1;
}

bool id_parse(Str s, Id *out)
{
        uint64_t u = 0;

        if (s.len != ID_CHARS)
                return false;
        for (size_t i = 0; i < s.len; i++) {
                int v = digit_value(s.at[i]);

                if (v < 0 || (i == 0 && v > 7)) /* 13 digits hold 65 bits; an id has 63 */
                        return false;
                u = u << 5 | (uint64_t)v;
        }
        if (u > INT64_MAX)
                return false;
        *out = (Id)u;
        return true;
}

int64_t id_time_us(Id id)
{
        return ((id >> (COUNTER_BITS + NODE_BITS)) + EPOCH_MS) * 1000;
}

int id_order(const void *x, const void *y)
{
        Id p = *(const Id *)x, q = *(const Id *)y;

        return p < q ? -1 : p > q;
}

size_t id_sort_once(Id *ids, size_t n)
{
        size_t kept = 0;

        if (n)
                qsort(ids, n, sizeof *ids, id_order);
        for (size_t i = 0; i < n; i++)
                if (!i || ids[i] != ids[kept - 1])
                        ids[kept++] = ids[i];
        return kept;
}

int32_t id_place(const Id *ids, size_t n, Id id)
{
        const Id *at = n ? bsearch(&id, ids, n, sizeof *ids, id_order) : NULL;

        return at ? (int32_t)(at - ids) : -1;
}
