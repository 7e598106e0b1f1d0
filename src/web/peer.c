/* web/peer: see the header. */
#include "web/peer.h"

#include <arpa/inet.h>
#include <string.h>

static bool address_parse(Str text, unsigned char out[16])
{
        static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
        char z[PEER_CHARS_MAX + 1];

        if (!text.len || text.len > PEER_CHARS_MAX || str_find(text, '\0') < text.len)
                return false;
        memcpy(z, text.at, text.len);
        z[text.len] = '\0';
        if (inet_pton(AF_INET6, z, out) == 1)
                return true;
        memcpy(out, mapped, sizeof mapped);
        return inet_pton(AF_INET, z, out + 12) == 1;
}

static bool is_mapped(const unsigned char at[16])
{
        return memcmp(at, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0;
}

/* The same address is always the same text, so that it can be counted by it. */
static Str address_text(Arena *a, const unsigned char at[16])
{
        char z[INET6_ADDRSTRLEN] = "";

        if (is_mapped(at))
                inet_ntop(AF_INET, at + 12, z, sizeof z);
        else
                inet_ntop(AF_INET6, at, z, sizeof z);
        return str_copy(a, str_from(z));
}

static bool in_net(const PeerNet *net, const unsigned char at[16])
{
        int whole = net->bits / 8, rest = net->bits % 8;

        return memcmp(net->address, at, (size_t)whole) == 0 &&
               (!rest || ((net->address[whole] ^ at[whole]) >> (8 - rest)) == 0);
}

static bool in_nets(const PeerNets *nets, const unsigned char at[16])
{
        for (size_t i = 0; i < nets->n; i++)
                if (in_net(&nets->at[i], at))
                        return true;
        return false;
}

static Status net_parse(Str text, PeerNet *out)
{
        size_t slash = str_find(text, '/');
        Str address = {text.at, slash};
        bool four = str_find(address, ':') == address.len;
        int64_t bits = four ? 32 : 128;

        if (!address_parse(address, out->address) ||
            (slash < text.len && !str_to_int(str_skip(text, slash + 1), 0, bits, &bits)))
                return INVALID;
        out->bits = (int)bits + (four ? 96 : 0);
        /* 10.1.2.3/8 is a slip of the pen: is the net meant, or the host? */
        for (int i = out->bits; i < 128; i++)
                if (out->address[i / 8] >> (7 - i % 8) & 1)
                        return INVALID;
        return OK;
}

Status peer_nets_parse(Str list, PeerNets *out)
{
        PeerNets nets = {0};
        Str piece;

        while (str_cut(&list, ',', &piece)) {
                piece = str_trim(piece);
                if (!piece.len)
                        continue;
                if (nets.n + 2 > PEER_NETS_MAX)
                        return INVALID;
                if (str_is(piece, "loopback")) {
                        TRY(net_parse(S("127.0.0.0/8"), &nets.at[nets.n++]));
                        TRY(net_parse(S("::1"), &nets.at[nets.n++]));
                } else {
                        TRY(net_parse(piece, &nets.at[nets.n++]));
                }
        }
        *out = nets;
        return OK;
}

uint64_t peer_key(Str address)
{
        unsigned char at[16];
        uint64_t key;

        if (!address_parse(address, at))
                return 0;
        memcpy(&key, is_mapped(at) ? at + 8 : at, sizeof key);
        return key;
}

Str peer_network(Arena *a, Str address)
{
        unsigned char at[16];

        if (!address_parse(address, at) || is_mapped(at))
                return address;
        memset(at + 8, 0, 8);
        return str_fmt(a, "%.*s/64", S_ARG(address_text(a, at)));
}

bool peer_is_in(const PeerNets *nets, Str address)
{
        unsigned char at[16];

        return address_parse(address, at) && in_nets(nets, at);
}

/* All headers of that name as one list: whoever sends its own in front must not hide ours. */
static Str joined(Arena *a, const HttpPair *headers, size_t n, Str name)
{
        Str *values = arena_new(a, Str, n + 1);
        size_t found = 0;

        for (size_t i = 0; i < n; i++)
                if (str_eq_nocase(headers[i].name, name))
                        values[found++] = headers[i].value;
        return str_join(a, values, found, S(","));
}

/* "[2001:db8::1]:4711", "\"1.2.3.4:80\"", "1.2.3.4" without what stands around the address. */
static Str bare(Str s)
{
        size_t colon;

        s = str_trim(s);
        if (s.len > 1 && s.at[0] == '"' && s.at[s.len - 1] == '"')
                s = (Str){s.at + 1, s.len - 2};
        if (str_starts(s, S("[")))
                return (Str){s.at + 1, str_find(str_skip(s, 1), ']')};
        colon = str_find(s, ':');
        if (colon < s.len && str_find(str_skip(s, colon + 1), ':') + colon + 1 == s.len)
                s.len = colon; /* one colon: a port */
        return s;
}

/* A member of Forwarded, RFC 7239: "for=1.2.3.4;proto=https". */
static Str parameter(Str element, Str name)
{
        Str pair;

        while (str_cut(&element, ';', &pair)) {
                size_t equals = str_find(pair, '=');

                if (str_eq_nocase(str_trim((Str){pair.at, equals}), name))
                        return str_trim(str_skip(pair, equals + 1));
        }
        return (Str){0};
}

/* Takes the last element off the list; false when there is none. */
static bool cut_last(Str *list, Str *out)
{
        size_t at = list->len;

        if (!list->len)
                return false;
        while (at > 0 && list->at[at - 1] != ',')
                at--;
        *out = str_trim((Str){list->at + at, list->len - at});
        list->len = at ? at - 1 : 0;
        return true;
}

Peer peer_of(Arena *a, const PeerNets *trusted, Str peer, const HttpPair *headers, size_t n)
{
        unsigned char at[16];
        Str list, rest, element, protocol = {0};
        bool is_rfc;

        if (!address_parse(peer, at))
                return (Peer){.address = peer};
        if (!in_nets(trusted, at))
                return (Peer){.address = address_text(a, at)};
        list = joined(a, headers, n, S("X-Forwarded-For"));
        is_rfc = !list.len;
        if (is_rfc)
                list = joined(a, headers, n, S("Forwarded"));
        rest = joined(a, headers, n, S("X-Forwarded-Proto"));
        if (!cut_last(&rest, &protocol) && is_rfc) {
                rest = list;
                if (cut_last(&rest, &element))
                        protocol = bare(parameter(element, S("proto")));
        }
        for (int hops = 0; hops < PEER_HOPS_MAX && in_nets(trusted, at); hops++) {
                unsigned char next[16];

                /* what is no address ("unknown", "_hidden") ends what can be known */
                if (!cut_last(&list, &element) ||
                    !address_parse(bare(is_rfc ? parameter(element, S("for")) : element), next))
                        break;
                memcpy(at, next, sizeof at);
        }
        return (Peer){.address = address_text(a, at),
                      .is_https = str_eq_nocase(protocol, S("https"))};
}
