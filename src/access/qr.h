/* access/qr: a QR code (ISO/IEC 18004) as the path of an SVG. */
#ifndef SEEDBED_ACCESS_QR_H
#define SEEDBED_ACCESS_QR_H

#include "base/status.h"
#include "base/str.h"

typedef struct {
        Str path; /* of dark squares, one unit each, inside of the margin */
        int size; /* of the whole, with a margin of four on each side */
} Qr;

/* TOO_LARGE: no code holds so much; BROKEN: no memory. */
Status qr_draw(Arena *a, Str text, Qr *out);

#endif
