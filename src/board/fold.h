/* board/fold: the columns of a round's chunks, made of its rows.
 *
 * Memory does not grow with what stands in the rows: they are read some at a time, and columns are
 * written in groups of some megabytes. */
#ifndef SEEDBED_BOARD_FOLD_H
#define SEEDBED_BOARD_FOLD_H

#include "board/rows.h"

/* Writes the columns of a chunk that are not as its rows are. Inside a write job. TOO_LARGE: a
 * column takes more memory than there is. */
Status board_fold(Db *db, Id round, int64_t chunk);
/* The chunks that have loose rows, each in a transaction; db is a reader's. One that can not be
 * folded keeps no other from it; its status is given at the end. */
Status board_fold_loose(Store *st, Db *db, Id round);
/* Every chunk. */
Status board_fold_all(Store *st, Db *db, Id round);

#endif
