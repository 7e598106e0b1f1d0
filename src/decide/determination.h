/* decide/determination: one determination from its proposal until it may be told. */
#ifndef SEEDBED_DECIDE_DETERMINATION_H
#define SEEDBED_DECIDE_DETERMINATION_H

#include "decide/decide.h"

extern const Action determination_propose_action, determination_approve_action,
        determination_undo_action, determination_send_action, determination_rank_action;

/* Puts down what a plan without a fault says: as a proposal, or as decided when nobody else has to
 * agree. */
Status determination_make(Deed *d, const DecideRound *r, const DecideAsk *ask, const DecidePlan *p,
                          Id *out);
/* The other ends of it; x is fresh, and in a state that allows it. */
Status determination_agree(Deed *d, const Determination *x);
Status determination_take_back(Deed *d, const Determination *x);
/* An entry about it: hub, round and id are filled in; before it is told, nothing else is said. */
Status determination_tell(Deed *d, const char *kind, const Determination *x, Entry *e);
/* What the record commits to when it is proposed, and is opened with when it is told. */
Str determination_commitment(Arena *a, const Determination *x);

/* The deed's field "determination". NOT_FOUND. */
Status determination_of(Deed *d, Determination *out);
/* CONFLICT with words when the deed's field "seq" says that somebody saw another state of it. */
Status determination_is_seen(Deed *d, const Determination *x);
/* CONFLICT with words: what became of it does not allow this. */
Status determination_conflict(Deed *d, const Determination *x);
/* For an action's `where`: the round of the determination in its field. */
Status determination_where(Deed *d, Place *out);

#endif
