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

static Place place_in(World *w, const char *slug, Id programme)
{
        Hub hub;
        Place place;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &hub));
        CHECK_OK(hub_place(w->db, w->a, hub.id, programme, &place));
        return place;
}

static Place place_of(World *w, const char *slug)
{
        return place_in(w, slug, 0);
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
        Actor first = w->actor;
        Id programme, party;
        const char *path;
        Place place;
        Actor operator;

        CHECK_OK(act(w, "role grant", "email", "p@example.org", "name", "P", "role", "operator",
                     "hub", "singapore", "programme", "startup-accelerator", NULL));
        operator= actor_of_email(w, "p@example.org");
        programme = operator.grants[0].programme;
        place = place_of(w, "singapore");
        CHECK(!access_may_at(&operator, MAY_MEMBER_EDIT, &place));
        place = place_in(w, "singapore", programme);
        CHECK(access_may_at(&operator, MAY_MEMBER_EDIT, &place));
        place = place_in(w, "singapore", programme + 1);
        CHECK(!access_may_at(&operator, MAY_MEMBER_EDIT, &place));
        place = place_in(w, "bangkok", programme);
        CHECK(!access_may_at(&operator, MAY_MEMBER_EDIT, &place));
        /* members of the programme there are seen, others are not */
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Mango Works", "hub",
                     "singapore", NULL));
        party = w->deed.made;
        path = str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, party))).at;
        w->actor = operator;
        page(w, path);
        CHECK_INT(w->status, 404);
        CHECK(!str_has(page(w, "/parties"), S("Mango Works")));
        w->actor = first;
        CHECK_OK(act(w, "member add", "party", id_text(a, party).at, "programme",
                     "startup-accelerator", "hub", "singapore", NULL));
        w->actor = operator;
        page(w, path);
        CHECK_INT(w->status, 200);
        CHECK_STR(page(w, "/parties"), CONTAINS, "Mango Works");
        w->actor = first;
        /* the same wherever the programme is run */
        CHECK_OK(act(w, "role grant", "email", "q@example.org", "name", "Q", "role", "auditor",
                     "programme", "startup-accelerator", NULL));
        w->actor = actor_of_email(w, "q@example.org");
        CHECK_STR(page(w, "/parties"), CONTAINS, "Mango Works");
        w->actor = first;
}

TEST(a_head_gives_roles_below_and_only_such_as_a_head_may_give)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;

        w->actor = given(w, "head@example.org", "head", "thailand");
        CHECK_OK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "operator",
                     "hub", "bangkok", NULL));
        CHECK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "operator", "hub",
                  "jakarta", NULL) == FORBIDDEN);
        CHECK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "operator",
                  NULL) == FORBIDDEN);
        CHECK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "administrator",
                  "hub", "bangkok", NULL) == FORBIDDEN);
        w->actor = actor_of_email(w, "o@example.org");
        CHECK(act(w, "role grant", "email", "x@example.org", "name", "X", "role", "mentor", "hub",
                  "bangkok", NULL) == FORBIDDEN);
        w->actor = first;
        CHECK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "operator", "hub",
                  "bangkok", NULL) == CONFLICT);
        CHECK(act(w, "role grant", "email", "o@example.org", "name", "O", "role", "administrator",
                  "hub", "bangkok", NULL) == INVALID);
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
        CHECK(act(w, "role grant", "email", "t@example.org", "name", "T", "role", "mentor", "hub",
                  "bangkok", "until", "2020-01-01", NULL) == INVALID);
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
        CHECK_OK(act(w, "role grant", "email", "guest@example.org", "name", "Guest", "role",
                     "administrator", "until", "2029-12-31", NULL));
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

TEST(a_membership_lets_others_see_a_party_and_gives_no_reach_over_it)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Str id, own, path;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Papaya Labs", "hub",
                     "jakarta", "listed", "yes", "email", "hi@papaya.example", NULL));
        id = id_text(a, w->deed.made);
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Own Works", "hub", "bangkok",
                     NULL));
        own = id_text(a, w->deed.made);
        path = str_fmt(a, "/parties/%.*s", S_ARG(id));
        w->actor = given(w, "op@example.org", "head", "thailand");
        CHECK_IS(act(w, "member add", "party", id.at, "programme", "startup-accelerator", "hub",
                     "bangkok", NULL),
                 INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "not yours");
        CHECK_IS(act(w, "party add", "kind", "organisation", "name", "P", "hub", "bangkok", "email",
                     "hi@papaya.example", NULL),
                 INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "belongs to another party");
        CHECK_STR(w->deed.faults[0].words, LACKS, id.at);
        w->actor = first;
        CHECK_OK(act(w, "member add", "party", id.at, "programme", "startup-accelerator", "hub",
                     "bangkok", "date", "2001-01-01", NULL));
        CHECK_OK(act(w, "party consent", "party", id.at, "listed", "no", NULL));
        w->actor = actor_of_email(w, "op@example.org");
        CHECK_STR(page(w, path.at), CONTAINS, "Papaya Labs");
        CHECK_STR(page(w, path.at), LACKS, "hi@papaya.example");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path.at).at), LACKS, "hi@papaya.example");
        CHECK_STR(page(w, "/parties?find=hi@papaya.example"), LACKS, "Papaya Labs");
        CHECK_IS(act(w, "party edit", "party", id.at, "name", "Mine", NULL), NOT_FOUND);
        CHECK_IS(act(w, "party merge", "party", id.at, "into", own.at, NULL), NOT_FOUND);
        CHECK_IS(act(w, "party merge", "party", own.at, "into", id.at, NULL), INVALID);
        CHECK_IS(act(w, "team appoint", "party", id.at, "email", "me@example.org", "reason",
                     "owner-gone", NULL),
                 NOT_FOUND);
        w->actor = first;
        (void)given(w, "there@example.org", "head", "jakarta");
        w->actor = actor_of_email(w, "there@example.org");
        CHECK_STR(page(w, path.at), CONTAINS, "hi@papaya.example");
        w->actor = first;
}

static Str developers(World *w, const char *rows)
{
        return str_fmt(w->a, "id,name,email,country,hub,sector,joined,stage,level\n%s", rows);
}

static Status import_at(World *w, const char *mapping, const char *hub, Str text, Import *out)
{
        CHECK_OK(act(w, "import check", "file", given_file(w, text).at, "mapping", mapping, "hub",
                     hub, "as_of", "2026-02-01", NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        CHECK_OK(act(w, "import confirm", "import", id_text(w->a, w->deed.made).at, "gone_ok",
                     "yes", NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        return import_by_id(w->db, w->a, w->deed.made, out);
}

TEST(a_row_with_somebodys_address_gives_no_reach_over_them)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Identity known;
        RoleRowList roles;
        Import import;
        Str id, path;

        CHECK_OK(import_text(w, "example-developers", "2026-01-01",
                             developers(w, "d1,Ratu,ratu@example.org,ID,jakarta,ai,2025-01-01,"
                                           "member,explorer\n"),
                             &import));
        CHECK_OK(identity_find(w->db, a, S("email"), S("ratu@example.org"), &known));
        id = id_text(a, known.party);
        path = str_fmt(a, "/parties/%.*s", S_ARG(id));
        (void)given(w, "there@example.org", "head", "jakarta");
        w->actor = given(w, "op@example.org", "head", "thailand");
        CHECK_OK(import_at(w, "example-developers", "bangkok",
                           developers(w, "x1,R,ratu@example.org,ID,bangkok,ai,2001-01-01,member,"
                                         "explorer\n"),
                           &import));
        CHECK_INT(import.rows_joined, 1);
        CHECK_STR(page(w, path.at), LACKS, "ratu@example.org");
        CHECK_IS(act(w, "party edit", "party", id.at, "name", "Mine", NULL), NOT_FOUND);
        CHECK_IS(act(w, "party export", "party", id.at, NULL), NOT_FOUND);
        CHECK_STR(page(w, str_fmt(a, "/api/v1/imports/%.*s", S_ARG(id_text(a, import.id))).at),
                  LACKS, w->folder.at);
        w->actor = actor_of_email(w, "there@example.org");
        CHECK_STR(page(w, path.at), CONTAINS, "ratu@example.org");
        CHECK_OK(act(w, "party edit", "party", id.at, "sector", "cloud", NULL));
        CHECK_OK(act(w, "party export", "party", id.at, NULL));
        path = w->deed.go_to;
        (void)page(w, path.at);
        CHECK_INT(w->status, 200);
        w->actor = first; /* the role is gone meanwhile */
        CHECK_OK(role_of(w->db, a, actor_of_email(w, "there@example.org").id, &roles));
        CHECK_OK(act(w, "role withdraw", "role", id_text(a, roles.at[0].id).at, NULL));
        w->actor = actor_of_email(w, "there@example.org");
        (void)page(w, path.at);
        CHECK_INT(w->status, 404);
        w->actor = first;
}

TEST(a_file_finds_nobody_gone_who_is_nothing_to_who_sent_it)
{
        World *w = world_of_examples(a);
        const char *head = "id,name,email,website,registration,country,hub,sector,team_size,"
                           "founded,joined,stage,level\n";
        Actor first = w->actor;
        ImportNoteList gone;
        Identity known;
        Import import;

        CHECK_OK(import_text(w, "example-startups", "2024-12-31",
                             str_fmt(a,
                                     "%ss1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                                     "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n",
                                     head),
                             &import));
        w->actor = given(w, "op@example.org", "operator", "thailand");
        CHECK_OK(import_at(
                w, "example-startups", "bangkok",
                str_fmt(a, "%ss3,Cy,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n", head),
                &import));
        CHECK_INT(import.rows_gone, 1);
        CHECK_INT(import.gone_of, 1);
        CHECK_OK(import_notes(w->db, a, import.id, S("gone"), &gone));
        CHECK_INT((int64_t)gone.n, 1);
        CHECK_STR(gone.at[0].name, IS, "Ann");
        CHECK_OK(identity_find(w->db, a, S("example-startups"), S("s2"), &known));
        CHECK(known.seen_at > 0);
        w->actor = first;
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

static Status check_here(World *w, const char *hub, int n, const char *rows)
{
        Str path = str_fmt(w->a, "%.*s/imports/limited-%d", S_ARG(w->folder), n);
        FILE *f = fopen(path.at, "wb");

        CHECK(f &&
              fprintf(f, "id,name,email,country,hub,sector,joined,stage,level\n%s", rows) > 0 &&
              fclose(f) == 0);
        return act(w, "import check", "file", path.at, "mapping", "example-developers", "hub", hub,
                   "as_of", "2026-02-01", NULL);
}

TEST(a_role_for_one_programme_imports_for_that_programme_only)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Import import;
        Id id;

        CHECK_OK(act(w, "role grant", "email", "d@example.org", "name", "D", "role", "operator",
                     "hub", "thailand", "programme", "developer-programme", NULL));
        CHECK_OK(act(w, "role grant", "email", "s@example.org", "name", "S", "role", "operator",
                     "hub", "thailand", "programme", "startup-accelerator", NULL));
        w->actor = actor_of_email(w, "s@example.org");
        CHECK_IS(check_here(w, "bangkok", 1,
                            "d1,Ana,ana@example.org,TH,bangkok,ai,2025-01-01,member,explorer\n"),
                 FORBIDDEN);
        w->actor = actor_of_email(w, "d@example.org");
        CHECK_IS(check_here(w, "singapore", 2,
                            "d1,Ana,ana@example.org,TH,bangkok,ai,2025-01-01,member,explorer\n"),
                 FORBIDDEN);
        CHECK_OK(check_here(w, "bangkok", 3,
                            "d1,Ana,ana@example.org,TH,bangkok,ai,2025-01-01,member,explorer\n"
                            "d2,Budi,budi@example.org,ID,jakarta,ai,2025-01-01,member,explorer\n"));
        id = w->deed.made;
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        page(w, str_fmt(a, "/imports/%.*s", S_ARG(id_text(a, id))).at);
        CHECK_INT(w->status, 200);
        w->actor = actor_of_email(w, "s@example.org");
        page(w, str_fmt(a, "/imports/%.*s", S_ARG(id_text(a, id))).at);
        CHECK_INT(w->status, 404);
        CHECK_IS(act(w, "import confirm", "import", id_text(a, id).at, NULL), NOT_FOUND);
        w->actor = actor_of_email(w, "d@example.org");
        CHECK_OK(act(w, "import confirm", "import", id_text(a, id).at, NULL));
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_INT(import.rows_new, 1);
        CHECK_INT(import.rows_refused, 1);
        w->actor = first;
}

/* What a head is answered when giving a role to that address, and how the list names its holder. */
static Str told_of(World *w, const Actor *head, const char *email, bool sends_mail)
{
        const char *const pairs[] = {"email", email,    "name", "Whoever",
                                     "role",  "mentor", "hub",  "bangkok"};
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .base_url = S("https://seedbed.example"),
                          .sends_mail = sends_mail};
        Input inputs[4];
        Actor first = w->actor;
        Str parts[3], list;
        size_t at;

        for (size_t i = 0; i < 4; i++)
                inputs[i] = (Input){str_from(pairs[2 * i]), str_from(pairs[2 * i + 1])};
        w->deed = (Deed){0};
        CHECK_OK(action_do(&aw, &role_grant_action, head, inputs, 4, w->a, &w->deed));
        w->actor = *head;
        list = page(w, "/roles");
        w->actor = first;
        at = str_find_str(list, S("<tbody>"));
        parts[0] = w->deed.note;
        parts[1] = str_head(str_skip(list, at), 100);
        CHECK_OK(act(w, "role withdraw", "role", id_text(w->a, w->deed.made).at, NULL));
        return str_join(w->a, parts, 2, S("|"));
}

static Str without(World *w, Str text, const char *email)
{
        Str parts[2];
        size_t at = str_find_str(text, str_from(email));

        CHECK(at < text.len);
        parts[0] = str_head(text, at);
        parts[1] = str_skip(text, at + strlen(email));
        return str_join(w->a, parts, 2, (Str){0});
}

TEST(a_head_is_not_told_whether_an_address_has_an_account)
{
        World *w = world_of_examples(a);
        Actor head = given(w, "head@example.org", "head", "thailand");
        Str there, not_there;

        CHECK_OK(act(w, "role grant", "email", "mina@example.org", "name", "Mina Real", "role",
                     "mentor", "hub", "jakarta", NULL));
        for (int sends = 0; sends < 2; sends++) {
                const char *fresh = sends ? "new2@example.org" : "new1@example.org";

                there = told_of(w, &head, "mina@example.org", sends);
                not_there = told_of(w, &head, fresh, sends);
                CHECK(!str_has(there, S("Mina")) && !str_has(there, S("token=")));
                CHECK(str_eq(without(w, there, "mina@example.org"), without(w, not_there, fresh)));
                CHECK_STR(there, CONTAINS, "Whoever");
        }
        w->actor = head;
        CHECK_IS(act(w, "role grant", "email", "mina@example.org", "role", "mentor", "hub",
                     "bangkok", NULL),
                 INVALID);
        CHECK_IS(act(w, "role grant", "email", "new3@example.org", "role", "mentor", "hub",
                     "bangkok", NULL),
                 INVALID);
}
