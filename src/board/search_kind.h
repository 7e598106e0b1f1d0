/* board/search_kind: what kinds of things the search knows; what each is found by, and who sees it.
 */
#ifndef SEEDBED_BOARD_SEARCH_KIND_H
#define SEEDBED_BOARD_SEARCH_KIND_H

#include "access/access.h"
#include "board/search_word.h"
#include "record/record.h"

/* Stands in the store: add at the end. */
typedef enum {
        SEARCH_PARTY,
        SEARCH_APPLICATION,
        SEARCH_ACCOUNT,
        SEARCH_ROUND,
        SEARCH_COHORT,
        SEARCH_PROGRAMME,
        SEARCH_HUB,
        SEARCH_EVENT,
        SEARCH_PLEDGE,
        SEARCH_SOLUTION,
        SEARCH_CHALLENGE,
        SEARCH_KINDS
} SearchKind;

enum { SEARCH_SPOTS_MAX = 40 };

/* One thing. The title and `also` are what it is found by; `more` only says which one it is. */
typedef struct {
        Id party; /* whose it is; 0: nobody's */
        Str title, also, more, link;
        bool is_public;
        Spot spots[SEARCH_SPOTS_MAX]; /* hub and programme, without those above */
        size_t spots_n;
} SearchThing;

/* "application"; never NULL. NULL-terminated, in their order: for a form. */
extern const char *const search_kinds[SEARCH_KINDS + 1];
/* To be looked up: "Application", "Applications". */
const char *search_kind_word(SearchKind kind);
const char *search_kind_words(SearchKind kind);
/* By a role with this permission things of a kind are within reach; some are by others, too. */
Permission search_kind_may(SearchKind kind);
/* Ids of a kind behind one, at most 256. */
Status search_kind_next(Db *db, Arena *a, SearchKind kind, Id after, Id **out, size_t *out_n);
/* What it is found by, with all that anybody might see. NOT_FOUND: it is not there, or it was
 * merged away or erased. */
Status search_kind_load(Db *db, Arena *a, SearchKind kind, Id id, SearchThing *out);
/* The same as an actor sees it, as the thing stands now. NOT_FOUND also when the actor sees none of
 * it. */
Status search_kind_show(Db *db, Arena *a, SearchKind kind, Id id, const Actor *actor,
                        SearchThing *out);

/* An id among an entry's facts, also of an entry that was read back, where it is text; 0: none. */
Id search_fact_id(const Entry *e, const char *name);

#endif
