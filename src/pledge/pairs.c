/* pledge/pairs: see the header. */
#include "pledge/pairs.h"

#include <stdlib.h>

static size_t pair_slot(const Pairs *p, int64_t x, int64_t y)
{
        uint64_t h = ((uint64_t)x * 0x9E3779B97F4A7C15u ^ (uint64_t)y) * 0xD6E8FEB86659FD93u;
        size_t i = (size_t)(h >> 24) & (p->room - 1);

        while ((p->slots[i].x || p->slots[i].y) && (p->slots[i].x != x || p->slots[i].y != y))
                i = (i + 1) & (p->room - 1);
        return i;
}

Status pairs_at(Pairs *p, int64_t x, int64_t y, PairSlot **out, bool *out_is_new)
{
        size_t i;

        if (p->n * 3 >= p->room * 2) {
                Pairs grown = {.room = p->room ? p->room * 2 : 1024, .n = p->n};

                grown.slots = calloc(grown.room, sizeof *grown.slots);
                if (!grown.slots)
                        return TOO_LARGE;
                for (i = 0; i < p->room; i++)
                        if (p->slots[i].x || p->slots[i].y)
                                grown.slots[pair_slot(&grown, p->slots[i].x, p->slots[i].y)] =
                                        p->slots[i];
                free(p->slots);
                *p = grown;
        }
        i = pair_slot(p, x, y);
        *out_is_new = !p->slots[i].x && !p->slots[i].y;
        if (*out_is_new) {
                p->slots[i] = (PairSlot){.x = x, .y = y};
                p->n++;
        }
        *out = &p->slots[i];
        return OK;
}

int64_t pairs_get(const Pairs *p, int64_t x, int64_t y)
{
        return p->room ? p->slots[pair_slot(p, x, y)].value : 0;
}

Status pairs_set(Pairs *p, int64_t x, int64_t y, int64_t value)
{
        PairSlot *slot;
        bool is_new;

        TRY(pairs_at(p, x, y, &slot, &is_new));
        slot->value = value;
        return OK;
}
