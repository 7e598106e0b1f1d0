/* fuzz/cbor: any bytes as CBOR; what is read is written again, and must be what came in. */
#include "access/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str in = {(const char *)data, size}, rest;
        Text again = text_begin(&a, size + 1);
        const Cbor *v;

        if (cbor_parse(&a, in, &v, &rest) == OK &&
            (cbor_write(v, &again) != OK ||
             !str_eq(text_str(&again), (Str){in.at, in.len - rest.len})))
                abort();
        if (cbor_parse(&a, in, &v, NULL) == OK && rest.len != 0)
                abort();
        arena_free(&a);
        return 0;
}
