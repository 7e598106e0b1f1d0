/* import/batch: see the header. */
#include "import/batch.h"

#include "base/time.h"
#include "base/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A batch ends early when its rows are large. */
#define BATCH_BYTES_MANY (64 * MIB)

/* --- one identity, one row */

static size_t seen_slot(const BatchReader *r, uint64_t h)
{
        size_t i = h & (r->seen_room - 1);

        while (r->seen[i] && r->seen[i] != h)
                i = (i + 1) & (r->seen_room - 1);
        return i;
}

static Status seen_grow(BatchReader *r)
{
        size_t room = r->seen_room ? r->seen_room * 2 : 8192, old_room = r->seen_room;
        uint64_t *old = r->seen, *seen = calloc(room, sizeof *seen);
        int64_t *old_row = r->seen_row, *rows = calloc(room, sizeof *rows);

        if (!seen || !rows) {
                free(seen);
                free(rows);
                return TOO_LARGE;
        }
        r->seen = seen;
        r->seen_row = rows;
        r->seen_room = room;
        for (size_t i = 0; i < old_room; i++)
                if (old[i]) {
                        size_t slot = seen_slot(r, old[i]);

                        seen[slot] = old[i];
                        rows[slot] = old_row[i];
                }
        free(old);
        free(old_row);
        return OK;
}

/* Row at which this identity stood before, or 0. */
static Status seen_before(BatchReader *r, Str identity, int64_t row, int64_t *out)
{
        uint64_t h = str_hash(identity) | 1;
        size_t i;

        if (r->seen_n * 2 >= r->seen_room)
                TRY(seen_grow(r));
        i = seen_slot(r, h);
        *out = r->seen[i] ? r->seen_row[i] : 0;
        if (!*out) {
                r->seen[i] = h;
                r->seen_row[i] = row;
                r->seen_n++;
        }
        return OK;
}

bool batch_saw(const BatchReader *r, Str identity)
{
        return r->seen_room && r->seen[seen_slot(r, str_hash(identity) | 1)] != 0;
}

/* --- rows */

static Status map_row(BatchReader *r, Arena *a, RowPlan *p, const TableRow *row)
{
        MappingFault fault = {0};
        int64_t before = 0;
        Status s =
                mapping_apply(a, r->c->mapping, r->bound, row->field, row->n, &p->mapped, &fault);

        p->row = row->row;
        if (s != OK) {
                p->refused = fault.column.len ? str_fmt(a, _("column %.*s: %.*s"),
                                                        S_ARG(fault.column), S_ARG(fault.words))
                                              : fault.words;
                /* it stands in the file, so it is not gone; a good row of it may still come */
                p->mapped.identity =
                        mapping_identity(a, r->c->mapping, r->bound, row->field, row->n);
                return p->mapped.identity.len ? seen_before(r, p->mapped.identity, 0, &before) : OK;
        }
        if (str_empty(p->mapped.name)) {
                p->refused = S_("the name is empty");
                return OK;
        }
        if (p->mapped.identity.len) {
                TRY(seen_before(r, p->mapped.identity, row->row, &before));
                if (before)
                        p->refused = str_fmt(a, _("this identity stood in row %lld already"),
                                             (long long)before);
        }
        return OK;
}

/* Fields live until the next row is read, a batch lives longer. */
static TableRow keep_row(Arena *a, const TableRow *row)
{
        TableRow kept = *row;
        size_t bytes = row->n * sizeof(Str);
        char *at;

        for (size_t i = 0; i < row->n; i++)
                bytes += row->field[i].len;
        kept.field = arena_bytes(a, bytes + sizeof(Str));
        at = (char *)(kept.field + row->n);
        for (size_t i = 0; i < row->n; i++) {
                kept.field[i] = (Str){at, row->field[i].len};
                if (row->field[i].len)
                        memcpy(at, row->field[i].at, row->field[i].len);
                at += row->field[i].len;
        }
        return kept;
}

static Status read_rows(BatchReader *r, Batch *b, size_t most)
{
        TableRow row;
        Status s = OK;

        while (b->rows_n < most && b->a.bytes_used < BATCH_BYTES_MANY) {
                RowPlan *p = &b->rows[b->rows_n];
                ArenaMark mark = arena_mark(&b->a);
                bool is_done;

                s = table_next(r->table, &row);
                if (s != OK && s != INVALID)
                        break;
                is_done = table_row(r->table) <=
                          r->done_before; /* applied before this run was cut off */
                if (s == INVALID) {
                        p->row = table_row(r->table);
                        p->refused = str_copy(&b->a, table_fault(r->table));
                } else {
                        row = keep_row(&b->a, &row);
                        TRY(map_row(r, &b->a, p, &row));
                }
                if (is_done) {
                        *p = (RowPlan){0};
                        arena_rewind(&b->a, mark);
                } else {
                        b->rows_n++;
                }
        }
        if (s == OK || s == INVALID)
                return OK;
        if (s != NOT_FOUND) {
                snprintf(r->fault, sizeof r->fault,
                         _("The file can not be trusted from row %lld on: %.150s"),
                         (long long)table_row(r->table) + 1, str_z(&b->a, table_fault(r->table)));
                return INVALID;
        }
        return b->rows_n ? OK : NOT_FOUND;
}

static Status prepare_rows(BatchReader *r, Batch *b)
{
        char *salts = arena_bytes(&b->a, b->rows_n * PARTY_SALT_BYTES);

        random_fill(salts, b->rows_n * PARTY_SALT_BYTES);
        for (size_t i = 0; i < b->rows_n; i++) {
                Str salt = {salts + i * PARTY_SALT_BYTES, PARTY_SALT_BYTES};

                if (str_empty(b->rows[i].refused))
                        TRY(claim_prepare(r->c, &b->a, &b->rows[i], store_id(r->store, b->now_us),
                                          salt, r->actor, b->now_us));
        }
        b->claims = claims_make(r->c, &b->a, b->rows, b->rows_n);
        return OK;
}

Status batch_read(BatchReader *r, Batch *b)
{
        size_t most = r->rows_next ? r->rows_next : BATCH_ROWS_FIRST;

        arena_reset(&b->a);
        b->rows = arena_new(&b->a, RowPlan, most);
        b->rows_n = 0;
        b->claims = (Claims){0};
        b->now_us = time_now_us();
        b->status = read_rows(r, b, most);
        for (size_t i = 0; i < b->rows_n && b->status == OK; i++)
                if (str_empty(b->rows[i].refused))
                        plan_ids(r->c, &b->a, &b->rows[i]);
        if (b->status == OK && !r->is_check && !atomic_load(&r->is_known))
                b->status = prepare_rows(r, b);
        r->rows_next = most * 2 < BATCH_ROWS_MAX ? most * 2 : BATCH_ROWS_MAX;
        return b->status;
}

static void *read_ahead(void *arg)
{
        BatchReader *r = arg;

        r->into->status = batch_read(r, r->into);
        return NULL;
}

void batch_begin(BatchReader *r, Batch *b)
{
        r->into = b;
        r->is_running = pthread_create(&r->thread, NULL, read_ahead, r) == 0;
        if (!r->is_running) /* no thread to be had: then one after the other */
                b->status = batch_read(r, b);
}

Status batch_wait(BatchReader *r)
{
        if (r->is_running)
                pthread_join(r->thread, NULL);
        r->is_running = false;
        return r->into ? r->into->status : OK;
}

void batch_reader_close(BatchReader *r)
{
        if (r->is_running)
                pthread_join(r->thread, NULL);
        r->is_running = false;
        free(r->seen);
        free(r->seen_row);
        r->seen = NULL;
        r->seen_row = NULL;
}
