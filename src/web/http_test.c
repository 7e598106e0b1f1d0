/* The server from outside: raw bytes in, bytes out. The strict gate comes first, because the
 * library below would let several of its rows through. */
#include "web/http.h"

#include "base/time.h"
#include "tests/check.h"
#include "web/hot.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

enum { ANSWER_BYTES_MAX = 4 * 1024 * 1024 };

/* What the test's answers need and tell. */
typedef struct {
        HttpServer *server;
        Hot *hot;
        Arena *a;
        Str folder;
        sem_t gate; /* /wait waits for it */
        atomic_int asked, opened, closed;
} Site;

static void answer(void *ctx, HttpRequest *rq, HttpReply *reply)
{
        Site *w = ctx;
        Text t = text_begin(rq->arena, ANSWER_BYTES_MAX);

        atomic_fetch_add(&w->asked, 1);
        reply->content_type = S("text/plain; charset=utf-8");
        if (str_is(rq->path, "/wait")) {
                while (sem_wait(&w->gate) != 0)
                        continue;
        } else if (str_is(rq->path, "/greedy")) {
                for (;;)
                        reply->body = (Str){arena_bytes(rq->arena, MIB), MIB};
        } else if (str_is(rq->path, "/wide")) {
                memset(text_room(&t, 100000), 'x', 100000);
                text_claim(&t, 100000);
                reply->etag = S("\"wide\"");
        } else if (str_is(rq->path, "/split")) {
                http_reply_header(rq, reply, S("Location"), S("/x\r\nSet-Cookie: a=b"));
        } else if (str_is(rq->path, "/file")) {
                reply->file_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
                reply->file_bytes = 5000;
        } else if (str_is(rq->path, "/page")) {
                uint64_t epoch = hot_epoch(w->hot);

                text_fmt(&t, "page of epoch %llu", (unsigned long long)epoch);
                if (hot_put(w->hot, S("/page"), epoch,
                            &(HotPage){.content_type = S("text/html"), .body = text_str(&t)}) != OK)
                        reply->status = 500;
        } else {
                const HttpPair *form = NULL;
                size_t n = 0;

                text_fmt(&t, "[%.*s %.*s q=%.*s body=%.*s peer=%.*s c=%.*s]", S_ARG(rq->method_text),
                         S_ARG(rq->path), S_ARG(http_query(rq, S("q"))), S_ARG(rq->body),
                         S_ARG(rq->peer), S_ARG(http_cookie(rq, S("c"))));
                if (http_form(rq, &form, &n) == OK)
                        for (size_t i = 0; i < n; i++)
                                text_fmt(&t, " %.*s=%.*s", S_ARG(form[i].name), S_ARG(form[i].value));
                for (size_t i = 0; i < rq->uploads_n; i++) {
                        HttpUpload *u = &rq->uploads[i];

                        text_fmt(&t, " file %.*s %.*s %llu", S_ARG(u->field), S_ARG(u->file_name),
                                 (unsigned long long)u->bytes);
                        if (str_is(u->field, "keep"))
                                http_upload_take(u);
                }
        }
        if (!reply->body.at)
                reply->body = text_str(&t);
}

static void *open_worker(void *ctx)
{
        atomic_fetch_add(&((Site *)ctx)->opened, 1);
        return ctx;
}

static void close_worker(void *ctx, void *worker)
{
        CHECK(worker == ctx);
        atomic_fetch_add(&((Site *)ctx)->closed, 1);
}

static HttpConfig usual(void)
{
        return (HttpConfig){.log_off = true, .body_bytes_max = 100000, .upload_bytes_max = 300000,
                            .arena_bytes_max = 8 * MIB, .worker_threads = 2, .event_threads = 2};
}

static Site *site_open(Arena *a, HttpConfig config)
{
        Site *w = arena_new(a, Site, 1);
        Str fault = {0};

        w->a = a;
        w->folder = check_folder(a);
        w->hot = hot_open(MIB);
        sem_init(&w->gate, 0, 0);
        config.hot = w->hot;
        config.answer = answer;
        config.worker_open = open_worker;
        config.worker_close = close_worker;
        config.upload_folder = w->folder;
        config.ctx = w;
        CHECK_OK(http_start(&config, &w->server, &fault));
        CHECK_STR(fault, IS, "");
        return w;
}

static void site_close(Site *w)
{
        CHECK_OK(http_stop(w->server));
        CHECK_INT(w->closed, w->opened);
        hot_close(w->hot);
        sem_destroy(&w->gate);
}

static int dial(Site *w)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(w->server)),
                                 .sin_addr = {htonl(INADDR_LOOPBACK)}};
        struct timeval patience = {.tv_sec = 8};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd < 0)
                return -1;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
                close(fd);
                return -1;
        }
        return fd;
}

static void say(int fd, Str s)
{
        while (s.len) {
                ssize_t n = send(fd, s.at, s.len, MSG_NOSIGNAL);

                if (n <= 0)
                        return; /* the server may have hung up; the test looks at what it said */
                s = str_skip(s, (size_t)n);
        }
}

static Str hear(Site *w, int fd)
{
        Text t = text_begin(w->a, ANSWER_BYTES_MAX);
        ssize_t n;

        for (;;) {
                char *room = text_room(&t, 65536);

                if (!room || (n = recv(fd, room, 65536, 0)) <= 0)
                        break;
                text_claim(&t, (size_t)n);
        }
        close(fd);
        return text_str(&t);
}

/* Sends it all and reads until the server closes. */
static Str ask(Site *w, Str request)
{
        int fd = dial(w);

        CHECK(fd >= 0);
        say(fd, request);
        return hear(w, fd);
}

static Str get(Site *w, const char *path, const char *headers)
{
        return ask(w, str_fmt(w->a, "GET %s HTTP/1.1\r\nHost: a\r\n%sConnection: close\r\n\r\n", path,
                              headers));
}

static int status_of(Str reply)
{
        int64_t status = 0;

        if (str_starts(reply, S("HTTP/1.")) && str_to_int((Str){reply.at + 9, 3}, 100, 999, &status))
                return (int)status;
        return 0;
}

static Str body_of(Str reply)
{
        return str_skip(reply, str_find_str(reply, S("\r\n\r\n")) + 4);
}

static int count_of(Str s, Str needle)
{
        int n = 0;

        for (size_t at; (at = str_find_str(s, needle)) < s.len; n++)
                s = str_skip(s, at + needle.len);
        return n;
}

static int files_in(Str folder)
{
        DIR *d = opendir(folder.at);
        int n = 0;

        while (readdir(d))
                n++;
        closedir(d);
        return n - 2;
}

#define HOST "Host: a\r\n"
#define POST "POST /x HTTP/1.1\r\n" HOST

static const struct {
        int status;
        Str request;
} gate_rows[] = {
        /* lengths and encodings */
        {400, S_INIT(POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")},
        {400, S_INIT(POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: 3, 3\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
        {400, S_INIT(POST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")},
        {400, S_INIT(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")},
        {400, S_INIT(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n")},
        {400, S_INIT(POST "Transfer-Encoding: identity\r\n\r\n")},
        {400, S_INIT(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")},
        {400, S_INIT("POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
        {400, S_INIT(POST "Content-Length: +3\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: -3\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: 0x3\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: 3 \r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: 3 3\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length: three\r\n\r\nabc")},
        {400, S_INIT(POST "Content-Length:\r\n\r\n")},
        {413, S_INIT(POST "Content-Length: 99999999999999999999999\r\n\r\nabc")},
        {413, S_INIT(POST "Content-Length: 100001\r\n\r\nabc")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc")},
        {400, S_INIT("HEAD / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
        /* a chunk that is not one */
        {400, S_INIT(POST "Transfer-Encoding: chunked\r\n\r\nxyz\r\n")},
        {400, S_INIT(POST "Transfer-Encoding: chunked\r\n\r\n-1\r\n")},
        {413, S_INIT(POST "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n")},
        /* hosts */
        {400, S_INIT("GET / HTTP/1.1\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost:\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a:\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: :80\r\n\r\n")},
        /* the shape of lines */
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "Content-Length : 3\r\n\r\nabc")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X-A: b\r\n c\r\n\r\n")},
        {400, S_INIT(POST "Content-Lengt: 3\r\n h\r\n\r\nabc")},
        {400, S_INIT(POST "C:                  3\r\n ontent-Length\r\n\r\nabc")},
        {400, S_INIT(POST "X-A: b\r\n \r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\n" HOST "\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\nHost: a\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X: b\r\n\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\0\0\0\0b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "no colon\r\n\r\n")},
        {400, S_INIT("GET / HTTP/1.1\r\n" HOST "X(y): b\r\n\r\n")},
        {417, S_INIT(POST "Content-Length: 3\r\nExpect: 200-ok\r\n\r\nabc")},
        /* methods, versions, addresses */
        {501, S_INIT("BREW / HTTP/1.1\r\n" HOST "\r\n")},
        {501, S_INIT("get / HTTP/1.1\r\n" HOST "\r\n")},
        {501, S_INIT("CONNECT a:80 HTTP/1.1\r\n" HOST "\r\n")},
        {501, S_INIT("TRACE / HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET / HTTP/1.2\r\n" HOST "\r\n")},
        {505, S_INIT("GET / HTTP/2.0\r\n" HOST "\r\n")},
        {400, S_INIT("GET / HTTQ/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET  / HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET / HTTP/1.1 \r\n" HOST "\r\n")},
        {400, S_INIT("GET /a b HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET http://a/ HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET a HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("OPTIONS * HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET /\xc3\xa4 HTTP/1.1\r\n" HOST "\r\n")},
        {400, S_INIT("GET /%c3 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /%00 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /%2 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /%zz HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /a%2fb HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /a\\b HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /a%5Cb HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /a/../b HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /a/%2e%2E/b HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /. HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET //a HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /?q=%ff HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {400, S_INIT("GET /#a HTTP/1.1\r\n" HOST "\r\n")},
        /* what must still come in */
        {200, S_INIT("GET / HTTP/1.1\r\nHost: a.example:8080\r\nConnection: close\r\n\r\n")},
        {200, S_INIT("GET / HTTP/1.1\r\nHost:a\r\nConnection:close\r\n\r\n")},
        {200, S_INIT("GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n")},
        {200, S_INIT("GET / HTTP/1.0\r\n\r\n")},
        {200, S_INIT("\r\nGET / HTTP/1.0\r\n\r\n")},
        {200, S_INIT("OPTIONS /x HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n")},
        {200, S_INIT("GET /%C3%A4?q=%C3%A4&&a HTTP/1.1\r\n" HOST "X:   spaced \r\nEmpty:\r\n"
                     "Connection: close\r\n\r\n")},
        {200, S_INIT(POST "Content-Length: 0\r\nConnection: close\r\n\r\n")},
        {200, S_INIT(POST "Content-Length: 003\r\nConnection: close\r\n\r\nabc")},
        {200, S_INIT(POST "Transfer-Encoding: Chunked\r\nConnection: close\r\n\r\n"
                          "3;x=y\r\nabc\r\n0\r\nTrailer: x\r\n\r\n")},
};

TEST(a_head_that_can_be_read_in_two_ways_is_refused)
{
        Site *w = site_open(a, usual());

        for (size_t i = 0; i < sizeof gate_rows / sizeof *gate_rows; i++) {
                Str reply = ask(w, gate_rows[i].request);

                if (status_of(reply) != gate_rows[i].status)
                        print_error("%s\n%.*s\n", gate_rows[i].request.at, S_ARG(reply));
                CHECK_INT(status_of(reply), gate_rows[i].status);
                CHECK_INT(count_of(reply, S("\r\nDate: ")), 1);
        }
        site_close(w);
}

TEST(a_head_that_comes_byte_by_byte_is_read_the_same)
{
        Site *w = site_open(a, usual());
        Text t = text_begin(a, 20000);
        int fd = dial(w);

        text_add(&t, S("GET /slow?q=1 HTTP/1.1\r\nHost: a\r\n"));
        for (int i = 0; i < 60; i++)
                text_fmt(&t, "X-Header-%d: some value that takes a little room\r\n", i);
        text_add(&t, S("Connection: close\r\n\r\n"));
        for (size_t i = 0; i < t.len; i++)
                say(fd, (Str){t.at + i, 1});
        CHECK_STR(hear(w, fd), CONTAINS, "[GET /slow q=1 body= peer=127.0.0.1 c=]");
        site_close(w);
}

TEST(a_refusal_says_why_in_plain_words)
{
        Site *w = site_open(a, usual());
        Str reply = ask(w, S("GET / HTTP/1.1\r\n\r\n"));

        CHECK_STR(reply, CONTAINS, "Content-Type: application/problem+json\r\n");
        CHECK_STR(reply, CONTAINS, "\"status\":400,\"detail\":\"The Host header is missing.\"}");
        CHECK_STR(reply, CONTAINS, "Connection: close\r\n");
        site_close(w);
}

TEST(too_long_an_address_and_too_many_headers_are_refused)
{
        Site *w = site_open(a, usual());
        Text t = text_begin(a, 100000);

        text_add(&t, S("GET /"));
        memset(text_room(&t, 9000), 'a', 9000);
        text_claim(&t, 9000);
        text_add(&t, S(" HTTP/1.1\r\nHost: a\r\n\r\n"));
        CHECK_INT(status_of(ask(w, text_str(&t))), 414);
        memset(text_room(&t, 40000), 'a', 40000);
        t.len = 40000;
        CHECK_INT(status_of(ask(w, text_str(&t))) / 100, 4);

        t.len = 0;
        text_add(&t, S("GET / HTTP/1.1\r\nHost: a\r\n"));
        for (int i = 0; i < 100; i++)
                text_fmt(&t, "X%d: y\r\n", i);
        text_add(&t, S("\r\n"));
        CHECK_INT(status_of(ask(w, text_str(&t))), 431);

        t.len = 0;
        text_add(&t, S("GET / HTTP/1.1\r\nHost: a\r\nX: "));
        memset(text_room(&t, 30000), 'a', 30000);
        text_claim(&t, 30000);
        text_add(&t, S("\r\n\r\n"));
        CHECK_INT(status_of(ask(w, text_str(&t))), 431);
        site_close(w);
}

TEST(requests_in_a_row_are_answered_in_a_row)
{
        Site *w = site_open(a, usual());
        Str reply = ask(w, S("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                             "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                             "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));

        CHECK_INT(count_of(reply, S("HTTP/1.1 200 OK")), 3);
        CHECK(str_find_str(reply, S("[GET /1")) < str_find_str(reply, S("[POST /2 q= body=abc")));
        CHECK(str_find_str(reply, S("[POST /2")) < str_find_str(reply, S("[GET /3")));
        site_close(w);
}

TEST(a_chunked_body_is_put_together_and_stops_at_the_limit)
{
        Site *w = site_open(a, usual());
        Text t = text_begin(a, 2 * MIB);

        CHECK_STR(ask(w, S(POST "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")),
                  CONTAINS, "body=abcdefg ");
        text_add(&t, S(POST "Transfer-Encoding: chunked\r\n\r\n"));
        for (int i = 0; i < 110; i++) {
                text_add(&t, S("3e8\r\n"));
                memset(text_room(&t, 1000), 'x', 1000);
                text_claim(&t, 1000);
                text_add(&t, S("\r\n"));
        }
        text_add(&t, S("0\r\n\r\n"));
        CHECK_INT(status_of(ask(w, text_str(&t))), 413);
        site_close(w);
}

TEST(head_is_get_without_the_body)
{
        Site *w = site_open(a, usual());
        Str reply = ask(w, S("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));

        CHECK_INT(status_of(reply), 200);
        CHECK_STR(reply, CONTAINS, "Content-Length: 36\r\n");
        CHECK_STR(body_of(reply), IS, "");
        site_close(w);
}

TEST(every_reply_has_the_headers_that_are_always_on)
{
        Site *w = site_open(a, usual());
        Str replies[] = {get(w, "/x", ""), get(w, "/%00", ""), ask(w, S("GET / HTTP/1.1\r\n\r\n"))};

        for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
                CHECK_STR(replies[i], CONTAINS, "X-Content-Type-Options: nosniff\r\n");
                CHECK_STR(replies[i], CONTAINS, "Referrer-Policy: same-origin\r\n");
                CHECK_STR(replies[i], CONTAINS, "Content-Security-Policy: default-src 'self';");
                CHECK_STR(replies[i], CONTAINS, "Cross-Origin-Opener-Policy: same-origin\r\n");
                CHECK_STR(replies[i], CONTAINS, "Permissions-Policy: ");
                CHECK_STR(replies[i], CONTAINS, "X-Request-Id: ");
        }
        site_close(w);
}

TEST(a_header_value_can_not_smuggle_a_second_header)
{
        Site *w = site_open(a, usual());
        Str reply = get(w, "/split", "");

        CHECK_INT(status_of(reply), 500);
        CHECK_STR(reply, LACKS, "Set-Cookie");
        site_close(w);
}

TEST(a_request_that_wants_too_much_memory_ends_and_the_worker_lives_on)
{
        Site *w = site_open(a, usual());

        for (int i = 0; i < 5; i++)
                CHECK_INT(status_of(get(w, "/greedy", "")), 413);
        CHECK_INT(status_of(get(w, "/x", "")), 200);
        site_close(w);
}

TEST(a_long_text_is_compressed_for_who_takes_it)
{
        Site *w = site_open(a, usual());
        Str plain = get(w, "/wide", ""), zip = get(w, "/wide", "Accept-Encoding: br, gzip;q=0.5\r\n");
        static unsigned char out[200000];
        z_stream z = {.next_out = out, .avail_out = sizeof out};

        CHECK_INT((int64_t)body_of(plain).len, 100000);
        CHECK_STR(zip, CONTAINS, "Content-Encoding: gzip\r\n");
        z.next_in = (unsigned char *)(uintptr_t)body_of(zip).at;
        z.avail_in = (uInt)body_of(zip).len;
        CHECK_INT(inflateInit2(&z, 15 + 16), Z_OK);
        CHECK_INT(inflate(&z, Z_FINISH), Z_STREAM_END);
        CHECK_INT((int64_t)z.total_out, 100000);
        inflateEnd(&z);
        CHECK_STR(get(w, "/wide", "Accept-Encoding: gzip;q=0\r\n"), LACKS, "Content-Encoding");
        CHECK_INT(status_of(get(w, "/wide", "If-None-Match: \"a\", W/\"wide\"\r\n")), 304);
        site_close(w);
}

TEST(a_download_is_sent_from_its_file)
{
        Site *w = site_open(a, usual());
        Str reply = get(w, "/file", "");

        CHECK_INT((int64_t)body_of(reply).len, 5000);
        CHECK_STR(body_of(reply), STARTS, "\x7f" "ELF");
        site_close(w);
}

TEST(a_hot_page_is_answered_without_a_worker_until_the_epoch_moves)
{
        Site *w = site_open(a, usual());
        HttpCounters c;
        Str first, again;

        hot_set_epoch(w->hot, 7);
        first = get(w, "/page", "");
        CHECK_STR(first, CONTAINS, "page of epoch 7");
        again = get(w, "/page", "");
        CHECK_STR(again, CONTAINS, "page of epoch 7");
        CHECK_STR(again, CONTAINS, "ETag: W/\"");
        CHECK_STR(again, CONTAINS, "Content-Security-Policy: ");
        CHECK_INT(w->asked, 1);
        CHECK_INT(status_of(get(w, "/page", "If-None-Match: *\r\n")), 304);
        CHECK_INT(w->asked, 1);
        /* what is someone's own is never answered from here */
        CHECK_INT(status_of(get(w, "/page", "Cookie: x=y; seedbed=1\r\n")), 200);
        CHECK_INT(status_of(get(w, "/page", "Cookie: __Host-seedbed=1\r\n")), 200);
        CHECK_INT(status_of(get(w, "/page", "Authorization: Bearer x\r\n")), 200);
        CHECK_INT(w->asked, 4);
        get(w, "/page", "Cookie: theme=dark\r\n");
        CHECK_INT(w->asked, 4);
        hot_set_epoch(w->hot, 8);
        CHECK_STR(get(w, "/page", ""), CONTAINS, "page of epoch 8");
        CHECK_INT(w->asked, 5);
        http_counters(w->server, &c);
        CHECK_INT((int64_t)c.hot_hits, 3);
        CHECK_INT((int64_t)c.by_class[3], 1);
        site_close(w);
}

TEST(hot_pages_stay_within_their_bytes_and_assets_stay_for_ever)
{
        Site *w = site_open(a, usual());
        Str body = {memset(arena_bytes(a, 50000), 'x', 50000), 50000};
        HotPage page = {.content_type = S("image/png"), .body = body, .cache_control = S("max-age=9")};

        CHECK_OK(hot_put_forever(w->hot, S("/logo"), &page));
        for (int i = 0; i < 100; i++) {
                Str key = str_fmt(a, "/p%d", i % 60);

                CHECK_OK(hot_put(w->hot, key, 1, &page));
                CHECK(hot_bytes(w->hot) <= MIB);
        }
        page.body.len = 300000;
        page.body.at = arena_bytes(a, 300000);
        CHECK_IS(hot_put(w->hot, S("/huge"), 1, &page), TOO_LARGE);
        hot_set_epoch(w->hot, 99);
        CHECK_STR(get(w, "/logo", ""), CONTAINS, "Cache-Control: max-age=9\r\n");
        CHECK_INT(w->asked, 0);
        site_close(w);
}

#define PART(disposition) "--b\r\nContent-Disposition: form-data; " disposition "\r\n\r\n"

static Str form(Site *w, Str body)
{
        return ask(w, str_fmt(w->a, POST "Connection: close\r\nContent-Type: multipart/form-data; "
                                         "boundary=b\r\nContent-Length: %zu\r\n\r\n%.*s",
                              body.len, S_ARG(body)));
}

TEST(an_upload_goes_to_a_file_and_is_gone_unless_taken)
{
        Site *w = site_open(a, usual());
        Text t = text_begin(a, MIB);
        Str reply;

        text_add(&t, S(PART("name=\"note\"") "caf\xc3\xa9\r\n"));
        text_add(&t, S(PART("name=\"drop\"; filename=\"C:\\\\dir\\\\a b.csv\"")));
        memset(text_room(&t, 200000), 'x', 200000);
        text_claim(&t, 200000);
        text_add(&t, S("\r\n" PART("name=\"keep\"; filename=\"k.bin\"") "\r\n--a\r\n\r\n"));
        text_add(&t, S(PART("name=none; filename=\"\"") "\r\n--b--\r\n"));
        reply = form(w, text_str(&t));
        CHECK_STR(reply, CONTAINS, " note=caf\xc3\xa9 file drop a b.csv 200000 file keep k.bin 7");
        CHECK_INT(files_in(w->folder), 1);

        t.len = 0;
        text_add(&t, S(PART("name=\"drop\"; filename=\"a\"")));
        memset(text_room(&t, 310000), 'x', 310000);
        text_claim(&t, 310000);
        text_add(&t, S("\r\n--b--\r\n"));
        CHECK_INT(status_of(form(w, text_str(&t))), 413);
        CHECK_INT(status_of(form(w, S(PART("name=\"a\"") "x\r\n--b-"))), 400);
        CHECK_INT(status_of(form(w, S("hello\r\n" PART("name=\"a\"") "x\r\n--b--"))), 400);
        CHECK_INT(status_of(form(w, S(PART("name=\"a\"") "\xff\r\n--b--"))), 400);
        CHECK_INT(status_of(form(w, S("--b--\r\n"))), 200);
        site_close(w);
        CHECK_INT(files_in(w->folder), 1);
}

TEST(a_form_has_only_so_many_fields)
{
        Text t = text_begin(a, MIB);
        HttpPair *pairs;
        size_t n;

        CHECK_OK(http_form_parse(a, S("a=1&b=x+y%21&&c&=d"), &pairs, &n));
        CHECK_INT((int64_t)n, 4);
        CHECK_STR(pairs[1].value, IS, "x y!");
        CHECK_STR(pairs[2].name, IS, "c");
        CHECK_STR(pairs[3].value, IS, "d");
        CHECK_IS(http_form_parse(a, S("a=%"), &pairs, &n), INVALID);
        CHECK_IS(http_form_parse(a, S("a=%00"), &pairs, &n), INVALID);
        for (int i = 0; i <= HTTP_FIELDS_MAX; i++)
                text_add(&t, S("a=1&"));
        CHECK_IS(http_form_parse(a, text_str(&t), &pairs, &n), TOO_MANY);
}

TEST(a_peer_that_drips_its_head_is_cut_off)
{
        HttpConfig config = usual();
        Site *w;
        int64_t begun = time_steady_us();
        int fd;
        char c;

        config.head_s_max = 1;
        w = site_open(a, config);
        fd = dial(w);
        say(fd, S("GET / HTTP/1.1\r\nHost: a\r\nX: "));
        for (int i = 0; i < 50 && recv(fd, &c, 1, MSG_DONTWAIT) != 0; i++) {
                say(fd, S("x"));
                usleep(100000);
        }
        CHECK(time_steady_us() - begun < 4 * SECOND_US);
        close(fd);
        CHECK_INT(status_of(get(w, "/x", "")), 200);
        site_close(w);
}

TEST(when_the_queue_is_full_the_rest_is_asked_to_come_back)
{
        HttpConfig config = usual();
        Site *w;
        int fds[12], busy = 0, good = 0;
        HttpCounters c;

        config.worker_threads = 1;
        config.queue_max = 3;
        w = site_open(a, config);
        for (int i = 0; i < 12; i++) {
                fds[i] = dial(w);
                say(fds[i], S("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        }
        do {
                usleep(1000);
                http_counters(w->server, &c);
        } while (c.queue_full + c.queued + c.in_flight < 12);
        CHECK_INT((int64_t)c.queued, 3);
        CHECK_INT((int64_t)c.in_flight, 1);
        for (int i = 0; i < 12; i++)
                sem_post(&w->gate);
        for (int i = 0; i < 12; i++) {
                Str reply = hear(w, fds[i]);

                good += status_of(reply) == 200;
                if (status_of(reply) == 503) {
                        busy++;
                        CHECK_STR(reply, CONTAINS, "Retry-After: 1\r\n");
                }
        }
        CHECK_INT(good, 4);
        CHECK_INT(busy, 8);
        site_close(w);
}

TEST(stopping_lets_a_running_request_end)
{
        Site *w = site_open(a, usual());
        int fd = dial(w), idle = dial(w);
        Str reply;

        say(fd, S("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        while (w->asked < 1)
                usleep(1000);
        sem_post(&w->gate);
        site_close(w);
        reply = hear(w, fd);
        CHECK_INT(status_of(reply), 200);
        close(idle);
}

TEST(stopping_does_not_wait_for_ever)
{
        HttpConfig config = usual();
        Site *w;
        int fd;

        config.stop_s_max = 1;
        w = site_open(a, config);
        fd = dial(w);
        say(fd, S("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        while (w->asked < 1)
                usleep(1000);
        CHECK_IS(http_stop(w->server), BROKEN);
        CHECK_INT(status_of(hear(w, fd)), 503);
        sem_post(&w->gate); /* its worker may end now, and cleans up after itself */
        while (w->closed < w->opened)
                usleep(1000);
        usleep(50000);
        hot_close(w->hot);
}

TEST(one_peer_may_hold_only_so_many_connections)
{
        HttpConfig config = usual();
        Site *w;
        int fds[4];
        char c;

        config.per_peer_max = 4;
        config.event_threads = 1;
        w = site_open(a, config);
        for (int i = 0; i < 4; i++)
                fds[i] = dial(w);
        usleep(50000);
        CHECK_STR(get(w, "/x", ""), IS, "");
        for (int i = 0; i < 4; i++) {
                CHECK(recv(fds[i], &c, 1, MSG_DONTWAIT) < 0);
                close(fds[i]);
        }
        usleep(50000);
        CHECK_INT(status_of(get(w, "/x", "")), 200);
        site_close(w);
}

TEST(connections_are_limited_to_the_descriptors_there_are)
{
        struct rlimit before, few = {200, 200};
        HttpConfig config = usual();
        Site *w;
        int fds[150], n = 0;

        CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
        few.rlim_max = before.rlim_max;
        config.connections_max = 1 << 30;
        few.rlim_cur = 400;
        if (geteuid() == 0) /* or http_start would raise it */
                few.rlim_max = 400;
        else
                SKIP("only the administrator may lower this limit and raise it again");
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
        w = site_open(a, config);
        while (n < 150 && (fds[n] = dial(w)) >= 0)
                n++;
        usleep(20000);
        while (n > 0)
                close(fds[--n]);
        usleep(50000);
        CHECK_INT(status_of(get(w, "/x", "")), 200);
        site_close(w);
        setrlimit(RLIMIT_NOFILE, &before);
}

TEST(behind_a_proxy_the_peer_is_the_last_one_named)
{
        HttpConfig config = usual();
        Site *w;

        config.behind_proxy = true;
        w = site_open(a, config);
        CHECK_STR(get(w, "/x", "X-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nCookie: b=1; c=z\r\n"), CONTAINS,
                  "peer=2.2.2.2 c=z]");
        site_close(w);
}
