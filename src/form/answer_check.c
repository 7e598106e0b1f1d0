/* form/answer: whether a value is what its field asks for, and words for what is not. */
#include "base/words.h"
#include "form/answer_fault.h"
#include "hub/place.h"

#include <string.h>

enum { EMAIL_CHARS_MAX = 254, URL_CHARS_MAX = 2000, FILE_NAME_CHARS_MAX = 255 };

static void check_text(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults);
static void check_number(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults);
static void check_money(Arena *a, const FormField *f, const Json *v, Str path,
                        AnswerFaults *faults);
static void check_date(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults);
static void check_choices(Arena *a, const FormField *f, const Json *v, Str path,
                          AnswerFaults *faults);
static void check_files(Arena *a, const FormField *f, const Json *v, Str path,
                        AnswerFaults *faults);
static void check_rows(Arena *a, const FormField *f, const Json *v, Str path, bool whole,
                       AnswerFaults *faults);

void answer_fault(Arena *a, AnswerFaults *faults, Str path, const char *format, ...)
{
        va_list args;

        if (faults->n == ANSWER_FAULTS_MAX) {
                faults->left_off++;
                return;
        }
        va_start(args, format);
        faults->list[faults->n++] = (AnswerFault){str_head(path, 300), str_vfmt(a, format, args)};
        va_end(args);
}

void answer_fault_needed(Arena *a, AnswerFaults *faults, Str path)
{
        answer_fault(a, faults, path, "%s", _("This is needed."));
}

Str answer_path(Arena *a, Str path, Str slug)
{
        return str_empty(path) ? slug : str_fmt(a, "%.*s.%.*s", S_ARG(path), S_ARG(slug));
}

void answer_check_value(Arena *a, const FormField *f, const Json *v, Str path, bool whole,
                        AnswerFaults *faults)
{
        bool is_list = f->kind == FORM_CHOICES || f->kind == FORM_FILE || f->kind == FORM_TABLE ||
                       f->kind == FORM_GROUP;
        JsonKind wanted = is_list                  ? JSON_KIND_LIST
                          : f->kind == FORM_MONEY  ? JSON_KIND_OBJECT
                          : f->kind == FORM_YES_NO ? JSON_KIND_BOOL
                                                   : JSON_KIND_TEXT;

        if (v->kind != wanted) {
                answer_fault(a, faults, path, "%s",
                             f->kind == FORM_YES_NO ? _("This must be yes or no.")
                             : is_list              ? _("This must be a list.")
                                                    : _("This must be text."));
                return;
        }
        switch (f->kind) {
        case FORM_TEXT:
        case FORM_LONG_TEXT:
        case FORM_URL:
        case FORM_EMAIL:
        case FORM_COUNTRY: check_text(a, f, v->text, path, faults); break;
        case FORM_NUMBER: check_number(a, f, v->text, path, faults); break;
        case FORM_MONEY: check_money(a, f, v, path, faults); break;
        case FORM_DATE: check_date(a, f, v->text, path, faults); break;
        case FORM_CHOICE:
        case FORM_CHOICES: check_choices(a, f, v, path, faults); break;
        case FORM_FILE: check_files(a, f, v, path, faults); break;
        case FORM_TABLE:
        case FORM_GROUP: check_rows(a, f, v, path, whole, faults); break;
        case FORM_YES_NO: break;
        }
}

static size_t words_of(Str s)
{
        size_t n = 0;
        bool in = false;

        for (size_t i = 0; i < s.len; i++) {
                bool space = strchr(" \t\r\n", s.at[i]) && s.at[i];

                n += !space && !in;
                in = !space;
        }
        return n;
}

/* One @ with something before, a name with a dot after: the rest the mail will tell. */
static bool is_email(Str s)
{
        size_t at = str_find(s, '@');
        Str host = str_skip(s, at + 1);

        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)s.at[i] <= ' ' || strchr("<>()[],;:\\\"", s.at[i]))
                        return false;
        return at > 0 && at <= 64 && str_find(host, '@') == host.len && host.len >= 3 &&
               str_find(host, '.') < host.len && host.at[0] != '.' &&
               host.at[host.len - 1] != '.' && !str_has(host, S(".."));
}

static void check_text(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults)
{
        size_t chars = str_chars(s), chars_max = (size_t)f->chars_max, words;

        if (f->kind == FORM_COUNTRY) {
                if (s.len != 2 || !place_country(s))
                        answer_fault(a, faults, path, "%s",
                                     _("This must be a country's code, as SG."));
                return;
        }
        if (f->kind == FORM_URL || f->kind == FORM_EMAIL)
                chars_max = f->kind == FORM_URL ? URL_CHARS_MAX : EMAIL_CHARS_MAX;
        if (chars > chars_max) {
                answer_fault(a, faults, path,
                             _("This may be at most %d characters long; it has %zu."),
                             (int)chars_max, chars);
                return;
        }
        words = f->words_max ? words_of(s) : 0;
        if (f->words_max && words > (size_t)f->words_max)
                answer_fault(a, faults, path, _("This may be at most %lld words long; it has %zu."),
                             (long long)f->words_max, words);
        if (f->kind == FORM_URL && !yaml_is_url(s))
                answer_fault(a, faults, path, "%s", _("This must begin with https:// or http://."));
        if (f->kind == FORM_EMAIL && !is_email(s))
                answer_fault(a, faults, path, "%s", _("This must be a mail address."));
}

static void check_between(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults,
                          int (*compare)(Str, Str))
{
        if (!str_empty(f->min) && compare(s, f->min) < 0)
                answer_fault(a, faults, path, _("This must be at least %.*s."), S_ARG(f->min));
        if (!str_empty(f->max) && compare(s, f->max) > 0)
                answer_fault(a, faults, path, _("This must be at most %.*s."), S_ARG(f->max));
}

static void check_number(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults)
{
        size_t point = str_find(s, '.');

        if (!form_is_number(s)) {
                answer_fault(a, faults, path, "%s",
                             _("This must be a number, as 1250 or 12.5, without marks between "
                               "digits."));
                return;
        }
        if (f->decimals >= 0 && point < s.len && s.len - point - 1 > (size_t)f->decimals) {
                if (f->decimals)
                        answer_fault(a, faults, path,
                                     _("This may have at most %lld digits after the point."),
                                     (long long)f->decimals);
                else
                        answer_fault(a, faults, path, "%s", _("This must be a whole number."));
        }
        check_between(a, f, s, path, faults, decimal_text_compare);
}

static void check_money(Arena *a, const FormField *f, const Json *v, Str path, AnswerFaults *faults)
{
        Str currency = json_get_text(v, S("currency"));
        bool known = currency.len == 3;

        check_number(a, f, json_get_text(v, S("amount")), answer_path(a, path, S("amount")),
                     faults);
        for (size_t i = 0; i < currency.len && known; i++)
                known = currency.at[i] >= 'A' && currency.at[i] <= 'Z';
        if (known && f->currencies.n) {
                known = false;
                for (size_t i = 0; i < f->currencies.n && !known; i++)
                        known = str_eq(f->currencies.at[i], currency);
        }
        if (!known && f->currencies.n)
                answer_fault(a, faults, answer_path(a, path, S("currency")),
                             _("This must be one of: %.*s."),
                             S_ARG(str_join(a, f->currencies.at, f->currencies.n, S(", "))));
        else if (!known)
                answer_fault(a, faults, answer_path(a, path, S("currency")), "%s",
                             _("This must be a currency's code, as SGD."));
}

static void check_date(Arena *a, const FormField *f, Str s, Str path, AnswerFaults *faults)
{
        YamlDate day;

        if (yaml_date_parse(s, &day) && day.precision == YAML_DAY)
                check_between(a, f, s, path, faults, str_cmp);
        else
                answer_fault(a, faults, path, "%s", _("This must be a date, as in 2026-11-21."));
}

static bool is_choice(const FormField *f, Str s)
{
        for (size_t i = 0; i < f->choices.n; i++)
                if (str_eq(f->choices.at[i].value, s))
                        return true;
        return false;
}

static void check_choices(Arena *a, const FormField *f, const Json *v, Str path,
                          AnswerFaults *faults)
{
        int64_t picks = 0;

        if (f->kind == FORM_CHOICE) {
                if (!is_choice(f, v->text))
                        answer_fault(a, faults, path, _("«%.*s» is not among the choices."),
                                     S_ARG(str_head(v->text, 100)));
                return;
        }
        for (const Json *e = v->child; e; e = e->next, picks++)
                if (e->kind != JSON_KIND_TEXT || !is_choice(f, e->text))
                        answer_fault(a, faults, path, _("«%.*s» is not among the choices."),
                                     S_ARG(str_head(e->text, 100)));
        if (f->picks_max && picks > f->picks_max)
                answer_fault(a, faults, path, _("Choose at most %lld; these are %lld."),
                             (long long)f->picks_max, (long long)picks);
}

static bool is_type(const FormField *f, Str name)
{
        for (size_t i = 0; i < f->types.n; i++) {
                Str t = f->types.at[i];

                if (name.len > t.len && name.at[name.len - t.len - 1] == '.' &&
                    str_eq_nocase(str_skip(name, name.len - t.len), t))
                        return true;
        }
        return !f->types.n;
}

static void check_files(Arena *a, const FormField *f, const Json *v, Str path, AnswerFaults *faults)
{
        int64_t n = 0;

        for (const Json *e = v->child; e; e = e->next, n++) {
                Str name = json_get_text(e, S("name"));
                const Json *bytes = json_get(e, S("bytes"));

                if (e->kind != JSON_KIND_OBJECT || !json_get_text(e, S("file")).len ||
                    json_get_text(e, S("file")).len > 64 || name.len > FILE_NAME_CHARS_MAX * 4) {
                        answer_fault(a, faults, path, "%s", _("This is no file."));
                        continue;
                }
                if (!is_type(f, name))
                        answer_fault(a, faults, path, _("«%.*s» must be one of: %.*s."),
                                     S_ARG(str_head(name, 100)),
                                     S_ARG(str_join(a, f->types.at, f->types.n, S(", "))));
                if (bytes && bytes->kind == JSON_KIND_INT && bytes->integer > f->bytes_max)
                        answer_fault(a, faults, path, _("«%.*s» has more than %lld bytes."),
                                     S_ARG(str_head(name, 100)), (long long)f->bytes_max);
        }
        if (n > f->files_max)
                answer_fault(a, faults, path, _("At most %lld files; these are %lld."),
                             (long long)f->files_max, (long long)n);
}

static void check_row(Arena *a, const FormField *f, const Json *row, Str path, bool whole,
                      AnswerFaults *faults)
{
        if (row->kind != JSON_KIND_OBJECT) {
                answer_fault(a, faults, path, "%s", _("This must be an object."));
                return;
        }
        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *in = &f->fields.at[i];
                const Json *v = json_get(row, in->slug);
                Str at = answer_path(a, path, in->slug);

                if (answer_is_filled(v))
                        answer_check_value(a, in, v, at, whole, faults);
                else if (whole && in->required &&
                         condition_holds(in->condition, row) == CONDITION_YES)
                        answer_fault_needed(a, faults, at);
        }
}

static void check_rows(Arena *a, const FormField *f, const Json *v, Str path, bool whole,
                       AnswerFaults *faults)
{
        int64_t place = 0, n = 0;

        for (const Json *row = v->child; row; row = row->next, place++) {
                if (!answer_is_filled(row))
                        continue;
                if (++n <= f->rows_max)
                        check_row(a, f, row, str_fmt(a, "%.*s.%lld", S_ARG(path), (long long)place),
                                  whole, faults);
        }
        if (n > f->rows_max)
                answer_fault(a, faults, path, _("At most %lld rows; these are %lld."),
                             (long long)f->rows_max, (long long)n);
        if (whole && n < f->rows_min)
                answer_fault(a, faults, path, _("At least %lld rows; these are %lld."),
                             (long long)f->rows_min, (long long)n);
}
