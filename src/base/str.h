/* base/str: text is a pointer and a length, and is never written to.
 *
 * Zero is the empty text. NUL-terminated text exists only at the edge of a library. */
#ifndef SEEDBED_BASE_STR_H
#define SEEDBED_BASE_STR_H

#include "base/arena.h"
#include "base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
        const char *at;
        size_t len;
} Str;

#define S(literal) ((Str){"" literal, sizeof(literal) - 1})
/* For initialisers of static tables. */
#define S_INIT(literal)                         \
        {                                       \
                "" literal, sizeof(literal) - 1 \
        }
/* For printf: printf("%.*s", S_ARG(s)). */
#define S_ARG(s) (int)(s).len, (s).at ? (s).at : ""

static inline bool str_empty(Str s)
{
        return s.len == 0;
}

/* From NUL-terminated text; NULL gives the empty text. */
Str str_from(const char *z);
/* NUL-terminated copy. */
char *str_z(Arena *a, Str s);
Str str_copy(Arena *a, Str s);
bool str_eq(Str x, Str y);
bool str_is(Str x, const char *z);
/* Byte order: <0, 0, >0. */
int str_cmp(Str x, Str y);
/* ASCII letters of either case are the same. */
bool str_eq_nocase(Str x, Str y);
bool str_starts(Str s, Str head);
bool str_ends(Str s, Str tail);
/* Without the first n bytes (or empty). */
Str str_skip(Str s, size_t n);
/* At most n bytes from the front, cut between code points. */
Str str_head(Str s, size_t n);
/* Position of the first byte c, or s.len. */
size_t str_find(Str s, char c);
/* Position of needle, or s.len. */
size_t str_find_str(Str s, Str needle);
bool str_has(Str s, Str needle);
/* Takes what stands before the next c off the front of *rest; false when *rest is used up. After
 * a last c there is one more, empty piece only when keep_last was asked for: it is not. */
bool str_cut(Str *rest, char c, Str *piece);
/* Without ASCII white space at either end. */
Str str_trim(Str s);
/* ASCII capital letters made small. */
Str str_lower(Arena *a, Str s);
/* Whole text as a decimal integer between min and max. */
bool str_to_int(Str s, int64_t min, int64_t max, int64_t *out);
/* Well-formed UTF-8 without NUL. */
bool str_is_utf8(Str s);
/* Number of code points of well-formed UTF-8. */
size_t str_chars(Str s);
/* Pieces joined, into the arena. */
Str str_join(Arena *a, const Str *pieces, size_t n, Str between);
Str str_fmt(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_vfmt(Arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/* 64-bit FNV-1a with a final mix: for hash tables, not for secrets. */
uint64_t str_hash(Str s);
/* Lower-case hex, and back; out takes bytes_max bytes at most. */
Str str_hex(Arena *a, const void *bytes, size_t n);
bool str_unhex(Str hex, void *out, size_t bytes);
/* Standard base64 with padding, and back (strict). */
Str str_base64(Arena *a, const void *bytes, size_t n);
bool str_unbase64(Arena *a, Str text, Str *out);
/* The alphabet for URLs and no padding (RFC 4648, section 5), and back (strict: no padding, no
 * white space, no bits that no encoder writes). */
Str str_base64url(Arena *a, const void *bytes, size_t n);
bool str_unbase64url(Arena *a, Str text, Str *out);

/* A text that grows to a stated greatest size. Past that it says so and keeps what fitted. */
typedef struct {
        Arena *arena;
        char *at;
        size_t len, cap, bytes_max;
        bool overflow;
} Text;

Text text_begin(Arena *a, size_t bytes_max);
/* Text over a fixed buffer. */
Text text_over(char *buffer, size_t bytes);
void text_add(Text *t, Str s);
void text_char(Text *t, char c);
void text_int(Text *t, int64_t v);
void text_fmt(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes to be written at the returned place and claimed with text_claim; NULL
 * when there is none. */
char *text_room(Text *t, size_t n);
void text_claim(Text *t, size_t n);
static inline Str text_str(const Text *t)
{
        return (Str){t->at, t->len};
}

#endif
