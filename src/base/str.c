/* base/str: see the header. */
#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

Str str_from(const char *z)
{
        return z ? (Str){z, strlen(z)} : (Str){0};
}

char *str_z(Arena *a, Str s)
{
        char *z = arena_bytes(a, s.len + 1);

        if (s.len)
                memcpy(z, s.at, s.len);
        return z;
}

Str str_copy(Arena *a, Str s)
{
        return (Str){str_z(a, s), s.len};
}

bool str_eq(Str x, Str y)
{
        return x.len == y.len && (x.len == 0 || memcmp(x.at, y.at, x.len) == 0);
}

bool str_is(Str x, const char *z)
{
        return str_eq(x, str_from(z));
}

int str_cmp(Str x, Str y)
{
        size_t n = x.len < y.len ? x.len : y.len;
        int c = n ? memcmp(x.at, y.at, n) : 0;

        if (c != 0)
                return c;
        return x.len < y.len ? -1 : x.len > y.len;
}

static char lower(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(Str x, Str y)
{
        if (x.len != y.len)
                return false;
        for (size_t i = 0; i < x.len; i++)
                if (lower(x.at[i]) != lower(y.at[i]))
                        return false;
        return true;
}

bool str_starts(Str s, Str head)
{
        return s.len >= head.len && str_eq((Str){s.at, head.len}, head);
}

bool str_ends(Str s, Str tail)
{
        return s.len >= tail.len && str_eq((Str){s.at + s.len - tail.len, tail.len}, tail);
}

Str str_skip(Str s, size_t n)
{
        return n >= s.len ? (Str){0} : (Str){s.at + n, s.len - n};
}

Str str_head(Str s, size_t n)
{
        if (n >= s.len)
                return s;
        while (n > 0 && ((unsigned char)s.at[n] & 0xC0) == 0x80)
                n--;
        return (Str){s.at, n};
}

size_t str_find(Str s, char c)
{
        const char *p = s.len ? memchr(s.at, c, s.len) : NULL;

        return p ? (size_t)(p - s.at) : s.len;
}

size_t str_find_str(Str s, Str needle)
{
        const char *p;

        if (needle.len == 0)
                return 0;
        p = s.len ? memmem(s.at, s.len, needle.at, needle.len) : NULL;
        return p ? (size_t)(p - s.at) : s.len;
}

bool str_has(Str s, Str needle)
{
        return needle.len == 0 || str_find_str(s, needle) < s.len;
}

bool str_cut(Str *rest, char c, Str *piece)
{
        size_t n;

        if (rest->len == 0)
                return false;
        n = str_find(*rest, c);
        *piece = (Str){rest->at, n};
        *rest = str_skip(*rest, n + 1);
        return true;
}

static bool is_space(char c)
{
        return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s)
{
        while (s.len && is_space(s.at[0]))
                s = (Str){s.at + 1, s.len - 1};
        while (s.len && is_space(s.at[s.len - 1]))
                s.len--;
        return s;
}

Str str_lower(Arena *a, Str s)
{
        char *z = str_z(a, s);

        for (size_t i = 0; i < s.len; i++)
                z[i] = lower(z[i]);
        return (Str){z, s.len};
}

bool str_to_int(Str s, int64_t min, int64_t max, int64_t *out)
{
        bool minus = s.len && s.at[0] == '-';
        int64_t v = 0;

        if (minus)
                s = str_skip(s, 1);
        if (s.len == 0 || s.len > 19)
                return false;
        for (size_t i = 0; i < s.len; i++) {
                int digit = s.at[i] - '0';

                if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) ||
                    __builtin_sub_overflow(v, digit, &v)) /* negative holds INT64_MIN too */
                        return false;
        }
        if (!minus) {
                if (v == INT64_MIN)
                        return false;
                v = -v;
        }
        if (v < min || v > max)
                return false;
        *out = v;
        return true;
}

bool str_is_utf8(Str s)
{
        if (s.len == 0)
                return true;
        if (memchr(s.at, 0, s.len))
                return false;
        return u8_check((const uint8_t *)s.at, s.len) == NULL;
}

size_t str_chars(Str s)
{
        size_t n = 0;

        for (size_t i = 0; i < s.len; i++)
                n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
        return n;
}

Str str_join(Arena *a, const Str *pieces, size_t n, Str between)
{
        size_t all = 0;
        Text t;

        for (size_t i = 0; i < n; i++)
                all += pieces[i].len + between.len;
        t = text_begin(a, all + 1);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        text_add(&t, between);
                text_add(&t, pieces[i]);
        }
        return text_str(&t);
}

Str str_vfmt(Arena *a, const char *format, va_list args)
{
        va_list again;
        int n;
        char *z;

        va_copy(again, args);
        assert(format != NULL);
        n = vsnprintf(NULL, 0, format, again);
        va_end(again);
        assert(n >= 0);
        z = arena_bytes(a, (size_t)n + 1);
        vsnprintf(z, (size_t)n + 1, format, args);
        return (Str){z, (size_t)n};
}

Str str_fmt(Arena *a, const char *format, ...)
{
        va_list args;
        Str s;

        va_start(args, format);
        s = str_vfmt(a, format, args);
        va_end(args);
        return s;
}

uint64_t str_hash(Str s)
{
        uint64_t h = 0xcbf29ce484222325u;

        for (size_t i = 0; i < s.len; i++)
                h = (h ^ (unsigned char)s.at[i]) * 0x100000001b3u;
        h ^= h >> 33;
        h *= 0xff51afd7ed558ccdu;
        return h ^ (h >> 29);
}

Str str_hex(Arena *a, const void *bytes, size_t n)
{
        static const char digits[] = "0123456789abcdef";
        const unsigned char *b = bytes;
        char *z = arena_bytes(a, 2 * n + 1);

        for (size_t i = 0; i < n; i++) {
                z[2 * i] = digits[b[i] >> 4];
                z[2 * i + 1] = digits[b[i] & 15];
        }
        return (Str){z, 2 * n};
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

bool str_unhex(Str hex, void *out, size_t bytes)
{
        unsigned char *b = out;

        if (hex.len != 2 * bytes)
                return false;
        for (size_t i = 0; i < bytes; i++) {
                int high = hex_digit(hex.at[2 * i]), low = hex_digit(hex.at[2 * i + 1]);

                if (high < 0 || low < 0)
                        return false;
                b[i] = (unsigned char)(high << 4 | low);
        }
        return true;
}

static const char base64_digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Str str_base64(Arena *a, const void *bytes, size_t n)
{
        const unsigned char *b = bytes;
        char *z = arena_bytes(a, (n + 2) / 3 * 4 + 1), *p = z;

        for (size_t i = 0; i < n; i += 3) {
                uint32_t v = (uint32_t)b[i] << 16;

                if (i + 1 < n)
                        v |= (uint32_t)b[i + 1] << 8;
                if (i + 2 < n)
                        v |= b[i + 2];
                *p++ = base64_digits[v >> 18];
                *p++ = base64_digits[v >> 12 & 63];
                *p++ = i + 1 < n ? base64_digits[v >> 6 & 63] : '=';
                *p++ = i + 2 < n ? base64_digits[v & 63] : '=';
        }
        return (Str){z, (size_t)(p - z)};
}

static int base64_value(char c)
{
        if (c >= 'A' && c <= 'Z')
                return c - 'A';
        if (c >= 'a' && c <= 'z')
                return c - 'a' + 26;
        if (c >= '0' && c <= '9')
                return c - '0' + 52;
        return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool str_unbase64(Arena *a, Str text, Str *out)
{
        size_t pad = 0, n = 0;
        unsigned char *b;

        if (text.len % 4)
                return false;
        while (pad < 2 && text.len > pad && text.at[text.len - 1 - pad] == '=')
                pad++;
        b = arena_bytes(a, text.len / 4 * 3 + 1);
        for (size_t i = 0; i < text.len; i += 4) {
                uint32_t v = 0;
                size_t real = i + 4 == text.len ? 4 - pad : 4;

                for (size_t k = 0; k < 4; k++) {
                        int d = k < real ? base64_value(text.at[i + k]) : 0;

                        if (d < 0)
                                return false;
                        v = v << 6 | (uint32_t)d;
                }
                for (size_t k = 0; k + 1 < real; k++)
                        b[n++] = (unsigned char)(v >> (16 - 8 * k));
                if ((real == 3 && (v & 0xFF)) || (real == 2 && (v & 0xFFFF)))
                        return false; /* bits that no encoder writes */
        }
        *out = (Str){(const char *)b, n};
        return true;
}

Str str_base64url(Arena *a, const void *bytes, size_t n)
{
        Str text = str_base64(a, bytes, n);
        char *z = arena_bytes(a, text.len + 1);
        size_t len = 0;

        for (size_t i = 0; i < text.len && text.at[i] != '='; i++)
                z[len++] = text.at[i] == '+' ? '-' : text.at[i] == '/' ? '_' : text.at[i];
        return (Str){z, len};
}

bool str_unbase64url(Arena *a, Str text, Str *out)
{
        size_t pad = (4 - text.len % 4) % 4;
        char *z;

        if (pad == 3)
                return false;
        z = arena_bytes(a, text.len + pad + 1);
        for (size_t i = 0; i < text.len; i++) {
                char c = text.at[i];

                if (c == '+' || c == '/' || c == '=')
                        return false;
                z[i] = c == '-' ? '+' : c == '_' ? '/' : c;
        }
        memset(z + text.len, '=', pad);
        return str_unbase64(a, (Str){z, text.len + pad}, out);
}

Text text_begin(Arena *a, size_t bytes_max)
{
        return (Text){.arena = a, .bytes_max = bytes_max};
}

Text text_over(char *buffer, size_t bytes)
{
        return (Text){.at = buffer, .cap = bytes, .bytes_max = bytes};
}

char *text_room(Text *t, size_t n)
{
        size_t cap;
        char *grown;

        if (n <= t->cap - t->len)
                return t->at + t->len;
        if (!t->arena || n > t->bytes_max - t->len) {
                t->overflow = true;
                return NULL;
        }
        cap = t->cap ? t->cap * 2 : 256;
        if (cap < t->len + n)
                cap = t->len + n;
        if (cap > t->bytes_max)
                cap = t->bytes_max;
        grown = arena_bytes(t->arena, cap);
        if (t->len)
                memcpy(grown, t->at, t->len);
        t->at = grown;
        t->cap = cap;
        return t->at + t->len;
}

void text_claim(Text *t, size_t n)
{
        assert(n <= t->cap - t->len);
        t->len += n;
}

void text_add(Text *t, Str s)
{
        char *to;

        if (s.len == 0)
                return;
        to = text_room(t, s.len);
        if (!to)
                return;
        memcpy(to, s.at, s.len);
        t->len += s.len;
}

void text_char(Text *t, char c)
{
        char *to = text_room(t, 1);

        if (!to)
                return;
        *to = c;
        t->len++;
}

void text_int(Text *t, int64_t v)
{
        char digits[24];
        size_t i = sizeof digits;
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

        do
                digits[--i] = (char)('0' + u % 10);
        while ((u /= 10) != 0);
        if (v < 0)
                digits[--i] = '-';
        text_add(t, (Str){digits + i, sizeof digits - i});
}

void text_fmt(Text *t, const char *format, ...)
{
        va_list args;
        int n;
        char *to;

        va_start(args, format);
        n = vsnprintf(NULL, 0, format, args);
        va_end(args);
        assert(n >= 0);
        to = text_room(t, (size_t)n + 1);
        if (!to)
                return;
        va_start(args, format);
        vsnprintf(to, (size_t)n + 1, format, args);
        va_end(args);
        t->len += (size_t)n;
}
