/* base/csv_row: see the header. */
#include "base/csv_row.h"

#include <string.h>

static const char delimiters[] = {',', ';', '\t', '|'};

static bool is_plain_number(Str s)
{
        size_t digits = 0, points = 0;

        for (size_t i = 1; i < s.len; i++) {
                digits += s.at[i] >= '0' && s.at[i] <= '9';
                points += s.at[i] == '.';
        }
        return digits > 0 && points <= 1 && digits + points == s.len - 1;
}

static bool is_formula(Str s)
{
        switch (s.len ? s.at[0] : 0) {
        case '=':
        case '@':
        case '\t':
        case '\r': return true;
        case '+':
        case '-': return !is_plain_number(s);
        default: return false;
        }
}

static bool needs_quotes(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if (s.at[i] == '"' || s.at[i] == '\n' || s.at[i] == '\r' ||
                    memchr(delimiters, s.at[i], sizeof delimiters))
                        return true;
        return false;
}

void csv_write_row(Text *t, const Str *fields, size_t n, CsvFor reader)
{
        for (size_t i = 0; i < n; i++) {
                Str rest = fields[i], piece;
                bool quotes = needs_quotes(rest) || (n == 1 && str_empty(rest)); /* no blank line */

                if (i)
                        text_char(t, ',');
                if (quotes)
                        text_char(t, '"');
                if (reader == CSV_FOR_SHEETS && is_formula(rest))
                        text_char(t, '\'');
                while (!str_empty(rest)) {
                        size_t at = str_find(rest, '"');

                        piece = (Str){rest.at, at};
                        text_add(t, piece);
                        if (at < rest.len)
                                text_add(t, S("\"\""));
                        rest = str_skip(rest, at + 1);
                }
                if (quotes)
                        text_char(t, '"');
        }
        text_add(t, S("\r\n"));
}
