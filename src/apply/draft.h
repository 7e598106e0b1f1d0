/* apply/draft: how one answer is kept; for the deeds of this folder that write into a draft. */
#ifndef SEEDBED_APPLY_DRAFT_H
#define SEEDBED_APPLY_DRAFT_H

#include "apply/apply.h"

typedef struct {
        Str field, value; /* canonical JSON */
        Str writer;
        int64_t seen; /* number that the writer saw; -1: not said */
} DraftPut;

typedef struct {
        Str field;
        int64_t seq;
        Id clash; /* the value was kept beside the one that stands there; 0: it stands there */
} DraftKept;

Status draft_put(Deed *d, const Application *x, const DraftPut *p, DraftKept *out);
/* CONFLICT with words when nothing is written into it any more. */
Status draft_is_live(Deed *d, const Application *x);

#endif
