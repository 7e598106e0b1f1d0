/* Sign-on by a provider that lies, changes its keys or is away: nobody comes in, and it is told
 * why. */
#include "people/sso.h"

#include "base/time.h"
#include "net/address.h"
#include "net/ask.h"
#include "tests/browser.h"

#include <arpa/inet.h>
#include <string.h>

TEST(no_lie_of_a_provider_lets_anybody_in)
{
        static const struct {
                ProviderLie lie;
                const char *words;
        } lies[] = {{OTHER_ISSUER, "(wrong-issuer)"},
                    {OTHER_AUDIENCE, "(wrong-audience)"},
                    {TWO_AUDIENCES, "(wrong-audience)"},
                    {OTHER_AZP, "(wrong-audience)"},
                    {OTHER_NONCE, "(wrong-nonce)"},
                    {NO_NONCE, "(wrong-nonce)"},
                    {ALG_NONE, "(wrong-algorithm)"},
                    {HMAC_WITH_PUBLIC_KEY, "(wrong-algorithm)"},
                    {OLD_KEY, "(wrong-signature)"},
                    {UNKNOWN_KEY, "(unknown-key)"},
                    {WRONG_SIGNATURE, "(wrong-signature)"},
                    {LONG_EXPIRED, "(expired)"},
                    {FROM_TOMORROW, "(not-valid-yet)"},
                    {OTHER_AT_HASH, "(wrong-at_hash)"},
                    {NO_SUBJECT, "(malformed)"},
                    {NO_ID_TOKEN, "can not be read"},
                    {NO_JSON, "can not be read"},
                    {HUGE_ANSWER, "the answer is larger than"},
                    {SLOW_ANSWER, "could not be asked"},
                    {REDIRECTS_TOKEN, "did not confirm"},
                    {OTHER_TOKEN_TYPE, "can not be read"},
                    {SAYS_ERROR, "invalid_grant"},
                    {IS_AWAY, "did not confirm"}};
        World *w = world(a);
        Provider *p = provider_begin();
        Id nobody;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
                Browser b = {.w = w};
                Str back = browser_leave(&b, p, &mina);

                provider_lie(p, lies[i].lie);
                check_refused(&b, back, 503, lies[i].words);
                CHECK_STR(b.body, LACKS, "<b>no</b>");
                provider_lie(p, TELLS_THE_TRUTH);
                check_refused(&b, back, 401, "was used already");
        }
        CHECK_IS(access_account_by_email(w->db, a, S("mina@uni.example.org"), &nobody), NOT_FOUND);
}

TEST(an_answer_from_another_issuer_or_from_nobody_when_it_says_who_is_refused)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        const char *words = "from somebody else than Uni";
        Str back;

        provider_names_issuer(p, true);
        provider_wants_post(p, true);
        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        check_refused(&b, browser_leave(&b, p, &mina), 503, words);
        back = browser_leave(&b, p, &mina);
        check_refused(&b, str_fmt(a, "%.*s&iss=https://evil.example", S_ARG(back)), 503, words);
        back = browser_leave(&b, p, &mina);
        browser_go(&b, HTTP_GET, str_fmt(a, "%.*s&iss=%s", S_ARG(back), provider_issuer(p)), NULL);
        CHECK_INT(b.status, 303);
}

TEST(what_a_provider_says_no_with_is_told_politely)
{
        static const struct {
                const char *error, *words;
                int status;
        } noes[] = {
                {"error=access_denied&error_description=%3Cscript%3E", "did not let you in", 401},
                {"error=temporarily_unavailable", "(temporarily_unavailable)", 503},
                {"error=%3Cscript%3Ealert", "(unknown error)", 503},
                {"x=1", "without an answer", 503}};
        World *w = world(a);
        Provider *p = provider_begin();

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        for (size_t i = 0; i < sizeof noes / sizeof *noes; i++) {
                Browser b = {.w = w};
                Str state = provider_param(a, browser_leave(&b, p, &mina), "state");

                check_refused(&b,
                              str_fmt(a, "/sign-on/uni/return?state=%.*s&%s", S_ARG(state),
                                      noes[i].error),
                              noes[i].status, noes[i].words);
                CHECK_STR(b.body, LACKS, "<script>");
        }
}

TEST(a_provider_that_can_not_be_used_is_not_added_and_it_says_why)
{
        static const struct {
                ProviderLie lie;
                const char *words;
        } lies[] = {{OTHER_DISCOVERY_ISSUER, "another issuer"},
                    {REDIRECTS_DISCOVERY, "it answered 302"},
                    {HUGE_DISCOVERY, "the answer is larger than"},
                    {PLACES_ELSEWHERE, "not an https address"},
                    {PLACES_INSIDE, "in a private network"},
                    {NO_PKCE, "PKCE"},
                    {THOUSANDS_OF_KEYS, "too many"},
                    {NO_KEYS, "no key to verify with"},
                    {SECRET_KEYS, "can not be read"},
                    {IS_AWAY, "it answered 503"}};
        World *w = world(a);
        Provider *p = provider_begin();

        for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
                provider_lie(p, lies[i].lie);
                CHECK_IS(provider_add(w, p, "uni.example.org", "yes"), UPSTREAM);
                CHECK_STR(w->deed.faults[0].words, CONTAINS, lies[i].words);
        }
        provider_lie(p, TELLS_THE_TRUTH);
        /* this machine is a private network: only who says so means it */
        CHECK_IS(act(w, "provider add", "slug", "uni", "title", "Uni", "issuer", provider_issuer(p),
                     "client_id", "seedbed", "client_secret", "x", NULL),
                 UPSTREAM);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "in a private network");
        CHECK_IS(act(w, "provider add", "slug", "uni", "title", "Uni", "issuer",
                     "http://provider.example", "client_id", "seedbed", "client_secret", "x", NULL),
                 INVALID);
        CHECK_IS(provider_add(w, p, "uni", "yes"), INVALID);
        CHECK_IS(provider_add(w, p, "-x.org", "yes"), INVALID);
        CHECK_IS(provider_add(w, p, "", "yes"), INVALID);
        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        CHECK_IS(provider_add(w, p, "uni.example.org", "yes"), INVALID);
}

typedef struct {
        World *w;
        const char *issuer, *kind;
        int64_t age_us;
} Ago;

static Status make_older(void *ctx, Db *db)
{
        const Ago *ago = ctx;
        SsoPublished row;

        TRY(sso_published_of(db, ago->w->a, str_from(ago->issuer), str_from(ago->kind), &row));
        return sso_published_set(db, str_from(ago->issuer), str_from(ago->kind), row.body,
                                 time_now_us() - ago->age_us);
}

static void age(World *w, Provider *p, const char *kind, int64_t age_us)
{
        Ago ago = {w, provider_issuer(p), kind, age_us};

        CHECK_OK(store_transact(w->p.store, make_older, &ago));
}

TEST(a_new_key_is_found_and_nobody_makes_us_ask_for_keys_more_than_once_a_minute)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        int asked;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        age(w, p, "keys", 2 * 60 * SECOND_US);
        asked = provider_keys_asked(p);
        provider_rotate(p);
        browser_sign_on(&b, p, &mina);
        CHECK_INT(b.status, 303);
        CHECK_INT(provider_keys_asked(p), asked + 1);
        browser_sign_on(&b, p, &mina);
        CHECK_INT(b.status, 303);
        CHECK_INT(provider_keys_asked(p), asked + 1);
        provider_rotate(p);
        for (int i = 0; i < 5; i++) {
                b.session = (Str){0};
                check_refused(&b, browser_leave(&b, p, &mina), 503, "(unknown-key)");
        }
        CHECK_INT(provider_keys_asked(p), asked + 1);
        age(w, p, "keys", 61 * SECOND_US);
        browser_sign_on(&b, p, &mina);
        CHECK_INT(b.status, 303);
        CHECK_INT(provider_keys_asked(p), asked + 2);
}

TEST(what_a_provider_published_is_good_while_it_is_away_for_a_day_at_most)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        age(w, p, "discovery", 2 * SSO_FRESH_US);
        provider_lie(p, IS_AWAY);
        browser_go(&b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_INT(b.status, 200);
        age(w, p, "discovery", SSO_STALE_US + SECOND_US);
        browser_go(&b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_INT(b.status, 503);
        CHECK_STR(b.body, CONTAINS, "could not be asked: it answered 503");
        browser_go(&b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_STR(b.body, CONTAINS, "Try again in a minute");
        /* one that became another is used by nobody */
        age(w, p, "discovery", SSO_STALE_US + SECOND_US);
        provider_lie(p, OTHER_DISCOVERY_ISSUER);
        browser_go(&b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_INT(b.status, 503);
        CHECK_STR(b.body, CONTAINS, "another issuer");
}

TEST(addresses_of_private_networks_are_not_asked)
{
        static const struct {
                const char *address;
                bool is_public;
        } cases[] = {{"8.8.8.8", true},
                     {"127.0.0.1", false},
                     {"10.1.2.3", false},
                     {"172.16.0.1", false},
                     {"172.15.0.1", true},
                     {"172.32.0.1", true},
                     {"192.168.1.1", false},
                     {"169.254.169.254", false},
                     {"100.64.0.1", false},
                     {"100.128.0.1", true},
                     {"0.0.0.0", false},
                     {"224.0.0.1", false},
                     {"255.255.255.255", false},
                     {"198.18.0.1", false},
                     {"203.0.113.9", false},
                     {"2606:4700::1111", true},
                     {"::1", false},
                     {"::", false},
                     {"fe80::1", false},
                     {"fd00::1", false},
                     {"::ffff:10.0.0.1", false},
                     {"::ffff:8.8.8.8", true},
                     {"2002:7f00:1::", false},
                     {"64:ff9b::7f00:1", false},
                     {"2001:db8::1", false},
                     {"2001:0:1::", false},
                     {"ff02::1", false}};

        (void)a;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct sockaddr_storage s = {0};
                void *in4 = &((struct sockaddr_in *)&s)->sin_addr;
                void *in6 = &((struct sockaddr_in6 *)&s)->sin6_addr;

                s.ss_family = strchr(cases[i].address, ':') ? AF_INET6 : AF_INET;
                CHECK(inet_pton(s.ss_family, cases[i].address,
                                s.ss_family == AF_INET ? in4 : in6) == 1);
                if (address_is_public((struct sockaddr *)&s, sizeof s) != cases[i].is_public)
                        print_error("%s\n", cases[i].address);
                CHECK(address_is_public((struct sockaddr *)&s, sizeof s) == cases[i].is_public);
        }
}

TEST(an_issuer_is_an_https_address_and_nothing_else)
{
        static const char *const good[] = {"https://a.example", "https://a.example:8443/realms/x/",
                                           "http://localhost:5556/dex", "http://127.0.0.1",
                                           "http://[::1]:80"};
        static const char *const bad[] = {"http://a.example",
                                          "https://",
                                          "https:///x",
                                          "https://a.example?x",
                                          "https://a.example#x",
                                          "https://u@a.example",
                                          "https://a.example/ x",
                                          "ftp://a.example",
                                          "http://127.0.0.1.evil.example",
                                          "http://localhost.evil.example",
                                          "http://[::1].evil.example",
                                          "http://[::1",
                                          "http://localhost@evil.example",
                                          "https://a.example\\@b",
                                          "javascript:alert(1)"};

        (void)a;
        for (size_t i = 0; i < sizeof good / sizeof *good; i++)
                CHECK(oidc_issuer_is(str_from(good[i])));
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                if (oidc_issuer_is(str_from(bad[i])))
                        print_error("%s\n", bad[i]);
                CHECK(!oidc_issuer_is(str_from(bad[i])));
        }
}
