/* exchange/list_csv: see the header. */
#include "exchange/list_csv.h"

#include <string.h>

static size_t count_of(Str s, char c)
{
        size_t n = 0;

        for (size_t i = 0; i < s.len; i++)
                n += s.at[i] == c;
        return n;
}

ListCsv list_csv_begin(Str text)
{
        static const char delimiters[] = {';', '\t', '|'};
        ListCsv c = {.delimiter = ',', .line = 1};
        Str head;

        c.rest = str_starts(text, S("\xef\xbb\xbf")) ? str_skip(text, 3) : text;
        head = (Str){c.rest.at, str_find(c.rest, '\n')};
        for (size_t i = 0; i < sizeof delimiters; i++)
                if (count_of(head, delimiters[i]) > count_of(head, c.delimiter))
                        c.delimiter = delimiters[i];
        return c;
}

/* In quotes; rest stands behind the closing one afterwards. */
static Status quoted(ListCsv *c, Arena *a, Str *out)
{
        Str rest = str_skip(c->rest, 1);
        Text t = text_begin(a, rest.len + 1);

        for (;;) {
                size_t at = str_find(rest, '"');

                if (at == rest.len)
                        return INVALID;
                text_add(&t, str_head(rest, at));
                if (at < rest.len && str_starts(str_skip(rest, at), S("\"\"")))
                        text_char(&t, '"');
                else
                        break;
                rest = str_skip(rest, at + 2);
        }
        c->rest = str_skip(rest, str_find(rest, '"') + 1);
        *out = text_str(&t);
        c->line += (int64_t)count_of(*out, '\n');
        return OK;
}

static bool is_end(const ListCsv *c, size_t i)
{
        char x = c->rest.at[i];

        return x == c->delimiter || x == '\n' ||
               (x == '\r' && (i + 1 == c->rest.len || c->rest.at[i + 1] == '\n'));
}

/* *out_ends: the row is over behind it. */
static Status cell(ListCsv *c, Arena *a, Str *out, bool *out_ends)
{
        size_t i = 0;

        *out = (Str){0};
        if (str_starts(c->rest, S("\"")))
                TRY(quoted(c, a, out));
        while (i < c->rest.len && !is_end(c, i))
                i++;
        if (i && out->at)
                return INVALID; /* text behind a closing quote */
        if (i)
                *out = (Str){c->rest.at, i};
        c->rest = str_skip(c->rest, i);
        *out_ends = !c->rest.len || c->rest.at[0] != c->delimiter;
        c->rest = str_skip(c->rest, str_starts(c->rest, S("\r\n")) ? 2 : 1);
        c->line += *out_ends;
        return OK;
}

Status list_csv_row(ListCsv *c, Arena *a, ListCsvRow *out)
{
        while (c->rest.len) {
                bool ends = false;

                out->n = 0;
                out->line = c->line;
                while (!ends) {
                        if (out->n == LIST_CSV_COLUMNS_MAX)
                                return INVALID;
                        TRY(cell(c, a, &out->cells[out->n++], &ends));
                }
                if (out->n > 1 || out->cells[0].len)
                        return OK;
        }
        return NOT_FOUND;
}

Str list_cell_back(Str cell)
{
        return cell.len > 1 && cell.at[0] == '\'' && strchr("=@+-\t\r", cell.at[1])
                       ? str_skip(cell, 1)
                       : cell;
}
