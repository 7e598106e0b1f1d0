/* board/rows: rows of cells, kept beside the applications, and the columns that are made of them.
 *
 * Whoever changes what an application is sorted or filtered by leaves a touch (application_touch),
 * in the same transaction. Before that commits, its row is made again; when there are many, the
 * rest follows in the background. A row that can not be made stays touched and hinders nothing. A
 * row that changed is loose: it is read beside the columns, until its chunk is folded into them. So
 * a deed writes one row, however many columns there are. */
#ifndef SEEDBED_BOARD_ROWS_H
#define SEEDBED_BOARD_ROWS_H

#include "board/cell.h"

enum {
        BOARD_CHUNK = 1024,      /* places in a chunk */
        BOARD_TOUCHES_MAX = 100, /* made again by the transaction that touched them */
        BOARD_LOOSE_MAX = 400    /* so many loose rows of a round are folded at once */
};
#define BOARD_LOOSE_US (20 * (int64_t)1000000) /* fewer, so long after the last time */

/* What the writer knows of rounds that it made rows for; belongs to its thread. */
typedef struct BoardKeeper BoardKeeper;
/* NULL: no memory. */
BoardKeeper *board_keeper_open(void);
/* NULL is fine. */
void board_keeper_close(BoardKeeper *keeper);
/* Follows the record: before a transaction commits, the rows that it touched, and no others. */
RecordWatch board_watch(BoardKeeper *keeper);

/* The background's memory. */
typedef struct {
        Store *store;
        int64_t folded_at;
        int64_t left, tried_at; /* touches that were left because no row can be made of them */
} BoardWork;

/* What is left to be made or folded; db is a reader's. What hinders one row or one chunk hinders no
 * other; it is returned when it is met first. */
Status board_work(BoardWork *w, Db *db, int64_t now_us);
/* All rows and columns of a round from what is stored, a few hundred in each transaction; whoever
 * reads meanwhile sees old rows or new ones. Again and again gives the same. *out_n: rows that were
 * not as they are now. May be NULL. Fails with what a row can not be made for. */
Status board_rebuild(Store *st, Db *db, Id round, int64_t *out_n);
/* After a party was erased: its tags go, and its rows are made of what is left, in the columns,
 * too. Inside a write job. */
Status board_forget_party(Db *db, Id party);

#endif
