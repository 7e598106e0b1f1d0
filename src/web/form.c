/* web/form: see the header. */
#include "web/form.h"

#include "base/words.h"

#include <string.h>

const char *form_label(const Field *f)
{
        return f->label ? _(f->label) : f->name;
}

const char *form_input_type(const Field *f)
{
        return f->kind == FIELD_DATE       ? "date"
               : f->kind == FIELD_URL      ? "url"
               : f->kind == FIELD_PASSWORD ? "password"
                                           : "text";
}

const char *form_fault(Arena *a, const Deed *d, const char *field)
{
        Text t = text_begin(a, 8192);

        for (size_t i = 0; i < d->faults_n; i++)
                if (d->faults[i].field && strcmp(d->faults[i].field, field) == 0) {
                        if (t.len)
                                text_char(&t, ' ');
                        text_add(&t, d->faults[i].words);
                }
        return str_z(a, text_str(&t));
}

bool form_has_file(const Action *action)
{
        for (size_t i = 0; i < action_fields_n(action); i++)
                if (action->fields[i].kind == FIELD_FILE)
                        return true;
        return false;
}

Str form_noun(const Action *action)
{
        Str name = str_from(action->name);

        return (Str){name.at, str_find(name, ' ')};
}

Str form_verb(const Action *action)
{
        Str name = str_from(action->name);

        return str_skip(name, str_find(name, ' ') + 1);
}
