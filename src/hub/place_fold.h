/* hub/place_fold: the bones of a place's name, so that spellings of one name meet.
 *
 * Shared by the table's maker (tools/places) and its reader: a key folded by one is found by the
 * other. */
#ifndef SEEDBED_HUB_PLACE_FOLD_H
#define SEEDBED_HUB_PLACE_FOLD_H

#include "base/str.h"

enum { PLACE_NAME_BYTES_MAX = 120, PLACE_FOLD_BYTES_MAX = 1024 };

/* Small letters and digits of the name alone: "Côte d'Ivoire" is "cotedivoire". Accents, spaces and
 * punctuation go, and the word "the"; "&" becomes "and", "St" "saint". Empty when the name is over
 * PLACE_NAME_BYTES_MAX, not UTF-8, or holds no letter. The result stands in buffer. */
Str place_fold(Str name, char buffer[PLACE_FOLD_BYTES_MAX]);

#endif
