/* web/hot: pages kept ready, answered by the event thread itself.
 *
 * An entry holds the whole answer twice, plain and gzip, with its headers and ETag. It was made at
 * an epoch (the record's position) and is served only while that is still the current one: moving
 * the epoch forgets all pages at once and costs one store. A page stands there once for each
 * language that it was asked for in. Assets are put forever and are the
 * same for all, so any GET or HEAD may have them; the other pages only go to one without session
 * cookie and without Authorization, so nothing made for one person may be put. A hot answer carries
 * no X-Request-Id and no access-log line. */
#ifndef SEEDBED_WEB_HOT_H
#define SEEDBED_WEB_HOT_H

#include "web/http.h"

typedef struct {
        Str content_type, body;
        Str packed;        /* the body in gzip; empty: packed here, when that pays */
        Str etag;          /* empty: made from the body */
        Language language; /* that it is written in: of what is not put forever */
        Str cache_control; /* empty: "no-cache", which means ask again with the ETag */
        const HttpPair *headers;
        size_t headers_n;
} HotPage;

/* Takes bytes_max at most for pages that expire; those put forever are not counted. */
Hot *hot_open(size_t bytes_max);
void hot_close(Hot *hot);
/* Entries put for an older epoch are no longer served. */
void hot_set_epoch(Hot *hot, uint64_t epoch);
uint64_t hot_epoch(Hot *hot);
/* The language of those who chose none and whose browser names none that we have. */
void hot_set_language(Hot *hot, Language language);
/* Every page put from now on says: only by TLS (HSTS). */
void hot_tell_tls_only(Hot *hot);
/* key is path or path?query exactly as the browser sends it. Pass the epoch that was read before
 * the page was made. Everything is copied, but the bodies of a page that is put forever: those must
 * outlive the table. TOO_LARGE when it would take more than a quarter of the
 * table, BROKEN when there is no memory; the page is then simply not hot. */
Status hot_put(Hot *hot, Str key, uint64_t epoch, const HotPage *page);
Status hot_put_forever(Hot *hot, Str key, const HotPage *page);
/* Bytes held for pages that expire. */
size_t hot_bytes(Hot *hot);

#endif
