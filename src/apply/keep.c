/* apply/keep: see the header. */
#include "apply/keep.h"

Status apply_forget_party(Db *db, Id party)
{
        TRY(forget_titles(db, party));
        TRY(application_touch_party(db, party));
        TRY(forget_answers(db, party));
        TRY(forget_clashes(db, party));
        TRY(forget_revisions(db, party));
        TRY(forget_files(db, party));
        TRY(forget_marks(db, party));
        TRY(forget_sketches(db, party));
        TRY(forget_hints(db, party));
        TRY(forget_unseen(db, party));
        return forget_presence_of(db, party);
}

Status apply_forget_actor(Db *db, Id actor)
{
        return forget_presence_by(db, actor);
}

static Status rehome(Db *db, Id party, Id into)
{
        TRY(rehome_applications(db, party, into));
        TRY(rehome_answers(db, party, into));
        TRY(rehome_clashes(db, party, into));
        TRY(rehome_revisions(db, party, into));
        TRY(rehome_files(db, party, into));
        TRY(rehome_marks(db, party, into));
        TRY(rehome_sketches(db, party, into));
        TRY(rehome_hints(db, party, into));
        TRY(rehome_hints_other(db, party, into));
        TRY(rehome_unseen(db, party, into));
        TRY(forget_presence_of(db, party));
        TRY(rehome_extensions(db, party, into));
        return rehome_extensions_end(db, party);
}

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Id from, into;

        (void)ctx, (void)position;
        return entry_merged(e, &from, &into) ? rehome(db, from, into) : OK;
}

RecordWatch apply_watch(void)
{
        return (RecordWatch){.entry = watch_entry};
}
