/* web/http_probe: see the header. */
#include "web/http_probe.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_BYTES_MAX = 4 * 1024 * 1024 };

static void answer(void *ctx, HttpRequest *rq, HttpReply *reply)
{
        Probe *w = ctx;
        Text t = text_begin(rq->arena, ANSWER_BYTES_MAX);

        atomic_fetch_add(&w->asked, 1);
        reply->content_type = S("text/plain; charset=utf-8");
        if (rq->is_turned_away) {
                text_add(&t, S("turned away"));
        } else if (str_is(rq->path, "/wait")) {
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

                text_fmt(&t, "[%.*s %.*s q=%.*s body=%.*s peer=%.*s c=%.*s]",
                         S_ARG(rq->method_text), S_ARG(rq->path), S_ARG(http_query(rq, S("q"))),
                         S_ARG(rq->body), S_ARG(rq->peer), S_ARG(http_cookie(rq, S("c"))));
                if (http_form(rq, &form, &n) == OK)
                        for (size_t i = 0; i < n; i++)
                                text_fmt(&t, " %.*s=%.*s", S_ARG(form[i].name),
                                         S_ARG(form[i].value));
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
        atomic_fetch_add(&((Probe *)ctx)->opened, 1);
        return ctx;
}

static void close_worker(void *ctx, void *worker)
{
        CHECK(worker == ctx);
        atomic_fetch_add(&((Probe *)ctx)->closed, 1);
}

HttpConfig probe_usual(void)
{
        return (HttpConfig){.log_off = true,
                            .body_bytes_max = 100000,
                            .upload_bytes_max = 300000,
                            .arena_bytes_max = 8 * MIB,
                            .worker_threads = 2,
                            .event_threads = 2};
}

Probe *probe_open(Arena *a, HttpConfig config)
{
        Probe *w = arena_new(a, Probe, 1);
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

void probe_close(Probe *w)
{
        CHECK_OK(http_stop(w->server));
        CHECK_INT(w->closed, w->opened);
        hot_close(w->hot);
        sem_destroy(&w->gate);
}

int probe_dial(Probe *w)
{
        struct sockaddr_in at = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)http_port(w->server)),
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

void probe_say(int fd, Str s)
{
        while (s.len) {
                ssize_t n = send(fd, s.at, s.len, MSG_NOSIGNAL);

                if (n <= 0)
                        return; /* the server may have hung up; the test looks at what it said */
                s = str_skip(s, (size_t)n);
        }
}

Str probe_hear(Probe *w, int fd)
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
Str probe_ask(Probe *w, Str request)
{
        int fd = probe_dial(w);

        CHECK(fd >= 0);
        probe_say(fd, request);
        return probe_hear(w, fd);
}

Str probe_get(Probe *w, const char *path, const char *headers)
{
        return probe_ask(w,
                         str_fmt(w->a, "GET %s HTTP/1.1\r\nHost: a\r\n%sConnection: close\r\n\r\n",
                                 path, headers));
}

int probe_status(Str reply)
{
        int64_t status = 0;

        if (str_starts(reply, S("HTTP/1.")) &&
            str_to_int((Str){reply.at + 9, 3}, 100, 999, &status))
                return (int)status;
        return 0;
}

Str probe_body(Str reply)
{
        return str_skip(reply, str_find_str(reply, S("\r\n\r\n")) + 4);
}

int probe_count(Str s, Str needle)
{
        int n = 0;

        for (size_t at; (at = str_find_str(s, needle)) < s.len; n++)
                s = str_skip(s, at + needle.len);
        return n;
}

int probe_files(Str folder)
{
        DIR *d = opendir(folder.at);
        int n = 0;

        while (readdir(d))
                n++;
        closedir(d);
        return n - 2;
}
