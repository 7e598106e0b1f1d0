/* board/search_word: see the header. */
#include "board/search_word.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum {
        FOLDED_BYTES = SEARCH_TEXT_BYTES_MAX * 4,
        NEAR_PREFIX = 7,    /* letters of a long word that its mistyped forms are made of */
        ONE_WRONG_FROM = 4, /* letters */
        TWO_WRONG_FROM = 8,
        ENOUGH = 560,          /* of the weight of what was asked for */
        ENOUGH_OF_PAIRS = 450, /* one wrong letter spoils two pairs */
        PAIR_WEIGHT = 2
};

typedef struct {
        ucs4_t at[SEARCH_WORD_CHARS_MAX];
        size_t n;
} Letters;

/* --- folding */

static bool is_unparted(ucs4_t c)
{
        return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
               (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x30FF) ||
               (c >= 0x31F0 && c <= 0x31FF) || (c >= 0x3400 && c <= 0x9FFF) ||
               (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Letters that are no accented ones to Unicode, and yet typed as such; and those of Arabic that
 * people write one for the other. 0: as it is. */
static const char *plain_of(ucs4_t c)
{
        switch (c) {
        case 0xF8: return "o";
        case 0x142: return "l";
        case 0x111:
        case 0xF0: return "d";
        case 0xFE: return "th";
        case 0x131: return "i";
        case 0xE6: return "ae";
        case 0x153: return "oe";
        case 0x127: return "h";
        case 0x629: return "\xD9\x87"; /* teh marbuta as heh */
        case 0x649:
        case 0x6CC: return "\xD9\x8A"; /* alef maksura and Farsi yeh as yeh */
        case 0x6A9: return "\xD9\x83"; /* keheh as kaf */
        default: return NULL;
        }
}

/* Part of a word, but nothing that is looked for: joiners, apostrophes, the stroke that stretches
 * Arabic. */
static bool is_silent(ucs4_t c)
{
        return uc_combining_class(c) != 0 || c == 0x200C || c == 0x200D || c == 0x640 ||
               c == '\'' || c == 0x2019 || c == 0xAD;
}

static void letter_add(Letters *l, ucs4_t c)
{
        if (l->n < SEARCH_WORD_CHARS_MAX)
                l->at[l->n++] = c;
}

static void word_add(Arena *a, SearchWords *out, const ucs4_t *at, size_t n, bool is_pair)
{
        uint8_t bytes[SEARCH_WORD_CHARS_MAX * 4];
        size_t len = 0;
        Str word;

        if (n == 0 || out->n >= SEARCH_WORDS_MAX)
                return;
        for (size_t i = 0; i < n; i++) {
                int more = u8_uctomb(bytes + len, at[i], (ptrdiff_t)(sizeof bytes - len));

                len += more > 0 ? (size_t)more : 0;
        }
        word = (Str){(const char *)bytes, len};
        for (size_t i = 0; i < out->n; i++)
                if (str_eq(out->at[i].word, word))
                        return;
        out->at[out->n++] = (SearchWord){str_copy(a, word), is_pair};
}

/* The letters so far are a word; those of a script that does not part words are pairs, or one that
 * stands alone. */
static void end_word(Arena *a, SearchWords *out, Letters *l, bool is_unparted_one)
{
        if (is_unparted_one) {
                for (size_t i = 0; i + 2 <= l->n; i++)
                        word_add(a, out, l->at + i, 2, true);
                if (l->n == 1)
                        word_add(a, out, l->at, 1, true);
        } else {
                word_add(a, out, l->at, l->n, false);
        }
        l->n = 0;
}

static void fold_letter(Letters *l, ucs4_t c)
{
        const char *plain = plain_of(c);
        int digit = uc_decimal_value(c);

        if (!plain) {
                letter_add(l, digit >= 0 ? (ucs4_t)('0' + digit) : c);
                return;
        }
        for (size_t i = 0, n = strlen(plain); i < n;) {
                ucs4_t p;

                i += (size_t)u8_mbtouc(&p, (const uint8_t *)plain + i, n - i);
                letter_add(l, p);
        }
}

void search_words_add(Arena *a, Str text, SearchWords *out)
{
        uint8_t plain[FOLDED_BYTES], *got;
        Letters letters = {.n = 0};
        bool was_unparted = false;
        size_t n = sizeof plain;

        text = str_head(text, SEARCH_TEXT_BYTES_MAX);
        if (str_empty(text) || !str_is_utf8(text))
                return;
        got = u8_casefold((const uint8_t *)text.at, text.len, NULL, UNINORM_NFKD, plain, &n);
        if (got != plain) { /* signs that unfold into many letters: no name has them */
                free(got);
                return;
        }
        for (size_t at = 0; at < n;) {
                ucs4_t c;
                bool is_letter, unparted;

                at += (size_t)u8_mbtouc(&c, plain + at, n - at);
                if (is_silent(c))
                        continue;
                is_letter = uc_is_alnum(c) || uc_is_general_category(c, UC_CATEGORY_M);
                unparted = is_unparted(c);
                if (letters.n && (!is_letter || unparted != was_unparted ||
                                  (unparted && letters.n == SEARCH_WORD_CHARS_MAX))) {
                        ucs4_t last = letters.at[letters.n - 1];

                        end_word(a, out, &letters, was_unparted);
                        if (is_letter && unparted && was_unparted)
                                letter_add(&letters, last); /* a long run goes on with its pair */
                }
                if (is_letter)
                        fold_letter(&letters, c);
                was_unparted = unparted;
        }
        end_word(a, out, &letters, was_unparted);
}

Str search_words_text(Arena *a, const SearchWords *words)
{
        Text t = text_begin(a, 16 * KIB);

        for (size_t i = 0; i < words->n; i++)
                text_fmt(&t, "%s%.*s", i ? " " : "", S_ARG(words->at[i].word));
        return text_str(&t);
}

int64_t search_word_key(Str word)
{
        return (int64_t)(str_hash(word) & INT64_MAX);
}

/* --- likeness */

static void letters_of(Str word, Letters *out)
{
        out->n = 0;
        for (size_t i = 0; i < word.len && out->n < SEARCH_WORD_CHARS_MAX;)
                i += (size_t)u8_mbtouc(&out->at[out->n++], (const uint8_t *)word.at + i,
                                       word.len - i);
}

static int64_t key_without(const Letters *l, size_t n, size_t x, size_t y)
{
        ucs4_t left[NEAR_PREFIX + 1];
        size_t k = 0;

        for (size_t i = 0; i < n; i++)
                if (i != x && i != y)
                        left[k++] = l->at[i];
        return search_word_key((Str){(const char *)left, k * sizeof *left});
}

static int by_value(const void *x, const void *y)
{
        int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

        return p < q ? -1 : p > q;
}

size_t search_near_keys(Str word, int64_t out[SEARCH_NEAR_MAX])
{
        Letters l;
        size_t len, n = 0, kept = 0;

        letters_of(word, &l);
        if (l.n < ONE_WRONG_FROM)
                return 0;
        len = l.n < NEAR_PREFIX ? l.n : NEAR_PREFIX;
        out[n++] = key_without(&l, len, len, len);
        for (size_t x = 0; x < len; x++) {
                out[n++] = key_without(&l, len, x, len);
                for (size_t y = x + 1; y < len && l.n >= TWO_WRONG_FROM; y++)
                        out[n++] = key_without(&l, len, x, y);
        }
        qsort(out, n, sizeof *out, by_value);
        for (size_t i = 0; i < n; i++)
                if (!kept || out[kept - 1] != out[i])
                        out[kept++] = out[i];
        return kept;
}

/* Letters added, left out, changed or turned round (optimal string alignment); *out_prefix: the
 * same to the beginning of y that fits best. */
static int edits_between(const Letters *x, const Letters *y, int *out_prefix)
{
        int rows[3][SEARCH_WORD_CHARS_MAX + 1];
        int *before = rows[0], *last = rows[1], *now = rows[2];

        for (size_t k = 0; k <= y->n; k++)
                last[k] = (int)k;
        for (size_t i = 1; i <= x->n; i++) {
                int *free_row = before;

                now[0] = (int)i;
                for (size_t k = 1; k <= y->n; k++) {
                        int d = last[k - 1] + (x->at[i - 1] != y->at[k - 1]);

                        d = d < last[k] + 1 ? d : last[k] + 1;
                        d = d < now[k - 1] + 1 ? d : now[k - 1] + 1;
                        if (i > 1 && k > 1 && x->at[i - 1] == y->at[k - 2] &&
                            x->at[i - 2] == y->at[k - 1] && d > before[k - 2] + 1)
                                d = before[k - 2] + 1;
                        now[k] = d;
                }
                before = last;
                last = now;
                now = free_row;
        }
        *out_prefix = last[y->n];
        for (size_t k = 0; k < y->n; k++)
                if (last[k] < *out_prefix)
                        *out_prefix = last[k];
        return last[y->n];
}

int search_word_likeness(Str asked, Str word)
{
        Letters x, y;
        int most, edits, prefix, n, m, like = 0;

        if (str_eq(asked, word))
                return SEARCH_LIKE_WHOLE;
        letters_of(asked, &x);
        letters_of(word, &y);
        n = (int)x.n;
        m = (int)y.n;
        if (n == 0 || m == 0)
                return 0;
        if (str_starts(word, asked))
                return 650 + 300 * n / m;
        most = n >= TWO_WRONG_FROM ? 2 : n >= ONE_WRONG_FROM ? 1 : 0;
        if (most == 0 || m + most < n)
                return 0;
        edits = edits_between(&x, &y, &prefix);
        if (edits <= most && m >= ONE_WRONG_FROM - 1)
                like = 950 - 900 * edits / (n > m ? n : m);
        else if (prefix <= most && n > ONE_WRONG_FROM)
                like = (950 - 900 * prefix / n) * (70 + 25 * n / m) / 100;
        return like;
}

static int weight_of(const SearchWord *w)
{
        size_t n = str_chars(w->word);

        return w->is_pair ? PAIR_WEIGHT : 1 + (int)(n < 10 ? n : 10);
}

int search_likeness(const SearchWords *asked, const SearchWords *shown, size_t title_n)
{
        bool met[SEARCH_WORDS_MAX] = {false};
        int all = 0, got = 0, title = 0, title_met = 0;
        bool has_word = false;

        for (size_t i = 0; i < asked->n; i++) {
                int weight = weight_of(&asked->at[i]), best = 0;
                size_t which = 0;

                for (size_t k = 0; k < shown->n; k++) {
                        int like = search_word_likeness(asked->at[i].word, shown->at[k].word);

                        if (like > best) {
                                best = like;
                                which = k;
                        }
                }
                if (best)
                        met[which] = true;
                has_word = has_word || !asked->at[i].is_pair;
                all += weight;
                got += weight * best;
        }
        if (!all || got / all < (has_word ? ENOUGH : ENOUGH_OF_PAIRS))
                return 0;
        for (size_t k = 0; k < shown->n && k < title_n; k++) {
                title += weight_of(&shown->at[k]);
                title_met += met[k] ? weight_of(&shown->at[k]) : 0;
        }
        return (got / all * 9 + (title ? SEARCH_LIKE_WHOLE * title_met / title : 0)) / 10;
}
