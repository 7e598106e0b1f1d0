/* credit/event_scan: see the header. */
#include "credit/event_scan.h"

#include "base/words.h"

#include <string.h>
#include <unistr.h>

/* Each byte of a word. */
#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

static bool wrong(EventScan *s, const char *expected);
static size_t plain_run(const char *at, const char *end);
static bool text_escaped(EventScan *s, const char *from, Str *out);
static size_t number_length(const char *at, const char *end);

EventScan event_scan_begin(Arena *a, Str bytes)
{
        const char *at = bytes.len ? bytes.at : "";

        return (EventScan){.a = a, .begin = at, .at = at, .end = at + bytes.len};
}

static bool wrong(EventScan *s, const char *expected)
{
        if (!s->wrong)
                s->wrong = expected;
        return false;
}

bool event_scan_take(EventScan *s, char c)
{
        if (event_scan_has(s, c))
                return true;
        switch (c) {
        case '{': return wrong(s, N_("expected an object"));
        case '[': return wrong(s, N_("expected a list"));
        case ':': return wrong(s, N_("expected ':' after a name"));
        default: return wrong(s, N_("expected ',' or the end of the object or list"));
        }
}

/* How many bytes come before one of: quote, backslash, control, DEL, not ASCII. Eight at a time;
 * the lowest mark is always a true one (borrows go up). */
static size_t plain_run(const char *at, const char *end)
{
        const char *p = at;

        for (; end - p >= 8; p += 8) {
                uint64_t x, quote, back, del, marks;

                memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
                x = __builtin_bswap64(x);
#endif
                quote = x ^ EACH('"');
                back = x ^ EACH('\\');
                del = x ^ EACH(0x7f);
                marks = ((quote - EACH(1)) & ~quote) | ((back - EACH(1)) & ~back) |
                        ((del - EACH(1)) & ~del) | ((x - EACH(' ')) & ~x) | x;
                marks &= EACH(0x80);
                if (marks)
                        return (size_t)(p - at) + (size_t)__builtin_ctzll(marks) / 8;
        }
        while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= ' ' &&
               (unsigned char)*p < 0x7f)
                p++;
        return (size_t)(p - at);
}

bool event_scan_text(EventScan *s, Str *out)
{
        const char *from, *p;

        if (!event_scan_has(s, '"'))
                return wrong(s, N_("expected a text in quotes"));
        from = p = s->at;
        s->is_strange = false;
        for (;;) {
                p += plain_run(p, s->end);
                if (p == s->end || (unsigned char)*p < ' ') {
                        s->at = p;
                        return wrong(s, p == s->end
                                                ? N_("expected the quote that ends this text")
                                                : N_("expected no control character in a text"));
                }
                if (*p == '"')
                        break;
                s->is_strange = true;
                if (*p == '\\') {
                        s->at = p;
                        return text_escaped(s, from, out);
                }
                p++;
        }
        *out = (Str){from, (size_t)(p - from)};
        if (s->is_strange && !str_is_utf8(*out))
                return wrong(s, N_("expected UTF-8"));
        s->at = p + 1;
        return true;
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits of \uXXXX, which s->at stands before; -1: they are none. */
static int unit(EventScan *s)
{
        int v = 0;

        if (s->end - s->at < 4)
                return -1;
        for (int i = 0; i < 4; i++) {
                int digit = hex_digit(s->at[i]);

                if (digit < 0)
                        return -1;
                v = v << 4 | digit;
        }
        s->at += 4;
        return v;
}

/* What \u stands for: one code point, of one unit or a pair. */
static bool code_point(EventScan *s, Text *t)
{
        int high = unit(s), low;
        uint8_t bytes[6];
        int n;

        if (high >= 0xD800 && high <= 0xDBFF && s->end - s->at >= 2 && s->at[0] == '\\' &&
            s->at[1] == 'u') {
                s->at += 2;
                low = unit(s);
                if (low < 0xDC00 || low > 0xDFFF)
                        return false;
                high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        }
        if (high <= 0)
                return false;
        n = u8_uctomb(bytes, (ucs4_t)high, sizeof bytes); /* -1 for half a pair */
        if (n < 0)
                return false;
        text_add(t, (Str){(const char *)bytes, (size_t)n});
        return true;
}

static bool escape(EventScan *s, Text *t)
{
        static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
        const char *found;

        s->at++;
        if (s->at == s->end)
                return false;
        if (*s->at == 'u') {
                s->at++;
                return code_point(s, t);
        }
        found = *s->at ? strchr(names, *s->at) : NULL;
        if (!found)
                return false;
        text_char(t, meant[found - names]);
        s->at++;
        return true;
}

/* From the first backslash on, where s->at stands. */
static bool text_escaped(EventScan *s, const char *from, Str *out)
{
        /* what is written is longer than what it means */
        const char *close = s->at;
        Text t;

        while (close < s->end && *close != '"')
                close += *close == '\\' && close + 1 < s->end ? 2 : 1;
        t = text_begin(s->a, (size_t)(close - from) + 1);
        text_add(&t, (Str){from, (size_t)(s->at - from)});
        while (s->at < s->end && *s->at != '"') {
                size_t n;

                if (*s->at == '\\') {
                        if (!escape(s, &t))
                                return wrong(s, N_("expected an escape that JSON knows"));
                        continue;
                }
                if ((unsigned char)*s->at < ' ')
                        return wrong(s, N_("expected no control character in a text"));
                n = plain_run(s->at, s->end);
                n += n == 0; /* DEL or not ASCII */
                text_add(&t, (Str){s->at, n});
                s->at += n;
        }
        if (s->at == s->end)
                return wrong(s, N_("expected the quote that ends this text"));
        s->at++;
        *out = text_str(&t);
        if (!str_is_utf8(*out))
                return wrong(s, N_("expected UTF-8"));
        return true;
}

static const char *digits(const char *p, const char *end)
{
        while (p < end && *p >= '0' && *p <= '9')
                p++;
        return p;
}

/* Length of the number that begins there; 0: none does. */
static size_t number_length(const char *at, const char *end)
{
        const char *p = at, *from;

        p += p < end && *p == '-';
        from = p;
        p = digits(p, end);
        if (p == from || (*from == '0' && p - from > 1))
                return 0;
        if (p < end && *p == '.') {
                from = ++p;
                p = digits(p, end);
                if (p == from)
                        return 0;
        }
        if (p < end && (*p == 'e' || *p == 'E')) {
                p++;
                p += p < end && (*p == '+' || *p == '-');
                from = p;
                p = digits(p, end);
                if (p == from)
                        return 0;
        }
        return (size_t)(p - at);
}

bool event_scan_number(EventScan *s, Str *out)
{
        size_t n;

        (void)event_scan_peek(s);
        n = number_length(s->at, s->end);
        if (n == 0)
                return wrong(s, N_("expected a number"));
        *out = (Str){s->at, n};
        s->at += n;
        return true;
}

bool event_scan_is_number(Str s)
{
        return s.len > 0 && number_length(s.at, s.at + s.len) == s.len;
}

bool event_scan_word(EventScan *s, Str *out)
{
        static const Str words[] = {S_INIT("true"), S_INIT("false"), S_INIT("null")};
        Str rest;

        (void)event_scan_peek(s);
        rest = (Str){s->at, (size_t)(s->end - s->at)};
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                if (str_starts(rest, words[i])) {
                        *out = (Str){s->at, words[i].len};
                        s->at += words[i].len;
                        return true;
                }
        return wrong(s, N_("expected a value"));
}

bool event_scan_member(EventScan *s, bool *is_first, Str *out_name)
{
        bool first = *is_first;

        *is_first = false;
        if (s->wrong || event_scan_has(s, '}'))
                return false;
        if (!first && !event_scan_take(s, ','))
                return false;
        return event_scan_text(s, out_name) && event_scan_take(s, ':');
}

bool event_scan_element(EventScan *s, bool *is_first)
{
        bool first = *is_first;

        *is_first = false;
        if (s->wrong || event_scan_has(s, ']'))
                return false;
        if (!first && !event_scan_take(s, ','))
                return false;
        return true;
}

static bool skip_simple(EventScan *s)
{
        char c = event_scan_peek(s);
        Str value;

        if (c == '"')
                return event_scan_text(s, &value);
        if (c == '-' || (c >= '0' && c <= '9'))
                return event_scan_number(s, &value);
        return event_scan_word(s, &value);
}

bool event_scan_skip(EventScan *s)
{
        bool is_object[EVENT_SCAN_DEPTH_MAX], is_first = false;
        unsigned depth = 0;

        do {
                char c = event_scan_peek(s);
                Str name;

                if (c == '{' || c == '[') {
                        if (depth == EVENT_SCAN_DEPTH_MAX)
                                return wrong(s,
                                             N_("expected fewer objects and lists in each other"));
                        is_object[depth++] = c == '{';
                        is_first = true;
                        s->at++;
                } else if (!skip_simple(s)) {
                        return false;
                }
                while (depth && !(is_object[depth - 1] ? event_scan_member(s, &is_first, &name)
                                                       : event_scan_element(s, &is_first))) {
                        if (s->wrong)
                                return false;
                        depth--;
                }
        } while (depth);
        return true;
}

bool event_scan_end(EventScan *s)
{
        (void)event_scan_peek(s);
        return s->at == s->end || wrong(s, N_("expected nothing more"));
}

Str event_scan_fault(const EventScan *s)
{
        int line = 1;
        const char *begin = s->begin;

        for (const char *p = s->begin; p < s->at; p++)
                if (*p == '\n') {
                        line++;
                        begin = p + 1;
                }
        return str_fmt(s->a, "%d:%lld: %s", line, (long long)(s->at - begin) + 1,
                       s->wrong ? _(s->wrong) : _("expected a value"));
}

bool event_scan_is_plain(Str s)
{
        const uint8_t *p = (const uint8_t *)s.at, *end = p + s.len;

        if (!str_is_utf8(s))
                return false;
        while (p < end) {
                ucs4_t c;
                int n = u8_mbtouc(&c, p, (size_t)(end - p));

                if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xFDD0 && c <= 0xFDEF) ||
                    (c & 0xFFFE) == 0xFFFE)
                        return false;
                p += n;
        }
        return true;
}
