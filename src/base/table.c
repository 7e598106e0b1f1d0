/* base/table: see the header. */
#include "base/table.h"

#include "base/words.h"
#include "base/csv.h"
#include "base/ndjson.h"
#include "base/window.h"

#include <assert.h>

enum { FAULT_BYTES_MAX = 400, NAME_SHOWN_MAX = 40, WINDOW_MAX = 64 << 20, ROW_BYTES_LEAST = 16 };

struct Table {
        Window w;
        TableOptions o;
        TableForm form;
        Status ended; /* OK: there may be more */
        CsvRow split;
        char *side;        /* where values stand that are not as in the file */
        int64_t row, line; /* of the row last read */
        Str raw;
        bool raw_is_whole;
        bool is_passing;     /* rows are counted, not wanted */
        int64_t bytes_again; /* read twice, behind torn quotes */
        Arena names;         /* what lives as long as the table */
        Str header_raw;
        Str *name; /* of the file's columns */
        size_t n;
        Str *want; /* of the columns that rows have; the same when not told otherwise */
        size_t want_n;
        size_t *place;      /* of a column of the file in want; want_n: nowhere */
        bool is_as_in_file; /* the places are 0, 1, 2 ... */
        Str *picked;        /* a row in the order of want */
        int64_t *seen;      /* for NDJSON: the row that last had the column */
        char fault[FAULT_BYTES_MAX];
};

static Status open_table(Table *t);
static Status fill_row(Table *t);
static Status read_header(Table *t);
static Status take_names(Table *t, const Str *names, size_t n);
static Status csv_header(Table *t);
static Status ndjson_header(Table *t);
static Status csv_next(Table *t, TableRow *out);
static Status ndjson_row(Table *t, TableRow *out);
static Status end_reading(Table *t, Status status, const char *why, ...)
        __attribute__((format(printf, 3, 4)));
static Status refuse(Table *t, size_t column, const char *why, ...)
        __attribute__((format(printf, 3, 4)));

Status table_open(Arena *a, Source *source, const TableOptions *options, Table **out,
                  Str *out_fault)
{
        Table *t = calloc(1, sizeof *t);
        Status status;

        if (!t) {
                *out_fault = S_("There is no memory to read the file.");
                return BROKEN;
        }
        t->w.source = source;
        t->o = *options;
        status = open_table(t);
        if (status == OK)
                status = read_header(t);
        if (status == OK) {
                *out = t;
                return OK;
        }
        *out_fault = str_copy(a, t->fault[0] ? table_fault(t) : source_fault(source));
        table_close(t);
        return status == CONFLICT ? INVALID : status; /* no row can be meant yet */
}

static Status open_table(Table *t)
{
        TableOptions *o = &t->o;

        o->fields_max = o->fields_max ? o->fields_max : TABLE_FIELDS_MAX;
        o->field_bytes_max = o->field_bytes_max ? o->field_bytes_max : TABLE_FIELD_BYTES_MAX;
        o->row_bytes_max = o->row_bytes_max ? o->row_bytes_max : TABLE_ROW_BYTES_MAX;
        o->window_bytes = o->window_bytes ? o->window_bytes : TABLE_WINDOW_BYTES;
        assert(o->row_bytes_max <= WINDOW_MAX && o->window_bytes <= WINDOW_MAX);
        assert(o->row_bytes_max >= ROW_BYTES_LEAST && o->fields_max <= WINDOW_MAX);
        assert(!o->delimiter || strchr(",;\t|", o->delimiter));
        t->names = arena_make(SIZE_MAX);
        t->side = malloc(NDJSON_SIDE(o->row_bytes_max) + CSV_PAD);
        if (!window_open(&t->w, t->w.source, o->row_bytes_max, o->window_bytes) || !t->side)
                return end_reading(t, BROKEN, _("There is no memory to read the file."));
        t->split.field = arena_new(&t->names, Str, o->fields_max);
        t->split.fields_max = o->fields_max;
        t->split.side = t->side;
        return fill_row(t);
}

/* So that the longest row is whole in the window: a first look at a header sees all of it. */
static Status fill_row(Table *t)
{
        while (!t->w.scan.is_last && window_rest(&t->w).len <= t->o.row_bytes_max)
                TRY(window_fill(&t->w));
        return OK;
}

void table_close(Table *t)
{
        if (!t)
                return;
        arena_free(&t->names);
        window_close(&t->w);
        free(t->side);
        free(t);
}

TableRow table_header(const Table *t)
{
        return (TableRow){t->want, t->want_n, 0, 0};
}

TableForm table_form(const Table *t)
{
        return t->form;
}

int64_t table_row(const Table *t)
{
        return t->row;
}

int64_t table_line(const Table *t)
{
        return t->line;
}

Str table_raw(const Table *t)
{
        return t->raw;
}

bool table_raw_is_whole(const Table *t)
{
        return t->raw_is_whole;
}

Str table_fault(const Table *t)
{
        return str_from(t->fault);
}

bool table_refused_write(const Table *t, Text *to)
{
        size_t before = to->len;

        if (!t->raw_is_whole || to->overflow)
                return false;
        if (to->len == 0 && t->form == TABLE_CSV) {
                text_add(to, t->header_raw);
                text_char(to, '\n');
        }
        text_add(to, t->raw);
        text_char(to, '\n');
        if (to->overflow)
                to->len = before; /* no half row */
        return !to->overflow;
}

/* One name among n, or n. */
static size_t find_name(const Str *names, size_t n, Str name)
{
        size_t i = 0;

        while (i < n && !str_eq(names[i], name))
                i++;
        return i;
}

Status table_want(Table *t, const Str *names, size_t n)
{
        Str *want;

        if (n > t->o.fields_max)
                return TOO_MANY;
        for (size_t i = 0; i < n; i++)
                if (str_empty(names[i]) || find_name(names, i, names[i]) < i)
                        return INVALID;
        want = arena_new(&t->names, Str, n);
        for (size_t i = 0; i < n; i++)
                want[i] = str_copy(&t->names, names[i]);
        t->picked = arena_new(&t->names, Str, n);
        t->seen = arena_new(&t->names, int64_t, n);
        t->is_as_in_file = n == t->n;
        for (size_t i = 0; i < t->n; i++) {
                t->place[i] = find_name(want, n, t->name[i]);
                t->is_as_in_file &= t->place[i] == i;
        }
        t->want = want;
        t->want_n = n;
        return OK;
}

Status table_next(Table *t, TableRow *out)
{
        Status status;

        if (t->ended != OK)
                return t->ended;
        t->fault[0] = 0;
        t->raw = (Str){0};
        status = t->form == TABLE_CSV ? csv_next(t, out) : ndjson_row(t, out);
        if (status == OK || status == INVALID || t->ended != OK)
                return status;
        if (status != NOT_FOUND)
                return end_reading(t, status, "%.*s", S_ARG(source_fault(t->w.source)));
        return t->ended = status;
}

Status table_skip(Table *t, int64_t row)
{
        TableRow passed;
        Status status = OK;

        t->is_passing = true;
        while (t->row < row && (status == OK || status == INVALID))
                status = table_next(t, &passed);
        t->is_passing = false;
        return status == INVALID ? OK : status;
}

/* The rest of the reading is in doubt: says so now and for every later call. */
static Status end_reading(Table *t, Status status, const char *why, ...)
{
        va_list args;

        va_start(args, why);
        vsnprintf(t->fault, sizeof t->fault, why, args);
        va_end(args);
        t->raw = (Str){0};
        t->ended = status;
        return status;
}

/* The row last read, and one of its columns (from 1; 0: none) with its name. */
static Status refuse(Table *t, size_t column, const char *why, ...)
{
        char text[FAULT_BYTES_MAX], place[FAULT_BYTES_MAX] = "";
        va_list args;

        va_start(args, why);
        vsnprintf(text, sizeof text, why, args);
        va_end(args);
        if (column > 0 && column <= t->n) {
                Str name = str_head(t->name[column - 1], NAME_SHOWN_MAX);

                snprintf(place, sizeof place, _(", column %zu \"%.*s\""), column, S_ARG(name));
        } else if (column > 0) {
                snprintf(place, sizeof place, _(", column %zu"), column);
        }
        snprintf(t->fault, sizeof t->fault, _("Row %lld (line %lld)%.120s: %.200s."),
                 (long long)t->row, (long long)t->line, place, text);
        return INVALID;
}

/* What guesses may look at: as much as is there with any window. */
static Str first_look(const Table *t)
{
        Str rest = window_rest(&t->w);

        return (Str){rest.at, rest.len < t->o.row_bytes_max ? rest.len : t->o.row_bytes_max};
}

/* What a file is shows in its first line that is not blank, however many blank ones come first. */
static Status pass_blank_lines(Table *t)
{
        for (;;) {
                Str rest, blank;
                bool is_whole;

                TRY(fill_row(t));
                rest = window_rest(&t->w);
                if (!str_starts(rest, S("\n")) && !str_starts(rest, S("\r")))
                        return OK;
                TRY(window_take_line(&t->w, &blank, &is_whole));
        }
}

static Status begins_wrong(Table *t)
{
        Str all = first_look(t), rest = str_trim(all);

        if (str_empty(all))
                return end_reading(t, INVALID, _("The file is empty."));
        if (str_starts(all, S("\xFF\xFE")) || str_starts(all, S("\xFE\xFF")))
                return end_reading(t, INVALID,
                                   _("The file is UTF-16 text; save it as UTF-8 (\"CSV UTF-8\")."));
        if (str_starts(all, S("PK\x03\x04")) || str_starts(all, S("\xD0\xCF\x11\xE0")))
                return end_reading(t, INVALID,
                                   _("The file is a spreadsheet or an archive; save it as CSV."));
        if (t->o.form == TABLE_DETECT && str_starts(rest, S("[")) &&
            str_starts(str_trim(str_skip(rest, 1)), S("{")))
                return end_reading(t, INVALID,
                                   _("The file is one JSON list; write one object on each line."));
        return OK;
}

static Status read_header(Table *t)
{
        Str rest;

        TRY(begins_wrong(t));
        rest = window_rest(&t->w);
        if (str_starts(rest, S("\xEF\xBB\xBF")))
                rest = str_skip(rest, 3);
        csv_scan_at(&t->w.scan, t->w.scan.end - rest.len, t->w.scan.end, t->w.scan.is_last);
        t->w.ends_at_cr = true;
        TRY(pass_blank_lines(t));
        t->form = t->o.form;
        if (t->form == TABLE_DETECT)
                t->form = str_starts(str_trim(first_look(t)), S("{")) ? TABLE_NDJSON : TABLE_CSV;
        t->w.ends_at_cr = t->form == TABLE_CSV;
        return t->form == TABLE_CSV ? csv_header(t) : ndjson_header(t);
}

/* The columns of the file; copies of the names are kept. */
static Status take_names(Table *t, const Str *names, size_t n)
{
        if (n > t->o.fields_max)
                return end_reading(t, INVALID, _("The header has %zu columns; there may be %zu."),
                                   n, t->o.fields_max);
        t->name = arena_new(&t->names, Str, n);
        t->place = arena_new(&t->names, size_t, n);
        for (size_t i = 0; i < n; i++) {
                Str name = t->form == TABLE_CSV ? str_trim(names[i]) : names[i],
                    shown = str_head(name, NAME_SHOWN_MAX);
                size_t twin = find_name(t->name, i, name);

                if (str_empty(name))
                        return end_reading(t, INVALID, _("Column %zu of the header has no name."),
                                           i + 1);
                if (twin < i)
                        return end_reading(
                                t, INVALID,
                                _("Columns %zu and %zu of the header are both named \"%.*s\"."),
                                twin + 1, i + 1, S_ARG(shown));
                t->name[i] = str_copy(&t->names, name);
        }
        t->n = n;
        return table_want(t, t->name, n);
}

static const char *text_fault(Str s)
{
        return s.len && memchr(s.at, 0, s.len) ? _("holds a NUL byte") : _("is not UTF-8 text");
}

/* Most windows are plain, then most rows; only the rest is looked at byte by byte. */
static bool is_text(const Table *t, Str s)
{
        return t->w.is_plain || csv_is_plain(s.at, s.len) || str_is_utf8(s);
}

/* Scans the row at the window's place, in a longer window if need be. */
static Status scan_row(Table *t, CsvEnd *out, const char **out_row)
{
        do {
                if (window_at_end(&t->w))
                        return NOT_FOUND;
                *out_row = t->w.scan.at;
                *out = csv_scan_row(&t->w.scan, &t->split);
                if (*out != CSV_MORE)
                        return OK;
                TRY(window_fill(&t->w));
        } while (true);
}

/* The next row that is not a blank line; raw, row and line are its own. */
static Status csv_row(Table *t, CsvEnd *out, const char **out_row)
{
        for (;;) {
                int64_t line = t->w.lines;

                TRY(scan_row(t, out, out_row));
                if (*out != CSV_ROW) {
                        t->line = line;
                        return OK;
                }
                t->w.lines += t->split.lines + 1;
                if (t->split.stop == *out_row)
                        continue;
                t->line = line;
                t->raw = (Str){*out_row, (size_t)(t->split.stop - *out_row)};
                t->raw_is_whole = true;
                return OK;
        }
}

static Status csv_header(Table *t)
{
        const CsvRow *r = &t->split;
        const char *row;
        CsvEnd end;
        Status status;

        t->w.scan.delimiter = t->o.delimiter ? t->o.delimiter : csv_delimiter_of(first_look(t));
        csv_scan_at(&t->w.scan, t->w.scan.at, t->w.scan.end, t->w.scan.is_last);
        status = csv_row(t, &end, &row);
        if (status == NOT_FOUND)
                return end_reading(t, INVALID, _("The file holds blank lines only."));
        if (status != OK)
                return status;
        if (end == CSV_TOO_LONG || (end == CSV_ROW && r->bytes_longest > t->o.field_bytes_max))
                return end_reading(t, INVALID, _("The header, or a name in it, is too long."));
        if (end == CSV_OPEN_QUOTE)
                return end_reading(t, INVALID,
                                   _("The quote that opens column %zu of the header never ends."),
                                   r->column);
        if (end == CSV_AFTER_QUOTE)
                return end_reading(t, INVALID,
                                   _("In column %zu of the header text follows the closing quote."),
                                   r->column);
        if (!str_is_utf8(t->raw))
                return end_reading(t, INVALID, _("The header %s."), text_fault(t->raw));
        t->header_raw = str_copy(&t->names, t->raw);
        return take_names(t, r->field, r->n);
}

/* A row that can not be told from what follows is taken to be its first line: after a quote that
 * was torn, everything up to the next quote would be its field, and the rest of the file upside
 * down. */
static Status csv_refuse(Table *t, CsvEnd end, const char *row)
{
        CsvRow *r = &t->split;
        int64_t scanned = r->stop - row;

        t->row++;
        TRY(window_take_line(&t->w, &t->raw, &t->raw_is_whole));
        t->bytes_again += scanned > (int64_t)t->raw.len ? scanned - (int64_t)t->raw.len : 0;
        if (t->bytes_again > TABLE_AGAIN_FREE + TABLE_AGAIN_RATIO_MAX * t->w.bytes)
                return end_reading(t, TOO_MANY, _("Too many quotes in the file are never closed."));
        if (!t->raw_is_whole)
                return refuse(t, 0, _("has more than %zu bytes"), t->o.row_bytes_max);
        if (end == CSV_TOO_LONG)
                return refuse(t, 0, _("its quotes make it more than %zu bytes long"),
                              t->o.row_bytes_max);
        if (end == CSV_OPEN_QUOTE)
                return refuse(t, r->column, _("the quote at byte %zu is never closed"), r->byte);
        return refuse(t, r->column, _("text follows the closing quote, at byte %zu"), r->byte);
}

static Status csv_next(Table *t, TableRow *out)
{
        CsvRow *r = &t->split;
        const char *row;
        CsvEnd end;

        if (t->w.is_skipping)
                TRY(window_skip_line(&t->w));
        TRY(csv_row(t, &end, &row));
        if (end != CSV_ROW)
                return csv_refuse(t, end, row);
        t->row++;
        if (r->n != t->n)
                return refuse(t, 0,
                              words_n("has %zu field, the header has %zu",
                                      "has %zu fields, the header has %zu", (int64_t)r->n),
                              r->n, t->n);
        if (r->bytes_longest > t->o.field_bytes_max)
                return refuse(t, r->column, _("has %zu bytes, a field may have %zu"),
                              r->bytes_longest, t->o.field_bytes_max);
        if (!is_text(t, t->raw))
                for (size_t i = 0; i < r->n; i++)
                        if (!str_is_utf8(r->field[i]))
                                return refuse(t, i + 1, "%s", text_fault(r->field[i]));
        if (t->is_as_in_file) {
                *out = (TableRow){r->field, r->n, t->row, t->line};
                return OK;
        }
        for (size_t i = 0; i < r->n; i++)
                if (t->place[i] < t->want_n)
                        t->picked[t->place[i]] = r->field[i];
        *out = (TableRow){t->picked, t->want_n, t->row, t->line};
        return OK;
}

/* The next line that is not blank, without a CR before its LF. */
static Status ndjson_line(Table *t)
{
        for (;;) {
                int64_t line = t->w.lines;
                Str raw;
                bool is_whole;

                if (window_at_end(&t->w))
                        return NOT_FOUND;
                TRY(window_take_line(&t->w, &raw, &is_whole));
                if (is_whole && str_empty(str_trim(raw)))
                        continue;
                if (is_whole && str_ends(raw, S("\r")))
                        raw.len--;
                t->raw = raw;
                t->raw_is_whole = is_whole;
                t->line = line;
                return OK;
        }
}

/* The first object's keys are the columns; it is read again as the first row. */
static Status ndjson_header(Table *t)
{
        Str *names = t->split.field, value;
        NdjsonStep step;
        Ndjson j;
        size_t n = 0;
        Status status = ndjson_line(t);

        if (status == NOT_FOUND)
                return end_reading(t, INVALID, _("The file holds blank lines only."));
        if (status != OK)
                return status;
        if (!t->raw_is_whole)
                return end_reading(t, INVALID, _("The first object has more than %zu bytes."),
                                   t->o.row_bytes_max);
        if (!str_is_utf8(t->raw))
                return end_reading(t, INVALID, _("The first object %s."), text_fault(t->raw));
        j = ndjson_begin(t->raw, t->side);
        do {
                Str spare = {0}, *key = n < t->o.fields_max ? &names[n] : &spare;

                step = ndjson_next(&j, key, &value);
                n += step == NDJSON_MEMBER;
        } while (step == NDJSON_MEMBER);
        if (step == NDJSON_BAD)
                return end_reading(t, INVALID, _("The first object is wrong: %s (byte %zu)."),
                                   j.fault, ndjson_byte(&j));
        if (n == 0)
                return end_reading(t, INVALID,
                                   _("The first object is empty, so there are no columns."));
        TRY(take_names(t, names, n));
        csv_scan_at(&t->w.scan, t->raw.at, t->w.scan.end, t->w.scan.is_last);
        t->w.lines = t->line;
        t->raw = (Str){0};
        return OK;
}

/* Puts a member into its column. Objects of one file mostly have their keys in one order, so the
 * column behind the last one is tried first. */
static Status put_member(Table *t, Str key, Str value, size_t *at)
{
        Str shown = str_head(key, NAME_SHOWN_MAX);
        size_t i = *at;

        if (!is_text(t, key))
                return refuse(t, 0, _("a name %s"), text_fault(key));
        if (!is_text(t, value))
                return refuse(t, 0, "\"%.*s\" %s", S_ARG(shown), text_fault(value));
        if (value.len > t->o.field_bytes_max)
                return refuse(t, 0, _("\"%.*s\" has %zu bytes, a field may have %zu"), S_ARG(shown),
                              value.len, t->o.field_bytes_max);
        if (i >= t->want_n || !str_eq(t->want[i], key))
                i = find_name(t->want, t->want_n, key);
        if (i == t->want_n)
                return OK;
        if (t->seen[i] == t->row)
                return refuse(t, 0, _("\"%.*s\" stands there twice"), S_ARG(shown));
        t->seen[i] = t->row;
        t->picked[i] = value;
        *at = i + 1;
        return OK;
}

static Status ndjson_row(Table *t, TableRow *out)
{
        Str key, value;
        NdjsonStep step;
        Ndjson j;
        size_t at = 0, n = 0;

        if (t->w.is_skipping)
                TRY(window_skip_line(&t->w));
        TRY(ndjson_line(t));
        t->row++;
        if (!t->raw_is_whole)
                return refuse(t, 0, _("has more than %zu bytes"), t->o.row_bytes_max);
        if (t->is_passing)
                return OK;
        j = ndjson_begin(t->raw, t->side);
        while ((step = ndjson_next(&j, &key, &value)) == NDJSON_MEMBER) {
                if (++n > t->o.fields_max)
                        return refuse(t, 0, _("has more than %zu names"), t->o.fields_max);
                TRY(put_member(t, key, value, &at));
        }
        if (step == NDJSON_BAD && !str_empty(key) && is_text(t, key))
                return refuse(t, 0, _("\"%.*s\": %s (byte %zu)"),
                              S_ARG(str_head(key, NAME_SHOWN_MAX)), j.fault, ndjson_byte(&j));
        if (step == NDJSON_BAD)
                return refuse(t, 0, _("%s (byte %zu)"), j.fault, ndjson_byte(&j));
        for (size_t i = 0; i < t->want_n; i++)
                if (t->seen[i] != t->row)
                        t->picked[i] = (Str){0};
        *out = (TableRow){t->picked, t->want_n, t->row, t->line};
        return OK;
}
