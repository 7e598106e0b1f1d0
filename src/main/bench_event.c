/* main/bench_event: a door, and a symposium that all of its people come to in the same moment; over
 * HTTP, to a server of its own, with the database's own durability. */
#include "main/bench.h"

#include "base/time.h"
#include "event/event.h"
#include "hub/hub.h"
#include "main/bench_http.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEOPLE = 3500, DOOR = 500, PATIENCE_MS = 60000 };

typedef struct {
        Bench *b;
        Program p;
        Arena a;
        Id actor, event;
        Str session, codes[PEOPLE];
} Life;

/* An event that is on, with all tickets given, in one transaction. */
static Status make_life(void *ctx, Db *db)
{
        Life *l = ctx;
        int64_t now = time_now_us();
        Deed d = {.action = &event_open_action, .db = db, .a = &l->a, .now_us = now};
        Id hub = db_id(db, now);

        TRY(access_administrator_add(db, S("Bench"), now, &l->actor));
        TRY(access_session_begin(db, &l->a, l->actor, now, &l->session));
        TRY(hub_insert(db, hub, S("world"), S("World"), S("world"), 0, (Str){0}, (Str){0}, 0, 0,
                       S("UTC"), S("USD"), S("en"), now));
        TRY(hub_above_self(db, hub));
        l->event = db_id(db, now);
        TRY(event_insert(db, l->event, hub, 0, (Str){0}, (Str){0}, S("Bench"), (Str){0}, S("Hall"),
                         S("https://meet.example/"), now - 3600 * SECOND_US, now + 7200 * SECOND_US,
                         S("UTC"), true, PEOPLE, 0, 24, 0, now, l->actor));
        for (int i = 0; i < PEOPLE; i++) {
                PartyFacts facts = {.kind = S("person"), .name = S("Guest"), .hub = hub};
                Id party, seat = db_id(db, now);
                Str salt;

                TRY(party_make(&d, &facts, &party, &salt));
                TRY(event_take(db, l->event));
                TRY(seat_put(db, party, l->event, 0, seat, 0, S("held"), 0, 0, now));
                l->codes[i] = event_code(&l->a, l->p.site.seal, seat);
        }
        return OK;
}

/* One scanner, one ticket after another, each with the answer's page. */
static Status door(Bench *b, Life *l, int port)
{
        Str token = access_form_token(&l->a, l->session);
        static double ms[DOOR];
        int fd = bench_connect(port), in = 0;
        int64_t begun = time_steady_us();

        for (int i = 0; i < DOOR && fd >= 0; i++) {
                Str body =
                        str_fmt(&l->a, "event=%.*s&code=%.*s&form_token=%.*s",
                                S_ARG(id_text(&l->a, l->event)), S_ARG(l->codes[i]), S_ARG(token));
                Str rq = bench_post(&l->a, "/do/ticket/check-in", l->session, body);
                int64_t at = time_steady_us();

                if (send(fd, rq.at, rq.len, 0) != (ssize_t)rq.len)
                        break;
                in += bench_answer(fd, NULL, 0) == 200;
                ms[i] = (double)(time_steady_us() - at) / 1000;
        }
        if (fd >= 0)
                close(fd);
        if (in != DOOR) {
                snprintf(b->fault, sizeof b->fault, "%d of %d were let in", in, DOOR);
                return BROKEN;
        }
        bench_put(b, "door_per_s", DOOR / bench_seconds(begun), "tickets/s (one scanner)");
        bench_put(b, "door_p50_ms", bench_quantile(ms, DOOR, 500), "ms");
        bench_put(b, "door_p99_ms", bench_quantile(ms, DOOR, 990), "ms");
        return OK;
}

typedef struct {
        struct pollfd fds[PEOPLE];
        Str requests[PEOPLE];
        int open, again;
} Crowd;

static bool say(Crowd *c, int i)
{
        return send(c->fds[i].fd, c->requests[i].at, c->requests[i].len, MSG_NOSIGNAL) ==
               (ssize_t)c->requests[i].len;
}

/* A server that is full says so, and is asked again. */
static bool hear(Crowd *c, int i, int port)
{
        int status = bench_answer(c->fds[i].fd, NULL, 0);

        if (status == 303) {
                close(c->fds[i].fd);
                c->fds[i].fd = -1;
                c->open--;
                return true;
        }
        if (status != 503 && status != 429 && status != 0)
                return false;
        c->again++;
        close(c->fds[i].fd);
        usleep(1000);
        c->fds[i].fd = bench_connect(port);
        return c->fds[i].fd >= 0 && say(c, i);
}

static Status crowd(Bench *b, Life *l, int port)
{
        Crowd *c = arena_new(&l->a, Crowd, 1);
        int64_t begun;
        bool good = true;

        for (int i = DOOR; i < PEOPLE && good; i++) {
                c->requests[i] = bench_post(&l->a, "/do/ticket/here", (Str){0},
                                            str_fmt(&l->a, "code=%.*s", S_ARG(l->codes[i])));
                c->fds[i] = (struct pollfd){.fd = bench_connect(port), .events = POLLIN};
                good = c->fds[i].fd >= 0;
                c->open++;
        }
        for (int i = 0; i < DOOR; i++)
                c->fds[i].fd = -1;
        begun = time_steady_us();
        for (int i = DOOR; i < PEOPLE && good; i++)
                good = say(c, i);
        while (c->open && good && poll(c->fds, PEOPLE, PATIENCE_MS) > 0)
                for (int i = DOOR; i < PEOPLE && good; i++)
                        if (c->fds[i].fd >= 0 && c->fds[i].revents)
                                good = hear(c, i, port);
        if (!good || c->open) {
                snprintf(b->fault, sizeof b->fault, "%d of %d were not heard", c->open,
                         PEOPLE - DOOR);
                return BROKEN;
        }
        bench_put(b, "here_at_once", PEOPLE - DOOR, "people on as many connections");
        bench_put(b, "here_all_s", bench_seconds(begun), "s until the last was durable");
        bench_put(b, "here_asked_again", c->again, "were told to come again, and did");
        return OK;
}

/* None lost, none double: as many came as were answered. */
static Status count(Bench *b, Life *l)
{
        EventCounts counts = {0};
        Db *db = NULL;
        Status s = store_reader(l->p.store, &db);

        if (s == OK)
                s = event_counts(db, &l->a, l->event, &counts);
        store_reader_close(db);
        if (s == OK && counts.came != PEOPLE) {
                snprintf(b->fault, sizeof b->fault, "%lld came", (long long)counts.came);
                s = BROKEN;
        }
        if (s == OK)
                bench_put(b, "event_came", (double)counts.came, "people, as many as were answered");
        return s;
}

Status bench_event(Bench *b)
{
        struct rlimit files = {8192, 8192};
        Life *l = calloc(1, sizeof *l);
        BenchServer v = {0};
        Conf conf;
        Status s;

        if (!l)
                return BROKEN;
        (void)!setrlimit(RLIMIT_NOFILE, &files);
        l->b = b;
        l->a = arena_make(64 * MIB);
        conf_standard(&conf);
        conf.folder = bench_path(b, "event");
        s = program_open(&l->p, &conf, true, b->fault);
        if (s == OK) {
                s = store_transact(l->p.store, make_life, l);
                program_close(&l->p);
        }
        if (s == OK)
                s = bench_server_start(b, "event", &v);
        if (s == OK)
                s = door(b, l, v.port);
        if (s == OK)
                s = crowd(b, l, v.port);
        bench_server_stop(&v);
        if (s == OK)
                s = program_open(&l->p, &conf, false, b->fault);
        if (s == OK) {
                s = count(b, l);
                program_close(&l->p);
        }
        arena_free(&l->a);
        free(l);
        return s;
}
