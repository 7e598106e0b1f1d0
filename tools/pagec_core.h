/* tools/pagec_core: a page file in, C out.
 *
 * It touches no file, so that the fuzzer can call it on bytes. */
#ifndef SEEDBED_TOOLS_PAGEC_CORE_H
#define SEEDBED_TOOLS_PAGEC_CORE_H

#include "base/str.h"

typedef struct {
        Str header, source; /* the two C files */
        Str pot;            /* the words to translate, as gettext's template */
        Str fault;          /* "LINE:COLUMN: what is wrong", when it did not compile */
} Pagec;

/* Compiles the page file's text. name is its path, for messages and #line; header_name is how the
 * source includes the header. INVALID fills out->fault and nothing else. */
Status pagec_compile(Arena *a, Str name, Str header_name, Str text, Pagec *out);

#endif
