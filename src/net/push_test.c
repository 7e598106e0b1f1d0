/* Which addresses anybody may be reached at, and what is an address to send to. */
#include "net/address.h"
#include "net/push.h"
#include "tests/check.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static const char privates[] =
        "0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.255 168.63.129.16 "
        "169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 "
        "198.19.255.255 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 "
        "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::10.0.0.1 "
        "64:ff9b:1::8.8.8.8 100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 fc00::1 fd00:ec2::254 "
        "fe80::1 fec0::1 ff02::1";
static const char publics[] =
        "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.255.255 "
        "172.32.0.0 192.167.255.255 198.17.255.255 198.20.0.0 223.255.255.255 ::ffff:8.8.8.8 "
        "64:ff9b::8.8.8.8 2001:4860:4860::8888 2606:4700::1111 2a00:1450::1";
static const char no_addresses[] = "1.2.3 0x7f.1 2130706433 example.org 1.2.3.4.5 :::";

static void check_all(const char *words, bool one, bool public)
{
        Str rest = str_from(words), word;

        while (str_cut(&rest, ' ', &word)) {
                bool is_one, is_public = address_text_is_public(word, &is_one);

                if (is_one != one || is_public != public)
                        print_error("%.*s\n", S_ARG(word));
                CHECK(is_one == one && is_public == public);
        }
}

TEST(an_address_of_a_private_network_is_none_that_anybody_is_reached_at)
{
        struct sockaddr_in v4 = {.sin_family = AF_INET};
        struct sockaddr other = {.sa_family = AF_UNIX};
        bool is_one;

        check_all(privates, true, false);
        check_all(publics, true, true);
        check_all(no_addresses, false, false);
        CHECK(!address_text_is_public((Str){0}, &is_one) && !is_one);
        v4.sin_addr.s_addr = htonl(0x08080808);
        CHECK(address_is_public((const struct sockaddr *)&v4, sizeof v4));
        CHECK(!address_is_public((const struct sockaddr *)&v4, 4));
        CHECK(!address_is_public(&other, sizeof other));
}

TEST(an_address_to_send_to_is_https_names_nobody_and_is_public)
{
        static const char *const bad[] = {"http://example.org/",
                                          "https://127.0.0.1/",
                                          "https://[::1]/",
                                          "https://[::ffff:10.0.0.1]/",
                                          "https://[fe80::1%25eth0]/",
                                          "https://0x7f.1/",
                                          "https://2130706433/",
                                          "https://0177.0.0.1/",
                                          "https://169.254.169.254/latest/meta-data",
                                          "https://user@example.org/",
                                          "https://user:word@example.org/",
                                          "https://example.org/#part",
                                          "https://",
                                          "ftp://example.org/",
                                          "file:///etc/passwd",
                                          "gopher://example.org/",
                                          "https://exa mple.org/",
                                          "https://example.org:99999/",
                                          ""};
        char fault[PUSH_FAULT_BYTES];

        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                if (push_url_check(str_from(bad[i]), false, fault) == OK)
                        print_error("%s\n", bad[i]);
                CHECK_IS(push_url_check(str_from(bad[i]), false, fault), INVALID);
        }
        CHECK_IS(push_url_check((Str){"https://a.org/\0b", 16}, false, fault), INVALID);
        CHECK_OK(push_url_check(S("https://example.org/a?b=c"), false, fault));
        CHECK_OK(push_url_check(S("https://[2606:4700::1111]:8443/"), false, fault));
        CHECK_OK(push_url_check(S("http://127.0.0.1:8080/"), true, fault));
        CHECK_IS(push_url_check(S("http://user@127.0.0.1/"), true, fault), INVALID);
        CHECK_IS(push_url_check(S("file:///etc/passwd"), true, fault), INVALID);
}
