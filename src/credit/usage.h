/* credit/usage: what was used comes in, once, and is spent.
 *
 * A meter tells events (credit/cloud_event) at a hub. An event is claimed by its source and id in
 * the transaction that rates it and moves the amount, so however often it is sent it counts once.
 * Who used it is what the hub has linked to the event's source and subject; an event of nobody is
 * kept, and counts once somebody is linked.
 *
 * What a batch costs is summed exactly for each account, and what the unit is too coarse for waits
 * for the next batch: amounts of all events = what the ledger moved + what rounding left over. It
 * is taken out of the party's grants in the order in which they are spent; what no grant covers is
 * owed: a party's own account, which may be below zero. Nothing that was used is ever refused
 * because nobody pays for it. */
#ifndef SEEDBED_CREDIT_USAGE_H
#define SEEDBED_CREDIT_USAGE_H

#include "credit/account.h"
#include "credit/cloud_event.h"
#include "credit/usage.sql.h"

extern const Action usage_link_action, usage_unlink_action, usage_load_action;

enum {
        USAGE_SERVICE_CHARS_MAX = 200,
        USAGE_WAITING_MAX = 2000 /* that one link takes in */
};
#define USAGE_OWED "owed"

typedef enum {
        USAGE_TAKEN = 1,
        USAGE_KNOWN,     /* it came before and said the same */
        USAGE_REFUSED,   /* it came before and said something else */
        USAGE_UNMATCHED, /* it is kept, and counts later */
        USAGE_INVALID    /* it is no usage event: nothing of it is kept */
} UsageResult;
enum { USAGE_RESULTS = USAGE_INVALID + 1 };

typedef struct {
        UsageResult result;
        const char *reason; /* of USAGE_UNMATCHED; a word for programs, else "" */
} UsageAnswer;

typedef struct {
        Id hub, actor;
        int64_t now_us;
} UsageAsk;

typedef struct {
        Id batch; /* 0: nothing was new */
        size_t count[USAGE_RESULTS];
        UsageAnswer *events; /* one for each, in their order */
} UsageDone;

/* Inside a write job. CONFLICT with *out_wrong: the ledger refuses to move it, because an account
 * was closed or is full; then nothing was taken. */
Status usage_take(Db *db, Arena *a, const UsageAsk *ask, const CloudEvents *events, UsageDone *out,
                  const char **out_wrong);
/* What waits for a source and subject, USAGE_WAITING_MAX at most. */
Status usage_take_waiting(Db *db, Arena *a, const UsageAsk *ask, Str source, Str subject,
                          UsageDone *out, const char **out_wrong);
/* The leaf of an event in its batch, in their order: canonical JSON (RFC 8785) with a salt of its
 * own, without which the root tells nothing. */
Str usage_leaf_text(Arena *a, const UsageEvent *row, Str salt, uint64_t index);
Hash usage_leaf(Arena *a, const UsageEvent *row, Str salt, uint64_t index);
/* An event's leaf, where it stands in its batch, the proof (RFC 6962) up to the batch's root, and
 * the entry. BROKEN: what stands in the store is not what was told. */
typedef struct {
        Str leaf;
        uint64_t index, events;
        Hash root;
        Hash *proof;
        size_t proof_n;
        int64_t position; /* of the entry */
} UsageProof;
Status usage_proof(Db *db, Arena *a, const UsageEvent *event, UsageProof *out);
/* "taken". */
const char *usage_result_name(UsageResult r);

#endif
