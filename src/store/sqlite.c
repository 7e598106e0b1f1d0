/* store/sqlite: WAL, synchronous=FULL, one writer, readers that never wait. */
#include "store/engine.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUSY_WAIT_MS = 10000, WAL_PAUSE_MS = 20, PAGE_BYTES = 4096 };
/* Committed pages wait in the write-ahead log until a checkpoint has copied them into the database.
 * That is as much writing as the commits were, and as slow as the disk, so a thread does it while
 * the writer goes on. The log begins again only when all of it was copied and nobody writes: past
 * the second mark the writer waits and copies the rest. A page that was written many times is
 * copied once, so the marks are far apart. The file keeps its length: to write over it is much
 * faster than to let it grow. */
enum { WAL_PAGES_BEGIN = 16384, WAL_PAGES_WAIT = 65536 };

typedef struct {
        char path[4096];
        pthread_t thread;
        pthread_mutex_t lock;
        pthread_cond_t asked, done;
        int asked_at; /* pages */
        bool is_running, is_asked, is_busy, is_ending;
} Keeper;

static Status status_of(Db *db, int rc)
{
        switch (rc & 0xff) {
        case SQLITE_OK:
        case SQLITE_ROW:
        case SQLITE_DONE: return OK;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: db_fault_set(db, "the database is busy"); return RETRY;
        case SQLITE_FULL: db_fault_set(db, "the disk is full"); return BROKEN;
        case SQLITE_CANTOPEN:
                db_fault_set(db, "the database or its folder can not be opened for writing (%s)",
                             sqlite3_errmsg(db->conn));
                return BROKEN;
        case SQLITE_READONLY: db_fault_set(db, "the database can not be written to"); return BROKEN;
        case SQLITE_CONSTRAINT: db_fault_set(db, "%s", sqlite3_errmsg(db->conn)); return CONFLICT;
        default:
                db_fault_set(db, "%s (%s)", sqlite3_errmsg(db->conn), sqlite3_errstr(rc));
                return BROKEN;
        }
}

static Status lite_exec(Db *db, const char *sql)
{
        return status_of(db, sqlite3_exec(db->conn, sql, NULL, NULL, NULL));
}

static Status settle(Db *db, bool is_writer, size_t cache_bytes)
{
        char sql[512];

        snprintf(sql, sizeof sql,
                 "PRAGMA cache_size=-%zu; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF; "
                 "PRAGMA trusted_schema=OFF;",
                 cache_bytes / 1024);
        TRY(lite_exec(db, sql));
        if (!is_writer)
                return lite_exec(db, "PRAGMA query_only=TRUE;");
        /* Whoever makes the log keeps others out for a moment, and to them SQLite says so at once,
         * whatever time to wait it was given. */
        snprintf(sql, sizeof sql,
                 "PRAGMA page_size=%d; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                 "secure_delete=ON; PRAGMA journal_size_limit=%d;",
                 PAGE_BYTES, WAL_PAGES_WAIT * PAGE_BYTES);
        for (int waited = 0;; waited += WAL_PAUSE_MS) {
                Status s = lite_exec(db, sql);

                if (s != RETRY || waited >= BUSY_WAIT_MS)
                        return s;
                nanosleep(&(struct timespec){0, WAL_PAUSE_MS * 1000000L}, NULL);
        }
}

static void *keep(void *arg)
{
        Keeper *k = arg;
        sqlite3 *conn = NULL;
        bool is_open = sqlite3_open_v2(k->path, &conn, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                       NULL) == SQLITE_OK &&
                       sqlite3_exec(conn,
                                    "PRAGMA cache_size=-256; PRAGMA synchronous=FULL; PRAGMA "
                                    "wal_autocheckpoint=0",
                                    NULL, NULL, NULL) == SQLITE_OK;

        pthread_mutex_lock(&k->lock);
        for (;;) {
                while (!k->is_asked && !k->is_ending)
                        pthread_cond_wait(&k->asked, &k->lock);
                if (k->is_ending)
                        break;
                k->is_asked = false;
                k->is_busy = true;
                pthread_mutex_unlock(&k->lock);
                if (is_open) /* what it can not copy, the writer will */
                        sqlite3_wal_checkpoint_v2(conn, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
                                                  NULL);
                pthread_mutex_lock(&k->lock);
                k->is_busy = false;
                pthread_cond_broadcast(&k->done);
        }
        pthread_mutex_unlock(&k->lock);
        sqlite3_close(conn);
        return NULL;
}

/* After each commit, with the pages that the log has. */
static int committed(void *arg, sqlite3 *conn, const char *name, int pages)
{
        Keeper *k = arg;

        if (pages < k->asked_at) /* the log began again */
                k->asked_at = 0;
        if (pages - k->asked_at < WAL_PAGES_BEGIN)
                return SQLITE_OK;
        k->asked_at = pages;
        pthread_mutex_lock(&k->lock);
        if (!k->is_running)
                k->is_running = pthread_create(&k->thread, NULL, keep, k) == 0;
        if (!k->is_busy && pages < WAL_PAGES_WAIT) {
                k->is_asked = true;
                pthread_cond_signal(&k->asked);
        }
        while (pages >= WAL_PAGES_WAIT && (k->is_busy || (k->is_asked && k->is_running)))
                pthread_cond_wait(&k->done, &k->lock);
        pthread_mutex_unlock(&k->lock);
        if (pages >= WAL_PAGES_WAIT || !k->is_running)
                sqlite3_wal_checkpoint_v2(conn, name, SQLITE_CHECKPOINT_PASSIVE, NULL,
                                          NULL); /* the commit stands whatever comes of it */
        return SQLITE_OK;
}

static Status keeper_open(Db *db, const char *path)
{
        Keeper *k = calloc(1, sizeof *k);

        if (!k)
                return BROKEN;
        snprintf(k->path, sizeof k->path, "%s", path);
        pthread_mutex_init(&k->lock, NULL);
        pthread_cond_init(&k->asked, NULL);
        pthread_cond_init(&k->done, NULL);
        db->keeper = k;
        sqlite3_wal_hook(db->conn, committed, k);
        return OK;
}

static void keeper_close(Keeper *k)
{
        if (!k)
                return;
        pthread_mutex_lock(&k->lock);
        k->is_ending = true;
        pthread_cond_signal(&k->asked);
        pthread_mutex_unlock(&k->lock);
        if (k->is_running)
                pthread_join(k->thread, NULL);
        pthread_mutex_destroy(&k->lock);
        pthread_cond_destroy(&k->asked);
        pthread_cond_destroy(&k->done);
        free(k);
}

static Status lite_connect(Db *db, Str url, bool is_writer, bool create, size_t cache_bytes)
{
        Str path = str_starts(url, S("sqlite:")) ? str_skip(url, 7) : url;
        char name[4096];
        sqlite3 *conn = NULL;
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0),
            rc;
        Status s;

        if (path.len == 0 || path.len >= sizeof name) {
                db_fault_set(db, "the path of the database is empty or too long");
                return INVALID;
        }
        memcpy(name, path.at, path.len);
        name[path.len] = '\0';
        /* Counting every allocation takes a lock each time. Refused once the library runs, which is
         * fine. */
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        rc = sqlite3_open_v2(name, &conn, flags, NULL);
        db->conn = conn;
        if (rc != SQLITE_OK) {
                db_fault_set(db, "%s: %s", name, conn ? sqlite3_errmsg(conn) : "no memory");
                sqlite3_close(conn);
                db->conn = NULL;
                return rc == SQLITE_CANTOPEN ? NOT_FOUND : BROKEN;
        }
        sqlite3_extended_result_codes(conn, 1);
        sqlite3_busy_timeout(conn, BUSY_WAIT_MS);
        s = settle(db, is_writer, cache_bytes);
        if (s == OK && is_writer)
                s = keeper_open(db, name);
        if (s != OK) {
                sqlite3_close(conn);
                db->conn = NULL;
        }
        return s;
}

static void lite_disconnect(Db *db)
{
        keeper_close(db->keeper); /* first: whoever closes last copies the whole log */
        db->keeper = NULL;
        sqlite3_close(db->conn);
        db->conn = NULL;
}

static int bind(sqlite3_stmt *stmt, int i, const Value *v)
{
        switch (v->kind) {
        case COL_TEXT:
                return sqlite3_bind_text(stmt, i, v->text.at ? v->text.at : "", (int)v->text.len,
                                         SQLITE_STATIC);
        case COL_BLOB:
                return sqlite3_bind_blob(stmt, i, v->text.at ? v->text.at : "", (int)v->text.len,
                                         SQLITE_STATIC);
        case COL_INT:
        case COL_ID:
        case COL_TIME:
        case COL_BOOL: break;
        }
        return sqlite3_bind_int64(stmt, i, v->integer);
}

static Status lite_open(Db *db, Statement *s, const Value *params)
{
        int rc = SQLITE_OK, n = (int)strlen(s->query->params);

        if (!s->handle) {
                rc = sqlite3_prepare_v3(db->conn, s->query->sqlite, -1, SQLITE_PREPARE_PERSISTENT,
                                        (sqlite3_stmt **)&s->handle, NULL);
                if (rc != SQLITE_OK)
                        return status_of(db, rc);
        }
        for (int i = 0; i < n && rc == SQLITE_OK; i++)
                rc = bind(s->handle, i + 1, &params[i]);
        return status_of(db, rc);
}

static Status lite_step(Db *db, Statement *s)
{
        int rc = sqlite3_step(s->handle);

        if (rc == SQLITE_ROW)
                return OK;
        if (rc == SQLITE_DONE)
                return NOT_FOUND;
        return status_of(db, rc);
}

static int64_t lite_integer(Statement *s, int column)
{
        return sqlite3_column_int64(s->handle, column);
}

static Str lite_text(Statement *s, int column)
{
        const void *at = sqlite3_column_blob(s->handle, column); /* text comes as its bytes */

        return (Str){at, (size_t)sqlite3_column_bytes(s->handle, column)};
}

static int64_t lite_changes(Db *db, Statement *s)
{
        (void)s;
        return sqlite3_changes64(db->conn);
}

static void lite_reset(Statement *s)
{
        if (s->handle)
                sqlite3_reset(s->handle);
}

static void lite_finish(Statement *s)
{
        sqlite3_finalize(s->handle);
        s->handle = NULL;
}

static Status lite_begin(Db *db)
{
        return lite_exec(db, "BEGIN IMMEDIATE");
}

static Status lite_commit(Db *db)
{
        return lite_exec(db, "COMMIT");
}

Status sqlite_backup(Db *from, const char *path)
{
        sqlite3 *to = NULL;
        sqlite3_backup *backup;
        int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

        if (rc == SQLITE_OK) {
                /* a read transaction holds the moment still: without one, every write by others
                 * begins the copy anew */
                rc = sqlite3_exec(from->conn, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL,
                                  NULL, NULL);
                backup = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", from->conn, "main")
                                         : NULL;
                if (backup) {
                        sqlite3_backup_step(backup, -1);
                        sqlite3_backup_finish(backup);
                }
                if (rc == SQLITE_OK)
                        rc = sqlite3_errcode(to);
                sqlite3_exec(from->conn, "ROLLBACK", NULL, NULL, NULL);
        }
        if (rc != SQLITE_OK && rc != SQLITE_DONE)
                db_fault_set(from, "%s: %s", path, sqlite3_errstr(rc));
        sqlite3_close(to);
        return rc == SQLITE_OK || rc == SQLITE_DONE ? OK : BROKEN;
}

/* What was erased stands in the write-ahead log until that is written over: it is copied and cut
 * off. RETRY: somebody reads or writes just now. */
Status sqlite_scrub(Db *db)
{
        return status_of(db, sqlite3_wal_checkpoint_v2(db->conn, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                                                       NULL, NULL));
}

Status sqlite_integrity(Db *db)
{
        sqlite3_stmt *stmt = NULL;
        int rc = sqlite3_prepare_v2(db->conn, "PRAGMA integrity_check(1)", -1, &stmt, NULL);
        Status s = OK;

        if (rc == SQLITE_OK)
                rc = sqlite3_step(stmt);
        if (rc != SQLITE_ROW) {
                s = status_of(db, rc) == OK ? BROKEN : status_of(db, rc);
        } else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0) {
                db_fault_set(db, "%s", (const char *)sqlite3_column_text(stmt, 0));
                s = BROKEN;
        }
        sqlite3_finalize(stmt);
        return s;
}

const Engine engine_sqlite = {
        .connect = lite_connect,
        .disconnect = lite_disconnect,
        .exec = lite_exec,
        .open = lite_open,
        .step = lite_step,
        .integer = lite_integer,
        .text = lite_text,
        .changes = lite_changes,
        .reset = lite_reset,
        .finish = lite_finish,
        .begin = lite_begin,
        .commit = lite_commit,
        .snapshot_begin = "BEGIN",
};
