/* decide/csv: see the header. */
#include "decide/csv.h"

/* Takes one cell; *out_ends: the row is over behind it. */
static Status cell(Arena *a, Str *rest, int64_t *line, Str *out, bool *out_ends)
{
        size_t i = 0;

        *out_ends = true;
        if (rest->len && rest->at[0] == '"') {
                Text t = text_begin(a, rest->len + 1);

                for (i = 1;; i++) {
                        if (i >= rest->len)
                                return INVALID;
                        if (rest->at[i] == '"' && i + 1 < rest->len && rest->at[i + 1] == '"')
                                i++;
                        else if (rest->at[i] == '"')
                                break;
                        *line += rest->at[i] == '\n';
                        text_char(&t, rest->at[i]);
                }
                *out = text_str(&t);
                *rest = str_skip(*rest, i + 1);
                i = 0;
                if (rest->len && rest->at[0] != ',' && rest->at[0] != '\n' && rest->at[0] != '\r')
                        return INVALID;
        } else {
                while (i < rest->len && rest->at[i] != ',' && rest->at[i] != '\n' &&
                       rest->at[i] != '\r')
                        i++;
                *out = (Str){rest->at, i};
        }
        *rest = str_skip(*rest, i);
        if (!rest->len)
                return OK;
        *out_ends = rest->at[0] != ',';
        if (rest->at[0] == '\r' && rest->len > 1 && rest->at[1] == '\n')
                *rest = str_skip(*rest, 1);
        *line += *out_ends;
        *rest = str_skip(*rest, 1);
        return OK;
}

Status decide_csv_row(Arena *a, Str *rest, int64_t *line, DecideCsvRow *out)
{
        while (rest->len) {
                bool ends = false;

                *out = (DecideCsvRow){.line = *line};
                while (!ends) {
                        if (out->n == DECIDE_CSV_COLUMNS_MAX)
                                return INVALID;
                        TRY(cell(a, rest, line, &out->cells[out->n], &ends));
                        out->cells[out->n] = str_trim(out->cells[out->n]);
                        out->n++;
                }
                if (out->n > 1 || out->cells[0].len)
                        return OK;
        }
        return NOT_FOUND;
}

size_t decide_csv_column(const DecideCsvRow *head, const char *name)
{
        for (size_t i = 0; i < head->n; i++)
                if (str_eq_nocase(head->cells[i], str_from(name)))
                        return i;
        return head->n;
}
