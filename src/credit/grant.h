/* credit/grant: what is given to a party, to be used by it until a day.
 *
 * Each grant has an account of its own, filled from the pool of its hub and programme; so what is
 * left of it, what was used and what is held is what the ledger says. A pool may be below zero down
 * to the limit that finance staff set: what the hub has promised. Promotional grants are spent
 * before those that somebody paid for, and of each kind those that end first. The account of a
 * grant ends at the same moment as the grant: no transfer takes anything out of it from then on,
 * whether or not what was left has been swept away yet. */
#ifndef SEEDBED_CREDIT_GRANT_H
#define SEEDBED_CREDIT_GRANT_H

#include "credit/account.h"
#include "credit/grant.sql.h"
#include "people/people.h"

extern const Action grant_give_action, grant_use_action, grant_revoke_action;

typedef struct {
        Id party, hub, programme; /* programme 0: by hand */
        Str benefit, title, unit, amount;
        bool is_paid;
        int64_t ends_at;
        const PartyFacts *facts; /* of the party, for the entry */
        Str programme_slug, programme_title;
} GrantPlan;

/* Gives it, once for a benefit of a programme at a hub: *out is 0 when the party has had it. With
 * words: INVALID when the unit or the amount is wrong, CONFLICT when the pool has too little,
 * or a limit of the hub or one above it would be passed. */
Status grant_give(Deed *d, const GrantPlan *plan, Id *out);

typedef struct {
        Id party, hub;
        Id named; /* the party as it was asked for, which may have been merged since; 0: party */
        Str unit, amount, why, key;
} GrantUse;

/* Takes an amount out of what a party was given at a hub, in the order in which it is spent, into
 * the account of what was used there. With words: INVALID when it has less and there is no key,
 * CONFLICT when the key was used for something else. OK with d->refused set when it was refused and
 * is kept so under its key: the same request gets the same answer for ever. */
Status grant_use(Deed *d, const GrantUse *use);

/* The party of a deed's field, which the actor must see, and must not be part of. With words. */
Status grant_party_field(Deed *d, const char *field, Party *out);

typedef struct {
        Store *store;
        int64_t after_ends_at, again_at; /* how far it came; nothing is swept before */
        Id after;
        bool is_revoking; /* it is at those that were taken back */
        size_t failed;
} GrantWork;

/* What is left of grants that are over goes to the account of what lapsed, what comes back of those
 * that were taken back goes to the pool; holds whose time is over
 * are let go. What can not be done is logged, and does not hold up the rest. Db is a reader's. */
Status grant_work(GrantWork *w, Db *db, int64_t now_us);
/* Follows merges of parties. */
RecordWatch grant_watch(void);

#endif
