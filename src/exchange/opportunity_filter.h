/* exchange/opportunity_filter: which opportunities somebody asks for. */
#ifndef SEEDBED_EXCHANGE_OPPORTUNITY_FILTER_H
#define SEEDBED_EXCHANGE_OPPORTUNITY_FILTER_H

#include "exchange/opportunity.h"

enum { OPPORTUNITY_WORDS_MAX = 10, OPPORTUNITY_SEARCH_BYTES_MAX = 500 };

/* One or more texts, or none of them. */
typedef struct {
        const Json *any; /* a list of texts; NULL: this is not asked */
        bool is_not;
} TextsFilter;

typedef struct {
        bool is_asked, is_outside;
        bool min_is_day, max_is_day; /* compared with the day in the round's zone */
        Str min_day, max_day;
        int64_t min_at, max_at;
} DatesFilter;

typedef struct {
        bool is_asked, is_outside;
        Str currency;
        int64_t min_e6, max_e6;
} MoneyFilter;

typedef struct {
        Str words[OPPORTUNITY_WORDS_MAX]; /* folded */
        size_t words_n;
        TextsFilter status, programme, hub, country;
        DatesFilter close;
        MoneyFilter most;
        bool has_nothing; /* an amount is asked for that no round says */
} OpportunityFilter;

/* INVALID: what the protocol defines is not in its form. What it does not define is a note. */
Status opportunity_filter_read(OpportunityBook *b, const OpportunityAsk *ask,
                               OpportunityFilter *out, OpportunityNotes *notes, Str *out_fault);
bool opportunity_fits(OpportunityBook *b, const OpportunityFilter *f, const Opportunity *o);

#endif
