/* credit/token_trace: see the header. */
#include "credit/token_trace.h"

#include "base/table.h"
#include "base/time.h"
#include "base/words.h"
#include "base/yaml.h"
#include "credit/zone_clock.h"

#include <assert.h>
#include <string.h>

enum { ROW_MEMORY_MAX = 64 * 1024, DIGITS = 9 }; /* nanoseconds */

typedef enum { TIME, CONTEXT, GENERATED, COLUMNS } Column;

static const Str names[COLUMNS] = {S_INIT("TIMESTAMP"), S_INIT("ContextTokens"),
                                   S_INIT("GeneratedTokens")};

/* A moment finer than a microsecond. */
typedef struct {
        int64_t second_us;
        int64_t nano;
} Moment;

struct TokenTrace {
        Table *table;
        Arena a; /* of the row last read */
        Str zone, fault;
        ZoneClock clock;
        HashRun name; /* fed with it */
        Moment last;
        uint64_t place; /* of the last among those of its moment, from 0 */
        bool has_last;
};

static bool read_moment(TokenTrace *t, Str text, Moment *out);
static Status refuse(TokenTrace *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static Status read_row(TokenTrace *t, const TableRow *row, TokenRequest *out);

Str token_meter_name(TokenMeter meter)
{
        static const Str meters[TOKEN_METERS] = {S_INIT("tokens-in"), S_INIT("tokens-out")};

        assert((size_t)meter < TOKEN_METERS);
        return meters[meter];
}

static void feed_number(HashRun *run, uint64_t v)
{
        unsigned char b[8];

        for (int i = 7; i >= 0; i--, v >>= 8)
                b[i] = (unsigned char)v;
        hash_add(run, b, sizeof b);
}

/* The file must have all columns: table_want alone would take what lacks for empty. */
static Status check_columns(Arena *a, const Table *table, Str *out_fault)
{
        TableRow head = table_header(table);

        for (size_t c = 0; c < COLUMNS; c++) {
                bool found = false;

                for (size_t i = 0; i < head.n; i++)
                        found |= str_eq(head.field[i], names[c]);
                if (!found) {
                        *out_fault = str_fmt(a, _("expected a column '%.*s'"), S_ARG(names[c]));
                        return INVALID;
                }
        }
        return OK;
}

Status token_trace_open(Arena *a, Source *source, Str name, Str time_zone, TokenTrace **out,
                        Str *out_fault)
{
        TokenTrace *t = arena_new(a, TokenTrace, 1);
        const TableOptions options = {.row_bytes_max = TOKEN_ROW_BYTES_MAX};
        int64_t us;
        Status s;

        t->zone = str_copy(a, time_zone);
        if (!zone_clock_wall(&t->clock, t->zone, 0, &us)) {
                *out_fault = str_fmt(a,
                                     _("expected a time zone such as Europe/Madrid or UTC; "
                                       "found %s"),
                                     yaml_quote(a, time_zone));
                return INVALID;
        }
        hash_begin(&t->name);
        feed_number(&t->name, name.len);
        hash_add(&t->name, name.at, name.len);
        TRY(table_open(a, source, &options, &t->table, out_fault));
        s = check_columns(a, t->table, out_fault);
        if (s == OK)
                s = table_want(t->table, names, COLUMNS);
        if (s != OK) {
                table_close(t->table);
                return s;
        }
        t->a = arena_make(ROW_MEMORY_MAX);
        *out = t;
        return OK;
}

Status token_trace_next(TokenTrace *t, TokenRequest *out)
{
        TableRow row;
        Status s;

        t->fault = (Str){0};
        arena_reset(&t->a);
        s = table_next(t->table, &row);
        if (s != OK) {
                t->fault = table_fault(t->table);
                return s;
        }
        return read_row(t, &row, out);
}

static Status refuse(TokenTrace *t, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        t->fault = str_vfmt(&t->a, format, args);
        va_end(args);
        return INVALID;
}

static Status read_row(TokenTrace *t, const TableRow *row, TokenRequest *out)
{
        HashRun run = t->name;
        Moment m;
        int64_t tokens[TOKEN_METERS];

        if (!read_moment(t, row->field[TIME], &m))
                return refuse(t, _("expected a time as 2026-11-21 06:42:28.1234567; found %s"),
                              yaml_quote(&t->a, row->field[TIME]));
        if (t->has_last && (m.second_us < t->last.second_us ||
                            (m.second_us == t->last.second_us && m.nano < t->last.nano)))
                return refuse(t, _("expected a time that is not before the last one; found %s"),
                              yaml_quote(&t->a, row->field[TIME]));
        t->place = t->has_last && m.second_us == t->last.second_us && m.nano == t->last.nano
                           ? t->place + 1
                           : 0;
        t->has_last = true;
        t->last = m; /* before the rest is judged: a row that is mended keeps the others' places */
        for (int i = 0; i < TOKEN_METERS; i++)
                if (!str_to_int(row->field[CONTEXT + i], 0, TOKENS_MAX, &tokens[i]) ||
                    row->field[CONTEXT + i].at[0] == '-')
                        return refuse(t, _("expected a whole number for '%.*s'; found %s"),
                                      S_ARG(names[CONTEXT + i]),
                                      yaml_quote(&t->a, row->field[CONTEXT + i]));
        feed_number(&run, (uint64_t)m.second_us);
        feed_number(&run, (uint64_t)m.nano);
        feed_number(&run, t->place);
        out->key = hash_end(&run);
        out->at_us = m.second_us + m.nano / 1000;
        for (int i = 0; i < TOKEN_METERS; i++)
                out->quantity[i] = exact_from_scale(tokens[i], 0);
        return OK;
}

/* The digits behind the second are taken out; the rest is for time_parse. */
static bool read_moment(TokenTrace *t, Str text, Moment *out)
{
        char buffer[TOKEN_TIME_BYTES_MAX + 2];
        size_t n = 19, digits = 0;
        Str rest;
        int64_t us, nano = 0;

        if (text.len < n || text.len > TOKEN_TIME_BYTES_MAX)
                return false;
        rest = str_skip(text, n);
        if (rest.len && rest.at[0] == '.') {
                rest = (Str){rest.at + 1, rest.len - 1};
                while (digits < rest.len && rest.at[digits] >= '0' && rest.at[digits] <= '9')
                        digits++;
                if (digits == 0 || digits > DIGITS)
                        return false;
                for (size_t i = 0; i < DIGITS; i++)
                        nano = nano * 10 + (i < digits ? rest.at[i] - '0' : 0);
                rest = str_skip(rest, digits);
        }
        memcpy(buffer, text.at, n);
        if (rest.len)
                memcpy(buffer + n, rest.at, rest.len);
        else
                buffer[n] = 'Z';
        n += rest.len ? rest.len : 1;
        if (!time_parse((Str){buffer, n}, &us) ||
            (!rest.len && !zone_clock_moment(&t->clock, t->zone, us, &us)))
                return false;
        *out = (Moment){us, nano};
        return true;
}

Str token_trace_fault(const TokenTrace *t)
{
        return t->fault;
}

int64_t token_trace_line(const TokenTrace *t)
{
        return table_line(t->table);
}

void token_trace_close(TokenTrace *t)
{
        if (!t)
                return;
        table_close(t->table);
        arena_free(&t->a);
}
