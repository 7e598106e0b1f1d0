/* board/search: everything that can be found by its name, also when it is mistyped.
 *
 * An index only proposes. Whether something is found, how like it is and what is shown of it comes
 * from the thing as it stands and as the visitor may see it, so neither an index that is behind nor
 * one word of it can tell what is hidden. Words are made behind the record: a step reads entries
 * and writes the words of what they tell of. */
#ifndef SEEDBED_BOARD_SEARCH_H
#define SEEDBED_BOARD_SEARCH_H

#include "board/search_kind.h"
#include "store/query.h"

enum { SEARCH_HITS_MAX = 50, SEARCH_ASKED_WORDS = 8, SEARCH_ASKED_CHARS_MAX = 120 };

typedef struct {
        Str kind;
        Id id;
        Str title, also, more, link;
        int64_t likeness; /* 0 to SEARCH_LIKE_WHOLE */
} SearchHit;

typedef struct {
        Str kind;
        int64_t hits;
} SearchCount;

typedef struct {
        const SearchHit *at;
        size_t n;
} SearchHitList;

typedef struct {
        const SearchCount *at;
        size_t n;
} SearchCountList;

extern const RowShape shape_SearchHit, shape_SearchCount;

typedef struct {
        SearchHitList hits;     /* the likest first */
        SearchCountList counts; /* of the hits, by kind, in the order of kinds */
        bool has_more;          /* there may be others that are less like */
} SearchResult;

/* What an actor finds by these words; kind SEARCH_KINDS: of all kinds. Nothing but what the actor
 * may see comes into hits and counts. */
Status search_find(Db *db, Arena *a, const Actor *actor, Str words, SearchKind kind,
                   SearchResult *out);

/* One step behind the record: 256 entries, or 256 things of the walk through everything that comes
 * first. db is a reader's. *out_more: there is more to do at once. */
Status search_work(Store *st, Db *db, bool *out_more);
/* Makes all of it anew, from the tables. May be called at any time, as often as one likes; searches
 * find less until it is done. db is a reader's. */
Status search_rebuild(Store *st, Db *db);
/* Takes the words of a party and of everything that is its away, at once; of an account; inside a
 * write job. */
Status search_forget_party(Db *db, Id party);
Status search_forget_account(Db *db, Id actor);

#endif
