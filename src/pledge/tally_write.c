/* pledge/tally_write: changes gather while entries come in and are written once, at the end of the
 * transaction. */
#include "pledge/tally_inside.h"

#include "base/time.h"
#include "hub/hub.sql.h"

#include <stdlib.h>

enum { ROWS_AT_ONCE = 256 };

/* The slot of a hub, or the empty one where it belongs. */
static Above **above_slot(const Tally *t, Id hub)
{
        size_t i = (uint64_t)hub * 0x9E3779B97F4A7C15u >> 40 & (t->hubs_room - 1);

        while (t->hubs[i] && t->hubs[i]->hub != hub)
                i = (i + 1) & (t->hubs_room - 1);
        return &t->hubs[i];
}

static void above_grow(Tally *t)
{
        Above **old = t->hubs;
        size_t old_room = t->hubs_room;

        t->hubs_room = old_room ? old_room * 2 : HUBS_SLOTS_FIRST;
        t->hubs = arena_new(&t->lasting, Above *, t->hubs_room);
        for (size_t i = 0; i < old_room; i++)
                if (old[i])
                        *above_slot(t, old[i]->hub) = old[i];
}

Status tally_above(Tally *t, Db *db, Id hub, const Above **out)
{
        HubIdList list;
        Above *x, **slot;

        if (t->hubs_n * 2 >= t->hubs_room)
                above_grow(t);
        slot = above_slot(t, hub);
        if (!*slot) {
                ArenaMark mark;

                x = arena_new(&t->lasting, Above, 1);
                x->hub = hub;
                mark = arena_mark(&t->lasting);
                TRY(hub_ancestors(db, &t->lasting, hub, &list));
                for (; x->n < list.n && x->n < ANCESTORS_MAX; x->n++)
                        x->ancestor[x->n] = list.at[x->n].id;
                arena_rewind(&t->lasting, mark);
                *slot = x;
                t->hubs_n++;
        }
        *out = *slot;
        return OK;
}

/* --- changes of one transaction */

Status tally_scope_add(Tally *t, Id metric, Id scope, const Dims *dims, int64_t n, int reach)
{
        char text[16];
        Text month = text_over(text, sizeof text);
        int64_t year = dims->month / 12, m = dims->month % 12 + 1;

        text_char(&month, (char)('0' + year / 1000 % 10));
        text_char(&month, (char)('0' + year / 100 % 10));
        text_char(&month, (char)('0' + year / 10 % 10));
        text_char(&month, (char)('0' + year % 10));
        text_char(&month, '-');
        text_char(&month, (char)('0' + m / 10));
        text_char(&month, (char)('0' + m % 10));
        TRY(delta_add(&t->deltas, metric, scope, TALLY_ALL + reach, (Str){0}, n));
        TRY(delta_add(&t->deltas, metric, scope, TALLY_MONTH + reach, text_str(&month), n));
        TRY(delta_add(&t->deltas, metric, scope, TALLY_PROGRAMME + reach, dims->programme, n));
        return delta_add(&t->deltas, metric, scope, TALLY_SECTOR + reach, dims->sector, n);
}

Status tally_spread(Tally *t, Db *db)
{
        Delta *wide;
        size_t n = 0;
        Status s = OK;

        if (t->deltas.n == 0)
                return OK;
        wide = malloc(t->deltas.n * sizeof *wide);
        if (!wide)
                return BROKEN;
        for (size_t i = 0; i < t->deltas.room; i++)
                if (t->deltas.at[i].is_used && t->deltas.at[i].dim >= DIM_AND_ABOVE) {
                        wide[n++] = t->deltas.at[i];
                        t->deltas.at[i].delta = 0;
                }
        for (size_t i = 0; i < n && s == OK; i++) {
                const Above *here;

                s = tally_above(t, db, wide[i].scope, &here);
                for (size_t k = 0; s == OK && k < here->n; k++)
                        s = delta_add(&t->deltas, wide[i].metric, here->ancestor[k],
                                      wide[i].dim - DIM_AND_ABOVE,
                                      (Str){wide[i].key, wide[i].key_len}, wide[i].delta);
        }
        free(wide);
        return s;
}

static int by_size(const void *x, const void *y)
{
        const Delta *p = x, *q = y;

        if (p->metric != q->metric)
                return p->metric < q->metric ? -1 : 1;
        if (p->scope != q->scope)
                return p->scope < q->scope ? -1 : 1;
        if (p->dim != q->dim)
                return p->dim - q->dim;
        return str_cmp((Str){p->key, p->key_len}, (Str){q->key, q->key_len});
}

/* Where the number of a place stands now. */
static Status history_row(Db *db, const Delta *x, int64_t size, HistoryAdd *out)
{
        Arena a = arena_make(16 * KIB);
        TallyValue value = {0};
        Status s = tally_get(db, &a, x->metric, x->scope, TALLY_ALL, (Str){0}, &value);

        arena_free(&a);
        *out = (HistoryAdd){x->metric, x->scope, size, value.value};
        return s;
}

static Status write_history(Db *db, const Delta *deltas, size_t n, int64_t size)
{
        HistoryAdd rows[ROWS_AT_ONCE];
        size_t rows_n = 0;

        for (size_t i = 0; i < n; i++) {
                if (deltas[i].dim != TALLY_ALL || !deltas[i].delta)
                        continue;
                TRY(history_row(db, &deltas[i], size, &rows[rows_n++]));
                if (rows_n == ROWS_AT_ONCE) {
                        TRY(history_add(db, rows, rows_n));
                        rows_n = 0;
                }
        }
        return history_add(db, rows, rows_n);
}

static Status write_deltas(Db *db, const Delta *deltas, size_t n)
{
        TallyAdd rows[ROWS_AT_ONCE];
        size_t rows_n = 0;

        for (size_t i = 0; i < n; i++) {
                const Delta *x = &deltas[i];

                if (!x->delta)
                        continue;
                rows[rows_n++] =
                        (TallyAdd){x->metric, x->scope, x->dim, {x->key, x->key_len}, x->delta};
                if (rows_n == ROWS_AT_ONCE) {
                        TRY(tally_add(db, rows, rows_n));
                        rows_n = 0;
                }
        }
        return tally_add(db, rows, rows_n);
}

/* --- pledges */

Status tally_pledges_load(Tally *t, Db *db)
{
        PledgeWindowList list;

        TRY(pledge_windows(db, &t->lasting, &list));
        t->pledges = arena_new(&t->lasting, Watched, list.n + 1);
        t->pledges_n = list.n;
        for (size_t i = 0; i < list.n; i++)
                t->pledges[i] = (Watched){.window = list.at[i],
                                          .from_month = time_month(list.at[i].start_at),
                                          .end_month = time_month(list.at[i].deadline_at) + 1};
        return OK;
}

/* The first that follows a metric at a place; the others stand behind it. */
static size_t first_watched(const Tally *t, Id metric, Id hub)
{
        size_t low = 0, high = t->pledges_n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const PledgeWindow *w = &t->pledges[middle].window;

                if (w->metric < metric || (w->metric == metric && w->hub < hub))
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static void touch_pledges(Tally *t, const Delta *x)
{
        int64_t month = (x->key[0] - '0') * 1000 + (x->key[1] - '0') * 100 +
                        (x->key[2] - '0') * 10 + (x->key[3] - '0');

        month = month * 12 + (x->key[5] - '0') * 10 + (x->key[6] - '0') - 1;
        for (size_t i = first_watched(t, x->metric, x->scope); i < t->pledges_n; i++) {
                Watched *p = &t->pledges[i];

                if (p->window.metric != x->metric || p->window.hub != x->scope)
                        break;
                if (month >= p->from_month && month < p->end_month) {
                        p->is_touched = true;
                        p->change += x->delta;
                }
        }
}

/* Where the pledges stand now, those that this transaction changed. */
static Status write_pledges(Tally *t, Db *db, const Delta *deltas, size_t n, int64_t size)
{
        PledgeHistoryAdd rows[ROWS_AT_ONCE];
        size_t rows_n = 0;

        for (size_t i = 0; i < n && t->pledges_n; i++)
                if (deltas[i].dim == TALLY_MONTH && deltas[i].delta)
                        touch_pledges(t, &deltas[i]);
        for (size_t i = 0; i < t->pledges_n; i++) {
                Watched *p = &t->pledges[i];
                Arena a;
                Status s = OK;

                if (!p->is_touched)
                        continue;
                p->is_touched = false;
                p->value += p->change;
                p->change = 0;
                if (!p->is_known) {
                        a = arena_make(16 * KIB);
                        s = tally_window(db, &a, p->window.metric, p->window.hub, p->from_month,
                                         p->end_month, &p->value);
                        arena_free(&a);
                }
                TRY(s);
                p->is_known = true;
                rows[rows_n++] =
                        (PledgeHistoryAdd){p->window.pledge, p->window.metric, size, p->value};
                if (rows_n == ROWS_AT_ONCE) {
                        TRY(pledge_history_add(db, rows, rows_n));
                        rows_n = 0;
                }
        }
        return pledge_history_add(db, rows, rows_n);
}

Status tally_flush(Tally *t, Db *db, int64_t size)
{
        size_t n = 0;
        Status s = seen_flush(&t->seen, db);

        if (s == OK)
                s = tally_spread(t, db);
        if (s != OK || t->deltas.n == 0)
                return s;
        for (size_t i = 0; i < t->deltas.room;
             i++) /* packed to the front; the table is emptied below anyway */
                if (t->deltas.at[i].is_used)
                        t->deltas.at[n++] = t->deltas.at[i];
        qsort(t->deltas.at, n, sizeof *t->deltas.at, by_size);
        s = write_deltas(db, t->deltas.at, n);
        if (s == OK)
                s = write_history(db, t->deltas.at, n, size);
        if (s == OK)
                s = write_pledges(t, db, t->deltas.at, n, size);
        delta_forget(&t->deltas);
        return s;
}
