/* board/scan: which rows of a round are asked for, in which order, and how many they are.
 *
 * All of the columns in question are read from end to end: with a hundred thousand applications
 * that is a few megabytes and a few milliseconds, whatever is asked, and every count is exact. What
 * is kept is the first of each group. */
#ifndef SEEDBED_BOARD_SCAN_H
#define SEEDBED_BOARD_SCAN_H

#include "board/cell.h"

enum {
        SCAN_ASKS_MAX = 6,
        SCAN_MOST_MAX = 2001, /* rows of a group that are kept */
        SCAN_GROUPS_MAX = 65
};

typedef enum {
        ASK_IS,
        ASK_IS_NOT,
        ASK_HAS, /* contains */
        ASK_FROM,
        ASK_TO,
        ASK_BETWEEN,
        ASK_EMPTY,
        ASK_FILLED
} AskHow;

typedef struct {
        int64_t number;
        bool is_number, is_words; /* is_words: one of several */
        AskHow how;
        int64_t low, high; /* of a number: at least, at most */
        Str text, to;      /* folded */
} Ask;

typedef struct {
        Ask asks[SCAN_ASKS_MAX];
        size_t asks_n;
        int64_t sort; /* a column's number; 0: by the place in the columns, that is when it was
                         begun */
        bool sort_is_number, is_down;
        bool by_stage; /* a group for each place of COLUMN_STAGE, and one for those without; else
                          one */
        int64_t stage; /* the column of COLUMN_STAGE */
        int64_t stages_n;
        int64_t only_stage; /* by_stage: only of this group rows are kept; -1: of all */
        size_t most;        /* rows kept of each group */
        bool has_after;     /* only those behind this place, in that order */
        int64_t after;
        /* The same with the cells of a row of another round; rows with the same value are behind
         * it, unless equals_went: then they were before it. */
        Str after_cells;
        bool equals_went;
        /* Places that are left out, as if they were not there: of the parties that who looks has an
         * interest in (people/interest). */
        const int64_t *skip;
        size_t skip_n;
} Scan;

typedef struct {
        int64_t total; /* of the group, also those that are not kept */
        int64_t *slots;
        size_t n;
} ScanGroup;

typedef struct {
        int64_t total;
        ScanGroup *groups; /* stages_n + 1; the last: those that stand nowhere */
        size_t groups_n;
} ScanFound;

/* Rows without a value come last, whichever way it is sorted. total counts what is behind `after`
 * and before it. NOT_FOUND: the row to go on from is no longer there. */
Status scan_round(Db *db, Arena *a, Id round, const Scan *scan, ScanFound *out);
/* Leaves out what the actor has an interest in: where it stands among others, by what, and how many
 * they are with it, would tell what its team is not told. */
Status scan_leave_out(Db *db, Arena *a, Id actor, Id round, Scan *io);
/* Would this row be found? */
bool scan_matches(const Scan *scan, Str cells);

#endif
