/* review/blind: see the header. */
#include "review/blind.h"

#include "people/people.h"

#include <string.h>

enum { NAME_BYTES_MIN = 3, HIDDEN_BYTES_MAX = 120 };
#define BLACK "█████"

/* Words of a company's name that tell nothing alone. */
static const char *const legal[] = {"ltd",  "limited", "inc", "llc",     "gmbh",  "pte", "pty",
                                    "corp", "co",      "ag",  "bhd",     "sdn",   "plc", "oy",
                                    "ab",   "sa",      "srl", "sarl",    "bv",    "kk",  "tbk",
                                    "pt",   "the",     "and", "company", "group", NULL};

static char small(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_word(char c)
{
        return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z') || (c & 0x80);
}

static void add_how(BlindNames *names, Str name, bool is_exact, bool is_whole)
{
        name = str_trim(name);
        if (name.len < NAME_BYTES_MIN || names->n >= BLIND_NAMES_MAX)
                return;
        for (size_t i = 0; i < names->n; i++)
                if (names->at[i].is_exact == is_exact && names->at[i].is_whole == is_whole &&
                    str_eq_nocase(names->at[i].text, name))
                        return;
        names->at[names->n++] = (BlindName){name, is_exact, is_whole};
}

static void add(BlindNames *names, Str name)
{
        add_how(names, name, false, false);
}

static void add_part(BlindNames *names, Str name)
{
        add_how(names, name, false, names->is_whole);
}

static bool is_capital(Str word)
{
        return word.len > NAME_BYTES_MIN && small(word.at[0]) != word.at[0];
}

static bool is_legal(Arena *a, Str word)
{
        Str low = str_lower(a, word);

        while (low.len && (low.at[low.len - 1] == '.' || low.at[low.len - 1] == ','))
                low.len--;
        for (size_t i = 0; legal[i]; i++)
                if (str_is(low, legal[i]))
                        return true;
        return low.len < NAME_BYTES_MIN;
}

BlindNames blind_begin(Arena *a)
{
        return (BlindNames){.at = arena_new(a, BlindName, BLIND_NAMES_MAX)};
}

/* A name, the same without its legal form, its domain with and without the ending. */
void blind_add(Arena *a, BlindNames *names, Str name)
{
        size_t at = str_find(name, '@');
        Str domain = at < name.len ? str_skip(name, at + 1) : party_domain(a, name);
        Str rest = name, word, core = {name.at, 0};

        add(names, name);
        if (at < name.len)
                add_part(names, (Str){name.at, at});
        if (domain.len) {
                add(names, domain);
                add_part(names, (Str){domain.at, str_find(domain, '.')});
                return;
        }
        while (str_cut(&rest, ' ', &word))
                if (!is_legal(a, word)) {
                        core.len = (size_t)(word.at + word.len - core.at);
                        if (is_capital(word) || (word.len && (word.at[0] & 0x80)))
                                add_how(names, word, true, false);
                }
        add(names, core);
}

Status blind_names(Db *db, Arena *a, const ReviewFile *file, BlindNames *out)
{
        ReviewFileNameList files;
        ReviewNameList list;

        *out = blind_begin(a);
        TRY(review_party_names(db, a, file->party, &list));
        for (size_t i = 0; i < list.n; i++)
                blind_add(a, out, list.at[i].name);
        add(out, file->title);
        TRY(review_file_names(db, a, file->party, file->id, &files));
        for (size_t i = 0; i < files.n; i++)
                add(out, files.at[i].name);
        return OK;
}

bool blind_hides(const SelectionStep *step, const FormField *f)
{
        if (step->blind == SELECTION_OPEN)
                return false;
        return f->identifies || f->kind == FORM_EMAIL || f->kind == FORM_URL ||
               selection_hides(step, f->slug);
}

static bool is_at(Str text, size_t i, const BlindName *n)
{
        Str name = n->text;

        if (text.len - i < name.len)
                return false;
        for (size_t k = 0; k < name.len; k++)
                if (n->is_exact ? text.at[i + k] != name.at[k]
                                : small(text.at[i + k]) != small(name.at[k]))
                        return false;
        if (is_word(name.at[0]) && !(name.at[0] & 0x80) && i && is_word(text.at[i - 1]))
                return false;
        i += name.len;
        return !(n->is_whole && i < text.len && is_word(text.at[i]));
}

Str blind_text(Arena *a, const BlindNames *names, Str text)
{
        Text t;
        bool found = false;

        for (size_t i = 0; i < text.len && !found; i++)
                for (size_t k = 0; k < names->n && !found; k++)
                        found = is_at(text, i, &names->at[k]);
        if (!found)
                return text;
        t = text_begin(a, text.len * sizeof BLACK + 64);
        for (size_t i = 0; i < text.len;) {
                size_t longest = 0;

                for (size_t k = 0; k < names->n; k++)
                        if (names->at[k].text.len > longest && is_at(text, i, &names->at[k]))
                                longest = names->at[k].text.len;
                if (longest)
                        text_add(&t, S(BLACK));
                else
                        text_char(&t, text.at[i]);
                i += longest ? longest : 1;
        }
        return text_str(&t);
}

/* --- the answers */

typedef struct {
        Arena *a;
        const SelectionStep *step;
        BlindNames names; /* with what was taken out */
        int64_t files;    /* so far */
        int64_t wanted;   /* blind_file looks for this one */
        Str found_id, found_name;
} Blinding;

static void gather(Blinding *b, const Json *v)
{
        if (v->kind == JSON_KIND_TEXT && v->text.len > NAME_BYTES_MIN &&
            v->text.len <= HIDDEN_BYTES_MAX)
                blind_add(b->a, &b->names, v->text);
        for (const Json *child = v->child; child; child = child->next)
                gather(b, child);
}

/* What is hidden in rows of a table: its names may stand in other texts, too. */
static void gather_rows(Blinding *b, const FormField *f, const Json *rows)
{
        for (const Json *row = rows->child; row; row = row->next)
                for (size_t i = 0; i < f->fields.n; i++) {
                        const Json *v = json_get(row, f->fields.at[i].slug);

                        if (v && blind_hides(b->step, &f->fields.at[i]))
                                gather(b, v);
                }
}

static Str ending(Str name)
{
        size_t i = name.len;

        while (i && name.at[i - 1] != '.' && name.len - i < 8)
                i--;
        return i && name.at[i - 1] == '.' ? str_skip(name, i) : (Str){0};
}

static const Json *number_files(Blinding *b, const Json *list)
{
        Json *whole = arena_new(b->a, Json, 1);
        const Json **link = &whole->child;

        *whole = (Json){.kind = JSON_KIND_LIST, .key = list->key};
        for (const Json *file = list->child; file; file = file->next) {
                Json *copy = arena_new(b->a, Json, 1);
                const Json **part = &copy->child;
                int64_t number = ++b->files;
                Str name = json_get_text(file, S("name")), dot = ending(name);
                Str called = b->step->blind == SELECTION_OPEN
                                     ? name
                                     : str_fmt(b->a, "%lld%s%.*s", (long long)number,
                                               dot.len ? "." : "", S_ARG(dot));

                if (number == b->wanted) {
                        b->found_id = json_get_text(file, S("file"));
                        b->found_name = called;
                }
                *copy = (Json){.kind = JSON_KIND_OBJECT};
                for (const Json *m = file->child; m; m = m->next) {
                        Json *member = arena_new(b->a, Json, 1);

                        *member = *m;
                        member->next = NULL;
                        if (str_is(m->key, "file"))
                                member->text = str_fmt(b->a, "%lld", (long long)number);
                        else if (str_is(m->key, "name"))
                                member->text = called;
                        else if (!str_is(m->key, "bytes") && !str_is(m->key, "type"))
                                continue;
                        *part = member;
                        part = &member->next;
                }
                *link = copy;
                link = &copy->next;
        }
        return whole;
}

static const Json *show(Blinding *b, const FormField *f, const Json *v);

static const Json *show_members(Blinding *b, const FormFields *fields, const Json *v)
{
        Json *copy = arena_new(b->a, Json, 1);
        const Json **link = &copy->child;

        *copy = *v;
        copy->child = copy->next = NULL;
        for (const Json *m = v->child; m; m = m->next) {
                const FormField *f = NULL;
                Json *shown;

                for (size_t i = 0; i < fields->n && !f; i++)
                        if (str_eq(fields->at[i].slug, m->key))
                                f = &fields->at[i];
                if (f && blind_hides(b->step, f))
                        continue;
                shown = arena_new(b->a, Json, 1);
                *shown = *show(b, f, m);
                shown->next = NULL;
                *link = shown;
                link = &shown->next;
        }
        return copy;
}

static const Json *show(Blinding *b, const FormField *f, const Json *v)
{
        Json *copy;
        const Json **link;

        if (f && f->kind == FORM_FILE && v->kind == JSON_KIND_LIST)
                return number_files(b, v);
        copy = arena_new(b->a, Json, 1);
        *copy = *v;
        copy->next = NULL;
        if (v->kind == JSON_KIND_TEXT && b->step->blind != SELECTION_OPEN)
                copy->text = blind_text(b->a, &b->names, v->text);
        if (v->kind != JSON_KIND_LIST && v->kind != JSON_KIND_OBJECT)
                return copy;
        copy->child = NULL;
        link = &copy->child;
        for (const Json *child = v->child; child; child = child->next) {
                Json *shown = arena_new(b->a, Json, 1);

                *shown = child->kind == JSON_KIND_OBJECT && f && f->fields.n
                                 ? *show_members(b, &f->fields, child)
                                 : *show(b, NULL, child);
                shown->next = NULL;
                *link = shown;
                link = &shown->next;
        }
        return copy;
}

/* Fields in the form's order: so files have the same numbers at every door. */
static const Json *show_whole(Blinding *b, const Form *form, const Json *answers)
{
        Json *whole = arena_new(b->a, Json, 1);
        const Json **link = &whole->child;

        *whole = (Json){.kind = JSON_KIND_OBJECT};
        for (size_t i = 0; i < form->fields.n; i++) {
                const Json *v = json_get(answers, form->fields.at[i]->slug);

                if (v && blind_hides(b->step, form->fields.at[i]))
                        gather(b, v);
                else if (v)
                        gather_rows(b, form->fields.at[i], v);
        }
        for (size_t i = 0; i < form->fields.n; i++) {
                const FormField *f = form->fields.at[i];
                const Json *v = json_get(answers, f->slug);
                Json *shown;

                if (!v || blind_hides(b->step, f))
                        continue;
                shown = arena_new(b->a, Json, 1);
                *shown = *show(b, f, v);
                shown->key = f->slug;
                shown->next = NULL;
                *link = shown;
                link = &shown->next;
        }
        return whole;
}

static Blinding begin(Arena *a, const SelectionStep *step, const BlindNames *names)
{
        Blinding b = {.a = a, .step = step};

        b.names.at = arena_new(a, BlindName, BLIND_NAMES_MAX);
        for (size_t i = 0; names && i < names->n; i++)
                b.names.at[b.names.n++] = names->at[i];
        return b;
}

const Json *blind_answers(Arena *a, const Form *form, const SelectionStep *step,
                          const BlindNames *names, const Json *answers)
{
        Blinding b = begin(a, step, names);

        return show_whole(&b, form, answers);
}

bool blind_file(Arena *a, const Form *form, const SelectionStep *step, const Json *answers,
                int64_t number, Str *out_id, Str *out_name)
{
        Blinding b = begin(a, step, NULL);

        b.wanted = number;
        show_whole(&b, form, answers);
        *out_id = b.found_id;
        *out_name = b.found_name;
        return number > 0 && b.found_id.len > 0;
}
