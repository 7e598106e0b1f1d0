/* board/waits: what waits for somebody, from all rooms, each with a date and a way to it.
 *
 * A row tells of one thing, or of many of a kind in one round, cohort or hub: whoever runs a round
 * of a hundred thousand applications has as few rows as whoever runs one of ten. */
#ifndef SEEDBED_BOARD_WAITS_H
#define SEEDBED_BOARD_WAITS_H

#include "access/access.h"
#include "store/query.h"

enum { WAITS_MAX = 300 };

typedef struct {
        Str kind;         /* "review" */
        const char *what; /* "Files to review", to be looked up */
        Str title, about, link;
        int64_t due_at; /* 0: no date */
        int64_t n;      /* how many; 1000: or more */
} WaitRow;

typedef struct {
        const WaitRow *at;
        size_t n;
} WaitRowList;

extern const RowShape shape_WaitRow;

/* What an actor has to do, what is due first at the head, what has no date at the end. By a token
 * only what it may. */
Status waits_of(Db *db, Arena *a, const Actor *actor, int64_t now_us, WaitRowList *out);

/* How many rows that are, for the head of each page: kept while the record does not grow, a minute
 * at most, and for a third of a second if it does. */
typedef struct WaitCounts WaitCounts;
WaitCounts *wait_counts_open(void);
void wait_counts_close(WaitCounts *c);
/* -1: not known. size: of the record. */
int64_t wait_counts_get(WaitCounts *c, Id actor, int64_t size, int64_t now_us);
void wait_counts_put(WaitCounts *c, Id actor, int64_t size, int64_t now_us, int64_t n);

#endif
