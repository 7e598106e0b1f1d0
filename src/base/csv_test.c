/* Rows of CSV, by a scan that looks at 64 bytes at once, against a reader that looks at one. */
#include "base/csv.h"
#include "tests/check.h"

enum { FIELDS_MAX = 8, ROW_MAX = 300, TEXTS = 60000, TEXT_MAX = 700 };

/* One row, byte by byte (RFC 4180; a quote in the middle of a field is text; a CR alone ends a row,
 * too). */
typedef struct {
        const char *at, *end;
        char delimiter;
        size_t n;
        char field[FIELDS_MAX][ROW_MAX + 1];
        size_t len[FIELDS_MAX];
        int64_t lines; /* ends of lines in quotes */
        CsvEnd ended;
} Slow;

static void slow_add(Slow *s, char c)
{
        if (s->n < FIELDS_MAX && s->len[s->n] < ROW_MAX)
                s->field[s->n][s->len[s->n]++] = c;
}

/* Behind the opening quote; false: there is no good end. */
static bool slow_quoted(Slow *s)
{
        for (; s->at < s->end; s->at++) {
                if (*s->at != '"') {
                        s->lines += *s->at == '\n' ||
                                    (*s->at == '\r' && s->at + 1 < s->end && s->at[1] != '\n');
                        slow_add(s, *s->at);
                } else if (s->at + 1 < s->end && s->at[1] == '"') {
                        slow_add(s, *s->at++);
                } else {
                        s->at++;
                        if (s->at == s->end || *s->at == s->delimiter || *s->at == '\n' ||
                            *s->at == '\r')
                                return true;
                        s->ended = CSV_AFTER_QUOTE;
                        return false;
                }
        }
        s->ended = CSV_OPEN_QUOTE;
        return false;
}

static void slow_row(Slow *s)
{
        memset(s->len, 0, sizeof s->len);
        s->n = 0;
        s->lines = 0;
        s->ended = CSV_ROW;
        for (;; s->n++, s->at++) {
                if (s->at < s->end && *s->at == '"') {
                        s->at++;
                        if (!slow_quoted(s))
                                return;
                }
                while (s->at < s->end && *s->at != s->delimiter && *s->at != '\n' && *s->at != '\r')
                        slow_add(s, *s->at++);
                if (s->at == s->end || *s->at != s->delimiter)
                        break;
        }
        s->n++;
        if (s->at < s->end && *s->at == '\r' && s->at + 1 < s->end && s->at[1] == '\n')
                s->at++;
        if (s->at < s->end)
                s->at++;
}

static uint64_t next(uint64_t *seed)
{
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        return *seed;
}

/* Good rows with quotes, and in a text at most one kind of what is not so good. */
static size_t make(uint64_t *seed, char *out)
{
        static const char *const good[] = {"a",      "bc",       ",",         "\n",
                                           "\r\n",   "\"x,y\",", "\"\"",      "12.50",
                                           ",NULL,", "\n",       "some text", "\"\"\"q\""},
                                 *const odd[] = {"\r", ",\"", "\",", "\"a\nb\"", "\"", "\"\r\""};
        size_t n = 0, wanted = next(seed) % (TEXT_MAX - 20), which = next(seed) % 6,
               seldom = 4 + next(seed) % 60;

        while (n < wanted) {
                const char *piece = next(seed) % seldom == 0 ? odd[which] : good[next(seed) % 12];
                size_t len = strlen(piece);

                memcpy(out + n, piece, len);
                n += len;
        }
        return n;
}

static void check_text(const char *text, size_t n, char *side, bool is_narrow)
{
        Str field[FIELDS_MAX];
        CsvRow r = {.field = field, .fields_max = FIELDS_MAX, .side = side};
        CsvScan s = {.delimiter = ',', .row_bytes_max = TEXT_MAX, .is_narrow = is_narrow};
        Slow slow = {.at = text, .end = text + n, .delimiter = ','};

        csv_scan_at(&s, text, text + n, true);
        while (s.at < s.end) {
                CsvEnd end = csv_scan_row(&s, &r);

                slow_row(&slow);
                CHECK(end == slow.ended);
                if (end != CSV_ROW)
                        return;
                CHECK(r.n == slow.n && s.at == slow.at && r.lines == slow.lines);
                for (size_t i = 0; i < r.n && i < FIELDS_MAX; i++) {
                        if (r.field[i].len > ROW_MAX)
                                continue;
                        CHECK(str_eq(r.field[i], (Str){slow.field[i], slow.len[i]}));
                }
        }
}

TEST(rows_are_the_same_whether_64_bytes_are_looked_at_or_one)
{
        char *text = arena_bytes(a, TEXT_MAX + CSV_PAD), *side = arena_bytes(a, TEXT_MAX + CSV_PAD);
        uint64_t seed = 88172645463325252u;

        for (int i = 0; i < TEXTS; i++)
                check_text(text, make(&seed, text), side, i % 2);
}
