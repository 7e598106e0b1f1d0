/* credit/file_page: what the ledger's lists have in common when they go out as files, as CSV or as
 * a workbook: written row after row, memory does not grow with them. */
#ifndef SEEDBED_CREDIT_FILE_PAGE_H
#define SEEDBED_CREDIT_FILE_PAGE_H

#include "base/sheet.h"
#include "web/site.h"

enum { FILE_ROWS_MAX = 1000000 }; /* a workbook holds no more; who wants more asks in parts */

typedef struct FileOut FileOut;
struct FileOut {
        Visit *v;
        const char *name; /* of the file, without its end, and of the workbook's sheet */
        const char *const *columns;
        size_t columns_n;
        Status (*rows)(FileOut *o); /* in a snapshot; by file_row */
        void *ctx;
        Sheet *sheet;
        SheetKind kind;
        int64_t rows_max; /* 0: FILE_ROWS_MAX */
        int64_t rows_n;
        int fd;
};

/* Answers with the file; a workbook when the path ends in .xlsx. TOO_LARGE with words: it has more
 * rows than a file may have. */
Status file_reply(Visit *v, HttpReply *reply, FileOut *o);
/* A row: a cell for each column. A number goes into a workbook as one when it loses no digit
 * there. */
Status file_row(FileOut *o, const SheetCell *cells);

static inline SheetCell file_text(Str text)
{
        return (SheetCell){text, SHEET_TEXT};
}
static inline SheetCell file_number(Str text)
{
        return (SheetCell){text, SHEET_NUMBER};
}
static inline SheetCell file_id(Arena *a, Id id)
{
        return (SheetCell){id ? id_text(a, id) : (Str){0}, SHEET_TEXT};
}
/* ISO 8601, UTC; empty when at_us is 0. */
SheetCell file_time(Arena *a, int64_t at_us);

#endif
