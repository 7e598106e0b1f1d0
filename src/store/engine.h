/* store/engine: what an engine must do. Two stand behind it: SQLite and PostgreSQL. */
#ifndef SEEDBED_STORE_ENGINE_H
#define SEEDBED_STORE_ENGINE_H

#include "store/query.h"
#include "store/store.h"

typedef struct Engine {
        Status (*connect)(Db *db, Str url, bool is_writer, bool create, size_t cache_bytes);
        void (*disconnect)(Db *db);
        /* Statements without parameters or result, several at once. */
        Status (*exec)(Db *db, const char *sql);
        Status (*open)(Db *db, Statement *s, const Value *params);
        Status (*step)(Db *db, Statement *s);
        int64_t (*integer)(Statement *s, int column);
        Str (*text)(Statement *s, int column);
        int64_t (*changes)(Db *db, Statement *s);
        void (*reset)(Statement *s);
        void (*finish)(Statement *s);
        /* Begins a writing transaction; commits it. A commit whose answer was lost is looked up. */
        Status (*begin)(Db *db);
        Status (*commit)(Db *db);
        const char *snapshot_begin;
        const char *migrate_lock, *migrate_unlock; /* NULL: a transaction keeps others out */
} Engine;

struct Statement {
        const Query *query;
        void *handle; /* sqlite3_stmt, or the name's number */
        void *result; /* PGresult */
        int row;
        char name[16];
};

struct Db {
        const Engine *engine;
        Store *store;
        void *conn;
        Statement **slots; /* open addressing, by Query address */
        size_t slots_n, statements_n;
        void *part;
        void *keeper;  /* SQLite's writer: copies the write-ahead log into the database meanwhile */
        int64_t xact;  /* PostgreSQL: the running transaction, to look it up when the answer is lost
                        */
        bool in_doubt; /* a commit's outcome is not known: it must not run again */
        bool in_snapshot;
        bool is_writer;
        int claim; /* PostgreSQL's writer: node number that its session must hold, one higher */
        bool has_claim;
        int claim_process; /* the server's process that had it last for us */
        char fault[STORE_FAULT_BYTES];
        int64_t faults; /* how often one was set */
};

extern const Engine engine_sqlite, engine_postgres;

void db_fault_set(Db *db, const char *format, ...) __attribute__((format(printf, 2, 3)));
Status sqlite_backup(Db *from, const char *path);
Status sqlite_scrub(Db *db);
/* OK when every page and index is as it must be; else the fault is the first that is not. */
Status sqlite_integrity(Db *db);

typedef struct {
        int number;
        const char *name;
        const char *sqlite;
        const char *postgres;
        const char *hash; /* SHA-256 of the file, hex */
} Migration;

/* Generated from the numbered .sql files; in order. */
extern const Migration migrations[];
extern const size_t migrations_n;

#endif
