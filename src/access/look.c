/* access/look: see the header. */
#include "access/look.h"

#include "access/look.sql.h"
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
        Id actor, party;
        const char *what;
        int64_t at_us;
} Look;

struct Looks {
        pthread_mutex_t lock, writing; /* the second is held while what waits is written */
        Look waiting[LOOKS_WAITING_MAX];
        size_t n;
        Look known[LOOKS_KNOWN_MAX]; /* the last one at each place, to tell what was noted */
};

Looks *looks_open(void)
{
        Looks *l = calloc(1, sizeof *l);

        if (!l)
                return NULL;
        pthread_mutex_init(&l->lock, NULL);
        pthread_mutex_init(&l->writing, NULL);
        return l;
}

void looks_close(Looks *l, Store *st)
{
        if (!l)
                return;
        if (looks_flush(l, st, 0, true) != OK)
                log_line(LOG_WARN, "event=looks words=\"some were not written\"");
        pthread_mutex_destroy(&l->lock);
        pthread_mutex_destroy(&l->writing);
        free(l);
}

static bool is_same(const Look *x, const Look *y)
{
        return x->actor == y->actor && x->party == y->party && x->what == y->what;
}

/* Under the lock. A place that another look took since is only noted once more than needed. */
static bool is_known(Looks *l, const Look *look)
{
        uint64_t mix = ((uint64_t)look->actor * UINT64_C(0x9E3779B97F4A7C15)) ^
                       ((uint64_t)look->party * UINT64_C(0xC2B2AE3D27D4EB4F));
        Look *known = &l->known[(mix >> 40) % LOOKS_KNOWN_MAX];
        bool is = is_same(known, look) && look->at_us >= known->at_us &&
                  look->at_us - known->at_us < LOOK_AGAIN_US;

        if (!is)
                *known = *look;
        return is;
}

void look_note(Looks *l, Store *st, Id actor, Id party, const char *what, int64_t now_us)
{
        Look look = {actor, party, what, now_us};
        bool is_full;

        pthread_mutex_lock(&l->lock);
        if (is_known(l, &look)) {
                pthread_mutex_unlock(&l->lock);
                return;
        }
        is_full = l->n == LOOKS_WAITING_MAX;
        if (!is_full)
                l->waiting[l->n++] = look;
        pthread_mutex_unlock(&l->lock);
        if (!is_full)
                return;
        /* a store that takes nothing just now must not keep pages from being read */
        if (looks_flush(l, st, now_us, true) != OK)
                log_line(LOG_WARN, "event=look words=\"one could not be written\"");
        pthread_mutex_lock(&l->lock);
        if (l->n < LOOKS_WAITING_MAX)
                l->waiting[l->n++] = look;
        pthread_mutex_unlock(&l->lock);
}

typedef struct {
        Look looks[LOOKS_WAITING_MAX];
        size_t n;
} Batch;

static Status write_looks(void *ctx, Db *db)
{
        const Batch *b = ctx;

        for (size_t i = 0; i < b->n; i++)
                TRY(look_add(db, b->looks[i].party, b->looks[i].at_us, b->looks[i].actor,
                             str_from(b->looks[i].what)));
        return OK;
}

Status looks_flush(Looks *l, Store *st, int64_t now_us, bool force)
{
        Batch *b;
        Status s = OK;

        pthread_mutex_lock(&l->lock);
        if (!l->n || (!force && l->waiting[0].at_us + LOOK_FLUSH_US > now_us)) {
                pthread_mutex_unlock(&l->lock);
                return OK;
        }
        pthread_mutex_unlock(&l->lock);
        b = malloc(sizeof *b);
        if (!b)
                return BROKEN;
        pthread_mutex_lock(&l->writing);
        pthread_mutex_lock(&l->lock);
        b->n = l->n;
        memcpy(b->looks, l->waiting, l->n * sizeof *b->looks);
        pthread_mutex_unlock(&l->lock);
        if (b->n)
                s = store_transact(st, write_looks, b);
        if (s == OK) { /* others were added behind them meanwhile */
                pthread_mutex_lock(&l->lock);
                l->n -= b->n;
                memmove(l->waiting, l->waiting + b->n, l->n * sizeof *l->waiting);
                pthread_mutex_unlock(&l->lock);
        }
        pthread_mutex_unlock(&l->writing);
        free(b);
        return s;
}
