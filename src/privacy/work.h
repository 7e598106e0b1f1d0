/* privacy/work: what privacy does in the background: looks are written and swept, people are erased
 * whose time is over, and what an erasure left in files goes. */
#ifndef SEEDBED_PRIVACY_WORK_H
#define SEEDBED_PRIVACY_WORK_H

#include "access/look.h"
#include "access/seal.h"

typedef struct {
        Store *store;
        Looks *looks;
        const Seal *seal;
        int64_t scrubbed_at; /* the last erasure after which files were scrubbed; 0: not yet */
        int64_t files_at;    /* and after which files of imports were looked for */
        int64_t looked_at;   /* when that was */
        int64_t swept_at;    /* looks */
} PrivacyWork;

/* A little of it; db is a reader's. What fails is tried again at the next call. */
Status privacy_work(PrivacyWork *w, Db *db, int64_t now_us);
/* Files of imports that are over, from sources that knew somebody who was erased since: removed, at
 * most 50 of them. *out_more: there may be others. */
Status privacy_files(Store *st, Db *db, bool *out_more);

#endif
