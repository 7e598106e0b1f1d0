/* match/stable: see the header. */
#include "match/stable.h"

#include <stdlib.h>
#include <string.h>

/* A pair that is on both lists. */
typedef struct {
        int32_t seeker, host, seeker_rank, host_rank;
        int32_t seeker_at, host_at; /* its place in the seeker's list, and in the host's: no ties */
} Both;

typedef struct {
        const StableProblem *p;
        Both *both; /* by seeker, in the order of the seeker's list */
        size_t n, *seeker_row, *host_row;
        size_t *of_host; /* numbers of pairs by host, in the order of the host's list */
        int64_t *held;   /* of each seeker: the number of its pair, -1 */
        int32_t *filled;
} Tables;

static Status make_tables(Arena *a, const StableProblem *p, Tables *t);
static void seekers_ask(Arena *a, Tables *t);
static void hosts_ask(Arena *a, Tables *t);

static int32_t places(const StableProblem *p, int32_t host)
{
        return p->places ? p->places[host] : 1;
}

Status stable_match(Arena *a, const StableProblem *p, StableResult *out)
{
        Tables t;
        StableResult r = {0};

        TRY(make_tables(a, p, &t));
        if (p->hosts_first)
                hosts_ask(a, &t);
        else
                seekers_ask(a, &t);
        r.host_of = arena_new(a, int32_t, (size_t)p->seekers_n + 1);
        r.rank_of = arena_new(a, int32_t, (size_t)p->seekers_n + 1);
        r.host_rank_of = arena_new(a, int32_t, (size_t)p->seekers_n + 1);
        r.filled = t.filled;
        for (int32_t s = 0; s < p->seekers_n; s++) {
                const Both *b = t.held[s] >= 0 ? &t.both[t.held[s]] : NULL;

                r.host_of[s] = b ? b->host : -1;
                r.rank_of[s] = b ? b->seeker_rank : -1;
                r.host_rank_of[s] = b ? b->host_rank : -1;
                r.matched_n += b != NULL;
        }
        *out = r;
        return OK;
}

/* ---- wishes of both sides joined ---- */

static int by_names(const void *x, const void *y)
{
        const Wish *p = x, *q = y;

        if (p->from != q->from)
                return p->from < q->from ? -1 : 1;
        return (p->to > q->to) - (p->to < q->to);
}

static int by_seeker(const void *x, const void *y)
{
        const Both *p = x, *q = y;

        if (p->seeker != q->seeker)
                return p->seeker < q->seeker ? -1 : 1;
        if (p->seeker_rank != q->seeker_rank)
                return p->seeker_rank < q->seeker_rank ? -1 : 1;
        return (p->host > q->host) - (p->host < q->host);
}

typedef struct {
        int32_t host, rank, seeker;
        size_t pair;
} HostWish;

static int by_host(const void *x, const void *y)
{
        const HostWish *p = x, *q = y;

        if (p->host != q->host)
                return p->host < q->host ? -1 : 1;
        if (p->rank != q->rank)
                return p->rank < q->rank ? -1 : 1;
        return (p->seeker > q->seeker) - (p->seeker < q->seeker);
}

/* Sorted by the seeker, then the host, whosever wishes they are. */
static Status sort_wishes(Arena *a, const Wish *in, size_t n, int32_t from_n, int32_t to_n,
                          bool turned, Wish **out)
{
        Wish *w = arena_new(a, Wish, n + 1);

        for (size_t k = 0; k < n; k++) {
                if (in[k].from < 0 || in[k].from >= from_n || in[k].to < 0 || in[k].to >= to_n)
                        return INVALID;
                w[k] = turned ? (Wish){in[k].to, in[k].from, in[k].rank} : in[k];
        }
        qsort(w, n, sizeof *w, by_names);
        for (size_t k = 1; k < n; k++)
                if (by_names(&w[k - 1], &w[k]) == 0)
                        return INVALID;
        *out = w;
        return OK;
}

static void number_lists(Arena *a, Tables *t)
{
        const StableProblem *p = t->p;
        HostWish *of_host = arena_new(a, HostWish, t->n + 1);

        qsort(t->both, t->n, sizeof *t->both, by_seeker);
        for (size_t k = 0; k < t->n; k++) {
                Both *b = &t->both[k];

                t->seeker_row[b->seeker + 1]++;
                t->host_row[b->host + 1]++;
                of_host[k] = (HostWish){b->host, b->host_rank, b->seeker, k};
        }
        for (int32_t s = 0; s < p->seekers_n; s++)
                t->seeker_row[s + 1] += t->seeker_row[s];
        for (int32_t h = 0; h < p->hosts_n; h++)
                t->host_row[h + 1] += t->host_row[h];
        qsort(of_host, t->n, sizeof *of_host, by_host);
        for (size_t k = 0; k < t->n; k++) {
                Both *b = &t->both[of_host[k].pair];

                t->of_host[k] = of_host[k].pair;
                b->host_at = (int32_t)(k - t->host_row[b->host]);
                t->both[k].seeker_at = (int32_t)(k - t->seeker_row[t->both[k].seeker]);
        }
}

static Status make_tables(Arena *a, const StableProblem *p, Tables *t)
{
        Wish *x, *y;
        size_t i = 0, j = 0, least = p->seekers_wishes_n;

        *t = (Tables){.p = p};
        if (p->seekers_n < 0 || p->seekers_n > STABLE_SIDE_MAX || p->hosts_n < 0 ||
            p->hosts_n > STABLE_SIDE_MAX || p->seekers_wishes_n > INT32_MAX ||
            p->hosts_wishes_n > INT32_MAX)
                return INVALID;
        for (int32_t h = 0; h < p->hosts_n; h++)
                if (places(p, h) < 0 || places(p, h) > STABLE_PLACES_MAX)
                        return INVALID;
        TRY(sort_wishes(a, p->seekers, p->seekers_wishes_n, p->seekers_n, p->hosts_n, false, &x));
        TRY(sort_wishes(a, p->hosts, p->hosts_wishes_n, p->hosts_n, p->seekers_n, true, &y));
        if (p->hosts_wishes_n < least)
                least = p->hosts_wishes_n;
        t->both = arena_new(a, Both, least + 1);
        t->of_host = arena_new(a, size_t, least + 1);
        t->seeker_row = arena_new(a, size_t, (size_t)p->seekers_n + 1);
        t->host_row = arena_new(a, size_t, (size_t)p->hosts_n + 1);
        t->held = arena_new(a, int64_t, (size_t)p->seekers_n + 1);
        t->filled = arena_new(a, int32_t, (size_t)p->hosts_n + 1);
        while (i < p->seekers_wishes_n && j < p->hosts_wishes_n) {
                int order = by_names(&x[i], &y[j]);

                if (order == 0)
                        t->both[t->n++] = (Both){.seeker = x[i].from,
                                                 .host = x[i].to,
                                                 .seeker_rank = x[i].rank,
                                                 .host_rank = y[j].rank};
                i += order <= 0;
                j += order >= 0;
        }
        number_lists(a, t);
        for (int32_t s = 0; s < p->seekers_n; s++)
                t->held[s] = -1;
        return OK;
}

/* ---- seekers ask, hosts hold the best who asked ---- */

/* What a host holds: a heap with the least liked on top. */
typedef struct {
        size_t *pair;
        size_t n;
} Heap;

static bool is_worse(const Tables *t, size_t x, size_t y)
{
        return t->both[x].host_at > t->both[y].host_at;
}

static void heap_sink(const Tables *t, Heap *h)
{
        for (size_t at = 0;;) {
                size_t below = 2 * at + 1, swap;

                if (below >= h->n)
                        return;
                if (below + 1 < h->n && is_worse(t, h->pair[below + 1], h->pair[below]))
                        below++;
                if (!is_worse(t, h->pair[below], h->pair[at]))
                        return;
                swap = h->pair[at], h->pair[at] = h->pair[below], h->pair[below] = swap;
                at = below;
        }
}

static void heap_add(const Tables *t, Heap *h, size_t pair)
{
        size_t at = h->n++;

        h->pair[at] = pair;
        while (at > 0 && is_worse(t, h->pair[at], h->pair[(at - 1) / 2])) {
                size_t swap = h->pair[at];

                h->pair[at] = h->pair[(at - 1) / 2], h->pair[(at - 1) / 2] = swap;
                at = (at - 1) / 2;
        }
}

static Heap *make_heaps(Arena *a, const Tables *t)
{
        Heap *heaps = arena_new(a, Heap, (size_t)t->p->hosts_n + 1);
        size_t *room = arena_new(a, size_t, t->n + 1);

        for (int32_t h = 0; h < t->p->hosts_n; h++)
                heaps[h].pair = room + t->host_row[h];
        return heaps;
}

/* The pair asks its host; gives the seeker who is without one now, -1 for nobody. */
static int32_t ask(Tables *t, Heap *heaps, size_t pair)
{
        const Both *b = &t->both[pair];
        Heap *h = &heaps[b->host];
        int32_t out = -1;

        if (h->n < (size_t)places(t->p, b->host)) {
                heap_add(t, h, pair);
                t->held[b->seeker] = (int64_t)pair;
                t->filled[b->host]++;
                return -1;
        }
        if (h->n == 0 || !is_worse(t, h->pair[0], pair))
                return b->seeker;
        out = t->both[h->pair[0]].seeker;
        t->held[out] = -1;
        h->pair[0] = pair;
        heap_sink(t, h);
        t->held[b->seeker] = (int64_t)pair;
        return out;
}

static void seekers_ask(Arena *a, Tables *t)
{
        Heap *heaps = make_heaps(a, t);
        size_t *next = arena_new(a, size_t, (size_t)t->p->seekers_n + 1);

        for (int32_t s = 0; s < t->p->seekers_n; s++)
                next[s] = t->seeker_row[s];
        for (int32_t s = 0; s < t->p->seekers_n; s++) {
                int32_t free = s;

                while (free >= 0 && next[free] < t->seeker_row[free + 1])
                        free = ask(t, heaps, next[free]++);
        }
}

/* ---- hosts ask, seekers hold the best who asked ---- */

static void hosts_ask(Arena *a, Tables *t)
{
        const StableProblem *p = t->p;
        size_t *next = arena_new(a, size_t, (size_t)p->hosts_n + 1);
        int32_t *waiting = arena_new(a, int32_t, (size_t)p->hosts_n + 1), waiting_n = 0;
        bool *waits = arena_new(a, bool, (size_t)p->hosts_n + 1);

        for (int32_t h = p->hosts_n - 1; h >= 0; h--) {
                next[h] = t->host_row[h];
                waiting[waiting_n++] = h;
                waits[h] = true;
        }
        while (waiting_n > 0) {
                int32_t h = waiting[--waiting_n];

                waits[h] = false;
                while (t->filled[h] < places(p, h) && next[h] < t->host_row[h + 1]) {
                        size_t pair = t->of_host[next[h]++];
                        const Both *b = &t->both[pair];
                        int64_t had = t->held[b->seeker];

                        if (had >= 0 && t->both[had].seeker_at < b->seeker_at)
                                continue;
                        t->held[b->seeker] = (int64_t)pair;
                        t->filled[h]++;
                        if (had < 0)
                                continue;
                        t->filled[t->both[had].host]--;
                        if (!waits[t->both[had].host]) {
                                waits[t->both[had].host] = true;
                                waiting[waiting_n++] = t->both[had].host;
                        }
                }
        }
}

/* ---- is it stable? ---- */

static Status take_match(Tables *t, const int32_t *host_of)
{
        const StableProblem *p = t->p;

        for (int32_t s = 0; s < p->seekers_n; s++) {
                if (host_of[s] == -1)
                        continue;
                for (size_t k = t->seeker_row[s]; k < t->seeker_row[s + 1]; k++)
                        if (t->both[k].host == host_of[s])
                                t->held[s] = (int64_t)k;
                if (t->held[s] < 0 || ++t->filled[host_of[s]] > places(p, host_of[s]))
                        return INVALID;
        }
        return OK;
}

Status stable_blocking(Arena *a, const StableProblem *p, const int32_t *host_of, int64_t *out_n,
                       int32_t *out_seeker, int32_t *out_host)
{
        ArenaMark mark = arena_mark(a);
        Tables t;
        int32_t *worst;
        int64_t n = 0;

        TRY(make_tables(a, p, &t));
        TRY(take_match(&t, host_of));
        worst = arena_new(a, int32_t, (size_t)p->hosts_n + 1);
        for (int32_t s = 0; s < p->seekers_n; s++)
                if (t.held[s] >= 0 && t.both[t.held[s]].host_at > worst[t.both[t.held[s]].host])
                        worst[t.both[t.held[s]].host] = t.both[t.held[s]].host_at;
        for (size_t k = 0; k < t.n; k++) {
                const Both *b = &t.both[k];
                bool would =
                        t.held[b->seeker] < 0 || b->seeker_at < t.both[t.held[b->seeker]].seeker_at;
                bool has_room = t.filled[b->host] < places(p, b->host);

                if (!would ||
                    (!has_room && (t.filled[b->host] == 0 || b->host_at > worst[b->host])))
                        continue;
                if (n++ == 0)
                        *out_seeker = b->seeker, *out_host = b->host;
        }
        arena_rewind(a, mark);
        *out_n = n;
        return OK;
}
