/* exchange/opportunity: see the header. */
#include "exchange/opportunity.h"

#include "base/decimal.h"
#include "base/time.h"
#include "exchange/opportunity_filter.h"
#include "exchange/opportunity_inside.h"

#include <stdlib.h>
#include <string.h>

const char *opportunity_status(const Opportunity *o)
{
        static const char *const names[] = {"forecasted", "open", "closed", "custom"};

        return names[o->state];
}

/* More than the request that loaded a definition had. */
enum { PARSING_BYTES = 32 * 1024 * 1024 };

static int64_t later(int64_t x, int64_t y)
{
        return x > y ? x : y;
}

/* What is said of a round changes by deeds, and when it opens and closes. */
static int64_t modified_at(const OpportunityRow *r, int64_t now_us)
{
        int64_t at = later(later(r->made_at, r->changed_at), r->cancelled_at);

        if (r->opens_at <= now_us)
                at = later(at, r->opens_at);
        return r->closes_at < now_us ? later(at, r->closes_at + 1) : at;
}

static const ProgrammeLine *programme_of(const OpportunityBook *b, Id id)
{
        for (size_t i = 0; i < b->programmes.n; i++)
                if (b->programmes.at[i].id == id)
                        return &b->programmes.at[i];
        return NULL;
}

static void put(OpportunityBook *b, const OpportunityRow *row)
{
        Round r = {.opens_at = row->opens_at,
                   .closes_at = row->closes_at,
                   .cancelled_at = row->cancelled_at};

        b->all[b->n++] = (Opportunity){.row = *row,
                                       .programme = programme_of(b, row->programme),
                                       .state = round_state(&r, b->now_us),
                                       .modified_at = modified_at(row, b->now_us)};
}

static Status book_begin(Db *db, Arena *a, int64_t now_us, size_t max, OpportunityBook **out)
{
        OpportunityBook *b = arena_new(a, OpportunityBook, 1);

        *b = (OpportunityBook){.db = db, .a = a, .now_us = now_us};
        b->all = arena_new(a, Opportunity, max);
        TRY(programme_all(db, a, &b->programmes));
        *out = b;
        return OK;
}

Status opportunity_book(Db *db, Arena *a, int64_t now_us, OpportunityBook **out)
{
        OpportunityRowList rows;
        Id before = INT64_MAX;

        TRY(book_begin(db, a, now_us, OPPORTUNITIES_MAX, out));
        do {
                TRY(opportunity_rows(db, a, before, &rows));
                for (size_t i = 0; i < rows.n && (*out)->n < OPPORTUNITIES_MAX; i++)
                        put(*out, &rows.at[i]);
                before = rows.n ? rows.at[rows.n - 1].id : before;
        } while (rows.n == 500 && (*out)->n < OPPORTUNITIES_MAX); /* the LIMIT of the query */
        return OK;
}

Status opportunity_one(Db *db, Arena *a, Id round, int64_t now_us, OpportunityBook **out_book,
                       const Opportunity **out)
{
        OpportunityRow row;

        TRY(opportunity_row(db, a, round, &row));
        TRY(book_begin(db, a, now_us, 1, out_book));
        put(*out_book, &row);
        *out = (*out_book)->all;
        return OK;
}

/* --- what a definition says */

static bool is_currency(Str unit)
{
        for (size_t i = 0; i < unit.len; i++)
                if (unit.at[i] < 'A' || unit.at[i] > 'Z')
                        return false;
        return unit.len == 3;
}

/* The most that one member can get: what is for all, and the most that is for one level. */
static int64_t most_of(const Definition *def, Str currency)
{
        int64_t all = 0, best = 0;

        for (size_t l = 0; l <= def->levels.n; l++) {
                int64_t sum = 0, amount;

                for (size_t i = 0; i < def->benefits.n; i++) {
                        const DefinitionBenefit *g = &def->benefits.at[i];

                        if (!str_eq(g->unit, currency) || !decimal_parse(g->amount, 6, &amount))
                                continue;
                        if (l == def->levels.n
                                    ? !g->level.len
                                    : g->level.len && str_eq(g->level, def->levels.at[l]))
                                if (__builtin_add_overflow(sum, amount, &sum))
                                        return 0;
                }
                if (l == def->levels.n)
                        all = sum;
                else
                        best = later(best, sum);
        }
        return __builtin_add_overflow(all, best, &all) ? 0 : all;
}

static void gifts_of(Arena *a, const Definition *def, OpportunityTerms *t)
{
        Text details = text_begin(a, 20000);
        bool is_mixed = false;

        for (size_t i = 0; i < def->benefits.n; i++) {
                const DefinitionBenefit *g = &def->benefits.at[i];

                text_fmt(&details, "%s%.*s: %.*s %.*s", i ? "; " : "", S_ARG(g->title),
                         S_ARG(g->amount), S_ARG(g->unit));
                if (!is_currency(g->unit))
                        continue;
                is_mixed |= t->currency.len && !str_eq(t->currency, g->unit);
                t->currency = g->unit;
        }
        t->most_e6 = is_mixed || !t->currency.len ? 0 : most_of(def, t->currency);
        t->currency = t->most_e6 ? str_copy(a, t->currency) : (Str){0};
        t->details = text_str(&details);
}

static void terms_read(OpportunityBook *b, const Opportunity *o, OpportunityTerms *t)
{
        Arena parsing = arena_make(PARSING_BYTES);
        Round r = {.programme = o->row.programme, .version = o->row.version};
        Programme p;
        Definition *def;

        if (round_definition(b->db, &parsing, &r, &p, &def) == OK) {
                t->members = def->members;
                gifts_of(b->a, def, t);
                t->title = str_copy(b->a, def->title);
                t->summary = str_copy(b->a, def->summary);
                t->slug = str_copy(b->a, def->slug);
        }
        arena_free(&parsing);
}

const OpportunityTerms *opportunity_terms(OpportunityBook *b, const Opportunity *o)
{
        TermsNode *node;

        for (node = b->terms; node; node = node->next)
                if (node->terms.programme == o->row.programme &&
                    node->terms.version == o->row.version)
                        return &node->terms;
        node = arena_new(b->a, TermsNode, 1);
        node->terms.programme = o->row.programme;
        node->terms.version = o->row.version;
        terms_read(b, o, &node->terms);
        node->next = b->terms;
        b->terms = node;
        return &node->terms;
}

/* --- order */

static const char *const sort_names[OPPORTUNITY_SORTS] = {"lastModifiedAt",
                                                          "createdAt",
                                                          "title",
                                                          "status.value",
                                                          "keyDates.closeDate",
                                                          "funding.maxAwardAmount",
                                                          "funding.minAwardAmount",
                                                          "funding.totalAmountAvailable",
                                                          "funding.estimatedAwardCount"};

bool opportunity_sort_parse(Str name, OpportunitySort *out)
{
        for (int i = 0; i < OPPORTUNITY_SORTS; i++)
                if (str_is(name, sort_names[i])) {
                        *out = (OpportunitySort)i;
                        return true;
                }
        return false;
}

const char *opportunity_sort_name(OpportunitySort by)
{
        return (unsigned)by < OPPORTUNITY_SORTS ? sort_names[by] : "";
}

typedef struct {
        OpportunityBook *book;
        OpportunitySort by;
        bool up;
} Order;

static int64_t key_of(const Order *order, const Opportunity *o)
{
        switch (order->by) {
        case BY_CREATED: return o->row.made_at;
        case BY_CLOSE: return o->row.closes_at;
        case BY_STATUS: return (int64_t)o->state;
        case BY_MOST: return opportunity_terms(order->book, o)->most_e6;
        case BY_LEAST: /* rounds say none of these: the order is the one that follows */
        case BY_TOTAL:
        case BY_COUNT: return 0;
        case BY_TITLE:
        case OPPORTUNITY_SORTS:
        case BY_MODIFIED: break;
        }
        return o->modified_at;
}

/* Status as text; what is equal comes newest first, so the order is total. */
static int compare(const void *x, const void *y, void *ctx)
{
        const Order *order = ctx;
        const Opportunity *const *a = x, *const *b = y;
        int64_t k = 0, l = 0;
        int c;

        if (order->by == BY_TITLE) {
                c = str_cmp((*a)->row.title, (*b)->row.title);
        } else if (order->by == BY_STATUS) {
                c = strcmp(opportunity_status(*a), opportunity_status(*b));
        } else {
                k = key_of(order, *a);
                l = key_of(order, *b);
                c = k < l ? -1 : k > l;
        }
        if (c)
                return order->up ? c : -c;
        return (*a)->row.id < (*b)->row.id ? 1 : -1;
}

/* --- a page */

Status opportunity_search(OpportunityBook *b, const OpportunityAsk *ask, OpportunityPage *out,
                          Str *out_fault)
{
        const Opportunity **found = arena_new(b->a, const Opportunity *, b->n + 1);
        OpportunityFilter filter;
        Order order = {b, ask->by, ask->up};
        size_t n = 0, first;

        *out = (OpportunityPage){0};
        TRY(opportunity_filter_read(b, ask, &filter, &out->notes, out_fault));
        for (size_t i = 0; i < b->n; i++)
                if (opportunity_fits(b, &filter, &b->all[i]))
                        found[n++] = &b->all[i];
        qsort_r(found, n, sizeof *found, compare, &order);
        out->total = n;
        if (ask->page - 1 >= (int64_t)n / ask->page_size + 1)
                return OK;
        first = (size_t)((ask->page - 1) * ask->page_size);
        if (first >= n)
                return OK;
        out->at = found + first;
        out->n = n - first < (size_t)ask->page_size ? n - first : (size_t)ask->page_size;
        return OK;
}
