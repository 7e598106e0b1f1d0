/* Teams: who comes in, by which invitation, who may go, and how far a team's role reaches. */
#include "people/team.h"

#include "base/time.h"
#include "hub/hub.h"
#include "people/delegate.h"
#include "people/role.h"
#include "people/team_probe.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

TEST(a_team_is_founded_by_a_person_who_owns_it_and_reaches_nothing_else)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), now;
        Id party = founded(w, &ada, "Mango Works", "bangkok"), other;
        int64_t at = w->deed.position;
        Place place;
        Str leaf;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Elsewhere", "hub", "bangkok",
                     NULL));
        other = w->deed.made;
        place = (Place){.party = other};
        CHECK_STR(role_in(w, party, ada.id), IS, "owner");
        now = again(w, ada.id);
        CHECK_INT((int64_t)now.grants_n, 1);
        CHECK(!access_may_everywhere(&now, MAY_PARTY_EDIT));
        CHECK(!access_may_at(&now, MAY_PARTY_EDIT, &place));
        CHECK(!access_may_at(&now, MAY_PARTY_EDIT, &(Place){.party = 0}));
        place.party = party;
        CHECK(access_may_at(&now, MAY_PARTY_EDIT, &place));
        CHECK(!access_may_at(&now, MAY_PARTY_MERGE, &place));
        CHECK_INT(sees(w, ada.id, party), 200);
        CHECK_INT(sees(w, ada.id, other), 404);
        page_of_visitor(w, path_of(w, party).at);
        CHECK_INT(w->status, 404);
        CHECK_OK(by(w, ada.id, "party edit", "party", id_text(a, party).at, "sector", "ai"));
        CHECK_OK(by(w, ada.id, "party consent", "party", id_text(a, party).at, "listed", "yes"));
        CHECK_IS(by(w, ada.id, "party edit", "party", id_text(a, other).at, "sector", "ai"),
                 NOT_FOUND);
        CHECK_IS(by(w, ada.id, "party merge", "party", id_text(a, party).at, "into",
                    id_text(a, other).at),
                 FORBIDDEN);
        CHECK_IS(by(w, ada.id, "party add", "kind", "organisation", "name", "X"), FORBIDDEN);
        CHECK_IS(by(w, ada.id, "team appoint", "party", id_text(a, party).at, "email", "a@b.c"),
                 FORBIDDEN);
        w->actor = now;
        CHECK_STR(page(w, "/parties"), CONTAINS, "Mango Works");
        CHECK(!str_has(page(w, "/parties"), S("Elsewhere")));
        CHECK_STR(page(w, "/me"), CONTAINS, "Mango Works");
        CHECK_OK(record_leaf(w->db, a, at, &leaf));
        CHECK_STR(leaf, CONTAINS, "team.founded");
        CHECK(!str_has(leaf, S("Mango")) && !str_has(leaf, S("Ada")));
}

TEST(a_team_of_three_a_day_and_no_more)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");

        for (int i = 0; i < TEAMS_FOUNDED_A_DAY_MAX; i++)
                founded(w, &ada, "Mango Works", "");
        CHECK_IS(by(w, ada.id, "team found", "name", "One more", NULL, NULL), TOO_MANY);
        CHECK_IS(by(w, 0, "team found", "name", "By nobody", NULL, NULL), FORBIDDEN);
}

TEST(a_team_has_a_name_that_looks_like_no_other)
{
        static const char *const bad[] = {"Gr\xd0\xb0"
                                          "b",                /* one letter is Cyrillic */
                                          "\xce\x9foogle",    /* Greek */
                                          "Grab\xe2\x80\x8b", /* a space without width */
                                          "Grab\xe2\x80\xae"
                                          "barG",             /* turns the direction */
                                          "Grab\xe2\x80\x8d", /* a joiner that joins nothing */
                                          "Grab\xc2\xad",     /* a soft hyphen */
                                          "\xf0\x9f\x98\x80",
                                          "---",
                                          "Win at www.example.com",
                                          "https://x.example",
                                          "a@b.example",
                                          NULL};
        static const char *const good[] = {"Grab",
                                           "\xd0\xaf\xd0\xbd\xd0\xb4\xd0\xb5\xd0\xba\xd1\x81",
                                           "Caf\xc3\xa9 42",
                                           "Cafe\xcc\x81", /* as a letter and a mark */
                                           "LINE \xe3\x83\xa9\xe3\x82\xa4\xe3\x83\xb3",
                                           "A\xce\xa9 is two words: \xce\xa9mega no",
                                           NULL};
        World *w = world_of_examples(a);
        char *longer = arena_bytes(a, PARTY_NAME_CHARS_MAX + 2);
        Actor who;

        for (size_t i = 0; bad[i]; i++) {
                who = person(w, "P", str_fmt(a, "p%zu@example.org", i).at);
                CHECK_IS(by(w, who.id, "team found", "name", bad[i], NULL, NULL), INVALID);
        }
        for (size_t i = 0; good[i] && i < 5; i++) {
                who = person(w, "Q", str_fmt(a, "q%zu@example.org", i).at);
                CHECK_OK(by(w, who.id, "team found", "name", good[i], NULL, NULL));
        }
        CHECK_IS(by(w, who.id, "team found", "name", good[5], NULL, NULL), INVALID);
        memset(longer, 'a', PARTY_NAME_CHARS_MAX + 1);
        longer[PARTY_NAME_CHARS_MAX + 1] = 0;
        CHECK_IS(by(w, who.id, "team found", "name", longer, NULL, NULL), INVALID);
        longer[PARTY_NAME_CHARS_MAX] = 0;
        CHECK_OK(by(w, who.id, "team found", "name", longer, NULL, NULL));
}

TEST(a_team_invitation_is_for_one_address_and_works_once)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org"),
              eve = person(w, "Eve", "eve@example.org"), now;
        Id party = founded(w, &ada, "Mango Works", "bangkok"), id;
        const char *token = invited(w, ada, party, " Bo@Example.org ", "editor"), *fresh;
        Str leaf;

        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "team.invited");
        CHECK(!str_has(leaf, S("example.org")));
        CHECK_IS(by(w, eve.id, "team join", "token", token, NULL, NULL), FORBIDDEN);
        CHECK(!str_has(w->deed.faults[0].words, S("bo@"))); /* whose it is, is not told */
        CHECK_IS(by(w, 0, "team join", "token", token, "name", "Bo"), FORBIDDEN);
        CHECK_IS(by(w, bo.id, "team join", "token", "0123", NULL, NULL), INVALID);
        CHECK_OK(by(w, bo.id, "team join", "token", token, NULL, NULL));
        CHECK_STR(role_in(w, party, bo.id), IS, "editor");
        CHECK_IS(by(w, bo.id, "team join", "token", token, NULL, NULL), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "accepted already");
        CHECK_IS(by(w, eve.id, "team join", "token", token, NULL, NULL), INVALID);
        /* who has no account gets one by it, and is signed in, once */
        fresh = invited(w, ada, party, "new@example.org", "viewer");
        CHECK_IS(by(w, 0, "team join", "token", fresh, NULL, NULL), INVALID); /* needs a name */
        CHECK_OK(by(w, 0, "team join", "token", fresh, "name", "Newcomer"));
        CHECK_INT((int64_t)w->deed.session_begun.len, TOKEN_CHARS);
        CHECK_OK(access_session_actor(w->db, a, w->deed.session_begun, time_now_us(), &now));
        CHECK_OK(access_account_by_email(w->db, a, S("new@example.org"), &id));
        CHECK_INT(now.id, id);
        CHECK_STR(role_in(w, party, id), IS, "viewer");
        CHECK_IS(by(w, 0, "team join", "token", fresh, "name", "Again"), INVALID);
        CHECK_IS(by(w, bo.id, "team invite", "party", id_text(a, party).at, "email", "x@y.org"),
                 FORBIDDEN); /* an editor invites nobody */
}

TEST(a_team_invitation_that_was_withdrawn_or_has_ended_does_nothing)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok"), cy;
        const char *token = invited(w, ada, party, "bo@example.org", "viewer");
        InvitationList waiting;
        ActionWorld aw = {.store = w->p.store, .site = &w->p.site};
        Input input = {S("token"), {0}};
        Deed d = {0};

        CHECK_OK(invitations_waiting(w->db, a, party, time_now_us(), &waiting));
        CHECK_INT((int64_t)waiting.n, 1);
        CHECK_IS(by(w, bo.id, "team uninvite", "party", id_text(a, party).at, "invitation",
                    id_text(a, waiting.at[0].id).at),
                 FORBIDDEN);
        CHECK_IS(by(w, ada.id, "team invite", "party", id_text(a, party).at, "email", "c@d.org"),
                 INVALID); /* no role */
        CHECK_OK(by(w, ada.id, "team uninvite", "party", id_text(a, party).at, "invitation",
                    id_text(a, waiting.at[0].id).at));
        CHECK_IS(by(w, ada.id, "team uninvite", "party", id_text(a, party).at, "invitation",
                    id_text(a, waiting.at[0].id).at),
                 CONFLICT);
        CHECK_IS(by(w, bo.id, "team join", "token", token, NULL, NULL), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "was withdrawn");
        /* the clock decides, also when it is set back again */
        input.value = str_from(invited(w, ada, party, "bo@example.org", "viewer"));
        aw.now_us = time_now_us() + (TEAM_INVITATION_DAYS + 1) * DAY_US;
        CHECK_IS(action_do(&aw, &team_join_action, &bo, &input, 1, a, &d), INVALID);
        CHECK_STR(d.faults[0].words, CONTAINS, "has ended");
        /* whoever is sent away leaves no door open behind them */
        cy = person(w, "Cy", "cy@example.org").id;
        joins(w, ada, party, cy, "cy@example.org", "owner");
        token = invited(w, again(w, cy), party, "friend@example.org", "owner");
        CHECK_OK(by(w, ada.id, "team remove", "party", id_text(a, party).at, "person",
                    id_text(a, cy).at));
        CHECK_IS(by(w, 0, "team join", "token", token, "name", "Friend"), INVALID);
        CHECK_INT(sees(w, cy, party), 404);
}

TEST(the_last_owner_of_a_team_stays_until_somebody_follows)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org"),
              head;
        Id party = founded(w, &ada, "Mango Works", "bangkok");
        const char *p = id_text(a, party).at, *token;

        joins(w, ada, party, bo.id, "bo@example.org", "editor");
        CHECK_IS(by(w, ada.id, "team leave", "party", p, NULL, NULL), CONFLICT);
        CHECK_IS(by(w, ada.id, "team remove", "party", p, "person", id_text(a, ada.id).at),
                 CONFLICT);
        w->actor = again(w, ada.id);
        CHECK_IS(act(w, "team role", "party", p, "person", id_text(a, ada.id).at, "role", "viewer",
                     NULL),
                 CONFLICT);
        CHECK_OK(act(w, "team hand-over", "party", p, "person", id_text(a, bo.id).at, NULL));
        CHECK_STR(role_in(w, party, bo.id), IS, "owner");
        CHECK_STR(role_in(w, party, ada.id), IS, "editor");
        CHECK_OK(act(w, "team leave", "party", p, NULL));
        CHECK_IS(act(w, "team leave", "party", p, NULL), NOT_FOUND);
        CHECK_INT(sees(w, ada.id, party), 404);
        /* an operator of its hub, and of no other, helps when the last owner is gone */
        w->actor = (Actor){0};
        CHECK_OK(access_administrator_first(w->db, a, time_now_us(), &w->actor));
        CHECK_OK(act(w, "role grant", "email", "jh@example.org", "name", "J", "role", "head", "hub",
                     "jakarta", NULL));
        CHECK_OK(act(w, "role grant", "email", "th@example.org", "name", "T", "role", "head", "hub",
                     "thailand", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("jh@example.org"), &head.id));
        w->actor = again(w, head.id);
        CHECK_IS(act(w, "team dismiss", "party", p, "person", id_text(a, bo.id).at, "reason",
                     "gone", NULL),
                 NOT_FOUND);
        CHECK_OK(access_account_by_email(w->db, a, S("th@example.org"), &head.id));
        w->actor = again(w, head.id);
        CHECK_IS(act(w, "team remove", "party", p, "person", id_text(a, bo.id).at, NULL),
                 FORBIDDEN);
        CHECK_OK(act(w, "team dismiss", "party", p, "person", id_text(a, bo.id).at, "reason",
                     "gone", NULL));
        CHECK_OK(act(w, "team appoint", "party", p, "email", "ada@example.org", "reason",
                     "owner-gone", NULL));
        token = token_of(w);
        CHECK_OK(by(w, ada.id, "team join", "token", token, NULL, NULL));
        CHECK_STR(role_in(w, party, ada.id), IS, "owner");
}

/* --- at the same moment */

typedef struct {
        World *w;
        const Action *action;
        Actor actor;
        Input inputs[4];
        size_t n;
        Status status;
} Racer;

static void *race(void *ctx)
{
        Racer *r = ctx;
        ActionWorld aw = {.store = r->w->p.store, .site = &r->w->p.site};
        Arena a = arena_make(8 * MIB);
        Deed d = {0};

        r->status = action_do(&aw, r->action, &r->actor, r->inputs, r->n, &a, &d);
        arena_free(&a);
        return NULL;
}

static void at_once(Racer *one, Racer *two)
{
        pthread_t threads[2];

        CHECK(pthread_create(&threads[0], NULL, race, one) == 0);
        CHECK(pthread_create(&threads[1], NULL, race, two) == 0);
        CHECK(pthread_join(threads[0], NULL) == 0 && pthread_join(threads[1], NULL) == 0);
}

TEST(of_two_owners_of_a_team_who_leave_at_once_one_stays)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org");
        TeamCounts counts;

        for (int i = 0; i < 3; i++) {
                Id party = founded(w, &ada, "Mango Works", "bangkok");
                Racer one = {.w = w, .action = &team_leave_action, .n = 1}, two;

                joins(w, ada, party, bo.id, "bo@example.org", "owner");
                one.inputs[0] = (Input){S("party"), id_text(a, party)};
                one.actor = again(w, ada.id);
                two = one;
                two.actor = again(w, bo.id);
                at_once(&one, &two);
                CHECK((one.status == OK && two.status == CONFLICT) ||
                      (one.status == CONFLICT && two.status == OK));
                CHECK_OK(team_counts(w->db, a, party, &counts));
                CHECK_INT(counts.owners, 1);
        }
}

TEST(leaving_a_team_while_being_removed_ends_it_once)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok");
        Racer one = {.w = w, .action = &team_leave_action, .n = 1},
              two = {.w = w, .action = &team_remove_action, .n = 2};

        joins(w, ada, party, bo.id, "bo@example.org", "editor");
        one.inputs[0] = two.inputs[0] = (Input){S("party"), id_text(a, party)};
        two.inputs[1] = (Input){S("person"), id_text(a, bo.id)};
        one.actor = again(w, bo.id);
        two.actor = again(w, ada.id);
        at_once(&one, &two);
        CHECK((one.status == OK) != (two.status == OK));
        CHECK(one.status == OK || one.status == NOT_FOUND);
        CHECK(two.status == OK || two.status == INVALID);
        CHECK_INT((int64_t)role_in(w, party, bo.id).len, 0);
}

TEST(one_team_invitation_accepted_twice_at_once_is_accepted_once)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok"), id;
        Racer one = {.w = w, .action = &team_join_action, .n = 2}, two;

        one.inputs[0] =
                (Input){S("token"), str_from(invited(w, ada, party, "n@example.org", "editor"))};
        one.inputs[1] = (Input){S("name"), S("Newcomer")};
        two = one;
        at_once(&one, &two);
        CHECK((one.status == OK) != (two.status == OK));
        CHECK(one.status == OK || one.status == INVALID);
        CHECK(two.status == OK || two.status == INVALID);
        CHECK_OK(access_account_by_email(w->db, a, S("n@example.org"), &id));
        CHECK_STR(role_in(w, party, id), IS, "editor");
}

TEST(two_team_invitations_to_one_address_at_once_leave_one_waiting)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id party = founded(w, &ada, "Mango Works", "bangkok");
        Racer one = {.w = w, .action = &team_invite_action, .n = 3}, two;
        InvitationList waiting;

        one.actor = again(w, ada.id);
        one.inputs[0] = (Input){S("party"), id_text(a, party)};
        one.inputs[1] = (Input){S("email"), S("n@example.org")};
        one.inputs[2] = (Input){S("role"), S("editor")};
        two = one;
        at_once(&one, &two);
        CHECK((one.status == OK) != (two.status == OK));
        CHECK_OK(invitations_waiting(w->db, a, party, time_now_us(), &waiting));
        CHECK_INT((int64_t)waiting.n, 1);
}

TEST(a_merge_of_two_parties_makes_one_team_of_theirs)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org"),
              cy = person(w, "Cy", "cy@example.org");
        Id from = founded(w, &ada, "Mango", "bangkok"), into = founded(w, &bo, "Mango Works", "");
        const char *token;

        joins(w, bo, into, ada.id, "ada@example.org", "viewer");
        joins(w, ada, from, bo.id, "bo@example.org", "viewer");
        joins(w, ada, from, cy.id, "cy@example.org", "editor");
        token = invited(w, ada, from, "dee@example.org", "viewer");
        CHECK_OK(act(w, "party merge", "party", id_text(a, from).at, "into", id_text(a, into).at,
                     NULL));
        CHECK_STR(role_in(w, into, ada.id), IS, "viewer");
        CHECK_STR(role_in(w, into, bo.id), IS, "owner");
        CHECK_STR(role_in(w, into, cy.id), IS, "viewer"); /* its owner makes them more */
        CHECK_INT((int64_t)role_in(w, from, ada.id).len, 0);
        CHECK_IS(by(w, 0, "team join", "token", token, "name", "Dee"), INVALID);
        CHECK_INT(sees(w, cy.id, into), 200);
        CHECK_IS(by(w, bo.id, "team invite", "party", id_text(a, from).at, "email", "x@y.org"),
                 INVALID);
}

TEST(a_token_limited_to_a_hub_has_nothing_of_a_team)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), all, cut;
        Id party = founded(w, &ada, "Mango Works", "bangkok"), used;
        Place place = {.party = party};
        Actor first = w->actor;
        Str day = time_date(a, time_now_us() + 30 * DAY_US), token;

        for (int i = 0; i < 2; i++) {
                w->actor = again(w, ada.id);
                CHECK_OK(act(w, "token make", "name", "n", "scopes", "party.see", "until",
                             str_z(a, day), "hub", i ? "bangkok" : "", NULL));
                token = str_head(str_skip(w->deed.note, str_find_str(w->deed.note, S("seedbed_"))),
                                 API_TOKEN_CHARS);
                CHECK_OK(
                        access_token_actor(w->db, a, token, time_now_us(), i ? &cut : &all, &used));
        }
        CHECK(access_may_at(&all, MAY_PARTY_SEE, &place));
        CHECK(!access_may_at(&all, MAY_PARTY_EDIT, &place)); /* not of its scope */
        CHECK_INT((int64_t)cut.grants_n, 0);
        CHECK(!access_may_at(&cut, MAY_PARTY_SEE, &place));
        w->actor = first;
}

TEST(a_team_shows_invited_addresses_to_its_owners_only)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bo = person(w, "Bo", "bo@example.org"),
              first = w->actor;
        Id party = founded(w, &ada, "Mango Works", "bangkok");
        const char *json = str_fmt(a, "/api/v1%.*s", S_ARG(path_of(w, party))).at;

        joins(w, ada, party, bo.id, "bo@example.org", "viewer");
        invited(w, ada, party, "secret.person@example.org", "viewer");
        w->actor = again(w, ada.id);
        CHECK_STR(page(w, path_of(w, party).at), CONTAINS, "secret.person");
        CHECK_STR(page(w, path_of(w, party).at), CONTAINS, "Leave the team");
        w->actor = again(w, bo.id);
        CHECK(!str_has(page(w, path_of(w, party).at), S("secret.person")));
        CHECK(!str_has(page(w, json), S("secret.person")));
        CHECK_STR(page(w, json), CONTAINS, "Ada");
        w->actor = first;
        CHECK_OK(by(w, ada.id, "party consent", "party", id_text(a, party).at, "listed", "yes"));
        CHECK(!str_has(page_of_visitor(w, path_of(w, party).at), S("Ada")));
        CHECK_INT(w->status, 200);
        CHECK(!str_has(page_of_visitor(w, json), S("Ada")));
}
