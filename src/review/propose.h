/* review/propose: finds the best assignment for a step; reads only, on the caller's thread. */
#ifndef SEEDBED_REVIEW_PROPOSE_H
#define SEEDBED_REVIEW_PROPOSE_H

#include "review/assign.h"
#include "review/conflict.h"

typedef struct {
        ReviewFile file;
        Id account;
        int64_t suits;
        Str why;
} ProposedPair;

typedef struct {
        Proposal sum;
        ProposedPair *pairs; /* new ones, in no order that tells anything */
        size_t pairs_n;
        ConflictFoundList found; /* by accounts and files below */
        Id *accounts;
        ReviewFile *files;
} Proposed;

/* INVALID with *out_fault in words: there is nothing to give out, or nobody to give it to. */
Status propose(Db *db, Arena *a, const ReviewIn *in, Proposed *out, Str *out_fault);

#endif
