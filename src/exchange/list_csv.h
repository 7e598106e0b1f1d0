/* exchange/list_csv: a table that comes back from a spreadsheet (RFC 4180): a head and rows, with
 * commas, semicolons, tabs or bars between. */
#ifndef SEEDBED_EXCHANGE_LIST_CSV_H
#define SEEDBED_EXCHANGE_LIST_CSV_H

#include "base/status.h"
#include "base/str.h"

enum { LIST_CSV_COLUMNS_MAX = 64 };

typedef struct {
        Str rest;
        char delimiter;
        int64_t line; /* of what comes next, from 1 */
} ListCsv;

typedef struct {
        Str cells[LIST_CSV_COLUMNS_MAX];
        size_t n;
        int64_t line; /* where it begins */
} ListCsvRow;

/* Over text that is UTF-8, with or without a byte order mark. */
ListCsv list_csv_begin(Str text);
/* The next row that is not empty. NOT_FOUND: there is none. INVALID: a quote is not closed, text
 * follows a closing quote, or there are too many cells; out->line says where. */
Status list_csv_row(ListCsv *c, Arena *a, ListCsvRow *out);
/* A cell as it was before it was made harmless (base/csv_row). */
Str list_cell_back(Str cell);

#endif
