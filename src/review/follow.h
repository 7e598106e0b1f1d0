/* review/follow: what becomes of reviews when parties are merged. */
#ifndef SEEDBED_REVIEW_FOLLOW_H
#define SEEDBED_REVIEW_FOLLOW_H

#include "record/record.h"

/* Reviews follow a merge of parties in the record, behind their applications. What was decided on
 * conflicts that were found was decided on other parties: it waits to be decided again. */
RecordWatch review_watch(void);

#endif
