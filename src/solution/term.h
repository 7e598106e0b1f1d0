/* solution/term: by what published solutions are found.
 *
 * An inverted table: one row for each term of a solution. A term is "*" (on all of them), "k:" and
 * a category, "s:" and a sector, "c:" and a country ("c:*": everywhere), "h:" and each hub that it
 * is at or below, "w:" and a word. Terms are bytes, so a word's beginning is a range on both
 * engines. A search goes through the rarest of what is asked for and looks the others up. */
#ifndef SEEDBED_SOLUTION_TERM_H
#define SEEDBED_SOLUTION_TERM_H

#include "solution/solution.sql.h"

enum { SOLUTION_WORDS_MAX = 300, SOLUTION_WORD_BYTES_MAX = 60, SOLUTION_ASKED_WORDS = 4 };

/* What is asked for; empty and 0: anything. */
typedef struct {
        Str words; /* each must begin a word of the solution; those past SOLUTION_ASKED_WORDS are
                      not looked at */
        Str category, sector, country;
        Id hub, programme;
        Id before;
} SolutionSearch;

/* Writes the terms of a solution anew; inside a write job. */
Status solution_terms_write(Db *db, Arena *a, const Solution *s, Str party_name);
/* Published solutions of parties that are listed, newest first: 51 at most. */
Status solution_search(Db *db, Arena *a, const SolutionSearch *search, SolutionLineList *out);

#endif
