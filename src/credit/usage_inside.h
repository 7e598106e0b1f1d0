/* credit/usage_inside: what the files of usage share. */
#ifndef SEEDBED_CREDIT_USAGE_INSIDE_H
#define SEEDBED_CREDIT_USAGE_INSIDE_H

#include "credit/grant.h"
#include "credit/ledger.h"
#include "credit/price_load.h"
#include "credit/rate.h"
#include "credit/usage.h"
#include "people/interest.h"
#include "store/runs.h"

/* Open addressing by a hash. */
typedef struct {
        Hash key;
        void *at;
} UsageSlot;

typedef struct {
        UsageSlot *slots;
        size_t slots_n, n;
} UsageMap;

void *usage_map_get(const UsageMap *m, const Hash *key);
void usage_map_put(Arena *a, UsageMap *m, const Hash *key, void *at);

/* An account that a batch charges. */
typedef struct {
        Id account, party;
        Str unit;
        int scale;
        Exact sum;  /* of this batch */
        Exact rest; /* what rounding left over before */
} UsageAccount;

/* What was used in a window, as the batch has it. */
typedef struct {
        Id account;
        Str service;
        const char *kind; /* "free", "tier" */
        int64_t begins_us;
        Exact used;
} UsageUsed;

typedef struct {
        Id account;
        int64_t day_us, events;
        Str service;
        Exact quantity, amount;
} UsageSum;

/* An event that is in the store, or comes there with this batch. */
typedef struct {
        Id id, account, price;
        Hash content;
        int64_t at_us;
        Exact quantity, amount;
        Str service, rate, state, reason; /* reason: of one that is unmatched, in this batch */
        size_t row;                       /* 0: it is in the store; else one past its place */
} UsageKnown;

/* Versions of a price list, each opened when it is needed. */
typedef struct {
        Str slug;
        PriceVersionList versions;
        ZoneClock clock;
} UsageList;

/* An event as it is worked on, whether it came now or waited. */
typedef struct {
        Str source, id, subject, meter, replaces;
        Hash key, content;
        int64_t at_us;
        Exact quantity;
        const UsagePair *dimensions;
        size_t dimensions_n;
        Id waited; /* its row, when it is in the store and unmatched */
} UsageAsked;

enum { USAGE_LISTS_MAX = 64 };

typedef struct {
        Db *db;
        Arena *a;
        const UsageAsk *ask;
        RunsFilter *filter;
        RunsLook look;
        UsageMap subjects, known, used, sums, accounts;
        UsageList *lists;
        size_t lists_n;
        struct {
                Id id;
                const PriceList *list;
        } opened[USAGE_LISTS_MAX]; /* versions, the last ones that were asked for */
        size_t opened_n;
        UsageEventAdd *rows;
        UsageUnmatchedAdd *unmatched;
        RunPair *keys;
        UsageUsed **used_all;
        UsageSum **sums_all;
        UsageAccount **accounts_all;
        size_t rows_n, unmatched_n, keys_n, used_n, sums_n, accounts_n;
        Id batch;
        Interest own; /* parties that who tells it is part of: somebody else tells of these */
        const char *wrong;
} UsageTaking;

/* --- usage_rate: what an event costs. Each that can not be says why in *out_reason ("": it could)
 * and leaves nothing behind. */

/* The account as the batch has it. */
Status usage_account(UsageTaking *t, Id account, UsageAccount **out);
/* Charges e to the account by a price list (empty: the quantity is the amount); what it replaces
 * is given back. Fills in the row. */
Status usage_charge(UsageTaking *t, const UsageAsked *e, const UsageSubject *subject,
                    const UsageKnown *replaced, UsageEventAdd *row, UsageKnown *out,
                    const char **out_reason);

/* --- usage_spend: what a batch comes to is moved. */

/* CONFLICT with t->wrong. */
Status usage_spend(UsageTaking *t);

#endif
