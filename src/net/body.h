/* net/body: an answer's bytes as they come, up to a limit. */
#ifndef SEEDBED_NET_BODY_H
#define SEEDBED_NET_BODY_H

#include <stdbool.h>
#include <stddef.h>

/* Begins as {.bytes_max = …}; whoever has it frees `at`. */
typedef struct {
        char *at;
        size_t len, room, bytes_max;
        bool is_too_large;
} Body;

/* What libcurl calls with each piece (CURLOPT_WRITEFUNCTION); ctx is a Body. Less than it was given
 * ends the transfer: past the limit, or without memory. */
size_t body_take(char *at, size_t one, size_t n, void *ctx);

#endif
