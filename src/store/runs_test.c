/* The index of sorted runs: what was put in is found, whatever way it went in. */
#include "store/runs.h"
#include "tests/world.h"

#include <stdlib.h>

enum { SPACE = 77, KEYS = 60000 };

static int64_t key_of(int64_t i)
{
        return (int64_t)(((uint64_t)i + 1) * 0x9E3779B97F4A7C15u >> 1);
}

typedef struct {
        int64_t from, end;
        Status status;
} Range;

static Status add_range(void *ctx, Db *db)
{
        Range *r = ctx;
        size_t n = (size_t)(r->end - r->from);
        RunPair *pairs = calloc(n, sizeof *pairs);
        Status s;

        for (size_t i = 0; i < n; i++)
                pairs[i] = (RunPair){key_of(r->from + (int64_t)i), r->from + (int64_t)i + 1};
        s = runs_add(db, SPACE, pairs, n);
        free(pairs);
        return s == OK ? r->status : s;
}

/* As imports and people do it: large batches, and a few at a time. */
static int64_t fill(World *w)
{
        int64_t at = 0;

        while (at < KEYS) {
                int64_t n = at % 7 == 0 ? 700 + at % 300 : 1 + at % 400;
                Range r = {at, at + n, OK};

                CHECK_OK(store_transact(w->p.store, add_range, &r));
                at += n;
        }
        return at;
}

TEST(runs_find_every_key_and_no_other)
{
        World *w = world(a);
        int64_t n = fill(w);
        Db *db;

        CHECK_OK(store_reader(w->p.store, &db));
        for (int64_t i = 0; i < n; i += 17) {
                const Id *ids;
                size_t found;

                CHECK_OK(runs_find(db, a, SPACE, key_of(i), &ids, &found));
                CHECK_INT((int64_t)found, 1);
                CHECK_INT(ids[0], i + 1);
                CHECK(runs_find(db, a, SPACE, key_of(n + i), &ids, &found) == NOT_FOUND);
                CHECK(runs_find(db, a, SPACE + 1, key_of(i), &ids, &found) == NOT_FOUND);
        }
        store_reader_close(db);
}

static Status add_same(void *ctx, Db *db)
{
        RunPair pairs[700];

        (void)ctx;
        for (size_t i = 0; i < 700; i++)
                pairs[i] = (RunPair){42, (Id)i + 1};
        return runs_add(db, SPACE, pairs, 700);
}

typedef struct {
        Id wanted;
        int asked;
} Wanted;

static Status is_wanted(void *ctx, Id id, bool *out_is)
{
        Wanted *w = ctx;

        w->asked++;
        *out_is = id == w->wanted;
        return OK;
}

TEST(runs_look_one_after_another_until_it_is_the_one)
{
        World *w = world(a);
        int64_t n = fill(w);
        RunsLook look;
        Db *db;

        CHECK_OK(store_transact(w->p.store, add_same, NULL));
        CHECK_OK(store_reader(w->p.store, &db));
        CHECK_OK(runs_look_begin(db, a, SPACE, &look));
        for (int64_t i = 0; i < n; i += 17) {
                Wanted wanted = {.wanted = i + 1};

                CHECK_OK(runs_look(&look, key_of(i), is_wanted, &wanted));
                CHECK_INT(wanted.asked, 1);
                CHECK(runs_look(&look, key_of(n + i), is_wanted, &wanted) == NOT_FOUND);
                CHECK_INT(wanted.asked, 1);
        }
        {
                Wanted third = {.wanted = 3}, none = {.wanted = 9999};

                CHECK_OK(runs_look(&look, 42, is_wanted, &third));
                CHECK_INT(third.asked, 3);
                CHECK(runs_look(&look, 42, is_wanted, &none) == NOT_FOUND);
                CHECK_INT(none.asked, 700);
        }
        store_reader_close(db);
}

TEST(runs_keep_equal_keys_together)
{
        World *w = world(a);
        const Id *ids;
        size_t found;
        Db *db;

        CHECK_OK(store_transact(w->p.store, add_same, NULL));
        CHECK_OK(store_reader(w->p.store, &db));
        CHECK_OK(runs_find(db, a, SPACE, 42, &ids, &found));
        CHECK_INT((int64_t)found, 700);
        store_reader_close(db);
}

static Status remove_third(void *ctx, Db *db)
{
        int64_t n = *(int64_t *)ctx;

        for (int64_t i = 0; i < n; i += 3)
                TRY(runs_remove(db, SPACE, key_of(i), i + 1));
        return runs_remove(db, SPACE, key_of(n + 5), 1); /* was never there */
}

TEST(runs_forget_what_is_removed)
{
        World *w = world(a);
        int64_t n = fill(w);
        Db *db;

        CHECK_OK(store_transact(w->p.store, remove_third, &n));
        CHECK_OK(store_reader(w->p.store, &db));
        for (int64_t i = 0; i < n; i += 7) {
                const Id *ids;
                size_t found;

                CHECK((runs_find(db, a, SPACE, key_of(i), &ids, &found) == OK) == (i % 3 != 0));
        }
        store_reader_close(db);
        fill(w); /* merges go on over parts that have holes or nothing */
}

typedef struct {
        RunsFilter *filter;
        int64_t n;
        int64_t missed, wrong;
} Ask;

static Status ask(void *ctx, Db *db)
{
        Ask *q = ctx;

        TRY(runs_filter_refresh(q->filter, db, 1000));
        q->missed = q->wrong = 0;
        for (int64_t i = 0; i < q->n; i++) {
                q->missed += !runs_filter_may_have(q->filter, key_of(i));
                q->wrong += runs_filter_may_have(q->filter, key_of(KEYS * 10 + i));
        }
        return OK;
}

TEST(runs_filter_never_misses_a_key_and_is_seldom_wrong)
{
        World *w = world(a);
        Ask q = {.filter = runs_filter_open(SPACE)};
        Range undone = {KEYS * 20, KEYS * 20 + 900, INVALID}, more;

        CHECK_OK(store_transact(w->p.store, ask, &q));
        q.n = fill(w);
        CHECK_OK(store_transact(w->p.store, ask, &q));
        CHECK_INT(q.missed, 0);
        CHECK(q.wrong < q.n / 30);
        /* what is rolled back is followed by something else of the same size */
        CHECK(store_transact(w->p.store, add_range, &undone) == INVALID);
        CHECK_OK(store_transact(w->p.store, ask, &q));
        more = (Range){q.n, q.n + 900, OK};
        CHECK_OK(store_transact(w->p.store, add_range, &more));
        q.n += 900;
        CHECK_OK(store_transact(w->p.store, ask, &q));
        CHECK_INT(q.missed, 0);
        runs_filter_close(q.filter);
}
