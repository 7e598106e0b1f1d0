/* store/postgres: libpq, everything in binary, one prepared statement per query and connection. */
#include "store/engine.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Type numbers of pg_type that we ask for; they never change between versions. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 };
enum { PARAMS_MAX = 512 /* of a bulk statement */, LOOK_UP_TRIES_MAX = 50, LOOK_UP_PAUSE_MS = 200 };

static Status revive(Db *db);

static Status status_of(Db *db, const PGresult *r)
{
        const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
        const char *words = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

        if (PQstatus(db->conn) != CONNECTION_OK) {
                db_fault_set(db, "the database server is gone");
                return UPSTREAM;
        }
        db_fault_set(db, "%s (%s)", words ? words : PQerrorMessage(db->conn), state ? state : "?");
        if (!state) /* no answer of a server: the connection broke while it was asked */
                return UPSTREAM;
        if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
                return RETRY;
        if (strncmp(state, "23", 2) == 0)
                return CONFLICT;
        if (strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0)
                return UPSTREAM;
        return BROKEN;
}

static Status exec_once(Db *db, const char *sql)
{
        PGresult *r = PQexec(db->conn, sql);
        ExecStatusType st = PQresultStatus(r);
        Status s = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK ? OK : status_of(db, r);

        PQclear(r);
        return s;
}

/* A reader's snapshot begins here: on a connection that turns out to be lost it begins again on a
 * new one. */
static Status pg_exec(Db *db, const char *sql)
{
        Status s = exec_once(db, sql);

        if (s == UPSTREAM && !db->is_writer && !db->in_snapshot && revive(db) == OK)
                s = exec_once(db, sql);
        return s;
}

static void no_notice(void *ctx, const char *message)
{
        (void)ctx, (void)message; /* "relation already exists, skipping" is not for the log */
}

/* The session's settings, on a new connection and on a revived one. */
static Status settle(Db *db, bool is_writer)
{
        TRY(exec_once(db, "SET client_encoding TO 'UTF8'; SET timezone TO 'UTC'; SET "
                          "synchronous_commit TO on; SET jit TO off; "
                          "SET statement_timeout TO 0"));
        return is_writer ? OK : exec_once(db, "SET default_transaction_read_only TO on");
}

static Status pg_connect(Db *db, Str url, bool is_writer, bool create, size_t cache_bytes)
{
        char text[4096];

        (void)create, (void)cache_bytes;
        if (url.len >= sizeof text)
                return INVALID;
        memcpy(text, url.at, url.len);
        text[url.len] = '\0';
        db->conn = PQconnectdb(text);
        if (PQstatus(db->conn) != CONNECTION_OK) {
                db_fault_set(db, "%s", PQerrorMessage(db->conn));
                PQfinish(db->conn);
                db->conn = NULL;
                return UPSTREAM;
        }
        PQsetNoticeProcessor(db->conn, no_notice, NULL);
        return settle(db, is_writer);
}

static void pg_disconnect(Db *db)
{
        if (db->conn)
                PQfinish(db->conn);
        db->conn = NULL;
}

/* A connection that was lost is made anew; its statements must be prepared again. */
static Status revive(Db *db)
{
        if (PQstatus(db->conn) == CONNECTION_OK)
                return OK;
        PQreset(db->conn);
        if (PQstatus(db->conn) != CONNECTION_OK) {
                db_fault_set(db, "the database server is gone");
                return UPSTREAM;
        }
        db->in_snapshot = false;
        for (size_t i = 0; i < db->slots_n; i++)
                if (db->slots[i])
                        db->slots[i]->handle = NULL;
        PQsetNoticeProcessor(db->conn, no_notice, NULL);
        return settle(db, db->is_writer);
}

static Oid oid_of(char kind)
{
        return kind == COL_TEXT   ? OID_TEXT
               : kind == COL_BLOB ? OID_BYTEA
               : kind == COL_BOOL ? OID_BOOL
                                  : OID_INT8;
}

static Status prepare(Db *db, Statement *s)
{
        Oid types[PARAMS_MAX];
        int n = (int)strlen(s->query->params);
        PGresult *r;
        Status status = OK;

        for (int i = 0; i < n; i++)
                types[i] = oid_of(s->query->params[i]);
        r = PQprepare(db->conn, s->name, s->query->postgres, n, types);
        if (PQresultStatus(r) != PGRES_COMMAND_OK)
                status = status_of(db, r);
        else
                s->handle = s;
        PQclear(r);
        return status;
}

static Status open_once(Db *db, Statement *s, const Value *params)
{
        const char *values[PARAMS_MAX];
        char integers[PARAMS_MAX][8];
        int lengths[PARAMS_MAX], formats[PARAMS_MAX], n = (int)strlen(s->query->params);
        ExecStatusType st;

        if (!db->in_snapshot && !db->is_writer)
                TRY(revive(db));
        if (!s->handle)
                TRY(prepare(db, s));
        for (int i = 0; i < n; i++) {
                const Value *v = &params[i];

                formats[i] = 1;
                values[i] = integers[i];
                if (v->kind == COL_TEXT || v->kind == COL_BLOB) {
                        values[i] = v->text.at ? v->text.at : "";
                        lengths[i] = (int)v->text.len;
                } else if (v->kind == COL_BOOL) {
                        integers[i][0] = (char)(v->integer != 0);
                        lengths[i] = 1;
                } else {
                        uint64_t u = __builtin_bswap64((uint64_t)v->integer);

                        memcpy(integers[i], &u, 8);
                        lengths[i] = 8;
                }
        }
        s->result = PQexecPrepared(db->conn, s->name, n, values, lengths, formats, 1);
        s->row = -1;
        st = PQresultStatus(s->result);
        return st == PGRES_TUPLES_OK || st == PGRES_COMMAND_OK ? OK : status_of(db, s->result);
}

/* A lone read on a connection that turns out to be lost is asked again on a new one. */
static Status pg_open(Db *db, Statement *s, const Value *params)
{
        Status status = open_once(db, s, params);

        if (status == UPSTREAM && !db->is_writer && !db->in_snapshot &&
            PQstatus(db->conn) != CONNECTION_OK) {
                PQclear(s->result);
                s->result = NULL;
                status = open_once(db, s, params);
        }
        return status;
}

static Status pg_step(Db *db, Statement *s)
{
        (void)db;
        return ++s->row < PQntuples(s->result) ? OK : NOT_FOUND;
}

static int64_t pg_integer(Statement *s, int column)
{
        const unsigned char *p = (const unsigned char *)PQgetvalue(s->result, s->row, column);
        int n = PQgetlength(s->result, s->row, column);
        uint64_t u = n > 1 && (p[0] & 0x80) ? UINT64_MAX : 0; /* int2, int4 and int8 alike */

        for (int i = 0; i < n; i++)
                u = u << 8 | p[i];
        return (int64_t)u;
}

static Str pg_text(Statement *s, int column)
{
        return (Str){PQgetvalue(s->result, s->row, column),
                     (size_t)PQgetlength(s->result, s->row, column)};
}

static int64_t pg_changes(Db *db, Statement *s)
{
        int64_t n = 0;

        (void)db;
        if (!str_to_int(str_from(PQcmdTuples(s->result)), 0, INT64_MAX, &n))
                return 0;
        return n;
}

static void pg_reset(Statement *s)
{
        PQclear(s->result);
        s->result = NULL;
}

static void pg_finish(Statement *s)
{
        pg_reset(s);
}

static Status pg_begin(Db *db)
{
        PGresult *r;

        db->in_doubt = false;
        TRY(revive(db));
        TRY(pg_exec(db, "BEGIN"));
        r = PQexec(db->conn, "SELECT pg_current_xact_id()::text");
        db->xact = 0;
        if (PQresultStatus(r) == PGRES_TUPLES_OK &&
            !str_to_int(str_from(PQgetvalue(r, 0, 0)), 0, INT64_MAX, &db->xact))
                db->xact = 0;
        PQclear(r);
        return db->xact ? OK : UPSTREAM;
}

/* Was it committed? UPSTREAM while that can not be told: the server is away, or its old process
 * still at it. */
static Status look_up_once(Db *db)
{
        char sql[80];
        PGresult *r;
        Status s = UPSTREAM;

        TRY(revive(db));
        snprintf(sql, sizeof sql, "SELECT pg_xact_status('%lld'::xid8)", (long long)db->xact);
        r = PQexec(db->conn, sql);
        if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1) {
                const char *how = PQgetvalue(r, 0, 0);

                s = strcmp(how, "committed") == 0 ? OK
                    : strcmp(how, "aborted") == 0 ? RETRY
                                                  : UPSTREAM;
        }
        PQclear(r);
        return s;
}

/* The answer to COMMIT was lost. Until it is known what became of the transaction it must not run
 * again: it might be done twice. */
static Status look_up(Db *db)
{
        Status s = look_up_once(db);

        for (int i = 0; i < LOOK_UP_TRIES_MAX && s == UPSTREAM; i++) {
                nanosleep(&(struct timespec){0, LOOK_UP_PAUSE_MS * 1000000L}, NULL);
                s = look_up_once(db);
        }
        if (s == UPSTREAM) {
                db->in_doubt = true;
                db_fault_set(db, "the database server went away while it committed; what became of "
                                 "that is not known");
        }
        return s;
}

static Status pg_commit(Db *db)
{
        PGresult *r = PQexec(db->conn, "COMMIT");
        Status s = OK;

        if (PQresultStatus(r) != PGRES_COMMAND_OK)
                s = status_of(db, r);
        else if (strcmp(PQcmdStatus(r), "COMMIT") != 0)
                s = RETRY; /* the server answered ROLLBACK */
        PQclear(r);
        return s == UPSTREAM ? look_up(db) : s;
}

const Engine engine_postgres = {
        .connect = pg_connect,
        .disconnect = pg_disconnect,
        .exec = pg_exec,
        .open = pg_open,
        .step = pg_step,
        .integer = pg_integer,
        .text = pg_text,
        .changes = pg_changes,
        .reset = pg_reset,
        .finish = pg_finish,
        .begin = pg_begin,
        .commit = pg_commit,
        .snapshot_begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
};
