/* board/rows: see the header. */
#include "board/rows.h"

#include "board/export.h"
#include "board/fold.h"

#include <stdlib.h>

enum {
        ROWS_ARENA_BYTES = 64 * 1024 * 1024,
        MAKERS_MAX = 8, /* rounds of one transaction whose makers are kept */
        STEPS_A_TICK = 40
};
#define AGAIN_US (60 * (int64_t)1000000) /* when only rows are left that can not be made */

/* --- one row */

static Status slot_next(Db *db, Arena *a, Id round, int64_t *out)
{
        BoardSlots slots;

        TRY(board_round_grow(db, round));
        TRY(board_round_slots(db, a, round, &slots));
        *out = slots.slots - 1;
        return OK;
}

/* *out: the row is another one now. */
static Status make_row(Db *db, CellMaker *m, Arena *a, const Application *x, bool *out)
{
        BoardRow old;
        Str cells = {0};
        int64_t slot = 0;
        Status s = board_row_by(db, a, x->id, &old);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(cell_make(m, x, a, &cells));
        *out = s == NOT_FOUND || !str_eq(old.cells, cells) || old.party != x->party;
        if (s == OK)
                return *out ? board_row_set(db, old.party, x->id, x->party, cells) : OK;
        TRY(slot_next(db, a, x->round, &slot));
        return board_row_insert(db, x->party, x->id, x->round, slot, cells);
}

/* --- what was touched */

struct BoardKeeper {
        Db *db;
        Arena kept, row; /* of makers; of one row */
        struct {
                Id round, form;
                CellMaker *maker; /* NULL: there is no such round, or it can not be read */
                Status status;    /* of making it */
        } makers[MAKERS_MAX];
        size_t makers_n;
        BoardTouched touched[BOARD_TOUCHES_MAX]; /* in this transaction; application 0: all */
        size_t touched_n;
        size_t failed_n; /* rows that could not be made */
        Status failed;   /* of the first of them */
};

static void forget_makers(BoardKeeper *k)
{
        arena_reset(&k->kept);
        k->makers_n = 0;
}

/* A round's definition and its forms never change, but it may ask another form from now on. */
static Status maker_of(BoardKeeper *k, Id round, CellMaker **out)
{
        CellMaker *m = NULL;
        Round now;
        Status s = round_get(k->db, &k->row, round, &now);

        *out = NULL;
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        for (size_t i = 0; i < k->makers_n; i++)
                if (k->makers[i].round == round && k->makers[i].form == now.form) {
                        *out = k->makers[i].maker;
                        if (*out)
                                cell_maker_at(*out, k->db);
                        return k->makers[i].status;
                }
        if (k->makers_n == MAKERS_MAX)
                forget_makers(k);
        s = cell_maker(k->db, &k->kept, round, &m);
        *out = s == OK ? m : NULL;
        s = s == NOT_FOUND ? OK : s;
        k->makers[k->makers_n].round = round;
        k->makers[k->makers_n].form = now.form;
        k->makers[k->makers_n].maker = *out;
        k->makers[k->makers_n++].status = s;
        return s;
}

typedef struct {
        BoardKeeper *k;
        BoardTouched of;
        bool is_new; /* the row is another one now */
} Making;

static Status make_touched_row(void *ctx)
{
        Making *j = ctx;
        BoardKeeper *k = j->k;
        CellMaker *m = NULL;
        Application x;
        Status s = application_by_id(k->db, &k->row, j->of.application, &x);

        k->kept.trap = k->row.trap;
        if (s == OK)
                TRY(maker_of(k, x.round, &m));
        else if (s != NOT_FOUND)
                return s;
        if (m)
                s = make_row(k->db, m, &k->row, &x, &j->is_new);
        if (s != OK && s != NOT_FOUND)
                return s;
        return board_touch_drop(k->db, j->of.party, j->of.application);
}

/* What can not be made of this row keeps no other from it, nor the transaction: it stays touched,
 * and is counted. Any other status: the store failed, and with it all. */
static Status refresh_one(BoardKeeper *k, Making *j)
{
        int64_t faults = db_faults(k->db);
        Status s = arena_try(&k->row, make_touched_row, j);

        k->kept.trap = NULL;
        arena_reset(&k->row);
        if (s == OK || s == RETRY || db_faults(k->db) != faults)
                return s;
        if (s == TOO_LARGE)
                forget_makers(k); /* their arena may be the one that ran out */
        if (!k->failed_n++)
                k->failed = s;
        return OK;
}

BoardKeeper *board_keeper_open(void)
{
        BoardKeeper *k = calloc(1, sizeof *k);

        if (k) {
                k->kept = arena_make(ROWS_ARENA_BYTES);
                k->row = arena_make(ROWS_ARENA_BYTES);
        }
        return k;
}

void board_keeper_close(BoardKeeper *k)
{
        if (!k)
                return;
        arena_free(&k->kept);
        arena_free(&k->row);
        free(k);
}

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        (void)ctx;
        (void)position;
        if (!e->subject || e->is_first || !str_starts(e->kind, S("party.")))
                return OK;
        if (str_is(e->kind, "party.merged") && entry_fact(e, S("into")))
                return application_touch_party(db, entry_fact(e, S("into"))->value);
        return application_touch_party(db, e->subject);
}

/* More than there is room for follow in the background. */
static void watch_touch(void *ctx, Id party, Id application)
{
        BoardKeeper *k = ctx;

        for (size_t i = 0; i < k->touched_n; i++)
                if (k->touched[i].party == party && k->touched[i].application == application)
                        return;
        if (k->touched_n < BOARD_TOUCHES_MAX)
                k->touched[k->touched_n++] = (BoardTouched){party, application};
}

/* All that is touched of one party. */
static Status refresh_party(BoardKeeper *k, Id party)
{
        Arena all = arena_make(MIB);
        BoardTouchedList list;
        Status s = board_touched_of(k->db, &all, party, &list);

        for (size_t i = 0; s == OK && i < list.n; i++)
                s = refresh_one(k, &(Making){.k = k, .of = list.at[i]});
        arena_free(&all);
        return s;
}

/* Only what this transaction touched: what others left is the background's. */
static Status watch_settle(void *ctx, Db *db)
{
        BoardKeeper *k = ctx;

        k->db = db;
        k->failed_n = 0;
        for (size_t i = 0; i < k->touched_n; i++)
                if (k->touched[i].application)
                        TRY(refresh_one(k, &(Making){.k = k, .of = k->touched[i]}));
                else
                        TRY(refresh_party(k, k->touched[i].party));
        return OK;
}

/* Columns that were noted by what was undone are not there. */
static void watch_after(void *ctx, bool is_committed)
{
        BoardKeeper *k = ctx;

        k->touched_n = 0;
        if (!is_committed)
                forget_makers(k);
}

RecordWatch board_watch(BoardKeeper *keeper)
{
        return (RecordWatch){.ctx = keeper,
                             .entry = watch_entry,
                             .touch = watch_touch,
                             .settle = watch_settle,
                             .after = watch_after};
}

/* --- in the background */

typedef struct {
        BoardTouched after; /* done to here */
        size_t failed_n;
        Status failed;
        bool is_end;
} Sweep;

static Status sweep_some(BoardKeeper *k, Sweep *w)
{
        Arena all = arena_make(MIB);
        BoardTouchedList list;
        Status s = board_touched(k->db, &all, w->after.party, w->after.application, &list);

        for (size_t i = 0; s == OK && i < list.n; i++) {
                s = refresh_one(k, &(Making){.k = k, .of = list.at[i]});
                w->after = list.at[i];
        }
        if (!w->failed_n)
                w->failed = k->failed;
        w->failed_n += k->failed_n;
        w->is_end = !list.n;
        arena_free(&all);
        return s;
}

/* With makers of its own, for what may yet be undone; it may be run again. */
static Status run_sweep(void *ctx, Db *db)
{
        Sweep *io = ctx, w = *io;
        BoardKeeper *k = board_keeper_open();
        Status s = BROKEN;

        if (k) {
                k->db = db;
                s = sweep_some(k, &w);
        }
        board_keeper_close(k);
        if (s == OK)
                *io = w;
        return s;
}

/* Rows that can not be made are tried again when others come, or after a while; it is said once. */
static Status make_touched(BoardWork *w, Db *db, Arena *a, int64_t now_us)
{
        Sweep sweep = {0};
        BoardSlots touches;
        bool is_new;

        TRY(board_touches(db, a, &touches));
        if (!touches.slots || (touches.slots == w->left && now_us - w->tried_at < AGAIN_US)) {
                w->left = touches.slots;
                return OK;
        }
        for (int i = 0; !sweep.is_end && i < STEPS_A_TICK; i++)
                TRY(store_transact(w->store, run_sweep, &sweep));
        TRY(board_touches(db, a, &touches));
        is_new = touches.slots > w->left;
        w->left = sweep.is_end && sweep.failed_n ? touches.slots : 0;
        w->tried_at = now_us;
        return sweep.failed_n && is_new ? sweep.failed : OK;
}

static Status fold_some(BoardWork *w, Db *db, Arena *a, int64_t now_us)
{
        bool is_time = now_us - w->folded_at >= BOARD_LOOSE_US;
        BoardLooseList list;
        Status end = OK;

        TRY(board_loose_rounds(db, a, 0, &list));
        for (size_t i = 0; i < list.n; i++)
                if (is_time || list.at[i].loose >= BOARD_LOOSE_MAX) {
                        Status s = board_fold_loose(w->store, db, list.at[i].round);

                        end = end == OK ? s : end;
                }
        if (is_time)
                w->folded_at = now_us;
        return end;
}

static Status run_specs_end(void *ctx, Db *db)
{
        return round_export_specs_end(db, *(const int64_t *)ctx);
}

/* What was looked for in exports that can be fetched no more. */
static Status end_specs(BoardWork *w, Db *db, Arena *a, int64_t now_us)
{
        int64_t before = now_us - ROUND_EXPORT_US;
        BoardDue due;

        TRY(round_export_specs_due(db, a, before, &due));
        return due.due ? store_transact(w->store, run_specs_end, &before) : OK;
}

Status board_work(BoardWork *w, Db *db, int64_t now_us)
{
        Arena a = arena_make(MIB);
        bool is_time = now_us - w->folded_at >= BOARD_LOOSE_US;
        Status s = make_touched(w, db, &a, now_us), folded = fold_some(w, db, &a, now_us);
        Status ended = is_time ? end_specs(w, db, &a, now_us) : OK;

        arena_free(&a);
        return s != OK ? s : folded != OK ? folded : ended;
}

/* --- from the beginning */

typedef struct {
        Id round, after, next; /* next: the last that the job came to */
        int64_t changed;
        size_t seen;
} Rebuild;

static Status rebuild_some(BoardKeeper *k, Rebuild *j)
{
        Arena all = arena_make(MIB);
        BoardRowKeyedList list = {0};
        CellMaker *m = NULL;
        Status s = maker_of(k, j->round, &m);

        if (s == OK)
                s = m ? board_applications(k->db, &all, j->round, j->after, &list) : NOT_FOUND;
        j->changed = 0;
        j->seen = list.n;
        for (size_t i = 0; s == OK && i < list.n; i++) {
                Making one = {.k = k, .of = {list.at[i].party, list.at[i].application}};

                s = refresh_one(k, &one);
                j->changed += one.is_new;
                j->next = list.at[i].application;
        }
        arena_free(&all);
        return s == OK && k->failed_n ? k->failed : s;
}

static Status run_rebuild(void *ctx, Db *db)
{
        BoardKeeper *k = board_keeper_open();
        Status s = BROKEN;

        if (k) {
                k->db = db;
                s = rebuild_some(k, ctx);
        }
        board_keeper_close(k);
        return s;
}

Status board_rebuild(Store *st, Db *db, Id round, int64_t *out_n)
{
        Rebuild j = {.round = round};
        int64_t changed = 0;

        do {
                TRY(store_transact(st, run_rebuild, &j));
                changed += j.changed;
                j.after = j.next;
        } while (j.seen);
        TRY(board_fold_all(st, db, round));
        if (out_n)
                *out_n = changed;
        return OK;
}

/* --- erasure */

static Status forget_row(BoardKeeper *k, Id party, const BoardRowKey *row)
{
        TRY(refresh_one(k, &(Making){.k = k, .of = {party, row->application}}));
        return board_fold(k->db, row->round, row->slot / BOARD_CHUNK);
}

static Status forget_rows(BoardKeeper *k, Id party)
{
        Arena all = arena_make(MIB);
        BoardRowKeyList list = {0};
        Id after = 0;
        Status s;

        do {
                arena_reset(&all);
                s = board_rows_of_party(k->db, &all, party, after, &list);
                for (size_t i = 0; s == OK && i < list.n; i++) {
                        s = forget_row(k, party, &list.at[i]);
                        after = list.at[i].application;
                }
        } while (s == OK && list.n);
        arena_free(&all);
        return s;
}

/* Nothing of it stays, also in a row that can not be made again. */
Status board_forget_party(Db *db, Id party)
{
        BoardKeeper *k = board_keeper_open();
        Status s = k ? board_tags_forget(db, party) : BROKEN;

        if (s == OK)
                s = board_rows_blank(db, party, (Str){0});
        if (s == OK) {
                k->db = db;
                s = forget_rows(k, party);
        }
        board_keeper_close(k);
        return s;
}
