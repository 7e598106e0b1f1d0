/* The store: every query on this engine, jobs together and apart, migrations. */
#include "store/engine.h"
#include "tests/world.h"

#include "access/access.sql.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(every_query_of_the_program_is_prepared_by_this_engine)
{
        World *w = world(a);
        size_t n;
        const Query *const *all = query_all(&n);
        Value params[64];
        Db *db;

        CHECK(n > 100);
        CHECK_OK(store_reader(w->p.store, &db));
        for (size_t i = 0; i < n; i++) {
                const char *sql = all[i]->sqlite;
                Statement *s;
                Status status;

                if (sql[0] != 'S' &&
                    sql[0] != 'W') /* reads run; writes are run by the other tests */
                        continue;
                if (str_has(str_from(all[i]->postgres), S("FOR UPDATE")))
                        continue;
                for (size_t k = 0; all[i]->params[k]; k++) {
                        ColumnKind kind = (ColumnKind)all[i]->params[k];

                        params[k] =
                                (Value){.kind = kind == COL_ID || kind == COL_TIME ? COL_INT : kind,
                                        .text = S("x")};
                }
                status = query_open(db, all[i], params, &s);
                if (status != OK)
                        print_error("%s:%d %s: %.*s\n", all[i]->file, all[i]->line, all[i]->name,
                                    S_ARG(db_fault(db)));
                CHECK_OK(status);
                query_close(db, s);
        }
        store_reader_close(db);
}

typedef struct {
        Id id;
        bool fails;
        Arena *a;
} AddActor;

static Status add_actor(void *ctx, Db *db)
{
        AddActor *x = ctx;

        TRY(actor_add(db, x->id, S("Bo"), 1));
        return x->fails ? INVALID : OK;
}

TEST(a_job_that_fails_leaves_nothing_behind)
{
        World *w = world(a);
        AddActor good = {.id = 1001}, bad = {.id = 1002, .fails = true};
        ActorRow row;

        CHECK_OK(store_transact(w->p.store, add_actor, &good));
        CHECK_IS(store_transact(w->p.store, add_actor, &bad), INVALID);
        CHECK_OK(actor_by_id(w->db, a, 1001, &row));
        CHECK_IS(actor_by_id(w->db, a, 1002, &row), NOT_FOUND);
        CHECK_IS(store_transact(w->p.store, add_actor, &good), CONFLICT);
}

typedef struct {
        Store *st;
        int64_t from;
        int bad;
} Many;

static void *add_many(void *ctx)
{
        Many *m = ctx;

        for (int i = 0; i < 50; i++) {
                AddActor x = {.id = m->from + i, .fails = i % 7 == 3};
                Status s = store_transact(m->st, add_actor, &x);

                m->bad += s != (x.fails ? INVALID : OK);
        }
        return NULL;
}

TEST(jobs_of_many_threads_are_committed_together_and_each_gets_its_own_answer)
{
        World *w = world(a);
        pthread_t threads[8];
        Many many[8];
        ActorRow row;
        StoreCounts before = store_counts(w->p.store), after;

        for (int i = 0; i < 8; i++) {
                many[i] = (Many){w->p.store, 10000 + i * 1000, 0};
                CHECK(pthread_create(&threads[i], NULL, add_many, &many[i]) == 0);
        }
        for (int i = 0; i < 8; i++)
                pthread_join(threads[i], NULL);
        for (int i = 0; i < 8; i++) {
                CHECK_INT(many[i].bad, 0);
                CHECK_OK(actor_by_id(w->db, a, 10000 + i * 1000 + 49, &row));
                CHECK_IS(actor_by_id(w->db, a, 10000 + i * 1000 + 3, &row), NOT_FOUND);
        }
        after = store_counts(w->p.store);
        CHECK_INT(after.jobs - before.jobs, 400);
        CHECK(after.commits - before.commits < 400);
}

typedef struct {
        int64_t number;
        Str hash;
} Fake;

#include "store/migrate.sql.h"

static Status add_migration(void *ctx, Db *db)
{
        Fake *f = ctx;

        return migration_add(db, f->number, S("from-the-future"), f->hash, 1);
}

TEST(a_newer_database_is_refused_with_a_clear_word)
{
        World *w = world(a);
        Fake fake = {9998, S("00")};
        char fault[STORE_FAULT_BYTES];

        CHECK_OK(store_migrate(w->p.store, fault));
        CHECK_OK(store_transact(w->p.store, add_migration, &fake));
        CHECK_IS(store_migrate(w->p.store, fault), CONFLICT);
        CHECK_STR(str_from(fault), CONTAINS, "newer than this program");
}

static Status snapshot_job(void *ctx, Db *db)
{
        AddActor *x = ctx;

        return actor_add(db, x->id, S("Cy"), 1);
}

TEST(a_reader_sees_one_moment_while_others_write)
{
        World *w = world(a);
        AddActor x = {.id = 2001};
        ActorRow row;

        CHECK_OK(db_snapshot_begin(w->db));
        CHECK_IS(actor_by_id(w->db, a, 2001, &row), NOT_FOUND);
        CHECK_OK(store_transact(w->p.store, snapshot_job, &x));
        CHECK_IS(actor_by_id(w->db, a, 2001, &row), NOT_FOUND);
        db_snapshot_end(w->db);
        CHECK_OK(actor_by_id(w->db, a, 2001, &row));
}

/* --- several processes */

static Str test_store(void)
{
        const char *url = getenv("SEEDBED_TEST_STORE");

        return url ? str_from(url) : (Str){0};
}

static void postgres(const char *sql)
{
        PGconn *conn = PQconnectdb(test_store().at);
        PGresult *r = PQexec(conn, sql);
        bool good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

        if (!good)
                print_error("%s", PQerrorMessage(conn));
        PQclear(r);
        PQfinish(conn);
        CHECK(good);
}

/* Waits for the word to go, so that all begin at once. */
static pid_t migrate_in_a_process(const StoreConfig *config, const int go[2])
{
        pid_t pid = fork();
        char fault[STORE_FAULT_BYTES] = "", word;
        Store *st = NULL;
        Status s;

        if (pid != 0)
                return pid;
        close(go[1]);
        s = read(go[0], &word, 1) == 0 ? store_open(config, &st, fault) : BROKEN;
        if (s == OK)
                s = store_migrate(st, fault);
        if (s != OK)
                fprintf(stderr, "# %s: %s\n", status_name(s), fault);
        _exit(s == OK ? 0 : 1);
}

TEST(processes_that_bring_one_store_up_to_date_at_once_all_succeed)
{
        enum { PROCESSES = 4 };
        World *w = world(a);
        bool is_postgres = store_is_postgres(w->p.store);
        /* an empty place of its own in the same database */
        StoreConfig config = {.url = is_postgres
                                             ? str_fmt(a, "%.*s%soptions=-csearch_path%%3Drace",
                                                       S_ARG(test_store()),
                                                       str_has(test_store(), S("?")) ? "&" : "?")
                                             : str_fmt(a, "sqlite:%.*s/race.db", S_ARG(w->folder)),
                              .create = true};
        pid_t pids[PROCESSES];
        int go[2], bad = 0;

        if (is_postgres)
                postgres("DROP SCHEMA IF EXISTS race CASCADE; CREATE SCHEMA race");
        CHECK(pipe(go) == 0);
        for (int i = 0; i < PROCESSES; i++) {
                pids[i] = migrate_in_a_process(&config, go);
                CHECK(pids[i] > 0);
                if (i == PROCESSES - 1)
                        close(go[1]);
        }
        for (int i = 0; i < PROCESSES; i++) {
                int how = 1;

                waitpid(pids[i], &how, 0);
                bad += how != 0;
        }
        close(go[0]);
        if (is_postgres)
                postgres("DROP SCHEMA race CASCADE");
        CHECK_INT(bad, 0);
}

TEST(a_node_number_is_taken_by_one_server_at_a_time)
{
        World *w = world(a);
        StoreConfig seven = {.url = test_store(), .node = 7, .claims_node = true}, eight = seven,
                    guest = {.url = test_store(), .node = 7};
        char fault[STORE_FAULT_BYTES] = "";
        Store *first, *second;
        AddActor x = {.id = 3001};

        if (!store_is_postgres(w->p.store))
                SKIP("the folder's lock keeps servers of one SQLite store apart");
        eight.node = 8;
        CHECK_OK(store_open(&seven, &first, fault));
        CHECK_IS(store_open(&seven, &second, fault), CONFLICT);
        CHECK_STR(str_from(fault), CONTAINS, "has node number 7");
        CHECK_OK(store_open(&eight, &second, fault));
        store_close(second);
        CHECK_OK(store_open(&guest, &second, fault)); /* a command beside the server */
        store_close(second);

        /* the server loses its connection: it comes back, with its number */
        CHECK_OK(store_start(first, NULL));
        CHECK_OK(store_transact(first, add_actor, &x));
        postgres("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
                 "objid = 1007");
        x.id = 3002;
        CHECK_OK(store_transact(first, add_actor, &x));
        CHECK_IS(store_open(&seven, &second, fault), CONFLICT);
        store_close(first);
        CHECK_OK(store_open(&seven, &first, fault));
        store_close(first);
}
