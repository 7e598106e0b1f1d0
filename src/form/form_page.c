/* form/form_page: what form.html asks about a form. */
#include "form/form_page.h"

#include "base/words.h"
#include "form/answer_json.h"
#include "form/condition.h"

#include <string.h>

static FormQuestion question(const FormDraw *d, const FormField *f, const Json *of, Str name)
{
        return (FormQuestion){.draw = d, .field = f, .value = json_get(of, f->slug), .name = name};
}

FormParts form_parts(Arena *a, const FormDraw *d)
{
        const Form *f = d->form;
        const Json *shown = answers_shown(a, f, d->answers);
        FormParts parts = {arena_new(a, FormPart, f->sections.n + 1), 0};

        for (size_t i = 0; i < f->sections.n; i++) {
                const FormSection *s = &f->sections.at[i];
                FormPart *part = &parts.at[parts.n];

                if (d->section.len && !str_eq(d->section, s->slug))
                        continue;
                parts.n++;
                part->section = s;
                part->is_asked = condition_holds(s->condition, shown) == CONDITION_YES;
                part->questions.at = arena_new(a, FormQuestion, s->fields.n + 1);
                for (size_t k = 0; k < s->fields.n; k++) {
                        const FormField *field = &s->fields.at[k];
                        FormQuestion *q = &part->questions.at[part->questions.n++];

                        *q = question(d, field, d->answers, field->slug);
                        q->is_asked = condition_holds(field->condition, shown) == CONDITION_YES;
                }
        }
        return parts;
}

FormRowsDrawn form_rows_drawn(Arena *a, const FormQuestion *q)
{
        const FormField *f = q->field;
        const Json *row = q->value && q->value->kind == JSON_KIND_LIST ? q->value->child : NULL;
        size_t n = f->rows_min ? (size_t)f->rows_min : 1, filled = 0;
        FormRowsDrawn rows;

        for (const Json *r = row; r; r = r->next)
                filled++;
        n = filled > n ? filled : n;
        rows = (FormRowsDrawn){arena_new(a, FormRowDrawn, n), n};
        for (size_t i = 0; i < n; i++, row = row ? row->next : NULL) {
                FormQuestions *in = &rows.at[i].questions;

                rows.at[i].number = i;
                *in = (FormQuestions){arena_new(a, FormQuestion, f->fields.n + 1), f->fields.n};
                for (size_t k = 0; k < f->fields.n; k++) {
                        const FormField *column = &f->fields.at[k];

                        in->at[k] = question(q->draw, column, row,
                                             str_fmt(a, "%.*s.%zu.%.*s", S_ARG(q->name), i,
                                                     S_ARG(column->slug)));
                        in->at[k].is_asked =
                                condition_holds(column->condition, row) == CONDITION_YES;
                        if (f->kind == FORM_TABLE)
                                in->at[k].label = str_fmt(a, _("%.*s, row %zu"),
                                                          S_ARG(form_said(&column->title)), i + 1);
                }
        }
        return rows;
}

Str form_value(const FormQuestion *q)
{
        return q->value && q->value->kind == JSON_KIND_TEXT ? q->value->text : (Str){0};
}

Str form_value_of(const FormQuestion *q, const char *member)
{
        return json_get_text(q->value, str_from(member));
}

bool form_has_pick(const FormQuestion *q, Str choice)
{
        if (!q->value || q->value->kind != JSON_KIND_LIST)
                return false;
        for (const Json *v = q->value->child; v; v = v->next)
                if (v->kind == JSON_KIND_TEXT && str_eq(v->text, choice))
                        return true;
        return false;
}

bool form_is_stray(const FormQuestion *q)
{
        Str value = form_value(q);

        if (q->field->kind == FORM_COUNTRY)
                return value.len && (value.len != 2 || !place_country(value));
        for (size_t i = 0; i < q->field->choices.n; i++)
                if (str_eq(q->field->choices.at[i].value, value))
                        return false;
        return value.len > 0;
}

/* What is wrong with the value or a part of it; parts in rows say it themselves. */
Str form_why_not(Arena *a, const FormQuestion *q)
{
        const AnswerFaults *faults = q->draw->faults;
        Text t = text_begin(a, 8 * KIB);

        for (size_t i = 0; faults && i < faults->n; i++) {
                Str path = faults->list[i].path, rest = str_skip(path, q->name.len);
                bool part = q->field->kind == FORM_MONEY || q->field->kind == FORM_CHOICES ||
                            q->field->kind == FORM_FILE;

                if (!str_starts(path, q->name) || (rest.len && (!part || rest.at[0] != '.')))
                        continue;
                if (t.len)
                        text_char(&t, ' ');
                text_add(&t, faults->list[i].words);
        }
        return text_str(&t);
}

Str form_label_of(const FormQuestion *q)
{
        return q->label.len ? q->label : form_said(&q->field->title);
}

static void limit(Text *t, Str words)
{
        if (t->len)
                text_char(t, ' ');
        text_add(t, words);
}

static Str grouped(Arena *a, int64_t v)
{
        return number_grouped(a, v);
}

Str form_limits(Arena *a, const FormField *f)
{
        Text t = text_begin(a, 4 * KIB);

        if (f->kind == FORM_LONG_TEXT)
                limit(&t, str_fmt(a,
                                  words_n("At most one character.", "At most %.*s characters.",
                                          f->chars_max),
                                  S_ARG(grouped(a, f->chars_max))));
        if (f->words_max)
                limit(&t, str_fmt(a, _("At most %.*s words."), S_ARG(grouped(a, f->words_max))));
        if (f->min.len && f->max.len)
                limit(&t, str_fmt(a, _("From %.*s to %.*s."), S_ARG(f->min), S_ARG(f->max)));
        else if (f->min.len)
                limit(&t, str_fmt(a, _("At least %.*s."), S_ARG(f->min)));
        else if (f->max.len)
                limit(&t, str_fmt(a, _("At most %.*s."), S_ARG(f->max)));
        if (f->picks_max)
                limit(&t, str_fmt(a, _("Choose at most %lld."), (long long)f->picks_max));
        if (f->kind == FORM_FILE) {
                if (f->types.n)
                        limit(&t, str_join(a, f->types.at, f->types.n, S(", ")));
                limit(&t, str_fmt(a, _("at most %.*s kB"),
                                  S_ARG(grouped(a, (f->bytes_max + 1023) / 1024))));
        }
        return text_str(&t);
}

Str form_accept(Arena *a, const FormField *f)
{
        Text t = text_begin(a, KIB);

        for (size_t i = 0; i < f->types.n; i++)
                text_fmt(&t, "%s.%.*s", i ? "," : "", S_ARG(f->types.at[i]));
        return text_str(&t);
}

Str form_condition_json(Arena *a, const Condition *c)
{
        return condition_json(a, c);
}

const char *form_control_type(const FormQuestion *q)
{
        Str value = form_value(q);
        YamlDate day;

        switch (q->field->kind) {
        case FORM_URL: return "url";
        case FORM_EMAIL: return "email";
        case FORM_DATE:
                /* an input of days would drop what is none */
                return value.len && !(yaml_date_parse(value, &day) && day.precision == YAML_DAY)
                               ? "text"
                               : "date";
        default: return "text";
        }
}

bool form_is_small(const FormField *f)
{
        return f->kind == FORM_NUMBER || f->kind == FORM_DATE ||
               (f->kind == FORM_TEXT && f->chars_max <= 20);
}

FormCountries form_countries(void)
{
        FormCountries all;

        all.at = place_countries(&all.n);
        return all;
}

Str form_lang(const YamlLocal *words)
{
        Str tag = form_said_tag(words);

        return tag.len ? tag : str_from(language_tag(language_now()));
}

Str form_yes_no(const Json *value)
{
        return !value || value->kind != JSON_KIND_BOOL ? (Str){0} : value->yes ? S("yes") : S("no");
}

bool form_show_hides(const FormShow *s, const FormField *f)
{
        if (s->is_blind && f->identifies)
                return true;
        for (size_t i = 0; s->hide && i < s->hide->n; i++)
                if (str_eq(s->hide->at[i], f->slug))
                        return true;
        return false;
}

FormShownParts form_shown_parts(Arena *a, const FormShow *s)
{
        const Form *f = s->form;
        const Json *shown = answers_shown(a, f, s->answers);
        FormShownParts parts = {arena_new(a, FormShownPart, f->sections.n + 1), 0};

        for (size_t i = 0; i < f->sections.n; i++) {
                FormShownPart *part = &parts.at[parts.n];
                const FormFields *fields = &f->sections.at[i].fields;

                part->section = &f->sections.at[i];
                part->answers.at = arena_new(a, FormShown, fields->n + 1);
                for (size_t k = 0; k < fields->n; k++) {
                        const FormField *field = &fields->at[k];
                        const Json *v = json_get(shown, field->slug);
                        bool missing = s->with_empty && answer_is_asked(f, field, shown);

                        if (!form_show_hides(s, field) && (v || missing))
                                part->answers.at[part->answers.n++] = (FormShown){field, v};
                }
                parts.n += part->answers.n > 0;
        }
        return parts;
}

Str form_answer_said(Arena *a, const FormField *f, const Json *value)
{
        if (f->kind == FORM_LONG_TEXT && value->kind == JSON_KIND_TEXT)
                return value->text;
        if (f->kind == FORM_DATE && value->kind == JSON_KIND_TEXT)
                return day_local(a, value->text);
        return answer_said(a, f, value);
}

/* --- the buttons for rows */

bool form_rows_asked(const Input *inputs, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (str_is(inputs[i].name, "_row") && inputs[i].value.len > 1)
                        return true;
        return false;
}

/* How many rows the page had that these inputs come from. */
static int64_t rows_posted(const FormField *f, const Input *inputs, size_t n)
{
        int64_t most = 0, row;

        for (size_t i = 0; i < n; i++) {
                Str rest = str_skip(inputs[i].name, f->slug.len);

                if (!str_starts(inputs[i].name, f->slug) || !str_starts(rest, S(".")))
                        continue;
                rest = str_skip(rest, 1);
                if (str_to_int((Str){rest.at, str_find(rest, '.')}, 0, FORM_ROWS_MAX - 1, &row) &&
                    row + 1 > most)
                        most = row + 1;
        }
        return most ? most : 1;
}

static const Json *rows_changed(Arena *a, const FormField *f, const Json *rows, int64_t wanted,
                                int64_t without)
{
        JsonMake out = json_make(a, JSON_KIND_LIST);
        const Json *row = rows && rows->kind == JSON_KIND_LIST ? rows->child : NULL;

        wanted = wanted > f->rows_max ? f->rows_max : wanted;
        for (int64_t i = 0; row || i < wanted; i++) {
                if (i != without)
                        json_add(a, &out, (Str){0}, row ? row : json_new(a, JSON_KIND_OBJECT));
                row = row ? row->next : NULL;
        }
        return out.whole;
}

static const Json *replaced(Arena *a, const Json *answers, Str slug, const Json *value)
{
        JsonMake out = json_make(a, JSON_KIND_OBJECT);

        for (const Json *m = answers ? answers->child : NULL; m; m = m->next)
                if (!str_eq(m->key, slug))
                        json_add(a, &out, m->key, m);
        json_add(a, &out, slug, value);
        return out.whole;
}

const Json *form_rows(Arena *a, const Form *f, const Json *answers, const Input *inputs, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                Str what = str_skip(inputs[i].value, 1), slug = {what.at, str_find(what, '.')};
                const FormField *field = form_find(f, slug);
                int64_t had, at = -1;

                if (!str_is(inputs[i].name, "_row") || !field || !field->fields.n)
                        continue;
                had = rows_posted(field, inputs, n);
                if (str_starts(inputs[i].value, S("+")))
                        had++;
                else if (!str_to_int(str_skip(what, slug.len + 1), 0, FORM_ROWS_MAX, &at))
                        continue;
                answers = replaced(a, answers, slug,
                                   rows_changed(a, field, json_get(answers, slug), had, at));
        }
        return answers;
}
