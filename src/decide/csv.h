/* decide/csv: a small table that somebody sends: a header and rows (RFC 4180, section 2). */
#ifndef SEEDBED_DECIDE_CSV_H
#define SEEDBED_DECIDE_CSV_H

#include "base/str.h"

enum { DECIDE_CSV_COLUMNS_MAX = 20, DECIDE_CSV_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct {
        Str cells[DECIDE_CSV_COLUMNS_MAX];
        size_t n;
        int64_t line; /* where it begins, from 1 */
} DecideCsvRow;

/* Takes the next row that is not empty off the front. NOT_FOUND: there is none. INVALID: a quote is
 * not closed, text follows a closing quote, or there are too many columns; out->line says where. */
Status decide_csv_row(Arena *a, Str *rest, int64_t *line, DecideCsvRow *out);
/* The column of that name, in any case; n when there is none. */
size_t decide_csv_column(const DecideCsvRow *head, const char *name);

#endif
