/* access/origin: where a page comes from (RFC 6454, section 4), read from an address of ours. */
#ifndef SEEDBED_ACCESS_ORIGIN_H
#define SEEDBED_ACCESS_ORIGIN_H

#include "base/str.h"

/* "https://example.org:8443" of "https://example.org:8443/x"; empty when it is no such address. */
Str origin_of(Str url);
/* "example.org"; "[::1]" keeps its brackets. */
Str origin_host(Str origin);
/* The host is a number, not a name. */
bool origin_is_numeric(Str origin);

#endif
