/* web/http_event: the way of a request through an event thread.
 *
 * The library is asked for as little as can be: it finds lines and bytes. It reads some malformed
 * heads as if they were well-formed (a second Content-Length, a space before a header's colon, a
 * continued line glued to the header's NAME, a bare line feed). The gate judges the values;
 * head_is_whole judges, from where the pieces lie in memory, that every byte of the head was read
 * as exactly one thing. */
#include "base/log.h"
#include "base/time.h"
#include "base/words.h"
#include "web/http_inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { DISCARD_BYTES_MAX = 1024 * 1024 /* of a body that is refused already */ };

/* The headers of one request as the library shows them. */
typedef struct {
        HttpPair list[HTTP_HEADERS_MAX + 1];
        size_t n;
} Headers;

static void on_link(void *ctx, struct MHD_Connection *c, void **socket_context,
                    enum MHD_ConnectionNotificationCode code);
static void *on_uri(void *ctx, const char *uri, struct MHD_Connection *c);
static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *bytes_n, void **request_ctx);
static void on_end(void *ctx, struct MHD_Connection *c, void **request_ctx,
                   enum MHD_RequestTerminationCode code);
static size_t keep_escapes(void *ctx, struct MHD_Connection *c, char *text);
static enum MHD_Result take_head(Flight *f, const char *method, const char *version);
static enum MHD_Result take_body(Flight *f, const char *bytes, size_t n);
static enum MHD_Result take_whole(Flight *f);
static enum MHD_Result send_reply(Flight *f);
static enum MHD_Result refuse(Flight *f, int status, const char *why, bool retry);
static void read_headers(Flight *f, Headers *out);
static bool head_is_whole(const Flight *f, const char *method, const char *version,
                          const Headers *headers);
static bool keep_headers(Flight *f);
static bool grow_body(Flight *f, size_t n);
static void name_flight(Flight *f);
static int64_t coarse_us(void);

struct MHD_Daemon *event_daemon(HttpServer *s, int fd, const TlsFiles *tls)
{
        const HttpConfig *c = &s->config;
        unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME;
        struct MHD_OptionItem secure[] = {
                {MHD_OPTION_HTTPS_MEM_CERT, 0, tls->cert},
                {MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key},
                {MHD_OPTION_HTTPS_PRIORITIES, 0,
                 (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
                {MHD_OPTION_END, 0, NULL}};
        struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, c->event_threads, NULL},
                                        {MHD_OPTION_END, 0, NULL}};

        if (c->event_threads == 1) /* the library takes a pool of two, or none */
                pool[0] = pool[1];
        if (tls->cert)
                flags |= MHD_USE_TLS;
        else
                secure[0] = secure[3];
        return MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, fd,
                                MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections_max,
                                MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)c->per_peer_max,
                                MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)c->idle_s_max,
                                MHD_OPTION_CONNECTION_MEMORY_LIMIT, c->header_bytes_max,
                                MHD_OPTION_NOTIFY_CONNECTION, on_link, s,
                                MHD_OPTION_NOTIFY_COMPLETED, on_end, s, MHD_OPTION_URI_LOG_CALLBACK,
                                on_uri, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, s,
                                /* what strict adds here is two checks that the gate makes as well,
                                 * and answers in words instead of by hanging up */
                                MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_ARRAY, pool,
                                MHD_OPTION_ARRAY, secure, MHD_OPTION_END);
}

static void on_link(void *ctx, struct MHD_Connection *c, void **socket_context,
                    enum MHD_ConnectionNotificationCode code)
{
        HttpServer *s = ctx;
        Link *l = *socket_context;

        if (code == MHD_CONNECTION_NOTIFY_STARTED) {
                const union MHD_ConnectionInfo *fd =
                        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
                const union MHD_ConnectionInfo *peer =
                        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

                if (!fd || !peer || !(l = calloc(1, sizeof *l)))
                        return; /* its first request closes it */
                *socket_context = l;
                l->server = s;
                l->fd = fd->connect_fd;
                atomic_store(&l->due_us, coarse_us() + s->config.head_s_max * SECOND_US);
                if (peer->client_addr->sa_family == AF_INET)
                        inet_ntop(AF_INET,
                                  &((const struct sockaddr_in *)(const void *)peer->client_addr)
                                           ->sin_addr,
                                  l->peer, sizeof l->peer);
                else
                        inet_ntop(AF_INET6,
                                  &((const struct sockaddr_in6 *)(const void *)peer->client_addr)
                                           ->sin6_addr,
                                  l->peer, sizeof l->peer);
                pthread_mutex_lock(&s->links_lock);
                l->next = s->links;
                if (l->next)
                        l->next->prev = l;
                s->links = l;
                pthread_mutex_unlock(&s->links_lock);
                atomic_fetch_add(&s->counts.connections, 1);
        } else if (l) {
                pthread_mutex_lock(&s->links_lock);
                if (l->next)
                        l->next->prev = l->prev;
                *(l->prev ? &l->prev->next : &s->links) = l->next;
                pthread_mutex_unlock(&s->links_lock);
                free(l);
                atomic_fetch_sub(&s->counts.connections, 1);
        }
}

/* The address as it came: right after this call the library cuts it up in place. */
static void *on_uri(void *ctx, const char *uri, struct MHD_Connection *c)
{
        const union MHD_ConnectionInfo *info =
                MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        size_t n = strlen(uri);
        Flight *f;

        if (!info || !info->socket_context)
                return NULL;
        f = malloc(sizeof *f + n + 1);
        if (!f)
                return NULL;
        memset(f, 0, sizeof *f);
        f->server = ctx;
        f->connection = c;
        f->link = info->socket_context;
        f->raw_uri_at = uri;
        f->uri_n = n;
        memcpy(f->uri, uri, n + 1);
        return f;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *bytes_n, void **request_ctx)
{
        Flight *f = *request_ctx;
        size_t n = *bytes_n;

        (void)ctx, (void)c, (void)url;
        if (!f)
                return MHD_NO; /* no memory: the connection is closed */
        switch (f->stage) {
        case FLIGHT_HEAD: return take_head(f, method, version);
        case FLIGHT_BODY:
                if (n == 0)
                        return take_whole(f);
                *bytes_n = 0;
                return take_body(f, bytes, n);
        case FLIGHT_QUEUED: return send_reply(f);
        }
        return MHD_NO;
}

static void on_end(void *ctx, struct MHD_Connection *c, void **request_ctx,
                   enum MHD_RequestTerminationCode code)
{
        HttpServer *s = ctx;
        Flight *f = *request_ctx;

        (void)c, (void)code;
        *request_ctx = NULL;
        if (!f)
                return;
        /* the next request's head must be whole in time, counted from here */
        atomic_store_explicit(&f->link->due_us, coarse_us() + s->config.head_s_max * SECOND_US,
                              memory_order_relaxed);
        flight_end(f);
}

/* decode.c does this, strictly and later. */
static size_t keep_escapes(void *ctx, struct MHD_Connection *c, char *text)
{
        (void)ctx, (void)c;
        return strlen(text);
}

/* A reply queued from here makes the library close the connection after it: right for a head that
 * is refused, so all that is let in is answered later. */
static enum MHD_Result take_head(Flight *f, const char *method, const char *version)
{
        HttpServer *s = f->server;
        GateHead head = {str_from(method), {f->uri, f->uri_n}, str_from(version), NULL, 0};
        UploadLimits limits = {s->config.upload_folder, s->config.upload_bytes_max,
                               s->config.body_bytes_max};
        Headers headers;

        read_headers(f, &headers);
        head.headers = headers.list;
        head.headers_n = headers.n;
        f->stage = FLIGHT_BODY;
        f->gate = gate_check(&head, &s->limits);
        if (!f->gate.status && !head_is_whole(f, method, version, &headers)) {
                f->gate.status = 400;
                f->gate.why = N_("The request's head can be read in more than one way.");
        }
        if (f->gate.status)
                return refuse(f, f->gate.status, f->gate.why, false);
        atomic_store_explicit(&f->link->due_us,
                              f->gate.has_body ? coarse_us() + s->config.body_s_max * SECOND_US : 0,
                              memory_order_relaxed);
        if (f->gate.is_multipart) {
                Status end = upload_open(f->gate.content_type, &limits, &f->upload);

                if (end != OK)
                        return refuse(f, end == INVALID ? 400 : 503,
                                      N_("The form's boundary can not be read."), end != INVALID);
        }
        return MHD_YES;
}

/* In the middle of a body the library takes no reply, so what is wrong is remembered. */
static enum MHD_Result take_body(Flight *f, const char *bytes, size_t n)
{
        Status end = OK;

        if (f->refuse_status) {
                f->discarded += n;
                return f->discarded > DISCARD_BYTES_MAX ? MHD_NO : MHD_YES;
        }
        if (f->upload)
                end = upload_feed(f->upload, (Str){bytes, n});
        else if (!grow_body(f, n))
                end = TOO_LARGE;
        else
                memcpy(f->body + f->body_n, bytes, n), f->body_n += n;
        if (end == OK)
                return MHD_YES;
        f->refuse_status = end == TOO_LARGE || end == TOO_MANY ? 413 : end == INVALID ? 400 : 500;
        f->refuse_why = end == TOO_LARGE ? N_("The request is larger than this server takes.")
                        : end == TOO_MANY
                                ? N_("The form has more fields or files than this server takes.")
                        : end == INVALID ? N_("The form can not be read.")
                                         : N_("The file could not be kept.");
        return MHD_YES;
}

static enum MHD_Result take_whole(Flight *f)
{
        HttpServer *s = f->server;
        int status;
        size_t bytes;
        Status end;

        if (f->gate.has_body)
                atomic_store_explicit(&f->link->due_us, 0, memory_order_relaxed);
        if (!f->refuse_status && f->upload && upload_end(f->upload) != OK)
                return refuse(f, 400, N_("The form ends too early."), false);
        if (f->refuse_status)
                return refuse(f, f->refuse_status, f->refuse_why, false);
        if (s->config.hot && f->gate.method <= HTTP_HEAD &&
            hot_answer(s->config.hot, f->connection, (Str){f->uri, f->uri_n}, &f->gate, &status,
                       &bytes)) {
                atomic_fetch_add_explicit(&s->counts.hot_hits, 1, memory_order_relaxed);
                count_reply(s, status, bytes);
                return MHD_YES;
        }
        f->begun_us = time_steady_us();
        if (!keep_headers(f))
                return refuse(f, 503, N_("The server is short of memory."), true);
        name_flight(f);
        end = work_add(s, f);
        if (end == OK)
                return MHD_YES;
        atomic_fetch_add_explicit(&s->counts.queue_full, 1, memory_order_relaxed);
        return refuse(f, 503,
                      end == TOO_MANY ? N_("The server has more to do than it can; try again.")
                                      : N_("The server is stopping; try again."),
                      true);
}

static enum MHD_Result send_reply(Flight *f)
{
        enum MHD_Result end;

        if (f->is_abandoned || !f->response)
                return refuse(f, 503, N_("The server is stopping; try again."), true);
        end = MHD_queue_response(f->connection, (unsigned)f->status, f->response);
        MHD_destroy_response(f->response);
        f->response = NULL;
        return end;
}

static enum MHD_Result refuse(Flight *f, int status, const char *why, bool retry)
{
        HttpServer *s = f->server;
        struct MHD_Response *r;
        enum MHD_Result end;

        if (!f->id[0])
                name_flight(f);
        r = reply_problem(status, why, f->id, true, retry);
        if (!r)
                return MHD_NO;
        end = MHD_queue_response(f->connection, (unsigned)status, r);
        MHD_destroy_response(r);
        count_reply(s, status, 0);
        atomic_fetch_add_explicit(&s->counts.refused, 1, memory_order_relaxed);
        if (!s->config.log_off)
                log_line(LOG_INFO, "request=%s status=%d refused=\"%s\"", f->id, status, why);
        return end;
}

static enum MHD_Result add_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                  size_t name_n, const char *value, size_t value_n)
{
        Headers *h = ctx;

        (void)kind;
        if (h->n > HTTP_HEADERS_MAX)
                return MHD_NO; /* one too many is enough for the gate */
        h->list[h->n++] = (HttpPair){{name, name_n}, {value ? value : "", value ? value_n : 0}};
        return MHD_YES;
}

static void read_headers(Flight *f, Headers *out)
{
        out->n = 0;
        MHD_get_connection_values_n(f->connection, MHD_HEADER_KIND, add_header, out);
}

/* "METHOD uri HTTP/1.1 CRLF name: value CRLF … CRLF", each piece where the one before it ended. */
static bool head_is_whole(const Flight *f, const char *method, const char *version,
                          const Headers *headers)
{
        const union MHD_ConnectionInfo *info =
                MHD_get_connection_info(f->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
        const char *at = method + strlen(method) + 1;

        if (!info || f->raw_uri_at != at || version != at + f->uri_n + 1)
                return false;
        at = version + 8 + 2;
        for (size_t i = 0; i < headers->n; i++) {
                Str name = headers->list[i].name, value = headers->list[i].value;

                if (name.at != at)
                        return false;
                at += name.len + 1;
                while (at < value.at && (*at == ' ' || *at == '\t'))
                        at++;
                if (value.at != at)
                        return false;
                at += value.len + 2;
        }
        return at + 2 == method + info->header_size;
}

/* A copy, as the library's bytes are gone when a worker outlives the connection. */
static bool keep_headers(Flight *f)
{
        Headers seen;
        size_t bytes = 0;
        char *to;

        read_headers(f, &seen);
        for (size_t i = 0; i < seen.n; i++)
                bytes += seen.list[i].name.len + seen.list[i].value.len;
        f->headers = malloc(seen.n * sizeof *f->headers + bytes + 1);
        if (!f->headers)
                return false;
        to = (char *)(f->headers + seen.n);
        f->gate.if_none_match = (Str){0};
        for (size_t i = 0; i < seen.n; i++) {
                Str name = seen.list[i].name, value = str_trim(seen.list[i].value);

                memcpy(to, name.at, name.len);
                f->headers[i].name = (Str){to, name.len};
                to += name.len;
                if (value.len)
                        memcpy(to, value.at, value.len);
                f->headers[i].value = (Str){to, value.len};
                to += value.len;
                if (str_eq_nocase(name, S("If-None-Match")))
                        f->gate.if_none_match = f->headers[i].value;
        }
        f->headers_n = seen.n;
        return true;
}

/* Room for n more bytes; doubled, so that no peer makes us take a megabyte by announcing one. */
static bool grow_body(Flight *f, size_t n)
{
        size_t need = f->body_n + n, cap = f->body_cap * 2;
        char *more;

        if (need > f->server->config.body_bytes_max)
                return false;
        if (need <= f->body_cap)
                return true;
        if (cap < need)
                cap = need;
        more = realloc(f->body, cap);
        if (!more)
                return false;
        f->body = more;
        f->body_cap = cap;
        return true;
}

/* Sixteen characters that do not repeat: a counter, stirred with a key of this start. */
static void name_flight(Flight *f)
{
        static const char digits[] = "0123456789abcdef";
        HttpServer *s = f->server;
        uint64_t x = atomic_fetch_add_explicit(&s->id_next, 1, memory_order_relaxed) ^ s->id_key;

        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        x ^= x >> 31;
        for (int i = 0; i < HTTP_ID_CHARS; i++)
                f->id[i] = digits[x >> (4 * i) & 15];
        f->id[HTTP_ID_CHARS] = '\0';
}

/* Good to a few milliseconds, which is plenty for a time-out, and nearly free. */
static int64_t coarse_us(void)
{
        struct timespec t;

        clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
        return t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}
