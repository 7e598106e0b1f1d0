/* apply/likeness: see the header. */
#include "apply/likeness.h"

#include "people/people.h"

#include <stdlib.h>
#include <string.h>

enum {
        TRIGRAMS_MAX = 400,
        WORDS_MIN = 12,
        SLIP_BYTES_MIN = 6, /* in a shorter name one letter is another name */
        SLIP_TWO_BYTES_MIN = 12,
        SLIP_BYTES_MAX = 60,
        LIKE_SLIP = 850
};

/* --- hashes */

static uint64_t mix(uint64_t x)
{
        x ^= x >> 33;
        x *= 0xFF51AFD7ED558CCDULL;
        x ^= x >> 33;
        x *= 0xC4CEB9FE1A85EC53ULL;
        return x ^ x >> 33;
}

static int64_t key_of(uint64_t h)
{
        h &= INT64_MAX;
        return h ? (int64_t)h : 1;
}

/* --- names */

static int by_value(const void *x, const void *y)
{
        uint32_t p = *(const uint32_t *)x, q = *(const uint32_t *)y;

        return p < q ? -1 : p > q;
}

/* Trigrams of bytes, with two spaces before each word and one behind; sorted, each once. */
static size_t trigrams(Str name, uint32_t out[TRIGRAMS_MAX])
{
        char text[PARTY_NAME_BARE_BYTES], padded[PARTY_NAME_BARE_BYTES + 8];
        Str bare = party_name_bare(name, text);
        size_t len = 0, n = 0, kept = 0;

        if (!bare.len)
                return 0;
        padded[len++] = ' ';
        padded[len++] = ' ';
        memcpy(padded + len, bare.at, bare.len);
        len += bare.len;
        padded[len++] = ' ';
        for (size_t i = 0; i + 3 <= len && n < TRIGRAMS_MAX; i++)
                out[n++] = (uint32_t)(unsigned char)padded[i] << 16 |
                           (uint32_t)(unsigned char)padded[i + 1] << 8 |
                           (unsigned char)padded[i + 2];
        qsort(out, n, sizeof *out, by_value);
        for (size_t i = 0; i < n; i++)
                if (!kept || out[kept - 1] != out[i])
                        out[kept++] = out[i];
        return kept;
}

/* Letters left out, put in, changed, or two that changed places (optimal string alignment). Both
 * have at most SLIP_BYTES_MAX bytes. */
static int slips(Str x, Str y)
{
        int row[3][SLIP_BYTES_MAX + 1] = {0};

        for (size_t k = 0; k <= y.len; k++)
                row[1][k] = (int)k;
        for (size_t i = 1; i <= x.len; i++) {
                int *now = row[(i + 1) % 3], *last = row[i % 3], *before = row[(i + 2) % 3];

                now[0] = (int)i;
                for (size_t k = 1; k <= y.len; k++) {
                        int least = last[k - 1] + (x.at[i - 1] != y.at[k - 1]);

                        if (last[k] + 1 < least)
                                least = last[k] + 1;
                        if (now[k - 1] + 1 < least)
                                least = now[k - 1] + 1;
                        if (i > 1 && k > 1 && x.at[i - 1] == y.at[k - 2] &&
                            x.at[i - 2] == y.at[k - 1] && before[k - 2] + 1 < least)
                                least = before[k - 2] + 1;
                        now[k] = least;
                }
        }
        return row[(x.len + 1) % 3][y.len];
}

/* A slip of the pen in a short name takes more than a third of its trigrams. */
static bool is_slip(Str name, Str other)
{
        char p[PARTY_NAME_BARE_BYTES], q[PARTY_NAME_BARE_BYTES];
        Str x = party_name_bare(name, p), y = party_name_bare(other, q);
        size_t shorter = x.len < y.len ? x.len : y.len, longer = x.len + y.len - shorter;

        if (shorter < SLIP_BYTES_MIN || longer > SLIP_BYTES_MAX || longer - shorter > 2)
                return false;
        return slips(x, y) <= (shorter < SLIP_TWO_BYTES_MIN ? 1 : 2);
}

int name_likeness(Str x, Str y)
{
        uint32_t p[TRIGRAMS_MAX], q[TRIGRAMS_MAX];
        size_t np = trigrams(x, p), nq = trigrams(y, q), i = 0, k = 0, both = 0;
        int likeness;

        if (!np || !nq)
                return 0;
        while (i < np && k < nq) {
                if (p[i] == q[k]) {
                        both++;
                        i++;
                        k++;
                } else if (p[i] < q[k]) {
                        i++;
                } else {
                        k++;
                }
        }
        likeness = (int)(both * LIKE_WHOLE / (np + nq - both));
        return likeness < LIKE_SLIP && is_slip(x, y) ? LIKE_SLIP : likeness;
}

size_t name_keys(Str name, int64_t out[NAME_BANDS])
{
        uint32_t p[TRIGRAMS_MAX];
        size_t n = trigrams(name, p);

        if (!n)
                return 0;
        for (size_t band = 0; band < NAME_BANDS; band++) {
                uint64_t least[2] = {UINT64_MAX, UINT64_MAX};

                for (size_t i = 0; i < n; i++)
                        for (size_t k = 0; k < 2; k++) {
                                uint64_t h = mix(p[i] ^ mix(band * 2 + k + 1));

                                if (h < least[k])
                                        least[k] = h;
                        }
                out[band] = key_of(mix(least[0] ^ mix(least[1] + band)));
        }
        return NAME_BANDS;
}

/* --- texts */

static bool word_next(Str *rest, Str *word)
{
        size_t from = 0, to;

        while (from < rest->len && (unsigned char)rest->at[from] < 0x80 &&
               !((rest->at[from] | 32) >= 'a' && (rest->at[from] | 32) <= 'z') &&
               !(rest->at[from] >= '0' && rest->at[from] <= '9'))
                from++;
        for (to = from; to < rest->len; to++) {
                unsigned char c = (unsigned char)rest->at[to];

                if (c < 0x80 && !((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9'))
                        break;
        }
        *word = (Str){rest->at + from, to - from};
        *rest = str_skip(*rest, to);
        return word->len > 0;
}

static uint64_t word_hash(Str word)
{
        uint64_t h = 14695981039346656037ULL;

        for (size_t i = 0; i < word.len; i++) {
                unsigned char c = (unsigned char)word.at[i];

                h = (h ^ (c >= 'A' && c <= 'Z' ? c | 32u : c)) * 1099511628211ULL;
        }
        return h;
}

/* Scripts that do not part words come as one long word: they go in by pieces of nine bytes. */
static void shingle(TextSketch *s, uint64_t h)
{
        for (size_t i = 0; i < SKETCH_HASHES; i++) {
                uint32_t v = (uint32_t)(mix(h ^ (i + 1) * 0x9E3779B97F4A7C15ULL) >> 32);

                if (v < s->h[i])
                        s->h[i] = v;
        }
}

void sketch_of(Str text, TextSketch *out)
{
        uint64_t last[3] = {0};
        size_t words = 0;
        Str word;

        memset(out->h, 0xFF, sizeof out->h);
        while (word_next(&text, &word)) {
                for (size_t i = 0; word.len > 40 && i + 9 <= word.len; i += 3, words++)
                        shingle(out, word_hash((Str){word.at + i, 9}));
                last[0] = last[1];
                last[1] = last[2];
                last[2] = word_hash(word);
                if (++words >= 3)
                        shingle(out, mix(last[0]) ^ mix(last[1] + 1) ^ mix(last[2] + 2));
        }
        out->is_empty = words < WORDS_MIN;
}

int sketch_likeness(const TextSketch *x, const TextSketch *y)
{
        int same = 0;

        if (x->is_empty || y->is_empty)
                return 0;
        for (size_t i = 0; i < SKETCH_HASHES; i++)
                same += x->h[i] == y->h[i];
        return same * LIKE_WHOLE / SKETCH_HASHES;
}

size_t sketch_keys(const TextSketch *s, int64_t out[SKETCH_BANDS])
{
        if (s->is_empty)
                return 0;
        for (size_t band = 0; band < SKETCH_BANDS; band++) {
                uint64_t h = band;

                for (size_t i = 0; i < SKETCH_HASHES / SKETCH_BANDS; i++)
                        h = mix(h ^ s->h[band * (SKETCH_HASHES / SKETCH_BANDS) + i]);
                out[band] = key_of(h);
        }
        return SKETCH_BANDS;
}

Str sketch_text(Arena *a, const TextSketch *s)
{
        return s->is_empty ? (Str){0} : str_hex(a, s->h, sizeof s->h);
}

bool sketch_parse(Str text, TextSketch *out)
{
        *out = (TextSketch){.is_empty = text.len == 0};
        return !text.len ||
               (text.len == sizeof out->h * 2 && str_unhex(text, out->h, sizeof out->h));
}
