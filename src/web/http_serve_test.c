/* The server at work: replies, ready pages, uploads, limits, and stopping. */
#include "base/time.h"
#include "web/http_probe.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define HOST "Host: a\r\n"
#define POST "POST /x HTTP/1.1\r\n" HOST

TEST(a_header_value_can_not_smuggle_a_second_header)
{
        Probe *w = probe_open(a, probe_usual());
        Str reply = probe_get(w, "/split", "");

        CHECK_INT(probe_status(reply), 500);
        CHECK_STR(reply, LACKS, "Set-Cookie");
        probe_close(w);
}

TEST(a_request_that_wants_too_much_memory_ends_and_the_worker_lives_on)
{
        Probe *w = probe_open(a, probe_usual());

        for (int i = 0; i < 5; i++)
                CHECK_INT(probe_status(probe_get(w, "/greedy", "")), 413);
        CHECK_INT(probe_status(probe_get(w, "/x", "")), 200);
        probe_close(w);
}

TEST(a_long_text_is_compressed_for_who_takes_it)
{
        Probe *w = probe_open(a, probe_usual());
        Str plain = probe_get(w, "/wide", ""),
            zip = probe_get(w, "/wide", "Accept-Encoding: br, gzip;q=0.5\r\n");
        static unsigned char out[200000];
        z_stream z = {.next_out = out, .avail_out = sizeof out};

        CHECK_INT((int64_t)probe_body(plain).len, 100000);
        CHECK_STR(zip, CONTAINS, "Content-Encoding: gzip\r\n");
        z.next_in = (unsigned char *)(uintptr_t)probe_body(zip).at;
        z.avail_in = (uInt)probe_body(zip).len;
        CHECK_INT(inflateInit2(&z, 15 + 16), Z_OK);
        CHECK_INT(inflate(&z, Z_FINISH), Z_STREAM_END);
        CHECK_INT((int64_t)z.total_out, 100000);
        inflateEnd(&z);
        CHECK_STR(probe_get(w, "/wide", "Accept-Encoding: gzip;q=0\r\n"), LACKS,
                  "Content-Encoding");
        CHECK_INT(probe_status(probe_get(w, "/wide", "If-None-Match: \"a\", W/\"wide\"\r\n")), 304);
        probe_close(w);
}

TEST(a_download_is_sent_from_its_file)
{
        Probe *w = probe_open(a, probe_usual());
        Str reply = probe_get(w, "/file", "");

        CHECK_INT((int64_t)probe_body(reply).len, 5000);
        CHECK_STR(probe_body(reply), STARTS,
                  "\x7f"
                  "ELF");
        probe_close(w);
}

TEST(a_hot_page_is_answered_without_a_worker_until_the_epoch_moves)
{
        Probe *w = probe_open(a, probe_usual());
        HttpCounters c;
        Str first, again;

        hot_set_epoch(w->hot, 7);
        first = probe_get(w, "/page", "");
        CHECK_STR(first, CONTAINS, "page of epoch 7");
        again = probe_get(w, "/page", "");
        CHECK_STR(again, CONTAINS, "page of epoch 7");
        CHECK_STR(again, CONTAINS, "ETag: W/\"");
        CHECK_STR(again, CONTAINS, "Content-Security-Policy: ");
        CHECK_INT(w->asked, 1);
        CHECK_INT(probe_status(probe_get(w, "/page", "If-None-Match: *\r\n")), 304);
        CHECK_INT(w->asked, 1);
        /* what is someone's own is never answered from here */
        CHECK_INT(probe_status(probe_get(w, "/page", "Cookie: x=y; seedbed=1\r\n")), 200);
        CHECK_INT(probe_status(probe_get(w, "/page", "Cookie: __Host-seedbed=1\r\n")), 200);
        CHECK_INT(probe_status(probe_get(w, "/page", "Authorization: Bearer x\r\n")), 200);
        CHECK_INT(w->asked, 4);
        probe_get(w, "/page", "Cookie: theme=dark\r\n");
        CHECK_INT(w->asked, 4);
        hot_set_epoch(w->hot, 8);
        CHECK_STR(probe_get(w, "/page", ""), CONTAINS, "page of epoch 8");
        CHECK_INT(w->asked, 5);
        http_counters(w->server, &c);
        CHECK_INT((int64_t)c.hot_hits, 3);
        CHECK_INT((int64_t)c.by_class[3], 1);
        probe_close(w);
}

TEST(a_hot_page_is_kept_for_each_language)
{
        Probe *w = probe_open(a, probe_usual());
        HotPage ar = {.content_type = S("text/html"), .body = S("in ar"), .language = LANGUAGE_AR},
                th = {.content_type = S("text/html"), .body = S("in th"), .language = LANGUAGE_TH},
                css = {.content_type = S("text/css"), .body = S("in none")};

        hot_set_epoch(w->hot, 7);
        CHECK_OK(hot_put(w->hot, S("/hello"), 7, &ar));
        CHECK_OK(hot_put(w->hot, S("/hello"), 7, &th));
        CHECK_OK(hot_put_forever(w->hot, S("/css"), &css));
        CHECK_STR(probe_get(w, "/hello", "Accept-Language: ar-EG, th;q=0.1\r\n"), CONTAINS,
                  "in ar");
        CHECK_STR(probe_get(w, "/hello", "Accept-Language: th\r\n"), CONTAINS, "in th");
        CHECK_STR(probe_get(w, "/hello", "Accept-Language: th\r\n"), CONTAINS,
                  "Vary: Accept-Encoding, Accept-Language, Cookie\r\n");
        /* what was chosen goes before what the browser says */
        CHECK_STR(probe_get(w, "/hello", "Cookie: language=ar\r\nAccept-Language: th\r\n"),
                  CONTAINS, "in ar");
        CHECK_STR(probe_get(w, "/hello", "Accept-Language: th\r\nCookie: x=y; language=xx\r\n"),
                  CONTAINS, "in th");
        CHECK_STR(probe_get(w, "/css", "Accept-Language: th\r\n"), CONTAINS, "in none");
        CHECK_INT(w->asked, 0);
        probe_get(w, "/hello", "Accept-Language: vi\r\n");
        CHECK_INT(w->asked, 1);
        probe_get(w, "/hello", "");
        CHECK_INT(w->asked, 2);
        hot_set_language(w->hot, LANGUAGE_TH);
        CHECK_STR(probe_get(w, "/hello", ""), CONTAINS, "in th");
        CHECK_STR(probe_get(w, "/hello", "Accept-Language: fr\r\n"), CONTAINS, "in th");
        th.body = S("new th");
        CHECK_OK(hot_put(w->hot, S("/hello"), 7, &th));
        CHECK_STR(probe_get(w, "/hello", ""), CONTAINS, "new th");
        CHECK_STR(probe_get(w, "/hello", "Accept-Language: ar\r\n"), CONTAINS, "in ar");
        CHECK_INT(w->asked, 2);
        probe_close(w);
}

TEST(hot_pages_stay_within_their_bytes_and_assets_stay_for_ever)
{
        Probe *w = probe_open(a, probe_usual());
        Str body = {memset(arena_bytes(a, 50000), 'x', 50000), 50000};
        HotPage page = {
                .content_type = S("image/png"), .body = body, .cache_control = S("max-age=9")};

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
        CHECK_STR(probe_get(w, "/logo", ""), CONTAINS, "Cache-Control: max-age=9\r\n");
        CHECK_INT(w->asked, 0);
        page = (HotPage){.content_type = S("text/css"), .body = body, .packed = S("packed before")};
        CHECK_OK(hot_put_forever(w->hot, S("/style"), &page));
        CHECK_STR(probe_get(w, "/style", "Accept-Encoding: gzip\r\n"), CONTAINS,
                  "\r\n\r\npacked before");
        CHECK_STR(probe_get(w, "/style", ""), CONTAINS, "\r\n\r\nxxxx");
        probe_close(w);
}

#define PART(disposition) "--b\r\nContent-Disposition: form-data; " disposition "\r\n\r\n"

static Str form(Probe *w, Str body)
{
        return probe_ask(w, str_fmt(w->a,
                                    POST "Connection: close\r\nContent-Type: multipart/form-data; "
                                         "boundary=b\r\nContent-Length: %zu\r\n\r\n%.*s",
                                    body.len, S_ARG(body)));
}

TEST(an_upload_goes_to_a_file_and_is_gone_unless_taken)
{
        Probe *w = probe_open(a, probe_usual());
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
        CHECK_INT(probe_files(w->folder), 1);

        t.len = 0;
        text_add(&t, S(PART("name=\"drop\"; filename=\"a\"")));
        memset(text_room(&t, 310000), 'x', 310000);
        text_claim(&t, 310000);
        text_add(&t, S("\r\n--b--\r\n"));
        CHECK_INT(probe_status(form(w, text_str(&t))), 413);
        CHECK_INT(probe_status(form(w, S(PART("name=\"a\"") "x\r\n--b-"))), 400);
        CHECK_INT(probe_status(form(w, S("hello\r\n" PART("name=\"a\"") "x\r\n--b--"))), 400);
        CHECK_INT(probe_status(form(w, S(PART("name=\"a\"") "\xff\r\n--b--"))), 400);
        CHECK_INT(probe_status(form(w, S("--b--\r\n"))), 200);
        probe_close(w);
        CHECK_INT(probe_files(w->folder), 1);
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
        HttpConfig config = probe_usual();
        Probe *w;
        int64_t begun = time_steady_us();
        int fd;
        char c;

        config.head_s_max = 1;
        w = probe_open(a, config);
        fd = probe_dial(w);
        probe_say(fd, S("GET / HTTP/1.1\r\nHost: a\r\nX: "));
        for (int i = 0; i < 50 && recv(fd, &c, 1, MSG_DONTWAIT) != 0; i++) {
                probe_say(fd, S("x"));
                usleep(100000);
        }
        CHECK(time_steady_us() - begun < 4 * SECOND_US);
        close(fd);
        CHECK_INT(probe_status(probe_get(w, "/x", "")), 200);
        probe_close(w);
}

TEST(a_peer_that_drips_its_body_is_cut_off)
{
        HttpConfig config = probe_usual();
        Probe *w;
        int64_t begun = time_steady_us();
        int fd;
        char c;

        config.body_s_max = 1;
        w = probe_open(a, config);
        fd = probe_dial(w);
        probe_say(fd, S("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"));
        for (int i = 0; i < 50 && recv(fd, &c, 1, MSG_DONTWAIT) != 0; i++) {
                probe_say(fd, S("x"));
                usleep(100000);
        }
        CHECK(time_steady_us() - begun < 4 * SECOND_US);
        close(fd);
        CHECK_INT(probe_status(probe_get(w, "/x", "")), 200);
        probe_close(w);
}

TEST(when_the_queue_is_full_the_rest_is_asked_to_come_back)
{
        HttpConfig config = probe_usual();
        Probe *w;
        int fds[12], busy = 0, good = 0;
        HttpCounters c;

        config.worker_threads = 1;
        config.queue_max = 3;
        w = probe_open(a, config);
        for (int i = 0; i < 12; i++) {
                fds[i] = probe_dial(w);
                probe_say(fds[i], S("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
                while (w->asked < 1) /* the worker must be busy before the queue can fill */
                        usleep(1000);
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
                Str reply = probe_hear(w, fds[i]);

                good += probe_status(reply) == 200;
                if (probe_status(reply) == 503) {
                        busy++;
                        CHECK_STR(reply, CONTAINS, "Retry-After: 1\r\n");
                }
        }
        CHECK_INT(good, 4);
        CHECK_INT(busy, 8);
        probe_close(w);
}

static bool waits_apart(void *ctx, HttpMethod method, Str path)
{
        (void)ctx, (void)method;
        return str_is(path, "/wait");
}

static int ask_slowly(Probe *w, const char *from)
{
        int fd = probe_dial(w);

        probe_say(fd, str_fmt(w->a,
                              "GET /wait HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: %s\r\n"
                              "Connection: close\r\n\r\n",
                              from));
        return fd;
}

static void wait_for(Probe *w, uint64_t waiting, uint64_t away)
{
        HttpCounters c;

        do {
                usleep(1000);
                http_counters(w->server, &c);
        } while (c.slow_queued != waiting || c.turned_away != away);
}

TEST(what_is_slow_on_purpose_holds_no_worker_and_one_peer_takes_no_more_than_its_places)
{
        HttpConfig config = probe_usual();
        static const char *const from[] = {"9.9.9.9", "9.9.9.9", "9.9.9.9", "2001:db8::1",
                                           "2001:db8::2"};
        Probe *w;
        int fds[5], away;

        config.worker_threads = 1;
        config.trusted_proxies = S("loopback");
        config.is_slow = waits_apart;
        config.slow_queue_max = 4;
        config.slow_per_peer_max = 2;
        w = probe_open(a, config);
        for (int i = 0; i < 5; i++) {
                fds[i] = ask_slowly(w, from[i]);
                while (w->asked < 1)
                        usleep(1000);
                wait_for(w, (uint64_t)i, i > 2);
                if (i != 2)
                        continue;
                /* its places are taken, those of others are not */
                away = ask_slowly(w, from[i]);
                CHECK_STR(probe_hear(w, away), CONTAINS, "turned away");
        }
        away = ask_slowly(w, "7.7.7.7"); /* there is none left at all */
        CHECK_STR(probe_hear(w, away), CONTAINS, "turned away");
        wait_for(w, 4, 2);
        /* and the one worker serves pages all the time */
        for (int i = 0; i < 20; i++)
                CHECK_INT(probe_status(probe_get(w, "/x", "")), 200);
        for (int i = 0; i < 5; i++)
                sem_post(&w->gate);
        for (int i = 0; i < 5; i++)
                CHECK_INT(probe_status(probe_hear(w, fds[i])), 200);
        wait_for(w, 0, 2);
        probe_close(w);
}

TEST(stopping_lets_a_running_request_end)
{
        Probe *w = probe_open(a, probe_usual());
        int fd = probe_dial(w), idle = probe_dial(w);
        Str reply;

        probe_say(fd, S("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        while (w->asked < 1)
                usleep(1000);
        sem_post(&w->gate);
        probe_close(w);
        reply = probe_hear(w, fd);
        CHECK_INT(probe_status(reply), 200);
        close(idle);
}

TEST(stopping_does_not_wait_for_ever)
{
        HttpConfig config = probe_usual();
        Probe *w;
        int fd;

        config.stop_s_max = 1;
        w = probe_open(a, config);
        fd = probe_dial(w);
        probe_say(fd, S("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        while (w->asked < 1)
                usleep(1000);
        CHECK_IS(http_stop(w->server), BROKEN);
        CHECK_INT(probe_status(probe_hear(w, fd)), 503);
        sem_post(&w->gate); /* now its worker may end */
        probe_close(w);
}

TEST(one_peer_may_hold_only_so_many_connections)
{
        HttpConfig config = probe_usual();
        Probe *w;
        int fds[4];
        char c;

        config.per_peer_max = 4;
        config.event_threads = 1;
        w = probe_open(a, config);
        for (int i = 0; i < 4; i++)
                fds[i] = probe_dial(w);
        usleep(50000);
        CHECK_STR(probe_get(w, "/x", ""), IS, "");
        for (int i = 0; i < 4; i++) {
                CHECK(recv(fds[i], &c, 1, MSG_DONTWAIT) < 0);
                close(fds[i]);
        }
        usleep(50000);
        CHECK_INT(probe_status(probe_get(w, "/x", "")), 200);
        probe_close(w);
}

TEST(connections_are_limited_to_the_descriptors_there_are)
{
        struct rlimit before, few = {200, 200};
        HttpConfig config = probe_usual();
        Probe *w;
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
        w = probe_open(a, config);
        while (n < 150 && (fds[n] = probe_dial(w)) >= 0)
                n++;
        usleep(20000);
        while (n > 0)
                close(fds[--n]);
        usleep(50000);
        CHECK_INT(probe_status(probe_get(w, "/x", "")), 200);
        probe_close(w);
        setrlimit(RLIMIT_NOFILE, &before);
}

TEST(behind_a_proxy_the_peer_is_the_last_one_named)
{
        HttpConfig config = probe_usual();
        Probe *w;

        config.trusted_proxies = S("loopback");
        w = probe_open(a, config);
        CHECK_STR(probe_get(w, "/x", "X-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nCookie: b=1; c=z\r\n"),
                  CONTAINS, "peer=2.2.2.2 c=z]");
        probe_close(w);
}
