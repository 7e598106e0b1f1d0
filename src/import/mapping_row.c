/* import/mapping_row: one row through the rules of a mapping. */
#include "import/mapping.h"

#include "base/time.h"
#include "base/words.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

/* One row on its way. */
typedef struct {
        Arena *a;
        const Mapping *m;
        const MappingBound *bound;
        const Str *fields;
        MappingFault *fault;
        YamlTexts notes;
} Row;

/* What notes there can be: website and e-mail. */
enum { NOTES_MAX = 2 };

static Status one_value(const Row *row, const MappingRule *rule, int column, MappingTarget target,
                        Str *out);
static Status field_text(const Row *row, const MappingRule *rule, int column, Str *out);
static Status through_map(const Row *row, const MappingRule *rule, MappingTarget target, Str piece,
                          Str *out, bool *out_mapped);
static bool next_piece(const MappingRule *rule, Str *rest, Str *piece);
static bool cut_at(Str *rest, Str mark, Str *piece);
static Str take_part(const MappingRule *rule, Str piece);
static Status finish(const Row *row, const MappingRule *rule, MappingTarget target, Str *value);
static Status read_names(const Row *row, Str name, YamlTexts *out);
static Status read_date(const Row *row, YamlDate *out);
static Status read_listed(const Row *row, bool *out);
static Status read_attributes(const Row *row, MappedRow *out);
static Status read_attribute(const Row *row, const MappingRule *rule, Str *value);
static void tidy_website(Row *row, Str *site);
static void tidy_email(Row *row, Str *email);
static Status refuse(const Row *row, const MappingRule *rule, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
static Str clean(Arena *a, Str s);
static int yes_or_no(Str s);
static bool format_date(Arena *a, MappingFormat format, Str text, YamlDate *out);

Status mapping_apply(Arena *a, const Mapping *m, const MappingBound *bound, const Str *fields,
                     size_t n, MappedRow *out, MappingFault *out_fault)
{
        Row row = {a, m, bound, fields, out_fault, {arena_new(a, Str, NOTES_MAX), 0}};
        Str value[MAPPING_TARGETS] = {0};
        MappedRow r = {0};

        if (n != bound->fields) {
                *out_fault = (MappingFault){
                        {0},
                        str_fmt(a, _("the row has %zu fields, the header %zu"), n, bound->fields)};
                return INVALID;
        }
        for (int i = 0; i < MAPPING_TARGETS; i++) {
                const MappingRule *rule = &m->columns.rules[i];

                if (rule->node && i != MAPPING_FORMER_NAMES && i != MAPPING_DATE &&
                    i != MAPPING_LISTED)
                        TRY(one_value(&row, rule, bound->column[i], (MappingTarget)i, &value[i]));
        }
        tidy_website(&row, &value[MAPPING_WEBSITE]);
        tidy_email(&row, &value[MAPPING_EMAIL]);
        TRY(read_names(&row, value[MAPPING_NAME], &r.former_names));
        TRY(read_date(&row, &r.date));
        TRY(read_listed(&row, &r.listed));
        TRY(read_attributes(&row, &r));
        r.identity = value[MAPPING_IDENTITY];
        r.name = value[MAPPING_NAME];
        r.website = value[MAPPING_WEBSITE];
        r.email = value[MAPPING_EMAIL];
        r.registration = value[MAPPING_REGISTRATION];
        r.country = value[MAPPING_COUNTRY];
        r.hub = value[MAPPING_HUB];
        r.stage = value[MAPPING_STAGE];
        r.sector = value[MAPPING_SECTOR];
        r.level = value[MAPPING_LEVEL];
        r.notes = row.notes;
        *out = r;
        return OK;
}

Str mapping_identity(Arena *a, const Mapping *m, const MappingBound *bound, const Str *fields,
                     size_t n)
{
        MappingFault fault = {0};
        Row row = {a, m, bound, fields, &fault, {arena_new(a, Str, NOTES_MAX), 0}};
        Str value = {0};

        if (n != bound->fields ||
            one_value(&row, &m->columns.rules[MAPPING_IDENTITY], bound->column[MAPPING_IDENTITY],
                      MAPPING_IDENTITY, &value) != OK)
                return (Str){0};
        return value;
}

/* A rule from its column to its value; empty when there is none and none is needed. */
static Status one_value(const Row *row, const MappingRule *rule, int column, MappingTarget target,
                        Str *out)
{
        Str rest = {0}, piece, value = {0};
        bool mapped = false;

        TRY(field_text(row, rule, column, &rest));
        while (str_empty(value) && next_piece(rule, &rest, &piece)) {
                TRY(through_map(row, rule, target, take_part(rule, piece), &value, &mapped));
                if (rule->take == MAPPING_TAKE_FIRST || rule->take == MAPPING_TAKE_LAST)
                        break;
        }
        if (str_empty(value)) {
                value = rule->standard;
                mapped = true;
        }
        if (!mapped)
                TRY(finish(row, rule, target, &value));
        if (str_empty(value) &&
            (target == MAPPING_IDENTITY || target == MAPPING_NAME || target == MAPPING_STAGE))
                return refuse(row, rule, "%s",
                              target == MAPPING_IDENTITY ? _("there is no identity")
                              : target == MAPPING_NAME   ? _("there is no name")
                                                         : _("there is no stage"));
        *out = value;
        return OK;
}

/* The field as the source has it, without white space around it and without control characters. */
static Status field_text(const Row *row, const MappingRule *rule, int column, Str *out)
{
        Str s = column < 0 ? rule->value : row->fields[column];

        if (!str_is_utf8(s))
                return refuse(row, rule, _("this is not UTF-8 text"));
        s = clean(row->a, s);
        /* a list may be long; its pieces have the limit of a value */
        if (s.len > (size_t)4 * MAPPING_VALUE_CHARS_MAX * 4)
                return refuse(row, rule, _("this is too long"));
        *out = s;
        return OK;
}

/* Only whole equal text is in the map; case does not matter when nothing is exactly equal. */
static Status through_map(const Row *row, const MappingRule *rule, MappingTarget target, Str piece,
                          Str *out, bool *out_mapped)
{
        MappingOthers others = rule->others;
        const YamlPair *found = NULL;

        *out = (Str){0};
        *out_mapped = false;
        if (str_empty(piece))
                return OK;
        for (size_t i = 0; i < rule->map.n; i++) {
                const YamlPair *pair = &rule->map.at[i];

                if (str_eq(pair->key, piece)) {
                        found = pair;
                        break;
                }
                if (!found && str_eq_nocase(pair->key, piece))
                        found = pair;
        }
        if (found) {
                *out = found->value;
                *out_mapped = true;
                return OK;
        }
        if (others == MAPPING_OTHERS_STANDARD)
                others = rule->map.n == 0                                   ? MAPPING_OTHERS_KEEP
                         : target != MAPPING_HUB && target != MAPPING_STAGE ? MAPPING_OTHERS_KEEP
                         : str_empty(rule->standard)                        ? MAPPING_OTHERS_REFUSE
                                                                            : MAPPING_OTHERS_DROP;
        if (others == MAPPING_OTHERS_REFUSE)
                return refuse(row, rule, _("%s is not in the map"), yaml_quote(row->a, piece));
        if (others == MAPPING_OTHERS_KEEP)
                *out = piece;
        return OK;
}

/* The pieces a rule looks at, one after the other. */
static bool next_piece(const MappingRule *rule, Str *rest, Str *piece)
{
        Str last = {0};

        if (str_empty(*rest))
                return false;
        if (str_empty(rule->split)) {
                *piece = *rest;
                *rest = (Str){0};
                return true;
        }
        if (!cut_at(rest, rule->split, piece))
                return false;
        if (rule->take != MAPPING_TAKE_LAST)
                return true;
        do {
                if (!str_empty(*piece))
                        last = *piece;
        } while (cut_at(rest, rule->split, piece));
        *piece = last;
        return true;
}

static bool cut_at(Str *rest, Str mark, Str *piece)
{
        size_t n;

        if (str_empty(*rest))
                return false;
        n = str_find_str(*rest, mark);
        *piece = str_trim((Str){rest->at, n});
        *rest = str_skip(*rest, n + mark.len);
        return true;
}

static Str take_part(const MappingRule *rule, Str piece)
{
        Str mark = str_empty(rule->part) ? S(",") : rule->part, part = piece, last = {0};

        if (rule->take == MAPPING_TAKE_FIRST_PART && cut_at(&piece, mark, &part))
                return part;
        if (rule->take != MAPPING_TAKE_LAST_PART)
                return piece;
        while (cut_at(&piece, mark, &part))
                if (!str_empty(part))
                        last = part;
        return last;
}

/* Slug, limits; for what did not come out of the map, which was checked when it was read. */
static Status finish(const Row *row, const MappingRule *rule, MappingTarget target, Str *value)
{
        Str s = *value;
        size_t chars_max = target == MAPPING_NAME || target == MAPPING_FORMER_NAMES
                                   ? MAPPING_NAME_CHARS_MAX
                                   : MAPPING_VALUE_CHARS_MAX;
        bool must = target == MAPPING_HUB || target == MAPPING_STAGE || target == MAPPING_SECTOR ||
                    target == MAPPING_LEVEL;

        if (str_chars(s) > chars_max)
                return refuse(row, rule, _("more than %zu characters"), chars_max);
        if (target == MAPPING_IDENTITY && s.len > MAPPING_IDENTITY_BYTES_MAX)
                return refuse(row, rule, _("more than %d bytes"), MAPPING_IDENTITY_BYTES_MAX);
        if (rule->slug && !str_empty(s)) {
                *value = mapping_slug(row->a, s);
                if (str_empty(*value))
                        return refuse(row, rule, _("%s makes no slug; put it into the map"),
                                      yaml_quote(row->a, s));
        } else if (must && !str_empty(s) && !yaml_is_slug(s)) {
                return refuse(row, rule,
                              _("%s is no slug; put it into the map, or say 'slug: true'"),
                              yaml_quote(row->a, s));
        }
        return OK;
}

static Status read_names(const Row *row, Str name, YamlTexts *out)
{
        const MappingRule *rule = &row->m->columns.rules[MAPPING_FORMER_NAMES];
        Str list[MAPPING_PIECES_MAX], rest, piece, value;
        size_t n = 0;
        bool mapped;

        if (!rule->node)
                return OK;
        TRY(field_text(row, rule, row->bound->column[MAPPING_FORMER_NAMES], &rest));
        while (next_piece(rule, &rest, &piece)) {
                bool known;

                TRY(through_map(row, rule, MAPPING_FORMER_NAMES, take_part(rule, piece), &value,
                                &mapped));
                if (!mapped)
                        TRY(finish(row, rule, MAPPING_FORMER_NAMES, &value));
                known = str_empty(value) || str_eq(value, name);
                for (size_t i = 0; i < n && !known; i++)
                        known = str_eq(list[i], value);
                if (known)
                        continue;
                if (n == MAPPING_PIECES_MAX)
                        return refuse(row, rule, _("more than %d names"), MAPPING_PIECES_MAX);
                list[n++] = value;
        }
        out->at = arena_new(row->a, Str, n);
        out->n = n;
        memcpy(out->at, list, n * sizeof *list);
        return OK;
}

static Status read_date(const Row *row, YamlDate *out)
{
        const MappingRule *rule = &row->m->columns.rules[MAPPING_DATE];
        MappingFormat format = rule->format == MAPPING_AS_IS ? MAPPING_ISO_DATE : rule->format;
        Str value;

        if (!rule->node)
                return OK;
        TRY(one_value(row, rule, row->bound->column[MAPPING_DATE], MAPPING_DATE, &value));
        if (str_empty(value))
                return OK;
        /* a map and a default give days, whatever the column's format is */
        if (!format_date(row->a, format, value, out) &&
            !format_date(row->a, MAPPING_ISO_DATE, value, out))
                return refuse(row, rule,
                              format == MAPPING_BATCH
                                      ? _("%s is not a batch such as W25 or Winter 2025")
                              : format == MAPPING_UNIX_SECONDS
                                      ? _("%s is not a number of seconds since 1970")
                                      : _("%s is not a date as 2026-11-21"),
                              yaml_quote(row->a, value));
        return OK;
}

static Status read_listed(const Row *row, bool *out)
{
        const MappingRule *rule = &row->m->columns.rules[MAPPING_LISTED];
        Str value;
        int yes;

        if (!rule->node)
                return OK;
        TRY(one_value(row, rule, row->bound->column[MAPPING_LISTED], MAPPING_LISTED, &value));
        yes = str_empty(value) ? 0 : yes_or_no(value);
        if (yes < 0)
                return refuse(row, rule, _("%s is neither yes nor no"), yaml_quote(row->a, value));
        *out = yes != 0;
        return OK;
}

static Status read_attributes(const Row *row, MappedRow *out)
{
        size_t n = row->m->columns.attributes.n;

        out->attributes.at = arena_new(row->a, MappedAttribute, n);
        for (size_t i = 0; i < n; i++) {
                const MappingRule *rule = &row->m->columns.attributes.at[i];
                Str value;

                TRY(one_value(row, rule, row->bound->attribute[i], MAPPING_TARGETS, &value));
                if (str_empty(value))
                        continue;
                TRY(read_attribute(row, rule, &value));
                out->attributes.at[out->attributes.n++] =
                        (MappedAttribute){rule->name, value, rule->kind};
        }
        return OK;
}

static Status read_attribute(const Row *row, const MappingRule *rule, Str *value)
{
        YamlDate date;
        int64_t number;
        int yes = yes_or_no(*value);
        Str batch;

        if (rule->kind == MAPPING_KIND_INT) {
                if (!str_to_int(*value, INT64_MIN, INT64_MAX, &number))
                        return refuse(row, rule, _("%s is no whole number"),
                                      yaml_quote(row->a, *value));
                *value = str_fmt(row->a, "%lld", (long long)number);
        } else if (rule->kind == MAPPING_KIND_YES_NO) {
                if (yes < 0)
                        return refuse(row, rule, _("%s is neither yes nor no"),
                                      yaml_quote(row->a, *value));
                *value = yes ? S("yes") : S("no");
        } else if (rule->format == MAPPING_BATCH) {
                /* what is no batch came out of the map, or is worth keeping as it is */
                batch = mapping_batch(row->a, *value, &date);
                *value = str_empty(batch) ? *value : batch;
        } else if (rule->format != MAPPING_AS_IS) {
                if (!format_date(row->a, rule->format, *value, &date))
                        return refuse(row, rule, _("%s is no date"), yaml_quote(row->a, *value));
                *value = date.text;
        }
        return OK;
}

/* Kept only when it leads somewhere and can be shown as a link. */
static void tidy_website(Row *row, Str *site)
{
        Str s = *site, full = s;
        const MappingRule *rule = &row->m->columns.rules[MAPPING_WEBSITE];

        if (str_empty(s))
                return;
        if (!str_has(s, S("://")))
                full = str_fmt(row->a, "https://%.*s", S_ARG(s));
        else if (str_eq_nocase(str_head(s, 4), S("http")))
                full = str_fmt(row->a, "http%.*s", S_ARG(str_skip(s, 4)));
        if (yaml_is_url(full)) {
                *site = full;
                return;
        }
        *site = (Str){0};
        if (str_eq(full, S("http://")) || str_eq(full, S("https://")))
                return; /* an empty field, in the manner of its form */
        row->notes.at[row->notes.n++] =
                str_fmt(row->a, _("column %s: %s is no web address; left out"),
                        yaml_quote(row->a, rule->column), yaml_quote(row->a, s));
}

static void tidy_email(Row *row, Str *email)
{
        Str s = *email, host = str_skip(s, str_find(s, '@') + 1);
        bool good = s.len <= 254 && str_find(s, '@') > 0 && str_find(host, '@') == host.len &&
                    str_find(host, '.') < host.len && !str_ends(host, S(".")) &&
                    !str_starts(host, S("."));

        for (size_t i = 0; i < s.len && good; i++)
                good = !strchr(" <>()[],;:\\\"", s.at[i]);
        if (str_empty(s) || good)
                return;
        *email = (Str){0};
        /* the address itself is personal; a note is not the place for it */
        row->notes.at[row->notes.n++] =
                str_fmt(row->a, _("column %s: this is no mail address; left out"),
                        yaml_quote(row->a, row->m->columns.rules[MAPPING_EMAIL].column));
}

static Status refuse(const Row *row, const MappingRule *rule, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        *row->fault = (MappingFault){rule->column, str_vfmt(row->a, format, args)};
        va_end(args);
        return INVALID;
}

/* How long the white space or control character at the front is; 0: none. Outside ASCII: no-break
 * space, zero-width space, byte order mark, and the C1 controls. */
static size_t blank(Str s)
{
        unsigned char c = (unsigned char)s.at[0];

        if (c <= ' ' || c == 0x7F)
                return 1;
        if (c == 0xC2 && s.len > 1 && (unsigned char)s.at[1] <= 0xA0)
                return 2;
        if (str_starts(s, S("\xE2\x80\x8B")) || str_starts(s, S("\xEF\xBB\xBF")))
                return 3;
        return 0;
}

/* White space and control characters at the ends go; inside, each run of them is one space. */
static Str clean(Arena *a, Str s)
{
        Text t;
        bool plain = true, gap = false;

        for (size_t i = 0; i < s.len && plain; i++)
                plain = (unsigned char)s.at[i] >= ' ' && (unsigned char)s.at[i] < 0x7F &&
                        !(s.at[i] == ' ' && (i == 0 || i + 1 == s.len || s.at[i - 1] == ' '));
        if (plain)
                return s;
        t = text_begin(a, s.len + 1);
        while (!str_empty(s)) {
                size_t n = blank(s);

                gap = gap || n;
                if (!n) {
                        if (gap && t.len)
                                text_char(&t, ' ');
                        gap = false;
                        text_char(&t, s.at[0]);
                }
                s = str_skip(s, n ? n : 1);
        }
        return text_str(&t);
}

static int yes_or_no(Str s)
{
        static const char *const yes[] = {"yes", "true", "1", "y"}, *const no[] = {"no", "false",
                                                                                   "0", "n"};

        for (int i = 0; i < 4; i++) {
                if (str_eq_nocase(s, str_from(yes[i])))
                        return 1;
                if (str_eq_nocase(s, str_from(no[i])))
                        return 0;
        }
        return -1;
}

static bool format_date(Arena *a, MappingFormat format, Str text, YamlDate *out)
{
        int64_t seconds, at_us;

        if (format == MAPPING_BATCH)
                return !str_empty(mapping_batch(a, text, out));
        if (format == MAPPING_UNIX_SECONDS) {
                /* years 1 to 9999 are what a date can be */
                if (!str_to_int(text, -62135596800, 253402300799, &seconds))
                        return false;
                at_us = seconds * SECOND_US;
        } else if (!time_parse(text, &at_us)) {
                return false;
        }
        return yaml_date_parse(time_date(a, at_us), out);
}

Str mapping_batch(Arena *a, Str text, YamlDate *out_date)
{
        static const struct {
                const char *word, *name, *day;
        } seasons[] = {{"w", "winter", "01-01"},     {"winter", "winter", "01-01"},
                       {"x", "spring", "04-01"},     {"spring", "spring", "04-01"},
                       {"s", "summer", "07-01"},     {"summer", "summer", "07-01"},
                       {"f", "autumn", "10-01"},     {"fall", "autumn", "10-01"},
                       {"autumn", "autumn", "10-01"}};
        size_t digits = 0, i = 0;
        Str word, year;
        int64_t y;

        /* the year stands behind the season or before it, with or without something between */
        while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
                digits++;
        if (digits) {
                year = str_head(text, digits);
                word = str_skip(text, digits);
                while (word.len && strchr(" -", word.at[0]))
                        word = str_skip(word, 1);
        } else {
                while (i < text.len && (text.at[i] < '0' || text.at[i] > '9'))
                        i++;
                year = str_skip(text, i);
                word = str_head(text, i);
                while (word.len && strchr(" -", word.at[word.len - 1]))
                        word.len--;
        }
        if ((year.len != 2 && year.len != 4) || !str_to_int(year, 0, 9999, &y))
                return (Str){0};
        y += year.len == 2 ? 2000 : 0;
        for (i = 0; i < sizeof seasons / sizeof *seasons; i++)
                if (str_eq_nocase(word, str_from(seasons[i].word)) &&
                    yaml_date_parse(str_fmt(a, "%04d-%s", (int)y, seasons[i].day), out_date))
                        return str_fmt(a, "%04d-%s", (int)y, seasons[i].name);
        return (Str){0};
}

Str mapping_slug(Arena *a, Str text)
{
        Str s = text;
        Text t = text_begin(a, YAML_SLUG_CHARS_MAX);
        size_t n = 4 * text.len + 16;
        uint8_t *room, *plain;
        bool gap = false;

        if (text.len) {
                room = arena_bytes(a, n);
                plain = u8_normalize(UNINORM_NFKD, (const uint8_t *)text.at, text.len, room, &n);
                if (plain == room) /* letters apart from their marks */
                        s = (Str){(const char *)plain, n};
                else
                        free(plain);
        }
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];
                bool capital = c >= 'A' && c <= 'Z';

                if (c == 0xCC ||
                    (c == 0xCD && i + 1 < s.len && (unsigned char)s.at[i + 1] < 0xB0)) {
                        i++; /* a mark that stood on the letter before */
                } else if (capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                        if (gap && t.len && t.len + 2 <= YAML_SLUG_CHARS_MAX)
                                text_char(&t, '-');
                        gap = false;
                        text_char(&t, (char)(capital ? c + 32 : c));
                } else {
                        gap = gap || c != '\''; /* o'clock is one word */
                }
        }
        return text_str(&t);
}
