/* main/bench_http: see the header. */
#include "main/bench_http.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int bench_connect(int port)
{
        struct sockaddr_in at = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
                close(fd);
                return -1;
        }
        return fd;
}

static Str cookie(Arena *a, Str session)
{
        return session.len ? str_fmt(a, "Cookie: seedbed=%.*s\r\n", S_ARG(session)) : (Str){0};
}

Str bench_post(Arena *a, const char *path, Str session, Str body)
{
        return str_fmt(a,
                       "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                       "application/x-www-form-urlencoded\r\nContent-Length: "
                       "%zu\r\n%.*s\r\n%.*s",
                       path, body.len, S_ARG(cookie(a, session)), S_ARG(body));
}

Str bench_get(Arena *a, Str path, Str session)
{
        return str_fmt(a, "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1\r\n%.*s\r\n", S_ARG(path),
                       S_ARG(cookie(a, session)));
}

static void copy_location(const char *head, const char *end, char *location, size_t room)
{
        const char *at = strcasestr(head, "\r\nLocation:");
        size_t n;

        location[0] = '\0';
        if (!at || at > end)
                return;
        at += 11;
        while (*at == ' ')
                at++;
        n = strcspn(at, "\r\n");
        snprintf(location, room, "%.*s", (int)n, at);
}

int bench_answer(int fd, char *location, size_t room)
{
        char text[256 * 1024];
        size_t got = 0, want = 0, kept = 0;
        int status = 0;

        while (!want || got < want) {
                ssize_t n = recv(fd, text + kept, sizeof text - 1 - kept, 0);
                char *end, *length;

                if (n <= 0)
                        return 0;
                got += (size_t)n;
                if (want) /* only counted */
                        continue;
                kept += (size_t)n;
                text[kept] = '\0';
                end = strstr(text, "\r\n\r\n");
                if (!end && kept == sizeof text - 1)
                        return 0;
                if (!end)
                        continue;
                length = strcasestr(text, "\r\nContent-Length:");
                want = (size_t)(end + 4 - text) +
                       (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
                status = (int)strtol(text + 9, NULL, 10);
                if (location)
                        copy_location(text, end, location, room);
                kept = 0;
        }
        return status;
}

static int by_value(const void *x, const void *y)
{
        double d = *(const double *)x - *(const double *)y;

        return d < 0 ? -1 : d > 0;
}

double bench_quantile(double *values, size_t n, int thousandth)
{
        size_t at = n * (size_t)thousandth / 1000;

        if (!n)
                return 0;
        qsort(values, n, sizeof *values, by_value);
        return values[at < n ? at : n - 1];
}
