/* store: opening, migrations, and the writer that commits waiting jobs together. */
#include "store/store.h"

#include "base/time.h"
#include "base/words.h"
#include "store/engine.h"
#include "store/kept.h"
#include "store/migrate.sql.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Waiting Waiting;
struct Waiting {
        StoreJob run;
        void *ctx;
        Status status;
        sem_t done; /* its own: who is done wakes nobody else, and needs no lock */
        size_t mark;
        Language language; /* of who waits: a rule that refuses says why */
        Waiting *next;
};

struct Store {
        char url[4096];
        const Engine *engine;
        size_t cache_bytes;
        bool claims_node;
        IdMaker ids;
        Kept *kept;
        Db *writer;
        StorePart part;
        bool has_part;
        pthread_t thread;
        bool is_running;
        pthread_mutex_t lock;
        pthread_cond_t came;
        Waiting *first, *last; /* jobs that wait, oldest first */
        bool is_closing;
        StoreCounts counts;
        char fault[STORE_FAULT_BYTES]; /* of the last write that failed */
};

static Status connect(Store *st, bool is_writer, bool create, Db **out)
{
        Db *db = calloc(1, sizeof *db);
        Status s;

        if (!db)
                return BROKEN;
        db->engine = st->engine;
        db->store = st;
        db->is_writer = is_writer;
        db->claim = is_writer && st->claims_node ? st->ids.node + 1 : 0;
        s = st->engine->connect(db, str_from(st->url), is_writer, create,
                                is_writer ? st->cache_bytes : st->cache_bytes / 32 + 256 * KIB);
        *out = db;
        return s;
}

static void fault_copy(char out[STORE_FAULT_BYTES], const char *words)
{
        snprintf(out, STORE_FAULT_BYTES, "%s", words);
        for (char *p = out; *p; p++)
                if (*p == '\n')
                        *p = ' ';
}

Status store_open(const StoreConfig *config, Store **out, char out_fault[STORE_FAULT_BYTES])
{
        Store *st = calloc(1, sizeof *st);
        Status s;

        assert(config->node >= 0 && config->node <= ID_NODE_MAX);
        if (!st)
                return BROKEN;
        if (config->url.len >= sizeof st->url) {
                free(st);
                return INVALID;
        }
        memcpy(st->url, config->url.at, config->url.len);
        st->engine = &engine_sqlite;
        if (str_starts(config->url, S("postgresql://")) ||
            str_starts(config->url, S("postgres://")))
                st->engine = &engine_postgres;
        st->cache_bytes = config->cache_bytes ? config->cache_bytes : 32 * MIB;
        st->ids.node = config->node;
        st->claims_node = config->claims_node;
        st->kept = kept_open();
        pthread_mutex_init(&st->lock, NULL);
        pthread_cond_init(&st->came, NULL);
        s = connect(st, true, config->create, &st->writer);
        if (s != OK) {
                fault_copy(out_fault, st->writer ? st->writer->fault : _("no memory"));
                free(st->writer);
                st->writer = NULL;
                store_close(st);
                return s;
        }
        *out = st;
        return OK;
}

int store_schema_version(void)
{
        return migrations[migrations_n - 1].number;
}

static Status check_applied(Db *db, const MigrationListList *had, char fault[STORE_FAULT_BYTES])
{
        (void)db;
        for (size_t i = 0; i < had->n; i++) {
                const MigrationList *row = &had->at[i];
                const Migration *ours = NULL;

                for (size_t k = 0; k < migrations_n; k++)
                        if (migrations[k].number == row->number)
                                ours = &migrations[k];
                if (!ours) {
                        snprintf(fault, STORE_FAULT_BYTES,
                                 _("the database is newer than this program: it has migration %lld "
                                   "(%.*s), this program knows up to %d; run the newer program"),
                                 (long long)row->number, S_ARG(row->name), store_schema_version());
                        return CONFLICT;
                }
                if (!str_is(row->hash, ours->hash)) {
                        snprintf(fault, STORE_FAULT_BYTES,
                                 _("migration %d (%s) was applied in another form (hash %.12s, not "
                                   "%.12s): this database was made by another program"),
                                 ours->number, ours->name, row->hash.at, ours->hash);
                        return CONFLICT;
                }
        }
        return OK;
}

static Status apply(Db *db, Arena *a, const Migration *m)
{
        const char *sql = db->engine == &engine_postgres ? m->postgres : m->sqlite;
        MigrationListList had;

        TRY(migration_list(db, a, &had)); /* another process may have been quicker */
        for (size_t k = 0; k < had.n; k++)
                if (had.at[k].number == m->number)
                        return OK;
        TRY(db->engine->exec(db, sql));
        return migration_add(db, m->number, str_from(m->name), str_from(m->hash), time_now_us());
}

static Status migrate_all(Db *db, Arena *a, char fault[STORE_FAULT_BYTES])
{
        MigrationListList had;
        Status s;

        TRY(db->engine->exec(db, db->engine == &engine_postgres ? migrations[0].postgres
                                                                : migrations[0].sqlite));
        TRY(migration_list(db, a, &had));
        TRY(check_applied(db, &had, fault));
        for (size_t i = 0; i < migrations_n; i++) {
                bool has = false;

                for (size_t k = 0; k < had.n; k++)
                        has |= had.at[k].number == migrations[i].number;
                if (has)
                        continue;
                TRY(db->engine->begin(db));
                s = apply(db, a, &migrations[i]);
                if (s == OK)
                        s = db->engine->commit(db);
                if (s != OK) {
                        snprintf(fault, STORE_FAULT_BYTES, _("migration %d (%s): %.150s"),
                                 migrations[i].number, migrations[i].name, db->fault);
                        if (db->engine->exec(db, "ROLLBACK") != OK)
                                return s;
                        return s;
                }
        }
        return OK;
}

Status store_migrate(Store *st, char out_fault[STORE_FAULT_BYTES])
{
        Arena a = arena_make(16 * MIB);
        Status s;

        out_fault[0] = '\0';
        s = st->engine->migrate_lock ? st->engine->exec(st->writer, st->engine->migrate_lock) : OK;
        if (s == OK)
                s = migrate_all(st->writer, &a, out_fault);
        if (st->engine->migrate_unlock &&
            st->engine->exec(st->writer, st->engine->migrate_unlock) != OK)
                s = s == OK ? UPSTREAM : s;
        if (s != OK && !out_fault[0])
                fault_copy(out_fault, st->writer->fault);
        arena_free(&a);
        return s;
}

Status store_check(Store *st, char out_fault[STORE_FAULT_BYTES])
{
        Arena a = arena_make(16 * MIB);
        MigrationListList had;
        Status s = migration_list(st->writer, &a, &had);

        out_fault[0] = '\0';
        if (s == OK)
                s = check_applied(st->writer, &had, out_fault);
        if (s == OK && !store_is_postgres(st))
                s = sqlite_integrity(st->writer);
        if (s != OK && !out_fault[0])
                fault_copy(out_fault, st->writer->fault);
        arena_free(&a);
        return s;
}

/* Takes the jobs that wait, at most STORE_JOBS_TOGETHER_MAX; NULL when the store closes. */
static Waiting *take(Store *st)
{
        Waiting *batch, *end;
        int n = 1;

        pthread_mutex_lock(&st->lock);
        while (!st->first && !st->is_closing)
                pthread_cond_wait(&st->came, &st->lock);
        batch = end = st->first;
        while (end && end->next && n < STORE_JOBS_TOGETHER_MAX) {
                end = end->next;
                n++;
        }
        if (end) {
                st->first = end->next;
                if (!st->first)
                        st->last = NULL;
                end->next = NULL;
        }
        pthread_mutex_unlock(&st->lock);
        return batch;
}

/* One job in its savepoint. A job that runs alone needs none: its failure undoes the transaction.
 */
static Status run_one(Store *st, Waiting *job, bool is_alone)
{
        Db *db = st->writer;
        Status s;

        job->mark = st->has_part ? st->part.mark(st->part.ctx) : 0;
        if (!is_alone)
                TRY(db->engine->exec(db, "SAVEPOINT job"));
        language_set(job->language);
        job->status = job->run(job->ctx, db);
        language_set(LANGUAGE_NONE);
        if (job->status == UPSTREAM || job->status == RETRY)
                return job->status; /* the whole transaction is lost */
        s = OK;
        if (job->status != OK) {
                if (st->has_part)
                        st->part.rewind(st->part.ctx, job->mark);
                if (is_alone ||
                    job->status == BROKEN) /* then nothing that stands beside it can be relied on */
                        return job->status;
                s = db->engine->exec(db, "ROLLBACK TO job");
        }
        if (!is_alone && s == OK)
                s = db->engine->exec(db, "RELEASE job");
        return s;
}

static Status run_batch(Store *st, Waiting *batch)
{
        Db *db = st->writer;
        char words[STORE_FAULT_BYTES];
        Status s = db->engine->begin(db);

        if (s == OK && st->has_part)
                s = st->part.begin(st->part.ctx, db);
        for (Waiting *job = batch; job && s == OK; job = job->next)
                s = run_one(st, job, batch->next == NULL);
        if (s == OK && st->has_part)
                s = st->part.before_commit(st->part.ctx, db);
        if (s == OK)
                s = db->engine->commit(db);
        if (s != OK) {
                for (size_t i = 0; i < db->slots_n; i++)
                        if (db->slots[i])
                                db->engine->reset(db->slots[i]);
                memcpy(words, db->fault, sizeof words);
                /* a server that is gone, or a disk that is full, has rolled back already; that is
                 * not what went wrong */
                if (db->engine->exec(db, "ROLLBACK") != OK)
                        memcpy(db->fault, words, sizeof words);
        }
        if (st->has_part)
                st->part.after(st->part.ctx, s == OK);
        return s;
}

static void finish(Store *st, Waiting *batch, Status s)
{
        Waiting *next;

        pthread_mutex_lock(&st->lock);
        st->counts.commits += s == OK;
        st->counts.failures += s != OK;
        if (s != OK)
                fault_copy(st->fault, st->writer->fault);
        for (const Waiting *job = batch; job; job = job->next)
                st->counts.jobs++;
        pthread_mutex_unlock(&st->lock);
        for (Waiting *job = batch; job; job = next) {
                next = job->next; /* the waiter's stack frame goes when it wakes */
                if (s != OK)
                        job->status = s;
                sem_post(&job->done);
        }
}

static void *write_all(void *arg)
{
        Store *st = arg;
        Waiting *batch;

        while ((batch = take(st)) != NULL) {
                Status s = run_batch(st, batch);

                for (int i = 1; i < STORE_TRIES_MAX &&
                                (s == RETRY || (s == UPSTREAM && !st->writer->in_doubt));
                     i++) {
                        struct timespec pause = {0, 20000000L << i}; /* 40 ms, 80 ms … */

                        nanosleep(&pause, NULL);
                        st->counts.retries++;
                        s = run_batch(st, batch);
                }
                /* one job must not fail because it stood beside another in a failed commit */
                if (s != OK && s != UPSTREAM && batch->next) {
                        for (Waiting *job = batch, *next; job; job = next) {
                                next = job->next;
                                job->next = NULL;
                                finish(st, job, run_batch(st, job));
                        }
                        continue;
                }
                finish(st, batch, s);
        }
        return NULL;
}

Status store_start(Store *st, const StorePart *part)
{
        if (part) {
                st->part = *part;
                st->has_part = true;
                st->writer->part = part->ctx;
        }
        if (pthread_create(&st->thread, NULL, write_all, st) != 0)
                return BROKEN;
        st->is_running = true;
        return OK;
}

Status store_transact(Store *st, StoreJob run, void *ctx)
{
        Waiting job = {.run = run, .ctx = ctx, .language = language_now()};

        assert(st->is_running);
        sem_init(&job.done, 0, 0);
        pthread_mutex_lock(&st->lock);
        if (st->is_closing) {
                pthread_mutex_unlock(&st->lock);
                return BROKEN;
        }
        /* the job stands on this stack until it is done, for which this function waits */
        if (st->last)
                st->last->next = &job;
        else
                st->first = &job; /* cppcheck-suppress autoVariables */
        st->last = &job;          /* cppcheck-suppress autoVariables */
        pthread_cond_signal(&st->came);
        pthread_mutex_unlock(&st->lock);
        while (sem_wait(&job.done) != 0) /* a signal came */
                ;
        sem_destroy(&job.done);
        return job.status;
}

void store_close(Store *st)
{
        if (!st)
                return;
        if (st->is_running) {
                pthread_mutex_lock(&st->lock);
                st->is_closing = true;
                pthread_cond_signal(&st->came);
                pthread_mutex_unlock(&st->lock);
                pthread_join(st->thread, NULL);
        }
        store_reader_close(st->writer);
        kept_close(st->kept);
        pthread_mutex_destroy(&st->lock);
        pthread_cond_destroy(&st->came);
        free(st);
}

Status store_reader(Store *st, Db **out)
{
        Db *db = NULL;
        Status s = connect(st, false, false, &db);

        if (s != OK) {
                free(db);
                return s;
        }
        *out = db;
        return OK;
}

Id store_id(Store *st, int64_t now_us)
{
        return id_make(&st->ids, now_us);
}

Status db_kept(Db *db, Arena *a, KeptMake make, Str text, void **out)
{
        return kept_get(db->store->kept, a, make, text, out);
}

Id db_id(Db *db, int64_t now_us)
{
        return id_make(&db->store->ids, now_us);
}

bool store_is_postgres(const Store *st)
{
        return st->engine == &engine_postgres;
}

StoreCounts store_counts(Store *st)
{
        StoreCounts c;

        pthread_mutex_lock(&st->lock);
        c = st->counts;
        pthread_mutex_unlock(&st->lock);
        return c;
}

Str store_fault(Store *st, Arena *a)
{
        Str words;

        pthread_mutex_lock(&st->lock);
        words = str_copy(a, str_from(st->fault));
        pthread_mutex_unlock(&st->lock);
        return words;
}

Status store_backup(Store *st, Str path, char out_fault[STORE_FAULT_BYTES])
{
        char name[4096];
        Db *db;
        Status s;

        if (store_is_postgres(st) || path.len == 0 || path.len >= sizeof name) {
                fault_copy(out_fault, _("PostgreSQL is backed up with pg_dump or a replica; see "
                                        "docs/operations.md"));
                return INVALID;
        }
        memcpy(name, path.at, path.len);
        name[path.len] = '\0';
        TRY(store_reader(st, &db));
        s = sqlite_backup(db, name);
        if (s != OK)
                fault_copy(out_fault, db->fault);
        store_reader_close(db);
        return s;
}

Status store_scrub(Store *st)
{
        Db *db;
        Status s;

        if (store_is_postgres(st))
                return OK;
        TRY(store_reader(st, &db));
        s = sqlite_scrub(db);
        store_reader_close(db);
        return s;
}
