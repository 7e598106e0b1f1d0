/* web/script_words: what scripts in the browser say, in a language, as a script of its own.
 *
 * assets/words.js says things in English by itself; a page in another language loads this before.
 */
#ifndef SEEDBED_WEB_SCRIPT_WORDS_H
#define SEEDBED_WEB_SCRIPT_WORDS_H

#include "base/language.h"

/* For /assets/words-TAG.js. */
Str script_words(Arena *a, Language language);

#endif
