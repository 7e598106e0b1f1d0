/* web/decode: percent-encoding, read once and strictly, so that no two places disagree. */
#ifndef SEEDBED_WEB_DECODE_H
#define SEEDBED_WEB_DECODE_H

#include "web/http.h"

/* %XX made bytes, and '+' a space when plus_is_space. INVALID for a broken %, NUL or text that is
 * not UTF-8. */
Status decode_percent(Arena *a, Str raw, bool plus_is_space, Str *out);
/* A path that names one thing: INVALID also without a slash in front, for an encoded slash, a
 * backslash, a control byte, an empty segment in the middle, "." and "..". */
Status decode_path(Arena *a, Str raw, Str *out);
/* "a=1&b=2", with '+' as space; empty pieces are skipped. TOO_MANY past pairs_max. */
Status decode_pairs(Arena *a, Str raw, size_t pairs_max, HttpPair **out, size_t *out_n);

#endif
