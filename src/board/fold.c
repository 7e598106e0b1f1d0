/* board/fold: see the header. */
#include "board/fold.h"

#include <string.h>

enum {
        NUMBERS_MAX = BOARD_NUMBER_FIRST + 2000,
        TOGETHER = 9,                 /* columns of one board_chunk_get */
        ROWS_BYTES = 4 * 1024 * 1024, /* about so much of rows is held, and of columns */
        COLUMNS_BYTES = 8 * 1024 * 1024,
        FOLD_ARENA_BYTES = 64 * 1024 * 1024
};

typedef struct {
        bool is_there, is_number;
        size_t bytes; /* at most, of the whole column */
        Text data;
} Column;

typedef struct {
        Db *db;
        Arena columns, rows; /* rows: of one page */
        Id round;
        int64_t chunk, pages, page; /* page: that is held; -1: none */
        BoardCellsList list;
        Column *all; /* NUMBERS_MAX, by number */
        Str *cells;  /* of one row, by number */
} Fold;

/* --- reading */

static Status count_pages(Fold *f)
{
        BoardSlots bytes;

        TRY(board_chunk_bytes(f->db, &f->columns, f->round, f->chunk * BOARD_CHUNK,
                              (f->chunk + 1) * BOARD_CHUNK, &bytes));
        f->pages = bytes.slots / ROWS_BYTES + 1;
        f->page = -1;
        return OK;
}

static Status read_page(Fold *f, int64_t page)
{
        int64_t first = f->chunk * BOARD_CHUNK;

        if (f->page == page)
                return OK;
        arena_reset(&f->rows);
        f->page = page;
        return board_rows_of_chunk(f->db, &f->rows, f->round, first + BOARD_CHUNK * page / f->pages,
                                   first + BOARD_CHUNK * (page + 1) / f->pages, &f->list);
}

/* The next cell of a row; false: there is none. */
static bool next_cell(Str cells, size_t *io_at, size_t *out_number, Str *out)
{
        uint16_t head[2];
        size_t at = *io_at + sizeof head;

        if (at > cells.len)
                return false;
        memcpy(head, cells.at + *io_at, sizeof head);
        *io_at = at + head[1];
        if (*io_at > cells.len)
                return false;
        *out_number = head[0];
        *out = (Str){cells.at + at, head[1]}; /* bytes: no character ends here */
        return true;
}

/* How large each column may become: every place has at least the value that says it has none. */
static void measure_row(Fold *f, Str cells)
{
        size_t at = 0, number;
        Str bytes;

        while (next_cell(cells, &at, &number, &bytes))
                if (number < NUMBERS_MAX) {
                        f->all[number].is_there = true;
                        f->all[number].bytes += bytes.len;
                }
}

/* What stands in rows, and what stood in columns: perhaps nobody has a value any more. */
static Status measure(Fold *f)
{
        BoardColumnRowList columns;
        BoardNumberList had;

        TRY(board_columns_of(f->db, &f->columns, f->round, &columns));
        TRY(board_chunk_numbers(f->db, &f->columns, f->round, f->chunk, &had));
        for (int64_t i = 0; i < BOARD_NUMBER_FIRST; i++)
                f->all[i].is_number = cell_own_is_number(i);
        for (size_t i = 0; i < columns.n; i++)
                if (columns.at[i].number < NUMBERS_MAX)
                        f->all[columns.at[i].number].is_number =
                                cell_is_number(cell_kind(columns.at[i].kind));
        for (size_t i = 0; i < had.n; i++)
                if (had.at[i].number < NUMBERS_MAX)
                        f->all[had.at[i].number].is_there = true;
        for (size_t i = 0; i < NUMBERS_MAX; i++)
                f->all[i].bytes = BOARD_CHUNK * sizeof(int64_t);
        for (int64_t page = 0; page < f->pages; page++) {
                TRY(read_page(f, page));
                for (size_t i = 0; i < f->list.n; i++)
                        measure_row(f, f->list.at[i].cells);
        }
        return OK;
}

/* --- a group of columns */

typedef struct {
        int64_t numbers[NUMBERS_MAX];
        size_t n, places; /* places: up to the last that is somebody's */
} Group;

static void put_value(Column *c, Str bytes)
{
        int64_t none = CELL_NONE;

        if (c->is_number) {
                text_add(&c->data, bytes.len ? bytes : (Str){(char *)&none, sizeof none});
                return;
        }
        cell_pack(&c->data, bytes);
}

/* Behind those that are there already; places between that are nobody's have no value. */
static void put_row(Fold *f, Group *g, size_t place, Str cells)
{
        size_t at = 0, number;
        Str bytes;

        memset(f->cells, 0, NUMBERS_MAX * sizeof *f->cells);
        while (next_cell(cells, &at, &number, &bytes))
                if (number < NUMBERS_MAX)
                        f->cells[number] = bytes;
        for (size_t i = 0; i < g->n; i++) {
                Column *c = &f->all[g->numbers[i]];

                for (size_t gap = g->places; gap < place; gap++)
                        put_value(c, (Str){0});
                put_value(c, f->cells[g->numbers[i]]);
        }
        g->places = place + 1;
}

static Status fill(Fold *f, Group *g)
{
        for (size_t i = 0; i < g->n; i++) {
                Column *c = &f->all[g->numbers[i]];

                c->data = text_begin(&f->columns, c->bytes);
                (void)text_room(&c->data, c->bytes); /* at once, and not by doubling */
        }
        for (int64_t page = 0; page < f->pages; page++) {
                TRY(read_page(f, page));
                for (size_t i = 0; i < f->list.n; i++)
                        put_row(f, g, (size_t)(f->list.at[i].slot - f->chunk * BOARD_CHUNK),
                                f->list.at[i].cells);
        }
        return OK;
}

/* At most TOGETHER of them. */
static Status write_some(Fold *f, const int64_t *numbers, size_t n)
{
        int64_t c[TOGETHER] = {0};
        ArenaMark mark = arena_mark(&f->columns);
        BoardChunkList had;

        memcpy(c, numbers, n * sizeof *c);
        TRY(board_chunk_get(f->db, &f->columns, f->round, f->chunk, c[0], c[1], c[2], c[3], c[4],
                            c[5], c[6], c[7], c[8], &had));
        for (size_t i = 0; i < n; i++) {
                Str data = text_str(&f->all[c[i]].data), old = {0};

                for (size_t k = 0; k < had.n; k++)
                        if (had.at[k].number == c[i])
                                old = had.at[k].data;
                if (!str_eq(data, old))
                        TRY(board_chunk_put(f->db, f->round, f->chunk, c[i], data));
        }
        arena_rewind(&f->columns, mark);
        return OK;
}

static Status write_group(Fold *f, Group *g)
{
        ArenaMark mark = arena_mark(&f->columns);

        TRY(fill(f, g));
        for (size_t i = 0; i < g->n; i += TOGETHER)
                TRY(write_some(f, g->numbers + i, g->n - i < TOGETHER ? g->n - i : TOGETHER));
        arena_rewind(&f->columns, mark);
        g->n = g->places = 0;
        return OK;
}

static Status fold(void *ctx)
{
        Fold *f = ctx;
        Group *g = arena_new(&f->columns, Group, 1);
        size_t bytes = 0;

        f->rows.trap = f->columns.trap;
        f->all = arena_new(&f->columns, Column, NUMBERS_MAX);
        f->cells = arena_new(&f->columns, Str, NUMBERS_MAX);
        TRY(count_pages(f));
        TRY(measure(f));
        for (int64_t i = 1; i < NUMBERS_MAX; i++) {
                if (!f->all[i].is_there)
                        continue;
                if (g->n && bytes + f->all[i].bytes > COLUMNS_BYTES) {
                        TRY(write_group(f, g));
                        bytes = 0;
                }
                g->numbers[g->n++] = i;
                bytes += f->all[i].bytes;
        }
        TRY(write_group(f, g));
        return board_rows_folded(f->db, f->round, f->chunk * BOARD_CHUNK,
                                 (f->chunk + 1) * BOARD_CHUNK);
}

Status board_fold(Db *db, Id round, int64_t chunk)
{
        Fold f = {.db = db,
                  .columns = arena_make(FOLD_ARENA_BYTES),
                  .rows = arena_make(FOLD_ARENA_BYTES),
                  .round = round,
                  .chunk = chunk};
        Status s = arena_try(&f.columns, fold, &f);

        arena_free(&f.columns);
        arena_free(&f.rows);
        return s;
}

/* --- many */

typedef struct {
        Id round;
        int64_t chunk;
} FoldJob;

static Status run_fold(void *ctx, Db *db)
{
        const FoldJob *j = ctx;

        return board_fold(db, j->round, j->chunk);
}

Status board_fold_loose(Store *st, Db *db, Id round)
{
        Arena a = arena_make(MIB);
        FoldJob job = {.round = round};
        Status s, end = OK;
        BoardSlots first;
        int64_t after = -1;

        while ((s = board_loose_first(db, &a, round, after, &first)) == OK) {
                Status one;

                job.chunk = first.slots / BOARD_CHUNK;
                after = (job.chunk + 1) * BOARD_CHUNK - 1;
                one = store_transact(st, run_fold, &job);
                end = end == OK ? one : end;
                arena_reset(&a);
        }
        arena_free(&a);
        return s == NOT_FOUND ? end : s;
}

Status board_fold_all(Store *st, Db *db, Id round)
{
        Arena a = arena_make(MIB);
        FoldJob job = {.round = round};
        BoardSlots slots = {0};
        Status s = board_round_slots(db, &a, round, &slots);

        for (; s == OK && job.chunk * BOARD_CHUNK < slots.slots; job.chunk++)
                s = store_transact(st, run_fold, &job);
        arena_free(&a);
        return s == NOT_FOUND ? OK : s;
}
