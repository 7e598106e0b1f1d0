/* net/smtp: see the header. */
#include "net/smtp.h"

#include "base/hash.h"
#include "base/words.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SMTP_ADDRESS_ROOM = 300, SMTP_IDLE_SECONDS_MAX = 45, SMTP_SLOW_BYTES = 1 };

/* Where the talk stands; told by what we say, for the library's codes do not tell it. */
typedef enum { AT_GREETING, AT_SENDER, AT_RECEIVER, AT_CONTENT } Phase;

struct Smtp {
        CURL *curl;
        SmtpConfig config; /* texts copied */
        char *texts[4];
        char error[CURL_ERROR_SIZE];
        Str left; /* of the message */
        Phase phase;
        char last[SMTP_FAULT_BYTES]; /* what the server refused with */
};

static Status settle(Smtp *s);
static Status sign_in(Smtp *s);
static size_t give(char *to, size_t one, size_t n, void *ctx);
static int listen_in(CURL *curl, curl_infotype type, char *at, size_t n, void *ctx);
static void sort(Smtp *s, CURLcode rc, SmtpEnd *out);

Status smtp_open(const SmtpConfig *config, Smtp **out)
{
        Smtp *s;
        Str *texts[4];
        bool good = true;

        if (!str_starts(config->url, S("smtp://")) && !str_starts(config->url, S("smtps://")))
                return INVALID;
        s = calloc(1, sizeof *s);
        if (!s)
                return BROKEN;
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
                free(s);
                return BROKEN;
        }
        s->config = *config;
        texts[0] = &s->config.url;
        texts[1] = &s->config.user;
        texts[2] = &s->config.password_file;
        texts[3] = &s->config.ca_file;
        for (int i = 0; i < 4; i++) {
                s->texts[i] = strndup(texts[i]->at ? texts[i]->at : "", texts[i]->len);
                good &= s->texts[i] != NULL;
                *texts[i] = str_from(s->texts[i]);
        }
        s->curl = curl_easy_init();
        if (!good || !s->curl || settle(s) != OK) {
                smtp_close(s);
                return BROKEN;
        }
        *out = s;
        return OK;
}

void smtp_close(Smtp *s)
{
        if (!s)
                return;
        curl_easy_cleanup(s->curl);
        curl_global_cleanup();
        for (int i = 0; i < 4; i++)
                free(s->texts[i]);
        free(s);
}

void smtp_send(Smtp *s, Str from, Str to, Str message, SmtpEnd *out)
{
        char sender[SMTP_ADDRESS_ROOM], receiver[SMTP_ADDRESS_ROOM];
        struct curl_slist *receivers;
        CURL *c = s->curl;
        CURLcode rc = CURLE_OUT_OF_MEMORY;

        *out = (SmtpEnd){.status = UPSTREAM};
        s->error[0] = s->last[0] = '\0';
        s->phase = AT_GREETING;
        s->left = message;
        snprintf(sender, sizeof sender, "<%.*s>", S_ARG(from));
        snprintf(receiver, sizeof receiver, "<%.*s>", S_ARG(to));
        receivers = curl_slist_append(NULL, receiver);
        if (receivers && sign_in(s) == OK &&
            curl_easy_setopt(c, CURLOPT_MAIL_FROM, sender) == CURLE_OK &&
            curl_easy_setopt(c, CURLOPT_MAIL_RCPT, receivers) == CURLE_OK)
                rc = curl_easy_perform(c);
        curl_slist_free_all(receivers);
        sort(s, rc, out);
}

static Status settle(Smtp *s)
{
        CURL *c = s->curl;
        int seconds = s->config.seconds_max ? s->config.seconds_max : SMTP_SECONDS_MAX;
        long tls = s->config.in_clear ? CURLUSESSL_NONE : CURLUSESSL_ALL;
        bool good = true;

        good &= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_URL, s->texts[0]) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_USE_SSL, tls) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
        if (s->config.ca_file.len)
                good &= curl_easy_setopt(c, CURLOPT_CAINFO, s->texts[3]) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)seconds) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT,
                                 (long)(seconds < SMTP_CONNECT_SECONDS_MAX
                                                ? seconds
                                                : SMTP_CONNECT_SECONDS_MAX)) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_MAXAGE_CONN, (long)SMTP_IDLE_SECONDS_MAX) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_READFUNCTION, give) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_READDATA, s) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->error) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, listen_in) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_DEBUGDATA, s) == CURLE_OK;
        good &= curl_easy_setopt(c, CURLOPT_VERBOSE, 1L) == CURLE_OK;
        return good ? OK : BROKEN;
}

/* The file's first line. The library keeps a copy of its own until the handle goes. */
static Status sign_in(Smtp *s)
{
        char password[SMTP_PASSWORD_BYTES_MAX + 1];
        ssize_t n;
        int fd;
        bool good;

        if (!s->config.user.len)
                return OK;
        fd = open(s->texts[2], O_RDONLY | O_CLOEXEC);
        n = fd >= 0 ? read(fd, password, SMTP_PASSWORD_BYTES_MAX) : -1;
        if (fd >= 0)
                close(fd);
        if (n < 0) {
                snprintf(s->error, sizeof s->error, _("smtp-password-file can not be read"));
                return UPSTREAM;
        }
        password[n] = '\0';
        password[strcspn(password, "\r\n")] = '\0';
        good = curl_easy_setopt(s->curl, CURLOPT_USERNAME, s->texts[1]) == CURLE_OK &&
               curl_easy_setopt(s->curl, CURLOPT_PASSWORD, password) == CURLE_OK;
        secret_wipe(password, sizeof password);
        return good ? OK : UPSTREAM;
}

static size_t give(char *to, size_t one, size_t n, void *ctx)
{
        Smtp *s = ctx;
        size_t bytes = one * n < s->left.len ? one * n : s->left.len;

        if (bytes)
                memcpy(to, s->left.at, bytes);
        s->left = str_skip(s->left, bytes);
        return bytes;
}

/* Our commands tell the phase, the server's lines the reason. Nothing of either is logged. */
static int listen_in(CURL *curl, curl_infotype type, char *at, size_t n, void *ctx)
{
        Smtp *s = ctx;
        Str line = str_trim((Str){at, n});

        (void)curl;
        if (type == CURLINFO_HEADER_OUT) {
                if (str_starts(line, S("MAIL FROM")))
                        s->phase = AT_SENDER;
                else if (str_starts(line, S("RCPT TO")))
                        s->phase = AT_RECEIVER;
                else if (str_starts(line, S("DATA")))
                        s->phase = AT_CONTENT;
                if (!str_starts(line, S("QUIT"))) /* said after all is lost; the reason stays */
                        s->last[0] = '\0';
        } else if (type == CURLINFO_HEADER_IN && line.len &&
                   (line.at[0] == '4' || line.at[0] == '5')) {
                snprintf(s->last, sizeof s->last, "%.*s",
                         (int)(line.len < sizeof s->last - 1 ? line.len : sizeof s->last - 1),
                         line.at);
        }
        return 0;
}

static void sort(Smtp *s, CURLcode rc, SmtpEnd *out)
{
        long code = 0;
        bool answered;

        if (rc == CURLE_OK) {
                out->status = OK;
                return;
        }
        if (curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK)
                out->code = (int)code;
        /* an answer, not a connection that broke after one */
        answered = code >= 400 && code <= 599 && rc != CURLE_OPERATION_TIMEDOUT;
        snprintf(out->words, sizeof out->words, "%.250s",
                 answered && s->last[0] ? s->last
                 : s->error[0]          ? s->error
                                        : curl_easy_strerror(rc));
        for (char *p = out->words; *p; p++)
                if ((unsigned char)*p < 0x20)
                        *p = ' ';
        if (answered && code >= 500 && (s->phase == AT_RECEIVER || s->phase == AT_CONTENT)) {
                out->status = INVALID;
                out->is_receiver = s->phase == AT_RECEIVER;
        } else {
                out->is_server_away = !answered || s->phase < AT_RECEIVER;
        }
}
