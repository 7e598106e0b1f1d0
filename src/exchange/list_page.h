/* exchange/list_page: lists as files: where they are taken out, and what comes of one that is taken
 * in. */
#ifndef SEEDBED_EXCHANGE_LIST_PAGE_H
#define SEEDBED_EXCHANGE_LIST_PAGE_H

#include "exchange/list_take.h"

/* One list of a page. */
typedef struct {
        Str part, address; /* "/rounds?part=open" */
        Str file;          /* where it is taken out */
        Str changes;       /* columns that deeds change, with commas; empty: only read */
        Str why;
} ListOffer;
typedef struct {
        ListOffer *at;
        size_t n;
} ListOfferList;

typedef struct {
        Str of; /* the page's address */
        Str title;
        ListOfferList lists;
} ListsModel;

extern const View list_offers_view;
extern const Route list_route;

/* The page of what a file would change. */
void list_checked_draw(Page *out, const Visit *v, const Deed *d);

#endif
