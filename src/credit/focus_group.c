/* credit/focus_group: see the header.
 *
 * Texts of keys become numbers first: there are few of them, they stay in the processor's cache,
 * and a group with its key is then 144 bytes. Both tables are of open addressing: a slot holds a
 * number and 32 bits of the hash, so that a look at another's entry is rare. Groups stand in pieces
 * that never move. */
#include "credit/focus_group.h"

#include "base/time.h"
#include "credit/focus_inside.h"

#include <assert.h>
#include <stdlib.h>

enum {
        PIECE = 1024,
        SLOTS_FIRST = 1024,
        FILL_NUMERATOR = 1,
        FILL_DENOMINATOR = 2,
        /* Groups are seldom in the processor's cache. So a line waits while its slot is fetched,
         * and again while its group is; other lines are read meanwhile. */
        WAITING_MAX = 8,
        WAITING_FOR_SLOT = 4
};

typedef enum { CURRENCY, PROVIDER, SUB_ACCOUNT, SERVICE, OWN, NAMES } Name;

typedef struct {
        uint32_t hash;
        uint32_t number; /* from 1; 0: free */
} Slot;

typedef struct {
        Slot *slot;
        size_t slots;
} Slots;

typedef struct {
        Slots slots;
        Str *text;
        size_t n, room;
        uint32_t last; /* neighbours repeat; n > 0 */
} Texts;

typedef struct {
        int64_t billing_start_us;
        int32_t charge_day;
        uint32_t category;
        uint32_t name[NAMES];
        uint32_t none; /* no bytes between and behind, which would be compared */
} Key;

typedef struct {
        Exact sum[FOCUS_SUMS];
        Key key;
        int64_t lines, lines_below_zero;
} Group;

typedef struct {
        Exact number[FOCUS_SUMS]; /* null: 0 */
        Key key;
        uint64_t hash;
        bool is_below_zero;
} Waiting;

struct FocusGroups {
        Arena *a;
        Status failed;
        Waiting waiting[WAITING_MAX];
        uint64_t came, went; /* lines; between them are those that wait */
        size_t n, max;
        uint64_t seed;
        Slots slots;
        Group **piece;
        Texts texts[NAMES];
};

static const FocusColumn summed[FOCUS_SUMS] = {FOCUS_BILLED_COST, FOCUS_EFFECTIVE_COST,
                                               FOCUS_LIST_COST, FOCUS_CONTRACTED_COST,
                                               FOCUS_CONSUMED_QUANTITY};

static Slots slots_begin(Arena *a, size_t n)
{
        return (Slots){arena_new(a, Slot, n), n};
}

FocusGroups *focus_groups_begin(Arena *a, size_t groups_max)
{
        FocusGroups *g = arena_new(a, FocusGroups, 1);

        g->a = a;
        g->max = groups_max && groups_max < FOCUS_GROUPS_MAX ? groups_max : FOCUS_GROUPS_MAX;
        g->seed = focus_seed();
        g->slots = slots_begin(a, SLOTS_FIRST);
        for (int i = 0; i < NAMES; i++)
                g->texts[i].slots = slots_begin(a, SLOTS_FIRST);
        g->piece = arena_new(a, Group *, g->max / PIECE + 1);
        return g;
}

size_t focus_groups_n(const FocusGroups *g)
{
        assert(g->failed != OK || g->went == g->came);
        return g->n;
}

static inline Group *group_at(const FocusGroups *g, size_t i)
{
        return &g->piece[i / PIECE][i % PIECE];
}

FocusGroup focus_groups_at(const FocusGroups *g, size_t i)
{
        const Group *group;
        FocusGroup out;
        Str name[NAMES];

        assert(i < g->n);
        group = group_at(g, i);
        for (int k = 0; k < NAMES; k++)
                name[k] = g->texts[k].text[group->key.name[k]];
        out = (FocusGroup){.key = {.billing_start_us = group->key.billing_start_us,
                                   .charge_day = group->key.charge_day,
                                   .category = group->key.category,
                                   .currency = name[CURRENCY],
                                   .provider = name[PROVIDER],
                                   .sub_account = name[SUB_ACCOUNT],
                                   .service = name[SERVICE],
                                   .own = name[OWN]},
                           .lines = group->lines,
                           .lines_below_zero = group->lines_below_zero};
        memcpy(out.sum, group->sum, sizeof out.sum);
        return out;
}

FocusKey focus_key_of(const FocusLine *line)
{
        int64_t start = focus_time_us(line, FOCUS_CHARGE_PERIOD_START);

        return (FocusKey){.billing_start_us = focus_time_us(line, FOCUS_BILLING_PERIOD_START),
                          .charge_day = start / DAY_US - (start % DAY_US < 0),
                          .category = focus_category(line),
                          .currency = line->text[FOCUS_BILLING_CURRENCY],
                          .provider = focus_provider(line),
                          .sub_account = line->text[FOCUS_SUB_ACCOUNT_ID],
                          .service = line->text[FOCUS_SERVICE_NAME]};
}

/* The next slot to look at for this hash, from *at on: free, or of the same 32 bits. */
static inline Slot *probe(const Slots *s, uint64_t hash, size_t *at)
{
        for (;; *at += 1) {
                Slot *slot = &s->slot[*at & (s->slots - 1)];

                if (!slot->number || slot->hash == (uint32_t)hash)
                        return slot;
        }
}

/* Twice as many slots. A place is found from the hash's 32 bits, so that nothing is hashed again.
 */
static void grow(Arena *a, Slots *s)
{
        Slots old = *s;

        *s = slots_begin(a, old.slots * 2);
        for (size_t i = 0; i < old.slots; i++) {
                size_t at = old.slot[i].hash;

                if (!old.slot[i].number)
                        continue;
                while (s->slot[at & (s->slots - 1)].number)
                        at++;
                s->slot[at & (s->slots - 1)] = old.slot[i];
        }
}

static inline bool is_full(const Slots *s, size_t n)
{
        return n >= s->slots / FILL_DENOMINATOR * FILL_NUMERATOR;
}

static uint32_t add_text(FocusGroups *g, Texts *t, Str s)
{
        if (t->n == t->room) {
                Str *more = arena_new(g->a, Str, t->room ? t->room * 2 : SLOTS_FIRST);

                if (t->n)
                        memcpy(more, t->text, t->n * sizeof *more);
                t->text = more;
                t->room = t->room ? t->room * 2 : SLOTS_FIRST;
        }
        t->text[t->n] = str_copy(g->a, s);
        return (uint32_t)t->n++;
}

/* false: there would be more texts than groups may be. */
static inline bool number_of(FocusGroups *g, Texts *t, Str s, uint32_t *out)
{
        uint64_t hash;
        size_t at;
        Slot *slot;

        *out = t->last;
        if (t->n && focus_same_text(t->text[t->last], s))
                return true;
        hash = focus_mix_text(g->seed, s);
        at = (uint32_t)hash;
        while ((slot = probe(&t->slots, hash, &at))->number) {
                if (focus_same_text(t->text[slot->number - 1], s)) {
                        *out = t->last = slot->number - 1;
                        return true;
                }
                at++;
        }
        if (t->n == g->max)
                return false;
        *out = t->last = add_text(g, t, s);
        *slot = (Slot){(uint32_t)hash, *out + 1};
        if (is_full(&t->slots, t->n))
                grow(g->a, &t->slots);
        return true;
}

static bool pack(FocusGroups *g, const FocusKey *key, Waiting *out)
{
        uint32_t currency, provider, sub_account, service, own;
        uint64_t hash;

        if (!number_of(g, &g->texts[CURRENCY], key->currency, &currency) ||
            !number_of(g, &g->texts[PROVIDER], key->provider, &provider) ||
            !number_of(g, &g->texts[SUB_ACCOUNT], key->sub_account, &sub_account) ||
            !number_of(g, &g->texts[SERVICE], key->service, &service) ||
            !number_of(g, &g->texts[OWN], key->own, &own))
                return false;
        out->key = (Key){.billing_start_us = key->billing_start_us,
                         .charge_day = (int32_t)key->charge_day,
                         .category = key->category,
                         .name = {currency, provider, sub_account, service, own}};
        /* from what is at hand: the key was just written in other pieces than it would be read */
        hash = focus_mix(g->seed, (uint64_t)key->billing_start_us);
        hash = focus_mix(hash, (uint64_t)(uint32_t)key->charge_day << 32 | key->category);
        hash = focus_mix(hash, (uint64_t)currency << 32 | provider);
        hash = focus_mix(hash, (uint64_t)sub_account << 32 | service);
        out->hash = focus_mix(hash, own);
        return true;
}

static Group *make(FocusGroups *g, const Key *key)
{
        Group *group;

        if (g->n % PIECE == 0)
                g->piece[g->n / PIECE] = arena_new(g->a, Group, PIECE);
        group = group_at(g, g->n++);
        group->key = *key;
        return group;
}

static Status find_or_make(FocusGroups *g, const Waiting *w, Group **out)
{
        size_t at = (uint32_t)w->hash;
        Slot *slot;

        while ((slot = probe(&g->slots, w->hash, &at))->number) {
                *out = group_at(g, slot->number - 1);
                if (focus_same((const char *)&(*out)->key, (const char *)&w->key, sizeof w->key))
                        return OK;
                at++;
        }
        if (g->n == g->max)
                return TOO_MANY;
        *out = make(g, &w->key);
        *slot = (Slot){(uint32_t)w->hash, (uint32_t)g->n};
        if (is_full(&g->slots, g->n))
                grow(g->a, &g->slots);
        return OK;
}

static Status add_waiting(FocusGroups *g, const Waiting *w)
{
        Group *group;
        Exact sum[FOCUS_SUMS];

        TRY(find_or_make(g, w, &group));
        for (int i = 0; i < FOCUS_SUMS; i++)
                if (exact_add(group->sum[i], w->number[i], &sum[i]) != EXACT_OK)
                        return TOO_LARGE;
        memcpy(group->sum, sum, sizeof sum);
        group->lines++;
        group->lines_below_zero += w->is_below_zero;
        return OK;
}

/* The slot has come: now the group it names, if it is this line's. */
static void fetch_group(const FocusGroups *g, const Waiting *w)
{
        size_t at = (uint32_t)w->hash;
        const Slot *slot = probe(&g->slots, w->hash, &at);

        if (slot->number) {
                const char *group = (const char *)group_at(g, slot->number - 1);

                __builtin_prefetch(group);
                __builtin_prefetch(group + 64);
                __builtin_prefetch(group + 128);
        }
}

Status focus_group_add(FocusGroups *g, const FocusKey *key, const FocusLine *line)
{
        Waiting *w = &g->waiting[g->came % WAITING_MAX];

        if (g->failed == OK && g->came - g->went == WAITING_MAX)
                g->failed = add_waiting(g, &g->waiting[g->went++ % WAITING_MAX]);
        if (g->failed == OK && !pack(g, key, w))
                g->failed = TOO_MANY;
        if (g->failed != OK)
                return g->failed;
        for (int i = 0; i < FOCUS_SUMS; i++)
                w->number[i] = focus_has(line, summed[i]) ? line->number[summed[i]] : (Exact){0};
        w->is_below_zero = w->number[FOCUS_SUM_BILLED].atto < 0;
        __builtin_prefetch(&g->slots.slot[(uint32_t)w->hash & (g->slots.slots - 1)]);
        if (g->came - g->went >= WAITING_FOR_SLOT)
                fetch_group(g, &g->waiting[(g->came - WAITING_FOR_SLOT) % WAITING_MAX]);
        g->came++;
        return OK;
}

Status focus_groups_end(FocusGroups *g)
{
        while (g->failed == OK && g->went < g->came)
                g->failed = add_waiting(g, &g->waiting[g->went++ % WAITING_MAX]);
        return g->failed;
}

static int compare(const void *x, const void *y)
{
        const FocusKey *k = &((const FocusGroup *)x)->key, *l = &((const FocusGroup *)y)->key;
        int c = 0;

        if (k->billing_start_us != l->billing_start_us)
                return k->billing_start_us < l->billing_start_us ? -1 : 1;
        if (!c)
                c = str_cmp(k->own, l->own);
        if (!c)
                c = str_cmp(k->provider, l->provider);
        if (!c)
                c = str_cmp(k->sub_account, l->sub_account);
        if (!c)
                c = str_cmp(k->service, l->service);
        if (!c)
                c = str_cmp(k->currency, l->currency);
        if (!c && k->charge_day != l->charge_day)
                c = k->charge_day < l->charge_day ? -1 : 1;
        return c ? c : (int)k->category - (int)l->category;
}

FocusGroup *focus_groups_sorted(Arena *a, const FocusGroups *g)
{
        FocusGroup *list = arena_new(a, FocusGroup, g->n + 1);

        for (size_t i = 0; i < g->n; i++)
                list[i] = focus_groups_at(g, i);
        if (g->n > 1)
                qsort(list, g->n, sizeof *list, compare);
        return list;
}
