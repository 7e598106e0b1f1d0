/* store: SQL on two engines, one writer that commits waiting jobs together.
 *
 * A Store is where everything is kept, chosen by URL: sqlite:PATH or postgresql://…  A Db is one
 * connection to it. Reads run on the caller's own Db; a write is a job that is handed to the
 * writer, which runs all jobs that wait in one transaction, each in its own savepoint, and wakes
 * their callers when the transaction is durable. Nothing about an engine leaks out of this folder.
 */
#ifndef SEEDBED_STORE_STORE_H
#define SEEDBED_STORE_STORE_H

#include "base/id.h"
#include "base/str.h"

typedef struct Store Store;
typedef struct Db Db;

enum { STORE_TRIES_MAX = 5, STORE_JOBS_TOGETHER_MAX = 512, STORE_FAULT_BYTES = 256 };

typedef struct {
        Str url;            /* sqlite:PATH or postgresql://… */
        size_t cache_bytes; /* writer's page cache; readers take a 32nd; 0: 32 MiB */
        int node;           /* 0 to ID_NODE_MAX: makes ids of several nodes differ */
        bool create;        /* make the SQLite file when it is not there */
        bool claims_node;   /* CONFLICT when another server holds that number on this store */
} StoreConfig;

/* Work of a room that belongs to every write transaction: the record gathers entries while jobs run
 * and writes them before the commit. All functions run on the writer's thread. */
typedef struct {
        void *ctx;
        Status (*begin)(void *ctx, Db *db);
        size_t (*mark)(void *ctx);              /* before a job: a point to go back to */
        void (*rewind)(void *ctx, size_t mark); /* the job failed */
        Status (*before_commit)(void *ctx, Db *db);
        void (*after)(void *ctx, bool is_committed);
} StorePart;

typedef struct {
        int64_t commits, jobs, retries, failures;
} StoreCounts;

/* Opens, but neither migrates nor starts the writer. out_fault says in words what was wrong. */
Status store_open(const StoreConfig *config, Store **out, char out_fault[STORE_FAULT_BYTES]);
/* Brings the schema to this program's version, each migration in its transaction. CONFLICT when the
 * database is newer than the program or a migration that was applied has another hash. */
Status store_migrate(Store *st, char out_fault[STORE_FAULT_BYTES]);
/* Changes nothing: OK when it is a store that this program knows, at its version or before, and, on
 * SQLite, whole to the last page. */
Status store_check(Store *st, char out_fault[STORE_FAULT_BYTES]);
/* Number of the newest migration that this program knows. */
int store_schema_version(void);
/* Starts the writer's thread; part may be NULL. */
Status store_start(Store *st, const StorePart *part);
/* Runs the jobs that wait, stops the writer, closes. NULL is fine. */
void store_close(Store *st);

/* A connection for reading; belongs to one thread at a time. */
Status store_reader(Store *st, Db **out);
void store_reader_close(Db *db);

/* Everything between is seen as of one moment. Ends by itself when begun again. */
Status db_snapshot_begin(Db *db);
void db_snapshot_end(Db *db);

/* A change: runs on the writer, in its transaction, perhaps again when a race was lost: so it has
 * no effect outside the store. Any status but OK undoes what it did. */
typedef Status (*StoreJob)(void *ctx, Db *db);
/* Returns when the change is durable (OK) or undone. */
Status store_transact(Store *st, StoreJob run, void *ctx);

/* Id of a new thing; time-ordered. */
Id store_id(Store *st, int64_t now_us);
Id db_id(Db *db, int64_t now_us);
bool store_is_postgres(const Store *st);
StoreCounts store_counts(Store *st);
/* What went wrong in the last write that failed; empty: none did. */
Str store_fault(Store *st, Arena *a);
/* What went wrong last on this connection, for the log. */
Str db_fault(const Db *db);
/* How often something went wrong on this connection: tells the store's faults from others. */
int64_t db_faults(const Db *db);
/* A copy of a SQLite store that is consistent and whole, made while it is in use. INVALID on
 * PostgreSQL, which has tools of its own for that. */
Status store_backup(Store *st, Str path, char out_fault[STORE_FAULT_BYTES]);
/* After something was erased: what was deleted is gone from the write-ahead log, too, so from all
 * files of a SQLite store. RETRY: others are at work; try again. PostgreSQL is left to its own
 * VACUUM. */
Status store_scrub(Store *st);
/* The part's ctx, on the writer's connection; NULL on readers. */
void *db_part(Db *db);

#endif
