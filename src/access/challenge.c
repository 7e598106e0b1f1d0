/* access/challenge: see the header. Eight bytes of time, sixteen random, sixteen of a MAC. */
#include "access/challenge.h"

#include "access/signin.sql.h"
#include "base/hash.h"

#include <string.h>

enum { TIME_BYTES = 8, BODY_BYTES = 24 };
/* A challenge of another node, whose clock goes before ours, is good all the same. */
#define AHEAD_US (60 * (int64_t)1000000)
/* Spent ones are kept for so long behind their end: a clock that is set back revives none. */
#define SPENT_US (24 * 3600 * (int64_t)1000000)

static Hash mac_of(const Seal *seal, Arena *a, const char *use, Str session, Str body)
{
        Hash who = hash_sha256(session);
        Str parts[3] = {str_from(use), hash_str(&who), body};

        return seal_mac(seal, "challenge", str_join(a, parts, 3, S("\n")));
}

Str challenge_make(const Seal *seal, Arena *a, const char *use, Str session, int64_t now_us)
{
        unsigned char *b = arena_bytes(a, CHALLENGE_BYTES);
        Hash mac;

        for (size_t i = 0; i < TIME_BYTES; i++)
                b[i] = (unsigned char)((uint64_t)now_us >> (56 - 8 * i));
        random_fill(b + TIME_BYTES, BODY_BYTES - TIME_BYTES);
        mac = mac_of(seal, a, use, session, (Str){(const char *)b, BODY_BYTES});
        memcpy(b + BODY_BYTES, hash_str(&mac).at, CHALLENGE_BYTES - BODY_BYTES);
        return (Str){(const char *)b, CHALLENGE_BYTES};
}

static int64_t made_at(Str challenge)
{
        uint64_t t = 0;

        for (size_t i = 0; i < TIME_BYTES; i++)
                t = t << 8 | (unsigned char)challenge.at[i];
        return (int64_t)t;
}

bool challenge_is_ours(const Seal *seal, Arena *a, const char *use, Str session, Str challenge,
                       int64_t now_us)
{
        Hash mac;

        if (challenge.len != CHALLENGE_BYTES)
                return false;
        mac = mac_of(seal, a, use, session, (Str){challenge.at, BODY_BYTES});
        if (!secret_eq(challenge.at + BODY_BYTES, hash_str(&mac).at, CHALLENGE_BYTES - BODY_BYTES))
                return false;
        /* made by us, so the time is one of ours and no sum overflows */
        return made_at(challenge) < now_us + AHEAD_US && now_us < made_at(challenge) + CHALLENGE_US;
}

Status challenge_take(Db *db, Str challenge, int64_t now_us)
{
        Status s;

        TRY(challenge_sweep(db, now_us - SPENT_US));
        s = challenge_spend(db, challenge, made_at(challenge) + CHALLENGE_US);
        return s == NOT_FOUND ? FORBIDDEN : s;
}
