/* exchange/list_read_page: see the header. */
#include "exchange/list_read_page.h"

#include "base/hash.h"
#include "base/sheet.h"
#include "base/time.h"
#include "web/decode.h"

#include <string.h>

#define CURSOR_LABEL "Cursor: " /* and the part of the model that it is taken from */

/* --- which */

const Part *list_part(const View *view, Str name)
{
        for (const Part *p = view->parts; p && p->name; p++)
                if (p->how == PART_LIST && (!name.len || str_is(name, p->name)))
                        return p;
        return NULL;
}

const List *list_find(const View *view, const Part *part)
{
        for (const List *l = program_lists; l->path; l++)
                if (strcmp(l->path, view->path) == 0 && strcmp(l->part, part->name) == 0)
                        return l;
        return NULL;
}

size_t list_columns_n(const ListRead *l)
{
        return l->part->shape->columns_n;
}

const char *list_column_name(const ListRead *l, size_t i)
{
        return l->part->shape->columns[i].name;
}

size_t list_column(const ListRead *l, Str name)
{
        for (size_t i = 0; i < list_columns_n(l); i++)
                if (str_is(name, list_column_name(l, i)))
                        return i;
        return list_columns_n(l);
}

static void add_key(ListRead *l, size_t column)
{
        if (column < list_columns_n(l) && l->keys_n < 4)
                l->key_columns[l->keys_n++] = column;
}

/* Where the table says nothing: "id", else all ids of the row, else the whole row. */
static void find_keys(ListRead *l)
{
        Str rest = str_from(l->list ? l->list->keys : ""), name;

        while (str_cut(&rest, '+', &name))
                add_key(l, list_column(l, name));
        if (!l->keys_n)
                add_key(l, list_column(l, S("id")));
        for (size_t i = 0; !l->keys_n && i < list_columns_n(l); i++)
                if (l->part->shape->columns[i].kind == COL_ID)
                        add_key(l, i);
}

Str list_key(const ListRead *l, Arena *a, const Str *cells)
{
        Text t = text_begin(a, 100000);

        for (size_t i = 0; i < l->keys_n; i++)
                text_fmt(&t, "%s%.*s", i ? " " : "", S_ARG(cells[l->key_columns[i]]));
        for (size_t i = 0; !l->keys_n && i < list_columns_n(l); i++)
                text_fmt(&t, "%s%.*s", i ? " " : "", S_ARG(cells[i]));
        return text_str(&t);
}

bool list_asks_reason(const ListRead *l)
{
        for (const ListColumn *c = l->list ? l->list->columns : NULL; c && c->column; c++)
                if (strstr(c->inputs, "=" LIST_REASON))
                        return true;
        return false;
}

/* --- opening */

/* "part" is ours; all others are the view's own. */
static Status read_query(ListRead *l, Str query, Str *out_part)
{
        HttpPair *pairs, *own;
        size_t n, k = 0, fields = 0;

        TRY(decode_pairs(l->v.a, query, 20, &pairs, &n));
        for (const Field *f = l->view->query; f && f->name; f++)
                fields++;
        own = arena_new(l->v.a, HttpPair, n + fields + 1); /* room for cursors */
        for (size_t i = 0; i < n; i++)
                if (str_is(pairs[i].name, "part"))
                        *out_part = pairs[i].value;
                else
                        own[k++] = pairs[i];
        l->v.query = own;
        l->v.query_n = k;
        return OK;
}

Status list_open(const ListReader *by, Str address, ListRead *out)
{
        size_t mark = str_find(address, '?');
        Str path, part = {0};

        *out = (ListRead){.v = {.site = by->site,
                                .db = by->db,
                                .a = by->a,
                                .actor = by->actor,
                                .now_us = by->now_us},
                          .address = address,
                          .pages_max = LIST_PAGES_MAX};
        if (address.len > LIST_ADDRESS_CHARS_MAX ||
            decode_path(by->a, str_head(address, mark), &path) != OK)
                return NOT_FOUND;
        out->view = out->v.view = site_view(by->site, path, out->v.params);
        if (!out->view)
                return NOT_FOUND;
        if (read_query(out, str_skip(address, mark + 1), &part) != OK)
                return INVALID;
        out->part = list_part(out->view, part);
        if (!out->part || out->part->shape->columns_n > LIST_COLUMNS_MAX)
                return NOT_FOUND;
        out->list = list_find(out->view, out->part);
        find_keys(out);
        return OK;
}

/* --- cells */

static Str cell_of(Arena *a, ColumnKind kind, const void *at)
{
        switch (kind) {
        case COL_TEXT: return *(const Str *)at;
        case COL_BLOB: return str_base64(a, ((const Str *)at)->at, ((const Str *)at)->len);
        case COL_BOOL: return *(const bool *)at ? S("yes") : S("no");
        case COL_INT: return str_fmt(a, "%lld", (long long)*(const int64_t *)at);
        case COL_ID: return *(const Id *)at ? id_text(a, *(const Id *)at) : (Str){0};
        case COL_TIME: break;
        }
        return *(const int64_t *)at ? time_iso(a, *(const int64_t *)at) : (Str){0};
}

Str list_seen(const ListRead *l, Arena *a, const Str *cells)
{
        HashRun run;
        Hash h;

        hash_begin(&run);
        for (size_t i = 0; i < list_columns_n(l); i++) {
                uint64_t n = cells[i].len;

                hash_add(&run, list_column_name(l, i), strlen(list_column_name(l, i)));
                hash_add(&run, &n, sizeof n);
                hash_add(&run, cells[i].at, cells[i].len);
        }
        h = hash_end(&run);
        return str_head(hash_hex(a, &h), 16);
}

Str list_beside(const ListRead *l, Str name)
{
        Str part = str_head(name, str_find(name, '/')), column = str_skip(name, part.len + 1);

        for (const Part *p = l->view->parts; l->model && p->name; p++)
                for (size_t i = 0;
                     p->how == PART_ROW && str_is(part, p->name) && i < p->shape->columns_n; i++)
                        if (str_is(column, p->shape->columns[i].name))
                                return cell_of(l->v.a, p->shape->columns[i].kind,
                                               (const char *)l->model + p->offset +
                                                       p->shape->columns[i].offset);
        return (Str){0};
}

/* --- rows, page after page */

static void query_set(Visit *v, const char *name, Str value)
{
        HttpPair *pairs = (HttpPair *)(uintptr_t)v->query; /* read_query made them, with room */

        for (size_t i = 0; i < v->query_n; i++)
                if (str_is(pairs[i].name, name)) {
                        pairs[i].value = value;
                        return;
                }
        pairs[v->query_n++] = (HttpPair){str_from(name), value};
}

static const Part *value_part(const View *view, Str name)
{
        for (const Part *p = view->parts; p->name; p++)
                if (p->how == PART_VALUE && str_is(name, p->name))
                        return p;
        return NULL;
}

/* Asks for the next page, by what its cursors say; false: there is none. */
static bool turn_page(ListRead *l, const void *model, Str *kept)
{
        bool goes_on = false;
        size_t n = 0;

        for (const Field *f = l->view->query; f && f->name && n < 4; f++) {
                Str label = str_from(f->label), name;
                const Part *p;

                if (!str_starts(label, S(CURSOR_LABEL)))
                        continue;
                name = str_skip(label, sizeof CURSOR_LABEL - 1);
                p = value_part(l->view, str_head(name, str_find(name, ' ')));
                if (!p)
                        continue;
                kept[n] = cell_of(l->v.a, p->kind, (const char *)model + p->offset);
                goes_on |= kept[n].len && !str_is(kept[n], "0");
                query_set(&l->v, f->name, kept[n++]);
        }
        return goes_on;
}

/* A cursor outlives the page that said it. */
static void keep_cursors(ListRead *l, char room[4][256])
{
        size_t n = 0;

        for (const Field *f = l->view->query; f && f->name; f++)
                for (size_t i = 0; i < l->v.query_n; i++) {
                        Str value = l->v.query[i].value;

                        if (!str_starts(str_from(f->label), S(CURSOR_LABEL)) ||
                            !str_is(l->v.query[i].name, f->name) || n == 4 || value.len > 256)
                                continue;
                        memcpy(room[n], value.at, value.len);
                        query_set(&l->v, f->name, (Str){room[n++], value.len});
                }
}

/* A view may have several lists and turn the pages of one: the others come again as they were.
 * *first is the seen mark of the page's first row. */
static bool is_repeated(const ListRead *l, const Str *cells, char first[16])
{
        Str mark = list_seen(l, l->v.a, cells);
        bool is_same = memcmp(first, mark.at, 16) == 0;

        memcpy(first, mark.at, 16);
        return is_same;
}

static Status give_rows(ListRead *l, const ListSink *sink, const void *model, size_t *count,
                        char first[16], bool *out_repeated)
{
        const RowList *list =
                (const RowList *)(const void *)((const char *)model + l->part->offset);
        const RowShape *shape = l->part->shape;
        Str cells[LIST_COLUMNS_MAX];

        for (size_t i = 0; i < list->n; i++) {
                const char *row = (const char *)list->at + i * shape->bytes;

                if (++*count > LIST_ROWS_MAX)
                        return TOO_MANY;
                for (size_t c = 0; c < shape->columns_n; c++)
                        cells[c] = cell_of(l->v.a, shape->columns[c].kind,
                                           row + shape->columns[c].offset);
                *out_repeated = i == 0 && is_repeated(l, cells, first);
                if (*out_repeated)
                        return OK;
                TRY(sink->row(sink->ctx, cells));
        }
        return OK;
}

typedef struct {
        ListRead *l;
        const ListSink *sink;
} Giving;

static Status give_pages(void *ctx)
{
        const Giving *g = ctx;
        ListRead *l = g->l;
        ArenaMark mark = arena_mark(l->v.a);
        char room[4][256], first[16] = {0};
        Str kept[4];
        bool is_again = false;
        size_t count = 0;

        for (int page = 0; page < l->pages_max; page++) {
                void *model = NULL;

                TRY(site_load_within(&l->v, &model));
                l->model = model;
                TRY(give_rows(l, g->sink, model, &count, first, &is_again));
                if (is_again || !turn_page(l, model, kept))
                        return OK;
                keep_cursors(l, room);
                arena_rewind(l->v.a, mark);
        }
        return TOO_MANY;
}

Status list_rows(ListRead *l, const ListSink *sink)
{
        Language before = language_set(LANGUAGE_NONE); /* the same in all languages, as JSON is */
        Status s = db_snapshot_begin(l->v.db);

        if (s == OK) {
                s = arena_try(l->v.a, give_pages, &(Giving){l, sink});
                db_snapshot_end(l->v.db);
        }
        language_set(before);
        return s;
}

/* --- a file */

typedef struct {
        const ListRead *l;
        Sheet *sheet;
} Writing;

static Status write_head(const Writing *w)
{
        SheetCell cells[LIST_COLUMNS_MAX + 2];
        size_t n = list_columns_n(w->l);

        for (size_t i = 0; i < n; i++)
                cells[i] = (SheetCell){str_from(list_column_name(w->l, i)), SHEET_TEXT};
        if (list_asks_reason(w->l))
                cells[n++] = (SheetCell){S(LIST_REASON), SHEET_TEXT};
        cells[n++] = (SheetCell){S(LIST_SEEN), SHEET_TEXT};
        return sheet_row(w->sheet, cells, n);
}

static Status write_row(void *ctx, const Str *row)
{
        const Writing *w = ctx;
        SheetCell cells[LIST_COLUMNS_MAX + 2];
        size_t n = list_columns_n(w->l);

        for (size_t i = 0; i < n; i++)
                cells[i] = (SheetCell){row[i], SHEET_TEXT};
        if (list_asks_reason(w->l))
                cells[n++] = (SheetCell){(Str){0}, SHEET_TEXT};
        cells[n++] = (SheetCell){list_seen(w->l, w->l->v.a, row), SHEET_TEXT};
        return sheet_row(w->sheet, cells, n);
}

Status list_write(ListRead *l, int fd)
{
        Writing w = {.l = l, .sheet = sheet_open(fd, SHEET_CSV, S("List"))};
        Status s, end;

        if (!w.sheet)
                return BROKEN;
        s = write_head(&w);
        if (s == OK)
                s = list_rows(l, &(ListSink){&w, write_row});
        end = sheet_close(w.sheet);
        return s == OK ? end : s;
}
