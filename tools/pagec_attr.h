/* tools/pagec_attr: attributes, their values, and the addresses in them. Only for pagec_html.c. */
#ifndef SEEDBED_TOOLS_PAGEC_ATTR_H
#define SEEDBED_TOOLS_PAGEC_ATTR_H

#include "tools/pagec_scan.h"

/* A step in an attribute's name or value. */
Status attr_step(HtmlScan *h);
/* The name that began at h->begin ends before at. */
Status attr_name_end(HtmlScan *h, size_t at);
bool attr_may_begin(char c);
/* Whether the tag we are in has this attribute. */
bool attr_is_given(const HtmlScan *h, Str name);

/* A value stands in an address (at); after is the byte behind it. */
Status attr_address_hole(HtmlScan *h, size_t at, char after, Place *out);

#endif
