/* fuzz/pagec_fuzz: the page compiler on any bytes.
 *
 * A page file is ours, not a stranger's; but a compiler that crashes or hangs on a slip of the hand
 * is no help. What comes out is not compiled here: tests/pagec_cases.sh does that. */
#include "tools/pagec_core.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
        Arena a = arena_make(256 * MIB);
        char *copy = malloc(n ? n : 1); /* its own block, so that a read past the end is seen */
        Pagec out = {0};

        assert(copy != NULL);
        if (n)
                memcpy(copy, bytes, n);
        if (pagec_compile(&a, S("fuzz.html"), S("fuzz.html.h"), (Str){copy, n}, &out) == OK) {
                assert(str_empty(out.fault) && !str_empty(out.header) && !str_empty(out.source));
                assert(str_is_utf8(out.source) && str_is_utf8(out.pot));
        } else
                assert(str_has(out.fault, S(": ")) && str_empty(out.source));
        free(copy);
        arena_free(&a);
        return 0;
}
