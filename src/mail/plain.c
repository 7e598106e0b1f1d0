/* mail/plain: see the header. */
#include "mail/plain.h"

#include <string.h>

enum { LINK_BYTES_MAX = 2000 };

typedef struct {
        Text out;
        int breaks;     /* line ends that stand before the next word */
        bool has_gap;   /* white space before the next word */
        size_t link_at; /* where the words of the open link begin in out */
        Str link;
        bool is_hidden; /* in <head>, <style>, <title> */
} Plain;

static void word_char(Plain *p, char c)
{
        if (p->out.len)
                for (int i = 0; i < p->breaks; i++)
                        text_char(&p->out, '\n');
        if (!p->breaks && p->has_gap && p->out.len && p->out.at[p->out.len - 1] != '\n')
                text_char(&p->out, ' ');
        p->breaks = 0;
        p->has_gap = false;
        text_char(&p->out, c);
}

static void word_add(Plain *p, Str s)
{
        for (size_t i = 0; i < s.len; i++)
                word_char(p, s.at[i]);
}

static void want_breaks(Plain *p, int n)
{
        if (p->breaks < n)
                p->breaks = n;
        p->has_gap = false;
}

/* Appends a code point as UTF-8. */
static void code_point(Plain *p, uint32_t c)
{
        char b[4];
        size_t n = 0;

        if (c < 0x80) {
                b[n++] = (char)c;
        } else if (c < 0x800) {
                b[n++] = (char)(0xc0 | c >> 6);
        } else if (c < 0x10000) {
                b[n++] = (char)(0xe0 | c >> 12);
                b[n++] = (char)(0x80 | (c >> 6 & 63));
        } else {
                b[n++] = (char)(0xf0 | c >> 18);
                b[n++] = (char)(0x80 | (c >> 12 & 63));
                b[n++] = (char)(0x80 | (c >> 6 & 63));
        }
        if (c >= 0x80)
                b[n++] = (char)(0x80 | (c & 63));
        word_add(p, (Str){b, n});
}

/* "&amp;" and its like; gives how many bytes it took, 0 when it is none. */
static size_t reference(Str s, uint32_t *out)
{
        static const struct {
                Str name;
                uint32_t c;
        } known[] = {{S_INIT("&amp;"), '&'},     {S_INIT("&lt;"), '<'},
                     {S_INIT("&gt;"), '>'},      {S_INIT("&quot;"), '"'},
                     {S_INIT("&nbsp;"), 0xa0},   {S_INIT("&middot;"), 0xb7},
                     {S_INIT("&ndash;"), 0x2013}};
        size_t end = str_find(str_head(s, 12), ';');
        int64_t v = 0;
        Str digits;

        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
                if (str_starts(s, known[i].name)) {
                        *out = known[i].c;
                        return known[i].name.len;
                }
        if (!str_starts(s, S("&#")) || end >= s.len || s.at[end] != ';')
                return 0;
        digits = (Str){s.at + 2, end - 2};
        if (digits.len > 1 && (digits.at[0] == 'x' || digits.at[0] == 'X')) {
                for (size_t i = 1; i < digits.len; i++) {
                        if (!memchr("0123456789abcdefABCDEF", digits.at[i], 22))
                                return 0;
                        v = v * 16 + (digits.at[i] <= '9' ? digits.at[i] - '0'
                                                          : (digits.at[i] | 32) - 'a' + 10);
                }
        } else if (!str_to_int(digits, 1, 0x10ffff, &v)) {
                return 0;
        }
        if (v < 0x20 || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
                return 0;
        *out = (uint32_t)v;
        return end + 1;
}

/* Value of a quoted attribute, still escaped. */
static Str attribute(Str tag, Str name)
{
        size_t at = str_find_str(tag, name);
        Str rest = str_skip(tag, at + name.len);

        return (Str){rest.at, str_find(rest, '"')};
}

static void close_link(Plain *p)
{
        Str link = p->link, words;

        p->link = (Str){0};
        if (!link.len || link.len > LINK_BYTES_MAX || p->out.len < p->link_at)
                return;
        words = str_trim((Str){p->out.at + p->link_at, p->out.len - p->link_at});
        if (str_eq(words, link))
                return;
        p->has_gap = words.len > 0;
        word_char(p, '<');
        while (link.len) { /* an address has references too */
                uint32_t c;
                size_t n = link.at[0] == '&' ? reference(link, &c) : 0;

                if (n)
                        code_point(p, c);
                else
                        word_char(p, link.at[0]);
                link = str_skip(link, n ? n : 1);
        }
        word_char(p, '>');
}

static bool is_one_of(Str name, const char *list)
{
        Str rest = str_from(list), one;

        while (str_cut(&rest, ' ', &one))
                if (str_eq(name, one))
                        return true;
        return false;
}

/* tag is what stands between < and >. */
static void take_tag(Plain *p, Str tag)
{
        bool is_end = str_starts(tag, S("/"));
        Str name = is_end ? str_skip(tag, 1) : tag;
        size_t n = 0;

        while (n < name.len && name.at[n] != ' ' && name.at[n] != '\n' && name.at[n] != '/')
                n++;
        name.len = n;
        if (is_one_of(name, "head style title script"))
                p->is_hidden = !is_end;
        else if (is_one_of(name, "p h1 h2 h3 h4 ul ol table blockquote pre hr"))
                want_breaks(p, 2);
        else if (is_one_of(name, "div li tr br dt dd body html header footer main"))
                want_breaks(p, 1);
        if (str_is(name, "li") && !is_end) {
                word_add(p, S("-"));
                p->has_gap = true;
        }
        if (is_one_of(name, "td th") && is_end)
                p->has_gap = true;
        if (str_is(name, "a") && is_end) {
                close_link(p);
        } else if (str_is(name, "a")) {
                p->link = attribute(tag, S("href=\""));
                p->link_at = p->out.len;
        }
}

Str mail_plain(Arena *a, Str html)
{
        Plain p = {.out = text_begin(a, html.len * 3 + 64)};
        Str rest = html;

        while (rest.len) {
                uint32_t c;
                size_t n;

                if (rest.at[0] == '<') {
                        n = str_find(rest, '>');
                        take_tag(&p, (Str){rest.at + 1, n - 1});
                        rest = str_skip(rest, n + 1);
                        continue;
                }
                n = rest.at[0] == '&' ? reference(rest, &c) : 0;
                if (p.is_hidden)
                        n = n ? n : 1;
                else if (n)
                        code_point(&p, c);
                else if (strchr(" \t\r\n", rest.at[0]))
                        p.has_gap = p.has_gap || p.breaks == 0;
                else
                        word_char(&p, rest.at[0]);
                rest = str_skip(rest, n ? n : 1);
        }
        if (p.out.len)
                text_char(&p.out, '\n');
        return text_str(&p.out);
}
