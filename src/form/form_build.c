/* form/form_build: see the header. */
#include "form/form_build.h"

#include "base/words.h"

#include <string.h>

typedef struct {
        Arena *a;
        Form *form;
        const Input *inputs;
        size_t n;
} Build;

static Str input(const Build *b, const char *name)
{
        for (size_t i = 0; i < b->n; i++)
                if (str_is(b->inputs[i].name, name))
                        return str_trim(b->inputs[i].value);
        return (Str){0};
}

static FormField *find(const Build *b, Str slug, FormSection **out_section, size_t *out_place)
{
        for (size_t i = 0; i < b->form->sections.n; i++) {
                FormSection *s = &b->form->sections.at[i];

                for (size_t k = 0; k < s->fields.n; k++)
                        if (str_eq(s->fields.at[k].slug, slug)) {
                                *out_section = s;
                                *out_place = k;
                                return &s->fields.at[k];
                        }
        }
        return NULL;
}

static void insert(Arena *a, FormFields *fields, size_t place, const FormField *f)
{
        FormField *more = arena_new(a, FormField, fields->n + 1);

        for (size_t i = 0; i < place; i++)
                more[i] = fields->at[i];
        more[place] = *f;
        for (size_t i = place; i < fields->n; i++)
                more[i + 1] = fields->at[i];
        *fields = (FormFields){more, fields->n + 1};
}

static void take_out(FormFields *fields, size_t place)
{
        for (size_t i = place + 1; i < fields->n; i++)
                fields->at[i - 1] = fields->at[i];
        fields->n--;
}

static void move(const Build *b, FormSection *s, size_t place, bool up)
{
        FormField f = s->fields.at[place];
        size_t at = (size_t)(s - b->form->sections.at);
        FormSection *other;

        if (up ? place > 0 : place + 1 < s->fields.n) {
                size_t with = up ? place - 1 : place + 1;

                s->fields.at[place] = s->fields.at[with];
                s->fields.at[with] = f;
                return;
        }
        if (up ? at == 0 : at + 1 == b->form->sections.n)
                return;
        other = up ? s - 1 : s + 1;
        take_out(&s->fields, place);
        insert(b->a, &other->fields, up ? other->fields.n : 0, &f);
}

static YamlLocal plain(Arena *a, Str text)
{
        YamlLocal local = {0};

        if (str_empty(text))
                return local;
        local.in.at = arena_new(a, YamlPair, 1);
        local.in.at[0].value = text;
        local.in.n = 1;
        return local;
}

/* Words that stand in several languages are left as they are but for the one that is read. */
static void set_words(Arena *a, YamlLocal *words, Str text)
{
        Str said = form_said(words);

        if (str_eq(said, text))
                return;
        for (size_t i = 0; words->in.n > 1 && text.len && i < words->in.n; i++)
                if (words->in.at[i].value.at == said.at) {
                        words->in.at[i].value = text;
                        return;
                }
        *words = plain(a, text);
}

static FormKind kind_of(Str word)
{
        for (int k = FORM_TEXT; k <= FORM_GROUP; k++)
                if (str_is(word, form_kind_name((FormKind)k)))
                        return (FormKind)k;
        return FORM_TEXT;
}

static void read_choices(const Build *b, FormField *f, Str lines)
{
        FormField old = *f;
        Str line, rest = lines;
        size_t n = 0;

        while (str_cut(&rest, '\n', &line))
                n++;
        f->choices.at = arena_new(b->a, FormChoice, n + 1);
        f->choices.n = 0;
        for (rest = lines; str_cut(&rest, '\n', &line);) {
                FormChoice *c = &f->choices.at[f->choices.n];

                c->value = str_trim(line);
                if (str_empty(c->value))
                        continue;
                for (size_t i = 0; i < old.choices.n; i++)
                        if (str_eq(old.choices.at[i].value, c->value))
                                c->title = old.choices.at[i].title;
                f->choices.n++;
        }
}

/* Each line a column; those that were there keep what they are, new ones are text. */
static void read_columns(const Build *b, FormField *f, Str lines)
{
        FormFields old = f->fields;
        Form inner = {0};
        Str line, rest = lines;
        size_t n = 0;

        while (str_cut(&rest, '\n', &line))
                n++;
        f->fields = (FormFields){arena_new(b->a, FormField, n + 1), 0};
        for (rest = lines; str_cut(&rest, '\n', &line);) {
                FormField *c = &f->fields.at[f->fields.n];
                Str title = str_trim(line);
                bool had = false;

                for (size_t i = 0; i < old.n && !had; i++)
                        if (str_eq(form_said(&old.at[i].title), title)) {
                                *c = old.at[i];
                                had = true;
                        }
                if (str_empty(title))
                        continue;
                if (!had)
                        *c = (FormField){.slug = form_slug_for(b->a, &inner, title),
                                         .title = plain(b->a, title),
                                         .decimals = -1};
                f->fields.n++;
        }
}

static void read_list(const Build *b, YamlTexts *out, Str text)
{
        Str piece, rest = text;
        size_t n = 1;

        for (size_t i = 0; i < text.len; i++)
                n += text.at[i] == ',';
        *out = (YamlTexts){arena_new(b->a, Str, n), 0};
        while (str_cut(&rest, ',', &piece))
                if (!str_empty(str_trim(piece)))
                        out->at[out->n++] = str_trim(piece);
}

static int64_t read_number(const Build *b, const char *name, int64_t otherwise)
{
        int64_t v;

        return str_to_int(input(b, name), 0, INT32_MAX, &v) ? v : otherwise;
}

/* What the kind does not have is dropped: whoever changes a kind means that. */
static void fit(const Build *b, FormField *f)
{
        bool rows = f->kind == FORM_TABLE || f->kind == FORM_GROUP;
        bool number = f->kind == FORM_NUMBER || f->kind == FORM_MONEY;

        if (f->kind != FORM_TEXT && f->kind != FORM_LONG_TEXT)
                f->chars_max = 0;
        if (f->kind != FORM_LONG_TEXT)
                f->words_max = 0;
        if (!number && f->kind != FORM_DATE)
                f->min = f->max = (Str){0};
        if (!number)
                f->decimals = -1;
        if (f->kind != FORM_MONEY)
                f->currencies.n = 0;
        if (f->kind != FORM_CHOICES)
                f->picks_max = 0;
        if (f->kind != FORM_CHOICE && f->kind != FORM_CHOICES)
                f->choices.n = 0;
        else if (!f->choices.n)
                read_choices(b, f, S("1\n2"));
        if (!rows) {
                f->fields.n = 0;
                f->rows_min = f->rows_max = 0;
        } else if (!f->fields.n)
                read_columns(b, f, S_("Name"));
        if (f->kind != FORM_FILE) {
                f->types.n = 0;
                f->bytes_max = f->files_max = 0;
        }
}

static Str input_of(const Build *b, const char *name, const FormField *column)
{
        return input(b, str_fmt(b->a, "%s.%.*s", name, S_ARG(column->slug)).at);
}

/* What is said of one column, by its short name: a checkbox that is not ticked says nothing, so the
 * kind tells whether the column was on the page at all. */
static void change_column(const Build *b, FormField *c)
{
        Str kind = input_of(b, "_column_kind", c);

        if (str_empty(kind))
                return;
        c->kind = kind_of(kind);
        c->required = input_of(b, "_column_required", c).len > 0;
        if (c->kind == FORM_CHOICE || c->kind == FORM_CHOICES)
                read_choices(b, c, input_of(b, "_column_choices", c));
        fit(b, c);
}

static void change(const Build *b, FormField *f)
{
        Str title = input(b, "_title"), kind = input(b, "_kind");

        if (title.len)
                set_words(b->a, &f->title, title);
        set_words(b->a, &f->help, input(b, "_help"));
        if (kind.len)
                f->kind = kind_of(kind);
        f->required = input(b, "_required").len > 0;
        f->identifies = input(b, "_identifies").len > 0;
        f->shows_if = input(b, "_if");
        f->about = input(b, "_about");
        f->chars_max = read_number(b, "_chars_max", 0);
        f->min = input(b, "_min");
        f->max = input(b, "_max");
        f->decimals = read_number(b, "_decimals", -1);
        f->rows_max = read_number(b, "_rows_max", 0);
        read_list(b, &f->currencies, input(b, "_currencies"));
        read_list(b, &f->types, input(b, "_types"));
        read_choices(b, f, input(b, "_choices"));
        read_columns(b, f, input(b, "_columns"));
        for (size_t i = 0; i < f->fields.n; i++)
                change_column(b, &f->fields.at[i]);
        fit(b, f);
}

/* Fields without a section come under one when a second is made. */
static void add_section(const Build *b)
{
        Form *f = b->form;
        FormSection *more = arena_new(b->a, FormSection, f->sections.n + 1);
        Str title = input(b, "_title");
        size_t at = f->sections.n;
        FormField first = {.slug = form_slug_for(b->a, f, S_("Question")),
                           .title = plain(b->a, S_("Question")),
                           .decimals = -1};

        for (size_t i = 0; i < at; i++)
                more[i] = f->sections.at[i];
        if (at == 1 && str_empty(more[0].slug)) {
                more[0].slug = S("first");
                more[0].title = f->title;
        }
        title = title.len ? title : S_("Section");
        more[at] = (FormSection){.slug = str_fmt(b->a, "part_%zu", at + 1),
                                 .title = plain(b->a, title)};
        insert(b->a, &more[at].fields, 0, &first);
        f->sections.at = more;
        f->sections.n = at + 1;
}

static void add(const Build *b)
{
        Str title = input(b, "_title"), slug = input(b, "_section");
        FormSection *s = &b->form->sections.at[b->form->sections.n - 1];
        FormField f = {.kind = kind_of(input(b, "_kind")), .decimals = -1};

        for (size_t i = 0; i < b->form->sections.n; i++)
                if (str_eq(b->form->sections.at[i].slug, slug))
                        s = &b->form->sections.at[i];
        title = title.len ? title : S_("Question");
        f.slug = form_slug_for(b->a, b->form, title);
        f.title = plain(b->a, title);
        fit(b, &f);
        insert(b->a, &s->fields, s->fields.n, &f);
}

static void build(const Build *b, Str what)
{
        Str verb = {what.at, str_find(what, ':')}, slug = str_skip(what, verb.len + 1);
        FormSection *s = b->form->sections.at;
        size_t place = 0;
        FormField *f = find(b, slug, &s, &place);

        if (str_is(verb, "add"))
                add(b);
        else if (str_is(verb, "section"))
                add_section(b);
        else if (!f)
                return;
        else if (str_is(verb, "up") || str_is(verb, "down"))
                move(b, s, place, str_is(verb, "up"));
        else if (str_is(verb, "change"))
                change(b, f);
        else if (str_is(verb, "remove"))
                take_out(&s->fields, place);
        /* a section that nothing is left in goes, too */
        for (size_t i = 0; i < b->form->sections.n && b->form->sections.n > 1;) {
                if (b->form->sections.at[i].fields.n) {
                        i++;
                        continue;
                }
                for (size_t k = i + 1; k < b->form->sections.n; k++)
                        b->form->sections.at[k - 1] = b->form->sections.at[k];
                b->form->sections.n--;
        }
}

Status form_build(Arena *a, Str yaml, const Input *inputs, size_t n, Str *out_yaml, Str *out_fault)
{
        Build b = {a, NULL, inputs, n};
        YamlFaults faults = {0};
        Form *after;
        Str made;

        if (form_parse(a, yaml, &b.form, &faults) == OK) {
                build(&b, input(&b, "_do"));
                made = form_yaml(a, b.form);
                if (form_parse(a, made, &after, &faults) == OK) {
                        *out_yaml = made;
                        return OK;
                }
                *out_fault = faults.list[0].words;
                return INVALID;
        }
        *out_fault = yaml_faults_text(a, &faults);
        return INVALID;
}

Str form_slug_for(Arena *a, const Form *f, Str title)
{
        char slug[41];
        size_t n = 0;
        Str made;

        for (size_t i = 0; i < title.len && n < 40; i++) {
                char c = title.at[i];

                if (c >= 'A' && c <= 'Z')
                        c = (char)(c + 32);
                if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                        slug[n++] = c;
                else if (n && slug[n - 1] != '_')
                        slug[n++] = '_';
        }
        while (n && slug[n - 1] == '_')
                n--;
        made = n ? str_copy(a, (Str){slug, n}) : S("field");
        for (int i = 2; form_find(f, made); i++)
                made = str_fmt(a, "%.*s_%d", (int)(n ? n : 5), n ? slug : "field", i);
        return made;
}
