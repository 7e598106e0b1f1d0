/* import/met: see the header. */
#include "import/met.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 4096 };
#define SLOT_IS_BAD (1u << 31) /* of a row that was not good */

static size_t slot_of(const Met *s, uint64_t key)
{
        size_t i = (key ^ key >> 32) & (s->slots_room - 1);

        while (s->slots[i] && s->keys[s->slots[i] & ~SLOT_IS_BAD] != key)
                i = (i + 1) & (s->slots_room - 1);
        return i;
}

/* Three quarters of the slots are taken at most. */
static Status grow_slots(Met *s)
{
        Met larger = {.keys = s->keys,
                      .slots_room = s->slots_room ? s->slots_room * 2 : SLOTS_FIRST};

        if (s->slots_n * 4 < s->slots_room * 3)
                return OK;
        larger.slots = calloc(larger.slots_room, sizeof *larger.slots);
        if (!larger.slots)
                return TOO_LARGE;
        for (size_t i = 0; i < s->slots_room; i++)
                if (s->slots[i])
                        larger.slots[slot_of(&larger, s->keys[s->slots[i] & ~SLOT_IS_BAD])] =
                                s->slots[i];
        free(s->slots);
        s->slots = larger.slots;
        s->slots_room = larger.slots_room;
        return OK;
}

static Status grow_keys(Met *s, size_t row)
{
        size_t room = row + row / 4 + SLOTS_FIRST;
        uint64_t *keys;

        if (row < s->keys_room)
                return OK;
        keys = realloc(s->keys, room * sizeof *keys);
        if (!keys)
                return TOO_LARGE;
        s->keys = keys;
        s->keys_room = room;
        return OK;
}

Status met_add(Met *s, uint64_t key, int64_t row, bool is_good, int64_t *out_before)
{
        uint32_t there;
        size_t i;

        *out_before = 0;
        if (row <= 0 || row > MET_ROW_MAX)
                return TOO_LARGE;
        TRY(grow_slots(s));
        TRY(grow_keys(s, (size_t)row));
        i = slot_of(s, key);
        there = s->slots[i];
        if (there && !(there & SLOT_IS_BAD)) {
                *out_before = there == row ? 0 : there;
                return OK;
        }
        if (there && !is_good)
                return OK;
        s->slots_n += !there;
        s->keys[row] = key;
        s->slots[i] = (uint32_t)row | (is_good ? 0 : SLOT_IS_BAD);
        return OK;
}

bool met_has(const Met *s, uint64_t key)
{
        return s->slots_room && s->slots[slot_of(s, key)];
}

void met_close(Met *s)
{
        free(s->keys);
        free(s->slots);
        *s = (Met){0};
}

Status met_hub_keep(MetHubs *h, int64_t row, uint16_t hub)
{
        size_t room = (size_t)row + (size_t)row / 4 + SLOTS_FIRST;

        if ((size_t)row >= h->room) {
                uint16_t *larger = realloc(h->hub, room * sizeof *larger);

                if (!larger)
                        return TOO_LARGE;
                h->hub = larger;
                h->room = room;
        }
        h->hub[row] = hub;
        return OK;
}

Status met_hub_again(MetHubs *h, int64_t first_row, int64_t row, uint16_t hub, bool *out)
{
        uint64_t key = ((uint64_t)first_row << 16 | hub) * 0x9E3779B97F4A7C15u;
        int64_t before = 0;

        if (hub != h->hub[first_row])
                TRY(met_add(&h->more, key | 1, row, true, &before));
        *out = before || hub == h->hub[first_row];
        return OK;
}

void met_hubs_close(MetHubs *h)
{
        free(h->hub);
        met_close(&h->more);
        *h = (MetHubs){0};
}
