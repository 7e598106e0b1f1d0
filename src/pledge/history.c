/* pledge/history: see the header. */
#include "pledge/history.h"

#include "base/time.h"
#include "pledge/evidence.h"
#include "record/record.h"

enum { STEPS_AT_ONCE = 64, FILL_ARENA_BYTES = 64 * 1024 * 1024 };

static Status count_on(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t from,
                       int64_t end, int64_t *io, int64_t *io_rows)
{
        EvidenceWalk w;

        if (from >= end)
                return OK;
        TRY(evidence_walk(db, a, metric, p->hub, &w));
        w.from = from;
        w.end = end;
        w.from_month = time_month(p->start_at);
        w.end_month = time_month(p->deadline_at) + 1;
        return evidence_count(&w, io, io_rows);
}

static Status reported_at(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t size,
                          int64_t until_at, int64_t *out)
{
        Figure f;
        Status s =
                figure_latest_of(db, a, metric->id, p->hub,
                                 until_at < p->deadline_at ? until_at : p->deadline_at, size, &f);

        *out = s == OK ? f.value : p->baseline;
        return s == NOT_FOUND ? OK : s;
}

Status pledge_counted_at(Db *db, Arena *a, const Pledge *p, const Metric *metric, int64_t size,
                         int64_t until_at, int64_t *out)
{
        PledgeHistory h = {0};
        PledgeFill fill;
        RecordSize commit = {0};
        int64_t from, rows = 0;
        Status s;

        if (str_is(metric->count, "reported"))
                return reported_at(db, a, p, metric, size, until_at, out);
        TRY(pledge_fill_get(db, a, p->id, metric->id, &fill));
        if (fill.position < fill.end_position)
                return NOT_FOUND;
        s = pledge_history_at(db, a, p->id, metric->id, size, &h);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (size < fill.end_position) {
                from = size - size % HISTORY_STEP_ENTRIES;
        } else {
                s = record_size_before(db, a, size, &commit);
                if (s != OK && s != NOT_FOUND)
                        return s;
                from = commit.size;
        }
        *out = h.value; /* nothing changed it from its row to there */
        return count_on(db, a, p, metric, from > h.position ? from : h.position, size, out, &rows);
}

bool history_is_behind(Db *db)
{
        Arena a = arena_make(64 * KIB);
        PledgeUnfilled next;
        bool is_behind = pledge_unfilled(db, &a, &next) == OK;

        arena_free(&a);
        return is_behind;
}

/* --- counting what was there before */

typedef struct {
        PledgeHistoryAdd rows[STEPS_AT_ONCE];
        size_t rows_n;
        Id pledge, metric;
        int64_t position, end_position;
} Filled;

/* What is past stays as it is: it is counted on a reader, and only the rows are written. */
static Status count_steps(Db *db, Arena *a, Filled *f)
{
        int64_t value = 0, seen = 0;
        PledgeHistory h;
        PledgeFill fill;
        Pledge p;
        Metric metric;
        Hash root;
        Status s;

        TRY(pledge_by_id(db, a, f->pledge, &p));
        TRY(metric_by_id(db, a, f->metric, &metric));
        s = pledge_fill_get(db, a, f->pledge, f->metric, &fill);
        if (s == OK) {
                f->position = fill.position;
                f->end_position = fill.end_position;
        } else if (s == NOT_FOUND) {
                TRY(record_head(db, a, &f->end_position, &root));
        } else {
                return s;
        }
        s = pledge_history_at(db, a, f->pledge, f->metric, f->position, &h);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK)
                value = h.value;
        for (int step = 0;
             step < STEPS_AT_ONCE && f->position < f->end_position && seen < HISTORY_STEP_ENTRIES;
             step++) {
                ArenaMark mark = arena_mark(a);
                int64_t before = value, end = f->position - f->position % HISTORY_STEP_ENTRIES +
                                              HISTORY_STEP_ENTRIES;

                end = end < f->end_position ? end : f->end_position;
                TRY(count_on(db, a, &p, &metric, f->position, end, &value, &seen));
                arena_rewind(a, mark);
                f->position = end;
                if (value != before)
                        f->rows[f->rows_n++] = (PledgeHistoryAdd){f->pledge, f->metric, end, value};
        }
        return OK;
}

static Status write_filled(void *ctx, Db *db)
{
        const Filled *f = ctx;

        TRY(pledge_history_add(db, f->rows, f->rows_n));
        return pledge_fill_set(db, f->pledge, f->metric, f->position, f->end_position);
}

Status history_fill(Store *st, bool *out_more)
{
        Arena a = arena_make(FILL_ARENA_BYTES);
        PledgeUnfilled next;
        Filled f = {0};
        Db *db;
        Status s = store_reader(st, &db);

        *out_more = false;
        if (s == OK)
                s = db_snapshot_begin(db);
        if (s == OK) {
                s = pledge_unfilled(db, &a, &next);
                *out_more = s == OK;
                if (s == OK) {
                        f.pledge = next.pledge;
                        f.metric = next.metric;
                        s = count_steps(db, &a, &f);
                }
                db_snapshot_end(db);
        }
        store_reader_close(db);
        if (s == OK)
                s = store_transact(st, write_filled, &f);
        arena_free(&a);
        return s == NOT_FOUND && !*out_more ? OK : s;
}
