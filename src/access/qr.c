/* access/qr: see the header. Neighbours in a row become one bar, which keeps the path short. */
#include "access/qr.h"

#include <errno.h>
#include <qrencode.h>

enum { MARGIN = 4, BAR_CHARS_MAX = 32 };

static Str path_of(Arena *a, const QRcode *code)
{
        int n = code->width;
        Text t = text_begin(a, (size_t)n * (size_t)n / 2 * BAR_CHARS_MAX + BAR_CHARS_MAX);

        for (int y = 0; y < n; y++)
                for (int x = 0, end; x < n; x = end + 1) {
                        for (end = x; end < n && (code->data[y * n + end] & 1);)
                                end++;
                        if (end > x)
                                text_fmt(&t, "M%d %dh%dv1h-%dz", x + MARGIN, y + MARGIN, end - x,
                                         end - x);
                }
        return text_str(&t);
}

Status qr_draw(Arena *a, Str text, Qr *out)
{
        QRcode *code =
                QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);

        if (!code)
                return errno == ERANGE ? TOO_LARGE : BROKEN;
        out->size = code->width + 2 * MARGIN;
        out->path = path_of(a, code);
        QRcode_free(code);
        return OK;
}
