/* record/memo: see the header. */
#include "record/memo.h"

#include <pthread.h>
#include <stdlib.h>

enum {
        HEIGHTS = 64,
        LOW_HEIGHTS = 8,   /* inside the lowest tiles: there are too many to keep them all */
        LOW_PLACES = 1024, /* at each of those: proofs that follow each other are near each other */
        HIGH_PLACES = 65536 /* at the lowest height above them; half of that at the next … */
};

/* Zero is an empty place: a node's number is kept one higher, and no tree with a rest is empty. */
typedef struct {
        uint64_t key;
        Hash hash;
} Place;

struct Memo {
        pthread_mutex_t lock;
        Place rest[HEIGHTS];
        Place low[LOW_HEIGHTS - MEMO_HEIGHT_MIN][LOW_PLACES];
        Place high[2 * HIGH_PLACES + HEIGHTS];
};

_Static_assert(sizeof(Memo) <= MEMO_BYTES_MAX, "a memo keeps within its bytes");

Memo *memo_open(void)
{
        Memo *m = calloc(1, sizeof *m);

        if (m)
                pthread_mutex_init(&m->lock, NULL);
        return m;
}

void memo_close(Memo *m)
{
        if (m)
                pthread_mutex_destroy(&m->lock);
        free(m);
}

static Place *place_of(Memo *m, int height, uint64_t k)
{
        size_t places = HIGH_PLACES, before = 0;

        if (height < LOW_HEIGHTS)
                return &m->low[height - MEMO_HEIGHT_MIN][k % LOW_PLACES];
        for (int h = LOW_HEIGHTS; h < height; h++) {
                before += places;
                places = places > 1 ? places / 2 : 1;
        }
        return &m->high[before + k % places];
}

static bool look(Memo *m, const Place *p, uint64_t key, Hash *out)
{
        bool is_there;

        pthread_mutex_lock(&m->lock);
        is_there = p->key == key;
        if (is_there)
                *out = p->hash;
        pthread_mutex_unlock(&m->lock);
        return is_there;
}

bool memo_node(Memo *m, int height, uint64_t k, Hash *out)
{
        return m && look(m, place_of(m, height, k), k + 1, out);
}

void memo_nodes_keep(Memo *m, int height, uint64_t k, const Hash *nodes, size_t n)
{
        if (!m)
                return;
        pthread_mutex_lock(&m->lock);
        for (size_t i = 0; i < n; i++)
                *place_of(m, height, k + i) = (Place){k + i + 1, nodes[i]};
        pthread_mutex_unlock(&m->lock);
}

bool memo_rest(Memo *m, int height, uint64_t size, Hash *out)
{
        return m && look(m, &m->rest[height], size, out);
}

void memo_rest_keep(Memo *m, int height, uint64_t size, const Hash *hash)
{
        if (!m)
                return;
        pthread_mutex_lock(&m->lock);
        m->rest[height] = (Place){size, *hash};
        pthread_mutex_unlock(&m->lock);
}
