/* net/address: see the header. */
#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

typedef struct {
        unsigned char at[16];
        int bits;
} Net;

/* IANA IPv4 Special-Purpose Address Registry, multicast and what is reserved. */
static const Net special4[] = {
        {{0}, 8},                 /* this network */
        {{10}, 8},                /* private */
        {{100, 64}, 10},          /* carrier-grade NAT; a cloud's metadata at 100.100.100.200 */
        {{127}, 8},               /* loopback */
        {{168, 63, 129, 16}, 32}, /* a cloud's metadata, in a range that is public otherwise */
        {{169, 254}, 16},         /* link-local; clouds' metadata at 169.254.169.254 */
        {{172, 16}, 12},          /* private */
        {{192, 0, 0}, 24},        /* protocol assignments; a cloud's metadata at 192.0.0.192 */
        {{192, 0, 2}, 24},        /* documentation */
        {{192, 31, 196}, 24},     /* AS112 */
        {{192, 52, 193}, 24},     /* AMT */
        {{192, 88, 99}, 24},      /* 6to4 relay, of old */
        {{192, 168}, 16},         /* private */
        {{192, 175, 48}, 24},     /* AS112 */
        {{198, 18}, 15},          /* benchmarks */
        {{198, 51, 100}, 24},     /* documentation */
        {{203, 0, 113}, 24},      /* documentation */
        {{224}, 4},               /* multicast */
        {{240}, 4},               /* reserved, broadcast */
};

/* Of 2000::/3, outside of which nothing is global unicast. */
static const Net special6[] = {
        {{0x20, 0x01, 0x00}, 23},             /* protocol assignments, Teredo, ORCHID */
        {{0x20, 0x01, 0x0d, 0xb8}, 32},       /* documentation */
        {{0x20, 0x02}, 16},                   /* 6to4: leads to the IPv4 address within */
        {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48}, /* AS112 */
        {{0x3f, 0xff}, 20},                   /* documentation */
};

static bool is_in(const unsigned char *address, const Net *net)
{
        size_t whole = (size_t)net->bits / 8;
        int rest = net->bits % 8;

        if (memcmp(address, net->at, whole) != 0)
                return false;
        return !rest || (address[whole] ^ net->at[whole]) >> (8 - rest) == 0;
}

static bool is_public4(const unsigned char *address)
{
        for (size_t i = 0; i < sizeof special4 / sizeof *special4; i++)
                if (is_in(address, &special4[i]))
                        return false;
        return true;
}

static bool is_public6(const unsigned char *address)
{
        static const Net mapped = {{[10] = 0xff, [11] = 0xff}, 96},
                         nat64 = {{0, 0x64, 0xff, 0x9b}, 96}, global = {{0x20}, 3};

        if (is_in(address, &mapped) || is_in(address, &nat64))
                return is_public4(address + 12);
        if (!is_in(address, &global))
                return false;
        for (size_t i = 0; i < sizeof special6 / sizeof *special6; i++)
                if (is_in(address, &special6[i]))
                        return false;
        return true;
}

bool address_is_public(const struct sockaddr *address, size_t bytes)
{
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        unsigned char raw[16];

        if (address->sa_family == AF_INET && bytes >= sizeof v4) {
                memcpy(&v4, address, sizeof v4);
                memcpy(raw, &v4.sin_addr, 4);
                return is_public4(raw);
        }
        if (address->sa_family == AF_INET6 && bytes >= sizeof v6) {
                memcpy(&v6, address, sizeof v6);
                memcpy(raw, &v6.sin6_addr, 16);
                return is_public6(raw);
        }
        return false;
}

bool address_text_is_public(Str text, bool *out_is_one)
{
        char z[INET6_ADDRSTRLEN + 1];
        unsigned char raw[16];
        bool is4 = false, is6 = false;

        if (text.len && text.len < sizeof z) {
                memcpy(z, text.at, text.len);
                z[text.len] = '\0';
                is4 = inet_pton(AF_INET, z, raw) == 1;
                is6 = !is4 && inet_pton(AF_INET6, z, raw) == 1;
        }
        if (out_is_one)
                *out_is_one = is4 || is6;
        return is4 ? is_public4(raw) : is6 && is_public6(raw);
}
