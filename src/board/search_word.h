/* board/search_word: words of titles and names as they are looked for, and how like two are.
 *
 * A word is folded: small letters, no accents, digits of all scripts as 0-9, Arabic letters that
 * are written one for the other as one. Scripts that do not part words (Han, kana, Thai, Lao,
 * Khmer, Burmese) give pairs of letters, one overlapping the next. A mistyped word is found by what
 * both have left when letters are taken out (the deletion neighbourhood; Bocek et al., 2007; cut to
 * the first letters of a word as SymSpell does). */
#ifndef SEEDBED_BOARD_SEARCH_WORD_H
#define SEEDBED_BOARD_SEARCH_WORD_H

#include "base/id.h"

enum {
        SEARCH_WORD_CHARS_MAX = 30,
        SEARCH_WORDS_MAX = 48,       /* of one thing */
        SEARCH_TEXT_BYTES_MAX = 800, /* of it that is looked at */
        SEARCH_NEAR_MAX = 29,        /* a word of seven letters, and all without one or two */
        SEARCH_LIKE_WHOLE = 1000
};

typedef struct {
        Str word;
        bool is_pair; /* of a script that does not part words */
} SearchWord;

typedef struct {
        SearchWord at[SEARCH_WORDS_MAX];
        size_t n;
} SearchWords;

/* Adds the words of a text, each once; what is too much is left out. Bytes that are no UTF-8 have
 * none. */
void search_words_add(Arena *a, Str text, SearchWords *out);
/* Its folded words as one text, and back. */
Str search_words_text(Arena *a, const SearchWords *words);
/* A word's number; two words may share one, so what is found by it is compared. Never negative. */
int64_t search_word_key(Str word);
/* By which mistyped forms it is found: 0 for words under four letters. */
size_t search_near_keys(Str word, int64_t out[SEARCH_NEAR_MAX]);
/* How like a word is to what was asked for, 0 to SEARCH_LIKE_WHOLE: the same, its beginning, or
 * either with one wrong letter (from four letters on) or two (from eight on): added, left out,
 * another, or two turned round. */
int search_word_likeness(Str asked, Str word);
/* How well the words that were asked for are among those shown; 0 when too few are. title_n: so
 * many of them, the first, are the title: the less else stands in it, the better. */
int search_likeness(const SearchWords *asked, const SearchWords *shown, size_t title_n);

#endif
