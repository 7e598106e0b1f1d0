/* pledge/tally_read: the numbers as they stand, and as they stood. */
#include "pledge/tally.h"

#include "base/time.h"
#include "pledge/evidence.h"

bool tally_is_behind(Db *db)
{
        Arena a = arena_make(64 * KIB);
        MetricWaiting waiting;
        bool is_behind = metric_waiting(db, &a, &waiting) == OK || history_is_behind(db);

        arena_free(&a);
        return is_behind;
}

static Status value_or_zero(Status s, int64_t value, int64_t *out)
{
        *out = s == OK ? value : 0;
        return s == NOT_FOUND ? OK : s;
}

Status tally_now(Db *db, Arena *a, Id metric, Id scope, int64_t *out)
{
        TallyValue v = {0};
        Status s = tally_get(db, a, metric, scope, TALLY_ALL, (Str){0}, &v);

        return value_or_zero(s, v.value, out);
}

Status tally_as_of(Db *db, Arena *a, Id metric, Id scope, int64_t size, int64_t *out)
{
        EvidenceWalk w;
        Metric row;
        History h = {0};
        Figure f;
        RecordSize commit = {0};
        int64_t from, rows = 0;
        Status s;

        TRY(metric_by_id(db, a, metric, &row));
        if (str_is(row.count, "reported")) {
                s = figure_latest_of(db, a, metric, scope, INT64_MAX, size, &f);
                return value_or_zero(s, s == OK ? f.value : 0, out);
        }
        s = history_at(db, a, metric, scope, size, &h);
        if (s != OK && s != NOT_FOUND)
                return s;
        *out = h.value;
        if (h.position == size)
                return OK;
        /* Since the row nothing changed it up to the last commit, or up to the last step while it
         * was being caught up with; after that, what the batch had brought by then. */
        s = record_size_before(db, a, size, &commit);
        if (s != OK && s != NOT_FOUND)
                return s;
        from = size - size % TALLY_CATCH_UP_ENTRIES;
        from = commit.size < from ? commit.size : from;
        TRY(evidence_walk(db, a, &row, scope, &w));
        w.from = h.position > from ? h.position : from;
        w.end = size;
        return evidence_count(&w, out, &rows);
}

Status tally_window(Db *db, Arena *a, Id metric, Id scope, int64_t from_month, int64_t end_month,
                    int64_t *out)
{
        TallyValue v = {0};
        Status s = tally_between(db, a, metric, scope, time_month_text(a, from_month),
                                 time_month_text(a, end_month), &v);

        return value_or_zero(s, v.value, out);
}
