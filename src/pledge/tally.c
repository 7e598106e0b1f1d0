/* pledge/tally: see the header. */
#include "pledge/tally_inside.h"

#include "base/time.h"
#include "hub/hub.sql.h"

#include <stdlib.h>
#include <string.h>

Tally *tally_open(void)
{
        Tally *t = calloc(1, sizeof *t);

        if (t)
                t->lasting = arena_make(64 * MIB);
        if (t)
                t->entry = arena_make(4 * MIB);
        return t;
}

void tally_close(Tally *t)
{
        if (!t)
                return;
        arena_free(&t->lasting);
        arena_free(&t->entry);
        delta_close(&t->deltas);
        seen_close(&t->seen);
        free(t);
}

static KindMetrics *kind_of(const Tally *t, Str kind)
{
        for (size_t i = 0; i < t->kinds_n; i++)
                if (str_eq(t->kinds[i]->kind, kind))
                        return t->kinds[i];
        return NULL;
}

static void kind_add(Tally *t, Str kind, size_t metric)
{
        KindMetrics *k = kind_of(t, kind);

        if (!k) {
                if (t->kinds_n == t->kinds_room) {
                        KindMetrics **grown =
                                arena_new(&t->lasting, KindMetrics *, t->kinds_room * 2 + 32);

                        if (t->kinds_n)
                                memcpy(grown, t->kinds, t->kinds_n * sizeof(KindMetrics *));
                        t->kinds = grown;
                        t->kinds_room = t->kinds_room * 2 + 32;
                }
                k = arena_new(&t->lasting, KindMetrics, 1);
                k->kind = kind;
                t->kinds[t->kinds_n++] = k;
        }
        if (!k->n || k->metric[k->n - 1] != metric) /* a definition may name a kind twice */
                k->metric[k->n++] = (uint16_t)metric;
}

static void kinds_load(Tally *t)
{
        t->kinds = NULL;
        t->kinds_n = t->kinds_room = 0;
        for (size_t i = 0; i < t->metrics_n; i++) {
                const MetricDefinition *m = t->metrics[i].def;

                if (m->count == METRIC_REPORTED)
                        kind_add(t, S("figure.reported"), i);
                for (size_t k = 0; m->count != METRIC_REPORTED && k < m->entries.n; k++)
                        kind_add(t, m->entries.at[k], i);
        }
}

static Status load(Tally *t, Db *db)
{
        MetricList rows;
        MergeAny any;
        Status s;

        TRY(tally_spread(t, db)); /* by the tree of hubs as it was when they were counted */
        arena_free(&t->lasting);
        t->metrics_n = 0;
        t->hubs = NULL;
        t->hubs_n = t->hubs_room = 0;
        TRY(metric_live_all(db, &t->lasting, &rows));
        if (rows.n > METRICS_MAX)
                return TOO_LARGE; /* metric load refuses long before */
        t->live_n = (int64_t)rows.n;
        for (size_t i = 0; i < rows.n; i++) {
                YamlFaults faults = {0};
                MetricDefinition *def;

                if (metric_definition_parse(&t->lasting, rows.at[i].definition, &def, &faults) !=
                    OK)
                        return BROKEN;
                t->metrics[t->metrics_n++] = (Counted){rows.at[i].id, def};
        }
        kinds_load(t);
        TRY(tally_pledges_load(t, db));
        s = merge_any(db, &t->lasting, &any);
        t->has_merges = s == OK;
        t->is_loaded = s == OK || s == NOT_FOUND;
        return t->is_loaded ? OK : s;
}

/* --- counting a party */

static Dims dims_of(const Entry *e)
{
        return (Dims){time_month(e->on_us ? e->on_us : e->at_us),
                      entry_fact_text(e, S("programme")), entry_fact_text(e, S("sector"))};
}

/* Hubs at which the party, or one merged into it before that position, was seen. */
static Status seen_hubs(Tally *t, Db *db, Arena *a, Id metric, Id party, int64_t position,
                        SeenList *out)
{
        MergeList merged;

        TRY(seen_of(db, a, metric, party, out));
        if (!t->has_merges)
                return OK;
        TRY(merge_direct(db, a, party, &merged));
        for (size_t i = 0; i < merged.n; i++) {
                SeenList more;
                Seen *all;

                if (merged.at[i].position >= position)
                        continue;
                TRY(seen_hubs(t, db, a, metric, merged.at[i].party, position, &more));
                all = arena_new(a, Seen, out->n + more.n + 1);
                if (out->n)
                        memcpy(all, out->at, out->n * sizeof *all);
                if (more.n)
                        memcpy(all + out->n, more.at, more.n * sizeof *all);
                *out = (SeenList){all, out->n + more.n};
        }
        return OK;
}

static Status is_covered(Tally *t, Db *db, Id scope, const SeenList *seen, bool *out)
{
        *out = false;
        for (size_t i = 0; i < seen->n; i++) {
                const Above *x;

                TRY(tally_above(t, db, seen->at[i].hub, &x));
                for (size_t k = 0; k < x->n; k++)
                        *out |= x->ancestor[k] == scope;
        }
        return OK;
}

static Status count_party(Tally *t, Db *db, Arena *a, const Counted *m, const Entry *e,
                          int64_t position)
{
        Dims dims = dims_of(e);
        const Above *here;
        SeenList seen = {0};

        if (!e->is_first)
                TRY(seen_settle(&t->seen, db));
        if (!e->is_first)
                TRY(seen_hubs(t, db, a, m->id, e->subject, position, &seen));
        for (size_t i = 0; i < seen.n; i++)
                if (seen.at[i].hub == e->hub)
                        return OK;
        TRY(tally_above(t, db, e->hub, &here));
        TRY(seen_note(&t->seen, m->id, e->hub, &(Sight){position, dims.month, e->subject}));
        if (seen.n == 0)
                return tally_scope_add(t, m->id, e->hub, &dims, 1, DIM_AND_ABOVE);
        for (size_t i = 0; i < here->n; i++) {
                bool covered = false;

                TRY(is_covered(t, db, here->ancestor[i], &seen, &covered));
                if (!covered)
                        TRY(tally_scope_add(t, m->id, here->ancestor[i], &dims, 1, 0));
        }
        return OK;
}

static Status count_amount(Tally *t, Db *db, const Counted *m, const Entry *e, int64_t position)
{
        Dims dims = dims_of(e);
        const Above *here;
        int64_t amount;

        if (!metric_amount(m->def, e, &amount))
                return OK;
        TRY(figure_add(db, m->id, e->hub, position, e->subject, amount,
                       e->on_us ? e->on_us : e->at_us, entry_fact_text(e, S("source"))));
        TRY(tally_above(t, db, e->hub, &here)); /* now, should a later entry change the tree */
        return tally_scope_add(t, m->id, e->hub, &dims, amount, DIM_AND_ABOVE);
}

/* A reported figure replaces the one before it at its own place; places above are not added up. */
static Status count_reported(Tally *t, Db *db, Arena *a, const Counted *m, const Entry *e,
                             int64_t position)
{
        int64_t on = e->on_us ? e->on_us : e->at_us, value, before = 0;
        Figure latest;
        Status s;

        if (!metric_amount(m->def, e, &value))
                return OK;
        s = figure_latest(db, a, m->id, e->hub, INT64_MAX, &latest);
        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(figure_add(db, m->id, e->hub, position, e->subject, value, on,
                       entry_fact_text(e, S("source"))));
        if (s == OK) {
                if (latest.on_at > on)
                        return OK;
                before = latest.value;
        }
        return delta_add(&t->deltas, m->id, e->hub, TALLY_ALL, (Str){0}, value - before);
}

static Status count(Tally *t, Db *db, Arena *a, const Counted *m, const Entry *e, int64_t position)
{
        if (!metric_counts(m->def, e))
                return OK;
        if (m->def->count == METRIC_PARTIES)
                return e->subject ? count_party(t, db, a, m, e, position) : OK;
        if (m->def->count == METRIC_AMOUNT)
                return count_amount(t, db, m, e, position);
        return count_reported(t, db, a, m, e, position);
}

/* --- merges */

/* The earliest sighting of a party in a scope. */
static Status first_in(Tally *t, Db *db, const SeenList *list, Id scope, const Seen **out)
{
        *out = NULL;
        for (size_t i = 0; i < list->n; i++) {
                const Above *x;

                TRY(tally_above(t, db, list->at[i].hub, &x));
                for (size_t k = 0; k < x->n; k++)
                        if (x->ancestor[k] == scope &&
                            (!*out || list->at[i].position < (*out)->position))
                                *out = &list->at[i];
        }
        return OK;
}

/* What the count that an entry made is broken down by. */
static Status dims_at(Db *db, Arena *a, int64_t position, Dims *out)
{
        Entry e;

        TRY(record_entry_written(db, a, position, &e));
        *out = dims_of(&e);
        return OK;
}

static Status merge_metric(Tally *t, Db *db, Arena *a, Id metric, Id from, Id into,
                           int64_t position)
{
        SeenList x, y;

        TRY(seen_settle(&t->seen, db));
        TRY(seen_hubs(t, db, a, metric, from, position, &x));
        TRY(seen_hubs(t, db, a, metric, into, position, &y));
        for (size_t i = 0; i < x.n; i++) {
                const Above *here;

                TRY(tally_above(t, db, x.at[i].hub, &here));
                for (size_t k = 0; k < here->n; k++) {
                        const Seen *mine, *theirs, *later;
                        Dims dims;

                        TRY(first_in(t, db, &x, here->ancestor[k], &mine));
                        TRY(first_in(t, db, &y, here->ancestor[k], &theirs));
                        if (mine != &x.at[i] ||
                            !theirs) /* each scope once, and only where both counted */
                                continue;
                        later = mine->position > theirs->position ? mine : theirs;
                        TRY(dims_at(db, a, later->position, &dims));
                        TRY(tally_scope_add(t, metric, here->ancestor[k], &dims, -1, 0));
                }
        }
        return OK;
}

static Status merge(Tally *t, Db *db, Arena *a, const Entry *e, int64_t position)
{
        const Fact *into = entry_fact(e, S("into"));
        Id to = into ? into->value : 0;

        if (!to)
                return BROKEN;
        for (size_t i = 0; i < t->metrics_n; i++)
                if (t->metrics[i].def->count == METRIC_PARTIES)
                        TRY(merge_metric(t, db, a, t->metrics[i].id, e->subject, to, position));
        TRY(merge_follow(db, e->subject, to));
        TRY(merge_add(db, e->subject, to, to, position));
        t->has_merges = true;
        return OK;
}

/* --- following the record */

/* A metric goes live without an entry, and another process may have made it so: asked once in each
 * transaction. */
static Status load_if_changed(Tally *t, Db *db)
{
        MetricLive live;

        if (t->is_loaded && !t->is_looked) {
                TRY(metric_live(db, &t->entry, &live));
                if (live.metrics != t->live_n)
                        t->is_loaded = false;
        }
        t->is_looked = true;
        return t->is_loaded ? OK : load(t, db);
}

static Status follow(Tally *t, Db *db, const Entry *e, int64_t position)
{
        const KindMetrics *k;
        Status s;

        arena_reset(&t->entry);
        s = load_if_changed(t, db);
        if (s == OK && str_eq(e->kind, S("party.merged")))
                s = merge(t, db, &t->entry, e, position);
        k = s == OK ? kind_of(t, e->kind) : NULL;
        for (size_t i = 0; k && i < k->n && s == OK; i++)
                s = count(t, db, &t->entry, &t->metrics[k->metric[i]], e, position);
        if (str_starts(e->kind, S("hub.")) || str_starts(e->kind, S("metric.")) ||
            str_eq(e->kind, S("pledge.made")))
                t->is_loaded = false; /* read again before the next entry */
        return s;
}

/* What needs more memory than it may have fails its transaction, not the process. */
static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Tally *t = ctx;
        jmp_buf trap;
        Status s;

        t->lasting.trap = t->entry.trap = &trap; /* taken back below */
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = follow(t, db, e, position);
        t->lasting.trap = t->entry.trap = NULL;
        return s;
}

static Status watch_flush(void *ctx, Db *db, int64_t size)
{
        return tally_flush(ctx, db, size);
}

static void watch_after(void *ctx, bool is_committed)
{
        Tally *t = ctx;

        t->is_looked = false;
        seen_forget(&t->seen);
        if (!is_committed) {
                delta_forget(&t->deltas);
                t->is_loaded = false;
        }
}

RecordWatch tally_watch(Tally *t)
{
        return (RecordWatch){
                .ctx = t, .entry = watch_entry, .flush = watch_flush, .after = watch_after};
}

/* --- counting what was there before */

typedef struct {
        Tally *t;
        bool more;
} CatchUp;

static Status count_range(Tally *t, Db *db, const Counted *m, int64_t from, int64_t end)
{
        Arena a = arena_make(64 * MIB);
        Status s = OK;

        for (int64_t at = from; at < end && s == OK;) {
                int64_t stop = at - at % 256 + 256 < end ? at - at % 256 + 256 : end;
                Str leaves[256];

                arena_reset(&a);
                s = record_leaves(db, &a, at, stop, leaves);
                for (int64_t i = at; i < stop && s == OK; i++) {
                        Entry e;

                        s = record_unseal(&a, leaves[i - at], &e);
                        if (s != OK)
                                break;
                        s = str_eq(e.kind, S("party.merged")) && m->def->count == METRIC_PARTIES
                                    ? merge_metric(t, db, &a, m->id, e.subject,
                                                   entry_fact(&e, S("into"))->value, i)
                                    : count(t, db, &a, m, &e, i);
                }
                at = stop;
        }
        arena_free(&a);
        return s;
}

static Status catch_up_job(void *ctx, Db *db)
{
        CatchUp *c = ctx;
        Arena a = arena_make(4 * MIB);
        MetricWaiting waiting;
        Metric row = {0};
        MetricDefinition *def = NULL;
        YamlFaults faults = {0};
        Hash root;
        int64_t size, end;
        Status s = metric_waiting(db, &a, &waiting);

        c->more = s == OK;
        if (s == OK && waiting.counted_to == 0)
                s = pledge_fill_begin(db, waiting.id);
        if (s == OK)
                s = load(c->t, db);
        if (s == OK)
                s = metric_by_id(db, &a, waiting.id, &row);
        if (s == OK)
                s = record_head(db, &a, &size, &root);
        if (s == OK && metric_definition_parse(&a, row.definition, &def, &faults) != OK)
                s = BROKEN;
        if (s == OK) {
                Counted m = {row.id, def};

                end = size - waiting.counted_to > TALLY_CATCH_UP_ENTRIES
                              ? waiting.counted_to + TALLY_CATCH_UP_ENTRIES
                              : size;
                s = count_range(c->t, db, &m, waiting.counted_to, end);
                if (s == OK)
                        s = tally_flush(c->t, db, end);
                if (s == OK)
                        s = metric_counted(db, row.id, end, end == size);
                if (s == OK && end == size)
                        s = metric_set_current(db, row.id, row.slug);
                if (s == OK && end == size)
                        s = pledge_fill_end(db, row.id, end);
        }
        c->t->is_loaded = false;
        if (s != OK && s != NOT_FOUND) {
                seen_forget(&c->t->seen);
                delta_forget(&c->t->deltas); /* the commit may go on without this job: nothing of it
                                                may be left over */
        }
        arena_free(&a);
        return s == NOT_FOUND ? OK : s;
}

Status tally_catch_up(Store *st, Tally *t, bool *out_more)
{
        CatchUp c = {.t = t};

        TRY(store_transact(st, catch_up_job, &c));
        *out_more = c.more;
        return c.more ? OK : history_fill(st, out_more);
}
