/* tools/pagec_parts: what the files of the page compiler share. Includes none of them. */
#ifndef SEEDBED_TOOLS_PAGEC_PARTS_H
#define SEEDBED_TOOLS_PAGEC_PARTS_H

#include "tools/pagec_html.h"

enum {
        PAGEC_BLOCKS_MAX = 64,
        PAGEC_PAGES_MAX = 500,
        PAGEC_HOLES_MAX = 9,
        PAGEC_BRACKETS_MAX = 64,
        PAGEC_TEXT_MAX = 4 * 1024 * 1024, /* source */
        PAGEC_OUT_MAX = 64 * 1024 * 1024
};

typedef enum { BLOCK_PAGE, BLOCK_IF, BLOCK_FOR, BLOCK_EACH } BlockKind;

typedef struct {
        BlockKind kind;
        size_t at;
        HtmlPoint begin, joined;
        bool has_joined, has_else;
        size_t attrs_from, outer_floor;
} Block;

/* Something to translate. */
typedef struct Words Words;
struct Words {
        Str one, many; /* many is empty: no plural */
        Text places;   /* " file:line" for each use */
        Text holes;    /* " {1} = expression" */
        Words *next;
};

typedef struct {
        Arena *a;
        Str name, source;
        HtmlScan *html;
        Fault fault;
        Text header, code;
        Text raw;          /* HTML not yet written as a page_raw */
        size_t blank_from; /* where in raw the white space at its end begins, or SIZE_MAX */
        bool blank_is_line;
        Block blocks[PAGEC_BLOCKS_MAX];
        size_t depth;
        Str pages[PAGEC_PAGES_MAX];
        size_t pages_n;
        Words *first_words, **last_words;
        unsigned serial; /* for names of our own variables */
        size_t line_at;  /* the last place asked for, and its line */
        int line;
} Compiler;

/* pagec_expr.c: C inside {{ }} and {% %}. */

/* C from `from` to the closing mark ("}}", "%}" or "|"); *after is behind it. Brackets are
 * balanced, no comment and no preprocessor in it; *semicolons counts those outside brackets. */
Status expr_scan(Compiler *c, size_t from, const char *mark, Str *out, size_t *after,
                 size_t *semicolons);
/* "name(arguments)"; false when it is not that. */
bool expr_call(Str s, Str *name, Str *args);
/* Takes a C name off the front, and the space behind it. */
bool expr_word(Str *s, Str *word);
/* Position of the first byte c outside brackets and quotes, or s.len. == and || are not = and |. */
size_t expr_find(Str s, char c);

/* pagec_emit.c: the C we write. */

/* 1-based. */
int emit_line_of(Compiler *c, size_t at);
void emit_static(Compiler *c, Str html, bool is_exact);
/* Writes HTML that waits as one page_raw. */
void emit_flush(Compiler *c);
/* A line of C of our own. */
void emit_code(Compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, with the author's C in it: the C compiler's messages will name the page file. */
void emit_code_at(Compiler *c, size_t at, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
void emit_value(Compiler *c, Place place, Str expr, size_t at);
/* A C string literal. */
void emit_literal(Text *t, Str s);
void emit_begin(Compiler *c, Str header_name);
void emit_end(Compiler *c);

/* pagec_words.c */

/* A mark {_ ... _} at c->html->at, compiled. */
Status words_compile(Compiler *c);
Str words_pot(Compiler *c);

#endif
