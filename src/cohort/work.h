/* cohort/work: what cohorts do in the background: periods of reports begin, and people are
 * reminded, each of a thing once. */
#ifndef SEEDBED_COHORT_WORK_H
#define SEEDBED_COHORT_WORK_H

#include "store/store.h"

typedef struct {
        Store *store;
        Str base_url;
        int64_t opened_at; /* when periods were looked for last */
        int64_t looked_at; /* and reminders */
} CohortWork;

/* A little of it; db is a reader's. What fails is tried again at the next call. */
Status cohort_work(CohortWork *w, Db *db, int64_t now_us);

#endif
