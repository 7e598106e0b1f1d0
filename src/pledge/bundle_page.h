/* pledge/bundle_page: the evidence of a pledge as a file to take away. */
#ifndef SEEDBED_PLEDGE_BUNDLE_PAGE_H
#define SEEDBED_PLEDGE_BUNDLE_PAGE_H

#include "web/site.h"

extern const Route pledge_bundle_route;

#endif
