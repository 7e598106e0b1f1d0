/* decide/follow: what becomes of determinations when parties are merged. */
#ifndef SEEDBED_DECIDE_FOLLOW_H
#define SEEDBED_DECIDE_FOLLOW_H

#include "record/record.h"

/* They follow a merge of parties in the record, as their applications do. */
RecordWatch decide_watch(void);

#endif
