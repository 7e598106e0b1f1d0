/* base/words: words that a person reads, and how they are marked for translation.
 *
 * Where words are made, _() or S_() looks them up in the reader's language; where they stand in a
 * static table, N_() marks them, and whoever shows them calls _() then. `make words` gathers what
 * is marked, here and in pages. Log lines, names in JSON and identifiers are not words: they are
 * the same in every language. */
#ifndef SEEDBED_BASE_WORDS_H
#define SEEDBED_BASE_WORDS_H

#include "base/language.h"

/* The words in the reader's language (base/language: the thread's), or as they are when nobody
 * translated them. The one place where words are looked up, for pages too. Never NULL; lives as
 * long as the program. */
const char *words_z(const char *msgid) __attribute__((format_arg(1)));
/* The form that the reader's language has for n things. Both take the same values. */
const char *words_n(const char *one, const char *many, int64_t n)
        __attribute__((format_arg(1), format_arg(2)));

/* msgid and its like come from literals, so a NUL stands behind them. */
static inline Str words_str(Str msgid)
{
        const char *words = words_z(msgid.at);

        return words == msgid.at ? msgid : str_from(words);
}

static inline Str words_n_str(Str one, Str many, int64_t n)
{
        const char *words = words_n(one.at, many.at, n);

        return words == one.at ? one : words == many.at ? many : str_from(words);
}

/* For what is said where it stands. */
#define _(literal) words_z(literal)
/* The same as a Str. */
#define S_(literal) words_str(S(literal))
/* For static tables: a mark, and nothing else. */
#define N_(literal) literal

#endif
