/* people/interest: whose affairs are somebody's own.
 *
 * Who is in a party's team, in whatever role, or is the party as a person, has an interest in it.
 * Staff with an interest see of it what its team sees and no more: no scores, reviews or
 * determinations that nobody was told; and they confirm nothing for it. It is asked of the person
 * behind an actor, in the store: a token that is cut to a hub lacks the grants of teams. */
#ifndef SEEDBED_PEOPLE_INTEREST_H
#define SEEDBED_PEOPLE_INTEREST_H

#include "people/people.h"

#include <stddef.h>

/* The parties that somebody has an interest in: sorted, none twice. Zero: none. */
typedef struct {
        Id *at;
        size_t n;
        Id who; /* the person behind; for a query that leaves rows of their teams out by itself */
} Interest;

/* The person behind an actor: of a service who made the token that it has now, else the actor. */
Status interest_person(Db *db, Arena *a, Id actor, Id *out);
/* For lists: gathered once, then asked of each row. actor may be 0: nobody, who has none. */
Status interest_of(Db *db, Arena *a, Id actor, Interest *out);
bool interest_has(const Interest *in, Id party);
/* Takes rows whose column says such a party out of a list of a query. */
#define INTEREST_CUT(in, a, list, column)                                             \
        ((list)->at = interest_cut(in, a, (list)->at, &(list)->n, sizeof *(list)->at, \
                                   offsetof(__typeof__(*(list)->at), column)))
const void *interest_cut(const Interest *in, Arena *a, const void *at, size_t *n, size_t bytes,
                         size_t column);
/* For one party. */
Status interest_in(Db *db, Arena *a, Id actor, Id party, bool *out);
/* For a `where`: NOT_FOUND when the deed's actor has an interest in the party. */
Status interest_hides(Deed *d, Id party);
/* In a deed: FORBIDDEN with words when its actor has an interest in the party. */
Status interest_refuses(Deed *d, Id party);

#endif
