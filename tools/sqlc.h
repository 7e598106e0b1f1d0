/* tools/sqlc: what its parser and its writer share. */
#ifndef SEEDBED_TOOLS_SQLC_H
#define SEEDBED_TOOLS_SQLC_H

#include "base/str.h"

#include <sqlite3.h>
#include <stdio.h>

/* A bulk statement carries so many rows that its parameters stay under SQLC_BULK_PARAMS. */
enum { FIELDS_MAX = 48, BLOCKS_MAX = 256, SQLC_BULK_PARAMS = 512, SQLC_BULK_ROWS = 64 };

typedef struct {
        Str name;
        char kind;
} Named;

typedef struct {
        Str name, mode, row; /* row: name of the row struct; empty when there is no result */
        Named params[FIELDS_MAX], columns[FIELDS_MAX];
        size_t params_n, columns_n;
        bool row_is_new;
        int line;
        Str sqlite, postgres;
        size_t bulk_n; /* rows of the statements below; 0 when it is not bulk */
        Str bulk_sqlite, bulk_postgres;
} Block;

typedef struct {
        Arena *a;
        const char *file;
        Block blocks[BLOCKS_MAX];
        size_t n;
        sqlite3 *db;
} Sqlc;

_Noreturn void sqlc_stop(const char *file, int line, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* party_insert: PartyInsert */
Str sqlc_camel(Arena *a, Str name);
void sqlc_print_c_text(FILE *f, Str s);
void sqlc_write_header(Sqlc *q, const char *path);
void sqlc_write_source(Sqlc *q, const char *path, const char *header);

#endif
