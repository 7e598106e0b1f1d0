/* main/bench_rounds: a round of a hundred thousand applications and a million reviews: what its
 * pages and its exports take, asked of a server over HTTP by somebody who is signed in. */
#include "main/bench_rounds.h"

#include "base/hash.h"
#include "base/time.h"
#include "board/rows.h"
#include "board/search.h"
#include "main/bench_fill.sql.h"
#include "main/bench_http.h"
#include "record/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
        REVIEWERS = 2000,
        ASKED = 200,
        WARM = 20,
        SAMPLES = 100,
        EXPORT_LOOK_BYTES = 1 << 20,
        SLOW_MS = 200
};

typedef struct {
        Bench *b;
        Arena a;
        FillMade made;
        Str staff, reviewer; /* sessions */
        Str token;           /* the staff's, of forms */
        Id samples[SAMPLES];
        Str names[SAMPLES];
        Str view; /* address of a table with filters */
        size_t samples_n;
        BenchServer server;
} Rounds;

/* --- a store */

typedef struct {
        Arena *a;
        Id actor;
} First;

static Status make_first(void *ctx, Db *db)
{
        First *f = ctx;
        Entry e = {.kind = S("role.granted"), .at_us = time_now_us()};

        TRY(access_administrator_add(db, S("Bench"), e.at_us, &f->actor));
        e.subject = e.actor = f->actor;
        entry_text(&e, S("role"), S("administrator"));
        return record_tell(db, f->a, &e, NULL);
}

Status rounds_sign_in(void *ctx, Db *db)
{
        RoundsSession *s = ctx;

        return access_session_begin(db, s->a, s->actor, time_now_us(), &s->session);
}

Status bench_rounds_open(Bench *b, Program *p, Actor *out)
{
        First first = {.a = &b->a};
        Conf conf;
        Status s;

        conf_standard(&conf);
        conf.folder = bench_path(b, "rounds");
        conf.cache_mib = 256; /* of the one who fills; a server has what it always has */
        TRY(program_open(p, &conf, true, b->fault));
        s = program_local_actor(p, &b->a, out);
        if (s == OK)
                return OK;
        s = store_transact(p->store, make_first, &first);
        if (s == OK)
                s = program_examples(p, NULL, b->fault);
        if (s == OK)
                s = program_local_actor(p, &b->a, out);
        if (s != OK)
                program_close(p);
        return s;
}

double rounds_memory(int pid, bool most)
{
        const char *word = most ? "VmHWM:" : "VmRSS:";
        char path[64], line[256];
        double mib = 0;
        FILE *f;

        snprintf(path, sizeof path, "/proc/%d/status", pid);
        f = fopen(path, "r");
        while (f && fgets(line, sizeof line, f))
                if (strncmp(line, word, 6) == 0)
                        mib = (double)strtol(line + 6, NULL, 10) / 1024;
        if (f)
                fclose(f);
        return mib;
}

void rounds_memory_forget(int pid)
{
        char path[64];
        FILE *f;

        snprintf(path, sizeof path, "/proc/%d/clear_refs", pid);
        f = fopen(path, "w");
        if (f) {
                fputs("5", f); /* proc(5): the peak is what it is now */
                fclose(f);
        }
}

/* --- filling */

static Status look_over(Rounds *r, Program *p)
{
        Bench *b = r->b;
        FillSomeList some = {0};
        VerifyReport report;
        Db *db = NULL;
        int64_t begun = time_steady_us();
        Status s = fill_check(p, &r->a, &r->made, b->fault);

        if (s == OK)
                s = store_reader(p->store, &db);
        if (s == OK) {
                s = verify_store(db, record_verifier_key(p->record), &report);
                if (s != OK)
                        snprintf(b->fault, sizeof b->fault, "%s", report.words);
        }
        if (s == OK) {
                bench_put(b, "rounds_verify_s", bench_seconds(begun), "s (counts and record)");
                bench_put(b, "rounds_entries", (double)report.size, "entries");
                s = fill_some(db, &r->a, r->made.round, S("submitted"), 0, &some);
        }
        for (size_t i = 0; s == OK && i < SAMPLES && some.n; i++) {
                Application x;

                r->samples[i] = some.at[i * some.n / SAMPLES].id;
                s = application_get(db, &r->a, r->samples[i], &x);
                r->names[i] = x.title;
                r->samples_n = i + 1;
        }
        store_reader_close(db);
        return s;
}

/* What the background would make of so much at once. */
static Status rebuild(Rounds *r, Program *p)
{
        int64_t begun = time_steady_us();
        Db *db = NULL;
        Status s = store_reader(p->store, &db);

        if (s == OK)
                s = board_rebuild(p->store, db, r->made.round, NULL);
        if (s == OK)
                bench_put(r->b, "rounds_board_s", bench_seconds(begun), "s (cells of the board)");
        begun = time_steady_us();
        if (s == OK)
                s = search_rebuild(p->store, db);
        if (s == OK)
                bench_put(r->b, "rounds_search_s", bench_seconds(begun), "s (words of the search)");
        store_reader_close(db);
        return s;
}

static Status fill(Rounds *r)
{
        Bench *b = r->b;
        FillPlan plan = {.applications = b->applications,
                         .reviews = b->reviews,
                         .reviewers = REVIEWERS,
                         .seed = 42,
                         .hub = S("bangkok")};
        RoundsSession staff = {.a = &r->a}, reviewer = {.a = &r->a};
        Program p;
        int64_t begun;
        Status s;

        TRY(bench_rounds_open(b, &p, &plan.actor));
        begun = time_steady_us();
        s = fill_round(&p, &r->a, &plan, &r->made, b->fault);
        bench_put(b, "rounds_applications", (double)plan.applications, "applications");
        bench_put(b, "rounds_reviews", (double)plan.reviews, "reviews");
        bench_put(b, "rounds_fill_s", bench_seconds(begun), "s");
        staff.actor = plan.actor.id;
        reviewer.actor = r->made.accounts[0];
        if (s == OK)
                s = rebuild(r, &p);
        if (s == OK)
                s = look_over(r, &p);
        if (s == OK)
                s = store_transact(p.store, rounds_sign_in, &staff);
        if (s == OK)
                s = store_transact(p.store, rounds_sign_in, &reviewer);
        r->staff = staff.session;
        r->reviewer = reviewer.session;
        r->token = access_form_token(&r->a, r->staff);
        program_close(&p);
        return s;
}

/* --- pages */

typedef enum { FOR_ROUND, FOR_APPLICATION, FOR_NAME, FOR_TYPO, FOR_VIEW, FOR_NOTHING } PathFor;

/* %s stands for the round, an application, or a part of a name; another one each time. */
static const struct {
        const char *name, *path;
        PathFor of;
        bool by_reviewer;
} pages[] = {
        {"board", "/rounds/%s/board", FOR_ROUND, false},
        {"board_stage", "/rounds/%s/board?stage=in-review", FOR_ROUND, false},
        {"board_sorted", "/rounds/%s/board?sort=" FILL_STEP ".mean&order=down", FOR_ROUND, false},
        {"table", "/rounds/%s/table", FOR_ROUND, false},
        {"table_by_score", "/rounds/%s/table?sort=" FILL_STEP ".mean&order=down", FOR_ROUND, false},
        {"table_by_name", "/rounds/%s/table?sort=name", FOR_ROUND, false},
        {"table_by_answer", "/rounds/%s/table?sort=answer.pitch", FOR_ROUND, false},
        {"table_three_filters", NULL, FOR_VIEW, false},
        {"search", "/search?find=%s", FOR_NAME, false},
        {"search_mistyped", "/search?find=%s", FOR_TYPO, false},
        {"waits", "/waits", FOR_NOTHING, false},
        {"round", "/rounds/%s", FOR_ROUND, false},
        {"applications", "/rounds/%s/applications", FOR_ROUND, false},
        {"scores", "/rounds/%s/scores/" FILL_STEP, FOR_ROUND, false},
        {"scores_calibrated", "/rounds/%s/scores/" FILL_STEP "?by=calibrated", FOR_ROUND, false},
        {"reviewers", "/rounds/%s/reviewers", FOR_ROUND, false},
        {"assignments", "/rounds/%s/assignments/" FILL_STEP, FOR_ROUND, false},
        {"conflicts", "/rounds/%s/conflicts", FOR_ROUND, false},
        {"doubles", "/rounds/%s/doubles", FOR_ROUND, false},
        {"table_by_number", "/rounds/%s/table?sort=answer.team_size&order=down", FOR_ROUND, false},
        {"determinations", "/rounds/%s/determinations", FOR_ROUND, false},
        {"application", "/applications/%s", FOR_APPLICATION, false},
        {"application_decide", "/applications/%s/decide", FOR_APPLICATION, false},
        {"my_reviews", "/reviews", FOR_NOTHING, true},
};
enum { PAGES_N = sizeof pages / sizeof *pages };

/* A name in an address; with a letter left out when it is mistyped. */
static Str asked_name(Rounds *r, Str name, bool is_mistyped)
{
        Text t = text_begin(&r->a, 4 * KIB);

        for (size_t i = 0; i < name.len; i++)
                if (!is_mistyped || i != 2 || (unsigned char)name.at[i] >= 0x80)
                        text_fmt(&t, "%%%02X", (unsigned char)name.at[i]);
        return text_str(&t);
}

static Str path_of(Rounds *r, size_t k, int i)
{
        PathFor what = pages[k].of;
        size_t which = (size_t)i % r->samples_n;
        const char *path = pages[k].path, *hole = path ? strstr(path, "%s") : NULL;
        Str word;

        if (what == FOR_VIEW)
                return r->view;
        if (!hole)
                return str_from(path);
        if (what == FOR_NAME || what == FOR_TYPO)
                word = asked_name(r, r->names[which], what == FOR_TYPO);
        else
                word = id_text(&r->a, what == FOR_ROUND ? r->made.round : r->samples[which]);
        return str_fmt(&r->a, "%.*s%.*s%s", (int)(hole - path), path, S_ARG(word), hole + 2);
}

static const char *figure(Rounds *r, const char *page, const char *what)
{
        return str_fmt(&r->b->a, "page_%s_%s", page, what).at;
}

static Status page(Rounds *r, size_t k)
{
        static double ms[ASKED];
        size_t n = 0;
        int fd = bench_connect(r->server.port), status = fd < 0 ? 0 : 200;

        /* one that is far too slow is not asked so often: its figure says enough */
        for (int i = 0; i < ASKED + WARM && status == 200 && !(n > 20 && ms[0] > SLOW_MS); i++) {
                Str rq = bench_get(&r->a, path_of(r, k, i),
                                   pages[k].by_reviewer ? r->reviewer : r->staff);
                int64_t at = time_steady_us();

                if (send(fd, rq.at, rq.len, MSG_NOSIGNAL) != (ssize_t)rq.len)
                        status = 0;
                else
                        status = bench_answer(fd, NULL, 0);
                if (i >= WARM)
                        ms[n++] = (double)(time_steady_us() - at) / 1000;
        }
        if (fd >= 0)
                close(fd);
        if (status != 200) {
                snprintf(r->b->fault, sizeof r->b->fault, "%s was answered %d", path_of(r, k, 0).at,
                         status);
                return BROKEN;
        }
        bench_put(r->b, figure(r, pages[k].name, "p50_ms"), bench_quantile(ms, n, 500), "ms");
        bench_put(r->b, figure(r, pages[k].name, "p99_ms"), bench_quantile(ms, n, 990), "ms");
        return OK;
}

/* --- exports */

typedef struct {
        double first_ms, all_s;
        size_t bytes;
} Download;

static Status download(Rounds *r, Str path, Download *out)
{
        static char text[EXPORT_LOOK_BYTES];
        int fd = bench_connect(r->server.port);
        Str rq = bench_get(&r->a, path, r->staff);
        int64_t begun = time_steady_us();
        size_t got = 0, want = 0;
        Status s =
                fd >= 0 && send(fd, rq.at, rq.len, MSG_NOSIGNAL) == (ssize_t)rq.len ? OK : BROKEN;

        (void)!shutdown(fd, SHUT_WR);
        while (s == OK) {
                ssize_t n = recv(fd, text, sizeof text, 0);

                if (n <= 0)
                        break;
                if (!got) {
                        out->first_ms = (double)(time_steady_us() - begun) / 1000;
                        want = strncmp(text, "HTTP/1.1 200", 12) == 0;
                }
                got += (size_t)n;
        }
        out->all_s = bench_seconds(begun);
        out->bytes = got;
        if (fd >= 0)
                close(fd);
        if (s == OK && want)
                return OK;
        snprintf(r->b->fault, sizeof r->b->fault, "%.*s was not given", S_ARG(path));
        return BROKEN;
}

/* A deed through the door of forms; where it leads to, without the host. */
static Status ask_deed(Rounds *r, const char *path, Str inputs, Str *out)
{
        char location[512] = "", *at = location;
        Str body = str_fmt(&r->a, "round=%.*s&form_token=%.*s%.*s",
                           S_ARG(id_text(&r->a, r->made.round)), S_ARG(r->token), S_ARG(inputs));
        Str rq = bench_post(&r->a, path, r->staff, body);
        int fd = bench_connect(r->server.port), status = 0;

        if (fd >= 0 && send(fd, rq.at, rq.len, MSG_NOSIGNAL) == (ssize_t)rq.len)
                status = bench_answer(fd, location, sizeof location);
        if (fd >= 0)
                close(fd);
        if (strncmp(location, "http", 4) == 0)
                at = strchr(location + 8, '/');
        if (status != 303 || !at || !*at) {
                snprintf(r->b->fault, sizeof r->b->fault, "%s was answered %d", path, status);
                return BROKEN;
        }
        *out = str_copy(&r->a, str_from(at));
        return OK;
}

static Status export_as(Rounds *r, const char *kind)
{
        Download d = {0};
        double before;
        Str path = {0};

        TRY(ask_deed(r, "/do/round/export", str_fmt(&r->a, "&kind=%s", kind), &path));
        rounds_memory_forget(r->server.pid);
        before = rounds_memory(r->server.pid, false);
        TRY(download(r, path, &d));
#define PUT(what, value, unit) \
        bench_put(r->b, str_fmt(&r->b->a, "export_%s_" what, kind).at, value, unit)
        PUT("s", d.all_s, "s");
        PUT("rows_per_s", (double)r->made.handed_in / d.all_s, "rows/s");
        PUT("first_ms", d.first_ms, "ms to the first byte");
        PUT("mb", (double)d.bytes / 1e6, "MB");
        PUT("before_mib", before, "MiB of the server before");
        PUT("growth_mib", rounds_memory(r->server.pid, true) - before, "MiB more at the most");
#undef PUT
        return OK;
}

/* --- together */

/* Three filters, and sorted by what somebody answered. */
static const Str view_inputs =
        S_INIT("&columns=name+stage+country+" FILL_STEP ".mean+answer.team_size"
               "&sort=answer.team_size&order=down"
               "&f.0.column=stage&f.0.how=is&f.0.value=in-review"
               "&f.1.column=" FILL_STEP ".mean&f.1.how=at-least&f.1.value=3"
               "&f.2.column=answer.pitch&f.2.how=contains&f.2.value=clinics");

Status bench_rounds(Bench *b)
{
        Rounds *r = calloc(1, sizeof *r);
        Status s;

        if (!r)
                return BROKEN;
        r->b = b;
        r->a = arena_make(256 * MIB);
        s = fill(r);
        if (s == OK)
                s = bench_server_start(b, "rounds", &r->server);
        if (s == OK)
                bench_put(b, "rounds_start_ms", r->server.start_ms, "ms until it listens");
        if (s == OK)
                s = ask_deed(r, "/do/view/set", view_inputs, &r->view);
        for (size_t k = 0; k < PAGES_N && s == OK; k++)
                s = page(r, k);
        if (s == OK)
                s = export_as(r, "csv");
        if (s == OK)
                s = export_as(r, "xlsx");
        bench_server_stop(&r->server);
        arena_free(&r->a);
        free(r);
        return s;
}
