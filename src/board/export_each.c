/* board/export: the applications that an export is of, one after the other. */
#include "board/export.h"
#include "board/view.h"

enum { KEYS_STEP = 500, VIEW_STEP = 2000 }; /* the LIMIT of export_keys; rows of one scan */

typedef struct {
        Db *db;
        Arena *a;
        const RoundExport *of;
        const ExportSink *sink;
} Walk;

/* What a row took goes back with it. */
static Status give(const Walk *w, const ExportKey *key)
{
        ArenaMark mark = arena_mark(w->a);

        TRY(w->sink->row(w->sink->ctx, key));
        arena_rewind(w->a, mark);
        return OK;
}

static Status each_of_state(const Walk *w)
{
        ArenaMark mark = arena_mark(w->a);
        ExportKey last = {0};
        ExportKeyList list;

        do {
                arena_rewind(w->a, mark);
                TRY(export_keys(w->db, w->a, w->of->round, w->of->state, last.submitted_at,
                                last.application, &list));
                for (size_t i = 0; i < list.n; i++)
                        TRY(give(w, &list.at[i]));
                if (list.n)
                        last = list.at[list.n - 1];
        } while (list.n == KEYS_STEP);
        return OK;
}

static Status give_slot(const Walk *w, int64_t slot)
{
        ExportKey key;

        TRY(export_key_in(w->db, w->a, w->of->round, slot, &key));
        return give(w, &key);
}

/* The first VIEW_STEP, and from their last one on the next. */
static Status each_of_view(const Walk *w, Scan *scan)
{
        ArenaMark mark = arena_mark(w->a);
        ScanFound found;
        const ScanGroup *g;

        scan->most = VIEW_STEP;
        do {
                arena_rewind(w->a, mark);
                TRY(scan_round(w->db, w->a, w->of->round, scan, &found));
                g = &found.groups[0];
                for (size_t i = 0; i < g->n; i++)
                        TRY(give_slot(w, g->slots[i]));
                if (g->n) {
                        scan->has_after = true;
                        scan->after = g->slots[g->n - 1];
                }
        } while (g->n == VIEW_STEP);
        return OK;
}

Status export_each(Db *db, Arena *a, const RoundExport *of, const ExportBy *by,
                   const ExportSink *sink)
{
        Walk w = {db, a, of, sink};
        BoardSpace space;
        ViewSpec *spec;
        Scan scan;
        Str fault;

        if (!of->spec.len)
                return each_of_state(&w);
        spec = arena_new(a, ViewSpec, 1);
        TRY(board_space(db, a, of->round, &space));
        view_read(a, of->spec, spec);
        view_fit(&space, spec);
        TRY(view_scan(a, &space, spec, &scan, &fault));
        TRY(scan_leave_out(db, a, by->actor, of->round, &scan));
        return each_of_view(&w, &scan);
}
