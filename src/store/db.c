/* store/db: one connection, whatever its engine; its prepared statements. */
#include "store/engine.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void db_fault_set(Db *db, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        vsnprintf(db->fault, sizeof db->fault, format, args);
        db->faults++;
        va_end(args);
}

int64_t db_faults(const Db *db)
{
        return db->faults;
}

Str db_fault(const Db *db)
{
        return str_from(db->fault);
}

void *db_part(Db *db)
{
        return db->part;
}

static size_t slot_of(const Db *db, const Query *q)
{
        size_t i = ((uintptr_t)q >> 4) * 0x9E3779B97F4A7C15u >> 20 & (db->slots_n - 1);

        while (db->slots[i] && db->slots[i]->query != q)
                i = (i + 1) & (db->slots_n - 1);
        return i;
}

static Status slots_grow(Db *db)
{
        size_t old_n = db->slots_n, n = old_n ? old_n * 2 : 64;
        Statement **old = db->slots, **slots = calloc(n, sizeof *slots);

        if (!slots)
                return BROKEN;
        db->slots = slots;
        db->slots_n = n;
        for (size_t i = 0; i < old_n; i++)
                if (old[i])
                        db->slots[slot_of(db, old[i]->query)] = old[i];
        free(old);
        return OK;
}

static Status statement_of(Db *db, const Query *q, Statement **out)
{
        size_t i;

        if (db->statements_n * 2 >= db->slots_n)
                TRY(slots_grow(db));
        i = slot_of(db, q);
        if (!db->slots[i]) {
                Statement *s = calloc(1, sizeof *s);

                if (!s)
                        return BROKEN;
                s->query = q;
                db->slots[i] = s;
                db->statements_n++;
                snprintf(s->name, sizeof s->name, "q%zu", db->statements_n);
        }
        *out = db->slots[i];
        return OK;
}

Status query_open(Db *db, const Query *q, const Value *params, Statement **out)
{
        Statement *s;

        TRY(statement_of(db, q, &s));
        db->engine->reset(s);
        TRY(db->engine->open(db, s, params));
        *out = s;
        return OK;
}

Status query_step(Db *db, Statement *s)
{
        return db->engine->step(db, s);
}

int64_t query_int(Db *db, Statement *s, int column)
{
        return db->engine->integer(s, column);
}

Str query_text(Db *db, Statement *s, int column, Arena *a)
{
        Str t = db->engine->text(s, column);

        return t.len ? str_copy(a, t) : (Str){0};
}

int64_t query_changes(Db *db, Statement *s)
{
        return db->engine->changes(db, s);
}

void query_close(Db *db, Statement *s)
{
        db->engine->reset(s);
}

void *query_grow(Arena *a, const void *at, size_t n, size_t bytes)
{
        void *grown;

        if (n && (n < 8 || (n & (n - 1)))) /* rooms of 8, 16, 32 … */
                return (void *)(uintptr_t)at;
        grown = arena_bytes_n(a, bytes, n ? n * 2 : 8);
        if (n)
                memcpy(grown, at, n * bytes);
        return grown;
}

/* The generated Query pointers stand together in a section of the program. */
extern const Query *const __start_seedbed_queries[] __attribute__((weak));
extern const Query *const __stop_seedbed_queries[] __attribute__((weak));

const Query *const *query_all(size_t *out_n)
{
        const Query *const *first = __start_seedbed_queries, *const *end = __stop_seedbed_queries;

        /* the linker lays the two ends of one section */
        /* cppcheck-suppress comparePointers */
        *out_n = first ? (size_t)(end - first) : 0;
        return first;
}

static void statements_free(Db *db)
{
        for (size_t i = 0; i < db->slots_n; i++)
                if (db->slots[i]) {
                        db->engine->finish(db->slots[i]);
                        free(db->slots[i]);
                }
        free(db->slots);
        db->slots = NULL;
        db->slots_n = db->statements_n = 0;
}

void store_reader_close(Db *db)
{
        if (!db)
                return;
        if (db->in_snapshot)
                db_snapshot_end(db);
        statements_free(db);
        db->engine->disconnect(db);
        free(db);
}

Status db_snapshot_begin(Db *db)
{
        if (db->in_snapshot)
                db_snapshot_end(db);
        TRY(db->engine->exec(db, db->engine->snapshot_begin));
        db->in_snapshot = true;
        return OK;
}

void db_snapshot_end(Db *db)
{
        if (!db->in_snapshot)
                return;
        db->in_snapshot = false;
        for (size_t i = 0; i < db->slots_n; i++) /* a read cut short would hold the snapshot */
                if (db->slots[i])
                        db->engine->reset(db->slots[i]);
        if (db->engine->exec(db, "ROLLBACK") != OK)
                return; /* the connection is gone, and its snapshot with it */
}
