/* board/bulk_page: an act on many applications, before and after it is done. */
#ifndef SEEDBED_BOARD_BULK_PAGE_H
#define SEEDBED_BOARD_BULK_PAGE_H

#include "board/bulk.h"
#include "web/site.h"

enum { BULK_SHOWN_MAX = 200 };

typedef struct {
        Bulk bulk;
        Id round;
        Str title, what; /* of the round; what is done, in words */
        int64_t good, bad;
        BulkChangeList changes, faults; /* the first BULK_SHOWN_MAX of each */
} BulkModel;

extern const View bulk_view;

#endif
