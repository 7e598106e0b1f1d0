/* store/kept: what is made of a text alone, as a parsed definition is, made once for all threads.
 *
 * A page or a deed of a round needs its programme's definition and its form, whose texts never
 * change; parsing them took most of the time of either. A thing is found by its whole text, so
 * nothing has to be told when a row changes, and a transaction that is undone leaves nothing wrong.
 * Whoever asks shares it: nobody writes to it, and it stays as long as the arena that it was asked
 * for, even when others take its place. */
#ifndef SEEDBED_STORE_KEPT_H
#define SEEDBED_STORE_KEPT_H

#include "store/store.h"

enum { KEPT_MAX = 64, KEPT_BYTES_MAX = 8 * 1024 * 1024, KEPT_ARENA_BYTES = 64 * 1024 * 1024 };

typedef struct Kept Kept;

/* Makes it of the text; what it points at stands in the arena. On any thread. */
typedef Status (*KeptMake)(Arena *a, Str text, void **out);

Kept *kept_open(void);
/* What arenas still hold goes when they do. NULL is fine. */
void kept_close(Kept *k);
/* Anything but OK is what make said, and is not kept. k may be NULL: then it is made anew. */
Status kept_get(Kept *k, Arena *a, KeptMake make, Str text, void **out);
/* That of the connection's store. */
Status db_kept(Db *db, Arena *a, KeptMake make, Str text, void **out);
/* How often something was made, for tests. */
int64_t kept_made(Kept *k);

#endif
