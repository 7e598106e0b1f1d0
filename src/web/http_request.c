/* web/http_request: what `answer` asks of its request. */
#include "web/decode.h"
#include "web/gate.h"
#include "web/http.h"

static Str pair_value(const HttpPair *pairs, size_t n, Str name);

Str http_header(const HttpRequest *rq, Str name)
{
        for (size_t i = 0; i < rq->headers_n; i++)
                if (str_eq_nocase(rq->headers[i].name, name))
                        return rq->headers[i].value;
        return (Str){0};
}

Str http_query(const HttpRequest *rq, Str name)
{
        return pair_value(rq->query_pairs, rq->query_n, name);
}

Str http_cookie(const HttpRequest *rq, Str name)
{
        Str value;

        /* RFC 6265 wants one Cookie header; HTTP/2 in front may make several */
        for (size_t i = 0; i < rq->headers_n; i++)
                if (str_eq_nocase(rq->headers[i].name, S("Cookie")) &&
                    gate_cookie(rq->headers[i].value, name, &value))
                        return value;
        return (Str){0};
}

Status http_form(const HttpRequest *rq, const HttpPair **out, size_t *out_n)
{
        Str type = http_header(rq, S("Content-Type"));
        HttpPair *pairs;
        size_t n;

        type.len = str_find(type, ';');
        type = str_trim(type);
        if (rq->fields) {
                *out = rq->fields;
                *out_n = rq->fields_n;
                return OK;
        }
        if (!str_eq_nocase(type, S("application/x-www-form-urlencoded")) &&
            !(str_empty(type) && str_empty(rq->body)))
                return INVALID;
        TRY(http_form_parse(rq->arena, rq->body, &pairs, &n));
        *out = pairs;
        *out_n = n;
        return OK;
}

Status http_form_parse(Arena *a, Str body, HttpPair **out, size_t *out_n)
{
        return decode_pairs(a, body, HTTP_FIELDS_MAX, out, out_n);
}

void http_upload_take(HttpUpload *upload)
{
        upload->is_taken = true;
}

static Str pair_value(const HttpPair *pairs, size_t n, Str name)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(pairs[i].name, name))
                        return pairs[i].value;
        return (Str){0};
}
