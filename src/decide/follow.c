/* decide/follow: see the header. */
#include "decide/follow.h"

#include "decide/follow.sql.h"

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Id from, into;

        (void)ctx, (void)position;
        if (!entry_merged(e, &from, &into))
                return OK;
        TRY(rehome_determinations(db, from, into));
        return rehome_lines(db, from, into);
}

RecordWatch decide_watch(void)
{
        return (RecordWatch){.entry = watch_entry};
}
