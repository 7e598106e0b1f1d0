/* web/page: see the header. */
#include "web/page.h"

/* Most pages fit; one that does not costs a copy. */
enum { PAGE_FIRST_BYTES = 16 * 1024 };

/* What a byte asks for: a bit for each place where it can not stand as it is. */
enum { CARE_TEXT = 1, CARE_ATTR = 2, CARE_URL = 4, CARE_PART = 8 };
enum { CARE_ALL = CARE_TEXT | CARE_ATTR | CARE_URL | CARE_PART };

static const unsigned char care[256] = {
        [0 ... 8] = CARE_ALL,
        ['\t'] = CARE_URL | CARE_PART,
        ['\n'] = CARE_URL | CARE_PART,
        [11 ... 12] = CARE_ALL,
        ['\r'] = CARE_URL | CARE_PART,
        [14 ... 31] = CARE_ALL,
        [' '] = CARE_URL | CARE_PART,
        ['!'] = CARE_PART,
        ['"'] = CARE_ATTR | CARE_URL | CARE_PART,
        ['#' ... '%'] = CARE_PART,
        ['&'] = CARE_ALL,
        ['\''] = CARE_ATTR | CARE_URL | CARE_PART,
        ['(' ... ','] = CARE_PART,
        ['/'] = CARE_PART,
        [':' ... ';'] = CARE_PART,
        ['<'] = CARE_ALL,
        ['='] = CARE_PART,
        ['>'] = CARE_ALL,
        ['?' ... '@'] = CARE_PART,
        ['['] = CARE_PART,
        ['\\'] = CARE_URL | CARE_PART,
        [']'] = CARE_PART,
        ['^'] = CARE_URL | CARE_PART,
        ['`'] = CARE_ATTR | CARE_URL | CARE_PART,
        ['{' ... '}'] = CARE_URL | CARE_PART,
        [127 ... 255] = CARE_ALL,
};

typedef struct {
        size_t bytes; /* how many belong together */
        bool is_good; /* false: together they stand for nothing */
        bool is_control;
} Point;

static void put_escaped(Page *p, Str s, unsigned char place);
static size_t clean_end(Str s, size_t from, unsigned char place);
static Point point_at(const unsigned char *s, size_t left);
static void put_point(Page *p, const char *at, Point point, unsigned char place);
static void put_special(Page *p, unsigned char c, unsigned char place);
static void put_percent(Page *p, unsigned char c);
static bool url_is_safe(Str s);
static bool is_root(const Page *p);
static int words_next(Page *p, Str *words, unsigned char place);
static size_t hole_at(Str s, int *number);
static size_t digits_write(uint64_t v, char out[20]);

Page page_begin(Arena *a, size_t bytes_max)
{
        Page p = {.text = text_begin(a, bytes_max), .arena = a};

        text_room(&p.text, bytes_max < PAGE_FIRST_BYTES ? bytes_max : PAGE_FIRST_BYTES);
        return p;
}

Html page_html(const Page *p)
{
        return (Html){text_str(&p->text)};
}

Page page_part_of(const Page *whole)
{
        return page_begin(whole->arena, whole->text.bytes_max);
}

void page_grow(Page *p, size_t n)
{
        if (!text_room(&p->text, n))
                arena_too_much(p->arena);
}

void page_text_str(Page *p, Str s)
{
        put_escaped(p, s, CARE_TEXT);
}

void page_text_z(Page *p, const char *z)
{
        put_escaped(p, str_from(z), CARE_TEXT);
}

void page_text_html(Page *p, Html h)
{
        if (h.bytes.len)
                page_raw(p, h.bytes.at, h.bytes.len);
}

void page_attr_str(Page *p, Str s)
{
        put_escaped(p, s, CARE_ATTR);
}

void page_attr_z(Page *p, const char *z)
{
        put_escaped(p, str_from(z), CARE_ATTR);
}

void page_url_str(Page *p, Str s)
{
        put_escaped(p, url_is_safe(s) ? s : S("#"), CARE_URL);
}

void page_url_z(Page *p, const char *z)
{
        page_url_str(p, str_from(z));
}

void page_base_str(Page *p, Str s)
{
        bool is_safe = url_is_safe(s);

        while (s.len && s.at[s.len - 1] == '/')
                s.len--;
        put_escaped(p, is_safe ? s : S("#"), CARE_URL);
}

void page_base_z(Page *p, const char *z)
{
        page_base_str(p, str_from(z));
}

void page_path_str(Page *p, Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                /* what is dropped when written must not hide dots here */
                if (c != '.' && c >= 32 && c != 127 && c != 0xC2 && (c < 0x80 || c > 0x9F)) {
                        put_escaped(p, s, CARE_PART);
                        return;
                }
        }
        if (is_root(p))
                page_raw(p, "-", 1);
}

void page_path_z(Page *p, const char *z)
{
        page_path_str(p, str_from(z));
}

void page_query_str(Page *p, Str s)
{
        put_escaped(p, s, CARE_PART);
}

void page_query_z(Page *p, const char *z)
{
        put_escaped(p, str_from(z), CARE_PART);
}

void page_int(Page *p, int64_t v)
{
        if (v < 0)
                page_raw(p, "-", 1);
        page_uint(p, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void page_uint(Page *p, uint64_t v)
{
        char digits[20];
        size_t n = digits_write(v, digits);

        page_raw(p, digits + sizeof digits - n, n);
}

int page_words_text(Page *p, Str *words)
{
        return words_next(p, words, CARE_TEXT);
}

int page_words_attr(Page *p, Str *words)
{
        return words_next(p, words, CARE_ATTR);
}

static void put_escaped(Page *p, Str s, unsigned char place)
{
        size_t from = 0, i = 0;

        while ((i = clean_end(s, i, place)) < s.len) {
                unsigned char c = (unsigned char)s.at[i];
                Point point = point_at((const unsigned char *)s.at + i, s.len - i);

                if (c >= 0x80 && point.is_good && !point.is_control && place != CARE_PART) {
                        i += point.bytes; /* stays in the run */
                        continue;
                }
                if (i > from)
                        page_raw(p, s.at + from, i - from);
                put_point(p, s.at + i, point, place);
                i += point.bytes;
                from = i;
        }
        if (i > from)
                page_raw(p, s.at + from, i - from);
}

/* Where the bytes that need nothing end. Most values need nothing at all, so in text and attributes
 * sixteen bytes are looked at in one go, which halves the time of a page. */
static size_t clean_end(Str s, size_t from, unsigned char place)
{
        typedef unsigned char Sixteen __attribute__((vector_size(16)));
        const unsigned char *at = (const unsigned char *)s.at;
        size_t i = from;

        for (; place <= CARE_ATTR && s.len - i >= sizeof(Sixteen); i += sizeof(Sixteen)) {
                Sixteen v;
                uint64_t found[2];

                memcpy(&v, at + i, sizeof v);
                v = (Sixteen)((v - 32 > 126 - 32) | (v == '&') | (v == '<') | (v == '>') |
                              (v == '"') | (v == '\'') | (v == '`'));
                memcpy(found, &v, sizeof found);
                if (found[0] | found[1])
                        break;
        }
        while (i < s.len && !(care[at[i]] & place))
                i++;
        return i;
}

/* The code point that begins here, by table 3-7 of the Unicode Standard. What is not one is cut as
 * browsers cut it: the longest beginning of a sequence counts as one fault. */
static Point point_at(const unsigned char *s, size_t left)
{
        unsigned char c = s[0], low = 0x80, high = 0xBF;
        size_t want = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;

        if (want == 1) {
                bool is_space = c == '\t' || c == '\n' || c == '\r';

                return (Point){1, true, (c < 32 && !is_space) || c == 127};
        }
        if (want == 0)
                return (Point){1, false, false};
        if (c == 0xE0)
                low = 0xA0;
        else if (c == 0xED)
                high = 0x9F;
        else if (c == 0xF0)
                low = 0x90;
        else if (c == 0xF4)
                high = 0x8F;
        for (size_t i = 1; i < want; i++) {
                if (i >= left || s[i] < low || s[i] > high)
                        return (Point){i, false, false};
                low = 0x80;
                high = 0xBF;
        }
        return (Point){want, true, c == 0xC2 && s[1] < 0xA0};
}

static void put_point(Page *p, const char *at, Point point, unsigned char place)
{
        if (point.is_control)
                return;
        if (!point.is_good) {
                at = "\xEF\xBF\xBD";
                point.bytes = 3;
        }
        if (point.bytes == 1)
                put_special(p, (unsigned char)*at, place);
        else if (place != CARE_PART)
                page_raw(p, at, point.bytes);
        else
                for (size_t i = 0; i < point.bytes; i++)
                        put_percent(p, (unsigned char)at[i]);
}

static void put_special(Page *p, unsigned char c, unsigned char place)
{
        if (place == CARE_PART || (place == CARE_URL && c != '&' && c != '\'')) {
                put_percent(p, c);
                return;
        }
        switch (c) {
        case '&': page_raw(p, "&amp;", 5); break;
        case '<': page_raw(p, "&lt;", 4); break;
        case '>': page_raw(p, "&gt;", 4); break;
        case '"': page_raw(p, "&#34;", 5); break;
        case '\'': page_raw(p, "&#39;", 5); break;
        default: page_raw(p, "&#96;", 5); break; /* ` once closed attributes in one browser */
        }
}

static void put_percent(Page *p, unsigned char c)
{
        static const char digits[] = "0123456789ABCDEF";
        char code[3] = {'%', digits[c >> 4], digits[c & 15]};

        page_raw(p, code, sizeof code);
}

/* Looks at what the browser will see. Tabs, line ends and backslashes, which browsers read over or
 * take for a /, are percent-encoded when written and so are harmless; control characters would be
 * dropped, and what stood apart would meet, so an address with one is not safe. */
static bool url_is_safe(Str s)
{
        static const char *const schemes[] = {"http", "https", "mailto"};
        Str scheme = {s.at, str_find(s, ':')};

        for (size_t i = 0; i < s.len; i++)
                if ((care[(unsigned char)s.at[i]] & CARE_TEXT) &&
                    point_at((const unsigned char *)s.at + i, s.len - i).is_control)
                        return false;
        if (s.len == 0)
                return false;
        if (s.at[0] == '/')
                return s.len == 1 || s.at[1] != '/';
        if (s.at[0] == '#' || s.at[0] == '?')
                return true;
        if (scheme.len == s.len)
                return false;
        for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++)
                if (str_eq_nocase(scheme, str_from(schemes[k])))
                        return true;
        return false;
}

/* All there is yet of the address is a /: before it stands the attribute's quote, which no value
 * can have written. */
static bool is_root(const Page *p)
{
        const char *end = p->text.at + p->text.len;

        if (p->text.len == 0 || end[-1] != '/')
                return false;
        return p->text.len == 1 || end[-2] == '"' || end[-2] == '\'';
}

static int words_next(Page *p, Str *words, unsigned char place)
{
        Str rest = *words;

        if (p->is_in_hole)
                page_raw(p, "\u2069", 3);
        p->is_in_hole = false;
        for (size_t i = 0; i < rest.len; i++) {
                int number;
                size_t n = rest.at[i] == '{' ? hole_at(str_skip(rest, i), &number) : 0;

                if (n) {
                        put_escaped(p, (Str){rest.at, i}, place);
                        *words = str_skip(rest, i + n);
                        p->is_in_hole = language_direction(language_now())[0] == 'r';
                        if (p->is_in_hole)
                                page_raw(p, "\u2068", 3);
                        return number;
                }
        }
        put_escaped(p, rest, place);
        *words = (Str){0};
        return 0;
}

/* Length of a hole "{1}" to "{9}" at the front, or 0. */
static size_t hole_at(Str s, int *number)
{
        if (s.len < 3 || s.at[1] < '1' || s.at[1] > '9' || s.at[2] != '}')
                return 0;
        *number = s.at[1] - '0';
        return 3;
}

/* Writes to the end of out. */
static size_t digits_write(uint64_t v, char out[20])
{
        size_t i = 20;

        do
                out[--i] = (char)('0' + v % 10);
        while ((v /= 10) != 0);
        return 20 - i;
}

/* A word of a slug as people write it, in place. */
static void word_title(char *z, size_t n, bool is_first)
{
        static const char *const known[] = {"AI",  "AR",   "VR",  "XR",  "ML",  "HR",
                                            "IT",  "IoT",  "ICT", "SME", "ESG", "GPU",
                                            "HPC", "SaaS", "B2B", "B2C"};

        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
                if (str_eq_nocase((Str){z, n}, str_from(known[i]))) {
                        memcpy(z, known[i], n);
                        return;
                }
        if (is_first && n && z[0] >= 'a' && z[0] <= 'z')
                z[0] = (char)(z[0] - 'a' + 'A');
}

Str slug_title(Arena *a, Str slug)
{
        char *z = arena_bytes(a, slug.len + 1);
        size_t word = 0; /* where it begins */

        for (size_t i = 0; i <= slug.len; i++) {
                z[i] = i < slug.len ? slug.at[i] : 0;
                if (z[i] && z[i] != '-' && z[i] != '_' && z[i] != '.')
                        continue;
                word_title(z + word, i - word, word == 0);
                z[i] = i < slug.len ? ' ' : 0;
                word = i + 1;
        }
        return (Str){z, slug.len};
}
