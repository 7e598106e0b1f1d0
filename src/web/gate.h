/* web/gate: what is let in.
 *
 * Two servers that read one request differently are how requests are smuggled past the one in
 * front. So a head that could be read in two ways is refused, not interpreted. The library below
 * lets several of these through; nothing here trusts it. */
#ifndef SEEDBED_WEB_GATE_H
#define SEEDBED_WEB_GATE_H

#include "web/http.h"

typedef struct {
        Str method, uri, version;
        const HttpPair *headers;
        size_t headers_n;
} GateHead;

typedef struct {
        size_t header_bytes_max, body_bytes_max;
        uint64_t upload_bytes_max;
} GateLimits;

/* What the gate found out on the way. status 0: come in. */
typedef struct {
        int status;
        const char *why;
        HttpMethod method;
        bool has_body, is_chunked, is_multipart;
        uint64_t body_bytes; /* as announced; 0 when chunked */
        /* for ready pages: */
        bool is_anonymous; /* neither Authorization nor a session cookie */
        bool takes_gzip;
        Str if_none_match, content_type;
        Language chosen, accepted; /* by the visitor's cookie, by Accept-Language */
} GateVerdict;

GateVerdict gate_check(const GateHead *head, const GateLimits *limits);
/* The cookie in which a visitor's choice is kept: a tag. */
#define LANGUAGE_COOKIE "language"
/* What the visitor chose, else what the browser accepts. */
static inline Language gate_language(const GateVerdict *v)
{
        return v->chosen != LANGUAGE_NONE ? v->chosen : v->accepted;
}
/* Does an Accept-Encoding value take gzip? */
bool gate_takes_gzip(Str accept_encoding);
/* Is etag in an If-None-Match value (weak comparison, RFC 9110 13.1.2)? */
bool gate_etag_matches(Str if_none_match, Str etag);
/* The cookie of that name in a Cookie value; false when there is none. */
bool gate_cookie(Str cookies, Str name, Str *out);

#endif
