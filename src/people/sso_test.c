/* Sign-on by a provider: who comes in as whom. */
#include "people/sso.h"

#include "access/signin.sql.h"
#include "base/time.h"
#include "mail/mail.h"
#include "tests/browser.h"

#include <string.h>

TEST(who_comes_from_a_provider_that_may_make_accounts_has_one_from_then_on)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w}, again = {.w = w};
        AccountWays ways;
        Id id;

        CHECK_OK(provider_add(w, p, "uni.example.org, other.example", "yes"));
        CHECK_STR(page_of_visitor(w, "/do/session/open"), CONTAINS, "Sign in with Uni");
        browser_sign_on(&b, p, &mina);
        CHECK_INT(b.status, 303);
        CHECK_STR(b.go_to, IS, "/me");
        CHECK_INT((int64_t)b.secret.len, 0); /* spent */
        id = browser_actor(&b);
        CHECK(id != 0);
        CHECK_OK(access_account_by_email(w->db, a, S("mina@uni.example.org"), &id));
        CHECK_INT(browser_actor(&b), id);
        browser_go(&b, HTTP_GET, S("/me"), NULL);
        CHECK_STR(b.body, CONTAINS, "Mina Wu");
        CHECK_STR(b.body, CONTAINS, "Disconnect");
        CHECK_OK(account_ways(w->db, a, id, &ways));
        CHECK_INT(ways.identities, 1);
        /* by subject alone, whatever the address has become */
        browser_sign_on(&again, p,
                        &(ProviderPerson){.subject = "u-17", .email = "x@elsewhere.example"});
        CHECK_INT(browser_actor(&again), id);
}

TEST(a_providers_name_that_nobody_may_have_here_is_not_taken)
{
        static const ProviderPerson bad[] = {
                {.subject = "1", .email = "a@uni.example.org", .name = "www.evil.example"},
                {.subject = "2", .email = "b@uni.example.org", .name = "P\xD0\xB0ul"}};
        World *w = world(a);
        Provider *p = provider_begin();

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                Browser b = {.w = w};
                Actor who;

                browser_sign_on(&b, p, &bad[i]);
                CHECK_OK(access_actor(w->db, a, browser_actor(&b), time_now_us(), &who));
                CHECK_INT((int64_t)who.name.len, 1); /* what is before the @ */
        }
}

TEST(who_gets_a_connection_is_told_by_mail)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        MailLineList list;
        Mail m;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        browser_sign_on(&b, p, &mina);
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &list));
        CHECK(list.n == 1);
        CHECK_OK(outbox_by_id(w->db, a, list.at[0].id, &m));
        CHECK_STR(m.plain, CONTAINS, "changed just now: Sign-on connected");
}

TEST(the_record_tells_of_a_connection_without_saying_whose_it_is)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        Str leaf;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        CHECK_STR(last_leaf(w), CONTAINS, "provider.added");
        CHECK_STR(last_leaf(w), LACKS, "s3cret");
        browser_sign_on(&b, p, &mina);
        leaf = last_leaf(w);
        CHECK_STR(leaf, CONTAINS, "account.sign-on-linked");
        CHECK_STR(leaf, LACKS, "ina");
        CHECK_STR(leaf, LACKS, "u-17");
        CHECK_STR(leaf, LACKS, "uni");
}

TEST(a_client_secret_is_kept_sealed_and_shown_to_nobody)
{
        World *w = world(a);
        Provider *p = provider_begin();
        SsoProvider row;

        CHECK_OK(provider_add(w, p, "", "no"));
        CHECK_OK(sso_provider_by_slug(w->db, a, S("uni"), &row));
        CHECK(!str_has(row.secret, S("s3cret")));
        CHECK_STR(page(w, "/providers"), LACKS, "s3cret");
        CHECK_STR(page(w, "/api/v1/providers"), LACKS, "secret");
        CHECK_STR(page(w, "/providers"), CONTAINS, "/sign-on/uni/return");
}

TEST(a_provider_speaks_for_verified_addresses_of_its_domains_and_no_others)
{
        static const ProviderPerson others[] = {
                {.subject = "1", .email = "x@elsewhere.example"},
                {.subject = "2", .email = "x@sub.uni.example.org"},
                {.subject = "3", .email = "x@uni.example.org.evil.example"},
                {.subject = "4", .email = "x@uni.example.org@evil.example"},
                {.subject = "5", .email = "uni.example.org"},
                {.subject = "6", .email = "x@uni.example.org", .is_unverified = true},
                {.subject = "7"}};
        World *w = world(a);
        Provider *p = provider_begin();

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
                Browser b = {.w = w};

                check_refused(&b, browser_leave(&b, p, &others[i]), 401,
                              "vouches for no e-mail address");
        }
}

TEST(a_provider_that_may_make_no_accounts_lets_in_only_who_has_one)
{
        World *w = world_of_examples(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        Id id;

        CHECK_OK(provider_add(w, p, "uni.example.org", "no"));
        check_refused(&b, browser_leave(&b, p, &mina), 401, "There is no account for your address");
        CHECK_OK(act(w, "role grant", "email", "mina@uni.example.org", "name", "Mina", "role",
                     "mentor", "hub", "bangkok", NULL));
        browser_sign_on(&b, p, &mina);
        CHECK_OK(access_account_by_email(w->db, a, S("mina@uni.example.org"), &id));
        CHECK_INT(browser_actor(&b), id);
}

/* Another may have made that account and wait in it. */
TEST(an_account_that_was_not_confirmed_but_has_a_password_is_its_owners_to_connect)
{
        World *w = world_of_examples(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        Actor first = w->actor;
        Id id;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        CHECK_OK(act(w, "role grant", "email", "mina@uni.example.org", "name", "Mina", "role",
                     "mentor", "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("mina@uni.example.org"), &id));
        CHECK_OK(access_actor(w->db, a, id, time_now_us(), &w->actor));
        CHECK_OK(act(w, "password change", "password", "", "new_password",
                     "purple otters juggle at noon", NULL));
        check_refused(&b, browser_leave(&b, p, &mina), 401,
                      "There is an account with your address");
        browser_come_in(&b);
        browser_connect(&b);
        CHECK_INT(b.status, 200);
        browser_go(&b, HTTP_GET, browser_way_back(&b, p, &mina), NULL);
        CHECK_INT(b.status, 303);
        b.session = (Str){0};
        browser_sign_on(&b, p, &mina);
        CHECK_INT(browser_actor(&b), id);
        w->actor = first;
}

static Id connection_of(World *w, Id actor)
{
        SsoLinkList links;

        CHECK_OK(sso_identities_of(w->db, w->a, actor, &links));
        CHECK_INT((int64_t)links.n, 1);
        return links.at[0].id;
}

static Status give_address(void *ctx, Db *db)
{
        const World *w = ctx;

        return access_email_set(db, w->actor.id, S("first@example.org"), time_now_us());
}

TEST(a_person_connects_a_provider_and_takes_it_off_but_not_as_the_last_way_in)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        Str id;

        CHECK_OK(provider_add(w, p, "", "no"));
        browser_come_in(&b);
        browser_go(&b, HTTP_GET, S("/me"), NULL);
        CHECK_STR(b.body, CONTAINS, "Connect Uni");
        browser_connect(&b);
        browser_go(&b, HTTP_GET, browser_way_back(&b, p, &mina), NULL);
        CHECK_INT(b.status, 303);
        CHECK_STR(last_leaf(w), CONTAINS, "account.sign-on-linked");
        id = id_text(a, connection_of(w, w->actor.id));
        CHECK_IS(act(w, "identity end", "identity", id.at, NULL), CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "your last way to sign in");
        CHECK_IS(act(w, "password change", "password", "", "new_password",
                     "purple otters juggle at noon", NULL),
                 CONFLICT); /* with which address would it be used? */
        CHECK_OK(store_transact(w->p.store, give_address, w));
        CHECK_OK(act(w, "password change", "password", "", "new_password",
                     "purple otters juggle at noon", NULL));
        CHECK_OK(act(w, "identity end", "identity", id.at, NULL));
        CHECK_STR(last_leaf(w), CONTAINS, "account.sign-on-unlinked");
        CHECK_IS(act(w, "identity end", "identity", id.at, NULL), NOT_FOUND);
        b.session = (Str){0};
        check_refused(&b, browser_leave(&b, p, &mina), 401, "vouches for no e-mail address");
}

TEST(one_identity_is_one_account_and_nobody_takes_off_anothers)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w}, other = {.w = w};
        Id theirs;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        browser_sign_on(&b, p, &mina);
        theirs = browser_actor(&b);
        browser_come_in(&other);
        browser_connect(&other);
        browser_go(&other, HTTP_GET, browser_way_back(&other, p, &mina), NULL);
        CHECK_INT(other.status, 409);
        CHECK_STR(other.body, CONTAINS, "signs in to another account here");
        CHECK_INT(browser_actor(&other), w->actor.id);
        CHECK_IS(act(w, "identity end", "identity", id_text(a, connection_of(w, theirs)).at, NULL),
                 NOT_FOUND);
        CHECK(connection_of(w, theirs) != 0);
}

TEST(to_connect_takes_ones_own_form_and_the_same_session_to_the_end)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w}, thief = {.w = w};
        SsoLinkList links;
        Str back;

        CHECK_OK(provider_add(w, p, "", "no"));
        browser_go(&b, HTTP_POST, S("/sign-on/uni/connect"), "");
        CHECK_INT(b.status, 401);
        browser_come_in(&b);
        browser_go(&b, HTTP_POST, S("/sign-on/uni/connect"), "form_token=0123");
        CHECK_INT(b.status, 403);
        browser_connect(&b);
        back = browser_way_back(&b, p, &mina);
        browser_come_in(&b); /* another session of the same account */
        browser_go(&b, HTTP_GET, back, NULL);
        CHECK_INT(b.status, 403);
        b.origin = S("https://evil.example"); /* a form of another site */
        browser_go(&b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_INT(b.status, 403);
        browser_connect(&b);
        CHECK_INT(b.status, 403);
        b.origin = (Str){0};
        /* somebody else's answer in my browser: theirs would be my way in */
        browser_connect(&b);
        browser_go(&thief, HTTP_POST, S("/sign-on/uni"), "");
        back = browser_way_back(&thief, p, &mina);
        browser_go(&b, HTTP_GET, back, NULL);
        CHECK_INT(b.status, 403);
        CHECK_OK(sso_identities_of(w->db, a, w->actor.id, &links));
        CHECK_INT((int64_t)links.n, 0);
}

TEST(a_state_is_good_once_in_its_own_browser_and_for_its_own_provider)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w}, other = {.w = w};
        const char *words = "This was not begun in this browser";
        Str back;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        back = browser_leave(&b, p, &mina);
        check_refused(&other, back, 401, words);
        other.secret = S("0000000000000000000000000000000000000000000000000000000000000000");
        check_refused(&other, back, 401, words);
        check_refused(&b, str_fmt(a, "/sign-on/uni/return?code=x&state=%064d", 0), 401, words);
        check_refused(&b, S("/sign-on/uni/return"), 401, words);
        check_refused(&b, S("/sign-on/other/return?code=x&state=y"), 401, words);
        check_refused(&b, str_fmt(a, "%.*s&code=again", S_ARG(back)), 422, "given twice");
        browser_go(&b, HTTP_GET, back, NULL);
        CHECK_INT(b.status, 303);
        b.session = (Str){0};
        check_refused(&b, back, 401, words);
}

TEST(a_code_is_good_once_also_with_a_new_state)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        Str back, again, code;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        back = browser_leave(&b, p, &mina);
        code = provider_param(a, back, "code");
        browser_go(&b, HTTP_GET, back, NULL);
        CHECK_INT(b.status, 303);
        b.session = (Str){0};
        again = browser_leave(&b, p, &mina);
        check_refused(&b,
                      str_fmt(a, "/sign-on/uni/return?code=%.*s&state=%.*s", S_ARG(code),
                              S_ARG(provider_param(a, again, "state"))),
                      503, "invalid_grant");
}

/* A deed of the way at a moment; the session it begins is in the deed. */
static Status back_at(Browser *b, Str back, int64_t now_us)
{
        World *w = b->w;
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .now_us = now_us,
                          .base_url = w->p.site.base_url,
                          .seal = w->p.site.seal};
        Input inputs[] = {{S("provider"), S("uni")},
                          {S("browser"), b->secret},
                          {S("state"), provider_param(w->a, back, "state")},
                          {S("code"), provider_param(w->a, back, "code")}};

        w->deed = (Deed){0};
        return action_do(&aw, &sso_return_action, &(Actor){0}, inputs, 4, w->a, &w->deed);
}

TEST(who_comes_back_after_ten_minutes_begins_again)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        int64_t now = time_now_us();

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        CHECK_IS(back_at(&b, browser_leave(&b, p, &mina), now + SSO_ATTEMPT_US + 5 * SECOND_US),
                 FORBIDDEN);
        CHECK_INT((int64_t)w->deed.session_begun.len, 0);
        /* a clock that was set back lets nobody in with a token from then */
        CHECK_IS(back_at(&b, browser_leave(&b, p, &mina), now - 3600 * SECOND_US), UPSTREAM);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "not-valid-yet");
        CHECK_OK(back_at(&b, browser_leave(&b, p, &mina), now + SECOND_US));
}

/* What is kept was got and asked for so long ago. */
TEST(through_a_provider_that_has_ended_nobody_comes_in)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser b = {.w = w};
        AccountWays ways;
        Str back;
        Id id;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        browser_sign_on(&b, p, &mina);
        id = browser_actor(&b);
        b.session = (Str){0};
        back = browser_leave(&b, p, &mina);
        CHECK_OK(act(w, "provider end", "provider", "uni", NULL));
        CHECK_STR(last_leaf(w), CONTAINS, "provider.ended");
        check_refused(&b, back, 404, "Nobody signs in through Uni any more");
        browser_go(&b, HTTP_POST, S("/sign-on/uni"), "");
        CHECK_INT(b.status, 404);
        CHECK_STR(page_of_visitor(w, "/do/session/open"), LACKS, "Uni");
        CHECK_OK(account_ways(w->db, a, id, &ways));
        CHECK_INT(ways.identities, 0);
        CHECK_IS(act(w, "provider end", "provider", "uni", NULL), NOT_FOUND);
        CHECK_IS(act(w, "provider end", "provider", "never", NULL), NOT_FOUND);
        CHECK_IS(provider_add(w, p, "uni.example.org", "yes"), INVALID); /* the slug was used */
}

TEST(two_who_come_back_at_once_as_the_same_person_are_one_account)
{
        World *w = world(a);
        Provider *p = provider_begin();
        Browser one = {.w = w}, two = {.w = w};
        Str back_one, back_two;

        CHECK_OK(provider_add(w, p, "uni.example.org", "yes"));
        back_one = browser_leave(&one, p, &mina);
        back_two = browser_leave(&two, p, &mina);
        browser_go(&one, HTTP_GET, back_one, NULL);
        browser_go(&two, HTTP_GET, back_two, NULL);
        CHECK(browser_actor(&one) != 0);
        CHECK_INT(browser_actor(&one), browser_actor(&two));
        CHECK(!str_eq(one.session, two.session));
}
