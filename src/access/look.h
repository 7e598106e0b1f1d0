/* access/look: who looked at which person's file.
 *
 * A look is noted in memory and written with others every few seconds, so that a page view is no
 * transaction. The same look by the same actor within a quarter of an hour is noted once. There is
 * room for LOOKS_WAITING_MAX; who finds it full writes them out itself, so that none is dropped. A
 * process that is killed loses those of the last LOOK_FLUSH_US at most; one that ends in order
 * writes them. */
#ifndef SEEDBED_ACCESS_LOOK_H
#define SEEDBED_ACCESS_LOOK_H

#include "store/store.h"

enum { LOOKS_WAITING_MAX = 1024, LOOKS_KNOWN_MAX = 4096 };
#define LOOK_FLUSH_US (2 * (int64_t)1000000)
#define LOOK_AGAIN_US (900 * (int64_t)1000000)
/* Looks are kept for so long. */
#define LOOK_KEEP_US (2 * 366 * 86400 * (int64_t)1000000)

typedef struct Looks Looks;

/* NULL: no memory. */
Looks *looks_open(void);
/* Writes what waits. NULL is fine. */
void looks_close(Looks *l, Store *st);
/* Notes a look; any thread. what is a word as "page", and lives for ever. */
void look_note(Looks *l, Store *st, Id actor, Id party, const char *what, int64_t now_us);
/* Writes what waits, when the oldest waits for LOOK_FLUSH_US (or always, with force). What could
 * not be written waits on. */
Status looks_flush(Looks *l, Store *st, int64_t now_us, bool force);

#endif
