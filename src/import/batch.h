/* import/batch: rows of a file, read and prepared some thousand at a time.
 *
 * Reading, mapping, hashing and sealing cost as much as writing does, so the next batch is made on
 * a thread of its own while the store's writer has the one before. Batches begin small, so that a
 * short file shows its progress, and grow. */
#ifndef SEEDBED_IMPORT_BATCH_H
#define SEEDBED_IMPORT_BATCH_H

#include "base/language.h"
#include "import/claim.h"
#include "import/met.h"
#include "base/table.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BATCH_ROWS_FIRST = 4096, BATCH_ROWS_MAX = 32768 };

typedef struct {
        Arena a; /* everything of the batch */
        RowPlan *rows;
        size_t rows_n, rows_room;
        Claims claims; /* none when they would not pay */
        int64_t now_us;
        Status status; /* OK: there are rows; NOT_FOUND: the end */
} Batch;

typedef struct {
        const PlanContext *c;
        const MappingBound *bound;
        Table *table;
        Store *store; /* makes ids */
        Id actor;
        bool is_check;        /* rows are only judged */
        int64_t done_before;  /* rows that were applied before this run */
        atomic_bool is_known; /* most rows tell of parties that are known: preparing new ones does
                                 not pay */
        size_t rows_next;
        Id first_id; /* made before those of the batch */
        const Seal *seal;
        Met erased;               /* keys of those who were erased */
        Met ids[PLAN_IDS], names; /* what stood in the file so far */
        MetHubs hubs;             /* of rows with an e-mail address or registration number */
        char fault[256];          /* of the file as a whole */
        Batch *into;              /* of the thread */
        Language language;        /* that it says in why a row is refused */
        pthread_t thread;
        bool is_running;
} BatchReader;

/* Learns who was erased. */
Status batch_erased_read(BatchReader *r, Db *db, const Seal *seal);
/* Reads the next batch into b, whose arena was made by the caller; also sets b->status. INVALID:
 * r->fault says why the rest of the file can not be read. */
Status batch_read(BatchReader *r, Batch *b);
/* The same on a thread; batch_wait gives what came of it, and is fine when nothing was begun. */
void batch_begin(BatchReader *r, Batch *b);
Status batch_wait(BatchReader *r);
/* Did this identity stand in the file? */
bool batch_saw(const BatchReader *r, Str identity);
void batch_reader_close(BatchReader *r);

#endif
