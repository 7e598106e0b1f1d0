/* base/window: see the header. */
#include "base/window.h"

#include <assert.h>

bool window_open(Window *w, Source *source, size_t row_bytes_max, size_t read_bytes)
{
        /* two more, for a line end that may be CR LF */
        *w = (Window){.source = source,
                      .read_bytes = read_bytes,
                      .is_plain = true,
                      .lines = 1,
                      .buffer_bytes = row_bytes_max + 2 + read_bytes};
        w->buffer = calloc(1, w->buffer_bytes + CSV_PAD);
        if (!w->buffer)
                return false;
        w->scan.row_bytes_max = row_bytes_max;
        csv_scan_at(&w->scan, w->buffer, w->buffer, false);
        return true;
}

void window_close(Window *w)
{
        free(w->buffer);
}

Status window_fill(Window *w)
{
        size_t keep = window_rest(w).len, got = 0, n;
        bool is_last = w->scan.is_last;

        assert(keep + w->read_bytes <= w->buffer_bytes);
        memmove(w->buffer, w->scan.at, keep);
        while (got < w->read_bytes && !is_last) {
                Status status =
                        source_read(w->source, w->buffer + keep + got, w->read_bytes - got, &n);

                if (status != OK && got > 0)
                        break; /* it will fail again; first the rows that came before */
                if (status != OK)
                        return status == INVALID ? CONFLICT : status;
                is_last = n == 0;
                got += n;
        }
        w->bytes += (int64_t)got;
        w->is_plain = csv_is_plain(w->buffer, keep + got);
        csv_scan_at(&w->scan, w->buffer, w->buffer + keep + got, is_last);
        return OK;
}

/* Where the line at scan.at ends, or the end of the window. */
static const char *line_end(const Window *w)
{
        Str rest = window_rest(w);

        if (w->ends_at_cr)
                return csv_line_end(rest.at, w->scan.end);
        return rest.at + str_find(rest, '\n');
}

/* Moves behind the line end at e. false when the window must be longer to tell. */
static bool pass_line_end(Window *w, const char *e)
{
        CsvScan *s = &w->scan;

        if (!s->is_last && (e == s->end || (*e == '\r' && e + 1 == s->end)))
                return false;
        if (e + 1 < s->end && e[0] == '\r' && e[1] == '\n')
                e++;
        csv_scan_at(s, e < s->end ? e + 1 : e, s->end, s->is_last);
        w->lines++;
        return true;
}

Status window_take_line(Window *w, Str *out, bool *out_whole)
{
        size_t max = w->scan.row_bytes_max;

        for (;;) {
                const char *at = w->scan.at, *e = line_end(w);
                size_t n = (size_t)(e - at);

                if (n > max) {
                        *out = (Str){at, max};
                        *out_whole = false;
                        w->is_skipping = true;
                        return OK;
                }
                if (pass_line_end(w, e)) {
                        *out = (Str){at, n};
                        *out_whole = true;
                        return OK;
                }
                TRY(window_fill(w));
        }
}

Status window_skip_line(Window *w)
{
        for (;;) {
                const char *e = line_end(w);

                if (pass_line_end(w, e))
                        break;
                csv_scan_at(&w->scan, e, w->scan.end, false);
                TRY(window_fill(w));
        }
        w->is_skipping = false;
        return OK;
}
