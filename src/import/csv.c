/* import/csv: see the header. */
#include "import/csv.h"

#include <assert.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static CsvEnd take_quoted(CsvScan *s, CsvRow *r, const char *f, Str *out);
static CsvEnd take_line_end(CsvScan *s, const char *e);
static Str undouble(CsvRow *r, Str inside);

static const char delimiters[] = {',', ';', '\t', '|'};

#ifdef __SSE2__ /* every x86-64 has it; no look at the processor needed */

static inline uint64_t marks_in(const char *block, char delimiter)
{
        const __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8('"');
        const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
        uint64_t marks = 0;

        for (int i = 0; i < CSV_BLOCK; i += 16) {
                __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
                __m128i hit =
                        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, d), _mm_cmpeq_epi8(v, q)),
                                     _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));

                marks |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << i;
        }
        return marks;
}

bool csv_is_plain(const char *at, size_t n)
{
        __m128i high = _mm_setzero_si128(), least = _mm_set1_epi8(1);
        size_t i = 0;
        int bad = 0;

        for (; i + 16 <= n; i += 16) {
                __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i));

                high = _mm_or_si128(high, v);
                least = _mm_min_epu8(least, v);
        }
        bad = _mm_movemask_epi8(_mm_or_si128(high, _mm_cmpeq_epi8(least, _mm_setzero_si128())));
        for (; i < n; i++)
                bad |= at[i] <= 0 || (unsigned char)at[i] >= 0x80;
        return bad == 0;
}

#else

static inline uint64_t marks_in(const char *block, char delimiter)
{
        uint64_t marks = 0;

        for (int i = 0; i < CSV_BLOCK; i++) {
                char c = block[i];

                marks |= (uint64_t)(c == delimiter || c == '"' || c == '\n' || c == '\r') << i;
        }
        return marks;
}

bool csv_is_plain(const char *at, size_t n)
{
        unsigned bad = 0;

        for (size_t i = 0; i < n; i++)
                bad |= (unsigned char)(at[i] - 1) >= 0x7F;
        return bad == 0;
}

#endif

static inline void load_block(CsvScan *s)
{
        s->marks = marks_in(s->block, s->delimiter);
        if (s->end - s->block < CSV_BLOCK)
                s->marks &= ((uint64_t)1 << (s->end - s->block)) - 1;
}

void csv_scan_at(CsvScan *s, const char *at, const char *end, bool is_last)
{
        s->at = s->block = at;
        s->end = end;
        s->is_last = is_last;
        load_block(s);
}

/* The next byte that could matter, or NULL at the end of the window, however often asked. */
static inline const char *next_mark(CsvScan *s)
{
        const char *p;

        while (s->marks == 0) {
                if (s->end - s->block <= CSV_BLOCK)
                        return NULL;
                s->block += CSV_BLOCK;
                load_block(s);
        }
        p = s->block + __builtin_ctzll(s->marks);
        s->marks &= s->marks - 1;
        return p;
}

static inline void add_field(CsvRow *r, Str field)
{
        if (field.len > r->bytes_longest) {
                r->bytes_longest = field.len;
                r->column = r->n + 1;
        }
        if (r->n < r->fields_max)
                r->field[r->n] = field;
        r->n++;
}

CsvEnd csv_scan_row(CsvScan *s, CsvRow *r)
{
        const char *row = s->at, *f = row, *e;
        Str field;

        r->n = r->bytes_longest = r->column = r->side_used = 0;
        r->lines = 0;
        for (;;) {
                if (f < s->end && *f == '"') {
                        CsvEnd end = take_quoted(s, r, f, &field);

                        if (end != CSV_ROW)
                                return end;
                        e = r->stop;
                } else {
                        do
                                e = next_mark(s);
                        while (e && *e == '"'); /* in the middle of a field it is text */
                        if (!e) {
                                r->stop = s->end;
                                if ((size_t)(s->end - row) > s->row_bytes_max)
                                        return CSV_TOO_LONG;
                                if (!s->is_last)
                                        return CSV_MORE;
                                e = s->end;
                        }
                        field = (Str){f, (size_t)(e - f)};
                }
                add_field(r, field);
                if (e == s->end || *e != s->delimiter)
                        break;
                f = e + 1;
        }
        r->stop = e;
        if ((size_t)(e - row) > s->row_bytes_max)
                return CSV_TOO_LONG;
        return take_line_end(s, e);
}

/* Moves on behind the line end at e, which may be CR, LF, both or the end of everything. */
static CsvEnd take_line_end(CsvScan *s, const char *e)
{
        if (e < s->end && *e == '\r') {
                if (e + 1 == s->end && !s->is_last)
                        return CSV_MORE;
                if (e + 1 < s->end && e[1] == '\n')
                        e = next_mark(s);
        }
        s->at = e < s->end ? e + 1 : e;
        return CSV_ROW;
}

/* The field whose quote opens at f; *out is its text and r->stop the mark behind it. */
static CsvEnd take_quoted(CsvScan *s, CsvRow *r, const char *f, Str *out)
{
        const char *row = s->at, *p = next_mark(s);
        bool has_doubled = false;

        assert(p == f);
        r->stop = s->end;
        if ((size_t)(f - row) > s->row_bytes_max)
                return CSV_TOO_LONG;
        for (;;) {
                bool is_final;

                p = next_mark(s);
                if (!p || (size_t)(p - row) > s->row_bytes_max) {
                        if (!s->is_last && (size_t)(s->end - row) <= s->row_bytes_max)
                                return CSV_MORE;
                        r->column = r->n + 1;
                        r->byte = (size_t)(f - row) + 1;
                        return CSV_OPEN_QUOTE;
                }
                is_final = p + 1 == s->end;
                if (*p == '"') {
                        if (is_final && !s->is_last)
                                return CSV_MORE;
                        if (is_final || p[1] != '"')
                                break;
                        next_mark(s);
                        has_doubled = true;
                } else if (*p == '\n' || (*p == '\r' && !is_final && p[1] != '\n')) {
                        r->lines++;
                }
        }
        *out = (Str){f + 1, (size_t)(p - f - 1)};
        if (has_doubled)
                *out = undouble(r, *out);
        r->stop = p + 1;
        if (p + 1 == s->end || p[1] == s->delimiter || p[1] == '\n' || p[1] == '\r') {
                if (p + 1 < s->end)
                        next_mark(s);
                return CSV_ROW;
        }
        r->column = r->n + 1;
        r->byte = (size_t)(p + 1 - row) + 1;
        return CSV_AFTER_QUOTE;
}

/* The one kind of field that is copied. All of them together are shorter than the row. */
static Str undouble(CsvRow *r, Str inside)
{
        char *to = r->side + r->side_used, *begin = to;

        while (inside.len) {
                size_t n = str_find(inside, '"');

                n = n < inside.len ? n + 1 : n; /* with the first quote of the two */
                memcpy(to, inside.at, n);
                to += n;
                inside = str_skip(inside, n + 1);
        }
        r->side_used += (size_t)(to - begin);
        return (Str){begin, (size_t)(to - begin)};
}

const char *csv_line_end(const char *at, const char *end)
{
        for (; at < end; at += CSV_BLOCK) {
                uint64_t marks = marks_in(at, '\n');

                for (; marks; marks &= marks - 1) {
                        const char *p = at + __builtin_ctzll(marks);

                        if (p >= end)
                                return end;
                        if (*p != '"')
                                return p;
                }
        }
        return end;
}

char csv_delimiter_of(Str header)
{
        size_t count[sizeof delimiters] = {0}, best = 0;
        bool in_quotes = false, at_begin = true;

        for (size_t i = 0; i < header.len; i++) {
                const char *d = memchr(delimiters, header.at[i], sizeof delimiters);

                if (header.at[i] == '"' && (in_quotes || at_begin))
                        in_quotes = !in_quotes; /* a doubled quote closes and opens again */
                else if (!in_quotes && (header.at[i] == '\n' || header.at[i] == '\r'))
                        break;
                else if (!in_quotes && d)
                        count[d - delimiters]++;
                at_begin = d != NULL || header.at[i] == '"';
        }
        for (size_t k = 1; k < sizeof delimiters; k++)
                if (count[k] > count[best])
                        best = k;
        return delimiters[best];
}

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
