/* board/search_page: the page of what was found. */
#ifndef SEEDBED_BOARD_SEARCH_PAGE_H
#define SEEDBED_BOARD_SEARCH_PAGE_H

#include "board/search.h"
#include "web/site.h"

typedef struct {
        Str find, kind;
        SearchKind only; /* SEARCH_KINDS: all */
        SearchHitList hits;
        SearchCountList counts;
        bool has_more, has_searched;
} SearchModel;

extern const View search_view;

/* The kind of a hit, by its name. */
static inline SearchKind search_kind_of(Str word)
{
        SearchKind kind = SEARCH_PARTY;

        while (kind < SEARCH_KINDS && !str_is(word, search_kinds[kind]))
                kind++;
        return kind;
}

#endif
