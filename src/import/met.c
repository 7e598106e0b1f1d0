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
                *out_before = there;
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
