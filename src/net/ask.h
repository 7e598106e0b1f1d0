/* net/ask: one request to a server that somebody named: a GET or a form, and the bytes that came.
 *
 * Unlike net/fetch it follows no redirect, tells no cookie, uses no proxy, and connects to no
 * address of a private network unless the caller says so. That is looked at when the socket is
 * made, after names were resolved, so a name that points inside is refused like the number behind
 * it. */
#ifndef SEEDBED_NET_ASK_H
#define SEEDBED_NET_ASK_H

#include "base/str.h"

#include <sys/socket.h>

enum { ASK_FAULT_BYTES = 256, ASK_SECONDS_MAX = 10, ASK_WAIT_SECONDS_MAX = 2 };

/* Lets so many requests run at a time; who comes then waits a moment and is turned away, so that a
 * slow server holds few of our threads. Safe from any thread. */
typedef struct AskGate AskGate;
/* BROKEN without memory. */
Status ask_gate_open(size_t running_max, AskGate **out);
/* Nobody may be inside. NULL is fine. */
void ask_gate_close(AskGate *gate);

typedef struct {
        Str url;
        Str form;          /* application/x-www-form-urlencoded; a GET when empty */
        Str authorization; /* the header's value; none when empty */
        size_t bytes_max;  /* of the answer */
        bool may_be_private;
        AskGate *gate; /* NULL: none to pass */
} Ask;

typedef struct {
        long code; /* HTTP status */
        Str body;
        char fault[ASK_FAULT_BYTES]; /* in words, when there is no answer */
} Answer;

/* OK: there is an answer, whatever its status. INVALID: not an http or https address; TOO_LARGE
 * past bytes_max; TOO_MANY: the gate is full; UPSTREAM: no answer in ASK_SECONDS_MAX, or an address
 * that is not asked; BROKEN without memory. */
Status ask(Arena *a, const Ask *what, Answer *out);

#endif
