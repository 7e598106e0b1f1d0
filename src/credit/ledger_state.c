/* credit/ledger_state: what the ledger keeps in memory while a transaction runs. */
#include "credit/bill_period.sql.h"
#include "credit/ledger_inside.h"

#include "base/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
        SLOTS_FIRST = 1024,
        ACCOUNTS_KEPT_MAX = 65536, /* from one transaction to the next */
        ACCOUNTS_MAX = 1000000,    /* in one */
        STATES_AT_ONCE = 512
};

static void forget(Ledger *l);

Ledger *ledger_open(void)
{
        Ledger *l = calloc(1, sizeof *l);

        if (!l)
                return NULL;
        l->filter = runs_filter_open(LEDGER_KEYS_SPACE);
        l->usage_filter = runs_filter_open(USAGE_KEYS_SPACE);
        l->a = arena_make(ACCOUNTS_MAX * (sizeof(LedgerHeld) + 64));
        l->told = arena_make(64 * MIB);
        return l;
}

void ledger_close(Ledger *l)
{
        if (!l)
                return;
        runs_filter_close(l->filter);
        runs_filter_close(l->usage_filter);
        forget(l);
        arena_free(&l->told);
        free(l->slot);
        free(l->undo);
        free(l->leaves);
        free(l->keys);
        free(l->marks);
        free(l);
}

/* All accounts; what is in the store is right. */
static void forget(Ledger *l)
{
        if (l->slot)
                memset(l->slot, 0, l->slots_n * sizeof *l->slot);
        l->accounts_n = 0;
        arena_free(&l->a);
}

Status ledger_room(void **at, size_t *room, size_t n, size_t bytes)
{
        size_t more = *room ? *room * 2 : 256;
        void *grown;

        if (n < *room)
                return OK;
        grown = realloc(*at, more * bytes);
        if (!grown)
                return TOO_LARGE;
        *at = grown;
        *room = more;
        return OK;
}

/* --- accounts */

static size_t slot_of(const Ledger *l, Id id)
{
        size_t i = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (l->slots_n - 1);

        while (l->slot[i] && l->slot[i]->id != id)
                i = (i + 1) & (l->slots_n - 1);
        return i;
}

static Status slots_grow(Ledger *l)
{
        size_t old_n = l->slots_n, n = old_n ? old_n * 2 : SLOTS_FIRST;
        LedgerHeld **old = l->slot, **slots = calloc(n, sizeof *slots);

        if (!slots)
                return TOO_LARGE;
        l->slot = slots;
        l->slots_n = n;
        for (size_t i = 0; i < old_n; i++)
                if (old[i])
                        l->slot[slot_of(l, old[i]->id)] = old[i];
        free(old);
        return OK;
}

static Status read_account(Ledger *l, Db *db, Id id, LedgerHeld **out)
{
        Arena a = arena_make(256 * KIB);
        LedgerAccount row;
        Unit unit = {0};
        LedgerHeld *h;
        Status s = ledger_account_get(db, &a, id, &row);

        if (s == OK)
                s = unit_find(db, &a, row.unit, &unit) == OK ? OK : BROKEN;
        if (s == OK) {
                h = arena_new(&l->a, LedgerHeld, 1);
                *h = (LedgerHeld){.id = id,
                                  .owner = row.owner,
                                  .hub = row.hub,
                                  .scale = unit.scale,
                                  .is_open = str_is(row.state, "open"),
                                  .may_give = ledger_by_hand(row.kind, row.owner, true),
                                  .may_take = ledger_by_hand(row.kind, row.owner, false),
                                  .ends_at = row.ends_at,
                                  .least = row.least,
                                  .most = row.most,
                                  .balance = row.balance,
                                  .held_in = row.held_in,
                                  .held_out = row.held_out,
                                  .lines = row.lines,
                                  .in = total_of(row.in_high, row.in_low),
                                  .out = total_of(row.out_high, row.out_low),
                                  .last = row.last};
                assert(row.unit.len <= UNIT_CODE_CHARS_MAX);
                memcpy(h->unit, row.unit.at, row.unit.len);
                *out = h;
        }
        arena_free(&a);
        return s;
}

Status ledger_held(Ledger *l, Db *db, Id id, LedgerHeld **out)
{
        size_t i;

        if (l->accounts_n == ACCOUNTS_MAX)
                return TOO_LARGE;
        if (l->accounts_n * 2 >= l->slots_n)
                TRY(slots_grow(l));
        i = slot_of(l, id);
        if (!l->slot[i]) {
                LedgerHeld *h;

                TRY(read_account(l, db, id, &h));
                l->slot[i] = h;
                l->accounts_n++;
        }
        *out = l->slot[i];
        return OK;
}

Status ledger_touch(Ledger *l, LedgerHeld *account)
{
        TRY(ledger_room((void **)&l->undo, &l->undo_room, l->undo_n, sizeof *l->undo));
        l->undo[l->undo_n++] = (LedgerUndo){account, *account};
        account->is_dirty = true;
        return OK;
}

void ledger_undo(Ledger *l, size_t undo_n)
{
        while (l->undo_n > undo_n) {
                const LedgerUndo *u = &l->undo[--l->undo_n];

                *u->account = u->was;
        }
}

/* --- the transaction */

Status ledger_of(Db *db, int64_t now_us, Ledger **out)
{
        Ledger *l = record_follower(db, "ledger");

        assert(l != NULL); /* the ledger is moved on the writer only */
        if (!l->is_begun) {
                Arena a = arena_make(64 * KIB);
                Status s = ledger_head_get(db, &a, &l->head);

                arena_free(&a);
                if (s == NOT_FOUND)
                        l->head = (LedgerHead){0};
                else if (s != OK)
                        return s;
                l->batch = l->first = l->last = l->last_mark = 0;
                l->head_was = l->head;
                l->is_begun = true;
        }
        if (l->head.at < now_us)
                l->head.at = now_us;
        *out = l;
        return OK;
}

Id ledger_id(Ledger *l, Db *db)
{
        int64_t at_us = l->head.at;
        Id id = db_id(db, at_us);

        /* another node wrote in the same millisecond, or its clock is ahead */
        if (id <= l->head.last) {
                at_us = id_time_us(l->head.last);
                do
                        id = db_id(db, at_us += 1000);
                while (id <= l->head.last);
        }
        l->head.last = id;
        return id;
}

static void mark(void *ctx)
{
        Ledger *l = ctx;

        l->undo_mark = l->undo_n;
        l->leaves_mark = l->leaves_n;
        l->keys_mark = l->keys_n;
        l->marks_mark = l->marks_n;
        l->last_mark = l->last;
        l->head_was = l->head;
}

static void rewind_job(void *ctx)
{
        Ledger *l = ctx;

        ledger_undo(l, l->undo_mark);
        l->leaves_n = l->leaves_mark;
        l->keys_n = l->keys_mark;
        l->marks_n = l->marks_mark;
        l->last = l->last_mark;
        if (l->last == 0)
                l->first = 0;
        l->head = l->head_was; /* a time that was seen, and ids that were made, may be seen again */
}

/* Of one owner, or of all. */
static Status write_states(Ledger *l, Db *db, Id owner)
{
        LedgerStatePut rows[STATES_AT_ONCE];
        size_t n = 0;

        for (size_t i = 0; i < l->undo_n; i++) {
                LedgerHeld *h = l->undo[i].account;

                if (!h->is_dirty ||
                    (owner && h->owner != owner)) /* dirty: it may stand there twice */
                        continue;
                h->is_dirty = false;
                rows[n++] = (LedgerStatePut){h->id,
                                             h->balance,
                                             total_high(h->in),
                                             total_low(h->in),
                                             total_high(h->out),
                                             total_low(h->out),
                                             h->held_in,
                                             h->held_out,
                                             h->lines,
                                             h->last};
                if (n == STATES_AT_ONCE) {
                        TRY(ledger_state_put(db, rows, n));
                        n = 0;
                }
        }
        return ledger_state_put(db, rows, n);
}

Status ledger_states_of(Db *db, Id owner)
{
        Ledger *l;

        assert(owner != 0);
        TRY(ledger_of(db, 0, &l));
        TRY(write_states(l, db, owner));
        /* the job may yet fail, and what it wrote go with its savepoint */
        for (size_t i = 0; i < l->undo_n; i++)
                if (l->undo[i].account->owner == owner)
                        l->undo[i].account->is_dirty = true;
        return OK;
}

static Status write_batch(Ledger *l, Db *db, Arena *a)
{
        Hash root = merkle_list_root(l->leaves, l->leaves_n);
        Entry e = {.kind = S("ledger.posted"), .at_us = l->head.at, .subject = l->batch};
        int64_t position;

        entry_int(&e, S("lines"), (int64_t)l->leaves_n);
        entry_id(&e, S("first"), l->first);
        entry_id(&e, S("last"), l->last);
        entry_text(&e, S("root"), hash_hex(a, &root));
        TRY(record_tell(db, a, &e, &position));
        return ledger_batch_add(db, l->batch, position, l->first, l->last, (int64_t)l->leaves_n,
                                hash_str(&root), (Str){(const char *)l->salt, HASH_BYTES});
}

typedef struct {
        Ledger *l;
        Db *db;
        Arena *a;
} Gather;

static Status gather_in(void *ctx)
{
        const Gather *g = ctx;
        Ledger *l = g->l;

        TRY(write_states(l, g->db, 0));
        TRY(ledger_mark_add(g->db, l->marks, l->marks_n));
        if (l->keys_n)
                TRY(runs_add_known(g->db, LEDGER_KEYS_SPACE, l->keys, l->keys_n, l->filter));
        if (l->leaves_n)
                TRY(write_batch(l, g->db, g->a));
        if (!l->has_post)
                return OK; /* somebody only looked */
        l->head.lines += (int64_t)l->leaves_n;
        return ledger_head_set(g->db, l->head.at, l->head.last, l->head.lines, l->head.due_at);
}

/* The entry points into an arena that has to live until the record is written. */
static Status gather(void *ctx, Db *db)
{
        Ledger *l = ctx;
        Gather g = {l, db, &l->told};

        if (!l->is_begun)
                return OK;
        return arena_try(&l->told, gather_in, &g);
}

static void after(void *ctx, bool is_committed)
{
        Ledger *l = ctx;

        l->undo_n = l->leaves_n = l->keys_n = l->marks_n = 0;
        l->is_begun = l->filter_is_fresh = l->has_post = false;
        arena_reset(&l->told);
        if (!is_committed || l->accounts_n > ACCOUNTS_KEPT_MAX)
                forget(l);
}

/* What a party that was merged had is the other's. */
static Status follow(void *ctx, Db *db, const Entry *e, int64_t position)
{
        const Ledger *l = ctx;
        Id from, into;

        (void)position;
        if (!entry_merged(e, &from, &into))
                return OK;
        for (size_t i = 0; i < l->slots_n; i++)
                if (l->slot[i] && l->slot[i]->owner == from)
                        l->slot[i]->owner = into;
        TRY(bill_maps_owner(db, from, into));
        return ledger_account_owner(db, from, into);
}

RecordWatch ledger_watch(Ledger *l)
{
        return (RecordWatch){.ctx = l,
                             .name = "ledger",
                             .entry = follow,
                             .mark = mark,
                             .rewind = rewind_job,
                             .gather = gather,
                             .after = after};
}
