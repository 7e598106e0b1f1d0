/* import/batch: see the header. */
#include "import/batch.h"

#include "base/time.h"
#include "base/words.h"
#include "people/own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A batch ends early when its rows are large. Two are there at once, one read while the other is
 * worked on. A check, which anybody's file comes to, stays below 200 MiB with the rest of the
 * program. Measured, a row of a few hundred bytes takes 1.4 KiB when it is read, 1.1 more for the
 * entry that is prepared, and 0.4 while it is applied, so of ordinary rows there are
 * BATCH_ROWS_MAX. */
enum {
        BATCH_BYTES_CHECKED = 48 << 20,
        BATCH_BYTES_APPLIED = 96 << 20,
        BYTES_TO_PREPARE = 1100,
        BYTES_TO_APPLY = 400
};

/* Is it as large as it may be, with what it will use until it is done? */
static bool is_large(const BatchReader *r, const Batch *b)
{
        size_t bytes = b->a.bytes_used - (b->rows_room - b->rows_n) * sizeof(RowPlan);

        if (r->is_check)
                return bytes >= BATCH_BYTES_CHECKED;
        return bytes + b->rows_n * (BYTES_TO_PREPARE + BYTES_TO_APPLY) >= BATCH_BYTES_APPLIED;
}

/* --- what stood in the file before */

bool batch_saw(const BatchReader *r, Str identity)
{
        return met_has(&r->ids[PLAN_SOURCE],
                       (uint64_t)identity_key(r->c->mapping->source, identity));
}

/* Whom else in this file a good row may be of. */
static Status look_back(BatchReader *r, RowPlan *p)
{
        int64_t before;

        for (int k = PLAN_EMAIL; k <= PLAN_REGISTRATION; k++) {
                if (str_empty(p->ids[k].value))
                        continue;
                TRY(met_add(&r->ids[k], (uint64_t)p->ids[k].key, p->row, true, &before));
                if (before && !p->twin_row) {
                        p->twin_row = before;
                        p->twin_by = k;
                }
        }
        if (p->ids[PLAN_EMAIL].value.len || p->ids[PLAN_REGISTRATION].value.len)
                TRY(met_hub_keep(&r->hubs, p->row, p->hub_at));
        if (p->twin_row)
                TRY(met_hub_again(&r->hubs, p->twin_row, p->row, p->hub_at, &p->is_twin_there));
        if (p->ids[PLAN_DOMAIN].value.len)
                TRY(met_add(&r->ids[PLAN_DOMAIN], (uint64_t)p->ids[PLAN_DOMAIN].key, p->row, true,
                            &p->domain_row));
        return p->name_key ? met_add(&r->names, (uint64_t)p->name_key, p->row, true, &p->name_row)
                           : OK;
}

/* --- rows */

Status batch_erased_read(BatchReader *r, Db *db, const Seal *seal)
{
        Arena a = arena_make(4 * MIB);
        int64_t after = 0, before, n = 0;
        ErasedKeyList list = {0};
        Status s = OK;

        r->seal = seal;
        while (seal && s == OK && (n == 0 || list.n)) {
                arena_reset(&a);
                s = erased_keys(db, &a, after, &list);
                for (size_t i = 0; s == OK && i < list.n; i++) {
                        after = list.at[i].key;
                        s = met_add(&r->erased, (uint64_t)after, ++n, true, &before);
                }
                if (n == 0)
                        break;
        }
        arena_free(&a);
        return s;
}

/* Does the row tell of a person who was erased? It is not taken, and its name is not written down
 * again. */
static bool tells_of_erased(const BatchReader *r, RowPlan *p)
{
        for (int i = 0; i < PLAN_DOMAIN && r->erased.slots_n; i++)
                if (p->ids[i].value.len &&
                    met_has(&r->erased,
                            (uint64_t)erased_key(r->seal, plan_scheme(r->c, i), p->ids[i].value))) {
                        p->refused = S_("somebody known by this was erased; if they ask to come "
                                        "back, say so first: party readmit");
                        p->mapped.name = (Str){0};
                        return true;
                }
        return false;
}

static Status read_row(BatchReader *r, Arena *a, RowPlan *p, const TableRow *row)
{
        MappingFault fault = {0};

        p->row = row->row;
        p->before = r->first_id;
        if (mapping_apply(a, r->c->mapping, r->bound, row->field, row->n, &p->mapped, &fault) !=
            OK) {
                p->refused = fault.column.len ? str_fmt(a, _("column %.*s: %.*s"),
                                                        S_ARG(fault.column), S_ARG(fault.words))
                                              : fault.words;
                p->mapped.identity =
                        mapping_identity(a, r->c->mapping, r->bound, row->field, row->n);
                return OK;
        }
        plan_ids(r->c, a, p);
        if (tells_of_erased(r, p))
                return OK;
        if (r->c->mapping->party == MAPPING_ORGANISATION)
                p->name_key = party_name_key(p->mapped.name);
        if (str_empty(p->mapped.name)) {
                p->refused = S_("the name is empty");
                return OK;
        }
        return plan_placed(r->c, a, p);
}

/* Whoever stands in a refused row stands in the file, so he is not gone; a good row of his may
 * still come. */
static Status map_row(BatchReader *r, Arena *a, RowPlan *p, const TableRow *row)
{
        int64_t before = 0, key;

        TRY(read_row(r, a, p, row));
        key = p->ids[PLAN_SOURCE].key;
        if (p->mapped.identity.len && !key)
                key = identity_key(r->c->mapping->source, p->mapped.identity);
        if (p->mapped.identity.len)
                TRY(met_add(&r->ids[PLAN_SOURCE], (uint64_t)key, p->row, str_empty(p->refused),
                            &before));
        if (before && str_empty(p->refused))
                p->refused =
                        str_fmt(a, _("this identity stood in row %lld already"), (long long)before);
        return str_empty(p->refused) ? look_back(r, p) : OK;
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

/* Of a refused row stays what is told of it, not its fields, which may be large. */
static void keep_refused(Arena *a, ArenaMark mark, RowPlan *p)
{
        Arena aside = arena_make(MIB);
        RowPlan kept = {.row = p->row,
                        .refused = str_copy(&aside, p->refused),
                        .mapped.identity = str_copy(&aside, p->mapped.identity),
                        .mapped.name = str_copy(&aside, p->mapped.name)};

        arena_rewind(a, mark);
        kept.refused = str_copy(a, kept.refused);
        kept.mapped.identity = str_copy(a, kept.mapped.identity);
        kept.mapped.name = str_copy(a, kept.mapped.name);
        *p = kept;
        arena_free(&aside);
}

static Status read_rows(BatchReader *r, Batch *b, size_t most)
{
        TableRow row;
        Status s = OK;

        while (b->rows_n < most && !is_large(r, b)) {
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
                        if (p->refused.len)
                                keep_refused(&b->a, mark, p);
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
        b->rows_room = most;
        b->rows_n = 0;
        b->claims = (Claims){0};
        b->now_us = time_now_us();
        r->first_id = r->is_check ? INT64_MAX : store_id(r->store, b->now_us);
        b->status = read_rows(r, b, most);
        if (b->status == OK && !r->is_check && !atomic_load(&r->is_known))
                b->status = prepare_rows(r, b);
        r->rows_next = most * 2 < BATCH_ROWS_MAX ? most * 2 : BATCH_ROWS_MAX;
        return b->status;
}

static void *read_ahead(void *arg)
{
        BatchReader *r = arg;

        language_set(r->language);
        r->into->status = batch_read(r, r->into);
        return NULL;
}

void batch_begin(BatchReader *r, Batch *b)
{
        r->into = b;
        r->language = language_now();
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
        for (int i = 0; i < PLAN_IDS; i++)
                met_close(&r->ids[i]);
        met_close(&r->names);
        met_close(&r->erased);
        met_hubs_close(&r->hubs);
}
