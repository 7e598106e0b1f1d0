/* net/fetch: see the header. */
#include "net/fetch.h"

#include "net/body.h"
#include "base/words.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Fetch {
        CURL *curl;
        char words[CURL_ERROR_SIZE]; /* the library's */
        char fault[FETCH_FAULT_BYTES];
};

/* No arena here: its trap must not jump out through the library's frames. */
static Status settle(Fetch *f);
static Status end(Fetch *f, CURLcode rc, const Body *body);

Status fetch_open(Fetch **out)
{
        Fetch *f = calloc(1, sizeof *f);

        if (!f)
                return BROKEN;
        if (curl_global_init(CURL_GLOBAL_DEFAULT) !=
            CURLE_OK) { /* counted by the library, safe from any thread */
                free(f);
                return BROKEN;
        }
        f->curl = curl_easy_init();
        if (!f->curl || settle(f) != OK) {
                fetch_close(f);
                return BROKEN;
        }
        *out = f;
        return OK;
}

void fetch_close(Fetch *f)
{
        if (!f)
                return;
        curl_easy_cleanup(f->curl);
        curl_global_cleanup();
        free(f);
}

const char *fetch_fault(const Fetch *f)
{
        return f->fault;
}

static Status settle(Fetch *f)
{
        CURL *c = f->curl;
        bool good = true;

        good &= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS_MAX) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)FETCH_SECONDS_MAX) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)FETCH_SECONDS_MAX / 3) ==
                CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_USERAGENT, "seedbed") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, f->words) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, body_take) == CURLE_OK;
        return good ? OK : BROKEN;
}

Status fetch_get(Fetch *f, Arena *a, Str url, size_t bytes_max, Str *out_body)
{
        char name[FETCH_URL_BYTES_MAX + 1];
        Body body = {.bytes_max = bytes_max};
        CURLcode rc;
        Status s;

        f->fault[0] = f->words[0] = '\0';
        if (url.len > FETCH_URL_BYTES_MAX ||
            (!str_starts(url, S("http://")) && !str_starts(url, S("https://"))) ||
            str_find(url, '\0') < url.len) {
                snprintf(f->fault, sizeof f->fault, _("not an http or https address"));
                return INVALID;
        }
        memcpy(name, url.at, url.len);
        name[url.len] = '\0';
        if (curl_easy_setopt(f->curl, CURLOPT_URL, name) != CURLE_OK ||
            curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, &body) != CURLE_OK)
                return BROKEN;
        rc = curl_easy_perform(f->curl);
        s = end(f, rc, &body);
        if (s == OK && body.len <= a->bytes_max - a->bytes_used) {
                *out_body = str_copy(a, (Str){body.at, body.len});
        } else if (s == OK) {
                s = TOO_LARGE;
        }
        free(body.at);
        return s;
}

static Status end(Fetch *f, CURLcode rc, const Body *body)
{
        long code = 0;

        if (body->is_too_large) {
                snprintf(f->fault, sizeof f->fault, _("the answer is larger than %zu bytes"),
                         body->bytes_max);
                return TOO_LARGE;
        }
        if (rc != CURLE_OK) {
                snprintf(f->fault, sizeof f->fault, "%.200s",
                         f->words[0] ? f->words : curl_easy_strerror(rc));
                return UPSTREAM;
        }
        if (curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &code) != CURLE_OK)
                return UPSTREAM;
        if (code == 200)
                return OK;
        snprintf(f->fault, sizeof f->fault, _("the server answered %ld"), code);
        return code == 404 || code == 410 ? NOT_FOUND : UPSTREAM;
}
