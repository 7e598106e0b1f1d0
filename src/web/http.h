/* web/http: requests come in, replies go out; nothing above this file knows which library does it.
 *
 * Event threads read and write sockets. A request that is whole waits in a bounded queue until a
 * worker thread runs `answer` from start to end, in plain order, with an arena of its own. A page
 * that is kept ready (web/hot) is answered by the event thread itself. Every request passes the
 * strict gate (web/gate) before anything else looks at it. */
#ifndef SEEDBED_WEB_HTTP_H
#define SEEDBED_WEB_HTTP_H

#include "base/language.h"

typedef struct HttpServer HttpServer;
typedef struct Hot Hot;

/* What a page depends on beside its address. */
#define PAGE_VARY "Accept-Encoding, Accept-Language, Cookie" /* as it is */

typedef enum { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OTHER } HttpMethod;

enum {
        HTTP_ID_CHARS = 16,
        HTTP_HEADERS_MAX = 100, /* of one request */
        HTTP_FIELDS_MAX = 1000, /* of one form or query */
        HTTP_UPLOADS_MAX = 16,  /* files of one request */
        HTTP_URI_BYTES_MAX = 8000,
        HTTP_LATENCY_BUCKETS = 16
};

typedef struct {
        Str name, value;
} HttpPair;

/* A file of a multipart form, in the upload folder until the request ends. */
typedef struct {
        Str field, file_name, content_type, path; /* path is NUL-terminated too */
        uint64_t bytes;
        bool is_taken;
} HttpUpload;

/* Lives as long as `answer` runs. All text in it is well-formed UTF-8 but raw_path, query, headers
 * and body, which are bytes as they came. */
typedef struct HttpRequest {
        HttpMethod method;
        Str method_text;
        Str path; /* decoded; no NUL or control byte, no dot segment, no "//", no backslash */
        Str raw_path, query;
        const HttpPair *query_pairs;
        size_t query_n;
        const HttpPair *headers;
        size_t headers_n;
        Str body;               /* empty for multipart forms */
        const HttpPair *fields; /* of a multipart form, without its files */
        size_t fields_n;
        HttpUpload *uploads;
        size_t uploads_n;
        bool is_turned_away; /* too many wait for what this asks for */
        Str peer;            /* address as text: the client's, when trusted proxies stand between */
        bool is_https;       /* it came over TLS, to us or to a trusted proxy */
        Str id;              /* HTTP_ID_CHARS long, also in X-Request-Id and in the log */
        Language language;   /* chosen by cookie, else accepted by the browser; NONE: neither */
        Arena *arena;
        void *worker;     /* what worker_open made */
        int64_t begun_us; /* steady clock: when the request was whole */
} HttpRequest;

/* `answer` gets it with status 200 and file_fd -1 and fills in the rest, from the request's arena.
 */
typedef struct HttpReply {
        int status;
        Str content_type;
        Str body;
        HttpPair *headers; /* replaces an always-on header of the same name */
        size_t headers_n;
        int file_fd; /* a download instead of body; closed by the server */
        uint64_t file_bytes;
        Str etag; /* with its quotes; the server then answers If-None-Match */
        bool no_store;
} HttpReply;

typedef struct HttpConfig {
        Str address;                       /* numeric; empty: 127.0.0.1 */
        int port;                          /* 0: any that is free */
        Str trusted_proxies;               /* as web/peer reads it; empty: nobody is believed */
        Str tls_cert, tls_key;             /* PEM files; both or none */
        bool tells_tls_only;               /* HSTS with every answer */
        int event_threads, worker_threads; /* 0: 2, and 4 */
        size_t body_bytes_max;             /* 0: 1 MiB; held in memory */
        uint64_t upload_bytes_max;         /* 0: no uploads; all files of a request */
        size_t header_bytes_max;           /* 0: 16 KiB; also what a connection may take */
        int connections_max, per_peer_max; /* 0: 4096, and no limit of its own */
        int idle_s_max;                    /* 0: 30; a peer that neither reads nor sends */
        int head_s_max, body_s_max; /* 0: 15, and 300; whole head, whole body, however slow */
        int stop_s_max;             /* 0: 10; how long http_stop waits for running requests */
        size_t queue_max;           /* 0: 256 requests waiting for a worker */
        /* Requests that take long on purpose, as passwords do, have threads of their own, of lower
         * priority, and a queue of their own, in which one peer has only so many places. 0: one
         * thread, 64 waiting, 8 of them of one peer. A request that finds no place is answered by
         * a worker, with is_turned_away. */
        int slow_threads;
        size_t slow_queue_max, slow_per_peer_max;
        bool (*is_slow)(void *ctx, HttpMethod method,
                        Str raw_path); /* on an event thread; or NULL */
        size_t arena_bytes_max;        /* 0: 16 MiB for one request */
        Str upload_folder;
        Hot *hot; /* or NULL; outlives the server */
        bool log_off;
        /* on a worker thread; may be called by all workers at once */
        void (*answer)(void *ctx, HttpRequest *rq, HttpReply *reply);
        void *(*worker_open)(void *ctx); /* on the worker's own thread; may be NULL */
        void (*worker_close)(void *ctx, void *worker);
        void *ctx;
} HttpConfig;

/* Since the start. Upper bounds of latency[i] are http_latency_us(i); the last has none. */
typedef struct {
        uint64_t by_class[6]; /* [2]: replies 2xx … hot ones too */
        uint64_t hot_hits, bytes_out, refused, queue_full;
        uint64_t in_flight, queued, slow_queued; /* now: being run, waiting, waiting apart */
        uint64_t turned_away;
        uint64_t connections; /* now */
        uint64_t latency[HTTP_LATENCY_BUCKETS];
        uint64_t latency_sum_us;
} HttpCounters;

/* Listens and starts the threads. BROKEN with the reason in *out_fault (static text).
 * connections_max is lowered when the process may not open that many descriptors. */
Status http_start(const HttpConfig *config, HttpServer **out, Str *out_fault);
/* The port it listens at. */
int http_port(const HttpServer *server);
/* Reads the certificate and its key again, for connections to come; those that are open go on with
 * the old ones. What can not be used changes nothing. */
Status http_reload_tls(HttpServer *server, Str *out_fault);
void http_counters(HttpServer *server, HttpCounters *out);
int64_t http_latency_us(size_t bucket);
/* Takes no more connections, lets what runs end (stop_s_max), closes the rest. BROKEN when a worker
 * still runs after that: its request was answered 503, the server stays allocated for it, and the
 * process should end; or call again to wait again. NULL is fine. */
Status http_stop(HttpServer *server);

/* First header, query or cookie value of that name, or the empty text. */
Str http_header(const HttpRequest *rq, Str name);
Str http_query(const HttpRequest *rq, Str name);
Str http_cookie(const HttpRequest *rq, Str name);
/* The request's form, however it was sent. INVALID for another content type or a broken form,
 * TOO_MANY past HTTP_FIELDS_MAX. */
Status http_form(const HttpRequest *rq, const HttpPair **out, size_t *out_n);
/* application/x-www-form-urlencoded; same faults. */
Status http_form_parse(Arena *a, Str body, HttpPair **out, size_t *out_n);
/* The file is the caller's now and stays at upload->path when the request ends. */
void http_upload_take(HttpUpload *upload);

/* Adds a header to the reply. */
void http_reply_header(HttpRequest *rq, HttpReply *reply, Str name, Str value);
/* RFC 9457: a reply that says in plain words what was wrong. */
void http_problem(HttpRequest *rq, HttpReply *reply, int status, Str detail);

#endif
