/* tools/pagec_attr: attributes, their values, and the addresses in them. Only for pagec_html.c. */
#ifndef SEEDBED_TOOLS_PAGEC_ATTR_H
#define SEEDBED_TOOLS_PAGEC_ATTR_H

#include "tools/pagec_html.h"

/* A step in an attribute's name or value. */
Status attr_step(HtmlScan *h);
/* The name that began at h->begin ends before at. */
Status attr_name_end(HtmlScan *h, size_t at);
bool attr_may_begin(char c);
/* Whether the tag we are in has this attribute. */
bool attr_is_given(const HtmlScan *h, Str name);

/* Of pagec_html.c, for pagec_attr.c. */
Status tag_name_end(HtmlScan *h, size_t at);
bool html_is_space(char c);
bool html_is_letter(char c);
bool html_is_name(char c);
bool html_is_one_of(Str name, const char *const *list);

#endif
