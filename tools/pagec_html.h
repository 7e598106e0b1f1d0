/* tools/pagec_html: where in HTML we stand.
 *
 * Follows the author's own bytes through the states of HTML that matter for escaping. It is
 * stricter than a browser: what browsers repair (a stray <, an element left open, a tag name in
 * pieces) is a fault here, so both always agree on the place of a value. */
#ifndef SEEDBED_TOOLS_PAGEC_HTML_H
#define SEEDBED_TOOLS_PAGEC_HTML_H

#include "tools/pagec_scan.h"

/* Takes at least one byte of HTML. */
Status html_step(HtmlScan *h);
/* A value stands here (at); after is the byte behind it. */
Status html_hole(HtmlScan *h, size_t at, char after, Place *out);
/* Words to translate stand here. */
Status html_words(HtmlScan *h, size_t at, Place *out);
/* A directive stands here: names in progress end. */
Status html_pause(HtmlScan *h, size_t at);
/* What began at that point ends here, in the same place. */
Status html_same(HtmlScan *h, const HtmlPoint *begin, size_t at);
/* Two ends of branches become one. */
HtmlPoint html_join(HtmlPoint x, HtmlPoint y);
/* Whether we are between the < and the > of a tag, outside values. */
bool html_in_tag(const HtmlScan *h);
/* White space must stay as it is. */
bool html_is_exact(const HtmlScan *h);
/* What the place is called in messages. */
const char *html_place_name(const HtmlScan *h);

#endif
