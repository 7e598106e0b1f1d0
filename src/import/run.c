/* import/run: reading a file from end to end, to check it or to apply it.
 *
 * A check judges a batch on the reader's connection and only writes down what it found; an import
 * judges and applies a batch inside one transaction, together with how far it got. Meanwhile the
 * next batch is read. */
#include "import/import.h"

#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "import/batch.h"
#include "import/csv.h"
#include "import/file.h"
#include "import/plan.h"
#include "import/table.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { MOVES_MAX = 512, COUNTS_MAX = 4096, BATCH_ARENA_MAX = 512 * 1024 * 1024 };

typedef struct {
        Str from, to;
        int64_t n;
} MoveCount;

typedef struct {
        Id hub, stage;
        int64_t n;
} StageDelta;

typedef struct {
        int64_t done, added, changed, moved, same, gone, refused, alike, renamed, joined, gone_of;
} Counts;

typedef struct {
        Store *store;
        Db *reader;
        Arena lasting;
        Batch batches[2], *batch; /* one is at work while the other is filled */
        BatchReader reading;
        Import import;
        PlanContext c;
        ClaimFilters filters;
        MappingBound bound;
        int fd;
        Source *source;
        Table *table;
        bool is_check;
        Counts counts, before; /* now; at the beginning of the batch */
        int64_t notes[8];
        StageDelta deltas[COUNTS_MAX];
        size_t deltas_n;
        MoveCount moves[MOVES_MAX];
        size_t moves_n;
        int64_t source_scheme;
        IdentityRow gone_after; /* how far the search for gone members got */
        int64_t now_us;
        Str fault; /* of the file as a whole */
} Run;

enum {
        NOTE_NEW,
        NOTE_CHANGED,
        NOTE_MOVED,
        NOTE_GONE,
        NOTE_REFUSED,
        NOTE_ALIKE,
        NOTE_RENAMED,
        NOTE_JOINED
};
static const char *const note_names[] = {"new",     "changed", "moved",   "gone",
                                         "refused", "alike",   "renamed", "joined"};

/* --- opening */

static Status fail(Run *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static Status fail(Run *r, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        r->fault = str_vfmt(&r->lasting, format, args);
        va_end(args);
        return INVALID;
}

static Status open_file(Run *r)
{
        Arena *a = &r->lasting;
        YamlTexts columns;
        MappingFault fault = {0};
        TableRow header;
        Str words = {0};
        Status s;

        TRY(source_open(r->fd, 0, &r->source));
        s = table_open(a, r->source, &(TableOptions){0}, &r->table, &words);
        if (s != OK)
                return fail(r, "%.*s", S_ARG(words));
        columns = mapping_columns(a, r->c.mapping);
        header = table_header(r->table);
        if (table_form(r->table) == TABLE_CSV)
                s = mapping_bind(a, r->c.mapping, header.field, header.n, &r->bound, &fault);
        else
                s = OK;
        if (s != OK)
                return fail(r, _("Column «%.*s»: %.*s"), S_ARG(fault.column), S_ARG(fault.words));
        TRY(table_want(r->table, columns.at, columns.n));
        if (mapping_bind(a, r->c.mapping, columns.at, columns.n, &r->bound, &fault) != OK)
                return fail(r, _("Column «%.*s»: %.*s"), S_ARG(fault.column), S_ARG(fault.words));
        return OK;
}

/* One process at a time works on an import: the command line and a server may both have found it.
 * The lock on its file goes with the process, however that ends. NOT_FOUND: there is nothing (more)
 * to do. */
static Status claim(Run *r, Id id)
{
        TRY(import_by_id(r->reader, &r->lasting, id, &r->import));
        r->is_check = str_is(r->import.state, "checking");
        r->fd = open(str_z(&r->lasting, r->import.file_path), O_RDONLY | O_CLOEXEC);
        if (r->fd < 0 && errno != ENOENT) {
                log_line(LOG_WARN, "import=%.*s file can not be opened: %s",
                         S_ARG(id_text(&r->lasting, id)), strerror(errno));
                return BROKEN; /* no descriptors left, or the disk is away: it may be there again */
        }
        if (r->fd >= 0 && flock(r->fd, LOCK_EX | LOCK_NB) != 0)
                return TOO_MANY;
        TRY(import_by_id(r->reader, &r->lasting, id,
                         &r->import)); /* as whoever had the lock left it */
        r->is_check = str_is(r->import.state, "checking");
        if (!r->is_check && !str_is(r->import.state, "running"))
                return NOT_FOUND;
        if (r->fd >= 0)
                return OK;
        if (r->is_check)
                return fail(r, _("The file is no longer there."));
        log_line(LOG_WARN, "import=%.*s the file is not on this machine",
                 S_ARG(id_text(&r->lasting, id)));
        return BROKEN; /* half applied: another node may have the file, or it may come back */
}

/* A check that was cut off begins again from the first row. */
static Status forget_check(void *ctx, Db *db)
{
        Run *r = ctx;

        TRY(import_note_clear(db, r->import.id));
        return import_move_clear(db, r->import.id);
}

/* Rows may name only hubs that whoever sent the file may import to. */
static Status hubs_in_reach(Run *r)
{
        Arena *a = &r->lasting;
        HubList all;
        Hub *kept;
        size_t n = 0;
        Status s = access_actor(r->reader, a, r->import.actor, time_now_us(), &r->c.actor);

        if (s != OK && s != NOT_FOUND)
                return s;
        r->c.is_everywhere = access_may_everywhere(&r->c.actor, MAY_IMPORT);
        TRY(hub_all(r->reader, a, &all));
        kept = arena_new(a, Hub, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                ArenaMark mark = arena_mark(a);
                Place place;
                bool may = r->c.is_everywhere;

                if (!may) {
                        TRY(hub_place(r->reader, a, all.at[i].id, &place));
                        may = access_may_at(&r->c.actor, MAY_IMPORT, &place);
                        arena_rewind(a, mark);
                }
                if (may)
                        kept[n++] = all.at[i];
        }
        r->c.hubs = (HubList){kept, n};
        return OK;
}

static Status open_run(Run *r, Id id)
{
        Arena *a = &r->lasting;
        YamlFaults faults = {0};
        Mapping *mapping;
        Definition *def;

        if (mapping_parse(a, r->import.mapping, &mapping, &faults) != OK)
                return fail(r, _("The mapping can no longer be read."));
        if (programme_open(r->reader, a, mapping->programme, &r->c.programme, &def) != OK)
                return fail(r, _("Programme %.*s is not there."), S_ARG(mapping->programme));
        if (!(def->members &
              (mapping->party == MAPPING_PERSON ? DEFINITION_PERSON : DEFINITION_ORGANISATION)))
                return fail(
                        r, _("Programme %.*s is not for the kind of party that the mapping names."),
                        S_ARG(mapping->programme));
        r->c.mapping = mapping;
        r->c.def = def;
        r->c.hub = r->import.hub;
        r->c.import = id;
        r->c.as_of = r->import.as_of;
        TRY(stage_all(r->reader, a, r->c.programme.id, &r->c.stages));
        TRY(hubs_in_reach(r));
        if (!r->is_check) {
                const Import *i = &r->import;

                r->counts =
                        (Counts){i->rows_done,    i->rows_new,    i->rows_changed, i->rows_moved,
                                 i->rows_same,    i->rows_gone,   i->rows_refused, i->rows_alike,
                                 i->rows_renamed, i->rows_joined, i->gone_of};
        }
        if (r->is_check && r->import.rows_done)
                TRY(store_transact(r->store, forget_check, r));
        TRY(open_file(r));
        TRY(claim_filters_open(&r->filters));
        r->reading.c = &r->c;
        r->reading.bound = &r->bound;
        r->reading.table = r->table;
        r->reading.store = r->store;
        r->reading.actor = r->import.actor;
        r->reading.is_check = r->is_check;
        r->reading.done_before = r->counts.done;
        return OK;
}

/* --- counting and noting what was judged */

static void delta_add(Run *r, Id hub, Id stage, int64_t n)
{
        for (size_t i = 0; i < r->deltas_n; i++)
                if (r->deltas[i].hub == hub && r->deltas[i].stage == stage) {
                        r->deltas[i].n += n;
                        return;
                }
        assert(r->deltas_n < COUNTS_MAX); /* flushed by note_row before it is full */
        r->deltas[r->deltas_n++] = (StageDelta){hub, stage, n};
}

static Status deltas_flush(Run *r, Db *db)
{
        for (size_t i = 0; i < r->deltas_n; i++)
                TRY(member_count_add(db, r->c.programme.id, r->deltas[i].hub, r->deltas[i].stage,
                                     r->deltas[i].n));
        r->deltas_n = 0;
        return OK;
}

static void move_add(Run *r, Str from, Str to)
{
        for (size_t i = 0; i < r->moves_n; i++)
                if (str_eq(r->moves[i].from, from) && str_eq(r->moves[i].to, to)) {
                        r->moves[i].n++;
                        return;
                }
        if (r->moves_n < MOVES_MAX)
                r->moves[r->moves_n++] = (MoveCount){from, to, 1};
}

static Status note(Run *r, Db *db, int kind, const RowPlan *p, Str words)
{
        int64_t most = kind == NOTE_REFUSED ? IMPORT_REFUSED_MAX : IMPORT_NOTES_MAX;

        if (r->notes[kind]++ >= most)
                return OK;
        return import_note_add(db, r->import.id, p->row, str_from(note_names[kind]), p->mapped.name,
                               words, p->alike_party ? p->alike_party : p->party.id);
}

static Str what_changed(Run *r, const RowPlan *p)
{
        const struct {
                Str word, given, kept;
        } facts[] = {{S("name"), p->mapped.name, p->party.name},
                     {S("website"), p->mapped.website, p->party.website},
                     {S("country"), p->country, p->party.country},
                     {S("sector"), p->mapped.sector, p->party.sector}};
        Text words = text_begin(&r->batch->a, 64);

        for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
                if (facts[i].given.len && !str_eq(facts[i].given, facts[i].kept))
                        text_fmt(&words, "%s%.*s", words.len ? ", " : "", S_ARG(facts[i].word));
        return text_str(&words);
}

static Status note_row(Run *r, Db *db, const RowPlan *p)
{
        Counts *n = &r->counts;

        n->done = p->row;
        if (p->refused.len) {
                n->refused++;
                return note(r, db, NOTE_REFUSED, p, p->refused);
        }
        n->added += p->is_new;
        n->renamed += p->is_renamed;
        n->changed += p->is_changed;
        n->moved += p->is_moved;
        n->same += plan_is_same(p);
        n->joined += p->joins;
        n->alike += p->is_new && p->alike.len;
        if (p->is_new)
                TRY(note(r, db, NOTE_NEW, p, p->mapped.stage));
        if (p->is_new && p->alike.len)
                TRY(note(r, db, NOTE_ALIKE, p, p->alike));
        if (p->is_renamed)
                TRY(note(r, db, NOTE_RENAMED, p,
                         str_fmt(&r->batch->a, "was %.*s", S_ARG(p->party.name))));
        if (p->is_changed)
                TRY(note(r, db, NOTE_CHANGED, p, what_changed(r, p)));
        if (p->joins)
                TRY(note(r, db, NOTE_JOINED, p, p->mapped.stage));
        if (p->is_moved) {
                move_add(r, p->from_slug, p->mapped.stage);
                TRY(note(r, db, NOTE_MOVED, p,
                         str_fmt(&r->batch->a, "%.*s → %.*s", S_ARG(p->from_slug),
                                 S_ARG(p->mapped.stage))));
        }
        return OK;
}

static Status progress(Run *r, Db *db)
{
        const Counts *n = &r->counts;

        for (size_t i = 0; i < r->moves_n; i++)
                TRY(import_move_add(db, r->import.id, r->moves[i].from, r->moves[i].to,
                                    r->moves[i].n));
        r->moves_n = 0;
        return import_progress(db, r->import.id, n->done, n->added, n->changed, n->moved, n->same,
                               n->gone, n->refused, n->alike, n->renamed, n->joined);
}

/* --- a batch in its transaction */

static Status apply_row(Run *r, Deed *d, RowPlan *p)
{
        Str former;

        if (str_empty(p->refused))
                TRY(plan_row(&r->c, d->db, d->a, p));
        former = p->party.name;
        if (str_empty(p->refused)) {
                TRY(plan_apply(&r->c, d, p));
                if (p->is_new || p->joins)
                        delta_add(r, p->hub, p->stage, 1);
        }
        p->party.name = former;
        if (r->deltas_n > COUNTS_MAX - 4)
                TRY(deltas_flush(r, d->db));
        return note_row(r, d->db, p);
}

/* The rows whose parties nobody knows, all at once. */
static Status apply_new(Run *r, Deed *d)
{
        Batch *b = r->batch;

        TRY(claims_judge(&r->c, d->db, &b->claims, &r->filters, b->rows, b->rows_n));
        TRY(claims_apply(&r->c, d, &b->claims, b->rows, b->rows_n));
        for (size_t i = 0; i < b->rows_n; i++) {
                const RowPlan *p = &b->rows[i];

                if (!p->is_claimed)
                        continue;
                delta_add(r, p->hub, p->stage, 1);
                if (r->deltas_n > COUNTS_MAX - 4)
                        TRY(deltas_flush(r, d->db));
                TRY(note_row(r, d->db, p));
        }
        return OK;
}

static Status apply_rows(Run *r, Db *db)
{
        Batch *b = r->batch;
        Deed d = {.action = &import_confirm_action,
                  .db = db,
                  .a = &b->a,
                  .actor = {.id = r->import.actor},
                  .now_us = b->now_us};
        int64_t notes[8];
        Status s;

        r->counts = r->before;
        r->deltas_n = r->moves_n = 0;
        memcpy(notes, r->notes, sizeof notes);
        s = apply_new(r, &d);
        if (s == OK)
                s = plan_look_up(&r->c, db, &b->a, b->rows, b->rows_n);
        for (size_t i = 0; i < b->rows_n && s == OK; i++) {
                RowPlan fresh = b->rows[i]; /* the judgement may fill in its level */

                if (fresh.is_claimed)
                        continue;
                s = apply_row(r, &d, &fresh);
                d.faults_n = 0;
        }
        if (s != OK) {
                memcpy(r->notes, notes, sizeof notes);
                return s;
        }
        r->counts.done = b->rows[b->rows_n - 1].row;
        TRY(deltas_flush(r, db));
        return progress(r, db);
}

static Status apply_batch(void *ctx, Db *db)
{
        Run *r = ctx;
        jmp_buf trap;
        ArenaMark mark = arena_mark(&r->batch->a);
        Status s;

        r->batch->a.trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = apply_rows(r, db);
        r->batch->a.trap = NULL;
        if (s != OK && s != TOO_LARGE)
                arena_rewind(&r->batch->a, mark);
        return s;
}

/* A check judges on the reader's connection and only writes down what it found. */
static Status write_check(void *ctx, Db *db)
{
        Run *r = ctx;
        int64_t notes[8];

        r->counts = r->before;
        r->moves_n = 0;
        memcpy(notes, r->notes, sizeof notes);
        for (size_t i = 0; i < r->batch->rows_n; i++) {
                Status s = note_row(r, db, &r->batch->rows[i]);

                if (s != OK) {
                        memcpy(r->notes, notes, sizeof notes);
                        return s;
                }
        }
        return progress(r, db);
}

static Status judge_batch(Run *r)
{
        Status s = OK;

        TRY(db_snapshot_begin(r->reader));
        s = plan_look_up(&r->c, r->reader, &r->batch->a, r->batch->rows, r->batch->rows_n);
        for (size_t i = 0; i < r->batch->rows_n && s == OK; i++)
                if (str_empty(r->batch->rows[i].refused))
                        s = plan_row(&r->c, r->reader, &r->batch->a, &r->batch->rows[i]);
        db_snapshot_end(r->reader);
        return s;
}

static Status one_batch(Run *r)
{
        int64_t added;

        r->before = r->counts;
        if (r->is_check)
                TRY(judge_batch(r));
        TRY(store_transact(r->store, r->is_check ? write_check : apply_batch, r));
        added = r->counts.added - r->before.added;
        atomic_store(&r->reading.is_known, added * 4 < (int64_t)r->batch->rows_n);
        return OK;
}

/* --- who is no longer in the file */

static Status gone_one(Run *r, Db *db, const IdentityRow *who, int64_t n)
{
        Deed d = {.action = &import_confirm_action,
                  .db = db,
                  .a = &r->batch->a,
                  .actor = {.id = r->import.actor},
                  .now_us = r->now_us};
        RowPlan p = {.row = n};
        Entry *e = arena_new(&r->batch->a, Entry, 1);

        TRY(party_now(db, &r->batch->a, who->party, &p.party));
        p.mapped.name = p.party.name;
        r->counts.gone++;
        TRY(note(r, db, NOTE_GONE, &p, who->value));
        if (r->is_check || r->c.mapping->gone != MAPPING_GONE_MARK)
                return OK;
        e->kind = S("party.gone");
        e->subject = p.party.id;
        e->on_us = r->c.as_of;
        entry_text(e, S("party"), p.party.kind);
        entry_text(e, S("source"), r->c.mapping->source);
        TRY(deed_tell(&d, e));
        return identity_saw(db, who->party, r->source_scheme, who->value,
                            -r->c.as_of); /* gone since; told once */
}

typedef struct {
        Run *r;
        const IdentityRowList *list;
} GoneBatch;

static Status gone_batch(void *ctx, Db *db)
{
        GoneBatch *g = ctx;
        Run *r = g->r;

        r->counts = r->before;
        r->moves_n = 0;
        for (size_t i = 0; i < g->list->n; i++) {
                const IdentityRow *who = &g->list->at[i];

                if (who->seen_at <= 0)
                        continue;
                r->counts.gone_of += r->c.mapping->gone == MAPPING_GONE_MARK;
                if (!batch_saw(&r->reading, who->value))
                        TRY(gone_one(r, db, who, r->counts.gone + 1));
        }
        return progress(r, db);
}

static Status find_gone(Run *r)
{
        Status s = identity_scheme(r->reader, r->c.mapping->source, false, &r->source_scheme);

        if (s == NOT_FOUND)
                return OK; /* a source that nothing came from yet */
        TRY(s);
        r->gone_after = (IdentityRow){0};
        if (r->is_check || r->c.mapping->gone != MAPPING_GONE_MARK)
                r->counts.gone =
                        0; /* else those marked before this run was cut off are not met again */
        for (;;) {
                IdentityRowList list;
                GoneBatch g = {r, &list};

                arena_reset(&r->batch->a);
                TRY(identity_gone(r->reader, &r->batch->a, r->source_scheme, r->c.as_of,
                                  r->gone_after.party, r->gone_after.value, &list));
                if (list.n == 0)
                        return OK;
                r->before = r->counts;
                r->now_us = time_now_us();
                r->gone_after = list.at[list.n - 1];
                r->gone_after.value = str_copy(&r->lasting, r->gone_after.value);
                TRY(store_transact(r->store, gone_batch, &g));
        }
}

/* --- the end */

typedef struct {
        Run *r;
        Status how;
} End;

static Status end_job(void *ctx, Db *db)
{
        End *end = ctx;
        Run *r = end->r;
        Arena *a = &r->lasting;
        Deed d = {.action = &import_confirm_action,
                  .db = db,
                  .a = a,
                  .actor = {.id = r->import.actor},
                  .now_us = time_now_us()};
        Entry *e = arena_new(a, Entry, 1);
        const Counts *n = &r->counts;

        if (end->how != OK)
                return import_end(db, r->import.id, S("failed"), r->fault, d.now_us, 0);
        if (r->is_check)
                return import_checked(db, r->import.id, n->done, n->gone_of, d.now_us);
        e->kind = S("import.done");
        e->subject = r->import.id;
        e->hub = r->import.hub;
        entry_int(e, S("rows"), n->done);
        entry_int(e, S("new"), n->added);
        entry_int(e, S("changed"), n->changed);
        entry_int(e, S("moved"), n->moved);
        entry_int(e, S("gone"), n->gone);
        entry_int(e, S("refused"), n->refused);
        TRY(deed_tell(&d, e));
        return import_end(db, r->import.id, S("done"), (Str){0}, d.now_us, d.position + 1);
}

static Status read_all(Run *r, ImportTick tick)
{
        Status s;

        batch_begin(&r->reading, &r->batches[0]);
        for (int i = 0; (s = batch_wait(&r->reading)) == OK; i = !i) {
                r->batch = &r->batches[i];
                batch_begin(&r->reading, &r->batches[!i]);
                TRY(one_batch(r)); /* the thread that reads is waited for when the run is closed */
                r->import.rows_done = r->counts.done;
                if (tick.tick)
                        TRY(tick.tick(tick.ctx, &r->import));
        }
        if (s == INVALID)
                return fail(r, "%s", r->reading.fault);
        if (s != NOT_FOUND)
                return s;
        return find_gone(r);
}

static void close_run(Run *r)
{
        batch_reader_close(&r->reading);
        claim_filters_close(&r->filters);
        table_close(r->table);
        source_close(r->source);
        if (r->fd >= 0)
                close(r->fd);
        for (int i = 0; i < 2; i++)
                arena_free(&r->batches[i].a);
        arena_free(&r->lasting);
        free(r);
        malloc_trim(0); /* batches are large and came from several threads: a server at rest should
                           not keep them */
}

Status import_waiting(Db *db, Arena *a, Id after, Id *out)
{
        ImportNext next;

        TRY(import_next(db, a, after, &next));
        *out = next.id;
        return OK;
}

Status import_work(Store *st, Db *db, Id id, ImportTick tick)
{
        Run *r = calloc(1, sizeof *r);
        Str left_over = {0};
        End end;
        Status s;

        if (!r)
                return BROKEN;
        r->store = st;
        r->reader = db;
        r->fd = -1;
        r->lasting = arena_make(256 * MIB);
        r->batch = &r->batches[0];
        for (int i = 0; i < 2; i++)
                r->batches[i].a = arena_make(BATCH_ARENA_MAX);
        s = claim(r, id);
        if (s == NOT_FOUND) {
                close_run(r);
                return OK;
        }
        if (s == OK)
                s = open_run(r, id);
        if (s == OK)
                s = read_all(r, tick);
        /* a fault of the file, or of a row that the store will not take, ends it; a store that is
         * away lets it be resumed */
        if (s != RETRY && s != UPSTREAM && s != BROKEN && s != TOO_MANY) {
                if (s != OK && !r->fault.len)
                        (void)!fail(r, _("It stopped after row %lld: %s."),
                                    (long long)r->counts.done, status_name(s));
                end = (End){r, s};
                s = store_transact(st, end_job, &end);
                if (s == OK && end.how != OK) /* a file of which rows were applied stays */
                        s = import_file_left_over(db, &r->lasting, r->import.file_path, &left_over);
        }
        if (s == OK)
                import_file_remove(left_over);
        close_run(r);
        return s;
}

/* --- what was refused, to be mended */

static Status refused_rows(Db *db, Arena *a, const Import *import, Table *table, Text *out)
{
        ImportRefusedList list = {0};
        TableRow row, header = table_header(table);
        size_t i = 0;
        int64_t after = 0;
        Status s;
        Str *fields = arena_new(a, Str, TABLE_FIELDS_MAX + 1);

        memcpy(fields, header.field, header.n * sizeof *fields);
        fields[header.n] = S("refused_because");
        csv_write_row(out, fields, header.n + 1, CSV_AS_IS);
        while ((s = table_next(table, &row)) == OK || s == INVALID) {
                if (i == list.n) {
                        TRY(import_refused(db, a, import->id, after, &list));
                        if (list.n == 0)
                                return OK;
                        i = 0;
                        after = list.at[list.n - 1].row_number;
                }
                if (table_row(table) != list.at[i].row_number)
                        continue;
                if (s == OK) {
                        memcpy(fields, row.field, row.n * sizeof *fields);
                        fields[row.n] = list.at[i].words;
                        csv_write_row(out, fields, row.n + 1, CSV_AS_IS);
                } else { /* not a row of this table: as it stood */
                        text_add(out, table_raw(table));
                        text_char(out, '\n');
                }
                i++;
        }
        return s == NOT_FOUND ? OK : s;
}

Status import_refused_file(Db *db, Arena *a, const Import *import, Text *out)
{
        int fd = open(str_z(a, import->file_path), O_RDONLY | O_CLOEXEC);
        Source *source = NULL;
        Table *table = NULL;
        Str words;
        Status s = fd < 0 ? NOT_FOUND : source_open(fd, 0, &source);

        if (s == OK)
                s = table_open(a, source, &(TableOptions){0}, &table, &words);
        if (s == OK)
                s = refused_rows(db, a, import, table, out);
        table_close(table);
        source_close(source);
        if (fd >= 0)
                close(fd);
        return s;
}
