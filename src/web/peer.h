/* web/peer: who is at the other end, when proxies stand between.
 *
 * What a request says of where it came from (X-Forwarded-For, X-Forwarded-Proto, Forwarded) was
 * written by anybody, except for what a proxy of ours added: so it is read from its end, and only
 * as far as every address on the way is on a stated list. */
#ifndef SEEDBED_WEB_PEER_H
#define SEEDBED_WEB_PEER_H

#include "web/http.h"

enum { PEER_NETS_MAX = 64, PEER_CHARS_MAX = 45, PEER_HOPS_MAX = 16 };

/* A network; IPv4 stands as IPv6 (::ffff:a.b.c.d). */
typedef struct {
        unsigned char address[16];
        int bits;
} PeerNet;

typedef struct PeerNets {
        PeerNet at[PEER_NETS_MAX];
        size_t n;
} PeerNets;

typedef struct {
        Str address;   /* in its one canonical form */
        bool is_https; /* the nearest trusted proxy says that it was spoken to over TLS */
} Peer;

/* "127.0.0.1, 10.0.0.0/8, fd00::/8"; "loopback" stands for 127.0.0.0/8 and ::1. INVALID for
 * anything else, and for an address with bits beyond its net's. */
Status peer_nets_parse(Str list, PeerNets *out);
bool peer_is_in(const PeerNets *nets, Str address);
/* Whom the request came from: peer itself unless it is trusted. Forwarded is believed when there is
 * no X-Forwarded-For. */
Peer peer_of(Arena *a, const PeerNets *trusted, Str peer, const HttpPair *headers, size_t n);
/* A number for an address, the same for all of an IPv6 network of 64 bits: whoever has one address
 * of it has them all. 0 for what is none. */
uint64_t peer_key(Str address);
/* The address, or the network of 64 bits that it is in: for counting what comes from there. */
Str peer_network(Arena *a, Str address);

#endif
