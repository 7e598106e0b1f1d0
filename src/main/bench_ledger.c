/* main/bench_ledger: how fast the ledger is: transfers in batches with many there already, reading,
 * and an audit of all of them. */
#include "credit/ledger_audit.h"
#include "main/bench.h"

#include "base/time.h"
#include "main/bench_http.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
        TOGETHER = 64, /* clients of single transfers */
        SINGLES = 60000,
        PATIENCE_MS = 20000,
        ACCOUNTS = 10000,
        CLIENTS = 4,
        MEASURED = 60,      /* batches, of all clients, once the others are there */
        RAW_LINE_BYTES = 96 /* about what a line takes */
};

typedef struct {
        Bench *b;
        Program p;
        Id fund, account[ACCOUNTS];
        atomic_llong left; /* batches to come */
        atomic_llong refused;
        Str session;
} LedgerBench;

/* --- a peer: the same bytes at the end of a file, each batch durable */

static Status raw_log(Bench *b)
{
        static char bytes[LEDGER_STEPS_MAX * RAW_LINE_BYTES];
        Str path = bench_path(b, "ledger.raw");
        int fd = open(str_z(&b->a, path), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        int64_t begun = time_steady_us();
        bool good = fd >= 0;

        for (int i = 0; i < MEASURED && good; i++)
                good = write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes &&
                       fdatasync(fd) == 0;
        if (good)
                bench_put(b, "raw_log_lines",
                          MEASURED * (double)LEDGER_STEPS_MAX / bench_seconds(begun), "lines/s");
        if (fd >= 0)
                close(fd);
        unlink(str_z(&b->a, path));
        return good ? OK : BROKEN;
}

/* --- accounts */

static Status open_accounts(void *ctx, Db *db)
{
        LedgerBench *x = ctx;
        LedgerAccountPlan plan = {.unit = S("USD"),
                                  .kind = S("fund"),
                                  .least = LEDGER_LEAST,
                                  .most = LEDGER_MOST,
                                  .now_us = time_now_us()};

        TRY(ledger_account_open(db, &x->b->a, &plan, &x->fund));
        plan.kind = S("own");
        plan.least = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
                plan.about = i + 1;
                TRY(ledger_account_open(db, &x->b->a, &plan, &x->account[i]));
        }
        return OK;
}

/* --- batches */

typedef struct {
        LedgerBench *x;
        Arena a;
        LedgerStep steps[LEDGER_STEPS_MAX];
        uint64_t seed;
        LedgerAnswer answer;
} LedgerClient;

static Status post(void *ctx, Db *db)
{
        LedgerClient *c = ctx;
        char key[32];

        snprintf(key, sizeof key, "bench-%016llx", (unsigned long long)c->seed);
        return ledger_post(db, &c->a,
                           &(LedgerAsk){.actor = 1,
                                        .key = str_from(key),
                                        .now_us = time_now_us(),
                                        .steps = c->steps,
                                        .steps_n = LEDGER_STEPS_MAX},
                           &c->answer);
}

/* Half of them out of the fund, so that it has as many lines; the others among accounts. */
static void fill(LedgerClient *c)
{
        for (size_t i = 0; i < LEDGER_STEPS_MAX; i++) {
                uint64_t r;

                c->seed = c->seed * 6364136223846793005u + 1442695040888963407u;
                r = c->seed >> 24;
                c->steps[i] = (LedgerStep){.kind = LEDGER_TRANSFER,
                                           .source = c->x->fund,
                                           .target = c->x->account[r % ACCOUNTS],
                                           .amount = (int64_t)(r % 100000) + 1,
                                           .about = 42};
        }
}

static void *client(void *arg)
{
        LedgerClient *c = arg;

        hash_library_begin();
        c->a = arena_make(64 * MIB);
        while (atomic_fetch_sub(&c->x->left, 1) > 0) {
                fill(c);
                if (store_transact(c->x->p.store, post, c) != OK || c->answer.refused_n)
                        atomic_fetch_add(&c->x->refused, 1);
                arena_reset(&c->a);
        }
        arena_free(&c->a);
        return NULL;
}

static Status run_batches(LedgerBench *x, int64_t batches, double *out_rate)
{
        LedgerClient *clients = calloc(CLIENTS, sizeof *clients);
        pthread_t threads[CLIENTS];
        int64_t begun = time_steady_us();
        int n = 0;

        if (!clients)
                return BROKEN;
        atomic_store(&x->left, batches);
        for (; n < CLIENTS; n++) {
                clients[n].x = x;
                clients[n].seed = (uint64_t)begun * CLIENTS + (uint64_t)n;
                if (pthread_create(&threads[n], NULL, client, &clients[n]) != 0)
                        break;
        }
        for (int i = 0; i < n; i++)
                pthread_join(threads[i], NULL);
        free(clients);
        *out_rate = (double)batches * LEDGER_STEPS_MAX / bench_seconds(begun);
        return n == CLIENTS && atomic_load(&x->refused) == 0 ? OK : BROKEN;
}

/* --- reading */

static Status bench_read(LedgerBench *x, Db *db)
{
        enum { ROUNDS = 500, LINES = 50 };
        Arena a = arena_make(64 * MIB);
        LedgerStatementLine *lines;
        LedgerAccount row = {0};
        size_t n;
        int64_t begun = time_steady_us(), when, balance;
        Status s = OK;

        for (int i = 0; i < ROUNDS && s == OK; i++, arena_reset(&a))
                s = ledger_account_get(db, &a, x->fund, &row);
        bench_put(x->b, "ledger_balance", bench_seconds(begun) * 1e6 / ROUNDS, "us");
        begun = time_steady_us();
        for (int i = 0; i < ROUNDS && s == OK; i++, arena_reset(&a))
                s = ledger_statement(db, &a, x->fund, row.last, LINES, &lines, &n);
        bench_put(x->b, "ledger_statement_50", bench_seconds(begun) * 1e6 / ROUNDS, "us");
        when = time_now_us();
        begun = time_steady_us();
        for (int i = 0; i < ROUNDS && s == OK; i++, arena_reset(&a))
                s = ledger_balance_at(db, &a, x->fund, when - i * 10000, &balance);
        bench_put(x->b, "ledger_balance_at", bench_seconds(begun) * 1e6 / ROUNDS, "us");
        arena_free(&a);
        return s;
}

static Status bench_audit(LedgerBench *x, Db *db, bool with_roots)
{
        static LedgerAudit audit;
        Arena a = arena_make(16 * MIB);
        int64_t begun = time_steady_us();
        Status s = ledger_audit(db, &a, with_roots, &audit);

        if (s == OK && !audit.is_whole) {
                snprintf(x->b->fault, sizeof x->b->fault, "%s", audit.fault);
                s = CONFLICT;
        }
        bench_put(x->b, with_roots ? "ledger_audit_roots" : "ledger_audit", bench_seconds(begun),
                  "s");
        arena_free(&a);
        return s;
}

static Status measure(LedgerBench *x)
{
        Bench *b = x->b;
        int64_t before = b->transfers / LEDGER_STEPS_MAX - MEASURED;
        Db *db = NULL;
        double rate;
        Status s;

        TRY(raw_log(b));
        TRY(store_transact(x->p.store, open_accounts, x));
        TRY(run_batches(x, MEASURED, &rate));
        bench_put(b, "ledger_transfers_first", rate, "lines/s");
        if (before > MEASURED)
                TRY(run_batches(x, before - MEASURED, &rate));
        TRY(run_batches(x, MEASURED, &rate));
        bench_put(b, "ledger_transfers", rate, "lines/s");
        TRY(store_reader(x->p.store, &db));
        s = bench_read(x, db);
        if (s == OK)
                s = bench_audit(x, db, false);
        if (s == OK)
                s = bench_audit(x, db, true);
        store_reader_close(db);
        return s;
}

/* --- single transfers out of one fund, over HTTP */

static Status sign_in(void *ctx, Db *db)
{
        LedgerBench *x = ctx;
        int64_t now = time_now_us();
        Id actor;

        TRY(access_administrator_add(db, S("Bench"), now, &actor));
        return access_session_begin(db, &x->b->a, actor, now, &x->session);
}

typedef struct {
        struct pollfd fds[TOGETHER];
        int64_t sent_us[TOGETHER];
        double *ms;
        int sent, done;
} Singles;

static bool ask_one(LedgerBench *x, Singles *s, int i)
{
        char text[1200];
        char body[600];
        Str fund = id_text(&x->b->a, x->fund),
            to = id_text(&x->b->a, x->account[s->sent % ACCOUNTS]);
        int n = snprintf(
                body, sizeof body,
                "{\"key\":\"single-%d\",\"steps\":[{\"kind\":\"transfer\",\"source\":\"%.*s\","
                "\"target\":\"%.*s\",\"amount\":\"1.25\"}]}",
                s->sent, S_ARG(fund), S_ARG(to));
        int len = snprintf(text, sizeof text,
                           "POST /api/v1/ledger/posts HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: "
                           "seedbed=%.*s\r\nContent-Type: application/json\r\nContent-Length: "
                           "%d\r\n\r\n%s",
                           S_ARG(x->session), n, body);

        s->sent++;
        s->sent_us[i] = time_steady_us();
        return len < (int)sizeof text && send(s->fds[i].fd, text, (size_t)len, MSG_NOSIGNAL) == len;
}

static bool answered(LedgerBench *x, Singles *s, int i)
{
        if (bench_answer(s->fds[i].fd, NULL, 0) != 200)
                return false;
        s->ms[s->done++] = (double)(time_steady_us() - s->sent_us[i]) / 1000;
        return s->sent == SINGLES || ask_one(x, s, i);
}

/* What a process has used of the processors so far. */
static double cpu_us(int pid)
{
        char path[64];
        unsigned long long user = 0, kernel = 0;
        FILE *f;

        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        f = fopen(path, "r");
        if (!f)
                return 0;
        if (fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user,
                   &kernel) != 2)
                user = kernel = 0;
        fclose(f);
        return (double)(user + kernel) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static Status singles(LedgerBench *x, const BenchServer *server)
{
        double cpu = cpu_us(server->pid);
        int port = server->port;
        Singles s = {.ms = arena_new(&x->b->a, double, SINGLES)};
        int64_t begun = time_steady_us();
        bool good = true;

        for (int i = 0; i < TOGETHER && good; i++) {
                s.fds[i] = (struct pollfd){bench_connect(port), POLLIN, 0};
                good = s.fds[i].fd >= 0 && ask_one(x, &s, i);
        }
        while (good && s.done < SINGLES) {
                good = poll(s.fds, TOGETHER, PATIENCE_MS) > 0;
                for (int i = 0; i < TOGETHER && good; i++)
                        if (s.fds[i].revents && s.done < SINGLES)
                                good = answered(x, &s, i);
        }
        for (int i = 0; i < TOGETHER; i++)
                close(s.fds[i].fd);
        if (!good)
                return BROKEN;
        bench_put(x->b, "ledger_single_per_s", SINGLES / bench_seconds(begun), "transfers/s");
        bench_put(x->b, "ledger_single_cpu_us", (cpu_us(server->pid) - cpu) / SINGLES, "us");
        bench_put(x->b, "ledger_single_p50_ms", bench_quantile(s.ms, SINGLES, 500), "ms");
        bench_put(x->b, "ledger_single_p99_ms", bench_quantile(s.ms, SINGLES, 990), "ms");
        return OK;
}

/* Who writes waits for the disk, so as many wait together as there are clients. */
static Status many_workers(Bench *b)
{
        Str path = bench_path(b, "ledger/seedbed.conf");
        FILE *f = fopen(path.at, "a");

        if (!f)
                return BROKEN;
        fprintf(f, "workers = %d\n", TOGETHER);
        return fclose(f) == 0 ? OK : BROKEN;
}

Status bench_ledger(Bench *b)
{
        static LedgerBench bench;
        BenchServer server;
        Conf conf;
        Status s;

        bench = (LedgerBench){.b = b};
        conf_standard(&conf);
        conf.folder = bench_path(b, "ledger");
        conf.cache_mib = 64;
        TRY(program_open(&bench.p, &conf, true, b->fault));
        s = measure(&bench);
        if (s == OK)
                s = store_transact(bench.p.store, sign_in, &bench);
        program_close(&bench.p);
        TRY(s);
        TRY(many_workers(b));
        TRY(bench_server_start(b, "ledger", &server));
        s = singles(&bench, &server);
        bench_server_stop(&server);
        return s;
}
