/* exchange/opportunity_inside: the listed rounds in memory; for the files of opportunities alone.
 */
#ifndef SEEDBED_EXCHANGE_OPPORTUNITY_INSIDE_H
#define SEEDBED_EXCHANGE_OPPORTUNITY_INSIDE_H

#include "exchange/opportunity.h"

typedef struct TermsNode TermsNode;
struct TermsNode {
        OpportunityTerms terms;
        TermsNode *next;
};

struct OpportunityBook {
        Db *db;
        Arena *a;
        int64_t now_us;
        Opportunity *all;
        size_t n;
        ProgrammeLineList programmes;
        TermsNode *terms; /* those that were read */
};

#endif
