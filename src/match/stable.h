/* match/stable: matching both ways: no two would rather have each other than what they got.
 *
 * Seekers (start-ups, students) have one place each, hosts (mentors, companies) have as many as
 * they say: the hospitals/residents problem, solved by deferred acceptance (Gale and Shapley,
 * 1962). Lists may be short: who is not on both lists is no pair. Equal ranks are ties and are
 * broken by the number, the lower first, on both sides; what comes out is stable also by the broken
 * order. For the greatest total suitability instead of stability: match/assign. */
#ifndef SEEDBED_MATCH_STABLE_H
#define SEEDBED_MATCH_STABLE_H

#include "base/str.h"

enum { STABLE_SIDE_MAX = 200000, STABLE_PLACES_MAX = 100000 };

/* `from` would have `to`; the lower the rank, the rather. */
typedef struct {
        int32_t from, to, rank;
} Wish;

typedef struct {
        int32_t seekers_n, hosts_n;
        const int32_t *places; /* of each host; NULL: one each */
        const Wish *seekers;   /* from a seeker to a host */
        size_t seekers_wishes_n;
        const Wish *hosts; /* from a host to a seeker */
        size_t hosts_wishes_n;
        bool hosts_first; /* best for hosts among stable ones; otherwise best for seekers */
} StableProblem;

typedef struct {
        int32_t *host_of;      /* of each seeker; -1: none */
        int32_t *rank_of;      /* how the seeker ranked that host, as given; -1: none */
        int32_t *host_rank_of; /* how the host ranked this seeker; -1: none */
        int32_t *filled;       /* places taken of each host */
        int32_t matched_n;
} StableResult;

/* INVALID with a number out of range or a wish twice. Time is that of sorting the wishes. */
Status stable_match(Arena *a, const StableProblem *p, StableResult *out);
/* Pairs that would rather have each other, by the broken order: 0 is the meaning of stable. For
 * tests and for a match that people changed by hand; the first is told when there is one. INVALID
 * as above, or when host_of is not a matching (a pair that is not on both lists, too many). */
Status stable_blocking(Arena *a, const StableProblem *p, const int32_t *host_of, int64_t *out_n,
                       int32_t *out_seeker, int32_t *out_host);

#endif
