/* form: as JSON Schema (draft 2020-12), and how it is asked.
 *
 * What is required under a condition stands in an `if`, as far as a schema can say it
 * (form/schema_if). Everything that the schema refuses, the server refuses. */
#include "form/form.h"

#include "form/schema_if.h"

#include "base/json.h"

static void schema_field(JsonOut *j, const FormField *f);
static void layout_field(JsonOut *j, const FormField *f);

static void pair_text(JsonOut *j, const char *key, Str value)
{
        if (str_empty(value))
                return;
        jout_key(j, str_from(key));
        jout_text(j, value);
}

static void pair_z(JsonOut *j, const char *key, const char *value)
{
        jout_key(j, str_from(key));
        jout_text(j, str_from(value));
}

static void pair_int(JsonOut *j, const char *key, int64_t v)
{
        jout_key(j, str_from(key));
        jout_int(j, v);
}

static void pair_bool(JsonOut *j, const char *key, bool yes)
{
        jout_key(j, str_from(key));
        jout_bool(j, yes);
}

static void decimal_limit(JsonOut *j, Str bound, bool (*write)(Text *t, Str bound))
{
        char pattern[512];
        Text t = text_over(pattern, sizeof pattern);

        jout_object(j);
        if (write(&t, bound) && !t.overflow)
                pair_text(j, "pattern", text_str(&t));
        jout_object_end(j);
}

/* Numbers are texts, so that they are exact: their limits are patterns, too. */
static void decimal_limits(JsonOut *j, const FormField *f)
{
        if (!f->min.len && !f->max.len)
                return;
        jout_key(j, S("allOf"));
        jout_list(j);
        if (f->min.len)
                decimal_limit(j, f->min, schema_number_from);
        if (f->max.len)
                decimal_limit(j, f->max, schema_number_to);
        jout_list_end(j);
}

static void decimal_type(JsonOut *j, const FormField *f)
{
        char pattern[64];
        Text t = text_over(pattern, sizeof pattern);
        int64_t after = f->decimals < 0 ? FORM_NUMBER_DIGITS_MAX : f->decimals;

        text_fmt(&t, "^-?[0-9]{1,%d}", FORM_NUMBER_DIGITS_MAX);
        if (after > 0)
                text_fmt(&t, "(\\.[0-9]{1,%lld})?", (long long)after);
        text_char(&t, '$');
        pair_z(j, "type", "string");
        pair_text(j, "pattern", text_str(&t));
        decimal_limits(j, f);
}

static void money_type(JsonOut *j, const FormField *f)
{
        pair_z(j, "type", "object");
        jout_key(j, S("properties"));
        jout_object(j);
        jout_key(j, S("amount"));
        jout_object(j);
        decimal_type(j, f);
        jout_object_end(j);
        jout_key(j, S("currency"));
        jout_object(j);
        pair_z(j, "type", "string");
        if (f->currencies.n) {
                jout_key(j, S("enum"));
                jout_list(j);
                for (size_t i = 0; i < f->currencies.n; i++)
                        jout_text(j, f->currencies.at[i]);
                jout_list_end(j);
        } else
                pair_z(j, "pattern", "^[A-Z]{3}$");
        jout_object_end(j);
        jout_object_end(j);
        jout_key(j, S("required"));
        jout_raw(j, S("[\"amount\",\"currency\"]"));
        pair_bool(j, "additionalProperties", false);
}

static void choices_enum(JsonOut *j, const FormField *f)
{
        pair_z(j, "type", "string");
        jout_key(j, S("enum"));
        jout_list(j);
        for (size_t i = 0; i < f->choices.n; i++)
                jout_text(j, f->choices.at[i].value);
        jout_list_end(j);
}

static void file_type(JsonOut *j, const FormField *f)
{
        pair_z(j, "type", "array");
        pair_int(j, "minItems", 1);
        pair_int(j, "maxItems", f->files_max);
        jout_key(j, S("items"));
        jout_raw(j, S("{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\"},"
                      "\"name\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},"
                      "\"bytes\":{\"type\":\"integer\",\"minimum\":0}},\"required\":[\"file\"]}"));
}

static void required_list(JsonOut *j, const FormFields *fields)
{
        for (size_t i = 0; i < fields->n; i++)
                if (fields->at[i].required && str_empty(fields->at[i].shows_if))
                        jout_text(j, fields->at[i].slug);
}

static void rows_type(JsonOut *j, const FormField *f)
{
        int64_t least = f->rows_min ? f->rows_min : 1;

        pair_z(j, "type", "array");
        pair_int(j, "minItems", least);
        pair_int(j, "maxItems", f->rows_max);
        jout_key(j, S("items"));
        jout_object(j);
        pair_z(j, "type", "object");
        jout_key(j, S("properties"));
        jout_object(j);
        for (size_t i = 0; i < f->fields.n; i++)
                schema_field(j, &f->fields.at[i]);
        jout_object_end(j);
        jout_key(j, S("required"));
        jout_list(j);
        required_list(j, &f->fields);
        jout_list_end(j);
        schema_columns_if(j, &f->fields);
        pair_bool(j, "additionalProperties", false);
        jout_object_end(j);
}

static void text_type(JsonOut *j, int64_t chars_max, const char *format)
{
        pair_z(j, "type", "string");
        pair_int(j, "minLength", 1);
        if (chars_max)
                pair_int(j, "maxLength", chars_max);
        if (format)
                pair_z(j, "format", format);
}

static void schema_field(JsonOut *j, const FormField *f)
{
        jout_key(j, f->slug);
        jout_object(j);
        pair_text(j, "title", form_said(&f->title));
        pair_text(j, "description", form_said(&f->help));
        switch (f->kind) {
        case FORM_TEXT:
        case FORM_LONG_TEXT: text_type(j, f->chars_max, NULL); break;
        case FORM_URL: text_type(j, 2000, "uri"); break;
        case FORM_EMAIL: text_type(j, 254, "email"); break;
        case FORM_DATE: text_type(j, 10, "date"); break;
        case FORM_NUMBER: decimal_type(j, f); break;
        case FORM_MONEY: money_type(j, f); break;
        case FORM_CHOICE: choices_enum(j, f); break;
        case FORM_CHOICES:
                pair_z(j, "type", "array");
                jout_key(j, S("items"));
                jout_object(j);
                choices_enum(j, f);
                jout_object_end(j);
                pair_bool(j, "uniqueItems", true);
                pair_int(j, "minItems", 1);
                if (f->picks_max)
                        pair_int(j, "maxItems", f->picks_max);
                break;
        case FORM_FILE: file_type(j, f); break;
        case FORM_TABLE:
        case FORM_GROUP: rows_type(j, f); break;
        case FORM_YES_NO: pair_z(j, "type", "boolean"); break;
        case FORM_COUNTRY:
                pair_z(j, "type", "string");
                pair_z(j, "pattern", "^[A-Z]{2}$");
                break;
        }
        jout_object_end(j);
}

Str form_schema(Arena *a, const Form *f, Str id)
{
        Text t = text_begin(a, YAML_BYTES_MAX * 4);
        JsonOut out = jout_begin(&t), *j = &out;

        jout_object(j);
        pair_z(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
        pair_text(j, "$id", id);
        pair_text(j, "title", form_said(&f->title));
        pair_text(j, "description", form_said(&f->help));
        pair_z(j, "type", "object");
        jout_key(j, S("properties"));
        jout_object(j);
        for (size_t i = 0; i < f->fields.n; i++)
                schema_field(j, f->fields.at[i]);
        jout_object_end(j);
        jout_key(j, S("required"));
        jout_list(j);
        for (size_t i = 0; i < f->sections.n; i++)
                if (str_empty(f->sections.at[i].shows_if) || !f->sections.at[i].slug.len)
                        required_list(j, &f->sections.at[i].fields);
        jout_list_end(j);
        schema_required_if(j, f->sections.at, f->sections.n);
        pair_bool(j, "additionalProperties", false);
        jout_object_end(j);
        return text_str(&t);
}

/* --- how it is asked */

static void local(JsonOut *j, const char *key, const YamlLocal *words)
{
        if (!words->in.n)
                return;
        jout_key(j, str_from(key));
        if (words->in.n == 1 && str_empty(words->in.at[0].key)) {
                jout_text(j, words->in.at[0].value);
                return;
        }
        jout_object(j);
        for (size_t i = 0; i < words->in.n; i++) {
                jout_key(j, words->in.at[i].key);
                jout_text(j, words->in.at[i].value);
        }
        jout_object_end(j);
}

static void texts(JsonOut *j, const char *key, const YamlTexts *list)
{
        if (!list->n)
                return;
        jout_key(j, str_from(key));
        jout_list(j);
        for (size_t i = 0; i < list->n; i++)
                jout_text(j, list->at[i]);
        jout_list_end(j);
}

static void layout_choices(JsonOut *j, const FormField *f)
{
        if (!f->choices.n)
                return;
        jout_key(j, S("choices"));
        jout_list(j);
        for (size_t i = 0; i < f->choices.n; i++) {
                jout_object(j);
                pair_text(j, "choice", f->choices.at[i].value);
                local(j, "title", &f->choices.at[i].title);
                jout_object_end(j);
        }
        jout_list_end(j);
}

static void layout_limits(JsonOut *j, const FormField *f)
{
        const struct {
                const char *key;
                int64_t v;
        } limits[] = {{"chars_max", f->chars_max}, {"words_max", f->words_max},
                      {"picks_max", f->picks_max}, {"rows_min", f->rows_min},
                      {"rows_max", f->rows_max},   {"bytes_max", f->bytes_max},
                      {"files_max", f->files_max}};

        pair_text(j, "min", f->min);
        pair_text(j, "max", f->max);
        if (f->decimals >= 0 && (f->kind == FORM_NUMBER || f->kind == FORM_MONEY))
                pair_int(j, "decimals", f->decimals);
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
                if (limits[i].v)
                        pair_int(j, limits[i].key, limits[i].v);
        texts(j, "currencies", &f->currencies);
        texts(j, "types", &f->types);
}

static void layout_fields(JsonOut *j, const FormFields *fields)
{
        jout_key(j, S("fields"));
        jout_list(j);
        for (size_t i = 0; i < fields->n; i++)
                layout_field(j, &fields->at[i]);
        jout_list_end(j);
}

static void layout_field(JsonOut *j, const FormField *f)
{
        jout_object(j);
        pair_text(j, "field", f->slug);
        pair_z(j, "kind", form_kind_name(f->kind));
        local(j, "title", &f->title);
        local(j, "help", &f->help);
        pair_bool(j, "required", f->required);
        pair_bool(j, "identifies", f->identifies);
        pair_text(j, "about", f->about);
        pair_text(j, "if", f->shows_if);
        layout_limits(j, f);
        layout_choices(j, f);
        if (f->fields.n)
                layout_fields(j, &f->fields);
        jout_object_end(j);
}

Str form_layout(Arena *a, const Form *f)
{
        Text t = text_begin(a, YAML_BYTES_MAX * 4);
        JsonOut out = jout_begin(&t), *j = &out;

        jout_object(j);
        pair_text(j, "form", f->slug);
        local(j, "title", &f->title);
        local(j, "help", &f->help);
        jout_key(j, S("sections"));
        jout_list(j);
        for (size_t i = 0; i < f->sections.n; i++) {
                const FormSection *s = &f->sections.at[i];

                jout_object(j);
                pair_text(j, "section", s->slug);
                local(j, "title", &s->title);
                local(j, "help", &s->help);
                pair_text(j, "if", s->shows_if);
                layout_fields(j, &s->fields);
                jout_object_end(j);
        }
        jout_list_end(j);
        jout_object_end(j);
        return text_str(&t);
}
