/* tools/pagec_emit: the C that is written. */
#include "tools/pagec_parts.h"

#include <string.h>

static void add_byte(Compiler *c, char byte, bool is_exact);
static void indent(Compiler *c);
static void line_mark(Compiler *c, size_t at);
static Str guard_name(Compiler *c);

int emit_line_of(Compiler *c, size_t at)
{
        if (at < c->line_at || c->line == 0) {
                c->line_at = 0;
                c->line = 1;
        }
        for (; c->line_at < at && c->line_at < c->source.len; c->line_at++)
                c->line += c->source.at[c->line_at] == '\n';
        return c->line;
}

void emit_static(Compiler *c, Str html, bool is_exact)
{
        for (size_t i = 0; i < html.len; i++)
                add_byte(c, html.at[i], is_exact);
}

void emit_flush(Compiler *c)
{
        Str all = text_str(&c->raw), line;

        c->blank_from = SIZE_MAX;
        if (all.len == 0)
                return;
        indent(c);
        text_add(&c->code, S("page_raw(out, "));
        for (Str rest = all; rest.len;) {
                size_t n = str_find(rest, '\n') + 1;

                line = n > rest.len ? rest : (Str){rest.at, n};
                if (rest.at != all.at) {
                        text_char(&c->code, '\n');
                        indent(c);
                        text_add(&c->code, S("         "));
                }
                emit_literal(&c->code, line);
                rest = str_skip(rest, n);
        }
        text_fmt(&c->code, ", %zu);\n", all.len);
        c->raw.len = 0;
}

void emit_code(Compiler *c, const char *format, ...)
{
        va_list args;

        indent(c);
        va_start(args, format);
        text_add(&c->code, str_vfmt(c->a, format, args));
        va_end(args);
        text_char(&c->code, '\n');
}

void emit_code_at(Compiler *c, size_t at, const char *format, ...)
{
        va_list args;

        line_mark(c, at);
        indent(c);
        va_start(args, format);
        text_add(&c->code, str_vfmt(c->a, format, args));
        va_end(args);
        text_char(&c->code, '\n');
}

void emit_value(Compiler *c, Place place, Str expr, size_t at)
{
        static const char *const names[] = {"text", "attr", "url", "base", "path", "query"};

        emit_code_at(c, at, "page_%s(out, (%.*s));", names[place], S_ARG(expr));
}

void emit_literal(Text *t, Str s)
{
        text_char(t, '"');
        for (size_t i = 0; i < s.len; i++) {
                char b = s.at[i];

                if (b == '\n')
                        text_add(t, S("\\n"));
                else if (b == '"' || b == '\\' || b == '?') /* ??= was a # once */
                        text_fmt(t, "\\%c", b);
                else if ((unsigned char)b < 32 || b == 127)
                        text_fmt(t, "\\%03o", (unsigned)b);
                else
                        text_char(t, b);
        }
        text_char(t, '"');
}

void emit_begin(Compiler *c, Str header_name)
{
        Str guard = guard_name(c);

        text_fmt(&c->header,
                 "/* Made by tools/pagec from %.*s: change that. */\n#ifndef %.*s\n#define %.*s\n\n"
                 "#include \"web/page.h\"\n",
                 S_ARG(c->name), S_ARG(guard), S_ARG(guard));
        text_fmt(&c->code, "/* Made by tools/pagec from %.*s: change that. */\n#include \"%.*s\"\n",
                 S_ARG(c->name), S_ARG(header_name));
}

void emit_end(Compiler *c)
{
        text_add(&c->header, S("\n\n#endif\n"));
}

/* A run of white space with a line end in it says no more than the line end. */
static void add_byte(Compiler *c, char byte, bool is_exact)
{
        bool is_blank = byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';

        if (is_exact || !is_blank) {
                c->blank_from = SIZE_MAX;
                text_char(&c->raw, byte);
                return;
        }
        if (c->blank_from == SIZE_MAX) {
                c->blank_from = c->raw.len;
                c->blank_is_line = false;
        }
        if (c->blank_is_line)
                return;
        if (byte == '\n') {
                c->blank_is_line = true;
                c->raw.len = c->blank_from;
        }
        text_char(&c->raw, byte);
}

static void indent(Compiler *c)
{
        for (size_t i = 0; i < c->depth; i++)
                text_add(&c->code, S("        "));
}

static void line_mark(Compiler *c, size_t at)
{
        text_fmt(&c->code, "#line %d ", emit_line_of(c, at));
        emit_literal(&c->code, c->name);
        text_char(&c->code, '\n');
}

static Str guard_name(Compiler *c)
{
        Text t = text_begin(c->a, c->name.len + 32);

        text_add(&t, S("SEEDBED_"));
        for (size_t i = 0; i < c->name.len; i++) {
                char b = c->name.at[i];

                if (b >= 'a' && b <= 'z')
                        b = (char)(b - 32);
                text_char(&t, (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ? b : '_');
        }
        text_add(&t, S("_H"));
        return text_str(&t);
}
