/* form/answer: trees of answers: joined, cut to what is asked, written. */
#include "form/answer.h"

#include "form/answer_fault.h"
#include "form/answer_json.h"

static bool is_filled_list(const Json *v)
{
        for (const Json *e = v->child; e; e = e->next)
                if (answer_is_filled(e))
                        return true;
        return false;
}

bool answer_is_filled(const Json *value)
{
        if (!value)
                return false;
        switch (value->kind) {
        case JSON_KIND_NULL: return false;
        case JSON_KIND_TEXT: return value->text.len > 0;
        case JSON_KIND_LIST:
        case JSON_KIND_OBJECT: return is_filled_list(value);
        case JSON_KIND_BOOL:
        case JSON_KIND_INT:
        case JSON_KIND_REAL: break;
        }
        return true;
}

const Json *answers_merge(Arena *a, const Form *f, const Json *kept, const Json *read)
{
        JsonMake out = json_make(a, JSON_KIND_OBJECT);

        for (size_t i = 0; i < f->fields.n; i++) {
                Str slug = f->fields.at[i]->slug;
                const Json *v = json_get(read, slug);

                if (!v)
                        v = json_get(kept, slug);
                if (answer_is_filled(v))
                        json_add(a, &out, slug, v);
        }
        /* what an older form asked stays beside it */
        for (const Json *m = kept && kept->kind == JSON_KIND_OBJECT ? kept->child : NULL; m;
             m = m->next)
                if (!form_find(f, m->key))
                        json_add(a, &out, m->key, m);
        return out.whole;
}

/* Without what is empty; rows that are empty are left out too. */
static const Json *pruned(Arena *a, const Json *v)
{
        JsonMake out;

        if (v->kind != JSON_KIND_LIST && v->kind != JSON_KIND_OBJECT)
                return v;
        out = json_make(a, v->kind);
        for (const Json *m = v->child; m; m = m->next)
                if (answer_is_filled(m))
                        json_add(a, &out, m->key, pruned(a, m));
        return out.whole;
}

static Str canonical(Arena *a, const Json *v)
{
        Text t = text_begin(a, ANSWERS_BYTES_MAX);

        return jcs_write(a, v, &t) == OK && !t.overflow ? text_str(&t) : (Str){0};
}

Str answers_text(Arena *a, const Json *answers)
{
        if (!answers || answers->kind != JSON_KIND_OBJECT)
                return S("{}");
        return canonical(a, pruned(a, answers));
}

Str answer_value_text(Arena *a, const Json *answers, Str field)
{
        const Json *v = json_get(answers, field);

        return answer_is_filled(v) ? canonical(a, pruned(a, v)) : S("null");
}

const Json *answers_of_values(Arena *a, const Input *values, size_t n)
{
        JsonMake out = json_make(a, JSON_KIND_OBJECT);

        for (size_t i = 0; i < n; i++) {
                const Json *v;

                if (json_parse(a, values[i].value, &v, NULL) == OK &&
                    !json_get(out.whole, values[i].name))
                        json_add(a, &out, values[i].name, v);
        }
        return out.whole;
}

static const Json *row_shown(Arena *a, const FormField *f, const Json *row)
{
        JsonMake out = json_make(a, JSON_KIND_OBJECT);

        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *in = &f->fields.at[i];
                const Json *v = json_get(row, in->slug);

                if (v && condition_holds(in->condition, out.whole) == CONDITION_YES)
                        json_add(a, &out, in->slug, v);
        }
        return out.whole;
}

static bool has_conditions(const FormField *f)
{
        for (size_t i = 0; i < f->fields.n; i++)
                if (f->fields.at[i].condition)
                        return true;
        return false;
}

static const Json *value_shown(Arena *a, const FormField *f, const Json *v)
{
        JsonMake out;

        if (v->kind != JSON_KIND_LIST || !f->fields.n || !has_conditions(f))
                return v;
        out = json_make(a, JSON_KIND_LIST);
        for (const Json *row = v->child; row; row = row->next)
                json_add(a, &out, (Str){0},
                         row->kind == JSON_KIND_OBJECT ? row_shown(a, f, row) : row);
        return out.whole;
}

const Json *answers_shown(Arena *a, const Form *f, const Json *answers)
{
        JsonMake out = json_make(a, JSON_KIND_OBJECT);

        for (size_t i = 0; i < f->sections.n; i++) {
                const FormSection *s = &f->sections.at[i];

                if (condition_holds(s->condition, out.whole) != CONDITION_YES)
                        continue;
                for (size_t k = 0; k < s->fields.n; k++) {
                        const FormField *field = &s->fields.at[k];
                        const Json *v = json_get(answers, field->slug);

                        if (!answer_is_filled(v) ||
                            condition_holds(field->condition, out.whole) != CONDITION_YES)
                                continue;
                        v = value_shown(a, field, v);
                        if (answer_is_filled(v)) /* rows may hold only what is not asked */
                                json_add(a, &out, field->slug, v);
                }
        }
        return out.whole;
}

bool answer_is_asked(const Form *f, const FormField *field, const Json *shown)
{
        return condition_holds(form_section_of(f, field)->condition, shown) == CONDITION_YES &&
               condition_holds(field->condition, shown) == CONDITION_YES;
}

Status answers_check_draft(Arena *a, const Form *f, const Json *answers, AnswerFaults *faults)
{
        size_t before = faults->n;

        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *field = f->fields.at[i];
                const Json *v = json_get(answers, field->slug);

                if (answer_is_filled(v))
                        answer_check_value(a, field, v, field->slug, false, faults);
        }
        return faults->n == before ? OK : INVALID;
}

Status answers_check_whole(Arena *a, const Form *f, const Json *answers, const Json **out,
                           AnswerFaults *faults)
{
        const Json *shown = answers_shown(a, f, answers);
        size_t before = faults->n;

        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *field = f->fields.at[i];
                const Json *v = json_get(shown, field->slug);

                if (v)
                        answer_check_value(a, field, v, field->slug, true, faults);
                else if (field->required && answer_is_asked(f, field, shown))
                        answer_fault_needed(a, faults, field->slug);
        }
        if (faults->n != before)
                return INVALID;
        *out = pruned(a, shown);
        return OK;
}

void answers_progress(Arena *a, const Form *f, const Json *answers, int *out_filled,
                      int *out_required)
{
        const Json *shown = answers_shown(a, f, answers);

        *out_filled = *out_required = 0;
        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *field = f->fields.at[i];

                if (!field->required || !answer_is_asked(f, field, shown))
                        continue;
                ++*out_required;
                *out_filled += json_get(shown, field->slug) != NULL;
        }
}

static const Json *known(Arena *a, const FormField *f, Str fact)
{
        AnswerFaults faults = {0};
        Form one = {0};
        const FormField *only[] = {f};
        Input input = {f->slug, fact};
        const Json *read;

        if (f->kind == FORM_FILE || f->kind == FORM_MONEY || f->kind == FORM_TABLE ||
            f->kind == FORM_GROUP)
                return NULL;
        one.fields.at = only;
        one.fields.n = 1;
        if (answers_read(a, &one, &input, 1, &read, &faults) != OK ||
            !answer_is_filled(read->child))
                return NULL;
        answer_check_value(a, f, read->child, f->slug, true, &faults);
        return faults.n ? NULL : read->child;
}

const Json *answers_known(Arena *a, const Form *f, const Input *facts, size_t n)
{
        JsonMake out = json_make(a, JSON_KIND_OBJECT);

        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *field = f->fields.at[i];
                const Json *v = NULL;

                for (size_t k = 0; k < n && !v && field->about.len; k++)
                        if (str_eq(facts[k].name, field->about))
                                v = known(a, field, facts[k].value);
                if (v)
                        json_add(a, &out, field->slug, v);
        }
        return out.whole;
}
