/* pledge/metric_count: which entries a metric counts, and what each adds. Knows no store: bundles
 * are counted with it offline. */
#ifndef SEEDBED_PLEDGE_METRIC_COUNT_H
#define SEEDBED_PLEDGE_METRIC_COUNT_H

#include "pledge/metric_definition.h"
#include "record/record.h"

/* Whether an entry is one that the metric counts. */
bool metric_counts(const MetricDefinition *m, const Entry *e);
/* What it adds: 1, or its amount; false when the amount is missing or not a number. */
bool metric_amount(const MetricDefinition *m, const Entry *e, int64_t *out);

#endif
