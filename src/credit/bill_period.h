/* credit/bill_period: a billing period of a provider is a snapshot, and its lines are somebody's.
 *
 * The newest delivery of a period at a hub is what counts. It is kept summed exactly, by whom its
 * lines speak of (sub-account and tags), service and day. Whose that is, the hub says (bill map):
 * by a tag first, then by a sub-account. What is somebody's is posted in the ledger, from the
 * party's account `billed` to the hub's: always the difference between what all snapshots of that
 * account come to now, rounded once, and what they came to before. So nothing is counted twice,
 * nothing is lost to rounding, and a smaller delivery is posted back. What is nobody's is kept, and
 * posted as soon as somebody is named. */
#ifndef SEEDBED_CREDIT_BILL_PERIOD_H
#define SEEDBED_CREDIT_BILL_PERIOD_H

#include "credit/account.h"
#include "credit/bill_period.sql.h"
#include "credit/focus_group.h"
#include "people/interest.h"

enum {
        BILL_PERIODS_MAX = 1000,   /* of one file */
        BILL_PARTS_MAX = 20000,    /* of one file: period, sub-account with tags, currency */
        BILL_PARTS_AT_ONCE = 2000, /* whose account changes, in one deed */
        BILL_MAPS_MAX = 5000,      /* of one hub */
        BILL_TAG_KEYS_MAX = 8,     /* that they name */
        BILL_TAG_KEY_CHARS_MAX = 64,
        BILL_TAG_BYTES_MAX = 256 /* a longer value is nobody's */
};
#define BILL_BILLED "billed" /* the kind of the accounts */

extern const Action bill_map_action, bill_unmap_action, bill_post_action;

/* Keys of tags by which lines are told apart. */
typedef struct {
        Str key[BILL_TAG_KEYS_MAX]; /* sorted by bytes */
        size_t n;
        Str text; /* all of them, a line each */
} BillTags;

/* The keys that a hub's mappings name. */
Status bill_tags_of(Db *db, Arena *a, Id hub, BillTags *out);
/* A line's tags, as key=value, a line each; into t. side: as for focus_tag. */
Str bill_line_tags(const BillTags *tags, const FocusLine *line, char *side, Text *t);

/* What a file says of one period, sub-account with tags, currency, service and day. */
typedef struct {
        Str provider, sub_account, tags, currency, service;
        int64_t begins_at, day, lines; /* day: its midnight, UTC */
        Exact billed, effective;
} BillCharge;

typedef struct {
        BillCharge *at; /* in the order of their members, service before day */
        size_t n;
        BillTags tags;
} BillCharges;

/* Out of groups whose own text is that of bill_line_tags. TOO_MANY. */
Status bill_charges(Arena *a, Arena *work, const FocusGroups *groups, BillCharges *out);
/* They come from the same part: everything but service and day is the same. */
bool bill_charge_same_part(const BillCharge *x, const BillCharge *y);

/* Inside a write job: the file's periods are what it says of them from now on, and the ledger is
 * told what differs. With a fault when that can not be. out_replaced: how many of them had come
 * before. */
Status bill_snapshot_keep(Deed *d, Id hub, Id bill, const BillCharges *charges,
                          int64_t *out_replaced);

/* --- whose */

typedef struct {
        BillMap *at; /* sorted */
        size_t n;
} BillMaps;

Status bill_maps_read(Db *db, Arena *a, Id hub, BillMaps *out);
/* 0: nobody's. */
Id bill_party_of(const BillMaps *maps, Str provider, Str sub_account, Str tags);

/* --- posting */

typedef struct BillOf BillOf;

/* What a transaction does to accounts; the ledger is told at its end. */
typedef struct {
        Db *db;
        Arena *a;
        Id hub, actor, about;
        int64_t now_us;
        Interest own; /* parties of who does it: nothing is posted to these */
        BillOf **accounts;
        size_t n, room;
        const char *wrong;
} BillPosting;

Status bill_posting_begin(Deed *d, Arena *a, Id hub, Id about, BillPosting *out);
/* The party's account; 0 for nobody, and where the currency is none. */
Status bill_posting_account(BillPosting *p, Id party, Str currency, Id *out);
/* The account's snapshots come to so much more; account 0: nothing happens. */
Status bill_posting_add(BillPosting *p, Id account, Exact amount);
Status bill_posting_end(BillPosting *p);
/* Why it could not be, in words. */
Status bill_posting_fault(Deed *d, const BillPosting *p, Status s);

#endif
