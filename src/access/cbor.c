/* access/cbor: see the header. */
#include "access/cbor.h"

#include <string.h>

/* RFC 8949, section 3: the first three bits of a value. */
enum {
        MAJOR_UNSIGNED,
        MAJOR_NEGATIVE,
        MAJOR_BYTES,
        MAJOR_TEXT,
        MAJOR_LIST,
        MAJOR_MAP,
        MAJOR_TAG,
        MAJOR_SIMPLE
};
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE = 21, SIMPLE_NULL = 22, LENGTH_IN_1 = 24, LENGTH_IN_8 = 27 };

typedef struct {
        Arena *a;
        Str rest;
        int items;
} Reader;

static Status read_value(Reader *r, int depth, Cbor *out);
static Status read_head(Reader *r, int *out_major, uint64_t *out_argument);
static Status read_simple(Reader *r, Cbor *out);
static Status read_members(Reader *r, int depth, Cbor *out);
static bool key_is_after(Str before, Str key);
static void write_head(Text *out, int major, uint64_t argument);

Status cbor_parse(Arena *a, Str bytes, const Cbor **out, Str *out_rest)
{
        Reader r = {.a = a, .rest = bytes};
        Cbor *value;

        if (bytes.len > CBOR_BYTES_MAX)
                return INVALID;
        value = arena_new(a, Cbor, 1);
        TRY(read_value(&r, 0, value));
        if (!out_rest && r.rest.len > 0)
                return INVALID;
        if (out_rest)
                *out_rest = r.rest;
        *out = value;
        return OK;
}

const Cbor *cbor_get(const Cbor *map, Str key)
{
        if (!map || map->kind != CBOR_MAP)
                return NULL;
        for (const Cbor *m = map->child; m; m = m->next)
                if (m->key->kind == CBOR_TEXT && str_eq(m->key->bytes, key))
                        return m;
        return NULL;
}

const Cbor *cbor_get_int(const Cbor *map, int64_t key)
{
        if (!map || map->kind != CBOR_MAP)
                return NULL;
        for (const Cbor *m = map->child; m; m = m->next)
                if (m->key->kind == CBOR_INT && m->key->integer == key)
                        return m;
        return NULL;
}

Status cbor_write(const Cbor *value, Text *out)
{
        switch (value->kind) {
        case CBOR_INT:
                if (value->integer >= 0)
                        write_head(out, MAJOR_UNSIGNED, (uint64_t)value->integer);
                else
                        write_head(out, MAJOR_NEGATIVE, (uint64_t) - (value->integer + 1));
                break;
        case CBOR_BYTES:
        case CBOR_TEXT:
                write_head(out, value->kind == CBOR_TEXT ? MAJOR_TEXT : MAJOR_BYTES,
                           value->bytes.len);
                text_add(out, value->bytes);
                break;
        case CBOR_LIST:
        case CBOR_MAP:
                write_head(out, value->kind == CBOR_MAP ? MAJOR_MAP : MAJOR_LIST, value->n);
                for (const Cbor *m = value->child; m; m = m->next) {
                        if (value->kind == CBOR_MAP)
                                TRY(cbor_write(m->key, out));
                        TRY(cbor_write(m, out));
                }
                break;
        case CBOR_BOOL:
                write_head(out, MAJOR_SIMPLE, value->yes ? SIMPLE_TRUE : SIMPLE_FALSE);
                break;
        case CBOR_NULL: write_head(out, MAJOR_SIMPLE, SIMPLE_NULL); break;
        }
        return out->overflow ? TOO_LARGE : OK;
}

static Status read_value(Reader *r, int depth, Cbor *out)
{
        uint64_t argument;
        int major;

        if (++r->items > CBOR_ITEMS_MAX || r->rest.len == 0)
                return INVALID;
        if ((unsigned char)r->rest.at[0] >> 5 == MAJOR_SIMPLE)
                return read_simple(r, out);
        TRY(read_head(r, &major, &argument));
        switch (major) {
        case MAJOR_UNSIGNED:
        case MAJOR_NEGATIVE:
                if (argument > INT64_MAX)
                        return INVALID;
                out->kind = CBOR_INT;
                out->integer = major == MAJOR_UNSIGNED ? (int64_t)argument : -1 - (int64_t)argument;
                return OK;
        case MAJOR_BYTES:
        case MAJOR_TEXT:
                if (argument > r->rest.len)
                        return INVALID;
                out->kind = major == MAJOR_TEXT ? CBOR_TEXT : CBOR_BYTES;
                out->bytes = (Str){r->rest.at, (size_t)argument};
                r->rest = str_skip(r->rest, (size_t)argument);
                return major == MAJOR_BYTES || str_is_utf8(out->bytes) ? OK : INVALID;
        case MAJOR_LIST:
        case MAJOR_MAP:
                /* a member is one byte at least, so this also bounds what is asked of the arena */
                if (argument > r->rest.len || depth >= CBOR_DEPTH_MAX)
                        return INVALID;
                out->kind = major == MAJOR_MAP ? CBOR_MAP : CBOR_LIST;
                out->n = (size_t)argument;
                return read_members(r, depth + 1, out);
        default: return INVALID; /* a tag */
        }
}

/* The major type, and the number that comes with it in its shortest form. */
static Status read_head(Reader *r, int *out_major, uint64_t *out_argument)
{
        unsigned char first = (unsigned char)r->rest.at[0];
        uint64_t argument = first & 31;
        size_t bytes;

        if (argument > LENGTH_IN_8)
                return INVALID; /* indefinite, or reserved */
        bytes = argument < LENGTH_IN_1 ? 0 : (size_t)1 << (argument - LENGTH_IN_1);
        if (r->rest.len < 1 + bytes)
                return INVALID;
        if (bytes > 0) {
                argument = 0;
                for (size_t i = 1; i <= bytes; i++)
                        argument = argument << 8 | (unsigned char)r->rest.at[i];
                if (argument < LENGTH_IN_1 || (bytes > 1 && argument >> (bytes * 4) == 0))
                        return INVALID; /* half as many bytes would have done */
        }
        r->rest = str_skip(r->rest, 1 + bytes);
        *out_major = first >> 5;
        *out_argument = argument;
        return OK;
}

static Status read_simple(Reader *r, Cbor *out)
{
        switch ((unsigned char)r->rest.at[0] & 31) {
        case SIMPLE_FALSE: out->kind = CBOR_BOOL; break;
        case SIMPLE_TRUE: out->kind = CBOR_BOOL, out->yes = true; break;
        case SIMPLE_NULL: out->kind = CBOR_NULL; break;
        default: return INVALID;
        }
        r->rest = str_skip(r->rest, 1);
        return OK;
}

static Status read_members(Reader *r, int depth, Cbor *out)
{
        const Cbor **tail = &out->child;
        Str before = {0};

        for (size_t i = 0; i < out->n; i++) {
                Cbor *member = arena_new(r->a, Cbor, 1);

                if (out->kind == CBOR_MAP) {
                        Cbor *key = arena_new(r->a, Cbor, 1);
                        Str spelled = r->rest;

                        TRY(read_value(r, depth, key));
                        if (key->kind != CBOR_INT && key->kind != CBOR_TEXT)
                                return INVALID;
                        spelled.len -= r->rest.len;
                        if (i > 0 && !key_is_after(before, spelled))
                                return INVALID;
                        before = spelled;
                        member->key = key;
                }
                TRY(read_value(r, depth, member));
                *tail = member;
                tail = &member->next;
        }
        return OK;
}

/* CTAP 2.1, section 8: by major type, then by length, then by bytes; the same key is not after. */
static bool key_is_after(Str before, Str key)
{
        int x = (unsigned char)before.at[0] >> 5, y = (unsigned char)key.at[0] >> 5;

        if (x != y)
                return x < y;
        if (before.len != key.len)
                return before.len < key.len;
        return str_cmp(before, key) < 0;
}

static void write_head(Text *out, int major, uint64_t argument)
{
        size_t bytes = argument < LENGTH_IN_1   ? 0
                       : argument <= UINT8_MAX  ? 1
                       : argument <= UINT16_MAX ? 2
                       : argument <= UINT32_MAX ? 4
                                                : 8;
        int code = bytes == 0   ? (int)argument
                   : bytes == 1 ? LENGTH_IN_1
                   : bytes == 2 ? LENGTH_IN_1 + 1
                   : bytes == 4 ? LENGTH_IN_1 + 2
                                : LENGTH_IN_8;

        text_char(out, (char)(major << 5 | code));
        for (size_t i = bytes; i > 0; i--)
                text_char(out, (char)(argument >> (8 * (i - 1))));
}
