/* web/http: see the header. Starts and stops; what an event thread does is in http_event, what a
 * worker does in http_work, what goes out in http_reply. */
#include "web/http.h"

#include "base/hash.h"
#include "base/time.h"
#include "base/words.h"
#include "web/http_inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
        DESCRIPTORS_SPARE = 128, /* for the store, downloads, uploads, logs */
        WATCH_MS = 250,
        BACKLOG = 1024
};

static void fill_defaults(HttpConfig *c);
static bool own_texts(HttpServer *s);
static void clamp_connections(HttpConfig *c);
static int listen_at(const HttpConfig *c, int *out_port, Str *out_fault);
static Status start_daemon(HttpServer *s, int fd, Str *out_fault);
static Status read_tls(const HttpConfig *c, TlsFiles *out, Str *out_fault);
static void free_tls(TlsFiles *tls);
static void end_former(HttpServer *s, bool all);
static void *watch(void *arg);
static void watch_end(HttpServer *s);
static void free_server(HttpServer *s);

Status http_start(const HttpConfig *config, HttpServer **out, Str *out_fault)
{
        HttpServer *s = calloc(1, sizeof *s);
        int fd = -1;

        if (!s || !config->answer) {
                free(s);
                *out_fault = S_("no memory, or nobody to answer");
                return BROKEN;
        }
        s->config = *config;
        fill_defaults(&s->config);
        clamp_connections(&s->config);
        s->limits = (GateLimits){s->config.header_bytes_max, s->config.body_bytes_max,
                                 s->config.upload_bytes_max};
        random_fill(&s->id_key, sizeof s->id_key);
        pthread_mutex_init(&s->links_lock, NULL);
        pthread_cond_init(&s->links_cond, NULL);
        if (work_start(s) != OK || !own_texts(s)) {
                *out_fault = S_("the worker threads can not be started");
                goto end;
        }
        if (peer_nets_parse(s->config.trusted_proxies, &s->trusted) != OK) {
                *out_fault = S_("the trusted proxies are no list of addresses and networks");
                goto end;
        }
        fd = listen_at(&s->config, &s->port, out_fault);
        if (fd < 0)
                goto end;
        if (start_daemon(s, fd, out_fault) != OK) {
                close(fd);
                goto end;
        }
        *out = s;
        return OK;
end:
        s->config.stop_s_max = 0;
        if (work_stop(s) == OK)
                free_server(s);
        return BROKEN;
}

int http_port(const HttpServer *s)
{
        return s->port;
}

void http_counters(HttpServer *s, HttpCounters *out)
{
        *out = (HttpCounters){0};
        for (size_t i = 0; i < sizeof out->by_class / sizeof *out->by_class; i++)
                out->by_class[i] = atomic_load(&s->counts.by_class[i]);
        for (size_t i = 0; i < HTTP_LATENCY_BUCKETS; i++)
                out->latency[i] = atomic_load(&s->counts.latency[i]);
        out->latency_sum_us = atomic_load(&s->counts.latency_sum_us);
        out->hot_hits = atomic_load(&s->counts.hot_hits);
        out->bytes_out = atomic_load(&s->counts.bytes_out);
        out->refused = atomic_load(&s->counts.refused);
        out->queue_full = atomic_load(&s->counts.queue_full);
        out->turned_away = atomic_load(&s->counts.turned_away);
        out->connections = atomic_load(&s->counts.connections);
        pthread_mutex_lock(&s->queue_lock);
        out->queued = s->lanes[LANE_PAGES].n;
        out->slow_queued = s->lanes[LANE_SLOW].n;
        out->in_flight = s->running_n;
        pthread_mutex_unlock(&s->queue_lock);
}

Status http_stop(HttpServer *s)
{
        MHD_socket fd = MHD_INVALID_SOCKET;
        Status end;

        if (!s)
                return OK;
        if (s->daemon)
                fd = MHD_quiesce_daemon(s->daemon);
        end = work_stop(s);
        if (s->daemon) { /* else this is the second call, for workers that would not end */
                /* the library sends what is left of the last replies only while it runs */
                for (int i = 0; i < 20 && atomic_load(&s->counts.connections) > 0; i++)
                        usleep(10000);
                watch_end(s);
                end_former(s, true);
                MHD_stop_daemon(s->daemon);
                s->daemon = NULL;
        }
        if (fd != MHD_INVALID_SOCKET)
                close(fd);
        if (end == OK)
                free_server(s);
        return end;
}

static void free_server(HttpServer *s)
{
        work_free(s);
        pthread_mutex_destroy(&s->links_lock);
        pthread_cond_destroy(&s->links_cond);
        for (size_t i = 0; i < sizeof s->texts / sizeof *s->texts; i++)
                free(s->texts[i]);
        free(s);
}

static void fill_defaults(HttpConfig *c)
{
        if (str_empty(c->address))
                c->address = S("127.0.0.1");
        c->event_threads = c->event_threads > 0 ? c->event_threads : 2;
        c->worker_threads = c->worker_threads > 0 ? c->worker_threads : 4;
        c->body_bytes_max = c->body_bytes_max ? c->body_bytes_max : MIB;
        c->header_bytes_max = c->header_bytes_max ? c->header_bytes_max : 16 * KIB;
        c->connections_max = c->connections_max > 0 ? c->connections_max : 4096;
        c->idle_s_max = c->idle_s_max > 0 ? c->idle_s_max : 30;
        c->head_s_max = c->head_s_max > 0 ? c->head_s_max : 15;
        c->body_s_max = c->body_s_max > 0 ? c->body_s_max : 300;
        c->stop_s_max = c->stop_s_max > 0 ? c->stop_s_max : 10;
        c->queue_max = c->queue_max ? c->queue_max : 256;
        c->slow_threads = !c->is_slow ? 0 : c->slow_threads > 0 ? c->slow_threads : 1;
        c->slow_queue_max = c->slow_queue_max ? c->slow_queue_max : 64;
        c->slow_per_peer_max = c->slow_per_peer_max ? c->slow_per_peer_max : 8;
        c->arena_bytes_max = c->arena_bytes_max ? c->arena_bytes_max : 16 * MIB;
        if (str_empty(c->upload_folder))
                c->upload_bytes_max = 0;
}

static bool own_texts(HttpServer *s)
{
        HttpConfig *c = &s->config;
        Str *texts[] = {&c->address, &c->upload_folder, &c->tls_cert, &c->tls_key,
                        &c->trusted_proxies};

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                s->texts[i] = strndup(texts[i]->at ? texts[i]->at : "", texts[i]->len);
                if (!s->texts[i])
                        return false;
                *texts[i] = str_from(s->texts[i]);
        }
        return true;
}

/* When accept fails for want of a descriptor, the library's event loop spins until one is free. So
 * it never comes to that: we take no more connections than there are descriptors to spare. */
static void clamp_connections(HttpConfig *c)
{
        struct rlimit r;
        rlim_t need = (rlim_t)c->connections_max + DESCRIPTORS_SPARE;

        if (getrlimit(RLIMIT_NOFILE, &r) != 0)
                return;
        if (r.rlim_cur < need) {
                r.rlim_cur = r.rlim_max < need ? r.rlim_max : need;
                if (setrlimit(RLIMIT_NOFILE, &r) != 0)
                        getrlimit(RLIMIT_NOFILE, &r);
        }
        if (r.rlim_cur < need)
                c->connections_max = r.rlim_cur > 2 * DESCRIPTORS_SPARE
                                             ? (int)(r.rlim_cur - DESCRIPTORS_SPARE)
                                             : (int)(r.rlim_cur / 2);
        /* every event thread needs a share of at least one */
        if (c->connections_max < c->event_threads)
                c->connections_max = c->event_threads;
}

static int listen_at(const HttpConfig *c, int *out_port, Str *out_fault)
{
        struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)c->port)};
        struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->port)};
        bool is_six = inet_pton(AF_INET6, c->address.at, &six.sin6_addr) == 1;
        struct sockaddr *at = is_six ? (struct sockaddr *)&six : (struct sockaddr *)&four;
        socklen_t n = is_six ? sizeof six : sizeof four;
        int yes = 1, fd;

        if (!is_six && inet_pton(AF_INET, c->address.at, &four.sin_addr) != 1) {
                *out_fault = S_("the address to listen at is not a numeric address");
                return -1;
        }
        fd = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
                *out_fault = S_("no socket to listen with");
                return -1;
        }
        if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
            bind(fd, at, n) != 0 || listen(fd, BACKLOG) != 0 || getsockname(fd, at, &n) != 0) {
                *out_fault = errno == EADDRINUSE ? S_("the port is taken")
                                                 : S_("can not listen at this address and port");
                close(fd);
                return -1;
        }
        *out_port = ntohs(is_six ? six.sin6_port : four.sin_port);
        return fd;
}

/* Cuts off who is late. The library's own time-out only knows peers that are silent: one byte every
 * few seconds would hold a connection for ever. */
static void *watch(void *arg)
{
        HttpServer *s = arg;
        struct timespec until;

        pthread_mutex_lock(&s->links_lock);
        while (!s->watch_ends) {
                int64_t now = time_steady_us();

                pthread_mutex_unlock(&s->links_lock);
                end_former(s, false);
                pthread_mutex_lock(&s->links_lock);

                for (Link *l = s->links; l; l = l->next) {
                        int64_t due = atomic_load_explicit(&l->due_us, memory_order_relaxed);

                        /* the library sees the end and closes; the lock keeps the number ours */
                        if (due && due < now)
                                shutdown(l->fd, SHUT_RDWR);
                }
                clock_gettime(CLOCK_REALTIME, &until);
                until.tv_nsec += WATCH_MS * 1000000L;
                until.tv_sec += until.tv_nsec / 1000000000;
                until.tv_nsec %= 1000000000;
                pthread_cond_timedwait(&s->links_cond, &s->links_lock, &until);
        }
        pthread_mutex_unlock(&s->links_lock);
        return NULL;
}

static Status start_daemon(HttpServer *s, int fd, Str *out_fault)
{
        sigset_t all, before;
        TlsFiles tls;

        TRY(read_tls(&s->config, &tls, out_fault));
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        s->watch_runs = pthread_create(&s->watch, NULL, watch, s) == 0;
        if (s->watch_runs)
                s->daemon = event_daemon(s, fd, &tls);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        free_tls(&tls);
        if (s->daemon) {
                s->listen_fd = fd;
                return OK;
        }
        watch_end(s);
        *out_fault = s->config.tls_cert.len
                             ? S_("the certificate and its key can not be used together")
                             : S_("the event threads can not be started");
        return BROKEN;
}

/* The library takes a certificate at its start only. So a second one is started on the same socket,
 * and when that works, the first takes no more connections and ends with its last one. */
Status http_reload_tls(HttpServer *s, Str *out_fault)
{
        sigset_t all, before;
        struct MHD_Daemon *next = NULL;
        TlsFiles tls;
        size_t slot = 0;
        int fd;

        *out_fault = (Str){0};
        if (!s->config.tls_cert.len)
                return OK;
        pthread_mutex_lock(&s->links_lock);
        while (slot < HTTP_FORMER_MAX && s->former[slot].daemon)
                slot++;
        pthread_mutex_unlock(&s->links_lock);
        if (slot == HTTP_FORMER_MAX) {
                *out_fault = S_("too many reloads while old connections are still open");
                return TOO_MANY;
        }
        TRY(read_tls(&s->config, &tls, out_fault));
        fd = fcntl(s->listen_fd, F_DUPFD_CLOEXEC, 0);
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        if (fd >= 0)
                next = event_daemon(s, fd, &tls);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        free_tls(&tls);
        if (!next) {
                if (fd >= 0)
                        close(fd);
                *out_fault = S_("the certificate and its key can not be used together");
                return INVALID;
        }
        pthread_mutex_lock(&s->links_lock);
        s->former[slot].fd = MHD_quiesce_daemon(s->daemon);
        s->former[slot].daemon = s->daemon;
        pthread_mutex_unlock(&s->links_lock);
        s->daemon = next;
        s->listen_fd = fd;
        return OK;
}

/* Taken off the list under the lock, stopped outside of it: stopping asks for the lock. */
static void end_former(HttpServer *s, bool even_busy)
{
        for (size_t i = 0; i < HTTP_FORMER_MAX; i++) {
                struct MHD_Daemon *d;
                const union MHD_DaemonInfo *info;
                int fd;

                pthread_mutex_lock(&s->links_lock);
                d = s->former[i].daemon;
                fd = s->former[i].fd;
                info = d ? MHD_get_daemon_info(d, MHD_DAEMON_INFO_CURRENT_CONNECTIONS) : NULL;
                if (d && !even_busy && (!info || info->num_connections > 0))
                        d = NULL;
                if (d)
                        s->former[i].daemon = NULL;
                pthread_mutex_unlock(&s->links_lock);
                if (d) {
                        MHD_stop_daemon(d);
                        close(fd);
                }
        }
}

static char *read_file(Str path)
{
        char *text = calloc(1, HTTP_TLS_BYTES_MAX + 1);
        int fd = text ? open(path.at, O_RDONLY | O_CLOEXEC) : -1;
        ssize_t n = fd >= 0 ? read(fd, text, HTTP_TLS_BYTES_MAX) : -1;

        if (fd >= 0)
                close(fd);
        if (n > 0)
                return text;
        free(text);
        return NULL;
}

static Status read_tls(const HttpConfig *c, TlsFiles *out, Str *out_fault)
{
        *out = (TlsFiles){0};
        if (!c->tls_cert.len && !c->tls_key.len)
                return OK;
        if (!c->tls_cert.len || !c->tls_key.len) {
                *out_fault = S_("a certificate needs its key, and a key its certificate");
                return INVALID;
        }
        out->cert = read_file(c->tls_cert);
        out->key = read_file(c->tls_key);
        if (out->cert && out->key)
                return OK;
        *out_fault = out->cert ? S_("the file of the certificate's key can not be read")
                               : S_("the certificate's file can not be read");
        free_tls(out);
        return BROKEN;
}

static void free_tls(TlsFiles *tls)
{
        if (tls->key)
                secret_wipe(tls->key, strlen(tls->key));
        free(tls->cert);
        free(tls->key);
}

static void watch_end(HttpServer *s)
{
        pthread_mutex_lock(&s->links_lock);
        s->watch_ends = true;
        pthread_cond_signal(&s->links_cond);
        pthread_mutex_unlock(&s->links_lock);
        if (s->watch_runs)
                pthread_join(s->watch, NULL);
}
