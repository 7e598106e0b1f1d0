/* exchange/list_take: what a file that came back would change, row by row.
 *
 * A row that looks as it went out was not edited, whatever became of it since. One that was edited
 * is compared with what stands there now: when that is what went out, each cell that differs
 * becomes an input of the deed that its column names; when it is not, two people changed one row
 * and the file's is refused. A row that the file lacks means nothing. */
#ifndef SEEDBED_EXCHANGE_LIST_TAKE_H
#define SEEDBED_EXCHANGE_LIST_TAKE_H

#include "exchange/list_read_page.h"

enum { LIST_DEEDS_MAX = 3, LIST_CELLS_MAX = 10, LIST_INPUTS_MAX = 14, LIST_EDITED_MAX = 1000 };

typedef struct {
        const Action *action;
        Input inputs[LIST_INPUTS_MAX];
        size_t n;
} ListDeed;

typedef struct {
        Str column, was, becomes;
} ListCell;

typedef enum { LINE_CHANGED, LINE_REFUSED } ListLineState;

typedef struct {
        int64_t line; /* of the file */
        Str key, called;
        ListLineState state;
        Str column, words; /* why it is refused, and in which column */
        ListCell cells[LIST_CELLS_MAX];
        size_t cells_n;
        ListDeed deeds[LIST_DEEDS_MAX];
        size_t deeds_n;
        const Str *row; /* the file's */
} ListLine;

typedef struct {
        ListLine *at; /* those that differ, in the file's order */
        size_t n;
        size_t rows, same, changed, refused;
        Str unknown; /* columns that the list does not have, with commas */
        const RowShape *shape;
        Str csv; /* the lines that would change, as they came: to be sent again */
} ListPreview;

/* l was opened; text is UTF-8. INVALID with words in *out_fault: it is no such file. What the view
 * refuses is refused, with words in l->v.fault. Everything is in a, which is not the view's own
 * arena. */
Status list_take(ListRead *l, Arena *a, Str text, ListPreview *out, Str *out_fault);
/* A line can not be changed, for this reason. */
void list_refuse(ListPreview *p, ListLine *line, Str column, Str words);
/* Writes p->csv anew, after lines were refused. */
void list_take_again(Arena *a, ListPreview *p);

#endif
