/* form/answer: inputs, whose names say where their value belongs, put together as one tree. */
#include "form/answer.h"

#include "base/words.h"
#include "form/answer_fault.h"
#include "form/answer_json.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
        Arena *a;
        AnswerFaults *faults;
} Reader;

/* An input on its way down: what is left of its name. */
typedef struct {
        Str rest, value;
        Str name; /* the whole of it, for faults */
        size_t place;
} Item;

static const Json *read_field(const Reader *r, const FormField *f, Item *items, size_t n, Str path);
static const Json *read_lone(const Reader *r, const FormField *f, Str value);
static const Json *read_money(const Reader *r, const FormField *f, const Item *items, size_t n,
                              Str path);
static const Json *read_choices(const Reader *r, const FormField *f, const Item *items, size_t n,
                                Str path);
static const Json *read_rows(const Reader *r, const FormField *f, Item *items, size_t n, Str path);
static const Json *read_whole(const Reader *r, const FormField *f, Str value, Str path);
static const Json *take(const Reader *r, const FormField *f, const Json *v, Str path);

static const Json *null_value(Arena *a)
{
        return json_new(a, JSON_KIND_NULL);
}

static int by_place(const void *x, const void *y)
{
        const Item *a = x, *b = y;

        return a->place != b->place ? (a->place < b->place ? -1 : 1) : 0;
}

/* Takes the first word off the names and finds whose it is; items come back in the order of fields,
 * those of nobody at the end. */
static void sort_items(const FormField *const *all, size_t fields_n, Item *items, size_t n)
{
        size_t guess = 0;

        for (size_t i = 0; i < n; i++) {
                Str first = {items[i].rest.at, str_find(items[i].rest, '.')};

                items[i].place = fields_n;
                for (size_t k = 0; k < fields_n; k++) {
                        size_t at = (guess + k) % fields_n; /* inputs come in the form's order */
                        Str slug = all[at]->slug;

                        if (!str_eq(slug, first))
                                continue;
                        items[i].place = guess = at;
                        items[i].rest = str_skip(items[i].rest, first.len + 1);
                        break;
                }
        }
        for (size_t i = 0; i < n; i++)
                items[i].place = items[i].place * (n + 1) + i; /* keeps the order within a field */
        if (n)
                qsort(items, n, sizeof *items, by_place);
        for (size_t i = 0; i < n; i++)
                items[i].place /= n + 1;
}

static const Json *read_fields(const Reader *r, const FormField *const *all, size_t fields_n,
                               Item *items, size_t n, Str path)
{
        JsonMake out = json_make(r->a, JSON_KIND_OBJECT);

        sort_items(all, fields_n, items, n);
        for (size_t i = 0, end; i < n; i = end) {
                const FormField *f;
                const Json *v;

                for (end = i + 1; end < n && items[end].place == items[i].place;)
                        end++;
                if (items[i].place == fields_n) {
                        for (size_t k = i; k < end; k++)
                                answer_fault(r->a, r->faults, items[k].name,
                                             _("There is no field «%.*s» here."),
                                             S_ARG(str_head(items[k].name, 100)));
                        continue;
                }
                f = all[items[i].place];
                v = read_field(r, f, items + i, end - i, answer_path(r->a, path, f->slug));
                if (v)
                        json_add(r->a, &out, f->slug, v);
        }
        return out.whole;
}

Status answers_read(Arena *a, const Form *f, const Input *inputs, size_t n, const Json **out,
                    AnswerFaults *faults)
{
        Reader r = {a, faults};
        Item *items = arena_new(a, Item, n + 1);
        size_t items_n = 0, before = faults->n;

        for (size_t i = 0; i < n; i++)
                if (inputs[i].name.len && inputs[i].name.at[0] != '_')
                        items[items_n++] =
                                (Item){inputs[i].name, inputs[i].value, inputs[i].name, 0};
        *out = read_fields(&r, f->fields.at, f->fields.n, items, items_n, (Str){0});
        return faults->n == before ? OK : INVALID;
}

static const Json *read_field(const Reader *r, const FormField *f, Item *items, size_t n, Str path)
{
        Str value = {0};
        bool rows = f->kind == FORM_TABLE || f->kind == FORM_GROUP;

        if (f->kind == FORM_MONEY)
                return read_money(r, f, items, n, path);
        if (f->kind == FORM_CHOICES)
                return read_choices(r, f, items, n, path);
        if (rows)
                return read_rows(r, f, items, n, path);
        for (size_t i = 0; i < n; i++) {
                if (items[i].rest.len) {
                        answer_fault(r->a, r->faults, items[i].name,
                                     _("There is no field «%.*s» here."),
                                     S_ARG(str_head(items[i].name, 100)));
                        return NULL;
                }
                if (!str_empty(str_trim(items[i].value)))
                        value = items[i].value;
        }
        if (f->kind == FORM_FILE) {
                /* a browser without the file sends its name: that is no answer */
                value = str_trim(value);
                return value.len && value.at[0] == '[' ? read_whole(r, f, value, path) : NULL;
        }
        return read_lone(r, f, value);
}

/* One line has no line ends, and no text has what can not be seen. */
static Str clean(Arena *a, Str s, bool lines)
{
        Text t;
        bool dirty = false;

        s = str_trim(s);
        for (size_t i = 0; i < s.len && !dirty; i++)
                dirty = ((unsigned char)s.at[i] < ' ' && !(lines && s.at[i] == '\n')) ||
                        s.at[i] == 0x7F;
        if (!dirty)
                return s;
        t = text_begin(a, s.len + 1);
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                if (c == '\r' && lines) {
                        if (i + 1 < s.len && s.at[i + 1] == '\n')
                                continue;
                        text_char(&t, '\n');
                } else if (c == 0x7F || (c < ' ' && !(lines && (c == '\n' || c == '\t'))))
                        text_char(&t, ' ');
                else
                        text_char(&t, (char)c);
        }
        return str_trim(text_str(&t));
}

/* "007.50" is kept as "7.50", "+.5" as "0.5"; what is no number stays as it was typed. */
static Str number_kept(Arena *a, Str s)
{
        Str digits = s.len && (s.at[0] == '+' || s.at[0] == '-') ? str_skip(s, 1) : s;
        bool minus = s.len && s.at[0] == '-';
        Str made;

        while (digits.len > 1 && digits.at[0] == '0' && digits.at[1] >= '0' && digits.at[1] <= '9')
                digits = str_skip(digits, 1);
        if (str_ends(digits, S(".")) && digits.len > 1)
                digits.len--;
        made = str_fmt(a, "%s%s%.*s", minus ? "-" : "", str_starts(digits, S(".")) ? "0" : "",
                       S_ARG(digits));
        return form_is_number(made) ? made : s;
}

static Str capitals(Arena *a, Str s)
{
        char *out = arena_bytes(a, s.len + 1);

        for (size_t i = 0; i < s.len; i++)
                out[i] = (char)(s.at[i] >= 'a' && s.at[i] <= 'z' ? s.at[i] - 32 : s.at[i]);
        return (Str){out, s.len};
}

static const Json *read_lone(const Reader *r, const FormField *f, Str value)
{
        Str s = clean(r->a, value, f->kind == FORM_LONG_TEXT);
        Json *yes;

        if (str_empty(s))
                return null_value(r->a);
        if (f->kind == FORM_NUMBER)
                s = number_kept(r->a, s);
        if (f->kind == FORM_COUNTRY && s.len == 2)
                s = capitals(r->a, s);
        if (f->kind == FORM_YES_NO) {
                bool is = str_is(s, "yes") || str_is(s, "true") || str_is(s, "on");

                if (is || str_is(s, "no") || str_is(s, "false")) {
                        yes = json_new(r->a, JSON_KIND_BOOL);
                        yes->yes = is;
                        return yes;
                }
        }
        return json_new_text(r->a, s);
}

static const Json *read_money(const Reader *r, const FormField *f, const Item *items, size_t n,
                              Str path)
{
        Str amount = {0}, currency = {0};
        JsonMake out = json_make(r->a, JSON_KIND_OBJECT);

        for (size_t i = 0; i < n; i++) {
                Str value = clean(r->a, items[i].value, false);

                if (str_is(items[i].rest, "amount"))
                        amount = number_kept(r->a, value);
                else if (str_is(items[i].rest, "currency"))
                        currency = capitals(r->a, value);
                else if (items[i].rest.len)
                        answer_fault(r->a, r->faults, items[i].name,
                                     _("There is no field «%.*s» here."),
                                     S_ARG(str_head(items[i].name, 100)));
                else if (value.len)
                        return read_whole(r, f, value, path);
        }
        /* the currency alone was chosen by the page, not by a person */
        if (str_empty(amount))
                return null_value(r->a);
        json_add(r->a, &out, S("amount"), json_new_text(r->a, amount));
        if (currency.len || f->currencies.n == 1)
                json_add(r->a, &out, S("currency"),
                         json_new_text(r->a, currency.len ? currency : f->currencies.at[0]));
        return out.whole;
}

static bool list_has(const Json *list, Str text)
{
        for (const Json *v = list->child; v; v = v->next)
                if (str_eq(v->text, text))
                        return true;
        return false;
}

static const Json *read_choices(const Reader *r, const FormField *f, const Item *items, size_t n,
                                Str path)
{
        JsonMake out = json_make(r->a, JSON_KIND_LIST);
        size_t picks = 0;

        for (size_t i = 0; i < n; i++) {
                Str value = clean(r->a, items[i].value, false);

                if (items[i].rest.len)
                        answer_fault(r->a, r->faults, items[i].name,
                                     _("There is no field «%.*s» here."),
                                     S_ARG(str_head(items[i].name, 100)));
                else if (value.len && value.at[0] == '[')
                        return read_whole(r, f, value, path);
                else if (value.len && picks < FORM_CHOICES_MAX && !list_has(out.whole, value)) {
                        json_add(r->a, &out, (Str){0}, json_new_text(r->a, value));
                        picks++;
                }
        }
        return picks ? out.whole : null_value(r->a);
}

static bool is_empty_row(const Json *row)
{
        for (const Json *v = row->child; v; v = v->next)
                if (answer_is_filled(v))
                        return false;
        return true;
}

static const FormField **columns_of(Arena *a, const FormField *f)
{
        const FormField **all = arena_new(a, const FormField *, f->fields.n + 1);

        for (size_t i = 0; i < f->fields.n; i++)
                all[i] = &f->fields.at[i];
        return all;
}

static const Json *read_rows(const Reader *r, const FormField *f, Item *items, size_t n, Str path)
{
        const FormField **columns = columns_of(r->a, f);
        JsonMake out = json_make(r->a, JSON_KIND_LIST);
        Json *last_filled = NULL;
        int64_t at = 0;

        for (size_t i = 0; i < n; i++) {
                Str row = {items[i].rest.at, str_find(items[i].rest, '.')};
                int64_t number = 0;

                items[i].place = SIZE_MAX;
                if (!items[i].rest.len) {
                        Str value = str_trim(items[i].value);

                        if (value.len)
                                return read_whole(r, f, value, path);
                } else if (!str_to_int(row, 0, FORM_ROWS_MAX - 1, &number))
                        answer_fault(r->a, r->faults, items[i].name,
                                     _("There is no field «%.*s» here."),
                                     S_ARG(str_head(items[i].name, 100)));
                else {
                        items[i].rest = str_skip(items[i].rest, row.len + 1);
                        items[i].place = (size_t)number * (n + 1) + i;
                }
        }
        qsort(items, n, sizeof *items, by_place);
        for (size_t i = 0, end; i < n && items[i].place != SIZE_MAX; i = end) {
                int64_t number = (int64_t)(items[i].place / (n + 1));
                const Json *row;
                Json *added;

                for (end = i + 1; end < n && items[end].place != SIZE_MAX &&
                                  (int64_t)(items[end].place / (n + 1)) == number;)
                        end++;
                row = read_fields(r, columns, f->fields.n, items + i, end - i,
                                  str_fmt(r->a, "%.*s.%lld", S_ARG(path), (long long)number));
                for (; at < number; at++) /* rows that nobody named stand empty between */
                        json_add(r->a, &out, (Str){0}, json_new(r->a, JSON_KIND_OBJECT));
                added = json_add(r->a, &out, (Str){0}, row);
                at++;
                if (!is_empty_row(added))
                        last_filled = added;
        }
        if (!last_filled)
                return null_value(r->a);
        last_filled->next = NULL;
        return out.whole;
}

static const Json *read_whole(const Reader *r, const FormField *f, Str value, Str path)
{
        const Json *v;
        Str why;

        if (json_parse(r->a, value, &v, &why) != OK) {
                answer_fault(r->a, r->faults, path, _("This is no JSON: %.*s"), S_ARG(why));
                return NULL;
        }
        return take(r, f, v, path);
}

/* --- values as other programs give them */

static const Json *take_list(const Reader *r, const FormField *f, const Json *v, Str path)
{
        JsonMake out = json_make(r->a, JSON_KIND_LIST);
        size_t n = 0;

        if (v->kind != JSON_KIND_LIST) {
                answer_fault(r->a, r->faults, path, _("This must be a list."));
                return NULL;
        }
        for (const Json *e = v->child; e; e = e->next, n++) {
                JsonMake row = json_make(r->a, JSON_KIND_OBJECT);
                Str at = str_fmt(r->a, "%.*s.%zu", S_ARG(path), n);

                if (n == FORM_ROWS_MAX + FORM_CHOICES_MAX) {
                        answer_fault(r->a, r->faults, path, _("This is too long."));
                        break;
                }
                if (f->kind == FORM_CHOICES) {
                        if (e->kind == JSON_KIND_TEXT && !list_has(out.whole, e->text))
                                json_add(r->a, &out, (Str){0},
                                         json_new_text(r->a, clean(r->a, e->text, false)));
                        else if (e->kind != JSON_KIND_TEXT)
                                answer_fault(r->a, r->faults, at, _("This must be text."));
                        continue;
                }
                if (e->kind != JSON_KIND_OBJECT) {
                        answer_fault(r->a, r->faults, at, _("This must be an object."));
                        continue;
                }
                for (const Json *m = e->child; m; m = m->next) {
                        const FormField *in = form_column(f, m->key);
                        const Json *got;

                        if (!in)
                                answer_fault(r->a, r->faults, answer_path(r->a, at, m->key),
                                             _("There is no field «%.*s» here."),
                                             S_ARG(str_head(m->key, 100)));
                        else if ((got = take(r, in, m, answer_path(r->a, at, m->key))))
                                json_add(r->a, &row, in->slug, got);
                }
                json_add(r->a, &out, (Str){0}, row.whole);
        }
        return out.whole->child ? out.whole : null_value(r->a);
}

static const Json *take_files(const Reader *r, const Json *v, Str path)
{
        JsonMake out = json_make(r->a, JSON_KIND_LIST);

        if (v->kind != JSON_KIND_LIST) {
                answer_fault(r->a, r->faults, path, _("This must be a list."));
                return NULL;
        }
        for (const Json *e = v->child; e; e = e->next) {
                static const char *const keys[] = {"file", "name", "type", "bytes"};
                JsonMake one = json_make(r->a, JSON_KIND_OBJECT);

                if (e->kind != JSON_KIND_OBJECT || !json_get_text(e, S("file")).len) {
                        answer_fault(r->a, r->faults, path, _("This must be an object."));
                        continue;
                }
                for (size_t i = 0; i < 4; i++) {
                        const Json *m = json_get(e, str_from(keys[i]));

                        if (m && m->kind == (i == 3 ? JSON_KIND_INT : JSON_KIND_TEXT))
                                json_add(r->a, &one, str_from(keys[i]), m);
                }
                json_add(r->a, &out, (Str){0}, one.whole);
        }
        return out.whole->child ? out.whole : null_value(r->a);
}

static const Json *take_money(const Reader *r, const FormField *f, const Json *v, Str path)
{
        const Json *amount = json_get(v, S("amount"));
        Item items[2] = {{S("amount"), {0}, path, 0},
                         {S("currency"), json_get_text(v, S("currency")), path, 0}};
        char digits[40];
        Text t = text_over(digits, sizeof digits);

        if (v->kind != JSON_KIND_OBJECT ||
            (amount && amount->kind != JSON_KIND_TEXT && amount->kind != JSON_KIND_INT)) {
                answer_fault(r->a, r->faults, path,
                             _("This must be an object of amount and currency, both texts."));
                return NULL;
        }
        if (amount && amount->kind == JSON_KIND_INT) {
                text_int(&t, amount->integer);
                items[0].value = str_copy(r->a, text_str(&t));
        } else if (amount)
                items[0].value = amount->text;
        return read_money(r, f, items, 2, path);
}

/* A value as it is kept, or NULL with a fault when its shape is not the field's. */
static const Json *take(const Reader *r, const FormField *f, const Json *v, Str path)
{
        if (v->kind == JSON_KIND_NULL)
                return null_value(r->a);
        if (f->kind == FORM_FILE)
                return take_files(r, v, path);
        if (f->kind == FORM_CHOICES || f->kind == FORM_TABLE || f->kind == FORM_GROUP)
                return take_list(r, f, v, path);
        if (f->kind == FORM_MONEY)
                return take_money(r, f, v, path);
        if (v->kind == JSON_KIND_TEXT)
                return read_lone(r, f, v->text);
        if (f->kind == FORM_YES_NO && v->kind == JSON_KIND_BOOL)
                return v;
        if (f->kind == FORM_NUMBER && v->kind == JSON_KIND_INT)
                return json_new_text(r->a, str_fmt(r->a, "%lld", (long long)v->integer));
        if (f->kind == FORM_NUMBER && v->kind == JSON_KIND_REAL) {
                char digits[32];
                size_t n = jcs_number(v->real, digits);

                return json_new_text(r->a, str_copy(r->a, (Str){digits, n}));
        }
        answer_fault(r->a, r->faults, path,
                     f->kind == FORM_YES_NO   ? _("This must be yes or no.")
                     : f->kind == FORM_NUMBER ? _("This must be a number.")
                                              : _("This must be text."));
        return NULL;
}

Status answers_parse(Arena *a, const Form *f, Str json, const Json **out, AnswerFaults *faults)
{
        Reader r = {a, faults};
        JsonMake made = json_make(a, JSON_KIND_OBJECT);
        size_t before = faults->n;
        const Json *all;
        Str why = {0};

        *out = made.whole;
        if (json.len > ANSWERS_BYTES_MAX || json_parse(a, json, &all, &why) != OK) {
                answer_fault(a, faults, (Str){0}, _("This is no JSON: %.*s"), S_ARG(why));
                return INVALID;
        }
        if (all->kind != JSON_KIND_OBJECT) {
                answer_fault(a, faults, (Str){0}, _("This must be an object."));
                return INVALID;
        }
        for (const Json *m = all->child; m; m = m->next) {
                const FormField *field = form_find(f, m->key);
                const Json *v;

                if (!field)
                        answer_fault(a, faults, m->key, _("There is no field «%.*s» here."),
                                     S_ARG(str_head(m->key, 100)));
                else if ((v = take(&r, field, m, field->slug)))
                        json_add(a, &made, field->slug, v);
        }
        return faults->n == before ? OK : INVALID;
}
