/* exchange/opportunity: listed rounds as opportunities of CommonGrants 0.4 (commongrants.org).
 *
 * The protocol asks for pages by number, for totals, and for an order by what a round does not have
 * in a column, so all listed rounds are read into memory, a few hundred bytes each: the newest
 * OPPORTUNITIES_MAX of them. What a programme gives is read from its definition, once for each
 * version and only when somebody asks. */
#ifndef SEEDBED_EXCHANGE_OPPORTUNITY_H
#define SEEDBED_EXCHANGE_OPPORTUNITY_H

#include "apply/round.h"
#include "base/json.h"
#include "exchange/opportunity.sql.h"

/* Words of a protocol that is English. */
#define PLAIN(text) text

enum {
        OPPORTUNITIES_MAX = 10000,
        OPPORTUNITY_PAGE_MAX = 100, /* as the protocol says; so many when nothing is said */
        OPPORTUNITY_NOTES_MAX = 20
};

/* What a version of a programme's definition says of money and members. */
typedef struct {
        Id programme;
        int64_t version;
        Str title, summary, slug;
        Str details;      /* what is given, in words */
        Str currency;     /* of most; empty: no amount, or in several currencies */
        int64_t most_e6;  /* what one member can get in all */
        unsigned members; /* as in the definition; 0: it no longer parses */
} OpportunityTerms;

typedef struct {
        OpportunityRow row;
        const ProgrammeLine *programme; /* NULL: there is none any more */
        RoundState state;
        int64_t modified_at; /* of what is said of it, as when it opened */
} Opportunity;

typedef struct OpportunityBook OpportunityBook;

typedef enum {
        BY_MODIFIED,
        BY_CREATED,
        BY_TITLE,
        BY_STATUS,
        BY_CLOSE,
        BY_MOST,
        BY_LEAST,
        BY_TOTAL,
        BY_COUNT,
        OPPORTUNITY_SORTS
} OpportunitySort;

/* Remarks that stop nothing: a filter that is not known. */
typedef struct {
        Str at[OPPORTUNITY_NOTES_MAX];
        size_t n;
} OpportunityNotes;

typedef struct {
        Str words;           /* each must be in title, programme or place; empty: any */
        const Json *filters; /* OppFilters as it came, or NULL */
        OpportunitySort by;
        bool up; /* the least first */
        int64_t page, page_size;
} OpportunityAsk;

typedef struct {
        const Opportunity **at; /* of this page */
        size_t n, total;
        OpportunityNotes notes;
} OpportunityPage;

/* All that are listed, as they stand now; db within a snapshot. */
Status opportunity_book(Db *db, Arena *a, int64_t now_us, OpportunityBook **out);
/* One of them. NOT_FOUND, also for a round that is not listed. */
Status opportunity_one(Db *db, Arena *a, Id round, int64_t now_us, OpportunityBook **out_book,
                       const Opportunity **out);
/* INVALID: a filter is not of the form that the protocol gives it; *out_fault says which. */
Status opportunity_search(OpportunityBook *b, const OpportunityAsk *ask, OpportunityPage *out,
                          Str *out_fault);
/* Never fails: what can not be read is empty. Kept in the book. */
const OpportunityTerms *opportunity_terms(OpportunityBook *b, const Opportunity *o);
/* "keyDates.closeDate"; false for others, and for "custom". */
bool opportunity_sort_parse(Str name, OpportunitySort *out);
const char *opportunity_sort_name(OpportunitySort by);
/* "forecasted", "open", "closed", "custom". */
const char *opportunity_status(const Opportunity *o);

#endif
