/* main/bench_record: appending, proving, verifying; beside them a bare table and a bare file. */
#include "main/bench.h"

#include "base/time.h"
#include "record/verify.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITERS = 2, PROOFS = 4000 };

typedef struct {
        Store *store;
        Record *record;
} Log;

static Status log_open(Bench *b, bool create, Log *out)
{
        Str folder = bench_path(b, "record");
        StoreConfig config = {.url = str_fmt(&b->a, "sqlite:%.*s/seedbed.db", S_ARG(folder)),
                              .cache_bytes = 64 * MIB,
                              .create = create};
        StorePart part;
        Status s;

        *out = (Log){0};
        if (create)
                mkdir(folder.at, 0700);
        s = record_open(folder, S("localhost/bench"), create, &out->record, b->fault);
        if (s == OK)
                s = store_open(&config, &out->store, b->fault);
        if (s == OK)
                s = store_migrate(out->store, b->fault);
        if (s != OK)
                return s;
        part = record_part(out->record);
        return store_start(out->store, &part);
}

static void log_close(Log *l)
{
        store_close(l->store);
        record_close(l->record);
}

/* --- appending: two callers seal and hand in, the writer commits what waits */

typedef struct {
        Store *store;
        int64_t from, end;
        const SealedEntry *sealed;
        size_t n;
        Status status;
} Appender;

static Status append_job(void *ctx, Db *db)
{
        Appender *w = ctx;

        for (size_t i = 0; i < w->n; i++)
                TRY(record_append(db, &w->sealed[i], NULL));
        return OK;
}

static void *append_all(void *ctx)
{
        Appender *w = ctx;
        Arena a = arena_make(256 * MIB);

        for (int64_t at = w->from; at < w->end && w->status == OK; at += BENCH_BATCH) {
                SealedEntry *sealed;
                Entry e;

                arena_reset(&a);
                sealed = arena_new(&a, SealedEntry, BENCH_BATCH);
                w->n = 0;
                for (int64_t i = at; i < at + BENCH_BATCH && i < w->end && w->status == OK; i++) {
                        bench_entry(&a, i, &e);
                        w->status = record_seal(&a, record_entry_keep(&a, &e), &sealed[w->n++]);
                }
                w->sealed = sealed;
                if (w->status == OK)
                        w->status = store_transact(w->store, append_job, w);
        }
        arena_free(&a);
        return NULL;
}

Status bench_append(Bench *b)
{
        Appender writers[WRITERS] = {0};
        pthread_t threads[WRITERS];
        Log l;
        int64_t begun;
        Status s = log_open(b, true, &l);

        begun = time_steady_us();
        for (int i = 0; i < WRITERS && s == OK; i++) {
                writers[i] = (Appender){.store = l.store,
                                        .from = b->people * i / WRITERS,
                                        .end = b->people * (i + 1) / WRITERS};
                if (pthread_create(&threads[i], NULL, append_all, &writers[i]) != 0)
                        return BROKEN;
        }
        for (int i = 0; i < WRITERS && s == OK; i++)
                pthread_join(threads[i], NULL);
        for (int i = 0; i < WRITERS && s == OK; i++)
                s = writers[i].status;
        if (s == OK)
                bench_put(b, "append_entries_per_s", (double)b->people / bench_seconds(begun),
                          "entries/s");
        log_close(&l);
        return s;
}

/* --- proving and verifying */

static int by_value(const void *x, const void *y)
{
        double d = *(const double *)x - *(const double *)y;

        return d < 0 ? -1 : d > 0;
}

Status bench_proof(Bench *b)
{
        double *ms = calloc(PROOFS, sizeof *ms);
        Arena a = arena_make(64 * MIB);
        MerkleTiles tiles;
        Db *db = NULL;
        Log l;
        int64_t size = 0;
        Hash root;
        uint64_t draw = 88172645463325252u;
        Status s = log_open(b, false, &l);

        if (s == OK)
                s = store_reader(l.store, &db);
        if (s == OK)
                s = record_head(db, &a, &size, &root);
        for (int i = 0; i < PROOFS && s == OK && ms && size; i++) {
                int64_t begun = time_steady_us();
                Hash *path;
                size_t n;

                draw ^= draw << 13, draw ^= draw >> 7, draw ^= draw << 17;
                arena_reset(&a);
                tiles = record_tiles_kept(l.record, db);
                s = merkle_inclusion(&tiles, draw % (uint64_t)size, (uint64_t)size, &a, &path, &n);
                ms[i] = (double)(time_steady_us() - begun) / 1000;
        }
        if (s == OK && ms) {
                qsort(ms + PROOFS / 2, PROOFS / 2, sizeof *ms, by_value);
                bench_put(b, "proof_warm_p99_ms", ms[PROOFS / 2 + PROOFS / 2 * 99 / 100], "ms");
                qsort(ms, PROOFS, sizeof *ms, by_value);
                bench_put(b, "proof_p50_ms", ms[PROOFS / 2], "ms");
                bench_put(b, "proof_p99_ms", ms[PROOFS * 99 / 100], "ms");
        }
        store_reader_close(db);
        log_close(&l);
        arena_free(&a);
        free(ms);
        return s;
}

Status bench_verify(Bench *b)
{
        VerifyReport report;
        Db *db = NULL;
        Log l;
        Status s = log_open(b, false, &l);
        int64_t begun;

        if (s == OK)
                s = store_reader(l.store, &db);
        begun = time_steady_us();
        if (s == OK)
                s = verify_store(db, record_verifier_key(l.record), &report);
        if (s == OK) {
                bench_put(b, "verify_s", bench_seconds(begun), "s");
                bench_put(b, "verify_entries", (double)report.size, "entries");
        } else if (db) {
                snprintf(b->fault, sizeof b->fault, "%s", report.words);
        }
        store_reader_close(db);
        log_close(&l);
        return s;
}

/* --- peers: the least that could be done with the same bytes */

static int64_t peer_leaves(Arena *a, int64_t from, int64_t end, SealedEntry out[BENCH_BATCH])
{
        int64_t n = 0;
        Entry e;

        for (int64_t i = from; i < end && n < BENCH_BATCH; i++) {
                bench_entry(a, i, &e);
                if (record_seal(a, record_entry_keep(a, &e), &out[n]) == OK)
                        n++;
        }
        return n;
}

/* Only the writing is timed; rows are made beforehand. */
static Status peer_table(Bench *b, int64_t rows)
{
        Arena a = arena_make(256 * MIB);
        sqlite3 *db = NULL;
        sqlite3_stmt *insert = NULL;
        int64_t spent = 0, position = 0;
        int rc = sqlite3_open(bench_path(b, "peer.db").at, &db);

        if (rc == SQLITE_OK)
                rc = sqlite3_exec(
                        db,
                        "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                        "PRAGMA cache_size=-65536; "
                        "CREATE TABLE entry (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL)",
                        NULL, NULL, NULL);
        if (rc == SQLITE_OK)
                rc = sqlite3_prepare_v2(db, "INSERT INTO entry VALUES (?1, ?2)", -1, &insert, NULL);
        for (int64_t at = 0; at < rows && rc == SQLITE_OK; at += BENCH_BATCH) {
                SealedEntry *leaves;
                int64_t n, begun;

                arena_reset(&a);
                leaves = arena_new(&a, SealedEntry, BENCH_BATCH);
                n = peer_leaves(&a, at, rows, leaves);
                begun = time_steady_us();
                rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
                for (int64_t i = 0; i < n && rc == SQLITE_OK; i++) {
                        sqlite3_bind_int64(insert, 1, position++);
                        sqlite3_bind_blob(insert, 2, leaves[i].leaf.at, (int)leaves[i].leaf.len,
                                          SQLITE_STATIC);
                        rc = sqlite3_step(insert) == SQLITE_DONE ? sqlite3_reset(insert)
                                                                 : SQLITE_ERROR;
                }
                if (rc == SQLITE_OK)
                        rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
                spent += time_steady_us() - begun;
        }
        if (rc == SQLITE_OK)
                bench_put(b, "peer_sqlite_rows_per_s", (double)rows * 1e6 / (double)spent,
                          "rows/s");
        else
                snprintf(b->fault, sizeof b->fault, "%.200s",
                         db ? sqlite3_errmsg(db) : "no memory");
        sqlite3_finalize(insert);
        sqlite3_close(db);
        unlink(bench_path(b, "peer.db").at);
        arena_free(&a);
        return rc == SQLITE_OK ? OK : BROKEN;
}

static Status peer_file(Bench *b, int64_t rows)
{
        Arena a = arena_make(256 * MIB);
        int64_t spent = 0;
        int fd = open(bench_path(b, "peer.log").at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool good = fd >= 0;

        for (int64_t at = 0; at < rows && good; at += BENCH_BATCH) {
                SealedEntry *leaves;
                char *all;
                size_t bytes = 0;
                int64_t n, begun;

                arena_reset(&a);
                leaves = arena_new(&a, SealedEntry, BENCH_BATCH);
                n = peer_leaves(&a, at, rows, leaves);
                begun = time_steady_us();
                for (int64_t i = 0; i < n; i++)
                        bytes += leaves[i].leaf.len + 1;
                all = arena_bytes(&a, bytes);
                bytes = 0;
                for (int64_t i = 0; i < n; i++) {
                        memcpy(all + bytes, leaves[i].leaf.at, leaves[i].leaf.len);
                        bytes += leaves[i].leaf.len;
                        all[bytes++] = '\n';
                }
                good = write(fd, all, bytes) == (ssize_t)bytes && fdatasync(fd) == 0;
                spent += time_steady_us() - begun;
        }
        if (good)
                bench_put(b, "peer_file_entries_per_s", (double)rows * 1e6 / (double)spent,
                          "entries/s");
        if (fd >= 0)
                close(fd);
        unlink(bench_path(b, "peer.log").at);
        arena_free(&a);
        return good ? OK : BROKEN;
}

Status bench_peers(Bench *b)
{
        int64_t rows = b->people < 1000000 ? b->people : 1000000;

        TRY(peer_file(b, rows));
        return peer_table(b, rows);
}
