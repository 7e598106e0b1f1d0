/* board/search_probe: what tests of the search share. */
#ifndef SEEDBED_BOARD_SEARCH_PROBE_H
#define SEEDBED_BOARD_SEARCH_PROBE_H

#include "board/search.h"
#include "tests/world.h"

/* The index comes to where the record is. */
static inline void probe_index(World *w)
{
        bool more = true;

        while (more)
                CHECK_OK(search_work(w->p.store, w->db, &more));
}

/* Titles that the actor of the world finds, with their kinds, a line each. */
static inline Str probe_found(World *w, const char *words)
{
        Text t = text_begin(w->a, 64 * KIB);
        SearchResult r;

        CHECK_OK(search_find(w->db, w->a, &w->actor, str_from(words), SEARCH_KINDS, &r));
        for (size_t i = 0; i < r.hits.n; i++)
                text_fmt(&t, "%.*s %.*s\n", S_ARG(r.hits.at[i].kind), S_ARG(r.hits.at[i].title));
        return text_str(&t);
}

#endif
