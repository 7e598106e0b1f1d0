/* pledge/tally: numbers that are kept up with every commit.
 *
 * The tally follows the record from inside the writing transaction. A party counts once per metric
 * and scope: the table `seen` holds the first entry that made it count at each hub, and a place
 * above counts it once whatever the number of hubs below it. Changes gather in memory while entries
 * come in and are written once, at the end of the transaction. Reading a number is one row; a
 * window of months is a few. */
#ifndef SEEDBED_PLEDGE_TALLY_H
#define SEEDBED_PLEDGE_TALLY_H

#include "pledge/history.h"
#include "pledge/metric_count.h"
#include "pledge/pledge.sql.h"
#include "record/record.h"

enum { TALLY_ALL, TALLY_MONTH, TALLY_PROGRAMME, TALLY_SECTOR };
enum { TALLY_CATCH_UP_ENTRIES = HISTORY_STEP_ENTRIES, METRICS_LIVE_MAX = 500 };

typedef struct Tally Tally;

Tally *tally_open(void);
void tally_close(Tally *t);
RecordWatch tally_watch(Tally *t);

/* Counts what the record held before a metric was defined, some entries in each transaction, until
 * all metrics are live; then what pledges counted before (pledge/history). *out_more: there is more
 * to do. */
Status tally_catch_up(Store *st, Tally *t, bool *out_more);

/* Whether a metric, or the past of a pledge, waits to be counted. */
bool tally_is_behind(Db *db);

/* The number at a place, now. */
Status tally_now(Db *db, Arena *a, Id metric, Id scope, int64_t *out);
/* The number as it stood when the record had that many entries. */
Status tally_as_of(Db *db, Arena *a, Id metric, Id scope, int64_t size, int64_t *out);
/* What came in the months from..end (end not included), months as time_month counts them. */
Status tally_window(Db *db, Arena *a, Id metric, Id scope, int64_t from_month, int64_t end_month,
                    int64_t *out);

#endif
