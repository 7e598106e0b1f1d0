/* net/push: see the header. */
#include "net/push.h"

#include "base/words.h"
#include "net/address.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_MS_MAX = 10000, CONNECTIONS_KEPT = 32 };

struct PushSet {
        CURLM *multi;
        bool may_private;
        int seconds_max;
        struct Sent *first; /* on their way */
};

/* One that is on its way. No arena here: its trap must not jump out through the library's frames.
 */
typedef struct Sent {
        struct Sent *next;
        PushSet *set;
        CURL *curl;
        struct curl_slist *headers;
        void *ctx;
        char *body;
        char words[CURL_ERROR_SIZE]; /* the library's */
        char answer[PUSH_ANSWER_BYTES_MAX];
        size_t answer_n, read_n;
        bool is_refused; /* the address was not public */
} Sent;

static void sent_free(Sent *s);
static Status settle(Sent *s, const char *url, size_t body_n);
static size_t take(char *at, size_t one, size_t n, void *ctx);
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address);

Status push_open(bool may_private, int seconds_max, PushSet **out)
{
        PushSet *p = calloc(1, sizeof *p);

        if (!p)
                return BROKEN;
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
                free(p);
                return BROKEN;
        }
        p->may_private = may_private;
        p->seconds_max = seconds_max ? seconds_max : PUSH_SECONDS_MAX;
        p->multi = curl_multi_init();
        if (!p->multi ||
            curl_multi_setopt(p->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT) != CURLM_OK) {
                push_close(p);
                return BROKEN;
        }
        *out = p;
        return OK;
}

void push_close(PushSet *p)
{
        if (!p)
                return;
        while (p->first) {
                Sent *s = p->first;

                p->first = s->next;
                curl_multi_remove_handle(p->multi, s->curl);
                sent_free(s);
        }
        curl_multi_cleanup(p->multi);
        curl_global_cleanup();
        free(p);
}

static void sent_free(Sent *s)
{
        curl_easy_cleanup(s->curl);
        curl_slist_free_all(s->headers);
        free(s->body);
        free(s);
}

/* What the host is, when it is an address: of [2001:db8::1] what is between. */
static bool host_is_private(Str host)
{
        bool is_one;

        if (host.len > 2 && host.at[0] == '[')
                host = (Str){host.at + 1, host.len - 2};
        host.len = str_find(host, '%'); /* with a zone it is somebody's own */
        return !address_text_is_public(host, &is_one) && is_one;
}

static bool has_part(CURLU *u, CURLUPart part)
{
        char *text = NULL;
        bool is_there = curl_url_get(u, part, &text, 0) == CURLUE_OK;

        curl_free(text);
        return is_there;
}

static const char *why_not(CURLU *u, bool may_private)
{
        char *scheme = NULL, *host = NULL;
        const char *why = NULL;

        if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
            curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK || !host[0])
                why = _("This is not an address of the web.");
        else if (strcmp(scheme, "https") != 0 && (!may_private || strcmp(scheme, "http") != 0))
                why = _("This must begin with https://.");
        else if (has_part(u, CURLUPART_USER) || has_part(u, CURLUPART_PASSWORD))
                why = _("A name or password does not belong into an address.");
        else if (has_part(u, CURLUPART_FRAGMENT))
                why = _("What follows a # is not sent: leave it out.");
        else if (!may_private && host_is_private(str_from(host)))
                why = _("This address belongs to a private network.");
        curl_free(scheme);
        curl_free(host);
        return why;
}

Status push_url_check(Str url, bool may_private, char fault[PUSH_FAULT_BYTES])
{
        char z[PUSH_URL_BYTES_MAX + 1];
        CURLU *u = NULL;
        const char *why = _("This is not an address of the web.");

        if (url.len && url.len <= PUSH_URL_BYTES_MAX && str_find(url, '\0') == url.len &&
            (u = curl_url())) {
                memcpy(z, url.at, url.len);
                z[url.len] = '\0';
                if (curl_url_set(u, CURLUPART_URL, z, 0) == CURLUE_OK)
                        why = why_not(u, may_private);
        }
        curl_url_cleanup(u);
        if (why)
                snprintf(fault, PUSH_FAULT_BYTES, "%s", why);
        return why ? INVALID : OK;
}

static Status add_headers(Sent *s, const Push *push)
{
        char line[1024];

        for (size_t i = 0; i < push->headers_n; i++) {
                Str h = push->headers[i];
                struct curl_slist *more;

                if (h.len >= sizeof line || str_find(h, '\n') < h.len || str_find(h, '\r') < h.len)
                        return INVALID;
                memcpy(line, h.at, h.len);
                line[h.len] = '\0';
                more = curl_slist_append(s->headers, line);
                if (!more)
                        return BROKEN;
                s->headers = more;
        }
        return OK;
}

Status push_begin(PushSet *p, const Push *push)
{
        char fault[PUSH_FAULT_BYTES], url[PUSH_URL_BYTES_MAX + 1];
        Sent *s;
        Status status;

        TRY(push_url_check(push->url, p->may_private, fault));
        memcpy(url, push->url.at, push->url.len);
        url[push->url.len] = '\0';
        s = calloc(1, sizeof *s);
        if (!s)
                return BROKEN;
        s->set = p;
        s->ctx = push->ctx;
        s->curl = curl_easy_init();
        s->body = malloc(push->body.len + 1);
        status = s->curl && s->body ? add_headers(s, push) : BROKEN;
        if (status == OK) {
                memcpy(s->body, push->body.at, push->body.len);
                status = settle(s, url, push->body.len);
        }
        if (status == OK && curl_multi_add_handle(p->multi, s->curl) != CURLM_OK)
                status = BROKEN;
        if (status != OK) {
                sent_free(s);
                return status;
        }
        s->next = p->first;
        p->first = s;
        return OK;
}

static Status settle(Sent *s, const char *url, size_t body_n)
{
        CURL *c = s->curl;
        const char *schemes = s->set->may_private ? "http,https" : "https";
        bool good = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK;

        good &= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, schemes) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
        /* a proxy would connect for us, to where it likes */
        good &= curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, s) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)s->set->seconds_max) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS_MAX) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_USERAGENT, "seedbed") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->words) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_POST, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_POSTFIELDS, s->body) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_n) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_HTTPHEADER, s->headers) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_WRITEDATA, s) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_PRIVATE, s) == CURLE_OK;
        return good ? OK : BROKEN;
}

static size_t take(char *at, size_t one, size_t n, void *ctx)
{
        Sent *s = ctx;
        size_t bytes = one * n, room = sizeof s->answer - s->answer_n;

        memcpy(s->answer + s->answer_n, at, bytes < room ? bytes : room);
        s->answer_n += bytes < room ? bytes : room;
        s->read_n += bytes;
        return s->read_n > PUSH_ANSWER_READ_MAX ? 0 : bytes; /* 0 ends the transfer */
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
        Sent *s = ctx;

        (void)purpose;
        if (!s->set->may_private && !address_is_public(&address->addr, address->addrlen)) {
                s->is_refused = true;
                return CURL_SOCKET_BAD;
        }
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void push_wait(PushSet *p, int ms_max)
{
        int running = 0;

        (void)curl_multi_perform(p->multi, &running);
        if (running && curl_multi_poll(p->multi, NULL, 0, ms_max, NULL) == CURLM_OK)
                (void)curl_multi_perform(p->multi, &running);
}

static void describe(Sent *s, CURLcode rc, PushEnd *out)
{
        long code = 0;
        curl_off_t took = 0, after = 0;

        *out = (PushEnd){.ctx = s->ctx, .answer_n = s->answer_n};
        memcpy(out->answer, s->answer, s->answer_n);
        (void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
        if (curl_easy_getinfo(s->curl, CURLINFO_TOTAL_TIME_T, &took) == CURLE_OK)
                out->duration_us = took;
        if (curl_easy_getinfo(s->curl, CURLINFO_RETRY_AFTER, &after) == CURLE_OK)
                out->retry_after_s = after;
        /* an answer that is too long has said what it is at its beginning */
        if (rc == CURLE_OK || (rc == CURLE_WRITE_ERROR && s->read_n > PUSH_ANSWER_READ_MAX)) {
                out->code = (int)code;
                return;
        }
        snprintf(out->fault, sizeof out->fault, "%.200s",
                 s->is_refused ? _("The name leads to an address of a private network.")
                 : s->words[0] ? s->words
                               : curl_easy_strerror(rc));
}

bool push_next(PushSet *p, PushEnd *out)
{
        int left;
        CURLMsg *m;

        while ((m = curl_multi_info_read(p->multi, &left))) {
                CURLcode rc = m->data.result;
                Sent *s = NULL, **at = &p->first;

                if (m->msg != CURLMSG_DONE ||
                    curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&s) != CURLE_OK)
                        continue;
                describe(s, rc, out);
                while (*at && *at != s)
                        at = &(*at)->next;
                if (*at)
                        *at = s->next;
                curl_multi_remove_handle(p->multi, s->curl);
                sent_free(s);
                return true;
        }
        return false;
}
