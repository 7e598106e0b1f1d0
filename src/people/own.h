/* people/own: which person's file is whose, and who was erased.
 *
 * A party and an account are linked by an e-mail address: one that the account has confirmed and
 * that is an identity of the party. There is no other link, so whoever can not read the mails of an
 * address comes to no file by it. */
#ifndef SEEDBED_PEOPLE_OWN_H
#define SEEDBED_PEOPLE_OWN_H

#include "people/own.sql.h"
#include "people/people.h"
#include "people/shown.h"

enum { OWN_PARTIES_MAX = 20 };

/* Is the party, a person, the actor? Never by a token. */
Status party_is_own(Db *db, Arena *a, const Actor *actor, Id party, bool *out);
/* What the actor is to a party, as people/shown counts it. */
Status party_seen_as(Db *db, Arena *a, const Actor *actor, const PartyView *party, unsigned *out);
/* For an action's `where`: of the party that stands for the one in its field "party" now. Whoever
 * looks after one that was merged away has no say over the other. */
Status party_where_now(Deed *d, Place *out);
/* The persons that an account is, merged ones not among them. */
Status party_own(Db *db, Arena *a, Id actor, Id out[OWN_PARTIES_MAX], size_t *out_n);

/* What was erased has no salt any more: nothing opens its commitments. */
static inline bool party_is_erased(const Party *p)
{
        return p->salt.len == 0;
}

/* By what erased parties were known is kept as 63 bits of a keyed hash (secret.key): whoever has
 * the store alone can not try addresses. */
int64_t erased_key(const Seal *seal, Str scheme, Str value);
/* Was somebody erased who was known by it? NOT_FOUND: no. */
Status erased_find(Db *db, Arena *a, const Seal *seal, Str scheme, Str value, ErasedKey *out);

extern const Action party_readmit_action;

#endif
