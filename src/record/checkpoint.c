/* record/checkpoint: see the header. */
#include "record/checkpoint.h"

#include <string.h>

static bool lines_are_good(Str lines);

Status checkpoint_write(Arena *a, const Checkpoint *c, Str *out)
{
        Text t = text_begin(a, CHECKPOINT_BYTES_MAX);

        if (str_find(c->origin, '\n') < c->origin.len || !str_is_utf8(c->origin) ||
            c->size > MERKLE_SIZE_MAX || !str_is_utf8(c->extensions))
                return INVALID;
        text_add(&t, c->origin);
        text_char(&t, '\n');
        text_int(&t, (int64_t)c->size);
        text_char(&t, '\n');
        text_add(&t, str_base64(a, c->root.b, HASH_BYTES));
        text_char(&t, '\n');
        text_add(&t, c->extensions);
        if (t.overflow)
                return TOO_LARGE;
        if (!lines_are_good(text_str(&t)))
                return INVALID;
        *out = text_str(&t);
        return OK;
}

Status checkpoint_parse(Arena *a, Str text, Checkpoint *out)
{
        Str rest = text, origin, size, root;
        Checkpoint c;

        if (text.len > CHECKPOINT_BYTES_MAX || !str_is_utf8(text) || !lines_are_good(text))
                return INVALID;
        if (!str_cut(&rest, '\n', &origin) || !str_cut(&rest, '\n', &size) ||
            !str_cut(&rest, '\n', &root))
                return INVALID;
        if (!merkle_number_parse(size, MERKLE_SIZE_MAX, &c.size) ||
            !checkpoint_hash_parse(a, root, &c.root))
                return INVALID;
        c.origin = origin;
        c.extensions = rest;
        *out = c;
        return OK;
}

bool checkpoint_hash_parse(Arena *a, Str line, Hash *out)
{
        Str bytes;

        /* 44 characters: what is not looked at is not decoded either */
        if (line.len != (HASH_BYTES + 2) / 3 * 4 || !str_unbase64(a, line, &bytes) ||
            bytes.len != HASH_BYTES)
                return false;
        memcpy(out->b, bytes.at, HASH_BYTES);
        return true;
}

/* Ends in a newline, no line is empty, no other control bytes. */
static bool lines_are_good(Str lines)
{
        char before = '\n';

        for (size_t i = 0; i < lines.len; i++) {
                char c = lines.at[i];

                if (c == '\n' ? before == '\n' : (unsigned char)c < 0x20)
                        return false;
                before = c;
        }
        return lines.len > 0 && before == '\n';
}
