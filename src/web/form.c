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

const char *form_autocomplete(const Field *f)
{
        return strcmp(f->name, "code") == 0 ? "one-time-code" : "";
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

FieldOffers form_offers(const Visit *v, const Deed *d, const Field *f)
{
        return v->site && v->db && v->site->offers ? v->site->offers(v, d->action, f)
                                                   : (FieldOffers){0};
}

bool form_fault_is_apart(const Deed *d, size_t i)
{
        const char *field = d->faults[i].field;

        for (size_t k = 0; field && k < action_fields_n(d->action); k++)
                if (strcmp(d->action->fields[k].name, field) == 0)
                        return false;
        return true;
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

bool form_takes_away(const Action *action)
{
        static const char *const verbs[] = {"end",     "erase",  "withdraw", "merge",
                                            "dismiss", "remove", "discard",  "cancel"};
        Str verb = form_verb(action);

        for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
                if (str_is(verb, verbs[i]))
                        return true;
        return false;
}

Str form_again(Arena *a, const Deed *d)
{
        Text t = text_begin(a, 4 * KIB);
        char between = '?';

        text_fmt(&t, "/do/%.*s/%.*s", S_ARG(form_noun(d->action)), S_ARG(form_verb(d->action)));
        for (size_t i = 0; i < action_fields_n(d->action); i++) {
                const Field *f = &d->action->fields[i];

                if ((f->kind != FIELD_ID && f->kind != FIELD_SLUG) || !d->inputs[i].len ||
                    d->inputs[i].len > 64)
                        continue;
                text_fmt(&t, "%c%s=%.*s", between, f->name, S_ARG(d->inputs[i]));
                between = '&';
        }
        return text_str(&t);
}

/* --- things by their names */

bool form_is_name(const Deed *d, size_t field)
{
        Str typed = str_trim(d->inputs[field]);
        Id id;

        return d->action->fields[field].picks && typed.len && !id_parse(typed, &id);
}

static PickHitList hits_of(Arena *a, const Visit *v, const Field *f, Str typed)
{
        PickHitList hits = {0};
        Str words = str_trim(typed);

        if (!f->picks || !words.len || !v->site || !v->site->pick || !v->db)
                return hits;
        if (v->site->pick(v->db, a, &v->actor, f->picks, words, &hits) != OK)
                hits.n = 0;
        return hits;
}

PickHitList form_hits(Arena *a, const Visit *v, const Deed *d, size_t field)
{
        return hits_of(a, v, &d->action->fields[field], d->inputs[field]);
}

static const Field *picking(const Action *action, Str name)
{
        for (size_t i = 0; i < action_fields_n(action); i++)
                if (str_is(name, action->fields[i].name))
                        return action->fields[i].picks ? &action->fields[i] : NULL;
        return NULL;
}

static bool came_before(const Input *inputs, size_t k)
{
        for (size_t i = 0; i < k; i++)
                if (str_eq(inputs[i].name, inputs[k].name))
                        return true;
        return false;
}

void form_resolve(Visit *v, const Action *action, Input *inputs, size_t n)
{
        if (!access_may(&v->actor, action->may)) /* a search is work: not for who is turned away */
                return;
        for (size_t k = 0; k < n; k++) {
                const Field *f = picking(action, inputs[k].name);
                Str typed = str_trim(inputs[k].value);
                PickHitList hits;
                size_t same = 0, which = 0;
                Id id;

                if (!f || !typed.len || id_parse(typed, &id) || came_before(inputs, k))
                        continue;
                hits = hits_of(v->a, v, f, typed);
                for (size_t i = 0; i < hits.n; i++)
                        if (str_eq(str_lower(v->a, hits.at[i].title), str_lower(v->a, typed))) {
                                same++;
                                which = i;
                        }
                if (same == 1)
                        inputs[k].value = id_text(v->a, hits.at[which].id);
        }
}
