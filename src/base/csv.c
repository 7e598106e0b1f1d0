/* base/csv: see the header. */
#include "base/csv.h"

#include <assert.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

static bool take_quickly(CsvScan *s, CsvRow *r);
static CsvEnd take_carefully(CsvScan *s, CsvRow *r);
static CsvEnd take_quoted(CsvScan *s, CsvRow *r, const char *f, Str *out);
static CsvEnd take_line_end(CsvScan *s, const char *e);
static Str undouble(CsvRow *r, Str inside);

typedef struct {
        uint64_t quotes, delimiters, feeds, returns;
} Kinds;

enum { CSV_PIECE = 16 };

static const char delimiters[] = {',', ';', '\t', '|'};

#ifdef __SSE2__ /* every x86-64 has it; the newer instructions are asked for when running */

#define CSV_WIDE

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

/* How many bytes come before a quote or the end: at most CSV_PIECE, which are copied. */
static inline size_t plain_bytes(const char *at, const char *end)
{
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        size_t n = bits ? (size_t)__builtin_ctz(bits) : CSV_PIECE, left = (size_t)(end - at);

        return n < left ? n : left;
}

static inline uint64_t bits_of(__m128i v0, __m128i v1, __m128i v2, __m128i v3, char c)
{
        const __m128i wanted = _mm_set1_epi8(c);
        uint64_t b0 = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v0, wanted)),
                 b1 = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v1, wanted)),
                 b2 = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v2, wanted)),
                 b3 = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v3, wanted));

        return (b0 | b1 << 16) | (b2 | b3 << 16) << 32;
}

static inline Kinds kinds_in(const char *block, char delimiter)
{
        const __m128i *at = (const __m128i *)(const void *)block;
        __m128i v0 = _mm_loadu_si128(at), v1 = _mm_loadu_si128(at + 1),
                v2 = _mm_loadu_si128(at + 2), v3 = _mm_loadu_si128(at + 3);

        return (Kinds){bits_of(v0, v1, v2, v3, '"'), bits_of(v0, v1, v2, v3, delimiter),
                       bits_of(v0, v1, v2, v3, '\n'), bits_of(v0, v1, v2, v3, '\r')};
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

static inline size_t plain_bytes(const char *at, const char *end)
{
        size_t n = 0;

        while (n < CSV_PIECE && at + n < end && at[n] != '"')
                n++;
        return n;
}

static inline Kinds kinds_in(const char *block, char delimiter)
{
        Kinds k = {0};

        for (int i = 0; i < CSV_BLOCK; i++) {
                k.quotes |= (uint64_t)(block[i] == '"') << i;
                k.delimiters |= (uint64_t)(block[i] == delimiter) << i;
                k.feeds |= (uint64_t)(block[i] == '\n') << i;
                k.returns |= (uint64_t)(block[i] == '\r') << i;
        }
        return k;
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
        s->ahead = NULL;
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
        r->n = r->bytes_longest = r->column = r->side_used = 0;
        r->lines = 0;
        if (take_quickly(s, r))
                return CSV_ROW;
        r->n = r->bytes_longest = r->column = r->side_used = 0;
        csv_scan_at(s, s->at, s->end, s->is_last);
        return take_carefully(s, r);
}

/* All bits from each set bit up to before the next one: 0010 0100 gives 0001 1100, lowest first. */
static inline uint64_t between(uint64_t bits)
{
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ bits << 32;
}

/* The bits of a block of n bytes. A quote opens at the beginning of a field or behind a quote, and
 * behind one that closes stands a quote or an end; all else is odd. So are line ends in quotes,
 * which the careful way counts, and a CR that is no part of CR LF. */
static inline __attribute__((always_inline)) void reckon(CsvScan *s, size_t i, const char *block,
                                                         Kinds k)
{
        uint64_t inside, opens, closes, ends, odd;

        if (s->end - block < CSV_BLOCK) {
                uint64_t is_there = ((uint64_t)1 << (s->end - block)) - 1;

                k.quotes &= is_there;
                k.delimiters &= is_there;
                k.feeds &= is_there;
                k.returns &= is_there;
        }
        ends = k.delimiters | k.feeds;
        inside = between(k.quotes) ^ s->inside;
        opens = k.quotes & inside;
        closes = k.quotes & ~inside;
        s->ends[i] = ends & ~inside;
        s->twins[i] = opens & (k.quotes << 1 | s->after_quote);
        odd = opens & ~(s->ends[i] << 1 | s->after_end | s->twins[i]);
        odd |= (closes << 1 | s->after_close) & ~(ends | k.returns | k.quotes);
        odd |= (k.feeds | k.returns) & inside;
        if (k.returns) {
                uint64_t next = s->end - block > CSV_BLOCK && block[CSV_BLOCK] == '\n';

                odd |= k.returns & ~(k.feeds >> 1 | next << 63);
        }
        s->odd |= (uint64_t)(odd != 0) << i;
        s->inside = 0 - (inside >> 63);
        s->after_end = s->ends[i] >> 63;
        s->after_quote = k.quotes >> 63;
        s->after_close = closes >> 63;
}

#ifdef CSV_WIDE

__attribute__((target("avx512f,avx512bw"))) static void reckon_wide(CsvScan *s)
{
        const __m512i quote = _mm512_set1_epi8('"'), delimiter = _mm512_set1_epi8(s->delimiter),
                      feed = _mm512_set1_epi8('\n'), back = _mm512_set1_epi8('\r');

        for (size_t i = 0; i < s->ahead_n; i++) {
                const char *block = s->ahead + i * CSV_BLOCK;
                __m512i v = _mm512_loadu_si512(block);

                reckon(s, i, block,
                       (Kinds){_mm512_cmpeq_epi8_mask(v, quote),
                               _mm512_cmpeq_epi8_mask(v, delimiter),
                               _mm512_cmpeq_epi8_mask(v, feed), _mm512_cmpeq_epi8_mask(v, back)});
        }
}

#endif

/* The blocks from at on, some at a time: what one needs of the one before is little, so the
 * processor does several at once. */
static void reckon_ahead(CsvScan *s, const char *at)
{
        size_t n = (size_t)(s->end - at + CSV_BLOCK - 1) / CSV_BLOCK;

        s->ahead = at;
        s->ahead_at = 0;
        s->ahead_n = n < CSV_AHEAD_MAX ? n : CSV_AHEAD_MAX;
        s->odd = 0;
#ifdef CSV_WIDE
        if (s->is_wide) {
                reckon_wide(s);
                return;
        }
#endif
        for (size_t i = 0; i < s->ahead_n; i++) {
                const char *block = at + i * CSV_BLOCK;

                reckon(s, i, block, kinds_in(block, s->delimiter));
        }
}

/* To the block behind; before the first when none was reckoned. false: nothing more, or it is odd.
 */
static inline bool next_block(CsvScan *s)
{
        if (!s->ahead) {
                s->inside = 0;
                s->after_end = 1;
                s->after_quote = s->after_close = 0;
#ifdef CSV_WIDE
                s->is_wide = !s->is_narrow && __builtin_cpu_supports("avx512bw");
#endif
                reckon_ahead(s, s->at);
        } else if (++s->ahead_at >= s->ahead_n) {
                if (s->end - s->ahead <= CSV_AHEAD_MAX * CSV_BLOCK)
                        return false;
                reckon_ahead(s, s->ahead + CSV_AHEAD_MAX * CSV_BLOCK);
        }
        return s->ahead_n > 0 && !(s->odd >> s->ahead_at & 1);
}

/* The row at s->at when nothing in it or near it is odd and it ends in the window. false: as if not
 * asked. */
static bool take_quickly(CsvScan *s, CsvRow *r)
{
        const char *f = s->at, *e, *block;
        uint64_t ends, twins;
        bool has_twins = false, is_row = false;

        if (!s->ahead && !next_block(s))
                return false;
        ends = s->ends[s->ahead_at];
        twins = s->twins[s->ahead_at];
        block = s->ahead + s->ahead_at * CSV_BLOCK;
        while (!is_row) {
                size_t quotes;
                Str field;

                if (ends == 0) {
                        has_twins |= twins != 0;
                        if (!next_block(s))
                                return false;
                        ends = s->ends[s->ahead_at];
                        twins = s->twins[s->ahead_at];
                        block = s->ahead + s->ahead_at * CSV_BLOCK;
                        continue;
                }
                e = block + __builtin_ctzll(ends);
                has_twins |= (twins & (ends ^ (ends - 1))) != 0;
                twins &= ~(ends ^ (ends - 1));
                ends &= ends - 1;
                is_row = *e == '\n';
                if (is_row)
                        r->stop = e > s->at && e[-1] == '\r' ? e - 1 : e;
                quotes = f < e && *f == '"';
                field = (Str){f + quotes, (size_t)((is_row ? r->stop : e) - f) - 2 * quotes};
                if (has_twins) {
                        if ((size_t)(e - s->at) > s->row_bytes_max)
                                return false; /* no room beside for so long a row */
                        field = undouble(r, field);
                        has_twins = false;
                }
                add_field(r, field);
                f = e + 1;
        }
        if ((size_t)(r->stop - s->at) > s->row_bytes_max)
                return false;
        s->ends[s->ahead_at] = ends;
        s->twins[s->ahead_at] = twins;
        s->at = f;
        return true;
}

/* From mark to mark. */
static CsvEnd take_carefully(CsvScan *s, CsvRow *r)
{
        const char *row = s->at, *f = row, *e;
        Str field;

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

/* The one kind of field that is copied. All of them together are shorter than the row; up to
 * CSV_PAD bytes behind that are written, too. */
static Str undouble(CsvRow *r, Str inside)
{
        char *to = r->side + r->side_used, *begin = to;
        const char *at = inside.at, *end = at + inside.len;

        while (at < end) {
                size_t n = plain_bytes(at, end);

                memcpy(to, at, CSV_PIECE);
                to += n;
                at += n;
                if (n < CSV_PIECE && at < end) {
                        *to++ = '"'; /* the first of the two */
                        at += 2;
                }
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
