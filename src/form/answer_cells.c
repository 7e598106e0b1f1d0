/* form/answer: answers in the cells of a table, and in words. */
#include "base/words.h"
#include "form/answer_fault.h"
#include "hub/place.h"

enum { SAID_BYTES_MAX = 8000 };

void answer_columns(Arena *a, const Form *f, AnswerColumns *out)
{
        *out = (AnswerColumns){arena_new(a, AnswerColumn, f->fields.n * 2 + 1), 0};
        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *field = f->fields.at[i];
                Str title = form_said(&field->title);

                out->at[out->n++] = (AnswerColumn){field->slug, title, field, false};
                if (field->kind == FORM_MONEY)
                        out->at[out->n++] = (AnswerColumn){
                                str_fmt(a, "%.*s_currency", S_ARG(field->slug)),
                                str_fmt(a, _("%.*s (currency)"), S_ARG(title)), field, true};
        }
}

static Str cell_json(Arena *a, const Json *v)
{
        Text t = text_begin(a, ANSWERS_BYTES_MAX);

        return jcs_write(a, v, &t) == OK ? text_str(&t) : (Str){0};
}

static Str joined(Arena *a, const Json *list, const char *between)
{
        Text t = text_begin(a, ANSWERS_BYTES_MAX);

        for (const Json *v = list->child; v; v = v->next) {
                if (t.len)
                        text_add(&t, str_from(between));
                text_add(&t, v->text);
        }
        return text_str(&t);
}

/* Choices in words; as JSON when one of them holds what stands between. */
static Str cell_choices(Arena *a, const Json *v)
{
        for (const Json *e = v->child; e; e = e->next)
                if (e->kind != JSON_KIND_TEXT || str_has(e->text, S(";")) ||
                    str_starts(e->text, S("[")))
                        return cell_json(a, v);
        return joined(a, v, "; ");
}

void answer_cells(Arena *a, const AnswerColumns *columns, const Json *answers, Str *out)
{
        for (size_t i = 0; i < columns->n; i++) {
                const AnswerColumn *c = &columns->at[i];
                const Json *v = json_get(answers, c->field->slug);

                out[i] = (Str){0};
                if (!answer_is_filled(v))
                        continue;
                if (c->field->kind == FORM_MONEY)
                        out[i] = json_get_text(v, c->is_currency ? S("currency") : S("amount"));
                else if (c->field->kind == FORM_CHOICES && v->kind == JSON_KIND_LIST)
                        out[i] = cell_choices(a, v);
                else if (v->kind == JSON_KIND_BOOL)
                        out[i] = v->yes ? S("yes") : S("no");
                else
                        out[i] = v->kind == JSON_KIND_TEXT ? v->text : cell_json(a, v);
        }
}

void answer_inputs_of_cells(Arena *a, const AnswerColumns *columns, const Str *cells,
                            const Input **out, size_t *out_n)
{
        size_t n = 0, room = columns->n + 1;
        Input *inputs;

        for (size_t i = 0; i < columns->n; i++)
                for (size_t k = 0; k < cells[i].len && columns->at[i].field->kind == FORM_CHOICES;
                     k++)
                        room += cells[i].at[k] == ';';
        inputs = arena_new(a, Input, room);
        for (size_t i = 0; i < columns->n; i++) {
                const AnswerColumn *c = &columns->at[i];
                Str rest = cells[i], piece;

                if (c->field->kind == FORM_CHOICES && !str_starts(rest, S("["))) {
                        while (str_cut(&rest, ';', &piece))
                                inputs[n++] = (Input){c->name, str_trim(piece)};
                        continue;
                }
                inputs[n].name = c->name;
                if (c->field->kind == FORM_MONEY)
                        inputs[n].name = str_fmt(a, "%.*s.%s", S_ARG(c->field->slug),
                                                 c->is_currency ? "currency" : "amount");
                inputs[n++].value = rest;
        }
        *out = inputs;
        *out_n = n;
}

static void say(Text *t, const FormField *f, const Json *v)
{
        const PlaceCountry *country;

        if (!answer_is_filled(v))
                return;
        if (v->kind == JSON_KIND_BOOL) {
                text_add(t, v->yes ? S_("Yes") : S_("No"));
                return;
        }
        if (f->kind == FORM_MONEY && v->kind == JSON_KIND_OBJECT) {
                text_fmt(t, "%.*s %.*s", S_ARG(json_get_text(v, S("amount"))),
                         S_ARG(json_get_text(v, S("currency"))));
                return;
        }
        if (v->kind == JSON_KIND_TEXT) {
                country =
                        f->kind == FORM_COUNTRY && v->text.len == 2 ? place_country(v->text) : NULL;
                text_add(t, country                  ? country->name
                            : f->kind == FORM_CHOICE ? form_choice_said(f, v->text)
                                                     : v->text);
                return;
        }
        if (v->kind != JSON_KIND_LIST)
                return;
        for (const Json *e = v->child; e; e = e->next) {
                bool first = true;

                if (e != v->child)
                        text_add(t, f->fields.n ? S("; ") : S(", "));
                if (f->kind == FORM_CHOICES)
                        text_add(t, form_choice_said(f, e->text));
                if (f->kind == FORM_FILE)
                        text_add(t, json_get_text(e, S("name")));
                for (size_t i = 0; i < f->fields.n; i++) {
                        const Json *in = json_get(e, f->fields.at[i].slug);

                        if (!answer_is_filled(in))
                                continue;
                        if (!first)
                                text_add(t, S(", "));
                        say(t, &f->fields.at[i], in);
                        first = false;
                }
        }
}

Str answer_said(Arena *a, const FormField *f, const Json *value)
{
        Text t = text_begin(a, SAID_BYTES_MAX);

        say(&t, f, value);
        return t.overflow ? str_head(text_str(&t), SAID_BYTES_MAX - 4) : text_str(&t);
}
