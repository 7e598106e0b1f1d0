/* web/page: HTML as it is written out, escaped by the place where it stands.
 *
 * The page compiler (tools/pagec) knows when it builds whether a value stands in text, in a quoted
 * attribute or in an address, and calls the function of that place; the value's type picks the
 * function's form. Only Html passes as it is, and only in text: the other places have no form
 * for it, nor has any place one for bool and double, so these do not compile. */
#ifndef SEEDBED_WEB_PAGE_H
#define SEEDBED_WEB_PAGE_H

#include "base/words.h"

#include <string.h>

/* Bytes that are HTML already. Made by page_html and by the Markdown renderer, by nobody else. */
typedef struct Html {
        Str bytes;
} Html;

/* A page being written. One that passes its bytes_max, or its arena's, jumps to the arena's trap:
 * half a page is never sent. */
typedef struct Page {
        Text text;
        Arena *arena; /* for values made while the page is drawn */
        bool is_in_hole;
} Page;

Page page_begin(Arena *a, size_t bytes_max);
/* What was written, good as long as the arena. */
Html page_html(const Page *p);
/* A page for a part of this one: same arena, same limit. */
Page page_part_of(const Page *whole);

void page_grow(Page *p, size_t n);
/* HTML that the page's author wrote. For the compiler, not for values. */
static inline void page_raw(Page *p, const char *at, size_t n)
{
        if (n > p->text.cap - p->text.len)
                page_grow(p, n);
        memcpy(p->text.at + p->text.len, at, n);
        p->text.len += n;
}

/* Everywhere: bytes that are not UTF-8 become U+FFFD, control characters but \t \n \r are gone. */

/* Between tags: & < > become references. */
void page_text_str(Page *p, Str s);
void page_text_z(Page *p, const char *z);
void page_text_html(Page *p, Html h);
/* In a quoted attribute, a title or a textarea: quotes become references too. */
void page_attr_str(Page *p, Str s);
void page_attr_z(Page *p, const char *z);
/* A whole address: http:, https:, mailto:, or one that begins with a single /, with # or with ?.
 * Anything else is written as "#". */
void page_url_str(Page *p, Str s);
void page_url_z(Page *p, const char *z);
/* The same when a / follows in the page: without its own last /, or "/" would become "//host". */
void page_base_str(Page *p, Str s);
void page_base_z(Page *p, const char *z);
/* One part of a path: all but A-Z a-z 0-9 - . _ ~ is percent-encoded. A part of dots alone is left
 * out, for no encoding keeps a browser from climbing a folder with it. A first part that would be
 * empty is written "-", or what follows in "/{{ a }}/{{ b }}" would be a host. */
void page_path_str(Page *p, Str s);
void page_path_z(Page *p, const char *z);
/* One part of a query or fragment: percent-encoded. */
void page_query_str(Page *p, Str s);
void page_query_z(Page *p, const char *z);
/* Digits and a minus look the same in every place. */
void page_int(Page *p, int64_t v);
void page_uint(Page *p, uint64_t v);
static inline void page_of_int(Page *p, int v)
{
        page_int(p, v);
}
static inline void page_of_llong(Page *p, long long v)
{
        page_int(p, v);
}
static inline void page_of_unsigned(Page *p, unsigned v)
{
        page_uint(p, v);
}
static inline void page_of_ullong(Page *p, unsigned long long v)
{
        page_uint(p, v);
}

/* clang-format off: it knows no _Generic */
#define PAGE_TEXTS(place) \
        Str:              \
        page_##place##_str, const char * : page_##place##_z, char * : page_##place##_z
#define PAGE_NUMBERS                                                       \
        int : page_of_int,                                                 \
              unsigned : page_of_unsigned,                                 \
                         long : page_int,                                  \
                                unsigned long : page_uint,                 \
                                                long long : page_of_llong, \
                                                            unsigned long long : page_of_ullong

#define page_text(out, v) \
        _Generic((v), PAGE_TEXTS(text), PAGE_NUMBERS, Html : page_text_html)(out, v)
#define page_attr(out, v) _Generic((v), PAGE_TEXTS(attr), PAGE_NUMBERS)(out, v)
#define page_url(out, v) _Generic((v), PAGE_TEXTS(url))(out, v)
#define page_base(out, v) _Generic((v), PAGE_TEXTS(base))(out, v)
#define page_path(out, v) _Generic((v), PAGE_TEXTS(path), PAGE_NUMBERS)(out, v)
#define page_query(out, v) _Generic((v), PAGE_TEXTS(query), PAGE_NUMBERS)(out, v)
/* clang-format on */

/* A page's words come from base/words, as words in C do. Writes them up to the next hole "{1}" and
 * takes them off the front; gives the hole's number, 0 at the end. The caller writes the hole's
 * value and asks again. In a language from right to left a value is isolated (U+2068, U+2069), so
 * that a Latin name turns nothing around it. So a translation may order, repeat and leave out holes
 * as its language wants. */
int page_words_text(Page *p, Str *words);
int page_words_attr(Page *p, Str *words);

/* "ai-for-health" as "AI for health": what has a slug and no title. */
Str slug_title(Arena *a, Str slug);

#endif
