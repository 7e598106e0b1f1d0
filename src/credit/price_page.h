/* credit/price_page: price lists that a hub can use, and one with all its prices. */
#ifndef SEEDBED_CREDIT_PRICE_PAGE_H
#define SEEDBED_CREDIT_PRICE_PAGE_H

#include "credit/price_load.h"
#include "hub/hub.h"
#include "web/cursor.h"

extern const View prices_view, price_view;

typedef struct {
        Hub hub;
        bool has_hub, may_load;
        PriceVersionList lists;
        Str after, next; /* cursors are slugs */
} PricesModel;

/* A tier of a rate; what is the rate's own stands in each of its rows. */
typedef struct {
        Str rate, meter, unit, called, conditions, tiering, each, up_to, price, free, free_each;
        int64_t per, tier; /* tier: from 1 */
} PriceRow;

typedef struct {
        const PriceRow *at;
        size_t n;
} PriceRowList;

typedef struct {
        PriceVersion list;
        Str words, time_zone;
        PriceRowList rates;
        PriceVersionList versions;
} PriceModel;

#endif
