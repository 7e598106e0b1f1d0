/* review/gate: whether a file opens to its reviewer. Every door to a file asks here: page, program,
 * file, form, discussion. */
#ifndef SEEDBED_REVIEW_GATE_H
#define SEEDBED_REVIEW_GATE_H

#include "review/conflict.h"

typedef enum {
        GATE_OPEN,
        GATE_UNDECLARED, /* say first how you stand to it */
        GATE_CONFLICT,   /* not decided, or recused */
        GATE_GONE        /* the application was withdrawn, the reviewer left the pool */
} Gate;

/* x is the actor's own. out_file may be NULL. */
Status review_gate(Db *db, Arena *a, const Assignment *x, Gate *out, ReviewFile *out_file);
/* In a deed: GATE_OPEN, or CONFLICT with words. */
Status review_gate_deed(Deed *d, const Assignment *x, ReviewFile *out_file);
/* The same in words; empty when it is open. */
Str review_gate_words(Gate gate);

#endif
