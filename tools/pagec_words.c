/* tools/pagec_words: words that are translated.
 *
 * The words and the values in them are kept apart until the page is drawn: the translation says
 * where each value goes, the page file how it is escaped. */
#include "tools/pagec_parts.h"

typedef struct {
        Str expr[PAGEC_HOLES_MAX];
        size_t at[PAGEC_HOLES_MAX];
        size_t n;
} Holes;

static Status words_read(Compiler *c, size_t *at, bool is_plural, Holes *holes, Str *out,
                         bool *is_last);
static Status words_hole(Compiler *c, size_t *at, Holes *holes, Text *t);
static Status words_plain(Compiler *c, size_t at);
static bool is_reference(Str s);
static Status words_count(Compiler *c, size_t *at, Str *out);
static void words_emit(Compiler *c, Place place, Str count, const Words *w, const Holes *holes,
                       size_t at);
static void words_keep(Compiler *c, const Words *w, const Holes *holes, size_t at);
static void pot_text(Text *t, const char *key, Str s);

static bool is_space(char c)
{
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

Status words_compile(Compiler *c)
{
        size_t begin = c->html->at, at = begin + 2;
        Str s = c->source, count = {0};
        Holes holes = {0};
        Words w = {0};
        bool is_last = false, is_plural;
        Place place;

        TRY(html_words(c->html, begin, &place));
        is_plural = at < s.len && s.at[at] == 'n';
        at += is_plural;
        if (at >= s.len || !is_space(s.at[at]))
                return fault_set(&c->fault, begin,
                                 "words to translate begin with {_ or {_n and a space");
        if (is_plural)
                TRY(words_count(c, &at, &count));
        TRY(words_read(c, &at, is_plural, &holes, &w.one, &is_last));
        if (is_plural && is_last)
                return fault_set(&c->fault, begin, "a plural is {_n number | one | many _}");
        if (is_plural)
                TRY(words_read(c, &at, is_plural, &holes, &w.many, &is_last));
        if (!is_last)
                return fault_set(&c->fault, begin, "a plural is {_n number | one | many _}");
        emit_flush(c);
        words_emit(c, place, count, &w, &holes, begin);
        words_keep(c, &w, &holes, begin);
        c->html->at = at;
        return OK;
}

Str words_pot(Compiler *c)
{
        Text t = text_begin(c->a, PAGEC_OUT_MAX);

        text_add(&t, S("msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                       "\"Content-Transfer-Encoding: 8bit\\n\"\n"));
        for (const Words *w = c->first_words; w; w = w->next) {
                text_char(&t, '\n');
                text_add(&t, text_str(&w->holes));
                text_fmt(&t, "#:%.*s\n", S_ARG(text_str(&w->places)));
                pot_text(&t, "msgid", w->one);
                if (w->many.len)
                        pot_text(&t, "msgid_plural", w->many);
                text_add(&t,
                         w->many.len ? S("msgstr[0] \"\"\nmsgstr[1] \"\"\n") : S("msgstr \"\"\n"));
        }
        return text_str(&t);
}

/* The number of a plural, up to its bar. */
static Status words_count(Compiler *c, size_t *at, Str *out)
{
        Str rest = str_skip(c->source, *at);
        size_t semicolons, begin = *at;

        if (str_find(rest, '|') > str_find_str(rest, S("_}")))
                return fault_set(&c->fault, begin, "a plural is {_n number | one | many _}");
        TRY(expr_scan(c, begin, "|", out, at, &semicolons));
        if (semicolons)
                return fault_set(&c->fault, begin, "; can not stand in the number of a plural");
        return OK;
}

/* Words up to | or _}, white space folded. */
static Status words_read(Compiler *c, size_t *at, bool is_plural, Holes *holes, Str *out,
                         bool *is_last)
{
        Str s = c->source;
        size_t begin = *at;
        Text t = text_begin(c->a, PAGEC_TEXT_MAX);

        for (;;) {
                Str rest = str_skip(s, *at);

                if (rest.len == 0)
                        return fault_set(&c->fault, begin, "_} is missing");
                *is_last = str_starts(rest, S("_}"));
                if (*is_last || (is_plural && rest.at[0] == '|'))
                        break;
                if (str_starts(rest, S("{{"))) {
                        TRY(words_hole(c, at, holes, &t));
                        continue;
                }
                TRY(words_plain(c, *at));
                if (!is_space(rest.at[0]))
                        text_char(&t, rest.at[0]);
                else if (t.len && t.at[t.len - 1] != ' ')
                        text_char(&t, ' ');
                ++*at;
        }
        *at += *is_last ? 2 : 1;
        *out = str_trim(text_str(&t));
        if (out->len == 0)
                return fault_set(&c->fault, begin, "there are no words to translate");
        return OK;
}

static Status words_hole(Compiler *c, size_t *at, Holes *holes, Text *t)
{
        size_t begin = *at, semicolons, i = 0;
        Str expr;

        TRY(expr_scan(c, begin + 2, "}}", &expr, at, &semicolons));
        if (semicolons)
                return fault_set(&c->fault, begin, "; can not stand in {{ }}");
        while (i < holes->n && !str_eq(holes->expr[i], expr))
                i++;
        if (i == PAGEC_HOLES_MAX)
                return fault_set(&c->fault, begin, "more than %d values in one text",
                                 PAGEC_HOLES_MAX);
        if (i == holes->n) {
                holes->at[i] = begin;
                holes->expr[holes->n++] = expr;
        }
        text_fmt(t, "{%zu}", i + 1);
        return OK;
}

/* Words are plain: they are escaped when the page is drawn, so a tag or a reference would show. */
static Status words_plain(Compiler *c, size_t at)
{
        Str rest = str_skip(c->source, at);

        if (rest.at[0] == '<')
                return fault_set(&c->fault, at, "words to translate hold no tags");
        if (rest.at[0] == '{')
                return fault_set(&c->fault, at, "words to translate hold only words and {{ }}");
        if (rest.at[0] == '&' && is_reference(str_skip(rest, 1)))
                return fault_set(&c->fault, at,
                                 "write the character itself: these words are escaped later");
        return OK;
}

static bool is_reference(Str s)
{
        size_t n = 0;

        while (n < s.len &&
               ((s.at[n] | 32) >= 'a' ? (s.at[n] | 32) <= 'z'
                                      : s.at[n] == '#' || (s.at[n] >= '0' && s.at[n] <= '9')))
                n++;
        return n > 0 && n < s.len && s.at[n] == ';';
}

static void words_emit(Compiler *c, Place place, Str count, const Words *w, const Holes *holes,
                       size_t at)
{
        const char *kind = place == PLACE_TEXT ? "text" : "attr";
        Text t = text_begin(c->a, PAGEC_OUT_MAX);
        unsigned k = ++c->serial;

        text_add(&t, w->many.len ? S("words_n_str(S(") : S("words_str(S("));
        emit_literal(&t, w->one);
        if (w->many.len) {
                text_add(&t, S("), S("));
                emit_literal(&t, w->many);
                text_fmt(&t, "), (int64_t)(%.*s))", S_ARG(count));
        } else
                text_add(&t, S("))"));
        if (holes->n == 0) {
                emit_code_at(c, at, "page_%s_str(out, %.*s);", kind, S_ARG(text_str(&t)));
                return;
        }
        emit_code_at(c, at, "Str pagec_words_%u = %.*s;", k, S_ARG(text_str(&t)));
        emit_code(c,
                  "for (int pagec_hole_%u; (pagec_hole_%u = page_words_%s(out, &pagec_words_%u)) "
                  "!= 0;)",
                  k, k, kind, k);
        c->depth++;
        emit_code(c, "switch (pagec_hole_%u) {", k);
        for (size_t i = 0; i < holes->n; i++) {
                emit_code(c, "case %zu:", i + 1);
                emit_value(c, place, holes->expr[i], holes->at[i]);
                emit_code(c, "break;");
        }
        emit_code(c, "default: break;");
        emit_code(c, "}");
        c->depth--;
}

static void words_keep(Compiler *c, const Words *w, const Holes *holes, size_t at)
{
        Words *same = c->first_words;

        while (same && !(str_eq(same->one, w->one) && str_eq(same->many, w->many)))
                same = same->next;
        if (!same) {
                same = arena_new(c->a, Words, 1);
                same->one = w->one;
                same->many = w->many;
                same->places = text_begin(c->a, PAGEC_OUT_MAX);
                same->holes = text_begin(c->a, PAGEC_OUT_MAX);
                for (size_t i = 0; i < holes->n; i++) {
                        text_fmt(&same->holes, "#. {%zu} = ", i + 1);
                        for (size_t k = 0; k < holes->expr[i].len; k++)
                                text_char(&same->holes, is_space(holes->expr[i].at[k])
                                                                ? ' '
                                                                : holes->expr[i].at[k]);
                        text_char(&same->holes, '\n');
                }
                *c->last_words = same;
                c->last_words = &same->next;
        }
        text_fmt(&same->places, " %.*s:%d", S_ARG(c->name), emit_line_of(c, at));
}

static void pot_text(Text *t, const char *key, Str s)
{
        text_fmt(t, "%s \"", key);
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '"' || s.at[i] == '\\')
                        text_char(t, '\\');
                text_char(t, s.at[i]);
        }
        text_add(t, S("\"\n"));
}
