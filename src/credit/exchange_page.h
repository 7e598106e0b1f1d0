/* credit/exchange_page: what a hub converts by. */
#ifndef SEEDBED_CREDIT_EXCHANGE_PAGE_H
#define SEEDBED_CREDIT_EXCHANGE_PAGE_H

#include "credit/exchange.h"
#include "web/cursor.h"

extern const View rates_view;

typedef struct {
        Hub hub;
        bool has_hub, may_set, may_post;
        ExchangeRateList rates;
        Cursor page;
} RatesModel;

#endif
