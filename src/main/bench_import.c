/* main/bench_import: an import by the real path, then a server on what came of it. */
#include "main/bench.h"

#include "base/asset.h"
#include "base/time.h"
#include "hub/hub.h"
#include "import/import.h"
#include "people/plausible.h"
#include "pledge/pledge.h"
#include "programme/programme.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STARTS = 5, PAGE_REQUESTS = 20000 };

typedef struct {
        Bench *b;
        Program p;
        Arena a;
        Actor actor;
} World;

static Status act(World *w, const Action *action, const Input *inputs, size_t n, Id *out_made)
{
        ActionWorld world = {.store = w->p.store, .site = &w->p.site};
        Deed d = {0};
        Status s = action_do(&world, action, &w->actor, inputs, n, &w->a, &d);

        if (s != OK)
                snprintf(w->b->fault, sizeof w->b->fault, "%s: %.300s", action->name,
                         d.faults_n ? str_z(&w->a, d.faults[0].words) : status_name(s));
        if (out_made)
                *out_made = d.made;
        return s;
}

static Status load_folder(World *w, const char *folder, const Action *action)
{
        for (size_t i = 0; i < assets_n; i++) {
                Input input = {S("definition"), {0}};

                if (!assets[i].is_example ||
                    !str_starts(str_from(assets[i].name), str_from(folder)))
                        continue;
                input.value = asset_bytes(&w->a, &assets[i]);
                TRY(act(w, action, &input, 1, NULL));
        }
        return OK;
}

static Status add_operator(void *ctx, Db *db)
{
        World *w = ctx;

        return access_administrator_add(db, S("Bench"), time_now_us(), &w->actor.id);
}

/* The example ecosystem's places, programmes, metrics and pledges, without anybody in it. */
static Status world_make(World *w)
{
        TRY(store_transact(w->p.store, add_operator, w));
        TRY(program_local_actor(&w->p, &w->a, &w->actor));
        TRY(load_folder(w, "hubs.yaml", &hub_load_action));
        TRY(load_folder(w, "programmes/", &programme_load_action));
        TRY(load_folder(w, "metrics/", &metric_load_action));
        TRY(load_folder(w, "pledges/", &announcement_load_action));
        return program_catch_up(&w->p);
}

static Status write_people(Bench *b, Str path)
{
        FILE *f = fopen(path.at, "w");
        Status s = f ? plausible_csv(f, PLAUSIBLE_DEVELOPER, (uint64_t)b->people, 1) : BROKEN;

        if (f && fclose(f) != 0)
                s = BROKEN;
        return s;
}

static Status import_people(World *w, Str path)
{
        Bench *b = w->b;
        Input inputs[3] = {{S("file"), path},
                           {S("mapping"), S("example-developers")},
                           {S("as_of"), S("2026-10-31")}};
        Import import;
        Db *db = NULL;
        Id id;
        int64_t begun;
        double check_s, apply_s;
        Status s;

        TRY(act(w, &import_check_action, inputs, 3, &id));
        TRY(store_reader(w->p.store, &db));
        begun = time_steady_us();
        s = import_work(w->p.store, db, id, (ImportTick){0});
        check_s = bench_seconds(begun);
        inputs[0] = (Input){S("import"), id_text(&w->a, id)};
        if (s == OK)
                s = act(w, &import_confirm_action, inputs, 1, NULL);
        begun = time_steady_us();
        if (s == OK)
                s = import_work(w->p.store, db, id, (ImportTick){0});
        apply_s = bench_seconds(begun);
        if (s == OK)
                s = import_by_id(db, &w->a, id, &import);
        store_reader_close(db);
        if (s == OK && import.rows_new != b->people) {
                snprintf(b->fault, sizeof b->fault, "%lld of %lld rows were new",
                         (long long)import.rows_new, (long long)b->people);
                s = BROKEN;
        }
        if (s == OK) {
                bench_put(b, "import_check_rows_per_s", (double)b->people / check_s, "rows/s");
                bench_put(b, "import_rows_per_s", (double)b->people / apply_s, "rows/s");
        }
        return s;
}

Status bench_import(Bench *b)
{
        World w = {.b = b, .a = arena_make(512 * MIB)};
        struct stat file;
        Str path;
        Conf conf;
        Status s;

        conf_standard(&conf);
        conf.folder = bench_path(b, "store");
        s = program_open(&w.p, &conf, true, b->fault);
        if (s == OK) {
                path = bench_path(b, "store/imports/people.csv");
                s = write_people(b, path);
                if (s == OK)
                        s = world_make(&w);
                if (s == OK)
                        s = import_people(&w, path);
                unlink(path.at);
        }
        program_close(&w.p);
        arena_free(&w.a);
        if (s == OK && stat(bench_path(b, "store/seedbed.db").at, &file) == 0)
                bench_put(b, "import_bytes_per_row", (double)file.st_size / (double)b->people,
                          "bytes");
        return s;
}

/* --- a server of its own */

Status bench_server_start(Bench *b, const char *name, BenchServer *out)
{
        Str folder = bench_path(b, name);
        int pipes[2];
        char line[512] = "";
        const char *colon;
        int64_t begun = time_steady_us();
        FILE *f;

        *out = (BenchServer){0};
        if (pipe(pipes) != 0)
                return BROKEN;
        out->pid = fork();
        if (out->pid == 0) {
                dup2(pipes[1], STDOUT_FILENO);
                close(pipes[0]);
                close(pipes[1]);
                if (!freopen("/dev/null", "w",
                             stderr)) /* the access log is part of the work, its lines are not */
                        _exit(126);
                execl("/proc/self/exe", "seedbed", "serve", "--data", folder.at, "--port", "0",
                      geteuid() == 0 ? "--as-root" : (char *)NULL, (char *)NULL);
                _exit(127);
        }
        close(pipes[1]);
        f = fdopen(pipes[0], "r");
        if (out->pid < 0 || !f)
                return BROKEN;
        while (fgets(line, sizeof line, f) && strncmp(line, "Seedbed is at ", 14) != 0)
                ;
        out->start_ms = (double)(time_steady_us() - begun) / 1000;
        colon = strrchr(line, ':');
        out->port = colon ? (int)strtol(colon + 1, NULL, 10) : 0;
        fclose(f);
        return out->port ? OK : BROKEN;
}

void bench_server_stop(BenchServer *v)
{
        if (v->pid <= 0)
                return;
        kill(v->pid, SIGTERM);
        waitpid(v->pid, NULL, 0);
}

/* What the process has in memory: all of it, and without the program's own pages, which the kernel
 * shares. */
static void rss_mib(pid_t pid, double *out_all, double *out_own)
{
        char path[64], line[256];
        FILE *f;

        *out_all = *out_own = 0;
        snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
        f = fopen(path, "r");
        while (f && fgets(line, sizeof line, f)) {
                if (strncmp(line, "VmRSS:", 6) == 0)
                        *out_all = (double)strtol(line + 6, NULL, 10) / 1024;
                if (strncmp(line, "RssAnon:", 8) == 0)
                        *out_own = (double)strtol(line + 8, NULL, 10) / 1024;
        }
        if (f)
                fclose(f);
}

Status bench_start(Bench *b)
{
        double best = 0, worst = 0, all = 0, own = 0;
        struct timespec rest = {1, 0};

        for (int i = 0; i < STARTS; i++) {
                BenchServer v;
                Status s = bench_server_start(b, "store", &v);

                if (s == OK && i == STARTS - 1) {
                        nanosleep(&rest, NULL);
                        rss_mib(v.pid, &all, &own);
                }
                bench_server_stop(&v);
                TRY(s);
                best = i == 0 || v.start_ms < best ? v.start_ms : best;
                worst = v.start_ms > worst ? v.start_ms : worst;
        }
        bench_put(b, "start_ms", best, "ms (best of 5)");
        bench_put(b, "start_worst_ms", worst, "ms");
        bench_put(b, "rest_rss_mib", all, "MiB (cache nearly empty; nothing taken off)");
        bench_put(b, "rest_rss_own_mib", own, "MiB of it not shared with the file");
        return OK;
}

/* --- pages over one connection: what an answer takes, without a load generator */

static int by_value(const void *x, const void *y)
{
        double d = *(const double *)x - *(const double *)y;

        return d < 0 ? -1 : d > 0;
}

static bool ask(int fd, const char *request, size_t bytes)
{
        static char answer[1 << 20];
        size_t got = 0, want = 0;

        if (send(fd, request, bytes, 0) != (ssize_t)bytes)
                return false;
        while (!want || got < want) {
                ssize_t n = recv(fd, answer + got, sizeof answer - 1 - got, 0);
                char *end, *length;

                if (n <= 0)
                        return false;
                got += (size_t)n;
                answer[got] = '\0';
                end = want ? NULL : strstr(answer, "\r\n\r\n");
                if (!end)
                        continue;
                length = strcasestr(answer, "\r\nContent-Length:");
                if (!length || length > end)
                        return false;
                want = (size_t)(end + 4 - answer) + strtoul(length + 17, NULL, 10);
        }
        return strncmp(answer, "HTTP/1.1 200", 12) == 0;
}

static Status page(Bench *b, int port, const char *path, const char *p50, const char *p99)
{
        struct sockaddr_in at = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        Str request = str_fmt(&b->a, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
        double *us = calloc(PAGE_REQUESTS, sizeof *us);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool good = us && fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0;

        for (int i = 0; i < PAGE_REQUESTS && good; i++) {
                int64_t begun = time_steady_us();

                good = ask(fd, request.at, request.len);
                us[i] = (double)(time_steady_us() - begun);
        }
        if (good) {
                qsort(us, PAGE_REQUESTS, sizeof *us, by_value);
                bench_put(b, p50, us[PAGE_REQUESTS / 2], "us");
                bench_put(b, p99, us[PAGE_REQUESTS * 99 / 100], "us");
        } else {
                snprintf(b->fault, sizeof b->fault, "%s was not answered with 200", path);
        }
        if (fd >= 0)
                close(fd);
        free(us);
        return good ? OK : BROKEN;
}

Status bench_pages(Bench *b)
{
        BenchServer v;
        Status s = bench_server_start(b, "store", &v);

        if (s == OK)
                s = page(b, v.port, "/", "page_impact_p50_us", "page_impact_p99_us");
        if (s == OK)
                s = page(b, v.port, "/pledges/cloud-10m", "page_pledge_p50_us",
                         "page_pledge_p99_us");
        bench_server_stop(&v);
        return s;
}
