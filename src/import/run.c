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
#include "import/file.h"
#include "import/plan.h"
#include "import/run_note.h"
#include "base/table.h"
#include "people/own.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { BATCH_ARENA_MAX = 512 * 1024 * 1024 };

typedef struct {
        Store *store;
        Db *reader;
        Language before; /* of this thread */
        Arena lasting;
        Batch batches[2], *batch; /* one is at work while the other is filled */
        BatchReader reading;
        Import import;
        PlanContext c;
        PlanMet met;
        ClaimFilters filters;
        MappingBound bound;
        int fd;
        Source *source;
        Table *table;
        bool is_check;
        RunNotes notes;
        int64_t source_scheme;
        IdentityRow gone_after; /* how far the search for gone members got */
        int64_t now_us;
        const Seal *seal;
        int64_t erased_at; /* the last erasure that this run knows of */
        Str fault;         /* of the file as a whole */
} Run;

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

/* Rows may name only hubs that whoever sent the file may import to, for the programme it is for. */
static Status hubs_in_reach(Run *r)
{
        Arena *a = &r->lasting;
        HubList all;
        Hub *kept;
        size_t n = 0;
        Status s = access_actor(r->reader, a, r->import.actor, time_now_us(), &r->c.actor);

        if (s != OK && s != NOT_FOUND)
                return s;
        if (r->c.actor.language != LANGUAGE_NONE) /* what is kept is in the sender's language */
                language_set(r->c.actor.language);
        r->c.is_everywhere = access_may_everywhere(&r->c.actor, MAY_IMPORT);
        TRY(hub_all(r->reader, a, &all));
        kept = arena_new(a, Hub, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                ArenaMark mark = arena_mark(a);
                Place place;
                bool may = r->c.is_everywhere;

                if (!may) {
                        TRY(hub_place(r->reader, a, all.at[i].id, r->c.programme.id, &place));
                        may = access_may_at(&r->c.actor, MAY_IMPORT, &place);
                        arena_rewind(a, mark);
                }
                if (may)
                        kept[n++] = all.at[i];
        }
        r->c.hubs = (HubList){kept, n};
        return OK;
}

static Status know_erased(Run *r)
{
        ErasedLast last;

        TRY(erased_last(r->reader, &r->lasting, &last));
        r->erased_at = last.at;
        return batch_erased_read(&r->reading, r->reader, r->seal);
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
        r->c.is_check = r->is_check;
        r->c.met = &r->met;
        r->notes.import = id;
        r->notes.programme = r->c.programme.id;
        if (!r->is_check)
                r->notes.counts = run_counts_of(&r->import);
        if (r->is_check && r->import.rows_done)
                TRY(store_transact(r->store, forget_check, r));
        TRY(know_erased(r));
        TRY(open_file(r));
        TRY(claim_filters_open(&r->filters));
        r->reading.c = &r->c;
        r->reading.bound = &r->bound;
        r->reading.table = r->table;
        r->reading.store = r->store;
        r->reading.actor = r->import.actor;
        r->reading.is_check = r->is_check;
        r->reading.done_before = r->notes.counts.done;
        return OK;
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
                        TRY(run_note_member(&r->notes, d->db, p->hub, p->stage));
        }
        p->party.name = former;
        return run_note_row(&r->notes, d->db, d->a, p);
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
                TRY(run_note_member(&r->notes, d->db, p->hub, p->stage));
                TRY(run_note_row(&r->notes, d->db, d->a, p));
        }
        return OK;
}

/* Somebody was erased since this run began: it ends, and goes on with what it has to know. */
static Status is_up_to_date(const Run *r, Db *db, Arena *a)
{
        ErasedLast last;

        TRY(erased_last(db, a, &last));
        return last.at == r->erased_at ? OK : TOO_MANY;
}

static Status apply_rows(Run *r, Db *db)
{
        Batch *b = r->batch;
        Deed d = {.action = &import_confirm_action,
                  .db = db,
                  .a = &b->a,
                  .actor = {.id = r->import.actor},
                  .now_us = b->now_us};

        run_notes_back(&r->notes);
        TRY(is_up_to_date(r, db, &b->a));
        TRY(apply_new(r, &d));
        TRY(plan_look_up(&r->c, db, &b->a, b->rows, b->rows_n));
        for (size_t i = 0; i < b->rows_n; i++) {
                RowPlan fresh = b->rows[i]; /* the judgement may fill in its level */

                if (fresh.is_claimed)
                        continue;
                TRY(apply_row(r, &d, &fresh));
                d.faults_n = 0;
        }
        r->notes.counts.done = b->rows[b->rows_n - 1].row;
        return run_notes_store(&r->notes, db);
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

        run_notes_back(&r->notes);
        for (size_t i = 0; i < r->batch->rows_n; i++)
                TRY(run_note_row(&r->notes, db, &r->batch->a, &r->batch->rows[i]));
        return run_notes_store(&r->notes, db);
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

        run_notes_mark(&r->notes);
        if (r->is_check)
                TRY(judge_batch(r));
        TRY(store_transact(r->store, r->is_check ? write_check : apply_batch, r));
        added = r->notes.counts.added - r->notes.counts_before.added;
        atomic_store(&r->reading.is_known, added * 4 < (int64_t)r->batch->rows_n);
        return OK;
}

/* --- who is no longer in the file */

static Status gone_one(Run *r, Db *db, const IdentityRow *who)
{
        Deed d = {.action = &import_confirm_action,
                  .db = db,
                  .a = &r->batch->a,
                  .actor = {.id = r->import.actor},
                  .now_us = r->now_us};
        Entry *e = arena_new(&r->batch->a, Entry, 1);
        Party party;

        TRY(party_now(db, &r->batch->a, who->party, &party));
        TRY(run_note_gone(&r->notes, db, &party, who->value));
        if (r->is_check || r->c.mapping->gone != MAPPING_GONE_MARK)
                return OK;
        e->kind = S("party.gone");
        e->subject = party.id;
        e->on_us = r->c.as_of;
        entry_text(e, S("party"), party.kind);
        entry_text(e, S("source"), r->c.mapping->source);
        TRY(deed_tell(&d, e));
        return identity_saw(db, who->party, r->source_scheme, who->value,
                            -r->c.as_of); /* gone since; told once */
}

/* The same source may bring parties to hubs that are nothing to who sends this file. */
static Status has_reach(Run *r, Db *db, Id party, bool *out)
{
        Party now;

        *out = r->c.is_everywhere;
        if (*out)
                return OK;
        TRY(party_now(db, &r->batch->a, party, &now));
        return party_may(db, &r->batch->a, &r->c.actor, MAY_IMPORT, now.id, out);
}

typedef struct {
        Run *r;
        const IdentityRowList *list;
} GoneBatch;

static Status gone_batch(void *ctx, Db *db)
{
        GoneBatch *g = ctx;
        Run *r = g->r;

        run_notes_back(&r->notes);
        for (size_t i = 0; i < g->list->n; i++) {
                const IdentityRow *who = &g->list->at[i];
                bool may;

                if (who->seen_at <= 0)
                        continue;
                TRY(has_reach(r, db, who->party, &may));
                if (!may)
                        continue;
                r->notes.counts.gone_of += r->c.mapping->gone == MAPPING_GONE_MARK;
                if (!batch_saw(&r->reading, who->value))
                        TRY(gone_one(r, db, who));
        }
        return run_notes_store(&r->notes, db);
}

static Status find_gone(Run *r)
{
        Status s = identity_scheme(r->reader, r->c.mapping->source, false, &r->source_scheme);

        if (s == NOT_FOUND)
                return OK; /* a source that nothing came from yet */
        TRY(s);
        r->gone_after = (IdentityRow){0};
        if (r->is_check || r->c.mapping->gone != MAPPING_GONE_MARK)
                r->notes.counts.gone =
                        0; /* else those marked before this run was cut off are not met again */
        for (;;) {
                IdentityRowList list;
                GoneBatch g = {r, &list};

                arena_reset(&r->batch->a);
                TRY(identity_gone(r->reader, &r->batch->a, r->source_scheme, r->c.as_of,
                                  r->gone_after.party, r->gone_after.value, &list));
                if (list.n == 0)
                        return OK;
                run_notes_mark(&r->notes);
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
        const RunCounts *n = &r->notes.counts;

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
                r->import.rows_done = r->notes.counts.done;
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
        language_set(r->before);
        batch_reader_close(&r->reading);
        claim_filters_close(&r->filters);
        plan_met_close(&r->met);
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
        r->before = language_now();
        r->reader = db;
        r->seal = tick.seal;
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
                                    (long long)r->notes.counts.done, status_name(s));
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
