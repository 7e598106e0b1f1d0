/* mail/plain: the plain text of a page of ours.
 *
 * Made for what the page compiler writes: well-formed, quoted, with the few references that the
 * page writer makes. Other HTML comes out as some text, never as a fault. */
#ifndef SEEDBED_MAIL_PLAIN_H
#define SEEDBED_MAIL_PLAIN_H

#include "base/str.h"

/* Blocks become paragraphs, list items lines with a hyphen, links their words and their address. */
Str mail_plain(Arena *a, Str html);

#endif
