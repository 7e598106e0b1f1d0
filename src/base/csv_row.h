/* base/csv_row: rows of CSV, written (RFC 4180). */
#ifndef SEEDBED_BASE_CSV_ROW_H
#define SEEDBED_BASE_CSV_ROW_H

#include "base/str.h"

typedef enum {
        CSV_AS_IS,
        CSV_FOR_SHEETS /* a field that a spreadsheet would run as a formula gets a ' in front */
} CsvFor;

/* One row and CR LF. Read back, it gives the same fields (as the first row, too: what could be
 * taken for another delimiter is quoted). A plain number keeps its sign with CSV_FOR_SHEETS. */
void csv_write_row(Text *t, const Str *fields, size_t n, CsvFor reader);

#endif
