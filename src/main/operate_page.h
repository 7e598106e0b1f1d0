/* main/operate_page: where an operator begins: what can be done, how much there is, what happened
 * last. */
#ifndef SEEDBED_MAIN_OPERATE_PAGE_H
#define SEEDBED_MAIN_OPERATE_PAGE_H

#include "programme/party_page.h"
#include "programme/voucher.h"
#include "web/site.h"

enum { OPERATE_ENTRIES_MAX = 20 };

extern const View operate_view;

typedef struct {
        int64_t entries, members, hubs, programmes;
        HistoryLineList latest; /* newest first */
        VoucherLowList low;     /* of hubs where the reader gives */
} OperateModel;

#endif
