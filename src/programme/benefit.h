/* programme/benefit: what a programme promises becomes grants when a member comes to a stage. */
#ifndef SEEDBED_PROGRAMME_BENEFIT_H
#define SEEDBED_PROGRAMME_BENEFIT_H

#include "programme/programme.h"

typedef struct {
        const Programme *programme;
        const Definition *def;
        const PartyFacts *facts;
        Id party, hub;
        Str stage, level;
} BenefitsDue;

/* Gives what the definition promises at that stage to a member of that level, each benefit once at
 * a hub. In the transaction of the move: what can not be given keeps the member where it is, with
 * words. */
Status benefits_give(Deed *d, const BenefitsDue *due);

#endif
