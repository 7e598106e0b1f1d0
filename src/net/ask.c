/* net/ask: see the header. */
#include "net/ask.h"

#include "net/address.h"
#include "net/body.h"

#include "base/words.h"

#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { URL_BYTES_MAX = 4000, HEADER_BYTES_MAX = 8000 };

struct AskGate {
        pthread_mutex_t lock;
        pthread_cond_t free;
        size_t running, running_max;
};

/* No arena here: its trap must not jump out through the library's frames. */
/* The answer's bytes, and whether an address was refused. */
typedef struct {
        Body body;
        bool may_be_private, is_private;
} Reply;

static bool enter(AskGate *gate);
static void leave(AskGate *gate);
static Status set_up(CURL *c, const Ask *what, Reply *reply, char *words);
static Status perform(CURL *c, const Ask *what, Reply *reply, Answer *out);
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address);

Status ask_gate_open(size_t running_max, AskGate **out)
{
        AskGate *gate = calloc(1, sizeof *gate);
        pthread_condattr_t how;

        if (!gate)
                return BROKEN;
        pthread_mutex_init(&gate->lock, NULL);
        pthread_condattr_init(&how);
        pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
        pthread_cond_init(&gate->free, &how);
        pthread_condattr_destroy(&how);
        gate->running_max = running_max ? running_max : 1;
        *out = gate;
        return OK;
}

void ask_gate_close(AskGate *gate)
{
        if (!gate)
                return;
        pthread_cond_destroy(&gate->free);
        pthread_mutex_destroy(&gate->lock);
        free(gate);
}

Status ask(Arena *a, const Ask *what, Answer *out)
{
        Reply reply = {.body = {.bytes_max = what->bytes_max},
                       .may_be_private = what->may_be_private};
        Answer answer = {0};
        CURL *c;
        Status s;

        out->fault[0] = '\0';
        if (what->url.len > URL_BYTES_MAX || str_find(what->url, '\0') < what->url.len ||
            (!str_starts(what->url, S("https://")) && !str_starts(what->url, S("http://")))) {
                snprintf(out->fault, sizeof out->fault, _("not an http or https address"));
                return INVALID;
        }
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
                return BROKEN;
        c = curl_easy_init();
        s = c ? perform(c, what, &reply, &answer) : BROKEN;
        curl_easy_cleanup(c);
        curl_global_cleanup();
        memcpy(out->fault, answer.fault, sizeof out->fault);
        if (s == OK && reply.body.len > a->bytes_max - a->bytes_used)
                s = TOO_LARGE;
        if (s == OK) {
                out->code = answer.code;
                out->body = str_copy(a, (Str){reply.body.at, reply.body.len});
        }
        free(reply.body.at);
        return s;
}

static Status perform(CURL *c, const Ask *what, Reply *reply, Answer *out)
{
        char words[CURL_ERROR_SIZE] = "", line[HEADER_BYTES_MAX];
        struct curl_slist *headers = NULL;
        CURLcode rc;
        Status s;

        if (what->authorization.len) {
                snprintf(line, sizeof line, "Authorization: %.*s", S_ARG(what->authorization));
                headers = curl_slist_append(NULL, line);
        }
        headers = curl_slist_append(headers, "Accept: application/json");
        s = headers && curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers) == CURLE_OK
                    ? set_up(c, what, reply, words)
                    : BROKEN;
        if (s == OK && what->gate && !enter(what->gate)) {
                snprintf(out->fault, sizeof out->fault, _("many ask it just now"));
                s = TOO_MANY;
        }
        if (s == OK) {
                rc = curl_easy_perform(c);
                if (what->gate)
                        leave(what->gate);
                if (reply->body.is_too_large) {
                        snprintf(out->fault, sizeof out->fault,
                                 _("the answer is larger than %zu bytes"), reply->body.bytes_max);
                        s = TOO_LARGE;
                } else if (reply->is_private) {
                        snprintf(out->fault, sizeof out->fault,
                                 _("its address is in a private network"));
                        s = UPSTREAM;
                } else if (rc != CURLE_OK) {
                        snprintf(out->fault, sizeof out->fault, "%.200s",
                                 words[0] ? words : curl_easy_strerror(rc));
                        s = UPSTREAM;
                } else if (curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->code) != CURLE_OK) {
                        s = UPSTREAM;
                }
        }
        curl_slist_free_all(headers);
        return s;
}

static Status set_up(CURL *c, const Ask *what, Reply *reply, char *words)
{
        char url[URL_BYTES_MAX + 1];
        bool good = true;

        memcpy(url, what->url.at, what->url.len);
        url[what->url.len] = '\0';
        good &= curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)ASK_SECONDS_MAX) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)ASK_SECONDS_MAX / 2) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_USERAGENT, "seedbed") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, words) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, body_take) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_WRITEDATA, &reply->body) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, reply) == CURLE_OK;
        if (what->form.len) {
                good &= curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
                                         (curl_off_t)what->form.len) == CURLE_OK;
                good &= curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, what->form.at) == CURLE_OK;
        }
        return good ? OK : BROKEN;
}

/* Here the name is an address already. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
        Reply *b = ctx;

        (void)purpose;
        if (!b->may_be_private && !address_is_public(&address->addr, address->addrlen)) {
                b->is_private = true;
                return CURL_SOCKET_BAD;
        }
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool enter(AskGate *gate)
{
        struct timespec until;
        bool is_in;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += ASK_WAIT_SECONDS_MAX;
        pthread_mutex_lock(&gate->lock);
        while (gate->running >= gate->running_max)
                if (pthread_cond_timedwait(&gate->free, &gate->lock, &until) == ETIMEDOUT)
                        break;
        is_in = gate->running < gate->running_max;
        gate->running += is_in;
        pthread_mutex_unlock(&gate->lock);
        return is_in;
}

static void leave(AskGate *gate)
{
        pthread_mutex_lock(&gate->lock);
        gate->running--;
        pthread_cond_signal(&gate->free);
        pthread_mutex_unlock(&gate->lock);
}
