/* pledge/history: what a pledge had counted at any earlier size of the record.
 *
 * A pledge counts its metric in a window of months at its place. With each commit that changes it
 * the tally writes a row; between two commits the rows behind the number are counted. What the
 * record held before the pledge was made, or before this table was there, is counted later in steps
 * of so many entries, each with a row of its own. So a number is one row and a bounded count,
 * whatever the record holds. */
#ifndef SEEDBED_PLEDGE_HISTORY_H
#define SEEDBED_PLEDGE_HISTORY_H

#include "pledge/pledge.sql.h"
#include "store/store.h"

enum { HISTORY_STEP_ENTRIES = 20000 };

/* What stood behind the pledge when the record had that many entries: without its baseline, but a
 * reported figure as it is, or the baseline when there was none; of figures those that are true on
 * until_at already. NOT_FOUND while its past is still being counted. */
Status pledge_counted_at(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t size,
                         int64_t until_at, int64_t *out);
/* Whether the past of a pledge waits to be counted. */
bool history_is_behind(Db *db);
/* Counts some of it. *out_more: there is more to do. */
Status history_fill(Store *st, bool *out_more);

#endif
