/* web/site_inside: what the files of the site share with each other and with nobody else. */
#ifndef SEEDBED_WEB_SITE_INSIDE_H
#define SEEDBED_WEB_SITE_INSIDE_H

#include "web/site.h"

Page site_page_new(Arena *a);
/* The body in the frame that all pages have. */
void site_reply_page(Visit *v, HttpReply *reply, Str title, Html body);
/* The visit's fault in words, as a page or as a problem (RFC 9457). */
void site_reply_fault(Visit *v, HttpReply *reply, Status s, bool as_json);
/* GET and POST of a deed. */
void site_answer_form(Visit *v, HttpReply *reply, const Action *action);
void site_answer_deed(Visit *v, HttpReply *reply, const Action *action, bool as_json);

#endif
