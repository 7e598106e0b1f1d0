/* Arbitrary bytes as a table: CSV, NDJSON, packed or not.
 *
 * Beyond not crashing it holds that: what is read does not depend on where a window ends; a good
 * row written and read again is the same; what the NDJSON reader takes, jansson takes. The first
 * two bytes choose form and limits. */
#include "base/json.h"
#include "base/csv_row.h"
#include "base/csv.h"
#include "base/table.h"

#include <assert.h>

enum { MEMORY_MAX = 64 << 20, ROWS_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All that was read, as one text; empty when that may depend on the window. */
static Str read_all(Arena *a, Str bytes, const TableOptions *o, int64_t skip);
static void check_again(Arena *a, const TableRow *row);
static void check_json(Arena *a, Str line);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const size_t row_bytes[] = {16, 40, 200, 4096};
        Arena a = arena_make(MEMORY_MAX);
        TableOptions o = {.fields_max = 6};
        Str bytes, wide, narrow;

        if (size < 2)
                return 0;
        bytes = (Str){(const char *)data + 2, size - 2};
        o.form = data[0] % 3;
        o.row_bytes_max = row_bytes[data[0] / 4 % 4];
        o.field_bytes_max = data[0] & 64 ? 10 : 1000;
        wide = read_all(&a, bytes, &o, 0);
        o.window_bytes = 1 + data[1] % 80u;
        narrow = read_all(&a, bytes, &o, 0);
        if (wide.len && narrow.len && !str_eq(wide, narrow)) {
                fprintf(stderr, "wide:\n%.*s\nnarrow:\n%.*s\n", S_ARG(wide), S_ARG(narrow));
                abort();
        }
        (void)read_all(&a, bytes, &o, data[1] % 7);
        arena_free(&a);
        return 0;
}

static void tell(Text *t, Status status, const Table *table, const TableRow *row)
{
        text_fmt(t, "%s %lld %lld ", status_name(status), (long long)table_row(table),
                 (long long)table_line(table));
        text_add(t, table_fault(table));
        text_char(t, '\n');
        text_add(t, table_raw(table));
        for (size_t i = 0; status == OK && i < row->n; i++) {
                assert(str_is_utf8(row->field[i]));
                text_add(t, S("\n- "));
                text_add(t, row->field[i]);
        }
        text_char(t, '\n');
}

/* How much of a damaged block zstd gives out is its own affair. */
static bool is_damaged_zstd(const Source *source)
{
        return source_kind(source) == SOURCE_ZSTD && str_has(source_fault(source), S("damaged"));
}

static Str read_all(Arena *a, Str bytes, const TableOptions *o, int64_t skip)
{
        Text t = text_begin(a, MEMORY_MAX / 8), refused = text_begin(a, MEMORY_MAX / 8);
        Source *source;
        Table *table;
        TableRow row = {0};
        Str fault = {0};
        Status status;

        if (source_open_bytes(bytes, 1 << 20, &source) != OK)
                abort();
        status = table_open(a, source, o, &table, &fault);
        if (status != OK) {
                assert(!str_empty(fault));
                fault = is_damaged_zstd(source) ? (Str){0} : fault;
                source_close(source);
                return fault;
        }
        if (skip) {
                Str names[] = {S("b"), S("nowhere"), S("a")};

                if (table_want(table, names, 3) != OK)
                        abort();
                status = table_skip(table, skip);
        }
        for (int i = 0; i < ROWS_MAX && (status == OK || status == INVALID); i++) {
                status = table_next(table, &row);
                tell(&t, status, table, &row);
                if (status == OK && i < 64)
                        check_again(a, &row);
                if (status == OK && table_form(table) == TABLE_NDJSON)
                        check_json(a, table_raw(table));
                if (status == INVALID)
                        (void)table_refused_write(table, &refused);
        }
        assert(source_bytes_used(source) <= source_bytes_total(source));
        t.len = is_damaged_zstd(source) ? 0 : t.len;
        table_close(table);
        source_close(source);
        return text_str(&t);
}

static void check_again(Arena *a, const TableRow *row)
{
        ArenaMark mark = arena_mark(a);
        Text t = text_begin(a, MIB);
        Str names[8], fault = {0};
        Source *source;
        Table *table;
        TableRow back;

        for (size_t i = 0; i < row->n; i++)
                names[i] = str_fmt(a, "c%zu", i);
        csv_write_row(&t, names, row->n, CSV_AS_IS);
        csv_write_row(&t, row->field, row->n, CSV_AS_IS);
        if (source_open_bytes(text_str(&t), 0, &source) != OK ||
            table_open(a, source, &(TableOptions){.row_bytes_max = 8192, .window_bytes = 4096},
                       &table, &fault) != OK ||
            table_next(table, &back) != OK)
                abort();
        assert(back.n == row->n);
        for (size_t i = 0; i < row->n; i++)
                assert(str_eq(back.field[i], row->field[i]));
        table_close(table);
        source_close(source);
        arena_rewind(a, mark);
}

static void check_json(Arena *a, Str line)
{
        ArenaMark mark = arena_mark(a);
        const Json *j;
        Str fault;

        /* jansson has limits for numbers that text has not; columns not wanted may come twice */
        if (json_parse(a, line, &j, &fault) != OK && !str_has(fault, S("too big")) &&
            !str_has(fault, S("too small")) && !str_has(fault, S("overflow")) &&
            !str_has(fault, S("duplicate"))) {
                fprintf(stderr, "%.*s\n%.*s\n", S_ARG(fault), S_ARG(line));
                abort();
        }
        arena_rewind(a, mark);
}
