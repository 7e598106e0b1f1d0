/* exchange/uuid: see the header. */
#include "exchange/uuid.h"

#include "base/hash.h"

#include <string.h>

/* The 59 bits that say whose it is. */
static uint64_t mark_of(Arena *a, Str space, const char *kind, Id id)
{
        Hash h = hash_sha256(
                str_fmt(a, "seedbed uuid\n%.*s\n%s\n%lld", S_ARG(space), kind, (long long)id));
        uint64_t mark = 0;

        for (int i = 0; i < 8; i++)
                mark = mark << 8 | h.b[i];
        return mark >> 5;
}

/* 48 bits of the id, the version, 12 bits, the variant, the last three bits, the mark. */
Str uuid_of(Arena *a, Str space, const char *kind, Id id)
{
        uint64_t i = (uint64_t)id, mark = mark_of(a, space, kind, id);
        uint64_t last = (uint64_t)2 << 62 | (i & 7) << 59 | mark;

        return str_fmt(a, "%08llx-%04llx-8%03llx-%04llx-%012llx",
                       (unsigned long long)(i >> 31 & 0xffffffff),
                       (unsigned long long)(i >> 15 & 0xffff), (unsigned long long)(i >> 3 & 0xfff),
                       (unsigned long long)(last >> 48),
                       (unsigned long long)(last & 0xffffffffffff));
}

static bool hex_of(Str s, uint64_t *out)
{
        *out = 0;
        for (size_t i = 0; i < s.len; i++) {
                const char *digits = "0123456789abcdef", *at = strchr(digits, s.at[i]);

                if (!at || !*at)
                        return false;
                *out = *out << 4 | (uint64_t)(at - digits);
        }
        return true;
}

bool uuid_id(Arena *a, Str space, const char *kind, Str text, Id *out)
{
        Str small = str_lower(a, text);
        uint64_t high, middle, low, end;
        Id id;

        if (text.len != UUID_CHARS || !hex_of((Str){small.at, 8}, &high) ||
            !hex_of((Str){small.at + 9, 4}, &middle) || !hex_of((Str){small.at + 15, 3}, &low) ||
            !hex_of((Str){small.at + 19, 4}, &end))
                return false;
        id = (Id)(high << 31 | middle << 15 | low << 3 | (end >> 11 & 7));
        if (id <= 0 || !str_eq(small, uuid_of(a, space, kind, id)))
                return false;
        *out = id;
        return true;
}
