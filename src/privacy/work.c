/* privacy/work: see the header. */
#include "privacy/work.h"

#include "access/look.sql.h"
#include "base/log.h"
#include "base/time.h"
#include "import/file.h"
#include "import/mapping.h"
#include "people/own.h"
#include "privacy/privacy.sql.h"
#include "privacy/retention.h"

enum { FILES_AT_ONCE = 50 };
#define FILES_AGAIN_US (60 * SECOND_US)

/* --- files */

static bool holds_erased(Arena *a, const ErasedSourceList *sources, const ImportOver *i)
{
        YamlFaults faults = {0};
        Mapping *mapping;

        if (mapping_parse(a, i->mapping, &mapping, &faults) != OK)
                return true; /* nobody can say whose rows it has */
        for (size_t k = 0; k < sources->n; k++)
                if (str_eq(sources->at[k].source, mapping->source))
                        return sources->at[k].at > i->made_at;
        return false;
}

typedef struct {
        Id import;
} FileGone;

static Status forget_file(void *ctx, Db *db)
{
        return import_file_gone(db, ((const FileGone *)ctx)->import);
}

static Status files_of(Store *st, Db *db, Arena *a, bool *out_more)
{
        ErasedSourceList sources;
        ErasedLast last;
        Id after = 0;
        int removed = 0;

        *out_more = false;
        TRY(erased_sources(db, a, &sources));
        TRY(erased_last(db, a, &last));
        while (sources.n) {
                ArenaMark mark = arena_mark(a);
                ImportOverList list;

                TRY(import_over(db, a, last.at, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        FileGone gone = {list.at[i].id};

                        after = list.at[i].id;
                        if (!holds_erased(a, &sources, &list.at[i]))
                                continue;
                        TRY(store_transact(st, forget_file, &gone));
                        import_file_remove(list.at[i].file_path);
                        removed++;
                }
                arena_rewind(a, mark);
                if (!list.n)
                        break;
                if (removed >= FILES_AT_ONCE) {
                        *out_more = true;
                        break;
                }
        }
        if (removed)
                log_line(LOG_INFO, "event=erase files_of_imports=%d", removed);
        return OK;
}

Status privacy_files(Store *st, Db *db, bool *out_more)
{
        Arena a = arena_make(64 * MIB);
        Status s = files_of(st, db, &a, out_more);

        arena_free(&a);
        return s;
}

/* --- the rest */

static Status sweep_looks(void *ctx, Db *db)
{
        return look_sweep(db, *(const int64_t *)ctx - LOOK_KEEP_US);
}

static Status after_erasures(PrivacyWork *w, Db *db, Arena *a, int64_t now_us)
{
        ErasedLast last;
        bool more;

        TRY(erased_last(db, a, &last));
        /* an import that was at work when somebody was erased ends later: it looks again */
        if (last.at && (last.at != w->files_at || w->looked_at + FILES_AGAIN_US < now_us)) {
                TRY(privacy_files(w->store, db, &more));
                w->files_at = more ? 0 : last.at;
                w->looked_at = now_us;
        }
        if (last.at != w->scrubbed_at) {
                TRY(store_scrub(w->store));
                w->scrubbed_at = last.at;
        }
        return OK;
}

Status privacy_work(PrivacyWork *w, Db *db, int64_t now_us)
{
        Arena a = arena_make(4 * MIB);
        bool more;
        Status s = looks_flush(w->looks, w->store, now_us, false);

        if (s == OK)
                s = retention_step(w->store, db, w->seal, now_us, &more);
        if (s == OK)
                s = after_erasures(w, db, &a, now_us);
        if (s == OK && w->swept_at + DAY_US < now_us) {
                s = store_transact(w->store, sweep_looks, &now_us);
                w->swept_at = now_us;
        }
        arena_free(&a);
        return s;
}
