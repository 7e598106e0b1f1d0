/* credit/bill: bills of a cloud in FOCUS, loaded as files: exact sums, by provider, category,
 * service, sub-account and day; what breaks the rules of the specification; an entry with the
 * totals to the last digit. */
#ifndef SEEDBED_CREDIT_BILL_H
#define SEEDBED_CREDIT_BILL_H

#include "credit/bill.sql.h"
#include "hub/hub.h"

enum {
        BILL_GROUPS_MAX = 200000, /* of day, provider, sub-account, service, category */
        BILL_SUMS_MAX = 20000,    /* rows that are kept */
        BILL_CURRENCIES_MAX = 16
};

extern const Action bill_load_action;

#endif
