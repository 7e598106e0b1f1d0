/* web/http_work: the queue and the workers.
 *
 * A flight is handed over by suspending its connection under the queue's lock, and handed back by
 * resuming it. Between the two only the worker touches it. */
#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "web/decode.h"
#include "web/http_inside.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LOG_PATH_BYTES_MAX = 300, SLOW_NICE = 10 };

static void *work(void *arg);
static Flight *take(Worker *w);
static void run(Worker *w, Flight *f);
static void answer(Worker *w, Flight *f, HttpRequest *rq, HttpReply *reply);
static bool fill_request(Worker *w, Flight *f, HttpRequest *rq);
static void hand_back(Worker *w, Flight *f, struct MHD_Response *r, int status);
static void count_latency(HttpServer *s, int64_t us);
static void abandon_running(HttpServer *s);

Status work_start(HttpServer *s)
{
        pthread_condattr_t how;
        sigset_t all, before;
        int n = s->config.worker_threads + s->config.slow_threads;

        pthread_mutex_init(&s->queue_lock, NULL);
        for (LaneName l = 0; l < LANES_N; l++)
                pthread_cond_init(&s->lanes[l].cond, NULL);
        s->lanes[LANE_PAGES].max = s->config.queue_max;
        s->lanes[LANE_SLOW].max = s->config.slow_queue_max;
        pthread_condattr_init(&how);
        pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
        pthread_cond_init(&s->idle_cond, &how);
        pthread_condattr_destroy(&how);
        s->workers = calloc((size_t)n, sizeof *s->workers);
        if (!s->workers)
                return BROKEN;
        sigfillset(&all); /* signals are for the main thread */
        pthread_sigmask(SIG_SETMASK, &all, &before);
        for (int i = 0; i < n; i++) {
                Worker *w = &s->workers[i];

                w->server = s;
                w->lane = i < s->config.worker_threads ? LANE_PAGES : LANE_SLOW;
                w->arena = arena_make(s->config.arena_bytes_max);
                if (pthread_create(&w->thread, NULL, work, w) != 0)
                        break;
                s->workers_n++;
        }
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return s->workers_n == n ? OK : BROKEN;
}

/* Its peer is who is counted: behind a proxy, the one that the proxy names. */
static void choose_lane(HttpServer *s, Flight *f)
{
        Arena a;

        if (!s->config.slow_threads ||
            !s->config.is_slow(
                    s->config.ctx, f->gate.method,
                    str_head((Str){f->uri, f->uri_n}, str_find((Str){f->uri, f->uri_n}, '?'))))
                return;
        a = arena_make(MIB);
        f->lane = LANE_SLOW;
        f->peer_key =
                peer_key(peer_of(&a, &s->trusted, str_from(f->link->peer), f->headers, f->headers_n)
                                 .address);
        arena_free(&a);
}

/* Under the lock. */
static bool has_place(const HttpServer *s, const Flight *f)
{
        const Lane *lane = &s->lanes[LANE_SLOW];
        size_t mine = 0;

        if (lane->n >= lane->max)
                return false;
        for (const Flight *other = lane->first; other; other = other->next)
                mine += other->peer_key == f->peer_key;
        return mine < s->config.slow_per_peer_max;
}

Status work_add(HttpServer *s, Flight *f)
{
        Status end = OK;
        Lane *lane;

        f->next = NULL;
        choose_lane(s, f);
        pthread_mutex_lock(&s->queue_lock);
        if (f->lane == LANE_SLOW && !has_place(s, f)) {
                f->lane = LANE_PAGES; /* for somebody to say so */
                f->is_turned_away = true;
                atomic_fetch_add_explicit(&s->counts.turned_away, 1, memory_order_relaxed);
        }
        lane = &s->lanes[f->lane];
        if (s->is_stopping) {
                end = CONFLICT;
        } else if (lane->n >= lane->max) {
                end = TOO_MANY;
        } else {
                /* before a worker can see it, or it might be resumed first */
                MHD_suspend_connection(f->connection);
                f->stage = FLIGHT_QUEUED;
                if (lane->last)
                        lane->last->next = f;
                else
                        lane->first = f;
                lane->last = f;
                lane->n++;
                pthread_cond_signal(&lane->cond);
        }
        pthread_mutex_unlock(&s->queue_lock);
        return end;
}

static size_t waiting(const HttpServer *s)
{
        size_t n = 0;

        for (LaneName l = 0; l < LANES_N; l++)
                n += s->lanes[l].n;
        return n;
}

Status work_stop(HttpServer *s)
{
        struct timespec until;
        bool all_ended;

        pthread_mutex_lock(&s->queue_lock);
        s->is_stopping = true;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += s->config.stop_s_max;
        while (waiting(s) + s->running_n > 0)
                if (pthread_cond_timedwait(&s->idle_cond, &s->queue_lock, &until) == ETIMEDOUT)
                        break;
        abandon_running(s);
        s->is_closed = true;
        for (LaneName l = 0; l < LANES_N; l++)
                pthread_cond_broadcast(&s->lanes[l].cond);
        /* a worker that is about to hand back does so within microseconds */
        until.tv_sec += 1;
        while (s->running_n > 0)
                if (pthread_cond_timedwait(&s->idle_cond, &s->queue_lock, &until) == ETIMEDOUT)
                        break;
        all_ended = s->running_n == 0;
        pthread_mutex_unlock(&s->queue_lock);
        for (int i = 0; all_ended && i < s->workers_n; i++)
                pthread_join(s->workers[i].thread, NULL);
        return all_ended ? OK : BROKEN;
}

/* Only after the event threads ended: they take the lock to the last. */
void work_free(HttpServer *s)
{
        free(s->workers);
        pthread_mutex_destroy(&s->queue_lock);
        for (LaneName l = 0; l < LANES_N; l++)
                pthread_cond_destroy(&s->lanes[l].cond);
        pthread_cond_destroy(&s->idle_cond);
}

void flight_free(Flight *f)
{
        if (f->response)
                MHD_destroy_response(f->response);
        upload_close(f->upload);
        free(f->body);
        free(f->headers);
        free(f);
}

void flight_end(Flight *f)
{
        HttpServer *s = f->server;
        bool is_ours = true;

        if (f->is_abandoned) { /* set before the resume that led here */
                pthread_mutex_lock(&s->queue_lock);
                f->event_is_done = true;
                is_ours = f->worker_is_done;
                pthread_mutex_unlock(&s->queue_lock);
        }
        if (is_ours)
                flight_free(f);
}

static Flight *lane_pop(Lane *lane)
{
        Flight *f = lane->first;

        if (!f)
                return NULL;
        lane->first = f->next;
        if (!lane->first)
                lane->last = NULL;
        lane->n--;
        return f;
}

/* Waiting flights and running ones are answered 503 by the event thread; a running one stays the
 * worker's as well, should it ever end. */
static void abandon_running(HttpServer *s)
{
        for (LaneName l = 0; l < LANES_N; l++)
                while (s->lanes[l].first)
                        MHD_resume_connection(lane_pop(&s->lanes[l])->connection);
        for (int i = 0; i < s->workers_n; i++) {
                Flight *f = s->workers[i].flight;

                if (!f || s->workers[i].is_finishing)
                        continue;
                f->is_abandoned = true;
                MHD_resume_connection(f->connection);
        }
}

static void *work(void *arg)
{
        Worker *w = arg;
        HttpServer *s = w->server;
        Flight *f;

        if (w->lane == LANE_SLOW) /* of this thread only, on Linux; without the right it stays */
                (void)setpriority(PRIO_PROCESS, 0, SLOW_NICE);
        if (s->config.worker_open)
                w->mine = s->config.worker_open(s->config.ctx);
        while ((f = take(w)))
                run(w, f);
        if (s->config.worker_close)
                s->config.worker_close(s->config.ctx, w->mine);
        zip_close(w->zip);
        arena_free(&w->arena);
        return NULL;
}

/* Lays down the flight before and waits for the next; NULL when it is time to go. */
static Flight *take(Worker *w)
{
        HttpServer *s = w->server;
        Lane *lane = &s->lanes[w->lane];
        Flight *f;

        pthread_mutex_lock(&s->queue_lock);
        if (w->flight) {
                w->flight = NULL;
                w->is_finishing = false;
                s->running_n--;
                if (s->is_stopping)
                        pthread_cond_signal(&s->idle_cond);
        }
        while (!lane->first && !s->is_closed)
                pthread_cond_wait(&lane->cond, &s->queue_lock);
        f = lane_pop(lane);
        if (f) {
                s->running_n++;
                w->flight = f;
        }
        pthread_mutex_unlock(&s->queue_lock);
        return f;
}

static void run(Worker *w, Flight *f)
{
        HttpServer *s = w->server;
        HttpRequest rq = {0};
        HttpReply reply = {.status = 200, .file_fd = -1};
        struct MHD_Response *r;
        size_t bytes = 0;
        int64_t us;
        Str path =
                str_head((Str){f->uri, str_find((Str){f->uri, f->uri_n}, '?')}, LOG_PATH_BYTES_MAX);

        answer(w, f, &rq, &reply);
        r = reply_make(w, f, &reply, &bytes);
        if (!r || reply.status < 200 || reply.status > 599) {
                if (r)
                        MHD_destroy_response(r);
                reply.status = 500;
                r = reply_problem(500, _("The answer could not be sent."), f->id, false, false);
        }
        arena_reset(&w->arena);
        us = time_steady_us() - f->begun_us;
        count_reply(s, reply.status, bytes);
        count_latency(s, us);
        if (!s->config.log_off)
                log_line(reply.status >= 500 ? LOG_ERROR : LOG_INFO,
                         "request=%s method=%.*s path=%.*s status=%d us=%lld", f->id,
                         S_ARG(rq.method_text), S_ARG(path), reply.status, (long long)us);
        hand_back(w, f, r, reply.status);
}

/* All that may use the arena without end happens under the trap. */
static void answer(Worker *w, Flight *f, HttpRequest *rq, HttpReply *reply)
{
        HttpServer *s = w->server;
        jmp_buf trap;

        language_set(gate_language(&f->gate));
        w->arena.trap = &trap;
        if (setjmp(trap) == 0) {
                if (fill_request(w, f, rq))
                        s->config.answer(s->config.ctx, rq, reply);
                else
                        http_problem(rq, reply, 400, S_("The address can not be read."));
                w->arena.trap = NULL;
                return;
        }
        /* the arena is full of what was begun; make it empty and say so */
        w->arena.trap = NULL;
        if (reply->file_fd >= 0)
                close(reply->file_fd);
        *reply = (HttpReply){.file_fd = -1};
        arena_reset(&w->arena);
        http_problem(rq, reply, 413,
                     S_("This request needs more memory than one request may have."));
}

static bool fill_request(Worker *w, Flight *f, HttpRequest *rq)
{
        static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OTHER"};
        Str uri = {f->uri, f->uri_n};
        size_t question = str_find(uri, '?');
        HttpPair *pairs;
        Peer peer;

        rq->arena = &w->arena;
        rq->worker = w->mine;
        rq->method = f->gate.method;
        rq->method_text = str_from(names[f->gate.method]);
        rq->raw_path = (Str){f->uri, question};
        rq->query = str_skip(uri, question + 1);
        rq->headers = f->headers;
        rq->headers_n = f->headers_n;
        rq->body = (Str){f->body, f->body_n};
        rq->language = gate_language(&f->gate);
        rq->id = (Str){f->id, HTTP_ID_CHARS};
        rq->begun_us = f->begun_us;
        /* copied: when http_stop gives up on us, the connection goes before we do */
        peer = peer_of(rq->arena, &w->server->trusted, str_from(f->link->peer), rq->headers,
                       rq->headers_n);
        rq->peer = peer.address;
        rq->is_turned_away = f->is_turned_away;
        rq->is_https = peer.is_https || w->server->config.tls_cert.len > 0;
        if (f->upload) {
                HttpPair *fields;

                upload_show(f->upload, rq->arena, &fields, &rq->fields_n, &rq->uploads,
                            &rq->uploads_n);
                rq->fields = fields;
        }
        if (decode_path(rq->arena, rq->raw_path, &rq->path) != OK ||
            decode_pairs(rq->arena, rq->query, HTTP_FIELDS_MAX, &pairs, &rq->query_n) != OK)
                return false;
        rq->query_pairs = pairs;
        return true;
}

static void hand_back(Worker *w, Flight *f, struct MHD_Response *r, int status)
{
        HttpServer *s = w->server;
        bool is_abandoned, is_ours;

        pthread_mutex_lock(&s->queue_lock);
        w->is_finishing = true;
        f->worker_is_done = true;
        is_abandoned = f->is_abandoned;
        is_ours = f->event_is_done;
        pthread_mutex_unlock(&s->queue_lock);
        if (is_abandoned) {
                if (r)
                        MHD_destroy_response(r);
                if (is_ours)
                        flight_free(f);
                return;
        }
        f->response = r;
        f->status = status;
        MHD_resume_connection(f->connection);
}

static void count_latency(HttpServer *s, int64_t us)
{
        size_t i = 0;

        while (i < HTTP_LATENCY_BUCKETS - 1 && us > http_latency_us(i))
                i++;
        atomic_fetch_add_explicit(&s->counts.latency[i], 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&s->counts.latency_sum_us, (uint64_t)us, memory_order_relaxed);
}

int64_t http_latency_us(size_t bucket)
{
        static const int64_t bounds[HTTP_LATENCY_BUCKETS] = {
                100,   250,    500,    1000,   2500,    5000,    10000,    25000,
                50000, 100000, 250000, 500000, 1000000, 2500000, 10000000, INT64_MAX};

        return bounds[bucket < HTTP_LATENCY_BUCKETS ? bucket : HTTP_LATENCY_BUCKETS - 1];
}
