/* web/decode: see the header. */
#include "web/decode.h"

#include <string.h>

static int hex_value(char c);
static bool is_plain_path(Str path);

Status decode_percent(Arena *a, Str raw, bool plus_is_space, Str *out)
{
        char *to;
        size_t n = 0;
        Str text;

        if (str_find(raw, '%') == raw.len && (!plus_is_space || str_find(raw, '+') == raw.len)) {
                if (!str_is_utf8(raw))
                        return INVALID;
                *out = raw;
                return OK;
        }
        to = arena_bytes(a, raw.len);
        for (size_t i = 0; i < raw.len; i++) {
                if (raw.at[i] == '%') {
                        int high, low;

                        if (raw.len - i < 3)
                                return INVALID;
                        high = hex_value(raw.at[i + 1]);
                        low = hex_value(raw.at[i + 2]);
                        if (high < 0 || low < 0)
                                return INVALID;
                        to[n++] = (char)(high << 4 | low);
                        i += 2;
                } else {
                        to[n++] = plus_is_space && raw.at[i] == '+' ? ' ' : raw.at[i];
                }
        }
        text = (Str){to, n};
        if (!str_is_utf8(text))
                return INVALID;
        *out = text;
        return OK;
}

Status decode_path(Arena *a, Str raw, Str *out)
{
        Str path;

        for (size_t i = 0; i + 2 < raw.len; i++)
                if (raw.at[i] == '%' && raw.at[i + 1] == '2' && (raw.at[i + 2] | 0x20) == 'f')
                        return INVALID;
        TRY(decode_percent(a, raw, false, &path));
        if (!is_plain_path(path))
                return INVALID;
        *out = path;
        return OK;
}

Status decode_pairs(Arena *a, Str raw, size_t pairs_max, HttpPair **out, size_t *out_n)
{
        Str rest = raw, piece;
        size_t n = 0, room = 0;
        HttpPair *pairs;

        while (str_cut(&rest, '&', &piece))
                if (!str_empty(piece) && ++room > pairs_max)
                        return TOO_MANY;
        pairs = arena_new(a, HttpPair, room + 1);
        rest = raw;
        while (str_cut(&rest, '&', &piece)) {
                size_t equals = str_find(piece, '=');

                if (str_empty(piece))
                        continue;
                TRY(decode_percent(a, (Str){piece.at, equals}, true, &pairs[n].name));
                TRY(decode_percent(a, str_skip(piece, equals + 1), true, &pairs[n].value));
                n++;
        }
        *out = pairs;
        *out_n = n;
        return OK;
}

static int hex_value(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

static bool is_plain_path(Str path)
{
        Str rest, segment;

        if (str_empty(path) || path.at[0] != '/')
                return false;
        for (size_t i = 0; i < path.len; i++) {
                unsigned char b = (unsigned char)path.at[i];

                if (b < 0x20 || b == 0x7f || b == '\\')
                        return false;
                if (b == '/' && i > 0 && path.at[i - 1] == '/')
                        return false;
        }
        rest = str_skip(path, 1);
        while (str_cut(&rest, '/', &segment))
                if (str_is(segment, ".") || str_is(segment, ".."))
                        return false;
        return true;
}
