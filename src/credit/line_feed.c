/* credit/line_feed: see the header. */
#include "credit/line_feed.h"

#include <assert.h>
#include <string.h>

LineFeed line_feed_begin(Arena *a, Source *source, size_t bytes_max)
{
        /* room for CR LF */
        return (LineFeed){
                .source = source, .bytes = arena_bytes(a, bytes_max + 2), .bytes_max = bytes_max};
}

/* More bytes behind those that are there, moved to the front. */
static Status fill(LineFeed *f)
{
        size_t n;
        Status s;

        assert(f->bytes != NULL && f->from <= f->to);
        memmove(f->bytes, f->bytes + f->from, f->to - f->from);
        f->to -= f->from;
        f->from = 0;
        s = source_read(f->source, f->bytes + f->to, f->bytes_max + 2 - f->to, &n);
        if (s != OK)
                return s == INVALID ? CONFLICT : s;
        f->to += n;
        f->has_ended = n == 0;
        return OK;
}

/* Without its end, and without the mark before the first. */
static Status give(LineFeed *f, const char *end, Str *out)
{
        Str line = {f->bytes + f->from, (size_t)(end - (f->bytes + f->from))};

        f->line++;
        f->from += line.len + (f->from + line.len < f->to);
        if (f->line == 1 && str_starts(line, S("\xef\xbb\xbf")))
                line = (Str){line.at + 3, line.len - 3};
        if (line.len && line.at[line.len - 1] == '\r')
                line.len--;
        if (line.len > f->bytes_max)
                return INVALID;
        *out = line;
        return OK;
}

Status line_feed_next(LineFeed *f, Str *out)
{
        bool is_long = false;

        assert(f->bytes != NULL);
        for (;;) {
                const char *from = f->bytes + f->from;
                const char *end = f->to > f->from ? memchr(from, '\n', f->to - f->from) : NULL;

                if (!end && f->has_ended && f->from == f->to && !is_long)
                        return NOT_FOUND;
                if (!end && f->has_ended)
                        end = f->bytes + f->to;
                if (end && !is_long)
                        return give(f, end, out);
                if (end) {
                        (void)give(f, end, out);
                        return INVALID;
                }
                if (f->to - f->from == f->bytes_max + 2) {
                        is_long = true;
                        f->from = f->to;
                }
                TRY(fill(f));
        }
}
