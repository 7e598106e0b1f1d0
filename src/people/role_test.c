/* Roles: given, limited to a place and a time, taken back at once; what those who have them see. */
#include "people/role.h"

#include "base/time.h"
#include "hub/hub.h"
#include "people/people.h"
#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Actor actor_of_email(World *w, const char *email)
{
        Actor actor;
        Id id;

        CHECK_OK(access_account_by_email(w->db, w->a, str_lower(w->a, str_from(email)), &id));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

static int64_t day(const char *text)
{
        int64_t at;

        CHECK(time_parse(str_from(text), &at));
        return at;
}

static Actor given(World *w, const char *email, const char *role, const char *hub)
{
        CHECK_OK(act(w, "role grant", "email", email, "name", "Someone", "role", role, "hub", hub,
                     NULL));
        return actor_of_email(w, email);
}

static Place place_of(World *w, const char *slug)
{
        Hub hub;
        Place place;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &hub));
        CHECK_OK(hub_place(w->db, w->a, hub.id, &place));
        return place;
}

TEST(a_role_holds_at_its_hub_and_below_and_nowhere_else)
{
        World *w = world_of_examples(a);
        Actor head = given(w, "Head@Example.org", "head", "thailand");
        Place below = place_of(w, "bangkok"), above = place_of(w, "apac"),
              beside = place_of(w, "jakarta"), here = place_of(w, "thailand");

        head = actor_of_email(w, "head@example.org"); /* addresses are kept in small letters */
        CHECK(access_may_at(&head, MAY_HUB_EDIT, &here));
        CHECK(access_may_at(&head, MAY_HUB_EDIT, &below));
        CHECK(!access_may_at(&head, MAY_HUB_EDIT, &above));
        CHECK(!access_may_at(&head, MAY_HUB_EDIT, &beside));
        CHECK(!access_may_at(&head, MAY_PROGRAMME_EDIT, &here));
        CHECK(!access_may_everywhere(&head, MAY_HUB_EDIT));
}

TEST(a_role_for_one_programme_is_none_for_another)
{
        World *w = world_of_examples(a);
        Place place;
        Actor operator;

        CHECK_OK(act(w, "role grant", "email", "p@example.org", "name", "P", "role", "operator",
                     "hub", "singapore", "programme", "startup-accelerator", NULL));
        operator= actor_of_email(w, "p@example.org");
        place = place_of(w, "singapore");
        CHECK(!access_may_at(&operator, MAY_MEMBER_EDIT, &place));
        place.programme = operator.grants[0].programme;
        CHECK(access_may_at(&operator, MAY_MEMBER_EDIT, &place));
        place.programme++;
        CHECK(!access_may_at(&operator, MAY_MEMBER_EDIT, &place));
}

TEST(a_head_gives_roles_below_and_only_such_as_a_head_may_give)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;

        w->actor = given(w, "head@example.org", "head", "thailand");
        CHECK_OK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "operator",
                     "hub", "bangkok", NULL));
        CHECK(act(w, "role grant", "email", "o@example.org", "role", "operator", "hub", "jakarta",
                  NULL) == FORBIDDEN);
        CHECK(act(w, "role grant", "email", "o@example.org", "role", "operator", NULL) ==
              FORBIDDEN);
        CHECK(act(w, "role grant", "email", "o@example.org", "role", "administrator", "hub",
                  "bangkok", NULL) == FORBIDDEN);
        w->actor = actor_of_email(w, "o@example.org");
        CHECK(act(w, "role grant", "email", "x@example.org", "name", "X", "role", "mentor", "hub",
                  "bangkok", NULL) == FORBIDDEN);
        w->actor = first;
        CHECK(act(w, "role grant", "email", "o@example.org", "role", "operator", "hub", "bangkok",
                  NULL) == CONFLICT);
        CHECK(act(w, "role grant", "email", "o@example.org", "role", "administrator", "hub",
                  "bangkok", NULL) == INVALID);
}

TEST(a_role_ends_with_its_day_and_when_it_is_taken_back)
{
        World *w = world_of_examples(a);
        Actor before, after;
        Id id, role;

        CHECK_OK(act(w, "role grant", "email", "t@example.org", "name", "T", "role", "operator",
                     "hub", "bangkok", "until", "2030-06-30", NULL));
        role = w->deed.made;
        CHECK_OK(access_account_by_email(w->db, a, S("t@example.org"), &id));
        CHECK_OK(access_actor(w->db, a, id, day("2030-06-30"), &before));
        CHECK_INT((int64_t)before.grants_n, 1);
        CHECK_OK(access_actor(w->db, a, id, day("2030-07-01"), &after));
        CHECK_INT((int64_t)after.grants_n, 0);
        CHECK(act(w, "role grant", "email", "t@example.org", "role", "mentor", "hub", "bangkok",
                  "until", "2020-01-01", NULL) == INVALID);
        CHECK_OK(act(w, "role withdraw", "role", id_text(a, role).at, NULL));
        CHECK_OK(access_actor(w->db, a, id, time_now_us(), &after));
        CHECK_INT((int64_t)after.grants_n, 0);
        CHECK(act(w, "role withdraw", "role", id_text(a, role).at, NULL) == NOT_FOUND);
}

TEST(the_last_administrator_stays)
{
        World *w = world_of_examples(a);
        RoleRowList mine;

        CHECK_OK(role_of(w->db, a, w->actor.id, &mine));
        CHECK_INT((int64_t)mine.n, 1);
        CHECK(act(w, "role withdraw", "role", id_text(a, mine.at[0].id).at, NULL) == CONFLICT);
        CHECK_OK(act(w, "role grant", "email", "second@example.org", "name", "Second", "role",
                     "administrator", NULL));
        CHECK_OK(act(w, "role withdraw", "role", id_text(a, mine.at[0].id).at, NULL));
}

TEST(an_address_that_is_none_makes_no_account)
{
        static const char *const bad[] = {"a",       "@b.c",        "a@",      "a@b",
                                          "a b@c.d", "a@b.c,d@e.f", "a@b@c.d", "<a@b.c>",
                                          "a@.b",    "a@b.",        "a\"@b.c", NULL};
        World *w = world_of_examples(a);
        Id id;

        for (size_t i = 0; bad[i]; i++) {
                CHECK(act(w, "role grant", "email", bad[i], "name", "N", "role", "mentor", "hub",
                          "bangkok", NULL) == INVALID);
                CHECK(access_account_by_email(w->db, a, str_from(bad[i]), &id) == NOT_FOUND);
        }
        CHECK(act(w, "role grant", "email", "new@example.org", "role", "mentor", "hub", "bangkok",
                  NULL) == INVALID); /* a new account needs a name */
        CHECK(access_account_by_email(w->db, a, S("new@example.org"), &id) == NOT_FOUND);
}

TEST(an_address_stands_in_no_entry)
{
        World *w = world_of_examples(a);
        Str leaf;

        given(w, "secret.person@example.org", "mentor", "bangkok");
        CHECK_OK(record_leaf(w->db, a, w->deed.position, &leaf));
        CHECK_STR(leaf, CONTAINS, "role.granted");
        CHECK_STR(leaf, CONTAINS, "mentor");
        CHECK(!str_has(leaf, S("secret")));
        CHECK(!str_has(leaf, S("Someone")));
}

TEST(an_operator_sees_the_parties_of_its_hubs_only)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Id here, there;
        Str html;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Mango Works", "hub",
                     "bangkok", "email", "hi@mango.example", NULL));
        here = w->deed.made;
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Papaya Labs", "hub",
                     "jakarta", "email", "hi@papaya.example", NULL));
        there = w->deed.made;
        w->actor = given(w, "op@example.org", "operator", "thailand");
        html = page(w, "/parties");
        CHECK_STR(html, CONTAINS, "Mango Works");
        CHECK(!str_has(html, S("Papaya Labs")));
        CHECK(!str_has(page(w, "/parties?find=hi@papaya.example"), S("Papaya Labs")));
        CHECK_STR(page(w, "/parties?find=hi@mango.example"), CONTAINS, "Mango Works");
        page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, there))).at);
        CHECK_INT(w->status, 404);
        page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, here))).at);
        CHECK_INT(w->status, 200);
        CHECK(act(w, "member add", "party", id_text(a, there).at, "programme",
                  "startup-accelerator", "hub", "bangkok", NULL) == INVALID);
        w->actor = first; /* once it is a member in Bangkok, it is seen there as well */
        CHECK_OK(act(w, "member add", "party", id_text(a, there).at, "programme",
                     "startup-accelerator", "hub", "bangkok", NULL));
        w->actor = actor_of_email(w, "op@example.org");
        CHECK_STR(page(w, "/parties"), CONTAINS, "Papaya Labs");
}

TEST(an_import_reaches_no_further_than_who_sent_it)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Identity known;
        Party party;
        Import import;
        ImportNoteList refused;

        CHECK_OK(import_text(
                w, "example-developers", "2026-01-01",
                S("id,name,email,country,hub,sector,joined,stage,level\n"
                  "d1,Ratu,ratu@example.org,ID,jakarta,ai,2025-01-01,member,explorer\n"),
                &import));
        w->actor = given(w, "op@example.org", "operator", "thailand");
        CHECK_OK(act(w, "import check", "file", "x", "mapping", "example-developers", NULL) == OK
                         ? BROKEN
                         : OK); /* the root is not its own */
        {
                Str path = str_fmt(a, "%.*s/imports/reach", S_ARG(w->folder));
                FILE *f = fopen(path.at, "wb");

                CHECK(f != NULL);
                fputs("id,name,email,country,hub,sector,joined,stage,level\n"
                      "d1,Renamed,ratu@example.org,ID,bangkok,ai,2025-01-01,member,explorer\n"
                      "d2,Somchai,somchai@example.org,TH,bangkok,ai,2025-01-01,member,explorer\n"
                      "d3,Budi,budi@example.org,ID,jakarta,ai,2025-01-01,member,explorer\n",
                      f);
                CHECK(fclose(f) == 0);
                CHECK_OK(act(w, "import check", "file", path.at, "mapping", "example-developers",
                             "hub", "bangkok", "as_of", "2026-02-01", NULL));
        }
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        CHECK_OK(act(w, "import confirm", "import", id_text(a, w->deed.made).at, NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, w->deed.made, &import));
        CHECK_INT(import.rows_new, 1);
        CHECK_INT(import.rows_refused, 1);
        CHECK_INT(import.rows_renamed, 0);
        CHECK_OK(import_notes(w->db, a, import.id, S("refused"), &refused));
        CHECK_STR(refused.at[0].words, CONTAINS, "jakarta");
        CHECK_OK(identity_find(w->db, a, S("example-developers"), S("d1"), &known));
        CHECK_OK(party_by_id(w->db, a, known.party, &party));
        CHECK_STR(party.name, IS, "Ratu");
        w->actor = first;
}
