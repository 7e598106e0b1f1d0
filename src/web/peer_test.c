/* Who is believed about where a request came from. */
#include "web/peer.h"

#include "tests/check.h"

static Str client(Arena *a, const char *trusted, const char *peer, const char *header,
                  const char *value)
{
        PeerNets nets;
        HttpPair headers[2] = {{str_from(header), str_from(value)}};

        CHECK_OK(peer_nets_parse(str_from(trusted), &nets));
        return peer_of(a, &nets, str_from(peer), headers, 1).address;
}

TEST(only_a_list_of_addresses_and_networks_can_be_trusted)
{
        static const char *const good[] =
                {"",          "loopback", "127.0.0.1",    "10.0.0.0/8, fd00::/8", "::1,loopback",
                 "0.0.0.0/0", "::/0",     " 1.2.3.4/32 ,"},
                                 *const bad[] = {"localhost",       "10.0.0.1/8", "10.0.0.0/33",
                                                 "1.2.3",           "fd00::1/8",  "::/129",
                                                 "1.2.3.4/-1",      "1.2.3.4/",   "a/b",
                                                 "1.2.3.4 5.6.7.8", "/8"};
        PeerNets nets;

        for (size_t i = 0; i < sizeof good / sizeof *good; i++)
                CHECK_OK(peer_nets_parse(str_from(good[i]), &nets));
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
                CHECK_IS(peer_nets_parse(str_from(bad[i]), &nets), INVALID);
        CHECK_OK(peer_nets_parse(S("10.0.0.0/9"), &nets));
        CHECK(peer_is_in(&nets, S("10.127.1.1")) && !peer_is_in(&nets, S("10.128.0.0")));
        CHECK(peer_is_in(&nets, S("::ffff:10.1.1.1")) && !peer_is_in(&nets, S("x")));
}

TEST(nobody_is_believed_who_is_not_on_the_list)
{
        CHECK_STR(client(a, "", "127.0.0.1", "X-Forwarded-For", "1.1.1.1"), IS, "127.0.0.1");
        CHECK_STR(client(a, "loopback", "9.9.9.9", "X-Forwarded-For", "1.1.1.1"), IS, "9.9.9.9");
        CHECK_STR(client(a, "loopback", "9.9.9.9", "Forwarded", "for=1.1.1.1"), IS, "9.9.9.9");
        CHECK_STR(client(a, "10.0.0.0/8", "127.0.0.1", "X-Forwarded-For", "1.1.1.1"), IS,
                  "127.0.0.1");
}

TEST(a_client_is_found_behind_as_many_trusted_proxies_as_there_are_and_no_further)
{
        static const struct {
                const char *header, *value, *client;
        } rows[] = {{"X-Forwarded-For", "1.1.1.1", "1.1.1.1"},
                    {"X-Forwarded-For", "6.6.6.6, 1.1.1.1", "1.1.1.1"},
                    {"X-Forwarded-For", "6.6.6.6, 1.1.1.1, 10.0.0.9", "1.1.1.1"},
                    {"X-Forwarded-For", "10.0.0.8, 10.0.0.9", "10.0.0.8"},
                    {"X-Forwarded-For", "6.6.6.6, unknown, 10.0.0.9", "10.0.0.9"},
                    {"X-Forwarded-For", "nonsense", "127.0.0.1"},
                    {"X-Forwarded-For", "", "127.0.0.1"},
                    {"X-Forwarded-For", "1.1.1.1:4711", "1.1.1.1"},
                    {"X-Forwarded-For", "[2001:DB8:0::1]:80", "2001:db8::1"},
                    {"X-Forwarded-For", "::ffff:1.1.1.1", "1.1.1.1"},
                    {"X-Forwarded-For", "1.1.1.1,", "127.0.0.1"},
                    {"x-forwarded-for", "1.1.1.1", "1.1.1.1"},
                    {"Forwarded", "for=6.6.6.6, for=1.1.1.1;proto=https", "1.1.1.1"},
                    {"Forwarded", "for=\"[2001:db8::1]:4711\"", "2001:db8::1"},
                    {"Forwarded", "For=1.1.1.1 ; by=10.0.0.9", "1.1.1.1"},
                    {"Forwarded", "for=_hidden", "127.0.0.1"},
                    {"Forwarded", "proto=https", "127.0.0.1"}};

        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
                CHECK_STR(client(a, "loopback, 10.0.0.0/8", "127.0.0.1", rows[i].header,
                                 rows[i].value),
                          IS, rows[i].client);
}

TEST(a_header_that_was_sent_in_front_of_the_proxys_own_hides_nothing)
{
        HttpPair headers[3] = {{S("X-Forwarded-For"), S("6.6.6.6")},
                               {S("X-Forwarded-For"), S("1.1.1.1")},
                               {S("X-Forwarded-Proto"), S("https, http")}};
        PeerNets nets;
        Peer p;

        CHECK_OK(peer_nets_parse(S("loopback"), &nets));
        p = peer_of(a, &nets, S("::1"), headers, 3);
        CHECK_STR(p.address, IS, "1.1.1.1");
        CHECK(!p.is_https);
        headers[2].value = S("http, https");
        CHECK(peer_of(a, &nets, S("127.0.0.1"), headers, 3).is_https);
        CHECK(!peer_of(a, &nets, S("9.9.9.9"), headers, 3).is_https);
}

TEST(a_network_of_ipv6_is_counted_as_one)
{
        CHECK(peer_key(S("1.2.3.4")) == peer_key(S("::ffff:1.2.3.4")));
        CHECK(peer_key(S("1.2.3.4")) != peer_key(S("1.2.3.5")));
        CHECK(peer_key(S("2001:db8::1")) == peer_key(S("2001:db8::ffff:1")));
        CHECK(peer_key(S("2001:db8::1")) != peer_key(S("2001:db8:0:1::1")));
        CHECK(peer_key(S("nobody")) == 0);
        CHECK_STR(peer_network(a, S("1.2.3.4")), IS, "1.2.3.4");
        CHECK_STR(peer_network(a, S("2001:db8:1:2:3::4")), IS, "2001:db8:1:2::/64");
        CHECK_STR(peer_network(a, S("")), IS, "");
}
