/* credit/bill_page: bills of a hub, and one with its sums and what breaks the rules. */
#ifndef SEEDBED_CREDIT_BILL_PAGE_H
#define SEEDBED_CREDIT_BILL_PAGE_H

#include "credit/bill.h"
#include "web/cursor.h"

extern const View bills_view, bill_view;

typedef struct {
        Hub hub;
        bool has_hub, may_load;
        BillLineList bills;
        Cursor page;
} BillsModel;

typedef struct {
        Bill bill;
        Str hash;
        BillSumList totals, sums;
        Str by; /* dimension of sums */
        Cursor sums_page;
        int64_t sums_next; /* as next is that of the findings */
        BillFindingList findings;
        Cursor page; /* of findings */
} BillModel;

#endif
