/* base/sheet: a table written to a file as it comes, row after row, as CSV or as a workbook.
 *
 * Memory does not grow with the rows: a workbook (ISO/IEC 29500-1, SpreadsheetML) is a ZIP whose
 * one sheet is written last and through, with its texts in place. What a spreadsheet would run as a
 * formula is text in both. */
#ifndef SEEDBED_BASE_SHEET_H
#define SEEDBED_BASE_SHEET_H

#include "base/status.h"
#include "base/str.h"

enum {
        SHEET_COLUMNS_MAX = 16384, /* both limits are those of spreadsheets */
        SHEET_ROWS_MAX = 1048576,
        SHEET_CELL_CHARS_MAX = 32767 /* longer texts are cut in a workbook, and end with … */
};

typedef enum { SHEET_CSV, SHEET_XLSX } SheetKind;

typedef enum { SHEET_TEXT, SHEET_NUMBER } SheetCellKind;

/* A number is decimal text as it shall stand, "-12.50"; what is none is written as text. */
typedef struct {
        Str text;
        SheetCellKind kind;
} SheetCell;

typedef struct Sheet Sheet;

/* title names the workbook's sheet: at most 31 characters of it, without []:*?/\. NULL: no memory,
 * or the file takes nothing. fd stays the caller's. */
Sheet *sheet_open(int fd, SheetKind kind, Str title);
/* One row; the first is the head. BROKEN: the file takes no more. TOO_MANY: more rows or columns
 * than a workbook may have (CSV has no such limit of rows). */
Status sheet_row(Sheet *s, const SheetCell *cells, size_t n);
/* Ends the file; says whether all of it was written. NULL is fine, and BROKEN. */
Status sheet_close(Sheet *s);
/* "text/csv; charset=utf-8", or the workbook's. Never NULL. */
const char *sheet_type(SheetKind kind);
/* "csv", "xlsx"; false for others. */
bool sheet_kind_parse(Str s, SheetKind *out);

#endif
