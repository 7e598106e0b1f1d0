/* main/bench_rush: the last seconds before a deadline: many hand in at once, each over a connection
 * of their own, and what was acknowledged has to be there, also when the server is killed. */
#include "main/bench_rounds.h"

#include "base/hash.h"
#include "base/time.h"
#include "board/search.h"
#include "form/kept.h"
#include "hub/hub.h"
#include "main/bench_http.h"
#include "people/team.h"
#include "record/verify.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
        RATE = 200, /* a second */
        BEFORE_S = 12,
        AFTER_S = 2,
        IN_TIME = RATE * BEFORE_S,
        PEOPLE = RATE * (BEFORE_S + AFTER_S),
        KILLED = 800, /* that many more, when the server is killed after KILL_MS */
        KILL_MS = 1700,
        ALL = PEOPLE + KILLED,
        CONNECTIONS = 400,
        CHUNK = 200,
        PATIENCE_MS = 20000
};

/* Somebody who has a draft that is whole. */
typedef struct {
        Id application, party;
        Str session, request;
        int64_t due, sent, answered; /* steady clock */
        int64_t sent_wall, answered_wall;
        int status; /* 0: no answer */
} Hurried;

typedef struct {
        Bench *b;
        Arena a, chunk;
        Program p;
        Actor actor;
        Str session, token; /* of an operator */
        Round r;
        Programme programme;
        Definition *def;
        BenchServer server;
        Hurried *people;
        size_t from, end;
} Rush;

/* --- before it */

static Status make_round(void *ctx, Db *db)
{
        Rush *r = ctx;
        int64_t now = time_now_us();
        FormRow form;
        Hub hub;
        Id id = db_id(db, now);
        Entry e = {.kind = S("round.opened"), .at_us = now, .subject = id, .actor = r->actor.id};
        RoundsSession staff = {.a = &r->a, .actor = r->actor.id};

        TRY(programme_open(db, &r->a, S(FILL_PROGRAMME), &r->programme, &r->def));
        TRY(hub_by_slug(db, &r->a, S("bangkok"), &hub));
        TRY(form_newest(db, &r->a, r->programme.id, hub.id, r->def->selection.form, &form));
        TRY(round_insert(db, id, r->programme.id, r->programme.version, hub.id, S("Rush"), form.id,
                         now, now + 3600 * SECOND_US, S("UTC"), 0, true, now, r->actor.id));
        TRY(round_get(db, &r->a, id, &r->r));
        TRY(rounds_sign_in(&staff, db));
        r->session = staff.session;
        r->token = access_form_token(&r->a, r->session);
        e.hub = hub.id;
        return record_tell(db, &r->a, &e, NULL);
}

static Status make_one(Rush *r, Db *db, size_t i)
{
        Hurried *h = &r->people[i];
        int64_t now = time_now_us();
        FillFile file;
        PartyFacts facts = {.kind = S("organisation"), .hub = r->r.hub};
        Entry e = {.kind = S("party.added")};
        Deed d = {.action = &application_begin_action, .db = db, .a = &r->chunk, .now_us = now};
        Str salt;
        Id account;

        fill_file(&r->chunk, 99, i, 1, &file);
        facts.name = file.name;
        facts.country = file.startup.country;
        TRY(access_account_add(db, S("Applicant"), now, &account));
        TRY(access_email_set(db, account, str_fmt(&r->chunk, "rush-%zu@example.org", i), now));
        TRY(access_session_begin(db, &r->a, account, now, &h->session));
        d.actor.id = account;
        TRY(party_make(&d, &facts, &h->party, &salt));
        party_entry(&r->chunk, &e, &facts, salt, now);
        e.subject = h->party;
        e.hub = r->r.hub;
        TRY(deed_tell(&d, &e));
        TRY(team_person_add(db, h->party, account, S("owner"), now));
        h->application = db_id(db, now);
        TRY(application_insert(db, h->party, h->application, r->r.id, r->r.programme, r->r.hub,
                               r->r.form, file.name, now, account));
        for (size_t k = 0; k < file.answers_n; k++)
                TRY(answer_put(db, h->party, h->application, file.answers[k].name,
                               file.answers[k].value, 1, (Str){0}, account, now));
        return application_count_add(db, r->r.id, S("draft"), 1);
}

static Status make_some(void *ctx, Db *db)
{
        Rush *r = ctx;

        for (size_t i = r->from; i < r->end; i++)
                TRY(make_one(r, db, i));
        return OK;
}

/* Drafts come in over weeks: by the last minute they have long been found by their words. */
static Status index_all(Rush *r)
{
        Db *db = NULL;
        Status s = store_reader(r->p.store, &db);

        if (s == OK)
                s = search_rebuild(r->p.store, db);
        store_reader_close(db);
        return s;
}

static Status prepare(Rush *r)
{
        Status s;

        TRY(bench_rounds_open(r->b, &r->p, &r->actor));
        s = store_transact(r->p.store, make_round, r);
        for (r->from = 0; r->from < ALL && s == OK; r->from = r->end) {
                r->end = r->from + CHUNK < ALL ? r->from + CHUNK : ALL;
                arena_reset(&r->chunk);
                s = store_transact(r->p.store, make_some, r);
        }
        if (s == OK)
                s = index_all(r);
        program_close(&r->p);
        for (size_t i = 0; i < ALL && s == OK; i++) {
                Hurried *h = &r->people[i];

                h->request = bench_post(&r->a, "/do/application/submit", h->session,
                                        str_fmt(&r->a, "application=%.*s&form_token=%.*s",
                                                S_ARG(id_text(&r->a, h->application)),
                                                S_ARG(access_form_token(&r->a, h->session))));
        }
        return s;
}

/* An operator sets when the round closes, to the second; through the door. */
static Status set_deadline(Rush *r, int64_t at)
{
        Str local = str_head(time_iso(&r->a, at), 19);
        Str body = str_fmt(&r->a, "round=%.*s&closes=%.*s&reason=bench&form_token=%.*s",
                           S_ARG(id_text(&r->a, r->r.id)), S_ARG(local), S_ARG(r->token));
        Str rq = bench_post(&r->a, "/do/round/change", r->session, body);
        int fd = bench_connect(r->server.port), status = 0;

        if (fd >= 0 && send(fd, rq.at, rq.len, MSG_NOSIGNAL) == (ssize_t)rq.len)
                status = bench_answer(fd, NULL, 0);
        if (fd >= 0)
                close(fd);
        if (status == 303)
                return OK;
        snprintf(r->b->fault, sizeof r->b->fault, "the deadline was answered %d", status);
        return BROKEN;
}

/* --- the rush */

typedef struct {
        struct pollfd fds[CONNECTIONS];
        Hurried *whose[CONNECTIONS]; /* NULL: the connection is free */
        size_t n, waiting;
        int port;
        int64_t kill_at; /* 0: never */
        int kill_pid;
} Crowd;

/* A connection that is free, or a new one. */
static size_t free_one(Crowd *c)
{
        for (size_t i = 0; i < c->n; i++)
                if (!c->whose[i] && c->fds[i].fd >= 0)
                        return i;
        if (c->n < CONNECTIONS)
                c->fds[c->n++] = (struct pollfd){.fd = bench_connect(c->port), .events = POLLIN};
        return c->n - 1;
}

static void say(Crowd *c, Hurried *h)
{
        size_t i = free_one(c);

        if (c->whose[i] || c->fds[i].fd < 0)
                return; /* refused, or all of them wait: it counts as no answer */
        h->sent_wall = time_now_us();
        h->sent = time_steady_us();
        if (send(c->fds[i].fd, h->request.at, h->request.len, MSG_NOSIGNAL) !=
            (ssize_t)h->request.len)
                return;
        c->whose[i] = h;
        c->waiting++;
}

static void hear(Crowd *c, size_t i)
{
        Hurried *h = c->whose[i];
        int status = bench_answer(c->fds[i].fd, NULL, 0);

        if (h) {
                h->status = status;
                h->answered = time_steady_us();
                h->answered_wall = time_now_us();
                c->whose[i] = NULL;
                c->waiting--;
        }
        if (status == 0) {
                close(c->fds[i].fd);
                c->fds[i].fd = -1;
        }
}

static void wait_for(Crowd *c, int64_t until)
{
        int64_t left = until - time_steady_us();
        int ready = poll(c->fds, c->n, left > 0 ? (int)(left / 1000) : 0);

        for (size_t i = 0; i < c->n && ready > 0; i++)
                if (c->fds[i].fd >= 0 && c->fds[i].revents) {
                        hear(c, i);
                        ready--;
                }
        if (c->kill_at && time_steady_us() >= c->kill_at) {
                kill(c->kill_pid, SIGKILL);
                waitpid(c->kill_pid, NULL, 0);
                c->kill_at = 0;
        }
}

/* Each at its own moment, whatever became of those before; not at even distances. */
static void rush(Rush *r, size_t from, size_t n, int64_t begin, int64_t kill_at)
{
        Crowd *c = calloc(1, sizeof *c);
        int64_t end;

        if (!c)
                return;
        c->port = r->server.port;
        c->kill_at = kill_at;
        c->kill_pid = r->server.pid;
        for (size_t i = 0; i < n; i++) {
                Hurried *h = &r->people[from + i];
                int64_t apart = 1000000 / RATE;

                h->due = begin + (int64_t)i * apart + (int64_t)(fill_mix(i) % (uint64_t)apart);
                while (time_steady_us() < h->due)
                        wait_for(c, h->due);
                say(c, h);
        }
        end = time_steady_us() + PATIENCE_MS * 1000;
        while (c->waiting && time_steady_us() < end)
                wait_for(c, time_steady_us() + 10000);
        for (size_t i = 0; i < c->n; i++)
                if (c->fds[i].fd >= 0)
                        close(c->fds[i].fd);
        free(c);
}

/* --- after it */

/* Is what was acknowledged there: handed in, with its entry in the record? */
static Status is_there(Db *db, const Hurried *h, bool *out)
{
        Arena a = arena_make(4 * MIB);
        Application x;
        Revision v = {0};
        Str leaf = {0};
        Status s = application_get(db, &a, h->application, &x);

        *out = s == OK && str_is(x.state, "submitted");
        if (*out)
                s = revision_get(db, &a, &x, 0, &v);
        if (*out && s == OK)
                s = record_leaf(db, &a, v.position, &leaf);
        if (*out && s == OK)
                *out = str_has(leaf, v.hash) && str_has(leaf, id_text(&a, h->application));
        arena_free(&a);
        return s;
}

typedef struct {
        int64_t closes;
        size_t taken, late, lost, wrong, silent, kept, cut;
        int64_t cut_us;  /* refused though it was sent so long before the end */
        int first_wrong; /* status */
} Count;

static Status count_one(Db *db, const Hurried *h, Count *c)
{
        bool there = false, is_wrong;

        TRY(is_there(db, h, &there));
        c->taken += h->status == 303;
        c->late += h->status == 409;
        c->silent += h->status == 0;
        c->lost += h->status == 303 && !there;
        c->kept += h->status == 0 && there;
        /* sent after the end and taken, answered before the end and refused, refused and there */
        is_wrong = (h->status == 303 && c->closes && h->sent_wall > c->closes) ||
                   (h->status == 409 && (there || h->answered_wall < c->closes)) ||
                   (h->status != 303 && h->status != 409 && h->status != 0);
        if (h->status == 409 && c->closes && h->sent_wall < c->closes) {
                c->cut++;
                if (c->closes - h->sent_wall > c->cut_us)
                        c->cut_us = c->closes - h->sent_wall;
        }
        if (is_wrong && !c->wrong++)
                c->first_wrong = h->status;
        return OK;
}

/* Looks at the store itself, with all that was promised, and at the record from end to end. */
static Status count(Rush *r, size_t from, size_t n, Count *c)
{
        VerifyReport report;
        Db *db = NULL;
        Actor who;
        Round round = {0};
        Status s;

        TRY(bench_rounds_open(r->b, &r->p, &who));
        s = store_reader(r->p.store, &db);
        if (s == OK)
                s = round_get(db, &r->a, r->r.id, &round);
        if (s == OK && c->closes)
                c->closes = round.closes_at;
        for (size_t i = from; i < from + n && s == OK; i++)
                s = count_one(db, &r->people[i], c);
        if (s == OK) {
                s = verify_store(db, record_verifier_key(r->p.record), &report);
                if (s != OK)
                        snprintf(r->b->fault, sizeof r->b->fault, "%s", report.words);
        }
        store_reader_close(db);
        program_close(&r->p);
        if (s == OK && (c->lost || c->wrong)) {
                snprintf(r->b->fault, sizeof r->b->fault,
                         "%zu acknowledged are lost, %zu were answered wrongly (the first %d)",
                         c->lost, c->wrong, c->first_wrong);
                return BROKEN;
        }
        return s;
}

static void put_times(Rush *r)
{
        static double from_due[IN_TIME], from_sent[IN_TIME];
        size_t n = 0;

        for (size_t i = 0; i < IN_TIME; i++) {
                const Hurried *h = &r->people[i];

                if (h->status != 303)
                        continue;
                from_sent[n] = (double)(h->answered - h->sent) / 1000;
                from_due[n++] = (double)(h->answered - h->due) / 1000;
        }
        bench_put(r->b, "rush_per_s", RATE, "a second");
        bench_put(r->b, "rush_p50_ms", bench_quantile(from_sent, n, 500), "ms from send to answer");
        bench_put(r->b, "rush_p99_ms", bench_quantile(from_sent, n, 990), "ms");
        bench_put(r->b, "rush_max_ms", bench_quantile(from_sent, n, 1000), "ms");
        bench_put(r->b, "rush_due_p99_ms", bench_quantile(from_due, n, 990),
                  "ms from when it was due");
}

static Status deadline(Rush *r)
{
        int64_t wall = time_now_us();
        int64_t closes = (wall / SECOND_US + BEFORE_S + 2) * SECOND_US;
        Count c = {.closes = 1};
        Status s = bench_server_start(r->b, "rounds", &r->server);

        if (s == OK)
                s = set_deadline(r, closes);
        if (s == OK)
                rush(r, 0, PEOPLE,
                     time_steady_us() + (closes - time_now_us()) - BEFORE_S * SECOND_US, 0);
        bench_server_stop(&r->server);
        TRY(s);
        put_times(r);
        TRY(count(r, 0, PEOPLE, &c));
        bench_put(r->b, "rush_taken", (double)c.taken, "in time, all in the record");
        bench_put(r->b, "rush_refused", (double)c.late, "too late, none in the record");
        bench_put(r->b, "rush_cut", (double)c.cut, "of them sent before the end, whole after it");
        bench_put(r->b, "rush_cut_ms", (double)c.cut_us / 1000, "ms before it at the most");
        bench_put(r->b, "rush_silent", (double)c.silent, "without an answer");
        return OK;
}

static Status killed(Rush *r)
{
        Count c = {0};
        Status s = bench_server_start(r->b, "rounds", &r->server);
        int64_t begin;

        if (s == OK)
                s = set_deadline(r, time_now_us() + 3600 * SECOND_US);
        TRY(s);
        begin = time_steady_us() + 200000;
        rush(r, PEOPLE, KILLED, begin, begin + KILL_MS * 1000);
        r->server.pid = 0;
        TRY(count(r, PEOPLE, KILLED, &c));
        bench_put(r->b, "killed_taken", (double)c.taken, "acknowledged before kill -9, all there");
        bench_put(r->b, "killed_unheard", (double)c.kept, "there, though nobody heard the answer");
        return OK;
}

Status bench_rush(Bench *b)
{
        struct rlimit files = {8192, 8192};
        Rush *r = calloc(1, sizeof *r);
        Status s;

        if (!r)
                return BROKEN;
        (void)!setrlimit(RLIMIT_NOFILE, &files);
        r->b = b;
        r->a = arena_make(128 * MIB);
        r->chunk = arena_make(128 * MIB);
        r->people = arena_new(&r->a, Hurried, ALL);
        s = prepare(r);
        if (s == OK)
                s = deadline(r);
        if (s == OK)
                s = killed(r);
        arena_free(&r->a);
        arena_free(&r->chunk);
        free(r);
        return s;
}
