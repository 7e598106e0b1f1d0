/* net/push: POSTs to servers that somebody else named, many at a time, with an end to everything.
 *
 * No redirect is followed, no proxy of the environment is used, of the answer only the beginning is
 * kept, and no connection is made to an address that is not public (net/address) unless the set was
 * opened for that: the check is at the socket, after the name was looked up, so a name that leads
 * elsewhere the second time does not help. One set belongs to one thread. */
#ifndef SEEDBED_NET_PUSH_H
#define SEEDBED_NET_PUSH_H

#include "base/str.h"

enum {
        PUSH_FAULT_BYTES = 256,
        PUSH_SECONDS_MAX = 20,
        PUSH_URL_BYTES_MAX = 2000,
        PUSH_HEADERS_MAX = 8,
        PUSH_ANSWER_BYTES_MAX = 512,     /* that are kept */
        PUSH_ANSWER_READ_MAX = 64 * 1024 /* past this the connection is closed */
};

typedef struct PushSet PushSet;

typedef struct {
        Str url, body;
        Str headers[PUSH_HEADERS_MAX]; /* "name: value"; no line breaks */
        size_t headers_n;
        void *ctx; /* comes back with the end */
} Push;

typedef struct {
        void *ctx;
        int code; /* of the answer; 0: there was none */
        int64_t duration_us;
        int64_t retry_after_s; /* as the server wished; 0: it said nothing */
        char answer[PUSH_ANSWER_BYTES_MAX];
        size_t answer_n;
        char fault[PUSH_FAULT_BYTES]; /* why there was no answer; empty otherwise */
} PushEnd;

/* may_private: also to addresses that are not public, and without TLS. seconds_max 0:
 * PUSH_SECONDS_MAX. BROKEN when the library can not be set up. */
Status push_open(bool may_private, int seconds_max, PushSet **out);
/* What is on its way is given up. NULL is fine. */
void push_close(PushSet *p);

/* Is this an address to send to: https (http only if may_private), a host, nobody's name or
 * password, no fragment, no address that is not public? INVALID says why in words. */
Status push_url_check(Str url, bool may_private, char fault[PUSH_FAULT_BYTES]);

/* Begins one; texts are copied. INVALID: not an address to send to, or a header with a line break.
 * BROKEN: no memory. */
Status push_begin(PushSet *p, const Push *push);
/* Works on those that are on their way, for at most so long. */
void push_wait(PushSet *p, int ms_max);
/* One that has ended; false: none has. */
bool push_next(PushSet *p, PushEnd *out);

#endif
