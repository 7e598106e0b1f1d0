/* form/condition: a parser by descent. */
#include "form/condition_inside.h"

#include "base/words.h"
#include "hub/place.h"

#include <string.h>

typedef enum { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_SIGN } TokenKind;

typedef struct {
        TokenKind kind;
        Str text; /* TOKEN_QUOTED: without quotes and escapes */
        size_t from, to;
} Token;

typedef struct {
        Arena *a;
        const FormField *const *fields;
        size_t fields_n;
        Str text;
        Token now;
        size_t end; /* of the token before */
        int depth, parts;
        Str fault;
} Parser;

static Status next(Parser *p);
static Status parse_or(Parser *p, Condition **out);
static Status parse_and(Parser *p, Condition **out);
static Status parse_not(Parser *p, Condition **out);
static Status parse_part(Parser *p, Condition **out);
static Status parse_asked(Parser *p, Condition *c);
static Status parse_field(Parser *p, Condition *c);
static Status parse_compare(Parser *p, Condition *c);
static Status parse_values(Parser *p, Condition *c);
static Status check_value(Parser *p, const Condition *c, Str value);

static Status fault(Parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static Status fault(Parser *p, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        p->fault = str_vfmt(p->a, format, args);
        va_end(args);
        return INVALID;
}

/* What was expected, and what stands there. */
static Status fault_here(Parser *p, const char *expected)
{
        if (p->now.kind == TOKEN_END)
                return fault(p, _("%s is missing at the end"), expected);
        return fault(p, _("%s is missing before %s, character %zu"), expected,
                     yaml_quote(p->a, p->now.text), str_chars(str_head(p->text, p->now.from)) + 1);
}

Status condition_parse(Arena *a, const Form *f, Str text, const Condition **out, Str *out_fault)
{
        return condition_parse_of(a, f->fields.at, f->fields.n, text, out, out_fault);
}

Status condition_parse_of(Arena *a, const FormField *const *fields, size_t n, Str text,
                          const Condition **out, Str *out_fault)
{
        Parser p = {.a = a, .fields = fields, .fields_n = n, .text = text};
        Condition *c = NULL;
        Status s;

        if (str_chars(text) > CONDITION_CHARS_MAX)
                s = fault(&p, _("it has more than %d characters"), CONDITION_CHARS_MAX);
        else
                s = next(&p);
        if (s == OK)
                s = parse_or(&p, &c);
        if (s == OK && p.now.kind != TOKEN_END)
                s = fault_here(&p, _("'and' or 'or'"));
        if (s == OK)
                *out = c;
        else
                *out_fault = p.fault;
        return s;
}

static bool is_word_char(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
}

static Status next_quoted(Parser *p, size_t i)
{
        char quote = p->text.at[i++];
        Text t = text_begin(p->a, p->text.len + 1);

        for (; i < p->text.len && p->text.at[i] != quote; i++) {
                if (p->text.at[i] == '\\' && i + 1 < p->text.len)
                        i++;
                text_char(&t, p->text.at[i]);
        }
        if (i >= p->text.len)
                return fault(p, _("a quote is not closed"));
        p->now.kind = TOKEN_QUOTED;
        p->now.text = text_str(&t);
        p->now.to = i + 1;
        return OK;
}

static Status next(Parser *p)
{
        size_t i = p->now.to;
        Str s = p->text;

        p->end = p->now.to;
        while (i < s.len && strchr(" \t\r\n", s.at[i]) && s.at[i])
                i++;
        p->now = (Token){.kind = TOKEN_END, .from = i, .to = i};
        if (i == s.len)
                return OK;
        if (s.at[i] == '"' || s.at[i] == '\'')
                return next_quoted(p, i);
        if (is_word_char(s.at[i])) {
                while (i < s.len && is_word_char(s.at[i]))
                        i++;
                p->now.kind = TOKEN_WORD;
        } else if (s.at[i] && strchr("()[],=<>!", s.at[i])) {
                bool two = i + 1 < s.len && s.at[i + 1] == '=' && strchr("<>!", s.at[i]);

                i += two ? 2 : 1;
                p->now.kind = TOKEN_SIGN;
        } else {
                Str rest = str_skip(s, i);
                size_t len = 1;

                while (len < rest.len && ((unsigned char)rest.at[len] & 0xC0) == 0x80)
                        len++;
                return fault(p, _("%s is not understood, character %zu"),
                             yaml_quote(p->a, str_head(rest, len)), str_chars(str_head(s, i)) + 1);
        }
        p->now.to = i;
        p->now.text = (Str){s.at + p->now.from, i - p->now.from};
        return OK;
}

static bool is_sign(const Parser *p, const char *sign)
{
        return p->now.kind == TOKEN_SIGN && str_is(p->now.text, sign);
}

static bool is_key(const Parser *p, const char *word)
{
        return p->now.kind == TOKEN_WORD && str_is(p->now.text, word);
}

static Status expect(Parser *p, const char *sign, const char *said)
{
        return is_sign(p, sign) ? next(p) : fault_here(p, said);
}

static Condition *node(Parser *p, Op op, const Condition *left, const Condition *right)
{
        Condition *c = arena_new(p->a, Condition, 1);

        *c = (Condition){.op = op, .left = left, .right = right};
        return c;
}

static Status parse_or(Parser *p, Condition **out)
{
        Condition *right = NULL;

        TRY(parse_and(p, out));
        while (is_key(p, "or")) {
                TRY(next(p));
                TRY(parse_and(p, &right));
                *out = node(p, OP_OR, *out, right);
        }
        return OK;
}

static Status parse_and(Parser *p, Condition **out)
{
        Condition *right = NULL;

        TRY(parse_not(p, out));
        while (is_key(p, "and")) {
                TRY(next(p));
                TRY(parse_not(p, &right));
                *out = node(p, OP_AND, *out, right);
        }
        return OK;
}

static Status parse_not(Parser *p, Condition **out)
{
        bool negated = is_key(p, "not");
        Condition *inner = NULL;

        if (!negated && !is_sign(p, "("))
                return parse_part(p, out);
        if (p->depth >= CONDITION_DEPTH_MAX)
                return fault(p, _("it is nested more than %d deep"), CONDITION_DEPTH_MAX);
        p->depth++;
        TRY(next(p));
        if (negated) {
                TRY(parse_not(p, &inner));
                *out = node(p, OP_NOT, inner, NULL);
        } else {
                TRY(parse_or(p, out));
                TRY(expect(p, ")", ")"));
        }
        p->depth--;
        return OK;
}

static Status parse_part(Parser *p, Condition **out)
{
        Condition *c = node(p, OP_PART, NULL, NULL);
        size_t from = p->now.from;

        if (++p->parts > CONDITION_PARTS_MAX)
                return fault(p, _("it has more than %d parts"), CONDITION_PARTS_MAX);
        TRY(parse_asked(p, c));
        c->text = (Str){p->text.at + from, p->end - from};
        *out = c;
        return OK;
}

static bool has_rows(const FormField *f)
{
        return f->kind == FORM_TABLE || f->kind == FORM_GROUP || f->kind == FORM_FILE;
}

/* filled(name), count(name) >= 2, name, name = value … */
static Status parse_asked(Parser *p, Condition *c)
{
        Token before = p->now;
        size_t end = p->end;

        if (is_key(p, "filled") || is_key(p, "count")) {
                c->ask = is_key(p, "count") ? ASK_COUNT : ASK_FILLED;
                TRY(next(p));
                if (is_sign(p, "(")) {
                        TRY(next(p));
                        TRY(parse_field(p, c));
                        TRY(expect(p, ")", ")"));
                        if (c->ask == ASK_FILLED)
                                return OK;
                        if (!has_rows(c->field) && c->field->kind != FORM_CHOICES)
                                return fault(p,
                                             _("'%.*s' holds one answer; there is nothing to "
                                               "count"),
                                             S_ARG(c->field->slug));
                        return parse_compare(p, c);
                }
                /* a field of that name */
                p->now = before;
                p->end = end;
                c->ask = ASK_VALUE;
        }
        TRY(parse_field(p, c));
        if (c->field->kind != FORM_YES_NO)
                return parse_compare(p, c);
        c->is_wanted = true;
        if (is_sign(p, "=") || is_sign(p, "!=")) {
                bool no = is_sign(p, "!=");

                TRY(next(p));
                if (is_key(p, "no") || is_key(p, "false"))
                        no = !no;
                else if (!is_key(p, "yes") && !is_key(p, "true"))
                        return fault_here(p, _("'yes' or 'no'"));
                c->is_wanted = !no;
                TRY(next(p));
        }
        return OK;
}

static Status parse_field(Parser *p, Condition *c)
{
        Str names[FORM_FIELDS_MAX + 1], near;

        if (p->now.kind != TOKEN_WORD || is_key(p, "and") || is_key(p, "or"))
                return fault_here(p, _("the name of a field"));
        for (size_t i = 0; i < p->fields_n; i++)
                if (!str_empty(p->now.text) && str_eq(p->fields[i]->slug, p->now.text)) {
                        c->field = p->fields[i];
                        return next(p);
                }
        for (size_t i = 0; i < p->fields_n && i < FORM_FIELDS_MAX; i++)
                names[i] = p->fields[i]->slug;
        near = yaml_nearest(p->now.text, names,
                            p->fields_n < FORM_FIELDS_MAX ? p->fields_n : FORM_FIELDS_MAX);
        if (near.len)
                return fault(p, _("there is no field %s before it (did you mean '%.*s'?)"),
                             yaml_quote(p->a, p->now.text), S_ARG(near));
        return fault(p, _("there is no field %s before it"), yaml_quote(p->a, p->now.text));
}

static bool has_order(const Condition *c)
{
        return c->ask == ASK_COUNT || c->field->kind == FORM_NUMBER ||
               c->field->kind == FORM_MONEY || c->field->kind == FORM_DATE;
}

static Status parse_compare(Parser *p, Condition *c)
{
        static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
        bool many = c->field->kind == FORM_CHOICES && c->ask == ASK_VALUE;

        if (has_rows(c->field) && c->ask == ASK_VALUE)
                return fault(p, _("'%.*s' is a list: ask count(%.*s) or filled(%.*s)"),
                             S_ARG(c->field->slug), S_ARG(c->field->slug), S_ARG(c->field->slug));
        if (many) {
                if (!is_key(p, "has"))
                        return fault_here(p, _("'has'"));
                c->how = PART_HAS;
                TRY(next(p));
                return parse_values(p, c);
        }
        if (is_key(p, "in")) {
                c->how = PART_IN;
                TRY(next(p));
                return parse_values(p, c);
        }
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
                if (is_sign(p, signs[i])) {
                        c->how = (How)i;
                        if (i > PART_NOT && !has_order(c))
                                return fault(p, _("'%.*s' has no order: use =, != or in"),
                                             S_ARG(c->field->slug));
                        TRY(next(p));
                        return parse_values(p, c);
                }
        return fault_here(p, _("a comparison (=, !=, <, <=, >, >=, in)"));
}

static Status parse_value(Parser *p, const Condition *c, Str *out)
{
        if (p->now.kind != TOKEN_WORD && p->now.kind != TOKEN_QUOTED)
                return fault_here(p, _("a value"));
        *out = p->now.text;
        TRY(check_value(p, c, *out));
        return next(p);
}

static Status parse_values(Parser *p, Condition *c)
{
        Str *list = arena_new(p->a, Str, FORM_CHOICES_MAX);
        bool many = c->how == PART_IN;

        c->values = list;
        if (many)
                TRY(expect(p, "[", "["));
        do {
                if (c->values_n == FORM_CHOICES_MAX)
                        return fault(p, _("a list has more than %d values"), FORM_CHOICES_MAX);
                TRY(parse_value(p, c, &list[c->values_n]));
                c->values_n++;
                if (!many || !is_sign(p, ","))
                        break;
                TRY(next(p));
        } while (true);
        if (many)
                TRY(expect(p, "]", "]"));
        if (c->field->kind == FORM_MONEY) {
                if (p->now.kind != TOKEN_WORD || p->now.text.len != 3)
                        return fault_here(p, _("a currency, as in 5000 SGD,"));
                c->currency = p->now.text;
                return next(p);
        }
        return OK;
}

static Status check_value(Parser *p, const Condition *c, Str value)
{
        const FormField *f = c->field;
        YamlDate day;
        bool good = true;

        if (c->ask == ASK_COUNT || f->kind == FORM_NUMBER || f->kind == FORM_MONEY)
                good = form_is_number(value);
        else if (f->kind == FORM_DATE)
                good = yaml_date_parse(value, &day) && day.precision == YAML_DAY;
        else if (f->kind == FORM_COUNTRY)
                good = (value.len == 2 && place_country(value)) ||
                       (value.len == 3 && !str_empty(place_region_name(value)));
        if (good && (f->kind == FORM_CHOICE || f->kind == FORM_CHOICES) && c->ask == ASK_VALUE) {
                Str words[FORM_CHOICES_MAX], near;

                for (size_t i = 0; i < f->choices.n; i++) {
                        words[i] = f->choices.at[i].value;
                        if (str_eq(words[i], value))
                                return OK;
                }
                near = yaml_nearest(value, words, f->choices.n);
                if (near.len)
                        return fault(p, _("'%.*s' has no choice %s (did you mean '%.*s'?)"),
                                     S_ARG(f->slug), yaml_quote(p->a, value), S_ARG(near));
                return fault(p, _("'%.*s' has no choice %s"), S_ARG(f->slug),
                             yaml_quote(p->a, value));
        }
        if (good)
                return OK;
        if (f->kind == FORM_DATE && c->ask == ASK_VALUE)
                return fault(p, _("'%.*s' is a date, as 2026-11-21; %s is none"), S_ARG(f->slug),
                             yaml_quote(p->a, value));
        if (f->kind == FORM_COUNTRY)
                return fault(p, _("'%.*s' is a country, as SG; %s is none"), S_ARG(f->slug),
                             yaml_quote(p->a, value));
        return fault(p, _("'%.*s' is a number; %s is none"), S_ARG(f->slug),
                     yaml_quote(p->a, value));
}
