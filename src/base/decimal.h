/* base/decimal: amounts are integers at a fixed scale; this reads and prints them. */
#ifndef SEEDBED_BASE_DECIMAL_H
#define SEEDBED_BASE_DECIMAL_H

#include "base/str.h"

enum { DECIMAL_SCALE_MAX = 18 };

/* "-12.5" at scale 2 gives -1250. Digits past the scale must be zero; no exponent, no spaces, no
 * thousands marks. false when it is not such a number or does not fit. */
bool decimal_parse(Str s, int scale, int64_t *out);
/* -1250 at scale 2 gives "-12.50". */
void decimal_write(Text *t, int64_t value, int scale);
Str decimal_text(Arena *a, int64_t value, int scale);

#endif
