/* web/http_reply: what goes out: headers that are always on, compression, problems. */
#include "base/json.h"
#include "base/words.h"
#include "web/http_inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { ZIP_BYTES_MIN = 1024, HEADER_BYTES_MAX = 4096, PROBLEM_BYTES_MAX = 1024 };

struct Zip {
        z_stream stream;
};

/* Every reply has these; a reply that must differ sets the header itself. */
static const HttpPair always[] = {
        {S_INIT("X-Content-Type-Options"), S_INIT("nosniff")},
        {S_INIT("Referrer-Policy"), S_INIT("same-origin")},
        {S_INIT("Content-Security-Policy"),
         /* as it is */
         S_INIT("default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
                "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")},
        {S_INIT("Cross-Origin-Opener-Policy"), S_INIT("same-origin")},
        {S_INIT("Permissions-Policy"),
         S_INIT("camera=(), geolocation=(), microphone=(), payment=()")},
};

static struct MHD_Response *make_body(Worker *w, const Flight *f, HttpReply *reply, bool *out_zip,
                                      size_t *out_bytes);
static void write_problem(Text *t, int status, Str detail);
static bool has_header(const HttpPair *headers, size_t n, Str name);

Zip *zip_open(int level)
{
        Zip *z = calloc(1, sizeof *z);

        /* 15 + 16: the largest window, with a gzip frame around it */
        if (z &&
            deflateInit2(&z->stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
                free(z);
                return NULL;
        }
        return z;
}

void zip_close(Zip *z)
{
        if (!z)
                return;
        deflateEnd(&z->stream);
        free(z);
}

bool zip_bytes(Zip *z, Str plain, char **out, size_t *out_n)
{
        char *bytes;
        int end;

        if (plain.len > UINT32_MAX / 2 || deflateReset(&z->stream) != Z_OK)
                return false;
        bytes = malloc(plain.len);
        if (!bytes)
                return false;
        z->stream.next_in = (unsigned char *)(uintptr_t)plain.at;
        z->stream.avail_in = (uInt)plain.len;
        z->stream.next_out = (unsigned char *)bytes;
        z->stream.avail_out = (uInt)plain.len;
        end = deflate(&z->stream, Z_FINISH);
        if (end != Z_STREAM_END) { /* it did not get shorter */
                free(bytes);
                return false;
        }
        *out_n = plain.len - z->stream.avail_out;
        *out = bytes;
        return true;
}

bool zip_pays(Str type, size_t bytes)
{
        return bytes >= ZIP_BYTES_MIN &&
               (str_starts(type, S("text/")) || str_starts(type, S("application/json")) ||
                str_starts(type, S("application/javascript")) ||
                str_starts(type, S("application/problem+json")) ||
                str_starts(type, S("application/xml")) || str_starts(type, S("image/svg+xml")));
}

bool reply_header_set(struct MHD_Response *r, const char *name, Str value)
{
        char z[HEADER_BYTES_MAX];

        if (str_empty(value))
                return true;
        if (value.len >= sizeof z)
                return false;
        for (size_t i = 0; i < value.len; i++)
                if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
                        return false; /* a line end here would be a second header of someone's
                                         choice */
        memcpy(z, value.at, value.len);
        z[value.len] = '\0';
        return MHD_add_response_header(r, name, z) == MHD_YES;
}

bool reply_headers_add(struct MHD_Response *r, const HttpPair *headers, size_t headers_n)
{
        for (size_t i = 0; i < sizeof always / sizeof *always; i++)
                if (!has_header(headers, headers_n, always[i].name) &&
                    !reply_header_set(r, always[i].name.at, always[i].value))
                        return false;
        for (size_t i = 0; i < headers_n; i++) {
                char name[128];

                if (str_empty(headers[i].name) || headers[i].name.len >= sizeof name)
                        return false;
                memcpy(name, headers[i].name.at, headers[i].name.len);
                name[headers[i].name.len] = '\0';
                if (!reply_header_set(r, name, headers[i].value))
                        return false;
        }
        return true;
}

/* Hosts beside this one are none of our business: no includeSubDomains. */
bool reply_tls_only_add(struct MHD_Response *r)
{
        return reply_header_set(r, "Strict-Transport-Security", S("max-age=31536000"));
}

struct MHD_Response *reply_make(Worker *w, const Flight *f, HttpReply *reply, size_t *out_bytes)
{
        bool is_zip = false;
        struct MHD_Response *r;
        bool good;

        if ((f->gate.method == HTTP_GET || f->gate.method == HTTP_HEAD) && reply->status == 200 &&
            gate_etag_matches(f->gate.if_none_match, reply->etag)) {
                reply->status = 304;
                reply->body = (Str){0};
                if (reply->file_fd >= 0)
                        close(reply->file_fd);
                reply->file_fd = -1;
        }
        r = make_body(w, f, reply, &is_zip, out_bytes);
        if (!r)
                return NULL;
        good = reply_header_set(r, "Content-Type", reply->content_type) &&
               reply_header_set(r, "ETag", reply->etag) &&
               reply_header_set(r, "X-Request-Id", str_from(f->id)) &&
               (!is_zip || reply_header_set(r, "Content-Encoding", S("gzip"))) &&
               (!zip_pays(reply->content_type, ZIP_BYTES_MIN) ||
                has_header(reply->headers, reply->headers_n, S("Vary")) ||
                reply_header_set(r, "Vary", S("Accept-Encoding"))) &&
               (has_header(reply->headers, reply->headers_n, S("Cache-Control")) ||
                reply_header_set(r, "Cache-Control",
                                 reply->no_store ? S("no-store") : S("private, no-cache"))) &&
               (!w->server->config.tells_tls_only || reply_tls_only_add(r)) &&
               reply_headers_add(r, reply->headers, reply->headers_n);
        if (!good) {
                MHD_destroy_response(r);
                return NULL;
        }
        if (f->gate.method == HTTP_HEAD)
                *out_bytes = 0;
        return r;
}

struct MHD_Response *reply_problem(int status, const char *why, const char *id, bool close_after,
                                   bool retry)
{
        char text[PROBLEM_BYTES_MAX];
        Text t = text_over(text, sizeof text); /* event threads have no arena */
        struct MHD_Response *r;

        write_problem(&t, status, str_from(_(why)));
        r = MHD_create_response_from_buffer(t.len, text, MHD_RESPMEM_MUST_COPY);
        if (!r)
                return NULL;
        if (reply_header_set(r, "Content-Type", S("application/problem+json")) &&
            reply_header_set(r, "Cache-Control", S("no-store")) &&
            reply_header_set(r, "X-Request-Id", str_from(id)) &&
            (!close_after || reply_header_set(r, "Connection", S("close"))) &&
            (!retry || reply_header_set(r, "Retry-After", S("1"))) && reply_headers_add(r, NULL, 0))
                return r;
        MHD_destroy_response(r);
        return NULL;
}

void http_problem(HttpRequest *rq, HttpReply *reply, int status, Str detail)
{
        Text t = text_begin(rq->arena, 64 * KIB);

        write_problem(&t, status, detail);
        reply->status = status;
        reply->content_type = S("application/problem+json");
        reply->body = text_str(&t);
        reply->no_store = true;
}

void http_reply_header(HttpRequest *rq, HttpReply *reply, Str name, Str value)
{
        HttpPair *more = arena_new(rq->arena, HttpPair, reply->headers_n + 1);

        if (reply->headers_n)
                memcpy(more, reply->headers, reply->headers_n * sizeof *more);
        more[reply->headers_n] = (HttpPair){name, value};
        reply->headers = more;
        reply->headers_n++;
}

void count_reply(HttpServer *s, int status, uint64_t bytes)
{
        int class = status / 100;

        atomic_fetch_add_explicit(&s->counts.by_class[class >= 1 && class <= 5 ? class : 0], 1,
                                  memory_order_relaxed);
        if (bytes)
                atomic_fetch_add_explicit(&s->counts.bytes_out, bytes, memory_order_relaxed);
}

/* A quarter of a megabyte, so a worker has it from its first use on. */
static struct Zip *zip_of(Worker *w)
{
        if (!w->zip)
                w->zip = zip_open(1);
        return w->zip;
}

static struct MHD_Response *make_body(Worker *w, const Flight *f, HttpReply *reply, bool *out_zip,
                                      size_t *out_bytes)
{
        struct MHD_Response *r;
        char *zipped;

        if (reply->file_fd >= 0) {
                struct stat st;

                /* fewer bytes than promised would leave the reader waiting */
                if (fstat(reply->file_fd, &st) != 0 || (uint64_t)st.st_size < reply->file_bytes)
                        r = NULL;
                else
                        r = MHD_create_response_from_fd64(reply->file_bytes, reply->file_fd);
                if (!r)
                        close(reply->file_fd);
                *out_bytes = reply->file_bytes;
                return r;
        }
        if (f->gate.takes_gzip && zip_pays(reply->content_type, reply->body.len) && zip_of(w) &&
            !has_header(reply->headers, reply->headers_n, S("Content-Encoding")) &&
            zip_bytes(w->zip, reply->body, &zipped, out_bytes)) {
                *out_zip = true;
                r = MHD_create_response_from_buffer(*out_bytes, zipped, MHD_RESPMEM_MUST_FREE);
                if (!r)
                        free(zipped);
                return r;
        }
        *out_bytes = reply->body.len;
        /* copied, as the arena is used again before the last byte is out */
        return MHD_create_response_from_buffer(reply->body.len, (void *)(uintptr_t)reply->body.at,
                                               MHD_RESPMEM_MUST_COPY);
}

static void write_problem(Text *t, int status, Str detail)
{
        JsonOut j = jout_begin(t);

        jout_object(&j);
        jout_key(&j, S("type"));
        jout_text(&j, S("about:blank"));
        jout_key(&j, S("title"));
        jout_text(&j, str_from(MHD_get_reason_phrase_for((unsigned)status)));
        jout_key(&j, S("status"));
        jout_int(&j, status);
        jout_key(&j, S("detail"));
        jout_text(&j, detail);
        jout_object_end(&j);
}

static bool has_header(const HttpPair *headers, size_t n, Str name)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq_nocase(headers[i].name, name))
                        return true;
        return false;
}
