/* pledge/seen: which parties a metric has seen, at which hub, by which entry.
 *
 * By party there is a table, `seen`. By hub, in the order of the record, there are parts of some
 * sixty sightings each: a batch that sees thousands of parties writes a few hundred parts. Both are
 * gathered in memory while a transaction goes on. */
#ifndef SEEDBED_PLEDGE_SEEN_H
#define SEEDBED_PLEDGE_SEEN_H

#include "pledge/pledge.sql.h"

enum { SEEN_PART_SIGHTS = 60, SEEN_SIGHT_BYTES = 16 };

/* One sighting. month as time_month counts them. */
typedef struct {
        int64_t position, month;
        Id party;
} Sight;
typedef struct {
        const Sight *at;
        size_t n;
} SightList;

/* Sightings of a metric at one hub, from..end of the record, in its order, at most `most`. */
Status seen_page(Db *db, Arena *a, Id metric, Id hub, int64_t from, int64_t end, size_t most,
                 SightList *out);

/* The sightings of a transaction that are not written yet. Starts as {0}. */
typedef struct {
        struct SeenNew *at;
        size_t n, room;
        size_t settled; /* of them stand in `seen` already */
} SeenBuffer;

Status seen_note(SeenBuffer *b, Id metric, Id hub, const Sight *sight);
/* Writes what `seen` has not, so that it can be asked. */
Status seen_settle(SeenBuffer *b, Db *db);
/* Writes everything; at the end of the transaction. */
Status seen_flush(SeenBuffer *b, Db *db);
void seen_forget(SeenBuffer *b);
void seen_close(SeenBuffer *b);

#endif
