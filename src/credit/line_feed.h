/* credit/line_feed: the lines of a file, one at a time, whatever its size. */
#ifndef SEEDBED_CREDIT_LINE_FEED_H
#define SEEDBED_CREDIT_LINE_FEED_H

#include "base/source.h"

typedef struct {
        Source *source;
        char *bytes;
        size_t bytes_max, from, to;
        int64_t line; /* last given out, from 1 */
        bool has_ended;
} LineFeed;

/* Lines of at most bytes_max bytes; memory is of the arena. */
LineFeed line_feed_begin(Arena *a, Source *source, size_t bytes_max);
/* The next line without its end (LF or CR LF), until the next call; a byte order mark before the
 * first is passed over, and a last line needs no end. INVALID: it is longer than bytes_max, and is
 * passed over. NOT_FOUND: there is none. Other statuses are the source's (its INVALID is CONFLICT
 * here), and repeat. */
Status line_feed_next(LineFeed *f, Str *out);

#endif
