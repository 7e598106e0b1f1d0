/* base/table: rows out of a file, CSV or NDJSON, one at a time, whatever the file's size.
 *
 * A bad row is refused, with words that say where and why, and the next row is read: one torn quote
 * does not cost the file. Rows are numbered from 1, refused ones too, in the same way each time, so
 * that an import can stop and later go on by number. Memory is fixed when the table is opened.
 *
 *     while ((status = table_next(t, &row)) == OK || status == INVALID)
 *             ...take the row, or show table_fault(t) and table_refused_write(t, &text)
 *     NOT_FOUND: every row was read. Any other status: the file as a whole can not be trusted. */
#ifndef SEEDBED_BASE_TABLE_H
#define SEEDBED_BASE_TABLE_H

#include "base/source.h"

enum {
        TABLE_FIELDS_MAX = 512,
        TABLE_FIELD_BYTES_MAX = 64 * 1024,
        TABLE_ROW_BYTES_MAX = 1024 * 1024,
        TABLE_WINDOW_BYTES = 256 * 1024,
        /* Behind a torn quote bytes are read twice. More than so many times the file, and this much
         * more, is an attack. */
        TABLE_AGAIN_RATIO_MAX = 4,
        TABLE_AGAIN_FREE = 64 << 20
};

typedef enum { TABLE_DETECT, TABLE_CSV, TABLE_NDJSON } TableForm;

typedef struct { /* zero everywhere is what an import wants */
        TableForm form;
        char delimiter; /* , ; tab or |; 0: found from the header */
        size_t fields_max;
        size_t field_bytes_max;
        size_t row_bytes_max;
        size_t window_bytes; /* read at once; tests make it small */
} TableOptions;

typedef struct {
        Str *field; /* as many as the header has, in its order; until the next call */
        size_t n;
        int64_t row;  /* from 1; the header and blank lines are not rows */
        int64_t line; /* of the file, from 1, where the row begins */
} TableRow;

typedef struct Table Table;

/* Reads up to the header. CSV: the first line that is not blank, names without white space around
 * them. NDJSON: the keys of the first object. The source stays the caller's and must stay open. On
 * INVALID, TOO_LARGE and BROKEN *out_fault (in a) says why: empty file, UTF-16, spreadsheet, names
 * that are empty or double, a damaged or too large file. */
Status table_open(Arena *a, Source *source, const TableOptions *options, Table **out,
                  Str *out_fault);
/* The columns as row 0. Until table_want or table_close. */
TableRow table_header(const Table *t);
TableForm table_form(const Table *t);
/* From now on rows have these columns, in this order, for CSV and NDJSON alike: what the file or
 * the object lacks is empty, what was not asked for is passed over (for NDJSON without this: keys
 * that the first object does not have). Names are copied. TOO_MANY past fields_max, INVALID when a
 * name is empty or double. */
Status table_want(Table *t, const Str *names, size_t n);

/* The next row. INVALID: this row is refused; go on with the next call. NOT_FOUND: the end. Others
 * end the reading and repeat: CONFLICT for a damaged or cut file, TOO_LARGE, TOO_MANY for too many
 * torn quotes, BROKEN when reading fails. Nothing is written to *out but on OK.
 *
 * A row whose quotes are wrong, or that is too long, is taken to be its first line only. */
Status table_next(Table *t, TableRow *out);
/* Reads on until row was the last row, whether good or refused, to go on behind it: the number is
 * what table_row gave. NOT_FOUND when the file has fewer. */
Status table_skip(Table *t, int64_t row);

/* About the row last read, good or refused: its number (0 before the first), its line, its bytes as
 * they stood in the file without line end (until the next call), and whether these are all: a row
 * that is too long is cut to row_bytes_max. */
int64_t table_row(const Table *t);
int64_t table_line(const Table *t);
Str table_raw(const Table *t);
bool table_raw_is_whole(const Table *t);
/* Why it was refused or why reading ended. Until the next call. */
Str table_fault(const Table *t);
/* Adds the row to a file of rows to be mended and sent again, with the header when to is empty and
 * the form has one. false when the row was cut or to is full: it is not in the file. */
bool table_refused_write(const Table *t, Text *to);

/* NULL is fine. */
void table_close(Table *t);

#endif
