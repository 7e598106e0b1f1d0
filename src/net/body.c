/* net/body: see the header. */
#include "net/body.h"

#include <stdlib.h>
#include <string.h>

size_t body_take(char *at, size_t one, size_t n, void *ctx)
{
        Body *b = ctx;
        size_t bytes = one * n;

        if (bytes > b->bytes_max - b->len) {
                b->is_too_large = true;
                return 0; /* ends the transfer */
        }
        if (bytes > b->room - b->len) {
                size_t room = b->room * 2 > b->len + bytes ? b->room * 2 : b->len + bytes + 4096;
                char *grown = realloc(b->at, room);

                if (!grown)
                        return 0;
                b->at = grown;
                b->room = room;
        }
        if (bytes)
                memcpy(b->at + b->len, at, bytes);
        b->len += bytes;
        return bytes;
}
