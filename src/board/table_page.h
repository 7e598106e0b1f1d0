/* board/table_page: a round's applications as a table of any columns, and as a board by stage. */
#ifndef SEEDBED_BOARD_TABLE_PAGE_H
#define SEEDBED_BOARD_TABLE_PAGE_H

#include "board/bulk.h"
#include "board/table.sql.h"
#include "board/view.h"
#include "web/cursor.h"

enum { BOARD_CARDS = 12 }; /* of each stage on the board */

typedef struct {
        Str text;
        bool is_number, is_chip;
} TableCell;

typedef struct {
        BoardShown shown;
        Str cells_bytes;
        TableCell *cells; /* one for each column that is shown */
        /* On a card. */
        Str score, decision, stage_title;
        int64_t reviews, doubles;
} TableRow;

typedef struct {
        TableRow *at;
        size_t n;
} TableRowList;

typedef struct {
        Id application;
        Str column, value;
} TableValue;

typedef struct {
        TableValue *at;
        size_t n;
} TableValueList;

/* What both pages stand on. */
typedef struct {
        BoardSpace space;
        BoardView view; /* id 0: the standard one */
        ViewSpec spec;
        Scan scan;
        BoardViewLineList views;
        BulkOffers offers;
        bool may_edit, may_move, may_decide, may_run; /* tag; move; decide; give to reviewers */
        Id round;
        Str title, zone;
        int64_t total;
} BoardBase;

typedef struct {
        BoardBase base;
        const BoardColumn **columns;
        size_t columns_n;
        TableRowList rows;
        TableValueList values; /* for JSON */
        Cursor page;
        bool is_sorted_here; /* by the address, not by the view */
} TableModel;

typedef struct {
        Str stage, title;
        int64_t applications;
        TableRowList cards;
        bool has_more;
} BoardStage;

typedef struct {
        BoardStage *at;
        size_t n;
} BoardStageList;

typedef struct {
        BoardBase base;
        BoardStageList stages;
        TableRowList cards; /* of all of them, for JSON */
        Str stage;          /* only this one */
        Cursor page;
} BoardModel;

extern const View round_table_view, round_board_view;

/* The row that the page before ended with, of whatever round; zero on the first page. What the
 * visitor has an interest in is as if it were not there: where it stands would tell how it is
 * judged. NOT_FOUND with words. */
Status board_after(Visit *v, Cursor *page, BoardRow *out);
/* The same words, for a row of another round. */
Status board_no_row(Visit *v);

/* For pages: where a column's head leads to; the address of a page of this view. */
Str table_sort_path(Arena *a, const TableModel *m, const BoardColumn *c);
Str table_path(Arena *a, const BoardBase *b, const char *page);
Str table_next_path(Arena *a, const TableModel *m);
/* What is filtered by, in words: "Stage is In review". */
Str filter_said(Arena *a, const BoardSpace *space, const ViewFilter *f);
bool table_shows(const BoardBase *b, const BoardColumn *c);

#endif
