/* exchange/list_take: see the header. */
#include "exchange/list_take.h"

#include "apply/round.h"
#include "base/csv_row.h"
#include "base/time.h"
#include "base/words.h"
#include "exchange/list_csv.h"

#include <string.h>

enum { NO_COLUMN = LIST_COLUMNS_MAX };

/* A row of the file. */
typedef struct FileRow FileRow;
struct FileRow {
        int64_t line;
        Str *cells; /* by the list's columns; those that the file lacks are without address */
        Str key, seen, reason;
        bool is_found;
        FileRow *next; /* of the same slot */
};

typedef struct {
        ListRead *l;
        Arena *a;
        ListPreview *out;
        size_t column[LIST_CSV_COLUMNS_MAX]; /* of the file's: the list's, or NO_COLUMN */
        size_t head_n, seen_at, reason_at;
        bool has_all;
        FileRow *rows;
        size_t rows_n;
        FileRow *slots[4096];
        Str fault;
} Taking;

/* --- the file */

static Status wrong(Taking *t, int64_t line, const char *words)
{
        t->fault = str_fmt(t->a, _("Line %lld: %s"), (long long)line, words);
        return INVALID;
}

static void read_name(Taking *t, size_t i, Str name, Text *unknown)
{
        t->column[i] = list_column(t->l, name);
        if (t->column[i] < list_columns_n(t->l))
                return;
        t->column[i] = NO_COLUMN;
        if (str_is(name, LIST_SEEN))
                t->seen_at = i;
        else if (str_is(name, LIST_REASON))
                t->reason_at = i;
        else if (name.len)
                text_fmt(unknown, "%s%.*s", unknown->len ? ", " : "", S_ARG(str_head(name, 60)));
}

static Status read_head(Taking *t, const ListCsvRow *head)
{
        Text unknown = text_begin(t->a, 2000);
        size_t found = 0;

        t->head_n = head->n;
        t->seen_at = t->reason_at = LIST_CSV_COLUMNS_MAX;
        for (size_t i = 0; i < head->n; i++) {
                read_name(t, i, str_trim(head->cells[i]), &unknown);
                for (size_t k = 0; k < i && t->column[i] != NO_COLUMN; k++)
                        if (t->column[k] == t->column[i])
                                return wrong(t, 1, _("A column stands there twice."));
                found += t->column[i] != NO_COLUMN;
        }
        t->out->unknown = text_str(&unknown);
        t->has_all = found == list_columns_n(t->l);
        for (size_t i = 0; i < t->l->keys_n; i++) {
                bool has = false;

                for (size_t k = 0; k < head->n; k++)
                        has |= t->column[k] == t->l->key_columns[i];
                if (!has)
                        return wrong(t, 1,
                                     _("The column that names the row is missing: take the list "
                                       "out again."));
        }
        if (t->seen_at == LIST_CSV_COLUMNS_MAX || (!t->l->keys_n && !t->has_all))
                return wrong(t, 1,
                             _("The column _seen is missing: take the list out again, and leave "
                               "it in."));
        return OK;
}

static void keep_row(Taking *t, FileRow *r)
{
        FileRow **slot = &t->slots[str_hash(r->key) % 4096];

        r->next = *slot;
        *slot = r;
        t->rows_n++;
}

static FileRow *find_row(const Taking *t, Str key)
{
        FileRow *r = t->slots[str_hash(key) % 4096];

        while (r && !str_eq(r->key, key))
                r = r->next;
        return r;
}

static ListLine *add_line(Taking *t, int64_t line, Str key)
{
        ListLine *x = &t->out->at[t->out->n++];

        *x = (ListLine){.line = line, .key = key, .state = LINE_CHANGED};
        t->out->changed++;
        return x;
}

void list_refuse(ListPreview *p, ListLine *line, Str column, Str words)
{
        if (line->state != LINE_REFUSED) {
                p->changed--;
                p->refused++;
        }
        line->state = LINE_REFUSED;
        line->column = column;
        line->words = words;
}

/* What looks as it went out is not kept. */
static Status read_row(Taking *t, const ListCsvRow *row, bool *out_kept)
{
        FileRow *r = arena_new(t->a, FileRow, 1);

        *out_kept = false;
        r->line = row->line;
        r->cells = arena_new(t->a, Str, LIST_COLUMNS_MAX);
        for (size_t i = 0; i < t->head_n; i++) {
                Str cell = i < row->n ? row->cells[i] : S("");

                if (i == t->seen_at)
                        r->seen = str_trim(cell);
                else if (i == t->reason_at)
                        r->reason = str_trim(cell);
                else if (t->column[i] != NO_COLUMN)
                        r->cells[t->column[i]] = cell.at ? list_cell_back(cell) : S("");
        }
        t->out->rows++;
        if (t->has_all && str_eq(r->seen, list_seen(t->l, t->a, r->cells))) {
                t->out->same++;
                return OK;
        }
        r->key = list_key(t->l, t->a, r->cells);
        if (t->rows_n == LIST_EDITED_MAX)
                return wrong(t, row->line, _("These are more edited rows than one file may have."));
        if (find_row(t, r->key))
                return wrong(t, row->line, _("This row stands there twice."));
        keep_row(t, r);
        *out_kept = true;
        return OK;
}

static Status read_file(Taking *t, Str text)
{
        ListCsv csv = list_csv_begin(text);
        ListCsvRow *row = arena_new(t->a, ListCsvRow, 1);
        Status s = list_csv_row(&csv, t->a, row);

        if (s != OK)
                return wrong(t, 1, _("This is no table with a head."));
        TRY(read_head(t, row));
        for (bool is_kept;;) {
                ArenaMark mark = arena_mark(t->a);

                s = list_csv_row(&csv, t->a, row);
                if (s != OK)
                        break;
                TRY(read_row(t, row, &is_kept));
                if (!is_kept)
                        arena_rewind(t->a, mark);
        }
        if (s == INVALID)
                return wrong(t, row->line,
                             _("A quote is not closed, text follows a closing quote, or there are "
                               "too many cells."));
        return OK;
}

/* --- inputs of deeds */

/* A part of the address: a piece of its path by the name that the view gives it, or of its query.
 */
static Str of_path(const ListRead *l, Str name)
{
        Str want = str_from(l->view->path), piece;
        size_t n = 0;

        while (str_cut(&want, '/', &piece)) {
                if (piece.len < 3 || piece.at[0] != '{')
                        continue;
                if (piece.len == name.len + 2 && str_starts(str_skip(piece, 1), name))
                        return l->v.params[n];
                n++;
        }
        return (Str){0};
}

static Str column_value(const Taking *t, const FileRow *r, const Str *now, Str name)
{
        size_t column = list_column(t->l, name);

        if (column == list_columns_n(t->l))
                return (Str){0};
        return r->cells[column].at ? r->cells[column] : now[column];
}

static Str source_value(const Taking *t, const FileRow *r, const Str *now, Str source)
{
        if (str_starts(source, S("{")))
                return of_path(t->l, (Str){source.at + 1, source.len - 2});
        if (str_starts(source, S("?")))
                return visit_query(&t->l->v, str_z(t->a, str_skip(source, 1)));
        if (str_starts(source, S("@")))
                return list_beside(t->l, str_skip(source, 1));
        if (str_is(source, LIST_REASON))
                return r->reason;
        return column_value(t, r, now, source);
}

/* An instant by a wall clock: "2026-12-31T23:59", with seconds where there are any. */
static bool local_of(const Taking *t, Str cell, Str zone, Str *out)
{
        int64_t at;

        if (!time_parse(cell, &at) || cell.len < 16 || !round_zone_is(zone))
                return false;
        *out = round_local(t->a, zone, at);
        if (at / SECOND_US % 60)
                *out = str_fmt(t->a, "%.*s:%02lld", S_ARG(*out), (long long)(at / SECOND_US % 60));
        return true;
}

static bool minutes_of(const Taking *t, Str begin, Str end, Str *out)
{
        int64_t begins, ends;

        if (!time_parse(begin, &begins) || !time_parse(end, &ends))
                return false;
        *out = str_fmt(t->a, "%lld", (long long)((ends - begins) / (60 * SECOND_US)));
        return true;
}

/* "closes_at:local:@event/zone". false: what stands there can not be written so. */
static bool input_of(const Taking *t, const FileRow *r, const Str *now, Str source, Str *out)
{
        Str name, how = {0}, zone;

        str_cut(&source, ':', &name);
        *out = source_value(t, r, now, name);
        if (!str_cut(&source, ':', &how) || !out->len)
                return true;
        zone = str_is(source, "UTC") ? source
                                     : source_value(t, r, now, source.len ? source : S("zone"));
        if (str_is(how, "minutes"))
                return minutes_of(t, column_value(t, r, now, S("begins_at")), *out, out);
        if (!local_of(t, *out, zone, out))
                return false;
        if (str_is(how, "day"))
                *out = str_head(*out, 10);
        else if (str_is(how, "clock"))
                *out = str_skip(*out, 11);
        return true;
}

static void add_input(Arena *a, ListDeed *d, Str name, Str value)
{
        for (size_t i = 0; i < d->n; i++)
                if (str_eq(d->inputs[i].name, name))
                        return;
        if (d->n < LIST_INPUTS_MAX && value.len)
                d->inputs[d->n++] = (Input){name, str_copy(a, value)};
}

static bool add_inputs(const Taking *t, const FileRow *r, const Str *now, ListDeed *d,
                       const char *inputs)
{
        Str rest = str_from(inputs), pair, value;

        while (str_cut(&rest, ' ', &pair)) {
                size_t at = str_find(pair, '=');

                if (!input_of(t, r, now, str_skip(pair, at + 1), &value))
                        return false;
                add_input(t->a, d, str_head(pair, at), value);
        }
        return true;
}

static ListDeed *deed_of(Taking *t, ListLine *line, const char *name)
{
        const Action *action = site_action(t->l->v.site, str_from(name));

        for (size_t i = 0; i < line->deeds_n; i++)
                if (line->deeds[i].action == action)
                        return &line->deeds[i];
        if (!action || line->deeds_n == LIST_DEEDS_MAX)
                return NULL;
        line->deeds[line->deeds_n].action = action;
        return &line->deeds[line->deeds_n++];
}

/* --- a row against what stands there now */

static const ListColumn *rule_of(const Taking *t, size_t column, Str becomes)
{
        const ListColumn *c = t->l->list ? t->l->list->columns : NULL;

        for (; c && c->column; c++)
                if (strcmp(c->column, list_column_name(t->l, column)) == 0 &&
                    (!c->value || str_is(becomes, c->value)))
                        return c;
        return NULL;
}

static bool has_rule(const Taking *t, size_t column)
{
        const ListColumn *c = t->l->list ? t->l->list->columns : NULL;

        for (; c && c->column; c++)
                if (strcmp(c->column, list_column_name(t->l, column)) == 0)
                        return true;
        return false;
}

static void change_cell(Taking *t, ListLine *line, const FileRow *r, const Str *now, size_t i)
{
        Str name = str_from(list_column_name(t->l, i)), cell = r->cells[i];
        const ListColumn *c = rule_of(t, i, cell);
        ListDeed *d = c ? deed_of(t, line, c->deed) : NULL;

        if (line->cells_n < LIST_CELLS_MAX)
                line->cells[line->cells_n++] = (ListCell){name, str_copy(t->a, now[i]), cell};
        if (line->state == LINE_REFUSED)
                return;
        if (!c || !d)
                list_refuse(t->out, line, name,
                            has_rule(t, i)                  ? S_("No deed sets this value.")
                            : t->l->list && t->l->list->why ? str_from(_(t->l->list->why))
                                                            : S_("This column is only read."));
        else if (!cell.len && !c->may_be_empty)
                list_refuse(t->out, line, name, S_("This can not be emptied."));
        else if (!add_inputs(t, r, now, d, c->inputs))
                list_refuse(t->out, line, name,
                            S_("This must be an instant as it was: 2026-12-31T23:59:00Z."));
}

/* "\r\n" of a spreadsheet is the line end that was. */
static bool is_same(Str x, Str y)
{
        size_t i = 0, k = 0;

        for (;; i++, k++) {
                while (i < x.len && x.at[i] == '\r')
                        i++;
                while (k < y.len && y.at[k] == '\r')
                        k++;
                if (i >= x.len || k >= y.len)
                        return i >= x.len && k >= y.len;
                if (x.at[i] != y.at[k])
                        return false;
        }
}

/* As it is called now. */
static Str name_of(const ListRead *l, const Str *now)
{
        size_t n = list_columns_n(l), title = list_column(l, S("title")),
               name = list_column(l, S("name"));

        return name < n ? now[name] : title < n ? now[title] : (Str){0};
}

static Status take_row(void *ctx, const Str *now)
{
        Taking *t = ctx;
        Str key = list_key(t->l, t->l->v.a, now);
        FileRow *r = find_row(t, key);
        ListLine *line = NULL;

        if (!r || r->is_found)
                return OK;
        r->is_found = true;
        for (size_t i = 0; i < list_columns_n(t->l); i++) {
                if (!r->cells[i].at || is_same(r->cells[i], now[i]))
                        continue;
                if (!line) {
                        line = add_line(t, r->line, r->key);
                        line->row = r->cells;
                        line->called = str_copy(t->a, name_of(t->l, now));
                        if (!str_eq(r->seen, list_seen(t->l, t->l->v.a, now)))
                                list_refuse(t->out, line, (Str){0},
                                            S_("It was changed since the list was taken out. Take "
                                               "it out again."));
                }
                change_cell(t, line, r, now, i);
        }
        for (size_t i = 0; line && i < list_columns_n(t->l); i++)
                if (!r->cells[i].at) /* what the file lacks is as it stands there */
                        r->cells[i] = str_copy(t->a, now[i]);
        t->out->same += !line;
        return OK;
}

/* In the file's order; those that are not in the list are refused. */
static void finish(Taking *t)
{
        for (size_t s = 0; s < 4096; s++)
                for (FileRow *r = t->slots[s]; r; r = r->next)
                        if (!r->is_found)
                                list_refuse(t->out, add_line(t, r->line, r->key), (Str){0},
                                            S_("There is no such row in the list. A file changes "
                                               "rows, it adds none."));
        for (size_t i = 1; i < t->out->n; i++) { /* few, and nearly in order */
                ListLine line = t->out->at[i];
                size_t k = i;

                for (; k && t->out->at[k - 1].line > line.line; k--)
                        t->out->at[k] = t->out->at[k - 1];
                t->out->at[k] = line;
        }
}

void list_take_again(Arena *a, ListPreview *p)
{
        Text t = text_begin(a, LIST_BYTES_MAX);
        Str cells[LIST_COLUMNS_MAX + 2];
        size_t n = p->shape->columns_n;

        for (size_t i = 0; i < n; i++)
                cells[i] = str_from(p->shape->columns[i].name);
        cells[n] = S(LIST_REASON);
        cells[n + 1] = S(LIST_SEEN);
        csv_write_row(&t, cells, n + 2, CSV_FOR_SHEETS);
        for (size_t k = 0; k < p->n; k++)
                if (p->at[k].state == LINE_CHANGED)
                        csv_write_row(&t, p->at[k].row, n + 2, CSV_FOR_SHEETS);
        p->csv = text_str(&t);
}

static void complete(Taking *t)
{
        for (size_t k = 0; k < t->out->n; k++) {
                ListLine *line = &t->out->at[k];
                FileRow *r = find_row(t, line->key);
                size_t n = list_columns_n(t->l);
                Str *row = arena_new(t->a, Str, LIST_COLUMNS_MAX + 2);

                if (!line->row || !r)
                        continue;
                memcpy(row, r->cells, n * sizeof *row);
                row[n] = r->reason;
                row[n + 1] = r->seen;
                line->row = row;
        }
}

Status list_take(ListRead *l, Arena *a, Str text, ListPreview *out, Str *out_fault)
{
        Taking *t = arena_new(a, Taking, 1);
        Status s;

        *out = (ListPreview){.shape = l->part->shape};
        *t = (Taking){.l = l, .a = a, .out = out};
        s = read_file(t, text);
        if (s == OK) {
                out->at = arena_new(a, ListLine, t->rows_n + 1);
                s = list_rows(l, &(ListSink){t, take_row});
        }
        *out_fault = t->fault;
        TRY(s);
        finish(t);
        complete(t);
        if (out->changed > LIST_CHANGES_MAX) {
                *out_fault = str_fmt(a, _("A file changes at most %d rows; this one %zu."),
                                     LIST_CHANGES_MAX, out->changed);
                return INVALID;
        }
        list_take_again(a, out);
        return OK;
}
