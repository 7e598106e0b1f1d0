/* web/entry_word: what kinds of entries are called. */
#ifndef SEEDBED_WEB_ENTRY_WORD_H
#define SEEDBED_WEB_ENTRY_WORD_H

#include "base/str.h"

/* "party.added" as "Party added", in the reader's language. A kind that nobody named (a programme's
 * definition may make its own) is shown as it is written, without its points. */
Str entry_word(Arena *a, Str kind);

#endif
