/* credit/bill_page: bills of a hub, and one with its sums and what breaks the rules. */
#ifndef SEEDBED_CREDIT_BILL_PAGE_H
#define SEEDBED_CREDIT_BILL_PAGE_H

#include "credit/bill.h"
#include "credit/bill_period.h"
#include "web/cursor.h"

extern const View bills_view, bill_view, bill_maps_view;

typedef struct {
        Hub hub;
        bool has_hub, may_load;
        BillLineList bills;
        Cursor page;
} BillsModel;

/* What of a bill is somebody's, and what is not. */
typedef struct {
        Str state; /* posted, nobody, no-currency */
        Str currency, billed;
        int64_t lines;
} BillShare;

typedef struct {
        const BillShare *at;
        size_t n;
} BillShareList;

typedef struct {
        Bill bill;
        Str hub; /* its slug */
        bool may_map;
        int64_t refused; /* rows that are no lines */
        BillDeliveryList periods;
        BillShareList shares;
        BillPartLineList parts;
        Cursor parts_page;
        int64_t parts_next;
        Str hash;
        BillSumList totals, sums;
        Str by; /* dimension of sums */
        Cursor sums_page;
        int64_t sums_next; /* as next is that of the findings */
        BillFindingList findings;
        Cursor page; /* of findings */
} BillModel;

typedef struct {
        Hub hub;
        bool has_hub, may_map;
        BillMapLineList maps;
        Cursor page;
} BillMapsModel;

/* Fills in whose a bill's lines are. */
Status bill_load_parts(Visit *v, BillModel *m);
extern const RowShape shape_BillShare;

#endif
