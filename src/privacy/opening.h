/* privacy/opening: what stands behind the commitments of an entry.
 *
 * An entry commits to a value with a salt of that value alone, made from the party's secret, the
 * field and the time (record/record.h). Who may see the value may have its salt: with both anybody
 * checks the commitment, and learns nothing of the others. What was erased, or replaced and not
 * kept, does not open. */
#ifndef SEEDBED_PRIVACY_OPENING_H
#define SEEDBED_PRIVACY_OPENING_H

#include "people/own.h"
#include "record/record.h"

typedef struct {
        Str field;       /* "name" */
        Str commitment;  /* 64 hex digits, as the leaf has it */
        Str value, salt; /* the salt as 64 hex digits; empty: it does not open any more */
} Opening;

enum { OPENINGS_MAX = 8 };
typedef struct {
        const Opening *at;
        size_t n;
} OpeningList;

/* The commitments of an entry about a party, opened where they can be. NOT_FOUND: it tells of no
 * party. */
Status opening_find(Db *db, Arena *a, const Entry *e, OpeningList *out);

#endif
