/* store/kept: see the header. */
#include "store/kept.h"

#include <assert.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

typedef struct Thing Thing;
struct Thing {
        Kept *home;
        Thing *next; /* used last comes first */
        KeptMake make;
        uint64_t hash;
        Arena a; /* the text, and what was made of it */
        Str text;
        void *made;
        int64_t pins; /* arenas that hold it */
        bool is_out;  /* of the list: the last arena frees it */
};

struct Kept {
        pthread_mutex_t lock;
        Thing *first;
        size_t n, bytes;
        int64_t pins; /* of all things */
        int64_t made;
        bool is_closed;
};

Kept *kept_open(void)
{
        Kept *k = calloc(1, sizeof *k);

        if (k)
                pthread_mutex_init(&k->lock, NULL);
        return k;
}

static void thing_free(Thing *t)
{
        arena_free(&t->a);
        free(t);
}

static void kept_free(Kept *k)
{
        pthread_mutex_destroy(&k->lock);
        free(k);
}

/* Under the lock. */
static void take_out(Kept *k, Thing **at)
{
        Thing *t = *at;

        *at = t->next;
        k->n--;
        k->bytes -= t->a.bytes_used;
        t->is_out = true;
        if (!t->pins)
                thing_free(t);
}

static void unpin(void *ctx)
{
        Thing *t = *(Thing **)ctx;
        Kept *k;
        bool is_last;

        if (!t)
                return; /* nothing was made */
        k = t->home;
        pthread_mutex_lock(&k->lock);
        is_last = --k->pins == 0 && k->is_closed;
        if (--t->pins == 0 && t->is_out)
                thing_free(t);
        pthread_mutex_unlock(&k->lock);
        if (is_last)
                kept_free(k);
}

void kept_close(Kept *k)
{
        bool is_last;

        if (!k)
                return;
        pthread_mutex_lock(&k->lock);
        while (k->first)
                take_out(k, &k->first);
        k->is_closed = true;
        is_last = k->pins == 0;
        pthread_mutex_unlock(&k->lock);
        if (is_last)
                kept_free(k);
}

/* Under the lock: it comes first. */
static Thing *find(Kept *k, KeptMake make, Str text, uint64_t hash)
{
        for (Thing **at = &k->first; *at; at = &(*at)->next) {
                Thing *t = *at;

                if (t->make != make || t->hash != hash || !str_eq(t->text, text))
                        continue;
                *at = t->next;
                t->next = k->first;
                k->first = t;
                return t;
        }
        return NULL;
}

static void put(Kept *k, Thing *t)
{
        t->next = k->first;
        k->first = t;
        k->n++;
        k->bytes += t->a.bytes_used;
}

/* What was used longest ago goes; the first stays. */
static void make_room(Kept *k)
{
        while (k->n > KEPT_MAX || (k->bytes > KEPT_BYTES_MAX && k->n > 1)) {
                Thing **last = &k->first;

                while (*last && (*last)->next)
                        last = &(*last)->next;
                assert(*last != NULL);
                take_out(k, last);
        }
}

static Status make_one(KeptMake make, Str text, uint64_t hash, Thing **out)
{
        Thing *t = calloc(1, sizeof *t);
        jmp_buf trap;
        Status s;

        if (!t)
                return BROKEN;
        t->a = arena_make(KEPT_ARENA_BYTES);
        t->a.trap = &trap;
        t->make = make;
        t->hash = hash;
        if (setjmp(trap)) {
                s = TOO_LARGE;
        } else {
                t->text = str_copy(&t->a, text);
                s = make(&t->a, t->text, &t->made);
        }
        t->a.trap = NULL;
        if (s != OK) {
                thing_free(t);
                return s;
        }
        *out = t;
        return OK;
}

Status kept_get(Kept *k, Arena *a, KeptMake make, Str text, void **out)
{
        uint64_t hash = str_hash(text);
        Thing **held, *t, *there;

        if (!k)
                return make(a, text, out);
        /* before the pin: an arena that is full jumps away here */
        held = arena_new(a, Thing *, 1);
        arena_at_end(a, unpin, held);
        pthread_mutex_lock(&k->lock);
        t = find(k, make, text, hash);
        if (!t) {
                pthread_mutex_unlock(&k->lock);
                TRY(make_one(make, text, hash, &t)); /* others may make the same meanwhile */
                t->home = k;
                pthread_mutex_lock(&k->lock);
                k->made++;
                there = find(k, make, text, hash);
                if (there)
                        thing_free(t);
                else
                        put(k, t);
                t = there ? there : t;
        }
        t->pins++;
        k->pins++;
        *held = t;
        *out = t->made;
        make_room(k); /* not of this one: it is held, and comes first */
        pthread_mutex_unlock(&k->lock);
        return OK;
}

int64_t kept_made(Kept *k)
{
        int64_t made;

        pthread_mutex_lock(&k->lock);
        made = k->made;
        pthread_mutex_unlock(&k->lock);
        return made;
}
