/* base/window: the piece of a source that is in memory, and lines in it.
 *
 * The row at work and what was read behind it stand in one buffer. When the row is not whole, it
 * moves to the buffer's front and more is read. The buffer is longer than the longest row by what
 * is read at once, so there is always room, and a row that still does not fit is too long. */
#ifndef SEEDBED_BASE_WINDOW_H
#define SEEDBED_BASE_WINDOW_H

#include "base/csv.h"
#include "base/source.h"

typedef struct {
        Source *source;
        CsvScan scan; /* at, end and is_last are the window's own, for NDJSON too */
        char *buffer;
        size_t buffer_bytes, read_bytes;
        bool ends_at_cr;  /* a CR ends a line, too */
        bool is_plain;    /* all of it is ASCII, so no row need be checked */
        bool is_skipping; /* inside a line that was too long */
        int64_t lines;    /* lines begun: the number of the one at scan.at */
        int64_t bytes;    /* read so far */
} Window;

/* scan.row_bytes_max is set here. false when there is no memory. */
bool window_open(Window *w, Source *source, size_t row_bytes_max, size_t read_bytes);
void window_close(Window *w);
static inline Str window_rest(const Window *w)
{
        return (Str){w->scan.at, (size_t)(w->scan.end - w->scan.at)};
}
static inline bool window_at_end(const Window *w)
{
        return w->scan.is_last && w->scan.at == w->scan.end;
}
/* Reads on; what stood from scan.at on has moved. CONFLICT for what source_read calls INVALID (here
 * that is said of rows); other failures as they are, and only when all bytes before were given. */
Status window_fill(Window *w);
/* The line at scan.at without its end, and moves behind it. *out_whole is false when it has more
 * than row_bytes_max; then *out is cut and window_skip_line must come before anything else. */
Status window_take_line(Window *w, Str *out, bool *out_whole);
/* Leaves the line that was cut, without keeping it. */
Status window_skip_line(Window *w);

#endif
