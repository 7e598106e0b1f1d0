/* credit/focus: see the header. */
#include "credit/focus.h"

#include "base/ndjson.h"
#include "base/words.h"
#include "credit/focus_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/random.h>

static const FocusColumn needed[] = {FOCUS_BILLED_COST, FOCUS_BILLING_CURRENCY,
                                     FOCUS_BILLING_PERIOD_START, FOCUS_CHARGE_PERIOD_START};

static Status read_header(Focus *f, TableRow header);
static Status read_rows(Focus *f, Table *table, FocusTake take, void *ctx);
static void report_columns(Focus *f);

uint64_t focus_seed(void)
{
        uint64_t seed;

        if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
                seed = 0x2545F4914F6CDD1Du; /* only who wants to slow us has a use for it */
        return seed;
}

/* What reading takes beside the caller's arena: given back when that ends, too, as too much jumps
 * over focus_read. */
typedef struct {
        Arena own;
        Table *table;
} Reading;

static void reading_end(void *ctx)
{
        Reading *r = ctx;

        table_close(r->table);
        r->table = NULL;
        arena_free(&r->own);
}

static Reading *reading_begin(Arena *a)
{
        Reading *r = arena_new(a, Reading, 1);

        r->own = arena_make(SIZE_MAX);
        arena_at_end(a, reading_end, r);
        return r;
}

/* The reader's memory is an arena of its own, so that the report's does not keep it. */
static Focus *focus_begin(Arena *own, Arena *a, const FocusOptions *o, FocusReport *report)
{
        Focus *f = arena_new(own, Focus, 1);

        f->o = o;
        f->a = a;
        f->report = report;
        f->side = arena_bytes(own, NDJSON_SIDE(FOCUS_JSON_BYTES_MAX));
        f->seed = focus_seed();
        return f;
}

Status focus_read(Arena *a, Source *source, const FocusOptions *options, FocusTake take, void *ctx,
                  FocusReport *out)
{
        TableOptions form = {.form = TABLE_CSV,
                             .window_bytes = options->window_bytes ? options->window_bytes
                                                                   : FOCUS_WINDOW_BYTES};
        Reading *r = reading_begin(a);
        Focus *f;
        Status status;

        *out = (FocusReport){0};
        f = focus_begin(&r->own, a, options, out);
        status = table_open(a, source, &form, &r->table, &out->fault);
        if (status == OK)
                status = read_header(f, table_header(r->table));
        if (status == OK)
                status = read_rows(f, r->table, take, ctx);
        out->is_whole = status == OK;
        if (status != OK && str_empty(out->fault) && r->table)
                out->fault = str_copy(a, table_fault(r->table));
        reading_end(r);
        return status;
}

/* Columns stand in the order of what they hold, so that each kind is looked at by itself. */
static void know(Focus *f, size_t place, int column)
{
        size_t at = f->n++;

        f->report->present[column / 64] |= (uint64_t)1 << (column % 64);
        for (; at > 0 && (int)f->to[at - 1] > column; at--) {
                f->from[at] = f->from[at - 1];
                f->to[at] = f->to[at - 1];
        }
        f->from[at] = (uint16_t)place;
        f->to[at] = (FocusColumn)column;
        f->numbers += column < FOCUS_NUMBERS;
        f->times += column < FOCUS_CHOICE_FIRST;
        f->choices += column < FOCUS_BILLING_CURRENCY;
        f->jsons += column < FOCUS_JSON_FIRST + FOCUS_JSONS;
}

static void pass_unknown(Focus *f, Str name)
{
        FocusReport *r = f->report;

        if (r->unknown_n < FOCUS_UNKNOWN_MAX)
                r->unknown[r->unknown_n++] =
                        str_copy(f->a, str_head(name, FOCUS_UNKNOWN_NAME_BYTES));
        focus_find(f, FOCUS_COLUMN_UNKNOWN, -1, false, _("\"%.*s\" is not known"),
                   S_ARG(str_head(name, FOCUS_UNKNOWN_NAME_BYTES)));
}

/* First the names of the specification, then others for what is still missing. */
static Status read_header(Focus *f, TableRow header)
{
        FocusReport *r = f->report;

        for (size_t i = 0; i < header.n; i++) {
                bool is_exact;
                int column = focus_column_find(header.field[i], &is_exact);

                if (column >= 0 && is_exact) /* once: the table has no name twice */
                        know(f, i, column);
        }
        for (size_t i = 0; i < header.n; i++) {
                bool is_exact;
                int column = focus_column_find(header.field[i], &is_exact);

                if (column >= 0 && is_exact)
                        continue;
                if (column < 0 || focus_is_present(r, (FocusColumn)column)) {
                        pass_unknown(f, header.field[i]);
                        continue;
                }
                know(f, i, column);
                focus_find(f, FOCUS_COLUMN_RENAMED, column, false, _("is called \"%.*s\" here"),
                           S_ARG(str_head(header.field[i], FOCUS_UNKNOWN_NAME_BYTES)));
        }
        report_columns(f);
        focus_check_begin(f);
        for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
                if (!focus_is_present(r, needed[i])) {
                        r->fault = str_fmt(f->a, _("The file has no column %s."),
                                           focus_column_info(needed[i])->name.at);
                        return INVALID;
                }
        return OK;
}

/* Which version it is, what that misses, and what may not be null. */
static void report_columns(Focus *f)
{
        FocusReport *r = f->report;

        r->version = FOCUS_VERSION_FIRST;
        for (size_t i = 0; i < f->n; i++)
                if (focus_column_info(f->to[i])->since > r->version)
                        r->version = focus_column_info(f->to[i])->since;
        for (int i = 0; i < FOCUS_COLUMNS; i++) {
                const FocusColumnInfo *info = focus_column_info((FocusColumn)i);
                /* in its last version a column is on its way out */
                bool is_meant =
                        info->since <= r->version && (!info->last || info->last > r->version);

                if (!focus_is_present(r, (FocusColumn)i)) {
                        f->nulls[i / 64] |= (uint64_t)1 << (i % 64);
                        if (info->is_mandatory && is_meant)
                                focus_find(f, FOCUS_COLUMN_MISSING, i, false,
                                           _("is not in the file"));
                } else if (!info->may_be_null) {
                        f->not_null[i / 64] |= (uint64_t)1 << (i % 64);
                }
        }
}

/* Nothing, or NULL in letters of either case. */
static inline bool is_null(Str s)
{
        uint32_t letters, wanted;

        if (s.len != sizeof letters)
                return s.len == 0;
        memcpy(&letters, s.at, sizeof letters);
        memcpy(&wanted, "null", sizeof wanted);
        return (letters | 0x20202020) == wanted;
}

/* The row's texts to their columns. */
static void take_texts(Focus *f, const TableRow *row)
{
        const Str *field = row->field;
        uint64_t nulls[2] = {0};
        size_t n = f->n;

        for (size_t i = 0; i < n; i++) {
                FocusColumn column = f->to[i];
                Str text = field[f->from[i]];
                uint64_t none = is_null(text);

                text.at = none ? NULL : text.at;
                text.len = none ? 0 : text.len;
                f->line.text[column] = text;
                nulls[column / 64] |= none << (column % 64);
        }
        for (int i = 0; i < 2; i++)
                f->nulls[i] = (f->nulls[i] & ~f->report->present[i]) | nulls[i];
}

static Status take_row(Focus *f, const TableRow *row, FocusTake take, void *ctx)
{
        memset(f->line.choice, 0, sizeof f->line.choice);
        take_texts(f, row);
        focus_check(f);
        if (f->is_refused)
                return INVALID;
        f->report->lines++;
        return take(ctx, &f->line);
}

static Status read_rows(Focus *f, Table *table, FocusTake take, void *ctx)
{
        FocusReport *r = f->report;
        TableRow row = {0};

        if (f->o->rows_skipped > 0) {
                Status status = table_skip(table, f->o->rows_skipped);

                if (status != OK && status != NOT_FOUND)
                        return status;
        }
        for (;;) {
                Status status = table_next(table, &row);

                if (status == NOT_FOUND)
                        return OK;
                if (status != OK && status != INVALID)
                        return status;
                r->rows++;
                f->line.row = table_row(table);
                f->is_refused = false;
                if (status == INVALID)
                        focus_find(f, FOCUS_ROW_TORN, -1, true, "%.*s", S_ARG(table_fault(table)));
                else
                        status = take_row(f, &row, take, ctx);
                r->refused += f->is_refused;
                if (f->is_refused && f->o->is_strict)
                        return INVALID;
                if (status != OK && !f->is_refused)
                        return status;
        }
}

bool focus_tag(const FocusLine *line, Str key, char *side, Str *out)
{
        Str tags = line->text[FOCUS_TAGS], name;
        Ndjson j;

        *out = (Str){0};
        if (tags.len == 0 || tags.len > FOCUS_JSON_BYTES_MAX)
                return false;
        j = ndjson_begin(tags, side);
        while (ndjson_next(&j, &name, out) == NDJSON_MEMBER)
                if (str_eq(str_trim(name), key))
                        return true;
        *out = (Str){0};
        return false;
}
