/* net/address: which addresses belong to the whole world, and which to some network of its own.
 *
 * Whoever lets strangers name a server to connect to must not be made to connect to his own: to
 * loopback, to the neighbours, to the metadata service of a cloud. What counts is the address that
 * is connected to, not the name: a name can lead elsewhere the next moment. */
#ifndef SEEDBED_NET_ADDRESS_H
#define SEEDBED_NET_ADDRESS_H

#include "base/str.h"

struct sockaddr;

/* Is it an address that anybody may be reached at, by the registries of special-purpose addresses
 * (RFC 6890, and IANA's lists since)? An IPv4 address within an IPv6 one (mapped, NAT64) is judged
 * as that. What is neither IPv4 nor IPv6 is not. */
bool address_is_public(const struct sockaddr *address, size_t bytes);
/* The same of an address in words, as 192.0.2.1 or 2001:db8::1. *out_is_one (may be NULL): whether
 * it is an address at all. */
bool address_text_is_public(Str text, bool *out_is_one);

#endif
