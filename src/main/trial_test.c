/* Coming in as one of the examples' people: in a trial, and nowhere else. */
#include "main/guard.h"
#include "main/trial.h"
#include "tests/world.h"

#include <string.h>

TEST(outside_of_a_trial_nobody_comes_in_as_somebody_else)
{
        World *w = world_of_examples(a);

        CHECK_IS(act(w, "trial enter", "email", "ada.lindqvist@example.org", NULL), NOT_FOUND);
        page(w, "/try");
        CHECK_INT(w->status, 404);
}

TEST(in_a_trial_one_comes_in_as_who_is_in_the_list_and_as_nobody_else)
{
        World *w = world_of_examples(a);

        w->p.site.is_trial = true;
        CHECK_OK(act(w, "role grant", "email", "wei.ling.tan@example.org", "name", "Tan Wei Ling",
                     "role", "head", "hub", "singapore", NULL));
        CHECK_OK(act(w, "role grant", "email", "real@example.org", "name", "Real", "role",
                     "administrator", NULL));
        CHECK_STR(page(w, "/try"), CONTAINS, "Tan Wei Ling");
        CHECK_STR(page(w, "/try"), LACKS, "Ada Lindqvist"); /* she has no account here */
        CHECK_OK(act(w, "trial enter", "email", "wei.ling.tan@example.org", NULL));
        CHECK_INT((int64_t)w->deed.session_begun.len, TOKEN_CHARS);
        CHECK_STR(w->deed.go_to, IS, "/roles");
        CHECK_IS(act(w, "trial enter", "email", "real@example.org", NULL), INVALID);
        CHECK_IS(act(w, "trial enter", "email", "ada.lindqvist@example.org", NULL), INVALID);
}

/* A page of another site whose name leads to 127.0.0.1 is of the same origin as the server. */
TEST(a_trial_answers_under_the_names_of_this_machine_only)
{
        static const char *const bad[] = {"evil.example",
                                          "evil.example:8460",
                                          "localhost.evil.example",
                                          "127.0.0.1.evil.example",
                                          "127.0.0.10:8460",
                                          "192.168.1.2:8460",
                                          "[::2]:8460",
                                          "",
                                          NULL};
        static const char *const good[] = {"localhost",   "LocalHost:8460", "127.0.0.1",
                                           "127.0.0.1:9", "[::1]",          "[::1]:8460",
                                           NULL};
        World *w = world_of_examples(a);

        w->host = "seedbed.example";
        page(w, "/hubs");
        CHECK_INT(w->status, 200); /* outside of a trial a server has many names */
        w->p.site.is_trial = true;
        for (int i = 0; bad[i]; i++) {
                w->host = bad[i];
                page(w, "/try");
                CHECK_INT(w->status, 421);
                page_of_visitor(w, "/hubs");
                CHECK_INT(w->status, 421);
                request(w, HTTP_POST, "/api/v1/trial/enter", "application/json",
                        "{\"email\":\"wei.ling.tan@example.org\"}", false);
                CHECK_INT(w->status, 421);
        }
        for (int i = 0; good[i]; i++) {
                w->host = good[i];
                page(w, "/try");
                CHECK_INT(w->status, 200);
        }
}

TEST(the_examples_have_somebody_of_every_role)
{
        TrialPeople people;

        CHECK_OK(trial_people(a, &people));
        for (Role r = ROLE_PERSON; r < ROLE_COUNT; r++) {
                bool found = false;

                for (size_t i = 0; i < people.people.n; i++)
                        found |= strcmp(trial_role_word(people.people.at[i].role), role_name(r)) ==
                                 0;
                if (!found)
                        print_error("nobody is %s\n", role_name(r));
                CHECK(found);
        }
}

TEST(a_trial_is_served_to_this_machine_only)
{
        Conf conf;

        conf_standard(&conf);
        conf.as_root = true;
        conf.trial = S("yes");
        CHECK(guard_may_serve(&conf));
        conf.address = S("0.0.0.0");
        CHECK(!guard_may_serve(&conf));
        conf.address = S("::1");
        CHECK(guard_may_serve(&conf));
        conf.trusted_proxy = S("loopback");
        CHECK(!guard_may_serve(&conf));
        conf.trial = S("no");
        conf.address = S("0.0.0.0");
        CHECK(guard_may_serve(&conf));
}
