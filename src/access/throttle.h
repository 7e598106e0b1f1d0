/* access/throttle: whoever tries passwords has to wait, longer each time.
 *
 * Counted are an account from one address, an account from anywhere, and an address for any
 * account, each with a number of free tries; past these the wait doubles from a second to a quarter
 * of an hour. Who only asks for a mail (a new account, a new password) is counted apart, with a
 * count that fades, so that a room of people behind one address can begin within an hour and locks
 * nobody out of signing in. The owner of an account that others try from elsewhere waits a minute
 * at most. The counts stand in the store, so a restart forgets nothing; keys are hashes, and an
 * account that does not exist is counted like any other. */
#ifndef SEEDBED_ACCESS_THROTTLE_H
#define SEEDBED_ACCESS_THROTTLE_H

#include "store/store.h"

enum {
        THROTTLE_PAIR_FREE = 5,
        THROTTLE_ACCOUNT_FREE = 50,
        THROTTLE_CLIENT_FREE = 100,
        THROTTLE_ASKER_FREE = 400,
        THROTTLE_WAIT_S_MAX = 900,
        THROTTLE_ACCOUNT_WAIT_S_MAX = 60
};
/* Failures older than this are forgotten. */
#define THROTTLE_FORGET_US (24 * 3600 * (int64_t)1000000)

/* After so long one of an asker's is forgotten. */
#define THROTTLE_ASKER_FADES_US (9 * (int64_t)1000000)

/* Seconds to wait after so many failures. */
int64_t throttle_wait_s(int64_t failures, int64_t free, int64_t most);
/* Seconds until who says to be this account may try again from that address; 0: now. */
Status throttle_look(Db *db, Arena *a, Str account, Str client, int64_t now_us, int64_t *out_s);
/* One more that was wrong; inside a write job. */
Status throttle_failed(Db *db, Arena *a, Str account, Str client, int64_t now_us);
/* The same for who asks for a mail to be sent to that account's address. */
Status throttle_ask_look(Db *db, Arena *a, Str account, Str client, int64_t now_us, int64_t *out_s);
Status throttle_asked(Db *db, Arena *a, Str account, Str client, int64_t now_us);
/* It was right: the account is known at that address again, and what its owner had mistyped there
 * counts no more against the address (nothing else: an account of one's own buys no more tries at
 * others'). Inside a write job. */
Status throttle_passed(Db *db, Arena *a, Str account, Str client, int64_t now_us);

#endif
