/* access/challenge: what a passkey has to answer, once, within minutes.
 *
 * A challenge is made without the store: its time, random bytes, and a MAC of the folder's secret
 * over them, what it is for and whose session asked. So a flood of sign-in pages writes nothing,
 * and every node with the secret knows it again. One that was answered, right or wrong, is spent:
 * that stands in the store (docs/decisions/0022). */
#ifndef SEEDBED_ACCESS_CHALLENGE_H
#define SEEDBED_ACCESS_CHALLENGE_H

#include "access/seal.h"
#include "store/store.h"

enum { CHALLENGE_BYTES = 40 };
#define CHALLENGE_US (600 * (int64_t)1000000)

/* use is "passkey open"; session may be empty. */
Str challenge_make(const Seal *seal, Arena *a, const char *use, Str session, int64_t now_us);
/* Did we make it, for this use and session, less than CHALLENGE_US ago? Nothing is spent. */
bool challenge_is_ours(const Seal *seal, Arena *a, const char *use, Str session, Str challenge,
                       int64_t now_us);
/* Spends one that is ours; inside a write job. FORBIDDEN: it was spent before. */
Status challenge_take(Db *db, Str challenge, int64_t now_us);

#endif
