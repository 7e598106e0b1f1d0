/* base/yaml_table: one function for each type of value. */
#include "base/yaml_table.h"

#include "base/decimal.h"
#include "base/time.h"
#include "base/words.h"

#include <assert.h>
#include <string.h>

enum { WORDS_MAX = 64, DECIMAL_SCALE = 6, URL_BYTES_MAX = 2000, LANGUAGES_MAX = 30 };

typedef struct {
        Arena *a;
        YamlFaults *faults;
} Reader;

static void read_struct(const Reader *r, const YamlNode *node, const YamlTable *table, void *out);
static void check_keys(const Reader *r, const YamlNode *node, const YamlTable *table);
static void read_field(const Reader *r, const YamlField *f, const YamlNode *node, char *out);
static bool read_text(const Reader *r, const YamlField *f, YamlType type, const YamlNode *node,
                      Str *out);
static void read_int(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static void read_bool(const Reader *r, const YamlNode *node, void *out);
static void read_date(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static bool read_word(const Reader *r, const YamlField *f, const YamlNode *node, int *out);
static const YamlNode *items(const Reader *r, const YamlField *f, const YamlNode *node,
                             size_t *out_n);
static void read_words(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static void read_texts(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static void read_pairs(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static void read_local(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static void read_structs(const Reader *r, const YamlField *f, const YamlNode *node, void *out);
static bool has_control(Str s, bool lines);

Status yaml_load(Arena *a, Str text, const YamlTable *table, void *out, YamlFaults *faults)
{
        const YamlNode *root;

        TRY(yaml_read(a, text, &root, faults));
        if (root->kind != YAML_MAPPING) {
                yaml_fault(a, faults, root, _("expected a %s as a mapping; found %s"),
                           _(table->noun), yaml_found(a, root));
                return INVALID;
        }
        yaml_table_read(a, root, table, out, faults);
        return OK;
}

void yaml_table_read(Arena *a, const YamlNode *node, const YamlTable *table, void *out,
                     YamlFaults *faults)
{
        read_struct(&(Reader){a, faults}, node, table, out);
}

static void read_struct(const Reader *r, const YamlNode *node, const YamlTable *table, void *out)
{
        char *base = out;

        memcpy(base + table->at, &(const YamlNode *){node}, sizeof node);
        if (table->lone && node->kind == YAML_SCALAR) {
                for (const YamlField *f = table->fields; f->key; f++)
                        if (strcmp(f->key, table->lone) == 0)
                                read_field(r, f, node, base + f->offset);
                return;
        }
        if (node->kind != YAML_MAPPING) {
                yaml_fault(r->a, r->faults, node, _("expected a mapping for %s; found %s"),
                           _(table->noun), yaml_found(r->a, node));
                return;
        }
        check_keys(r, node, table);
        for (const YamlField *f = table->fields; f->key; f++) {
                const YamlNode *value = yaml_get(node, f->key);

                if (value)
                        read_field(r, f, value, base + f->offset);
                else if (f->required)
                        yaml_fault(r->a, r->faults, node, _("expected '%s' in this %s"), f->key,
                                   _(table->noun));
        }
}

static void check_keys(const Reader *r, const YamlNode *node, const YamlTable *table)
{
        Str names[WORDS_MAX];
        size_t n = 0;

        for (const YamlField *f = table->fields; f->key; f++) {
                assert(n < WORDS_MAX);
                names[n++] = str_from(f->key);
        }
        for (const YamlNode *v = node->child; v; v = v->next) {
                bool known = false;

                for (size_t i = 0; i < n && !known; i++)
                        known = str_eq(v->key->text, names[i]);
                if (!known)
                        yaml_fault_word(r->a, r->faults, v->key, v->key->text, names, n);
        }
}

static void read_field(const Reader *r, const YamlField *f, const YamlNode *node, char *out)
{
        Str text;
        int word;

        switch (f->type) {
        case YAML_SLUG:
        case YAML_LINE:
        case YAML_TEXT:
        case YAML_ANY:
                if (read_text(r, f, f->type, node, &text))
                        memcpy(out, &text, sizeof text);
                break;
        case YAML_WORD:
                if (read_word(r, f, node, &word))
                        memcpy(out, &word, sizeof word);
                break;
        case YAML_INT: read_int(r, f, node, out); break;
        case YAML_BOOL: read_bool(r, node, out); break;
        case YAML_DATE: read_date(r, f, node, out); break;
        case YAML_WORDS: read_words(r, f, node, out); break;
        case YAML_LINES:
        case YAML_SLUGS: read_texts(r, f, node, out); break;
        case YAML_PAIRS: read_pairs(r, f, node, out); break;
        case YAML_LOCAL: read_local(r, f, node, out); break;
        case YAML_STRUCT: read_struct(r, node, f->table, out); break;
        case YAML_STRUCTS:
        case YAML_MAP: read_structs(r, f, node, out); break;
        }
}

static bool read_text(const Reader *r, const YamlField *f, YamlType type, const YamlNode *node,
                      Str *out)
{
        Str s = str_trim(node->text);
        int64_t standard = type == YAML_TEXT ? YAML_TEXT_CHARS_MAX : YAML_LINE_CHARS_MAX;
        size_t chars, chars_max = (size_t)(f->max ? f->max : standard);
        bool may_be_empty = type == YAML_ANY && node->quoted;
        const char *wanted = NULL;

        if (type == YAML_SLUG)
                wanted = _("a slug (small letters, digits, hyphens between them)");
        else if (f->is)
                wanted = _(f->expected);
        if (node->kind != YAML_SCALAR || (str_empty(s) && !may_be_empty)) {
                yaml_fault(r->a, r->faults, node, _("expected %s for '%s'; found %s"),
                           wanted ? wanted : _("text"), f->key, yaml_found(r->a, node));
                return false;
        }
        if (has_control(s, type == YAML_TEXT)) {
                yaml_fault(r->a, r->faults, node,
                           _("expected %s for '%s', without control characters"),
                           type == YAML_TEXT ? _("text") : _("one line of text"), f->key);
                return false;
        }
        if ((type == YAML_SLUG && !yaml_is_slug(s)) || (f->is && !f->is(s))) {
                yaml_fault(r->a, r->faults, node, _("expected %s for '%s'; found %s"), wanted,
                           f->key, yaml_found(r->a, node));
                return false;
        }
        chars = str_chars(s);
        if (chars > chars_max) {
                yaml_fault(r->a, r->faults, node,
                           _("expected at most %zu characters for '%s'; found %zu"), chars_max,
                           f->key, chars);
                return false;
        }
        *out = s;
        return true;
}

static void read_int(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        int64_t v;

        if (node->kind == YAML_SCALAR && !node->quoted &&
            str_to_int(node->text, f->min, f->max, &v))
                memcpy(out, &v, sizeof v);
        else
                yaml_fault(r->a, r->faults, node,
                           _("expected a whole number from %lld to %lld for '%s'; found %s"),
                           (long long)f->min, (long long)f->max, f->key, yaml_found(r->a, node));
}

static void read_bool(const Reader *r, const YamlNode *node, void *out)
{
        bool yes = str_is(node->text, "true");

        if (node->kind == YAML_SCALAR && !node->quoted && (yes || str_is(node->text, "false")))
                memcpy(out, &yes, sizeof yes);
        else
                yaml_fault(r->a, r->faults, node, _("expected true or false; found %s"),
                           yaml_found(r->a, node));
}

static void read_date(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        YamlDate date;

        if (node->kind == YAML_SCALAR && yaml_date_parse(node->text, &date) &&
            (f->loose || date.precision == YAML_DAY))
                memcpy(out, &date, sizeof date);
        else
                yaml_fault(r->a, r->faults, node,
                           f->loose ? _("expected a date as 2026-11-21, 2026-11 or 2026 for '%s'; "
                                        "found %s")
                                    : _("expected a date as 2026-11-21 for '%s'; found %s"),
                           f->key, yaml_found(r->a, node));
}

static bool read_word(const Reader *r, const YamlField *f, const YamlNode *node, int *out)
{
        Str names[WORDS_MAX];
        size_t n = 0;

        for (; f->words[n]; n++) {
                assert(n < WORDS_MAX);
                names[n] = str_from(f->words[n]);
                if (node->kind == YAML_SCALAR && str_eq(node->text, names[n])) {
                        *out = (int)n;
                        return true;
                }
        }
        if (node->kind == YAML_SCALAR)
                yaml_fault_word(r->a, r->faults, node, node->text, names, n);
        else
                yaml_fault(r->a, r->faults, node, _("expected one word for '%s'; found %s"), f->key,
                           yaml_found(r->a, node));
        return false;
}

/* First element of what should be a list (or of a mapping, for what is written as one), and how
 * many there are; NULL when there is none, or too many. One value alone counts where the field is
 * loose. */
static const YamlNode *items(const Reader *r, const YamlField *f, const YamlNode *node,
                             size_t *out_n)
{
        bool mapping = f->type == YAML_PAIRS || f->type == YAML_MAP;
        size_t max = f->items_max ? f->items_max : YAML_ITEMS_MAX;

        *out_n = 0;
        if (f->loose && node->kind == YAML_SCALAR) {
                *out_n = 1;
                return node;
        }
        if (node->kind != (mapping ? YAML_MAPPING : YAML_SEQUENCE)) {
                yaml_fault(r->a, r->faults, node,
                           mapping ? _("expected a mapping for '%s'; found %s")
                                   : _("expected a list for '%s'; found %s"),
                           f->key, yaml_found(r->a, node));
                return NULL;
        }
        if ((size_t)node->count > max) {
                yaml_fault(r->a, r->faults, node, _("expected at most %zu under '%s'; found %d"),
                           max, f->key, node->count);
                return NULL;
        }
        if (!node->child && f->required)
                yaml_fault(r->a, r->faults, node, _("expected at least one under '%s'; found none"),
                           f->key);
        *out_n = (size_t)node->count;
        return node->child;
}

static void read_words(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        unsigned set = 0;
        size_t n;
        const YamlNode *v = items(r, f, node, &n);
        int word;

        for (size_t i = 0; i < n; i++, v = v->next)
                if (read_word(r, f, v, &word)) {
                        assert(word < 31);
                        set |= 1u << word;
                }
        memcpy(out, &set, sizeof set);
}

static void read_texts(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        size_t n;
        const YamlNode *v = items(r, f, node, &n);
        YamlTexts list = {arena_new(r->a, Str, n), 0};

        for (size_t i = 0; i < n; i++, v = v->next) {
                Str *text = &list.at[list.n];
                bool twice = false;

                if (!read_text(r, f, f->type == YAML_SLUGS ? YAML_SLUG : YAML_LINE, v, text))
                        continue;
                for (size_t j = 0; j < list.n && !twice; j++)
                        twice = str_eq(list.at[j], *text);
                if (twice)
                        yaml_fault(r->a, r->faults, v,
                                   _("expected each once under '%s'; found %s again"), f->key,
                                   yaml_found(r->a, v));
                else
                        list.n++;
        }
        memcpy(out, &list, sizeof list);
}

static void read_pairs(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        size_t n;
        const YamlNode *v = items(r, f, node, &n);
        YamlPairs list = {arena_new(r->a, YamlPair, n), 0};

        for (size_t i = 0; i < n; i++, v = v->next) {
                YamlPair *pair = &list.at[list.n];

                if (read_text(r, f, YAML_ANY, v->key, &pair->key) &&
                    read_text(r, f, YAML_ANY, v, &pair->value))
                        list.n++;
        }
        memcpy(out, &list, sizeof list);
}

static void read_local(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        YamlType type = f->loose ? YAML_TEXT : YAML_LINE;
        YamlField tag = {.key = f->key,
                         .is = yaml_is_language,
                         .expected = N_("a language's tag (en, zh-Hans)")};
        YamlLocal local = {0};

        if (node->kind != YAML_MAPPING) {
                local.in.at = arena_new(r->a, YamlPair, 1);
                local.in.n = read_text(r, f, type, node, &local.in.at[0].value);
        } else {
                YamlField all = {
                        .key = f->key, YAML_PAIRS, .required = true, .items_max = LANGUAGES_MAX};
                size_t n;
                const YamlNode *v = items(r, &all, node, &n);

                local.in.at = arena_new(r->a, YamlPair, n);
                for (size_t i = 0; i < n; i++, v = v->next) {
                        YamlPair *pair = &local.in.at[local.in.n];

                        if (read_text(r, &tag, YAML_LINE, v->key, &pair->key) &&
                            read_text(r, f, type, v, &pair->value))
                                local.in.n++;
                }
        }
        memcpy(out, &local, sizeof local);
}

static void read_structs(const Reader *r, const YamlField *f, const YamlNode *node, void *out)
{
        const YamlTable *table = f->table;
        YamlField named = {.key = f->key, .is = f->is, .expected = f->expected};
        size_t n;
        const YamlNode *v = items(r, f, node, &n);
        YAML_LIST(char) list = {arena_bytes_n(r->a, table->size, n), 0};

        for (size_t i = 0; i < n; i++, v = v->next) {
                char *one = list.at + table->size * list.n;

                if (f->type == YAML_MAP) {
                        Str name;

                        if (!read_text(r, &named, YAML_LINE, v->key, &name))
                                continue;
                        memcpy(one + table->name, &name, sizeof name);
                }
                read_struct(r, v, table, one);
                list.n++;
        }
        memcpy(out, &list, sizeof list);
}

static bool has_control(Str s, bool lines)
{
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                if (lines && (c == '\n' || c == '\t'))
                        continue;
                if (c < ' ' || c == 0x7F)
                        return true;
                if (c == 0xC2 && i + 1 < s.len && (unsigned char)s.at[i + 1] < 0xA0)
                        return true; /* U+0080 to U+009F */
        }
        return false;
}

const YamlNode *yaml_at(const YamlNode *node, const char *key)
{
        const YamlNode *value = yaml_get(node, key);

        return value ? value : node;
}

void yaml_fault_word(Arena *a, YamlFaults *faults, const YamlNode *at, Str found, const Str *words,
                     size_t n)
{
        Str nearest, list;

        /* comparing words takes time, and nobody would read this one */
        if (faults->n == YAML_FAULTS_MAX) {
                faults->left_off++;
                return;
        }
        nearest = yaml_nearest(found, words, n);
        list = n ? str_join(a, words, n, S(", ")) : S_("(there is none)");
        if (str_empty(nearest))
                yaml_fault(a, faults, at, _("expected one of: %.*s; found %s"), S_ARG(list),
                           yaml_quote(a, found));
        else
                yaml_fault(a, faults, at,
                           _("expected one of: %.*s; found %s (did you mean '%.*s'?)"), S_ARG(list),
                           yaml_quote(a, found), S_ARG(nearest));
}

static bool is_small(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Words of small letters and digits with single marks between them. */
static bool is_joined(Str s, const char *marks)
{
        bool word = false;

        for (size_t i = 0; i < s.len; i++) {
                if (is_small(s.at[i]))
                        word = true;
                else if (word && s.at[i] && strchr(marks, s.at[i]))
                        word = false;
                else
                        return false;
        }
        return word && s.len <= YAML_SLUG_CHARS_MAX;
}

bool yaml_is_slug(Str s)
{
        return is_joined(s, "-");
}

bool yaml_is_name(Str s)
{
        return is_joined(s, "-_");
}

bool yaml_is_language(Str s)
{
        Str rest = s, part;
        bool first = true;

        if (s.len < 2 || s.len > 35 || s.at[s.len - 1] == '-')
                return false;
        for (; str_cut(&rest, '-', &part); first = false) {
                if (part.len < 2 || part.len > 8 || (first && part.len > 3))
                        return false;
                for (size_t i = 0; i < part.len; i++)
                        if (!((part.at[i] | 32) >= 'a' && (part.at[i] | 32) <= 'z') &&
                            (first || part.at[i] < '0' || part.at[i] > '9'))
                                return false;
        }
        return true;
}

bool yaml_is_entry_kind(Str s)
{
        return is_joined(s, "-._") && s.at[0] >= 'a' && str_find(s, '.') < s.len;
}

bool yaml_date_parse(Str s, YamlDate *out)
{
        char day[] = "0000-01-01";
        int64_t at_us;

        if (s.len != 10 && s.len != 7 && s.len != 4)
                return false;
        memcpy(day, s.at, s.len);
        if (!time_parse((Str){day, 10}, &at_us))
                return false;
        *out = (YamlDate){s, at_us, s.len == 10 ? YAML_DAY : s.len == 7 ? YAML_MONTH : YAML_YEAR};
        return true;
}

bool yaml_is_url(Str s)
{
        Str rest, host;

        if (!str_starts(s, S("https://")) && !str_starts(s, S("http://")))
                return false;
        rest = str_skip(s, str_starts(s, S("https://")) ? 8 : 7);
        for (size_t i = 0; i < rest.len; i++)
                if ((unsigned char)rest.at[i] <= ' ' || strchr("<>\"\\^`{|}\x7F", rest.at[i]))
                        return false;
        return s.len <= URL_BYTES_MAX && str_cut(&rest, '/', &host) &&
               str_find(host, '.') < host.len && host.at[0] != '.' &&
               str_find(host, '@') == host.len;
}

bool yaml_is_decimal(Str s)
{
        int64_t v;

        return decimal_parse(s, DECIMAL_SCALE, &v);
}

bool yaml_is_unit(Str s)
{
        bool code = s.len == 3;

        for (size_t i = 0; i < s.len && code; i++)
                code = s.at[i] >= 'A' && s.at[i] <= 'Z';
        return code || yaml_is_slug(s);
}
