/* tools/pagec_expr: just enough of C to find its end.
 *
 * Strings and brackets are followed, so that "}}" in a string or after a compound literal does not
 * end the expression, and so that an expression can not break out of the statement it is put in. */
#include "tools/pagec_parts.h"

typedef struct {
        char open[PAGEC_BRACKETS_MAX];
        size_t open_at[PAGEC_BRACKETS_MAX];
        size_t n;
} Brackets;

static Status bracket(Compiler *c, Brackets *b, size_t at);
static Status refuse(Compiler *c, size_t at);
static bool mark_is_at(Str s, size_t at, Str mark, bool is_outside);
static size_t quoted_end(Str s, size_t at);
static char partner(char c);

Status expr_scan(Compiler *c, size_t from, const char *mark, Str *out, size_t *after,
                 size_t *semicolons)
{
        Str s = c->source, wanted = str_from(mark);
        Brackets b = {0};
        size_t i = from;

        *semicolons = 0;
        for (; i < s.len; i++) {
                if (mark_is_at(s, i, wanted, b.n == 0))
                        break;
                if (s.at[i] == '"' || s.at[i] == '\'') {
                        size_t end = quoted_end(s, i);

                        if (end == s.len)
                                return fault_set(&c->fault, i, "this quote is not closed");
                        i = end;
                        continue;
                }
                *semicolons += s.at[i] == ';' && b.n == 0;
                TRY(refuse(c, i));
                TRY(bracket(c, &b, i));
        }
        if (i >= s.len)
                return fault_set(&c->fault, from - 2, "%s is missing", mark);
        if (b.n > 0)
                return fault_set(&c->fault, b.open_at[b.n - 1], "this bracket is not closed");
        *out = str_trim((Str){s.at + from, i - from});
        *after = i + wanted.len;
        if (out->len == 0)
                return fault_set(&c->fault, from - 2, "there is nothing between the marks");
        return OK;
}

bool expr_word(Str *s, Str *word)
{
        size_t n = 0;

        while (n < s->len) {
                char c = s->at[n];
                bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

                if (!is_letter && (n == 0 || c < '0' || c > '9'))
                        break;
                n++;
        }
        *word = (Str){s->at, n};
        *s = str_trim(str_skip(*s, n));
        return n > 0;
}

bool expr_call(Str s, Str *name, Str *args)
{
        size_t depth = 0;

        if (!expr_word(&s, name) || s.len < 2 || s.at[0] != '(')
                return false;
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '"' || s.at[i] == '\'')
                        i = quoted_end(s, i);
                else if (s.at[i] == '(')
                        depth++;
                else if (s.at[i] == ')' && --depth == 0) {
                        *args = str_trim((Str){s.at + 1, i - 1});
                        return i + 1 == s.len;
                }
        }
        return false;
}

size_t expr_find(Str s, char c)
{
        size_t depth = 0;

        for (size_t i = 0; i < s.len; i++) {
                char now = s.at[i], next = i + 1 < s.len ? s.at[i + 1] : 0,
                     last = i ? s.at[i - 1] : 0;

                if (now == '"' || now == '\'')
                        i = quoted_end(s, i);
                else if (now == '(' || now == '[' || now == '{')
                        depth++;
                else if (now == ')' || now == ']' || now == '}')
                        depth -= depth > 0;
                else if (depth == 0 && now == c && next == c)
                        i++;
                else if (depth == 0 && now == c &&
                         (c != '=' || (last != '!' && last != '<' && last != '>')))
                        return i;
        }
        return s.len;
}

static Status refuse(Compiler *c, size_t at)
{
        char now = c->source.at[at], next = at + 1 < c->source.len ? c->source.at[at + 1] : 0;

        if (now == '/' && (next == '/' || next == '*'))
                return fault_set(&c->fault, at, "a C comment can not stand here");
        if (now == '#' || now == '\\')
                return fault_set(&c->fault, at, "%c can not stand in an expression", now);
        return OK;
}

static Status bracket(Compiler *c, Brackets *b, size_t at)
{
        char now = c->source.at[at];

        if (now == '(' || now == '[' || now == '{') {
                if (b->n == PAGEC_BRACKETS_MAX)
                        return fault_set(&c->fault, at, "more than %d brackets in one another",
                                         PAGEC_BRACKETS_MAX);
                b->open[b->n] = now;
                b->open_at[b->n++] = at;
        } else if (now == ')' || now == ']' || now == '}') {
                if (b->n == 0)
                        return fault_set(&c->fault, at, "this bracket closes nothing");
                if (b->open[b->n - 1] != partner(now))
                        return fault_set(&c->fault, b->open_at[b->n - 1],
                                         "this bracket is not closed");
                b->n--;
        }
        return OK;
}

/* "%}" is never C, so it ends also what is left open; "}}" and "|" may be C in brackets. */
static bool mark_is_at(Str s, size_t at, Str mark, bool is_outside)
{
        if (!str_starts(str_skip(s, at), mark) || (!is_outside && mark.at[0] != '%'))
                return false;
        if (mark.len > 1)
                return true;
        return (at == 0 || s.at[at - 1] != mark.at[0]) && !str_starts(str_skip(s, at + 1), mark);
}

/* Where the quote that begins at `at` ends, or s.len; C does not let it pass a line's end. */
static size_t quoted_end(Str s, size_t at)
{
        for (size_t i = at + 1; i < s.len && s.at[i] != '\n'; i++) {
                if (s.at[i] == '\\' && i + 1 < s.len && s.at[i + 1] != '\n')
                        i++;
                else if (s.at[i] == s.at[at])
                        return i;
        }
        return s.len;
}

static char partner(char c)
{
        return c == ')' ? '(' : c == ']' ? '[' : '{';
}
