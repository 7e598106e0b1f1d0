/* net/fetch: one GET of somebody else's server, with an end to how much and how long.
 *
 * What comes is bytes of a stranger: only http and https, a few redirects, a greatest size, a
 * greatest time. One handle belongs to one thread at a time and keeps its connection for the next
 * request. */
#ifndef SEEDBED_NET_FETCH_H
#define SEEDBED_NET_FETCH_H

#include "base/str.h"

enum {
        FETCH_FAULT_BYTES = 256,
        FETCH_SECONDS_MAX = 30,
        FETCH_REDIRECTS_MAX = 3,
        FETCH_URL_BYTES_MAX = 4000
};

typedef struct Fetch Fetch;

/* BROKEN when the library can not be set up. */
Status fetch_open(Fetch **out);
/* NULL is fine. */
void fetch_close(Fetch *f);

/* The body of a 200. NOT_FOUND for 404 and 410, INVALID for an address that is not http or https,
 * TOO_LARGE past bytes_max, UPSTREAM for all else; fetch_fault then says why. */
Status fetch_get(Fetch *f, Arena *a, Str url, size_t bytes_max, Str *out_body);
/* What went wrong last, in words. */
const char *fetch_fault(const Fetch *f);

#endif
