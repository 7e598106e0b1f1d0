/* programme/voucher_page: pools of codes at a hub, and those that a party can take of. */
#ifndef SEEDBED_PROGRAMME_VOUCHER_PAGE_H
#define SEEDBED_PROGRAMME_VOUCHER_PAGE_H

#include "hub/hub.h"
#include "programme/voucher.h"
#include "web/cursor.h"

extern const View voucher_list_view, party_vouchers_view;

typedef struct {
        Hub hub;
        bool has_hub, may_load;
        VoucherPoolLineList pools;
        Cursor page;
} VouchersModel;

typedef struct {
        Id party;
        Str name;
        bool may_take;
        VoucherOfList vouchers;
} PartyVouchersModel;

#endif
