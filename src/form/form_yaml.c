/* form: written as YAML, always in the same way, so that forms can be compared by their text. */
#include "form/form.h"

#include <string.h>

typedef struct {
        Text *t;
        int indent;
} Yaml;

static void write_field(Yaml y, const FormField *f, const char *name);

static bool is_plain_char(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == ' ' || c == '-' || c == '_';
}

/* Plain where nobody could read it as anything else. */
static void write_scalar(Text *t, Str s)
{
        bool plain = s.len > 0 && s.len < 200 && ((s.at[0] | 32) >= 'a' && (s.at[0] | 32) <= 'z') &&
                     s.at[s.len - 1] != ' ';

        for (size_t i = 0; i < s.len && plain; i++)
                plain = is_plain_char(s.at[i]);
        if (plain && s.len <= 5 &&
            (str_eq_nocase(s, S("true")) || str_eq_nocase(s, S("false")) ||
             str_eq_nocase(s, S("null")) || str_eq_nocase(s, S("yes")) ||
             str_eq_nocase(s, S("no")) || str_eq_nocase(s, S("on")) || str_eq_nocase(s, S("off")) ||
             str_eq_nocase(s, S("y")) || str_eq_nocase(s, S("n"))))
                plain = false;
        if (plain) {
                text_add(t, s);
                return;
        }
        text_char(t, '"');
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '"' || s.at[i] == '\\')
                        text_char(t, '\\');
                if (s.at[i] == '\n')
                        text_add(t, S("\\n"));
                else if (s.at[i] == '\t')
                        text_add(t, S("\\t"));
                else
                        text_char(t, s.at[i]);
        }
        text_char(t, '"');
}

static void key(Yaml y, const char *name)
{
        for (int i = 0; i < y.indent; i++)
                text_add(y.t, S("  "));
        text_add(y.t, str_from(name));
        text_char(y.t, ':');
}

static void write_text(Yaml y, const char *name, Str s)
{
        if (str_empty(s))
                return;
        key(y, name);
        text_char(y.t, ' ');
        write_scalar(y.t, s);
        text_char(y.t, '\n');
}

static void write_int(Yaml y, const char *name, int64_t v)
{
        key(y, name);
        text_fmt(y.t, " %lld\n", (long long)v);
}

static void write_yes(Yaml y, const char *name, bool yes)
{
        if (!yes)
                return;
        key(y, name);
        text_add(y.t, S(" true\n"));
}

static bool is_lone(const YamlLocal *words)
{
        return words->in.n == 1 && str_empty(words->in.at[0].key);
}

static void local_value(Text *t, const YamlLocal *words)
{
        if (is_lone(words)) {
                write_scalar(t, words->in.at[0].value);
                return;
        }
        text_char(t, '{');
        for (size_t i = 0; i < words->in.n; i++) {
                text_add(t, i ? S(", \"") : S("\""));
                text_add(t, words->in.at[i].key);
                text_add(t, S("\": "));
                write_scalar(t, words->in.at[i].value);
        }
        text_char(t, '}');
}

static void write_local(Yaml y, const char *name, const YamlLocal *words)
{
        if (!words->in.n)
                return;
        key(y, name);
        text_char(y.t, ' ');
        local_value(y.t, words);
        text_char(y.t, '\n');
}

static void write_texts(Yaml y, const char *name, const YamlTexts *list)
{
        if (!list->n)
                return;
        key(y, name);
        text_add(y.t, S(" ["));
        for (size_t i = 0; i < list->n; i++) {
                if (i)
                        text_add(y.t, S(", "));
                write_scalar(y.t, list->at[i]);
        }
        text_add(y.t, S("]\n"));
}

static void write_choices(Yaml y, const FormField *f)
{
        if (!f->choices.n)
                return;
        key(y, "choices");
        text_char(y.t, '\n');
        for (size_t i = 0; i < f->choices.n; i++) {
                const FormChoice *c = &f->choices.at[i];

                for (int k = 0; k <= y.indent; k++)
                        text_add(y.t, S("  "));
                text_add(y.t, c->title.in.n ? S("- {choice: ") : S("- "));
                write_scalar(y.t, c->value);
                if (c->title.in.n) {
                        text_add(y.t, S(", title: "));
                        local_value(y.t, &c->title);
                        text_char(y.t, '}');
                }
                text_char(y.t, '\n');
        }
}

static void begin_item(Yaml y, const char *name, Str value)
{
        for (int i = 0; i < y.indent - 1; i++)
                text_add(y.t, S("  "));
        text_fmt(y.t, "- %s: ", name);
        write_scalar(y.t, value);
        text_char(y.t, '\n');
}

static void write_fields(Yaml y, const char *list, const FormFields *fields, const char *name)
{
        if (!fields->n)
                return;
        key(y, list);
        text_char(y.t, '\n');
        for (size_t i = 0; i < fields->n; i++)
                write_field((Yaml){y.t, y.indent + 2}, &fields->at[i], name);
}

static void write_field(Yaml y, const FormField *f, const char *name)
{
        begin_item(y, name, f->slug);
        write_local(y, "title", &f->title);
        write_local(y, "help", &f->help);
        write_text(y, "kind", str_from(form_kind_name(f->kind)));
        write_yes(y, "required", f->required);
        write_yes(y, "identifies", f->identifies);
        write_text(y, "about", f->about);
        write_text(y, "if", f->shows_if);
        if (f->chars_max)
                write_int(y, "chars_max", f->chars_max);
        if (f->words_max)
                write_int(y, "words_max", f->words_max);
        write_text(y, "min", f->min);
        write_text(y, "max", f->max);
        if (f->decimals >= 0 && (f->kind == FORM_NUMBER || f->kind == FORM_MONEY))
                write_int(y, "decimals", f->decimals);
        write_texts(y, "currencies", &f->currencies);
        write_choices(y, f);
        if (f->picks_max)
                write_int(y, "picks_max", f->picks_max);
        write_texts(y, "types", &f->types);
        if (f->bytes_max)
                write_int(y, "bytes_max", f->bytes_max);
        if (f->files_max)
                write_int(y, "files_max", f->files_max);
        if (f->rows_min)
                write_int(y, "rows_min", f->rows_min);
        if (f->rows_max)
                write_int(y, "rows_max", f->rows_max);
        if (f->kind == FORM_TABLE)
                write_fields(y, "columns", &f->fields, "column");
        else
                write_fields(y, "fields", &f->fields, "field");
}

Str form_yaml(Arena *a, const Form *f)
{
        Text t = text_begin(a, YAML_BYTES_MAX);
        Yaml y = {&t, 0};

        write_text(y, "form", f->slug);
        write_local(y, "title", &f->title);
        write_local(y, "help", &f->help);
        if (f->sections.n == 1 && str_empty(f->sections.at[0].slug)) {
                write_fields(y, "fields", &f->sections.at[0].fields, "field");
                return text_str(&t);
        }
        text_add(&t, S("sections:\n"));
        for (size_t i = 0; i < f->sections.n; i++) {
                const FormSection *s = &f->sections.at[i];

                y.indent = 2;
                begin_item(y, "section", s->slug);
                write_local(y, "title", &s->title);
                write_local(y, "help", &s->help);
                write_text(y, "if", s->shows_if);
                write_fields(y, "fields", &s->fields, "field");
        }
        return text_str(&t);
}
