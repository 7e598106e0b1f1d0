/* credit/cloud_event: usage that arrives as CloudEvents 1.0.2 over HTTP.
 *
 * Structured (application/cloudevents+json), batch (application/cloudevents-batch+json) and binary
 * mode (ce-… headers). The data of an event is an object: what was used, and how much of it.
 *
 *     {"specversion": "1.0", "id": "7", "source": "/gateway", "type": "usage.reported",
 *      "subject": "acme", "time": "2026-11-21T06:42:28Z",
 *      "data": {"meter": "tokens-in", "quantity": "1250", "dimensions": {"model": "large"}}}
 *
 * A quantity is a text or a number; either is read as exact decimal, never as a float. An event
 * that is wrong says so and harms none of the others; only what is no JSON is refused whole.
 * Sources: CloudEvents 1.0.2, "JSON Event Format" (sections 2 to 4) and "HTTP Protocol Binding"
 * (section 3). */
#ifndef SEEDBED_CREDIT_CLOUD_EVENT_H
#define SEEDBED_CREDIT_CLOUD_EVENT_H

#include "base/exact.h"
#include "base/hash.h"
#include "credit/usage_pair.h"

enum {
        CLOUD_BATCH_EVENTS_MAX = 10000,
        CLOUD_EVENT_BYTES_MAX = 64 * 1024, /* what everybody must take (section "Size Limits") */
        CLOUD_BATCH_BYTES_MAX = 16 * 1024 * 1024,
        CLOUD_ID_BYTES_MAX = 256,
        CLOUD_SOURCE_BYTES_MAX = 1024,
        CLOUD_TEXT_BYTES_MAX = 1024, /* other attributes */
        CLOUD_METER_BYTES_MAX = 64,
        CLOUD_EXTENSIONS_MAX = 16,
        CLOUD_NAME_BYTES_MAX = 64, /* of an extension or a dimension */
        CLOUD_DIMENSIONS_MAX = 16,
        CLOUD_VALUE_BYTES_MAX = 256, /* of a dimension */
        CLOUD_HEADERS_MAX = 200
};

/* How a request's body is to be read. */
typedef enum { CLOUD_BINARY, CLOUD_STRUCTURED, CLOUD_BATCH, CLOUD_UNKNOWN_FORMAT } CloudMode;

typedef struct {
        Str fault; /* what is wrong with it, for its sender; empty: it is good */
        Str id, source, type, subject, dataschema, datacontenttype; /* empty: not there */
        int64_t time_us;                                            /* when has_time */
        Exact quantity;
        Str meter;
        const UsagePair *dimensions, *extensions; /* in the order they were sent */
        unsigned short dimensions_n, extensions_n;
        bool has_time;
        unsigned seen; /* of cloud_event.c: which names came */
        size_t at;     /* where in the body it begins */
} CloudEvent;

typedef struct {
        CloudEvent *at;
        size_t n;
        size_t faults; /* how many of them are wrong */
} CloudEvents;

/* By the request's Content-Type (HTTP binding, section 3). CLOUD_UNKNOWN_FORMAT: CloudEvents in a
 * format that is not JSON. */
CloudMode cloud_event_mode(Str content_type);
/* A body in structured (one event) or batch mode; a batch may be empty. Texts point into the body
 * or the arena. INVALID: not JSON, *out_fault says why and where; TOO_LARGE: more than a limit
 * allows, as *out_fault says. OK does not say that the events are good: see their faults. */
Status cloud_events_read(Arena *a, CloudMode mode, Str body, CloudEvents *out, Str *out_fault);
/* Binary mode: all the request's headers (names in any case) and its body. The same results. */
Status cloud_events_read_binary(Arena *a, const UsagePair *headers, size_t n, Str body,
                                CloudEvents *out, Str *out_fault);

/* What makes an event the same one when it is sent again: SHA-256 over source and id, each behind
 * its length (8 bytes, big-endian), so that ("a-b", "c") is not ("a", "b-c"). */
Hash cloud_event_key(Str source, Str id);
/* What tells whether it says the same, too: SHA-256 over all that a good event means but its source
 * and id. The mode it came in, the order of members, white space, escapes, the zone a time is
 * written in and "1.50" for 1.5 do not matter. */
Hash cloud_event_content(const CloudEvent *e);

#endif
