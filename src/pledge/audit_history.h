/* pledge/audit_history: the histories of pledges, counted again from the record alone.
 *
 * While the audit reads a metric's entries in order, each pledge's number is kept as it stood then:
 * merges take off what they took off at the time. Each row of a history must be that number, and
 * where a page reads a row for what came later, it must be there. */
#ifndef SEEDBED_PLEDGE_AUDIT_HISTORY_H
#define SEEDBED_PLEDGE_AUDIT_HISTORY_H

#include "pledge/audit.h"
#include "pledge/metric_count.h"
#include "pledge/pairs.h"
#include "pledge/pledge.sql.h"

typedef struct AuditHistory AuditHistory;

/* parents: hub, and the one above. *out NULL: no pledge has a history by this metric. Nothing here
 * minds a NULL. */
Status audit_history_begin(Db *db, const Metric *metric, const MetricDefinition *def,
                           const Pairs *parents,
                           void (*differs)(void *ctx, const AuditDifference *d), void *ctx,
                           AuditHistory **out);
/* Every entry that the metric may count, and every merge, in order. */
Status audit_history_told(AuditHistory *h, const Entry *e, int64_t position);
/* What is left up to the record's size; adds how many rows there were. */
Status audit_history_end(AuditHistory *h, int64_t size, int64_t *io_rows);
void audit_history_close(AuditHistory *h);

#endif
