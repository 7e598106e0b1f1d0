/* Bytes from outside: urlencoded and multipart forms, paths and queries, header lists of the gate.
 *
 * The first byte picks the reader (255: what proxies say). What is checked besides memory: what was
 * read keeps the promises of its header, and multipart reads the same whatever pieces it comes in.
 */
#include "web/decode.h"
#include "web/gate.h"
#include "web/multipart.h"
#include "web/peer.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a multipart form said, as one number. */
typedef struct {
        uint64_t print;
        size_t open, parts;
} Heard;

static Status hear_begin(void *ctx, const MultipartPart *part)
{
        Heard *h = ctx;

        assert(h->open == 0);
        assert(str_is_utf8(part->name) && str_is_utf8(part->file_name));
        assert(str_find(part->file_name, '/') == part->file_name.len);
        h->open = 1;
        h->parts++;
        h->print = h->print * 31 + str_hash(part->name);
        h->print = h->print * 31 + str_hash(part->file_name);
        h->print = h->print * 31 + str_hash(part->content_type) + part->is_file;
        return OK;
}

static Status hear_bytes(void *ctx, Str bytes)
{
        Heard *h = ctx;

        assert(h->open == 1 && bytes.len > 0);
        for (size_t i = 0; i < bytes.len; i++)
                h->print = h->print * 31 + (unsigned char)bytes.at[i];
        return OK;
}

static Status hear_end(void *ctx)
{
        Heard *h = ctx;

        assert(h->open == 1);
        h->open = 0;
        h->print = h->print * 31 + 7;
        return OK;
}

static Status read_multipart(Str type, Str body, size_t step, Heard *heard)
{
        Multipart m;

        memset(&m, 0xa5, sizeof m); /* nothing may count on what was there */
        *heard = (Heard){0};
        TRY(multipart_begin(&m, type, (MultipartSink){heard, hear_begin, hear_bytes, hear_end}));
        while (body.len) {
                size_t n = body.len < step ? body.len : step;

                TRY(multipart_feed(&m, (Str){body.at, n}));
                body = str_skip(body, n);
        }
        return multipart_end(&m);
}

static void try_multipart(Str type, Str body, size_t step)
{
        Heard whole, pieces;
        Status x = read_multipart(type, body, body.len + 1, &whole);
        Status y = read_multipart(type, body, step + 1, &pieces);

        assert(x == y);
        if (x == OK)
                assert(whole.print == pieces.print && whole.parts == pieces.parts);
}

static void try_path(Arena *a, Str raw)
{
        Str path;

        if (decode_path(a, raw, &path) != OK)
                return;
        assert(path.len > 0 && path.at[0] == '/' && str_is_utf8(path));
        assert(!str_has(path, S("//")) && !str_has(path, S("/../")) && !str_has(path, S("/./")));
        assert(!str_has(path, S("\\")) && !str_ends(path, S("/..")) && !str_ends(path, S("/.")));
}

static void try_pairs(Arena *a, Str raw)
{
        HttpPair *pairs;
        size_t n;

        if (decode_pairs(a, raw, HTTP_FIELDS_MAX, &pairs, &n) != OK)
                return;
        assert(n <= HTTP_FIELDS_MAX);
        for (size_t i = 0; i < n; i++)
                assert(str_is_utf8(pairs[i].name) && str_is_utf8(pairs[i].value));
}

static void try_gate(Str text)
{
        HttpPair headers[HTTP_HEADERS_MAX + 1];
        GateHead head = {.headers = headers};
        GateLimits limits = {16384, 100000, 300000};
        Str rest = text, line;
        size_t lengths = 0, encodings = 0;
        GateVerdict v;

        if (!str_cut(&rest, ' ', &head.method) || !str_cut(&rest, ' ', &head.uri) ||
            !str_cut(&rest, '\n', &head.version))
                return;
        while (head.headers_n < HTTP_HEADERS_MAX + 1 && str_cut(&rest, '\n', &line)) {
                HttpPair *h = &headers[head.headers_n++];

                h->name = (Str){line.at, str_find(line, ':')};
                h->value = str_trim(str_skip(line, h->name.len + 1));
                lengths += str_eq_nocase(h->name, S("Content-Length"));
                encodings += str_eq_nocase(h->name, S("Transfer-Encoding"));
        }
        v = gate_check(&head, &limits);
        if (v.status) {
                assert(v.why && v.status >= 400 && v.status < 600);
                return;
        }
        assert(lengths + encodings <= 1);
        assert(v.body_bytes <= 400000);
}

static void try_peer(Arena *a, Str text)
{
        PeerNets nets;
        Str first = {0};
        HttpPair headers[3];
        Peer p;

        (void)str_cut(&text, '\n', &first);
        (void)peer_nets_parse(first, &nets);
        if (peer_nets_parse(S("loopback, 10.0.0.0/8"), &nets) != OK)
                return;
        headers[0] = (HttpPair){S("X-Forwarded-For"), first};
        headers[1] = (HttpPair){S("Forwarded"), text};
        headers[2] = (HttpPair){S("X-Forwarded-Proto"), text};
        for (size_t n = 0; n <= 3; n++) {
                p = peer_of(a, &nets, S("127.0.0.1"), headers, n);
                assert(p.address.len > 0 && p.address.len <= PEER_CHARS_MAX);
                p = peer_of(a, &nets, S("127.0.0.1"), headers + 1, n ? n - 1 : 0);
                assert(p.address.len > 0 && p.address.len <= PEER_CHARS_MAX);
        }
        assert(str_is(peer_of(a, &nets, S("9.9.9.9"), headers, 3).address, "9.9.9.9"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(64 * MIB);
        Str rest = {(const char *)data, size}, type;

        if (size < 2)
                return 0;
        rest = str_skip(rest, 2);
        switch (data[0] == 255 ? 5 : data[0] % 5) {
        case 0: try_pairs(&a, rest); break;
        case 1: try_path(&a, rest); break;
        case 2: try_multipart(S("multipart/form-data; boundary=b"), rest, data[1]); break;
        case 3:
                if (str_cut(&rest, '\n', &type))
                        try_multipart(type, rest, data[1]);
                break;
        case 4: try_gate(rest); break;
        default: try_peer(&a, rest); break;
        }
        arena_free(&a);
        return 0;
}
