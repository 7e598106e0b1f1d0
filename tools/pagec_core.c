/* tools/pagec_core: see the header.
 *
 * One pass over the page file. HTML goes through the scan that knows the place (pagec_html.c),
 * marks go here; a block remembers the place where it began, and its ends must agree with that. */
#include "tools/pagec_core.h"

#include "tools/pagec_parts.h"

#include <string.h>

static Status compile_all(Compiler *c);
static Status static_step(Compiler *c);
static Status comment_skip(Compiler *c);
static Status value_compile(Compiler *c);
static Status directive(Compiler *c);
static Status directive_in_page(Compiler *c, Str word, Str rest, size_t at, size_t semicolons);
static Status include_compile(Compiler *c, Str rest, size_t at);
static Status page_compile(Compiler *c, Str rest, size_t at);
static Status show_compile(Compiler *c, Str rest, size_t at);
static Status let_compile(Compiler *c, Str rest, size_t at);
static Status loop_compile(Compiler *c, Str rest, size_t at, size_t semicolons);
static Status each_compile(Compiler *c, Str rest, size_t at);
static Status else_compile(Compiler *c, Str rest, size_t at);
static Status end_compile(Compiler *c, Str rest, size_t at);
static Status block_begin(Compiler *c, BlockKind kind, size_t at);
static Status branch_end(Compiler *c, Block *b, size_t at);
static Status loop_check(Compiler *c, const Block *b);
static size_t utf8_fault_at(Str s);
static Str fault_text(Compiler *c);

Status pagec_compile(Arena *a, Str name, Str header_name, Str text, Pagec *out)
{
        Compiler *c = arena_new(a, Compiler, 1);
        Status status;

        c->a = a;
        c->name = name;
        c->source = text;
        c->fault.arena = a;
        c->html = arena_new(a, HtmlScan, 1);
        c->html->source = text;
        c->html->fault = &c->fault;
        c->header = text_begin(a, PAGEC_OUT_MAX);
        c->code = text_begin(a, PAGEC_OUT_MAX);
        c->raw = text_begin(a, PAGEC_TEXT_MAX + 1);
        c->blank_from = SIZE_MAX;
        c->last_words = &c->first_words;
        emit_begin(c, header_name);
        status = compile_all(c);
        if (status != OK) {
                out->fault = fault_text(c);
                return status;
        }
        emit_end(c);
        out->header = text_str(&c->header);
        out->source = text_str(&c->code);
        out->pot = words_pot(c);
        return OK;
}

static Status compile_all(Compiler *c)
{
        HtmlScan *h = c->html;

        if (c->source.len > PAGEC_TEXT_MAX)
                return fault_set(&c->fault, 0, "a page file has at most %d bytes", PAGEC_TEXT_MAX);
        if (!str_is_utf8(c->source))
                return fault_set(&c->fault, utf8_fault_at(c->source),
                                 "a page file is UTF-8 without NUL");
        while (h->at < c->source.len) {
                Str rest = str_skip(c->source, h->at);

                if (str_starts(rest, S("{#")))
                        TRY(comment_skip(c));
                else if (str_starts(rest, S("{%")))
                        TRY(directive(c));
                else if (c->depth == 0 && str_empty(str_trim((Str){rest.at, 1})))
                        h->at++;
                else if (c->depth == 0)
                        return fault_set(
                                &c->fault, h->at,
                                "only {%% include %%} and {%% page %%} stand outside a page");
                else if (str_starts(rest, S("{{")))
                        TRY(value_compile(c));
                else if (str_starts(rest, S("{_")))
                        TRY(words_compile(c));
                else
                        TRY(static_step(c));
        }
        if (c->depth > 0)
                return fault_set(&c->fault, c->blocks[c->depth - 1].at,
                                 "{%% end %%} is missing for this");
        if (c->pages_n == 0)
                return fault_set(&c->fault, 0, "there is no {%% page %%} in this file");
        if (c->header.overflow || c->code.overflow)
                return fault_set(&c->fault, 0, "what comes out has more than %d bytes",
                                 PAGEC_OUT_MAX);
        return OK;
}

static Status static_step(Compiler *c)
{
        HtmlScan *h = c->html;
        size_t from = h->at;
        bool is_exact = html_is_exact(h);

        TRY(html_step(h));
        emit_static(c, (Str){c->source.at + from, h->at - from}, is_exact);
        /* browsers drop a first line end, so a value that begins with one would lose it */
        if (h->begins_preserved && !str_starts(str_skip(c->source, h->at), S("\n")))
                emit_static(c, S("\n"), true);
        return OK;
}

static Status comment_skip(Compiler *c)
{
        size_t n = str_find_str(str_skip(c->source, c->html->at), S("#}"));

        if (n == c->source.len - c->html->at)
                return fault_set(&c->fault, c->html->at, "this {# is not closed");
        c->html->at += n + 2;
        return OK;
}

static Status value_compile(Compiler *c)
{
        size_t at = c->html->at, after, semicolons;
        Place place;
        Str expr;

        TRY(expr_scan(c, at + 2, "}}", &expr, &after, &semicolons));
        if (semicolons)
                return fault_set(&c->fault, at, "; can not stand in {{ }}");
        TRY(html_hole(c->html, at, after < c->source.len ? c->source.at[after] : 0, &place));
        emit_flush(c);
        emit_value(c, place, expr, (size_t)(expr.at - c->source.at));
        c->html->at = after;
        return OK;
}

static Status directive(Compiler *c)
{
        size_t at = c->html->at, after, semicolons;
        Str rest, word;

        TRY(expr_scan(c, at + 2, "%}", &rest, &after, &semicolons));
        if (!expr_word(&rest, &word))
                return fault_set(&c->fault, at, "a word is missing after {%%");
        if (semicolons && !str_is(word, "for"))
                return fault_set(&c->fault, at, "; stands only in {%% for %%}");
        if (str_is(word, "include"))
                TRY(include_compile(c, rest, at));
        else if (str_is(word, "page")) {
                TRY(page_compile(c, rest, at));
                while (after < c->source.len && str_empty(str_trim((Str){c->source.at + after, 1})))
                        after++;
        } else if (c->depth == 0)
                return fault_set(&c->fault, at,
                                 "only {%% include %%} and {%% page %%} stand outside a page");
        else
                TRY(directive_in_page(c, word, rest, at, semicolons));
        c->html->at = after;
        return OK;
}

static Status directive_in_page(Compiler *c, Str word, Str rest, size_t at, size_t semicolons)
{
        TRY(html_pause(c->html, at));
        emit_flush(c);
        if (str_is(word, "if")) {
                if (str_empty(rest))
                        return fault_set(&c->fault, at, "{%% if %%} needs an expression");
                emit_code_at(c, at, "if (%.*s) {", S_ARG(rest));
                return block_begin(c, BLOCK_IF, at);
        }
        if (str_is(word, "else"))
                return else_compile(c, rest, at);
        if (str_is(word, "for"))
                return loop_compile(c, rest, at, semicolons);
        if (str_is(word, "each"))
                return each_compile(c, rest, at);
        if (str_is(word, "let"))
                return let_compile(c, rest, at);
        if (str_is(word, "show"))
                return show_compile(c, rest, at);
        if (str_is(word, "end"))
                return end_compile(c, rest, at);
        return fault_set(&c->fault, at, "{%% %.*s %%} is not known", S_ARG(word));
}

static Status include_compile(Compiler *c, Str rest, size_t at)
{
        if (c->pages_n > 0)
                return fault_set(&c->fault, at, "{%% include %%} stands before the first page");
        if (rest.len < 3 || rest.at[0] != '"' || str_find(str_skip(rest, 1), '"') != rest.len - 2)
                return fault_set(&c->fault, at, "{%% include \"room/file.h\" %%} is meant");
        text_fmt(&c->header, "#include %.*s\n", S_ARG(rest));
        return OK;
}

static Status page_compile(Compiler *c, Str rest, size_t at)
{
        Str name, args;
        const char *comma;

        if (c->depth > 0)
                return fault_set(&c->fault, at, "a page can not stand in a page");
        if (!expr_call(rest, &name, &args))
                return fault_set(&c->fault, at, "{%% page name(arguments) %%} is meant");
        for (size_t i = 0; i < c->pages_n; i++)
                if (str_eq(c->pages[i], name))
                        return fault_set(&c->fault, at, "there is a page %.*s already",
                                         S_ARG(name));
        if (c->pages_n == PAGEC_PAGES_MAX)
                return fault_set(&c->fault, at, "more than %d pages", PAGEC_PAGES_MAX);
        c->pages[c->pages_n++] = name;
        if (str_is(args, "void"))
                args = (Str){0};
        comma = args.len ? ", " : "";
        text_fmt(&c->header, "\nvoid %.*s(Page *out%s%.*s);", S_ARG(name), comma, S_ARG(args));
        text_char(&c->code, '\n');
        emit_code_at(c, at, "void %.*s(Page *out%s%.*s)", S_ARG(name), comma, S_ARG(args));
        emit_code(c, "{");
        TRY(block_begin(c, BLOCK_PAGE, at));
        emit_code(c, "(void)out;"); /* a page may be empty */
        return OK;
}

static Status show_compile(Compiler *c, Str rest, size_t at)
{
        Str name, args;

        if (!expr_call(rest, &name, &args))
                return fault_set(&c->fault, at, "{%% show name(values) %%} is meant");
        if (c->html->now.state != HTML_TEXT)
                return fault_set(&c->fault, at, "a page can be shown in text only, not in %s",
                                 html_place_name(c->html));
        emit_code_at(c, at, "%.*s(out%s%.*s);", S_ARG(name), args.len ? ", " : "", S_ARG(args));
        return OK;
}

static Status let_compile(Compiler *c, Str rest, size_t at)
{
        size_t equals = expr_find(rest, '=');

        if (equals == rest.len || equals == 0 || str_empty(str_trim(str_skip(rest, equals + 1))))
                return fault_set(&c->fault, at, "{%% let type name = value %%} is meant");
        emit_code_at(c, at, "%.*s;", S_ARG(rest));
        return OK;
}

static Status loop_compile(Compiler *c, Str rest, size_t at, size_t semicolons)
{
        if (semicolons != 2)
                return fault_set(&c->fault, at, "{%% for begin; condition; step %%} is meant");
        emit_code_at(c, at, "for (%.*s) {", S_ARG(rest));
        return block_begin(c, BLOCK_FOR, at);
}

static Status each_compile(Compiler *c, Str rest, size_t at)
{
        Str item, in;
        unsigned k = ++c->serial;

        if (!expr_word(&rest, &item) || !expr_word(&rest, &in) || !str_is(in, "in") ||
            str_empty(rest))
                return fault_set(&c->fault, at, "{%% each item in list %%} is meant");
        /* the list is looked at once, also when it is a call; all on one line, for #line */
        emit_code_at(c, at,
                     "for (const __typeof__(%.*s) pagec_list_%u = (%.*s), *pagec_once_%u = "
                     "&pagec_list_%u; "
                     "pagec_once_%u; pagec_once_%u = NULL)",
                     S_ARG(rest), k, S_ARG(rest), k, k, k, k);
        emit_code_at(c, at,
                     "for (size_t pagec_i_%u = 0; pagec_i_%u < pagec_list_%u.n; pagec_i_%u++) {", k,
                     k, k, k);
        TRY(block_begin(c, BLOCK_EACH, at));
        emit_code_at(c, at,
                     "__typeof__(&pagec_list_%u.at[0]) %.*s = &pagec_list_%u.at[pagec_i_%u];", k,
                     S_ARG(item), k, k);
        return OK;
}

static Status else_compile(Compiler *c, Str rest, size_t at)
{
        Block *b = &c->blocks[c->depth - 1];
        Str word = {0};
        HtmlScan *h = c->html;

        if (b->kind != BLOCK_IF || b->has_else)
                return fault_set(&c->fault, at, "this {%% else %%} belongs to no {%% if %%}");
        if (!str_empty(rest) &&
            (!expr_word(&rest, &word) || !str_is(word, "if") || str_empty(rest)))
                return fault_set(&c->fault, at,
                                 "{%% else %%} or {%% else if condition %%} is meant");
        b->has_else = str_empty(word);
        TRY(branch_end(c, b, at));
        for (size_t i = b->attrs_from; i < h->attrs_n; i++)
                h->attrs[i].is_elsewhere = true;
        h->now = b->begin;
        c->depth--;
        if (b->has_else)
                emit_code(c, "} else {");
        else
                emit_code_at(c, at, "} else if (%.*s) {", S_ARG(rest));
        c->depth++;
        return OK;
}

static Status end_compile(Compiler *c, Str rest, size_t at)
{
        Block *b = &c->blocks[c->depth - 1];
        HtmlScan *h = c->html;

        if (!str_empty(rest))
                return fault_set(&c->fault, at, "{%% end %%} stands alone");
        TRY(branch_end(c, b, at));
        if (b->kind == BLOCK_FOR || b->kind == BLOCK_EACH)
                TRY(loop_check(c, b));
        h->now = b->kind == BLOCK_IF && !b->has_else ? html_join(b->joined, b->begin) : b->joined;
        for (size_t i = b->attrs_from; i < h->attrs_n; i++)
                h->attrs[i].is_elsewhere = false;
        h->floor = b->outer_floor;
        c->depth--;
        emit_code(c, "}");
        return OK;
}

static Status block_begin(Compiler *c, BlockKind kind, size_t at)
{
        HtmlScan *h = c->html;
        bool is_loop = kind == BLOCK_FOR || kind == BLOCK_EACH;

        if (c->depth == PAGEC_BLOCKS_MAX)
                return fault_set(&c->fault, at, "more than %d blocks in one another",
                                 PAGEC_BLOCKS_MAX);
        if (is_loop && html_in_tag(h))
                return fault_set(&c->fault, at, "a loop in a tag would give it an attribute twice");
        c->blocks[c->depth++] = (Block){.kind = kind,
                                        .at = at,
                                        .begin = h->now,
                                        .attrs_from = html_in_tag(h) ? h->attrs_n : HTML_ATTRS_MAX,
                                        .outer_floor = h->floor};
        h->floor = h->now.depth;
        return OK;
}

static Status branch_end(Compiler *c, Block *b, size_t at)
{
        TRY(html_same(c->html, &b->begin, at));
        b->joined = b->has_joined ? html_join(b->joined, c->html->now) : c->html->now;
        b->has_joined = true;
        return OK;
}

/* What the body was compiled for must hold in the second round as well. */
static Status loop_check(Compiler *c, const Block *b)
{
        Address begin = b->begin.address, end = b->joined.address;

        if (b->begin.state != HTML_VALUE || c->html->kind != VALUE_ADDRESS || begin == end ||
            (begin == ADDRESS_PATH && end == ADDRESS_QUERY))
                return OK;
        return fault_set(&c->fault, b->at, "a loop can not hold the beginning of an address");
}

/* The longest good beginning, by halving: str_is_utf8 says only yes or no. */
static size_t utf8_fault_at(Str s)
{
        size_t good = 0, bad = s.len;

        while (good + 1 < bad) {
                size_t middle = good + (bad - good) / 2;
                Str head = str_head(s, middle);

                if (str_is_utf8(head))
                        good = middle;
                else
                        bad = middle;
        }
        return good;
}

static Str fault_text(Compiler *c)
{
        size_t begin = c->fault.at;
        int line = emit_line_of(c, begin), column = 1;

        while (begin > 0 && begin <= c->source.len && c->source.at[begin - 1] != '\n') {
                begin--;
                column += ((unsigned char)c->source.at[begin] & 0xC0) != 0x80;
        }
        return str_fmt(c->a, "%d:%d: %.*s", line, column, S_ARG(c->fault.words));
}
