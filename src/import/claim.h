/* import/claim: rows that tell of parties nobody knows, taken in many at a time.
 *
 * What such a row becomes (its party, its sealed entry, the keys of its identities) is made on the
 * reader's thread. Inside the write job a row claims its identities; one that gets all that say who
 * it is, is new. Filters know of nearly every new key that nobody has it, so that nothing is looked
 * up, and what the rows become goes into each table at once. Every other row is judged by itself
 * afterwards (import/plan). */
#ifndef SEEDBED_IMPORT_CLAIM_H
#define SEEDBED_IMPORT_CLAIM_H

#include "import/plan.h"
#include "store/runs.h"

/* An identity that a row would give to a new party. */
typedef struct {
        RunPair pair; /* its key, and the party */
        Str scheme, value;
        RowPlan *row;
        unsigned bit;
} Claim;

/* In the order of their keys, then of their rows. */
typedef struct {
        Claim *at;
        size_t n;
} Claims;

/* What is known to be new; lives as long as the run. */
typedef struct {
        RunsFilter *identities, *names;
} ClaimFilters;

Status claim_filters_open(ClaimFilters *f);
void claim_filters_close(ClaimFilters *f);

/* What a row would be as a new party; on any thread. salt is what PartyFacts asks for; the row is
 * not ready when it is refused or can not be a new party. */
Status claim_prepare(const PlanContext *c, Arena *a, RowPlan *p, Id party, Str salt, Id actor,
                     int64_t now_us);
/* The claims of rows that are ready. Rows stay where they are. */
Claims claims_make(const PlanContext *c, Arena *a, RowPlan *rows, size_t n);
/* Inside a write job: sets is_claimed of the rows that are new. Stores nothing. */
Status claims_judge(const PlanContext *c, Db *db, const Claims *claims, const ClaimFilters *f,
                    RowPlan *rows, size_t n);
/* Makes the parties of the rows that are claimed, with their memberships and entries. */
Status claims_apply(const PlanContext *c, Deed *d, const Claims *claims, RowPlan *rows, size_t n);

#endif
