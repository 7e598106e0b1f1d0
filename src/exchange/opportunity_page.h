/* exchange/opportunity_page: the doors of CommonGrants 0.4 (commongrants.org): what it requires and
 * makes optional of opportunities, and of what is experimental competitions and forms.
 *
 * For everybody, and of listed rounds alone, whoever asks. Answers and faults are in the protocol's
 * own form, in English; each answer has an ETag. */
#ifndef SEEDBED_EXCHANGE_OPPORTUNITY_PAGE_H
#define SEEDBED_EXCHANGE_OPPORTUNITY_PAGE_H

#include "web/site.h"

extern const Route opportunity_list_route, opportunity_read_route, opportunity_search_route,
        competition_read_route, grants_form_list_route, grants_form_read_route, grants_none_route,
        grants_none_post_route;

#endif
