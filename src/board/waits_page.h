/* board/waits_page: the page of what waits for somebody, and its number in the head of each. */
#ifndef SEEDBED_BOARD_WAITS_PAGE_H
#define SEEDBED_BOARD_WAITS_PAGE_H

#include "board/waits.h"
#include "web/site.h"

typedef struct {
        WaitRowList waits;
        int64_t now_us;
} WaitsModel;

extern const View waits_view;

/* How many rows the visitor's page has; 0 also when it can not be known just now. */
int64_t waits_count(const Visit *v);

#endif
