/* web/gate: see the header. */
#include "web/gate.h"

#include "base/words.h"

#include <string.h>

/* One head on its way through; checks stop at the first fault. */
typedef struct {
        const GateHead *head;
        const GateLimits *limits;
        GateVerdict v;
        size_t hosts, lengths, encodings;
        bool may_not_be_anonymous;
} Check;

static void refuse(Check *c, int status, const char *why);
static void check_line(Check *c);
static void check_header(Check *c, HttpPair h);
static void check_host(Check *c, Str host);
static void check_length(Check *c, Str value);
static void check_body(Check *c);
static bool is_token_byte(unsigned char b);

static const struct {
        Str name;
        HttpMethod method;
} methods[] = {
        {S_INIT("GET"), HTTP_GET},       {S_INIT("HEAD"), HTTP_HEAD},
        {S_INIT("POST"), HTTP_POST},     {S_INIT("PUT"), HTTP_PUT},
        {S_INIT("DELETE"), HTTP_DELETE}, {S_INIT("PATCH"), HTTP_OTHER},
        {S_INIT("OPTIONS"), HTTP_OTHER},
};

GateVerdict gate_check(const GateHead *head, const GateLimits *limits)
{
        Check c = {.head = head, .limits = limits};
        size_t bytes = 0;

        check_line(&c);
        if (head->headers_n > HTTP_HEADERS_MAX)
                refuse(&c, 431, N_("The request has too many header lines."));
        for (size_t i = 0; i < head->headers_n && !c.v.status; i++) {
                bytes += head->headers[i].name.len + head->headers[i].value.len + 4;
                if (bytes > limits->header_bytes_max)
                        refuse(&c, 431, N_("The request's header lines are too long."));
                else
                        check_header(&c, head->headers[i]);
        }
        if (!c.v.status && c.hosts == 0 && str_is(head->version, "HTTP/1.1"))
                refuse(&c, 400, N_("The Host header is missing."));
        if (!c.v.status)
                check_body(&c);
        c.v.is_anonymous = !c.may_not_be_anonymous;
        return c.v;
}

static void refuse(Check *c, int status, const char *why)
{
        if (c->v.status)
                return;
        c->v.status = status;
        c->v.why = why;
}

static void check_line(Check *c)
{
        Str uri = c->head->uri, version = c->head->version;
        bool is_known = false;

        for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
                if (str_eq(c->head->method, methods[i].name)) {
                        c->v.method = methods[i].method;
                        is_known = true;
                }
        if (!str_is(version, "HTTP/1.1") && !str_is(version, "HTTP/1.0"))
                refuse(c, 400, N_("This server speaks HTTP/1.1 and HTTP/1.0."));
        if (!is_known)
                refuse(c, 501, N_("This method is not known here."));
        if (uri.len > HTTP_URI_BYTES_MAX)
                refuse(c, 414, N_("The address is too long."));
        if (str_empty(uri) || uri.at[0] != '/')
                refuse(c, 400, N_("The address must be a path that begins with a slash."));
        for (size_t i = 0; i < uri.len && !c->v.status; i++)
                if ((unsigned char)uri.at[i] <= 0x20 || (unsigned char)uri.at[i] >= 0x7f ||
                    uri.at[i] == '#')
                        refuse(c, 400,
                               N_("The address holds a byte that must be percent-encoded."));
}

static void check_header(Check *c, HttpPair h)
{
        Str value = str_trim(h.value), ignored, chosen;

        if (str_empty(h.name))
                refuse(c, 400, N_("A header line has no name."));
        for (size_t i = 0; i < h.name.len; i++)
                if (!is_token_byte((unsigned char)h.name.at[i]))
                        refuse(c, 400, N_("A header's name holds a byte that may not be there."));
        for (size_t i = 0; i < h.value.len; i++) {
                unsigned char b = (unsigned char)h.value.at[i];

                if ((b < 0x20 && b != '\t') || b == 0x7f)
                        refuse(c, 400, N_("A header's value holds a control byte."));
        }
        switch (h.name.len) { /* most headers are told apart by their length alone */
        case 4:
                if (str_eq_nocase(h.name, S("Host")))
                        check_host(c, value);
                break;
        case 6:
                if (str_eq_nocase(h.name, S("Cookie")) &&
                    (gate_cookie(value, S("seedbed"), &ignored) ||
                     gate_cookie(value, S("__Host-seedbed"), &ignored)))
                        c->may_not_be_anonymous = true;
                if (str_eq_nocase(h.name, S("Cookie")) &&
                    gate_cookie(value, S(LANGUAGE_COOKIE), &chosen))
                        c->v.chosen = language_find(chosen);
                else if (str_eq_nocase(h.name, S("Expect")) &&
                         !str_eq_nocase(value, S("100-continue")))
                        refuse(c, 417, N_("Only 100-continue can be expected here."));
                break;
        case 12:
                if (str_eq_nocase(h.name, S("Content-Type"))) {
                        if (!str_empty(c->v.content_type))
                                refuse(c, 400, N_("There are two Content-Type headers."));
                        c->v.content_type = value;
                }
                break;
        case 13:
                if (str_eq_nocase(h.name, S("Authorization")))
                        c->may_not_be_anonymous = true;
                else if (str_eq_nocase(h.name, S("If-None-Match")))
                        c->v.if_none_match = value;
                break;
        case 14:
                if (str_eq_nocase(h.name, S("Content-Length")))
                        check_length(c, h.value);
                break;
        case 15:
                if (str_eq_nocase(h.name, S("Accept-Encoding")))
                        c->v.takes_gzip = gate_takes_gzip(value);
                else if (str_eq_nocase(h.name, S("Accept-Language")))
                        c->v.accepted = language_accepted(value);
                break;
        case 17:
                if (str_eq_nocase(h.name, S("Transfer-Encoding"))) {
                        if (c->encodings++ || !str_eq_nocase(h.value, S("chunked")))
                                refuse(c, 400, N_("The only Transfer-Encoding is chunked, once."));
                        c->v.is_chunked = true;
                }
                break;
        default: break;
        }
}

/* name, IPv4 or [IPv6], and an optional port. */
static void check_host(Check *c, Str host)
{
        size_t i = 0;
        size_t name_end;

        if (c->hosts++)
                refuse(c, 400, N_("There are two Host headers."));
        if (str_empty(host) || host.len > 255 + 6)
                refuse(c, 400, N_("The Host header is not a host."));
        if (c->v.status)
                return;
        if (host.at[0] == '[') {
                for (i = 1; i < host.len && host.at[i] != ']'; i++)
                        if (!strchr("0123456789abcdefABCDEF:.", host.at[i]))
                                refuse(c, 400, N_("The Host header is not a host."));
                if (i == host.len || i == 1)
                        refuse(c, 400, N_("The Host header is not a host."));
                name_end = i + 1;
        } else {
                for (; i < host.len && host.at[i] != ':'; i++) {
                        char b = host.at[i];

                        if (!((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') ||
                              (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '_'))
                                refuse(c, 400, N_("The Host header is not a host."));
                }
                name_end = i;
        }
        if (name_end == 0)
                refuse(c, 400, N_("The Host header is not a host."));
        if (!c->v.status && name_end < host.len) {
                Str port = str_skip(host, name_end + 1);
                int64_t n;

                if (host.at[name_end] != ':' || port.len > 5 ||
                    !is_token_byte((unsigned char)(port.len ? port.at[0] : ' ')) ||
                    !str_to_int(port, 1, 65535, &n))
                        refuse(c, 400, N_("The Host header's port is not a port."));
        }
}

/* Digits only: "+5", " 5", "0x5" and "5,5" are all read by someone. */
static void check_length(Check *c, Str value)
{
        uint64_t n = 0;

        if (c->lengths++)
                refuse(c, 400, N_("There are two Content-Length headers."));
        if (str_empty(value) || value.len > 19)
                refuse(c, 400, N_("The Content-Length is not a length."));
        for (size_t i = 0; i < value.len && !c->v.status; i++) {
                if (value.at[i] < '0' || value.at[i] > '9')
                        refuse(c, 400, N_("The Content-Length is not a length."));
                n = n * 10 + (uint64_t)(value.at[i] - '0');
        }
        c->v.body_bytes = n;
}

static void check_body(Check *c)
{
        bool is_multipart =
                c->v.content_type.len >= 20 &&
                str_eq_nocase((Str){c->v.content_type.at, 20}, S("multipart/form-data;"));
        uint64_t bytes_max = c->limits->body_bytes_max;

        if (c->v.is_chunked && c->lengths)
                refuse(c, 400, N_("Content-Length and Transfer-Encoding exclude each other."));
        if (c->v.is_chunked && str_is(c->head->version, "HTTP/1.0"))
                refuse(c, 400, N_("HTTP/1.0 has no Transfer-Encoding."));
        c->v.has_body = c->v.is_chunked || c->v.body_bytes > 0;
        if (c->v.has_body && (c->v.method == HTTP_GET || c->v.method == HTTP_HEAD))
                refuse(c, 400, N_("A request of this method has no body."));
        c->v.is_multipart = c->v.has_body && is_multipart && c->limits->upload_bytes_max > 0;
        if (c->v.is_multipart) /* fields, and the lines between the parts, come on top */
                bytes_max += c->limits->upload_bytes_max;
        if (c->v.body_bytes > bytes_max)
                refuse(c, 413, N_("The request is larger than this server takes."));
}

/* tchar of RFC 9110, 5.6.2 */
static bool is_token_byte(unsigned char b)
{
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
               (b && strchr("!#$%&'*+-.^_`|~", b));
}

bool gate_takes_gzip(Str accept_encoding)
{
        Str rest = accept_encoding, piece;

        while (str_cut(&rest, ',', &piece)) {
                Str name = piece, weight = {0};
                size_t semicolon = str_find(piece, ';');

                name.len = semicolon;
                weight = str_trim(str_skip(piece, semicolon + 1));
                if (!str_eq_nocase(str_trim(name), S("gzip")))
                        continue;
                if (!str_starts(weight, S("q=0")))
                        return true;
                for (size_t i = 3; i < weight.len; i++) /* q=0.000 is no, q=0.001 is yes */
                        if (weight.at[i] >= '1' && weight.at[i] <= '9')
                                return true;
                return false;
        }
        return false;
}

bool gate_etag_matches(Str if_none_match, Str etag)
{
        Str rest = if_none_match, piece;

        if (str_empty(etag))
                return false;
        if (str_starts(etag, S("W/")))
                etag = str_skip(etag, 2);
        while (str_cut(&rest, ',', &piece)) {
                piece = str_trim(piece);
                if (str_is(piece, "*"))
                        return true;
                if (str_starts(piece, S("W/")))
                        piece = str_skip(piece, 2);
                if (str_eq(piece, etag))
                        return true;
        }
        return false;
}

bool gate_cookie(Str cookies, Str name, Str *out)
{
        Str rest = cookies, piece;

        while (str_cut(&rest, ';', &piece)) {
                Str pair = str_trim(piece);
                size_t equals = str_find(pair, '=');

                if (str_eq(str_trim((Str){pair.at, equals}), name)) {
                        *out = str_skip(pair, equals + 1);
                        return true;
                }
        }
        return false;
}
