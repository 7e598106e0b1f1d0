/* exchange/opportunity_json: opportunities, competitions and forms as CommonGrants 0.4 writes them.
 *
 * A round is an opportunity and has one competition, which has the round's form. */
#ifndef SEEDBED_EXCHANGE_OPPORTUNITY_JSON_H
#define SEEDBED_EXCHANGE_OPPORTUNITY_JSON_H

#include "exchange/opportunity.h"

typedef struct {
        JsonOut *j;
        OpportunityBook *book;
        Arena *a;
        Str space;    /* of our UUIDs */
        Str base_url; /* of links */
} OpportunityOut;

/* What uuid_of is told. */
#define UUID_OPPORTUNITY "opportunity"
#define UUID_COMPETITION "competition"
#define UUID_FORM "form"

/* OpportunityBase; with_competitions: OpportunityDetails. */
Status opportunity_write(OpportunityOut *out, const Opportunity *o, bool with_competitions);
/* CompetitionBase of the round. */
Status competition_write(OpportunityOut *out, const Opportunity *o);
/* FormBase. NOT_FOUND; BROKEN when it no longer parses. */
Status form_write(OpportunityOut *out, Db *db, const OpportunityForm *f);

#endif
