/* Accounts that people make by themselves: what is told to whom, and what a link is good for. And
 * what a page of another origin gets. */
#include "people/signup.h"

#include "access/otp.h"
#include "access/qr.h"
#include "access/signin.sql.h"
#include "access/throttle.h"
#include "base/time.h"
#include "mail/mail.h"
#include "people/account.h"
#include "people/second.h"
#include "tests/world.h"

static const char phrase[] = "purple otters juggle at noon";

static Status at(World *w, const char *action, int64_t now_us, bool is_closed,
                 const char *const *pairs)
{
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = now_us,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal,
                          .client = S("192.0.2.1"),
                          .sign_up_is_closed = is_closed};
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;

        for (; pairs[2 * n]; n++)
                inputs[n] = (Input){str_from(pairs[2 * n]), str_from(pairs[2 * n + 1])};
        w->deed = (Deed){0};
        return action_do(&aw, site_action(&w->p.site, str_from(action)), &(Actor){0}, inputs, n,
                         w->a, &w->deed);
}

static Status ask(World *w, const char *email, int64_t now_us)
{
        const char *const pairs[] = {"email", email, NULL};

        return at(w, "account begin", now_us, false, pairs);
}

static Status confirm(World *w, const char *token, const char *password, int64_t now_us)
{
        const char *const pairs[] = {"token", token, "name", "Nia", "new_password", password, NULL};

        return at(w, "account confirm", now_us, false, pairs);
}

static size_t mails(World *w, Mail *out_newest)
{
        MailLineList list;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        if (list.n)
                CHECK_OK(outbox_by_id(w->db, w->a, list.at[0].id, out_newest));
        return list.n;
}

static const char *token_of_newest(World *w)
{
        size_t place;
        Mail m;

        CHECK(mails(w, &m) > 0);
        place = str_find_str(m.plain, S("token="));
        CHECK(place < m.plain.len);
        return str_z(w->a, str_head(str_skip(m.plain, place + 6), TOKEN_CHARS));
}

TEST(somebody_makes_an_account_with_the_link_in_a_mail_which_is_good_once)
{
        World *w = world(a);
        const char *const open[] = {"email", "nia@example.org", "password", phrase, NULL};
        int64_t now = time_now_us();
        const char *token;
        Actor actor;
        Id id;

        CHECK_OK(ask(w, " Nia@Example.org ", now));
        CHECK_IS(access_account_by_email(w->db, a, S("nia@example.org"), &id), NOT_FOUND);
        token = token_of_newest(w);
        CHECK_IS(at(w, "session open", now, false, open), FORBIDDEN);
        CHECK_IS(confirm(w, token, "short", now), INVALID);
        CHECK_IS(confirm(w, token, "nia@example.org nia", now), INVALID);
        CHECK_IS(confirm(w, "0000", phrase, now), FORBIDDEN);
        CHECK_IS(confirm(w, token, phrase, now + SIGNUP_LINK_US), FORBIDDEN);
        CHECK_OK(confirm(w, token, phrase, now));
        CHECK_INT(w->deed.told, 1);
        CHECK_STR(w->deed.go_to, IS, "/me");
        CHECK_OK(access_session_actor(w->db, a, w->deed.session_begun, now, &actor));
        CHECK_STR(actor.name, IS, "Nia");
        CHECK_INT((int64_t)actor.grants_n, 0);
        CHECK_IS(confirm(w, token, phrase, now), FORBIDDEN);
        CHECK_OK(at(w, "session open", now, false, open));
}

TEST(an_account_is_not_named_as_nobody_may_be)
{
        static const char *const bad[] = {"www.evil.example",
                                          "P\xD0\xB0ul"
                                          "a",
                                          "Ni\xE2\x80\xAE"
                                          "a",
                                          "x@evil.example"};
        World *w = world(a);
        int64_t now = time_now_us();
        const char *pairs[] = {"token", NULL, "name", NULL, "new_password", phrase, NULL};

        CHECK_OK(ask(w, "nia@example.org", now));
        pairs[1] = token_of_newest(w);
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                pairs[3] = bad[i];
                CHECK_IS(at(w, "account confirm", now, false, pairs), INVALID);
                CHECK_STR(str_from(w->deed.faults[0].field), IS, "name");
        }
        CHECK_OK(confirm(w, pairs[1], phrase, now));
}

TEST(an_account_without_a_password_goes_on_to_a_passkey)
{
        World *w = world(a);
        int64_t now = time_now_us();
        AccountWays ways;

        CHECK_OK(ask(w, "nia@example.org", now));
        CHECK_OK(confirm(w, token_of_newest(w), "", now));
        CHECK_STR(w->deed.go_to, IS, "/do/passkey/add");
        CHECK_OK(account_ways(w->db, a, w->deed.made, &ways));
        CHECK_INT(ways.passwords, 0);
}

TEST(who_came_for_something_is_led_back_to_it_and_never_to_another_site)
{
        static const char *const then[][3] = {{"/do/application/begin?round=0A&x=1",
                                               "&then=/do/application/begin%3Fround%3D0A%26x%3D1",
                                               "/do/application/begin?round=0A&x=1"},
                                              {"//evil.example", "", "/me"},
                                              {"https://evil.example/", "", "/me"},
                                              {"", "", "/me"}};
        World *w = world(a);
        int64_t now = time_now_us();

        for (size_t i = 0; i < sizeof then / sizeof *then; i++) {
                const char *email = str_fmt(a, "nia%zu@example.org", i).at;
                const char *begin[] = {"email", email, "then", then[i][0], NULL};
                const char *made[] = {"token", NULL,   "name",     "Nia", "new_password",
                                      phrase,  "then", then[i][0], NULL};
                const char *open[] = {"email", email, "password", phrase, "then", then[i][0], NULL};
                const char *bare[] = {"token", NULL, "name", "Nia", "then", then[i][0], NULL};
                Mail m;

                CHECK_OK(at(w, "account begin", now, false, begin));
                made[1] = token_of_newest(w);
                CHECK(mails(w, &m) > 0);
                CHECK_STR(m.plain, CONTAINS,
                          str_fmt(a, "confirm?token=%s%s", made[1], then[i][1]).at);
                CHECK(str_has(m.plain, S("then=")) == (then[i][1][0] != 0));
                CHECK_OK(at(w, "account confirm", now, false, made));
                CHECK_STR(w->deed.go_to, IS, then[i][2]);
                CHECK_OK(at(w, "session open", now, false, open));
                CHECK_STR(w->deed.go_to, IS, then[i][2]);
                begin[1] = str_fmt(a, "tom%zu@example.org", i).at;
                CHECK_OK(at(w, "account begin", now, false, begin));
                bare[1] = token_of_newest(w);
                CHECK_OK(at(w, "account confirm", now, false, bare));
                CHECK_STR(w->deed.go_to, IS,
                          str_fmt(a, "/do/passkey/add%s%s", then[i][1][0] ? "?" : "",
                                  then[i][1][0] ? then[i][1] + 1 : "")
                                  .at);
        }
        CHECK_STR(page_of_visitor(w, "/operate"), CONTAINS, "/do/session/open?then=%2Foperate");
}

TEST(who_asks_for_an_account_is_not_told_whether_there_is_one_but_its_owner_is)
{
        World *w = world(a);
        int64_t now = time_now_us();
        Str words;
        Mail m;

        CHECK_OK(ask(w, "nia@example.org", now));
        CHECK_OK(confirm(w, token_of_newest(w), phrase, now));
        CHECK_OK(ask(w, "nia@example.org", now));
        words = str_copy(a, w->deed.note);
        CHECK_INT((int64_t)mails(w, &m), 2);
        CHECK_STR(m.plain, CONTAINS, "You have one already");
        CHECK(!str_has(m.plain, S("token=")));
        CHECK_OK(ask(w, "tom@example.org", now));
        CHECK_INT((int64_t)words.len, (int64_t)w->deed.note.len); /* but for the address */
        CHECK_INT((int64_t)mails(w, &m), 3);
        CHECK(!str_has(m.plain, S("Nia")));
        CHECK_IS(ask(w, "no address", now), INVALID);
}

TEST(asking_again_ends_the_link_before_and_asking_often_has_to_wait)
{
        World *w = world(a);
        int64_t now = time_now_us();
        const char *first;
        int64_t n = 0;
        Mail m;

        CHECK_OK(ask(w, "nia@example.org", now));
        first = token_of_newest(w);
        CHECK_OK(ask(w, "nia@example.org", now));
        CHECK_IS(confirm(w, first, phrase, now), FORBIDDEN);
        for (int i = 0; i < 20; i++)
                n += ask(w, "nia@example.org", now) == OK;
        CHECK_INT(n, THROTTLE_PAIR_FREE - 2);
        CHECK_IS(ask(w, "NIA@example.org", now), TOO_MANY);
        CHECK_INT((int64_t)mails(w, &m), THROTTLE_PAIR_FREE);
        CHECK_OK(ask(w, "tom@example.org", now));
}

TEST(who_was_invited_meanwhile_keeps_that_account)
{
        World *w = world_of_examples(a);
        int64_t now = time_now_us();
        const char *token;
        Id invited, after;

        CHECK_OK(ask(w, "nia@example.org", now));
        token = token_of_newest(w);
        CHECK_OK(act(w, "role grant", "email", "nia@example.org", "name", "Nia", "role", "mentor",
                     "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("nia@example.org"), &invited));
        CHECK_IS(confirm(w, token, phrase, now), CONFLICT);
        CHECK_INT((int64_t)w->deed.session_begun.len, 0);
        CHECK_OK(access_account_by_email(w->db, a, S("nia@example.org"), &after));
        CHECK_INT(after, invited);
        CHECK_IS(confirm(w, token, phrase, now), FORBIDDEN);
}

TEST(a_site_that_takes_nobody_by_themselves_says_so_to_all)
{
        World *w = world(a);
        int64_t now = time_now_us();
        const char *const begin[] = {"email", "nia@example.org", NULL};
        const char *end[] = {"token", NULL, "name", "Nia", NULL};
        Mail m;

        CHECK_IS(at(w, "account begin", now, true, begin), FORBIDDEN);
        CHECK_INT((int64_t)mails(w, &m), 0);
        CHECK_OK(ask(w, "nia@example.org", now));
        end[1] = token_of_newest(w);
        CHECK_IS(at(w, "account confirm", now, true, end), FORBIDDEN); /* closed meanwhile */
        w->p.site.sign_up_is_closed = true;
        CHECK_STR(page_of_visitor(w, "/do/session/open"), LACKS, "Create an account");
        CHECK_STR(page_of_visitor(w, "/do/account/begin"), LACKS, "Send the link");
        w->p.site.sign_up_is_closed = false;
        CHECK_STR(page_of_visitor(w, "/do/session/open"), CONTAINS, "Create an account");
}

TEST(a_password_that_nobody_has_is_asked_for_with_the_same_work_and_no_mail)
{
        World *w = world(a);
        const char *const forgot[] = {"email", "nobody@example.org", NULL};
        Id none;
        Mail m;

        CHECK_OK(at(w, "password forgot", time_now_us(), false, forgot));
        CHECK_INT((int64_t)mails(w, &m), 0);
        CHECK_IS(access_reset_find(w->db, a, S(""), time_now_us(), &none), NOT_FOUND);
}

/* --- the code on a page of its own */

typedef struct {
        const char *email, *password, *passed, *code;
} SignIn;

static Status sign_in(World *w, SignIn s, int64_t now_us)
{
        const char *pairs[9] = {"email", s.email};
        size_t n = 2;

        if (s.password)
                pairs[n++] = "password", pairs[n++] = s.password;
        if (s.passed)
                pairs[n++] = "passed", pairs[n++] = s.passed;
        if (s.code)
                pairs[n++] = "code", pairs[n++] = s.code;
        return at(w, "session open", now_us, false, pairs);
}

static Str with_second_factor(World *w, const char *email, int64_t now_us)
{
        Str secret;
        Actor actor;
        char code[OTP_DIGITS_MAX + 1];

        CHECK_OK(ask(w, email, now_us));
        CHECK_OK(confirm(w, token_of_newest(w), phrase, now_us));
        CHECK_OK(access_actor(w->db, w->a, w->deed.made, now_us, &actor));
        {
                Actor first = w->actor;

                w->actor = actor;
                CHECK_OK(act(w, "second begin", NULL));
                CHECK_OK(otp_unbase32(w->a, ((const SecondShown *)w->deed.prepared)->key, &secret));
                CHECK_OK(otp_hotp(secret, &(OtpKind){0}, (uint64_t)(time_now_us() / SECOND_US / 30),
                                  code));
                CHECK_OK(act(w, "second confirm", "code", code, NULL));
                w->actor = first;
        }
        return str_copy(w->a, ((const SecondCodes *)w->deed.prepared)->at[0]);
}

TEST(the_page_that_asks_for_the_code_stands_for_the_password_for_minutes_and_for_one_account)
{
        World *w = world(a);
        int64_t now = time_now_us();
        const char *code = str_z(a, with_second_factor(w, "nia@example.org", now));
        const char *other = str_z(a, with_second_factor(w, "tom@example.org", now)), *passed;

        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", "not it", NULL, NULL}, now), FORBIDDEN);
        CHECK(str_empty(w->deed.inputs[3]));
        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", phrase, NULL, NULL}, now), INVALID);
        passed = str_z(a, w->deed.inputs[3]);
        CHECK(passed[0]);
        CHECK_IS(sign_in(w, (SignIn){"tom@example.org", NULL, passed, other}, now), INVALID);
        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", NULL, "AAAA", code}, now), INVALID);
        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", NULL, passed, code}, now + 600 * SECOND_US),
                 INVALID);
        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", NULL, passed, "000000"}, now), INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "code");
        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", NULL, NULL, code}, now), INVALID);
        CHECK_OK(sign_in(w, (SignIn){"nia@example.org", NULL, passed, code}, now));
        CHECK_IS(sign_in(w, (SignIn){"nia@example.org", NULL, passed, code}, now), INVALID);
}

TEST(a_key_is_drawn_as_a_code_that_a_camera_reads)
{
        Qr qr;

        CHECK_OK(qr_draw(a, S("otpauth://totp/Seedbed:nia?secret=JBSWY3DPEHPK3PXP"), &qr));
        CHECK(qr.size > 4 + 21 + 4 && qr.size % 4 == (17 + 8) % 4);
        /* the corner that every code has: a bar of seven behind the margin */
        CHECK_STR(qr.path, STARTS, "M4 4h7v1h-7z");
        CHECK_IS(qr_draw(a, (Str){arena_bytes(a, 4000), 4000}, &qr), TOO_LARGE);
}

/* --- posts from elsewhere */

static int posted(World *w, const char *path, const char *name, const char *value, bool as_json)
{
        HttpPair headers[4] = {
                {S("Content-Type"),
                 as_json ? S("application/json") : S("application/x-www-form-urlencoded")},
                {S("Host"), S("127.0.0.1:8460")},
                {str_from(name), str_from(value)}};
        SiteWorker worker = {w->db};
        HttpReply reply = {.status = 200, .file_fd = -1};
        HttpRequest rq = {.method = HTTP_POST,
                          .path = str_from(path),
                          .raw_path = str_from(path),
                          .arena = w->a,
                          .worker = &worker,
                          .headers = headers,
                          .headers_n = name[0] ? 3 : 2,
                          .body = as_json ? S("{\"email\":\"x@example.org\"}")
                                          : S("email=x%40example.org"),
                          .id = S("0123456789ABCDEF")};

        site_answer(&w->p.site, &rq, &reply);
        return reply.status;
}

TEST(what_a_page_of_another_origin_posts_is_not_done)
{
        World *w = world(a);
        static const char *const wrong[][2] = {{"Sec-Fetch-Site", "cross-site"},
                                               {"Sec-Fetch-Site", "same-site"},
                                               {"Sec-Fetch-Site", "nonsense"},
                                               {"Origin", "null"},
                                               {"Origin", "http://127.0.0.1:8461"},
                                               {"Origin", "https://127.0.0.1:8460"},
                                               {"Origin", "http://evil.example"},
                                               {"Origin", "http:"},
                                               {"Origin", "http://127.0.0.1:8460.evil.example"}};
        static const char *const right[][2] = {{"", ""},
                                               {"Sec-Fetch-Site", "same-origin"},
                                               {"Sec-Fetch-Site", "none"},
                                               {"Origin", "http://127.0.0.1:8460"}};
        Mail m;

        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
                for (int as_json = 0; as_json < 2; as_json++)
                        CHECK_INT(posted(w, as_json ? "/api/v1/account/begin" : "/do/account/begin",
                                         wrong[i][0], wrong[i][1], as_json),
                                  403);
        CHECK_INT((int64_t)mails(w, &m), 0);
        for (size_t i = 0; i < sizeof right / sizeof *right; i++)
                CHECK_INT(posted(w, "/do/account/begin", right[i][0], right[i][1], false), 200);
        w->p.site.base_url = S("https://seedbed.example"); /* behind a proxy that keeps no Host */
        CHECK_INT(posted(w, "/do/account/begin", "Origin", "https://seedbed.example", false), 200);
        CHECK_INT(posted(w, "/do/account/begin", "Origin", "https://seedbed.example.evil", false),
                  403);
}
