/* decide/announce: what follows when a determination is told: the member moves, mails go out, the
 * accepted confirm or decline, and what nobody answers lapses at its date. */
#ifndef SEEDBED_DECIDE_ANNOUNCE_H
#define SEEDBED_DECIDE_ANNOUNCE_H

#include "decide/determination.h"

extern const Action determination_confirm_action, determination_decline_action;

/* Each looks at the row again and does nothing when its time has not come or is over. Inside a
 * write job; d->actor is nobody. */
Status determination_announce(Deed *d, Id id);
Status determination_lapse(Deed *d, Id id);
Status determination_remind(Deed *d, Id id);
/* Its application was withdrawn or is a double: nothing is decided on it any more. */
Status determination_leave(Deed *d, Id id);

/* A little of all that is due, each in its own transaction; db is a reader's. What fails is tried
 * again at the next call. */
typedef struct {
        Store *store;
        Str base_url;
        int64_t left_at; /* when applications that were withdrawn were looked for */
} DecideWork;
Status decide_work(DecideWork *w, Db *db, int64_t now_us);

#endif
