/* web/http_inside: what the files of the server share with each other and with nobody else. */
#ifndef SEEDBED_WEB_HTTP_INSIDE_H
#define SEEDBED_WEB_HTTP_INSIDE_H

#include "web/gate.h"
#include "web/http.h"
#include "web/peer.h"
#include "web/upload.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* One connection, from accept to close. */
typedef struct Link Link;
struct Link {
        HttpServer *server;
        Link *next, *prev;
        int fd;
        _Atomic int64_t due_us; /* when it is cut off; 0: not now */
        char peer[48];
};

enum { HTTP_FORMER_MAX = 4, HTTP_TLS_BYTES_MAX = 256 * 1024 };

typedef struct Flight Flight;

/* What takes long on purpose waits apart, so that it holds no worker that pages need. */
typedef enum { LANE_PAGES, LANE_SLOW, LANES_N } LaneName;

/* A queue and whoever takes from it; under the queue's lock. */
typedef struct {
        Flight *first, *last;
        size_t n, max;
        pthread_cond_t cond;
} Lane;

typedef enum { FLIGHT_HEAD, FLIGHT_BODY, FLIGHT_QUEUED } FlightStage;

/* One request, from its first line to the end of its reply. An event thread owns it but while it
 * is queued or run; then a worker does. */
struct Flight {
        HttpServer *server;
        struct MHD_Connection *connection;
        Link *link;
        FlightStage stage;
        GateVerdict gate;
        int refuse_status; /* found while the body came; told when it has ended */
        const char *refuse_why;
        size_t discarded;
        char *body;
        size_t body_n, body_cap;
        Upload *upload;
        HttpPair *headers; /* one block with their bytes */
        size_t headers_n;
        int64_t begun_us;
        LaneName lane;
        uint64_t peer_key;   /* in the slow lane: whose turn it takes */
        bool is_turned_away; /* the slow lane had no place */
        char id[HTTP_ID_CHARS + 1];
        struct MHD_Response *response; /* when the worker is done */
        int status;
        /* under the queue's lock: http_stop gave up waiting; who of the two comes last frees it */
        bool is_abandoned, worker_is_done, event_is_done;
        Flight *next; /* in the queue */
        size_t uri_n;
        const char *raw_uri_at; /* where the library keeps it; only to compare places */
        char uri[];
};

typedef struct {
        HttpServer *server;
        pthread_t thread;
        Arena arena;
        void *mine; /* what worker_open made */
        struct Zip *zip;
        LaneName lane;
        Flight *flight;    /* being run; under the queue's lock */
        bool is_finishing; /* too late to abandon it; same lock */
} Worker;

typedef struct {
        _Atomic uint64_t by_class[6], hot_hits, bytes_out, refused, queue_full, turned_away,
                connections;
        _Atomic uint64_t latency[HTTP_LATENCY_BUCKETS], latency_sum_us;
} Counts;

struct HttpServer {
        HttpConfig config;
        char *texts[5]; /* owned copies of the config's texts */
        PeerNets trusted;
        struct MHD_Daemon *daemon;
        /* those that a new certificate took the place of, until their connections end; under
         * links_lock */
        struct {
                struct MHD_Daemon *daemon;
                int fd; /* its socket; a thread of its may use it to the last */
        } former[HTTP_FORMER_MAX];
        int listen_fd;
        int port;
        GateLimits limits;
        uint64_t id_key;
        _Atomic uint64_t id_next;
        Counts counts;

        pthread_mutex_t queue_lock;
        pthread_cond_t idle_cond;
        Lane lanes[LANES_N];
        size_t running_n;
        bool is_stopping, is_closed; /* refuse new requests; workers go home */
        Worker *workers;
        int workers_n;

        pthread_mutex_t links_lock;
        pthread_cond_t links_cond;
        Link *links;
        bool watch_ends;
        pthread_t watch;
        bool watch_runs;
};

/* A certificate and its key as PEM, NUL-terminated; both NULL: no TLS. */
typedef struct {
        char *cert, *key;
} TlsFiles;

/* http_event: starts the event threads on a listening socket; NULL when it can not. */
struct MHD_Daemon *event_daemon(HttpServer *s, int fd, const TlsFiles *tls);

/* http_work: the queue and the workers */
Status work_start(HttpServer *s);
/* OK, TOO_MANY (full) or CONFLICT (stopping); when OK the connection is suspended. */
Status work_add(HttpServer *s, Flight *f);
/* BROKEN when a worker did not end. */
Status work_stop(HttpServer *s);
void work_free(HttpServer *s);
void flight_free(Flight *f);
/* For an event thread: frees it, or leaves it to a worker that still runs it. */
void flight_end(Flight *f);

/* http_reply: bytes and headers that go out */
typedef struct Zip Zip;
Zip *zip_open(int level);
void zip_close(Zip *z);
/* malloc'ed gzip bytes; false when there is no memory or they would not be shorter. */
bool zip_bytes(Zip *z, Str plain, char **out, size_t *out_n);
bool zip_pays(Str content_type, size_t bytes);
/* Adds every always-on header that the reply does not set itself. false: no memory. */
bool reply_headers_add(struct MHD_Response *r, const HttpPair *headers, size_t headers_n);
/* "Only by TLS from now on": for a year. */
bool reply_tls_only_add(struct MHD_Response *r);
bool reply_header_set(struct MHD_Response *r, const char *name, Str value);
/* NULL when there is no memory or a header may not be sent. Takes the file descriptor. */
struct MHD_Response *reply_make(Worker *w, const Flight *f, HttpReply *reply, size_t *out_bytes);
/* Same, for an event thread: a problem, with Connection: close when so asked. */
struct MHD_Response *reply_problem(int status, const char *why, const char *id, bool close,
                                   bool retry);
void count_reply(HttpServer *s, int status, uint64_t bytes);

/* hot: true when the table had it and the reply is queued. */
bool hot_answer(Hot *hot, struct MHD_Connection *c, Str key, const GateVerdict *gate,
                int *out_status, size_t *out_bytes);

#endif
