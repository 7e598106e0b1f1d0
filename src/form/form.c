/* form: the tables of the file, and what tables can not say. */
#include "form/form.h"

#include "base/words.h"
#include "form/condition.h"

#include <assert.h>
#include <string.h>

typedef struct {
        Arena *a;
        Form *form;
        YamlFaults *faults;
} Check;

static bool is_limit(Str s);
static bool is_currency(Str s);
static bool is_ending(Str s);
static void check_sections(const Check *c);
static void check_section(const Check *c, FormSection *s, const FormField **before, size_t *n);
static void check_field(const Check *c, FormField *f);
static void check_kind(const Check *c, const FormField *f, const char *key, unsigned kinds);
static void check_choices(const Check *c, const FormField *f);
static void check_limits(const Check *c, FormField *f);
static void check_rows(const Check *c, FormField *f);
static void check_if(const Check *c, const YamlNode *node, Str text, const FormField *const *fields,
                     size_t n, const Condition **out);

static const char *const kind_words[] = {"text",   "long-text", "number",  "money", "date",
                                         "choice", "choices",   "file",    "table", "url",
                                         "email",  "yes-no",    "country", "group", NULL};

#define KIND(kind) (1u << FORM_##kind)
#define ROWS (KIND(TABLE) | KIND(GROUP))
#define NUMBERS (KIND(NUMBER) | KIND(MONEY))

static const YamlField choice_fields[] = {
        {"choice", YAML_LINE, .offset = offsetof(FormChoice, value), .required = true},
        {"title", YAML_LOCAL, .offset = offsetof(FormChoice, title)},
        {0}};
static const YamlTable choice_table = {.noun = N_("choice"),
                                       choice_fields,
                                       sizeof(FormChoice),
                                       .at = offsetof(FormChoice, node),
                                       .lone = "choice"};

/* What a field is asked, wherever it stands. */
#define FIELD_KEYS(name)                                                                       \
        {name,                                                                                 \
         YAML_LINE,                                                                            \
         .offset = offsetof(FormField, slug),                                                  \
         .required = true,                                                                     \
         .is = yaml_is_name,                                                                   \
         .expected = N_("a name (small letters, digits, - and _)")},                           \
                {"title", YAML_LOCAL, .offset = offsetof(FormField, title), .required = true}, \
                {"help", YAML_LOCAL, .offset = offsetof(FormField, help), .loose = true,       \
                 .max = 2000},                                                                 \
                {"kind", YAML_WORD, .offset = offsetof(FormField, kind), .required = true,     \
                 .words = kind_words},                                                         \
                {"required", YAML_BOOL, .offset = offsetof(FormField, required)},              \
                {"identifies", YAML_BOOL, .offset = offsetof(FormField, identifies)},          \
                {"chars_max", YAML_INT, .offset = offsetof(FormField, chars_max), .min = 1,    \
                 .max = 100000},                                                               \
                {"words_max", YAML_INT, .offset = offsetof(FormField, words_max), .min = 1,    \
                 .max = 100000},                                                               \
                {"min", YAML_LINE, .offset = offsetof(FormField, min), .is = is_limit,         \
                 .expected = N_("a number, or a day as 2026-11-21")},                          \
                {"max", YAML_LINE, .offset = offsetof(FormField, max), .is = is_limit,         \
                 .expected = N_("a number, or a day as 2026-11-21")},                          \
                {"decimals", YAML_INT, .offset = offsetof(FormField, decimals), .min = 0,      \
                 .max = FORM_NUMBER_DIGITS_MAX},                                               \
                {"currencies",                                                                 \
                 YAML_LINES,                                                                   \
                 .offset = offsetof(FormField, currencies),                                    \
                 .loose = true,                                                                \
                 .items_max = 60,                                                              \
                 .is = is_currency,                                                            \
                 .expected = N_("a currency's code of three capital letters")},                \
                {"choices", YAML_STRUCTS, .offset = offsetof(FormField, choices),              \
                 .items_max = FORM_CHOICES_MAX, .table = &choice_table},                       \
                {"picks_max", YAML_INT, .offset = offsetof(FormField, picks_max), .min = 1,    \
                 .max = FORM_CHOICES_MAX},                                                     \
                {"if", YAML_TEXT, .offset = offsetof(FormField, shows_if),                     \
                 .max = CONDITION_CHARS_MAX},                                                  \
        {                                                                                      \
                "about", YAML_LINE, .offset = offsetof(FormField, about), .is = yaml_is_name,  \
                                    .expected = N_("a name (small letters, digits, - and _)")  \
        }

static const YamlField column_fields[] = {FIELD_KEYS("column"), {0}};
static const YamlTable column_table = {
        .noun = N_("column"), column_fields, sizeof(FormField), .at = offsetof(FormField, node)};
static const YamlField inner_fields[] = {FIELD_KEYS("field"), {0}};
static const YamlTable inner_table = {
        .noun = N_("field"), inner_fields, sizeof(FormField), .at = offsetof(FormField, node)};

static const YamlField field_fields[] = {
        FIELD_KEYS("field"),
        {"columns", YAML_STRUCTS, .offset = offsetof(FormField, fields),
         .items_max = FORM_COLUMNS_MAX, .table = &column_table},
        {"fields", YAML_STRUCTS, .offset = offsetof(FormField, fields),
         .items_max = FORM_COLUMNS_MAX, .table = &inner_table},
        {"rows_min", YAML_INT, .offset = offsetof(FormField, rows_min), .max = FORM_ROWS_MAX},
        {"rows_max", YAML_INT, .offset = offsetof(FormField, rows_max), .min = 1,
         .max = FORM_ROWS_MAX},
        {"types", YAML_LINES, .offset = offsetof(FormField, types), .loose = true, .items_max = 40,
         .is = is_ending, .expected = N_("endings of files without the dot, as pdf")},
        {"bytes_max", YAML_INT, .offset = offsetof(FormField, bytes_max), .min = 1, .max = 1 << 30},
        {"files_max", YAML_INT, .offset = offsetof(FormField, files_max), .min = 1,
         .max = FORM_FILES_MAX},
        {0}};
static const YamlTable field_table = {
        .noun = N_("field"), field_fields, sizeof(FormField), .at = offsetof(FormField, node)};

static const YamlField section_fields[] = {
        {"section", YAML_LINE, .offset = offsetof(FormSection, slug), .required = true,
         .is = yaml_is_name, .expected = N_("a name (small letters, digits, - and _)")},
        {"title", YAML_LOCAL, .offset = offsetof(FormSection, title), .required = true},
        {"help", YAML_LOCAL, .offset = offsetof(FormSection, help), .loose = true, .max = 5000},
        {"if", YAML_TEXT, .offset = offsetof(FormSection, shows_if), .max = CONDITION_CHARS_MAX},
        {"fields", YAML_STRUCTS, .offset = offsetof(FormSection, fields), .required = true,
         .items_max = FORM_FIELDS_MAX, .table = &field_table},
        {0}};
static const YamlTable section_table = {.noun = N_("section"),
                                        section_fields,
                                        sizeof(FormSection),
                                        .at = offsetof(FormSection, node)};

static const YamlField form_fields[] = {
        {"form", YAML_SLUG, .offset = offsetof(Form, slug), .required = true},
        {"title", YAML_LOCAL, .offset = offsetof(Form, title), .required = true},
        {"help", YAML_LOCAL, .offset = offsetof(Form, help), .loose = true, .max = 5000},
        {"fields", YAML_STRUCTS, .offset = offsetof(Form, loose), .items_max = FORM_FIELDS_MAX,
         .table = &field_table},
        {"sections", YAML_STRUCTS, .offset = offsetof(Form, sections),
         .items_max = FORM_SECTIONS_MAX, .table = &section_table},
        {0}};
const YamlTable form_table = {
        .noun = N_("form"), form_fields, sizeof(Form), .at = offsetof(Form, node)};

Status form_parse(Arena *a, Str text, Form **out, YamlFaults *faults)
{
        Form *f = arena_new(a, Form, 1);

        TRY(yaml_load(a, text, &form_table, f, faults));
        form_check(a, f, faults);
        TRY(yaml_faults_end(faults));
        *out = f;
        return OK;
}

void form_check(Arena *a, Form *f, YamlFaults *faults)
{
        Check c = {a, f, faults};
        size_t n = 0, all = 0;
        const FormField **fields;

        if (!f->node || f->node->kind != YAML_MAPPING)
                return;
        check_sections(&c);
        for (size_t i = 0; i < f->sections.n; i++)
                all += f->sections.at[i].fields.n;
        if (all > FORM_FIELDS_MAX) {
                yaml_fault(a, faults, yaml_at(f->node, "sections"),
                           _("expected at most %d fields; found %zu"), FORM_FIELDS_MAX, all);
                return;
        }
        fields = arena_new(a, const FormField *, all + 1);
        for (size_t i = 0; i < f->sections.n; i++)
                check_section(&c, &f->sections.at[i], fields, &n);
        f->fields.at = fields;
        f->fields.n = n;
}

/* Fields without sections are one section without a name. */
static void check_sections(const Check *c)
{
        Form *f = c->form;
        const YamlNode *fields = yaml_get(f->node, "fields");

        if (!fields && !yaml_get(f->node, "sections"))
                yaml_fault(c->a, c->faults, f->node, _("expected 'fields' or 'sections'"));
        else if (fields && f->sections.n)
                yaml_fault(c->a, c->faults, fields, _("expected 'fields' or 'sections', not both"));
        else if (!fields && !f->sections.n)
                yaml_fault(c->a, c->faults, yaml_at(f->node, "sections"),
                           _("expected at least one under '%s'; found none"),
                           "sections" /* as it is */);
        else if (fields && !f->loose.n)
                yaml_fault(c->a, c->faults, fields,
                           _("expected at least one under '%s'; found none"),
                           "fields" /* as it is */);
        if (fields && !f->sections.n) {
                f->sections.at = arena_new(c->a, FormSection, 1);
                f->sections.n = 1;
                f->sections.at[0] = (FormSection){.node = f->node, .fields = f->loose};
        }
        for (size_t i = 1; i < f->sections.n; i++)
                for (size_t k = 0; k < i; k++)
                        if (!str_empty(f->sections.at[i].slug) &&
                            str_eq(f->sections.at[i].slug, f->sections.at[k].slug))
                                yaml_fault(c->a, c->faults,
                                           yaml_at(f->sections.at[i].node, "section"),
                                           _("expected each section once; found '%.*s' again"),
                                           S_ARG(f->sections.at[i].slug));
}

/* A condition may ask for what stands before it, so that what hides what has an end. */
static void check_section(const Check *c, FormSection *s, const FormField **before, size_t *n)
{
        if (s->node != c->form->node)
                check_if(c, s->node, s->shows_if, before, *n, &s->condition);
        for (size_t i = 0; i < s->fields.n; i++) {
                FormField *f = &s->fields.at[i];

                if (!f->node || f->node->kind != YAML_MAPPING)
                        continue;
                for (size_t k = 0; k < *n; k++)
                        if (!str_empty(f->slug) && str_eq(before[k]->slug, f->slug))
                                yaml_fault(c->a, c->faults, yaml_at(f->node, "field"),
                                           _("expected each field once; found '%.*s' again"),
                                           S_ARG(f->slug));
                check_field(c, f);
                check_if(c, f->node, f->shows_if, before, *n, &f->condition);
                before[(*n)++] = f;
        }
}

static void check_field(const Check *c, FormField *f)
{
        const YamlNode *kind = yaml_get(f->node, "kind");

        if (!kind || !str_is(kind->text, kind_words[f->kind]))
                return;
        check_choices(c, f);
        check_kind(c, f, "chars_max", KIND(TEXT) | KIND(LONG_TEXT));
        check_kind(c, f, "words_max", KIND(LONG_TEXT));
        check_kind(c, f, "min", NUMBERS | KIND(DATE));
        check_kind(c, f, "max", NUMBERS | KIND(DATE));
        check_kind(c, f, "decimals", NUMBERS);
        check_kind(c, f, "currencies", KIND(MONEY));
        check_kind(c, f, "picks_max", KIND(CHOICES));
        check_kind(c, f, "columns", KIND(TABLE));
        check_kind(c, f, "fields", KIND(GROUP));
        check_kind(c, f, "rows_min", ROWS);
        check_kind(c, f, "rows_max", ROWS);
        check_kind(c, f, "types", KIND(FILE));
        check_kind(c, f, "bytes_max", KIND(FILE));
        check_kind(c, f, "files_max", KIND(FILE));
        check_limits(c, f);
        if (KIND(TABLE) & (1u << f->kind) || f->kind == FORM_GROUP)
                check_rows(c, f);
}

static void check_kind(const Check *c, const FormField *f, const char *key, unsigned kinds)
{
        const YamlNode *at = yaml_get(f->node, key);

        if (at && !(kinds & (1u << f->kind)))
                yaml_fault(c->a, c->faults, at, _("expected no '%s' for a field of kind '%s'"), key,
                           kind_words[f->kind]);
}

static void check_choices(const Check *c, const FormField *f)
{
        const YamlNode *at = yaml_get(f->node, "choices");
        bool chooses = f->kind == FORM_CHOICE || f->kind == FORM_CHOICES;

        if (chooses && !at)
                yaml_fault(c->a, c->faults, f->node,
                           _("expected 'choices' for a field of this kind"));
        check_kind(c, f, "choices", KIND(CHOICE) | KIND(CHOICES));
        for (size_t i = 1; i < f->choices.n; i++)
                for (size_t k = 0; k < i; k++)
                        if (!str_empty(f->choices.at[i].value) &&
                            str_eq(f->choices.at[i].value, f->choices.at[k].value))
                                yaml_fault(c->a, c->faults, f->choices.at[i].node,
                                           _("expected each once under '%s'; found %s again"),
                                           "choices" /* as it is */,
                                           yaml_quote(c->a, f->choices.at[i].value));
}

/* What was not given becomes what the program takes. */
static void check_limits(const Check *c, FormField *f)
{
        bool day = f->kind == FORM_DATE;
        bool wrong = false;

        for (int i = 0; i < 2; i++) {
                Str limit = i ? f->max : f->min;

                if (str_empty(limit) || !((NUMBERS | KIND(DATE)) & (1u << f->kind)))
                        continue;
                if (form_is_number(limit) != day)
                        continue;
                wrong = true;
                yaml_fault(c->a, c->faults, yaml_at(f->node, i ? "max" : "min"),
                           day ? _("expected a date as 2026-11-21 for '%s'; found %s")
                               : _("expected a number for '%s'; found %s"),
                           i ? "max" /* as it is */ : "min" /* as it is */,
                           yaml_quote(c->a, limit));
        }
        if (!wrong && !str_empty(f->min) && !str_empty(f->max) &&
            (day ? str_cmp(f->min, f->max) : decimal_text_compare(f->min, f->max)) > 0)
                yaml_fault(c->a, c->faults, yaml_at(f->node, "max"),
                           _("expected no less than 'min' for 'max'; found %s"),
                           yaml_quote(c->a, f->max));
        if (!f->chars_max && f->kind == FORM_TEXT)
                f->chars_max = FORM_TEXT_CHARS_MAX;
        if (!f->chars_max && f->kind == FORM_LONG_TEXT)
                f->chars_max = FORM_LONG_TEXT_CHARS_MAX;
        if (!yaml_get(f->node, "decimals"))
                f->decimals = -1;
        if (f->kind == FORM_FILE) {
                f->bytes_max = f->bytes_max ? f->bytes_max : FORM_FILE_BYTES;
                f->files_max = f->files_max ? f->files_max : 1;
        }
}

static void check_rows(const Check *c, FormField *f)
{
        const char *key = f->kind == FORM_TABLE ? "columns" : "fields";
        const FormField **before;

        f->rows_max = f->rows_max ? f->rows_max : FORM_ROWS_MAX;
        if (f->rows_min > f->rows_max)
                yaml_fault(c->a, c->faults, yaml_at(f->node, "rows_min"),
                           _("expected no more than 'rows_max' for 'rows_min'; found %lld"),
                           (long long)f->rows_min);
        if (!f->fields.n && f->kind == FORM_TABLE && !yaml_get(f->node, "columns")) {
                /* one column of text: so were tables before they had columns */
                FormField *only = arena_new(c->a, FormField, 1);

                *only = (FormField){.node = f->node,
                                    .slug = S("line"),
                                    .title = f->title,
                                    .kind = FORM_TEXT,
                                    .chars_max = 1000,
                                    .decimals = -1};
                f->fields = (FormFields){only, 1};
                return;
        }
        if (!f->fields.n)
                yaml_fault(c->a, c->faults, yaml_at(f->node, key),
                           _("expected at least one under '%s'; found none"), key);
        before = arena_new(c->a, const FormField *, f->fields.n + 1);
        for (size_t i = 0; i < f->fields.n; i++) {
                FormField *in = &f->fields.at[i];

                before[i] = in;
                if (!in->node || in->node->kind != YAML_MAPPING)
                        continue;
                for (size_t k = 0; k < i; k++)
                        if (!str_empty(in->slug) && str_eq(before[k]->slug, in->slug))
                                yaml_fault(c->a, c->faults, in->node,
                                           _("expected each column once; found '%.*s' again"),
                                           S_ARG(in->slug));
                if (in->kind == FORM_FILE || in->kind == FORM_TABLE || in->kind == FORM_GROUP)
                        yaml_fault(c->a, c->faults, yaml_at(in->node, "kind"),
                                   _("expected no '%s' within rows"), kind_words[in->kind]);
                else
                        check_field(c, in);
                check_if(c, in->node, in->shows_if, before, i, &in->condition);
        }
}

static void check_if(const Check *c, const YamlNode *node, Str text, const FormField *const *fields,
                     size_t n, const Condition **out)
{
        Str fault;

        if (str_empty(text))
                return;
        if (condition_parse_of(c->a, fields, n, text, out, &fault) != OK)
                yaml_fault(c->a, c->faults, yaml_at(node, "if"), _("expected a condition: %.*s"),
                           S_ARG(fault));
}

const FormField *form_find(const Form *f, Str slug)
{
        for (size_t i = 0; i < f->fields.n; i++)
                if (str_eq(f->fields.at[i]->slug, slug))
                        return f->fields.at[i];
        return NULL;
}

const FormField *form_column(const FormField *f, Str slug)
{
        for (size_t i = 0; i < f->fields.n; i++)
                if (str_eq(f->fields.at[i].slug, slug))
                        return &f->fields.at[i];
        return NULL;
}

const FormSection *form_section_of(const Form *f, const FormField *field)
{
        const FormSection *s = f->sections.at;

        for (size_t i = 0; i < f->sections.n; i++) {
                const FormFields *in = &f->sections.at[i].fields;

                if (in->n && field >= in->at && field < in->at + in->n)
                        s = &f->sections.at[i];
        }
        assert(s != NULL);
        return s;
}

const char *form_kind_name(FormKind kind)
{
        assert((size_t)kind < sizeof kind_words / sizeof *kind_words - 1);
        return kind_words[kind];
}

static const YamlPair *pair_said(const YamlLocal *words, Language language)
{
        const YamlPair *plain = NULL, *english = NULL;

        for (size_t i = 0; i < words->in.n; i++) {
                const YamlPair *p = &words->in.at[i];
                Language is = str_empty(p->key) ? LANGUAGE_NONE : language_find(p->key);

                if (is != LANGUAGE_NONE && is == language)
                        return p;
                if (is == LANGUAGE_EN && !english)
                        english = p;
                if (str_empty(p->key) && !plain)
                        plain = p;
        }
        return english ? english : plain ? plain : words->in.n ? words->in.at : NULL;
}

Str form_said(const YamlLocal *words)
{
        const YamlPair *p = pair_said(words, language_now());

        return p ? p->value : (Str){0};
}

Str form_said_plain(const YamlLocal *words)
{
        const YamlPair *p = pair_said(words, LANGUAGE_NONE);

        return p ? p->value : (Str){0};
}

Str form_said_tag(const YamlLocal *words)
{
        const YamlPair *p = pair_said(words, language_now());

        return p ? p->key : (Str){0};
}

Str form_choice_said(const FormField *f, Str value)
{
        for (size_t i = 0; i < f->choices.n; i++)
                if (str_eq(f->choices.at[i].value, value) && f->choices.at[i].title.in.n)
                        return form_said(&f->choices.at[i].title);
        return value;
}

static bool is_currency(Str s)
{
        return s.len == 3 && s.at[0] >= 'A' && s.at[0] <= 'Z' && s.at[1] >= 'A' && s.at[1] <= 'Z' &&
               s.at[2] >= 'A' && s.at[2] <= 'Z';
}

static bool is_limit(Str s)
{
        YamlDate day;

        return form_is_number(s) || (yaml_date_parse(s, &day) && day.precision == YAML_DAY);
}

static bool is_ending(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9')))
                        return false;
        return s.len > 0 && s.len <= 10;
}
