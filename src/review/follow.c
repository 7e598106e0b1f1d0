/* review/follow: see the header. */
#include "review/follow.h"

#include "review/conflict.h"
#include "review/follow.sql.h"

typedef struct {
        Deed *d;
        Id party;
} Waiting;

static Status rehome(Db *db, Id party, Id into)
{
        TRY(rehome_assignments(db, party, into));
        TRY(rehome_versions(db, party, into));
        TRY(rehome_comments(db, party, into));
        TRY(rehome_tallies(db, party, into));
        TRY(rehome_pairs(db, party, into));
        TRY(rehome_bids(db, party, into));
        return rehome_conflicts(db, party, into);
}

static Status wait_again(void *ctx)
{
        const Waiting *w = ctx;

        return conflicts_wait_again(w->d, w->party);
}

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Arena a = arena_make(32 * MIB);
        Deed d = {.db = db, .a = &a, .now_us = e->at_us};
        Id from, into;
        Status s;

        (void)ctx, (void)position;
        if (!entry_merged(e, &from, &into))
                return OK;
        TRY(rehome(db, from, into));
        s = arena_try(&a, wait_again, &(Waiting){&d, into});
        arena_free(&a);
        return s;
}

RecordWatch review_watch(void)
{
        return (RecordWatch){.entry = watch_entry};
}
