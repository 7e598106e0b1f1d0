/* privacy/retention: people are kept as long as their programmes say, and no longer.
 *
 * A definition says for how long whoever stands in a stage that ends is kept. A person all of whose
 * memberships are over, each in a stage with such a rule, is due when the longest of them has run
 * out. Once a day the memberships are walked through in steps; who will be due within
 * RETENTION_AHEAD_US is noted, so that operators see it before it happens, and who is due is
 * erased, a few in each transaction, after another look at the memberships. How far the walk got
 * stands in the store. Persons in no programme, and organisations, are not touched. */
#ifndef SEEDBED_PRIVACY_RETENTION_H
#define SEEDBED_PRIVACY_RETENTION_H

#include "access/seal.h"
#include "store/store.h"

enum { RETENTION_AT_ONCE = 20 };
#define RETENTION_AHEAD_US (30 * 86400 * (int64_t)1000000)
#define RETENTION_ROUND_US (86400 * (int64_t)1000000)

/* One step of the walk, and one batch of erasures; db is a reader's. *out_more: call again soon. */
Status retention_step(Store *st, Db *db, const Seal *seal, int64_t now_us, bool *out_more);

#endif
