/* Arbitrary bytes as JSON: what is read is written canonically, and the canonical form is its own
 * canonical form. */
#include "base/json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Text once = text_begin(&a, 16 * MIB), twice = text_begin(&a, 16 * MIB);
        const Json *j;
        Str fault;

        if (json_parse(&a, (Str){(const char *)data, size}, &j, &fault) == OK &&
            jcs_write(&a, j, &once) == OK) {
                Status s = json_parse(&a, text_str(&once), &j, &fault);

                /* an integer past 63 bits is written as digits that no integer holds: refused, not
                 * misread */
                if (s == OK) {
                        assert(jcs_write(&a, j, &twice) == OK);
                        assert(str_eq(text_str(&once), text_str(&twice)));
                }
        }
        arena_free(&a);
        return 0;
}
