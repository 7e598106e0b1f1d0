/* Whom a row tells of: what looks alike, what stands twice, what two sources call differently, and
 * what names nobody; a check says of all that what the import will report. */
#include "import/import.h"
#include "people/people.h"
#include "tests/world.h"

#define HEAD                                                                                    \
        "id,name,email,website,registration,country,hub,sector,team_size,founded,joined,stage," \
        "level\n"

static int64_t gone_since(World *w, const char *identity)
{
        Identity who;

        CHECK_OK(identity_find(w->db, w->a, S("example-startups"), str_from(identity), &who));
        return who.seen_at < 0 ? -who.seen_at : 0;
}

/* --- what a check says is what the import reports */

/* Both counts of a file, of which all but what was gone before must be the same. */
static void check_and_import(World *w, const char *mapping, const char *as_of, Str text,
                             Import *checked, Import *done)
{
        Str path = given_file(w, text);

        CHECK_OK(act(w, "import check", "file", path.at, "mapping", mapping, "as_of", as_of, NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, w->a, w->deed.made, checked));
        CHECK_STR(checked->state, IS, "checked");
        CHECK_OK(act(w, "import confirm", "import", id_text(w->a, checked->id).at, "gone_ok", "yes",
                     NULL));
        CHECK_OK(import_work(w->p.store, w->db, checked->id, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, w->a, checked->id, done));
        CHECK_STR(done->state, IS, "done");
        CHECK_INT(checked->rows_new, done->rows_new);
        CHECK_INT(checked->rows_joined, done->rows_joined);
        CHECK_INT(checked->rows_changed, done->rows_changed);
        CHECK_INT(checked->rows_renamed, done->rows_renamed);
        CHECK_INT(checked->rows_moved, done->rows_moved);
        CHECK_INT(checked->rows_same, done->rows_same);
        CHECK_INT(checked->rows_refused, done->rows_refused);
        CHECK_INT(checked->rows_alike, done->rows_alike);
        CHECK_INT(checked->rows_named, done->rows_named);
        CHECK_INT(checked->rows_twice, done->rows_twice);
        CHECK_INT(checked->rows_gone, done->rows_gone);
}

TEST(a_check_sees_rows_of_the_same_file_that_look_alike)
{
        World *w = world_of_examples(a);
        Import checked, done;
        ImportNoteList notes;

        check_and_import(
                w, "example-startups", "2024-12-31",
                S(HEAD
                  "s1,Acme "
                  "Ltd,,https://acme.example,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                  "s2,ACME Inc,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                  "s3,Other,,https://www.acme.example/"
                  "x,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,"
                  "\ns4,Another,,https://another.example,,TH,bangkok,ai,3,,2024-02-03,active,\n"),
                &checked, &done);
        CHECK_INT(checked.rows_new, 4);
        CHECK_INT(checked.rows_alike, 2);
        CHECK_OK(import_notes(w->db, a, done.id, S("alike"), &notes));
        CHECK_STR(notes.at[0].words, IS, "same name as row 1");
        CHECK_STR(notes.at[1].words, IS, "same website as row 1, acme.example");
        /* the rows before them are known now, and look like a new one as well */
        check_and_import(
                w, "example-startups", "2025-12-31",
                S(HEAD "s1,Acme Ltd,,https://acme.example,,TH,bangkok,ai,3,,2024-02-03,active,\n"
                       "s9,Acme,,,,TH,bangkok,ai,3,,2024-02-03,active,\n"
                       "s8,Another GmbH,,,,TH,bangkok,ai,3,,2024-02-03,active,\n"),
                &checked, &done);
        CHECK_INT(done.rows_new, 2);
        CHECK_INT(done.rows_alike, 2);
}

TEST(rows_of_one_file_with_the_same_address_under_different_ids_are_one_party)
{
        World *w = world_of_examples(a);
        Import checked, done;
        ImportNoteList notes;
        Identity one, two, three;
        Str csv =
                S(HEAD "s1,Acme,team@acme.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                       "s2,Acme Thailand,Team@Acme.example,,,TH,bangkok,ai,3,,2024-02-03,applied,\n"
                       "s3,Acme,team@acme.example,,,ID,jakarta,ai,3,,2024-02-03,active,\n"
                       "s4,Bolt,,,TH-77,TH,bangkok,ai,3,,2024-02-03,active,\n"
                       "s5,Bolt Co,,,TH-77,TH,bangkok,ai,3,,2024-02-03,active,\n"
                       "s6,Acme,team@acme.example,,,ID,jakarta,ai,3,,2024-02-03,graduated,\n");

        check_and_import(w, "example-startups", "2024-12-31", csv, &checked, &done);
        CHECK_INT(checked.rows_new, 2);
        CHECK_INT(checked.rows_twice, 4);
        CHECK_INT(checked.rows_joined, 1); /* at the other hub */
        CHECK_INT(checked.rows_renamed, 0);
        CHECK_INT(number(w, "startups-recruited", "bangkok"), 2);
        CHECK_INT(number(w, "startups-recruited", "jakarta"), 1);
        CHECK_INT(number(w, "startups-recruited", "world"), 2);
        CHECK_OK(identity_find(w->db, a, S("example-startups"), S("s1"), &one));
        CHECK_OK(identity_find(w->db, a, S("example-startups"), S("s2"), &two));
        CHECK_OK(identity_find(w->db, a, S("example-startups"), S("s6"), &three));
        CHECK(one.party == two.party && one.party == three.party);
        CHECK_OK(import_notes(w->db, a, done.id, S("twice"), &notes));
        CHECK_STR(notes.at[0].words, CONTAINS, "row 1 has the same e-mail address");
        CHECK_STR(page(w, str_fmt(a, "/parties/%s", id_text(a, one.party).at).at), CONTAINS,
                  "Acme Thailand");
        /* and again, when they are known: nothing goes back and forth */
        check_and_import(w, "example-startups", "2025-12-31", csv, &checked, &done);
        CHECK_INT(done.rows_same, 6);
        CHECK_INT(done.rows_twice, 4);
        CHECK_INT(done.rows_gone, 0);
}

TEST(a_refused_row_takes_no_identity_from_the_good_row_that_follows)
{
        World *w = world_of_examples(a);
        Import checked, done;

        check_and_import(w, "example-startups", "2024-12-31",
                         S(HEAD "s1,Acme,t@acme.example,,,TH,atlantis,ai,3,,2024-02-03,active,\n"
                                "s1,Acme,t@acme.example,,,TH,bangkok,ai,3,,2024-02-03,active,\n"),
                         &checked, &done);
        CHECK_INT(done.rows_refused, 1);
        CHECK_INT(done.rows_new, 1);
        CHECK_INT(done.rows_twice, 0);
}

/* --- two sources of one party */

static const char other_source[] =
        "mapping: other\ntitle: Other\nsource: other\nparty: organisation\n"
        "programme: startup-accelerator\nas_of: required\ngone: mark\ncolumns:\n  identity: id\n"
        "  name: name\n  registration: registration\n  hub: hub\n  stage: {value: active}\n";

TEST(two_sources_that_call_a_party_differently_do_not_rename_it_by_turns)
{
        World *w = world_of_examples(a);
        Str ours = S(HEAD "s1,Ann,,,TH-1,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
            theirs = S("id,name,registration,hub\n77,Ann of Siam,TH-1,bangkok\n"), text;
        Import checked, done;
        ImportNoteList notes;
        Identity who;
        Party party;

        check_and_import(w, "example-startups", "2024-12-31", ours, &checked, &done);
        for (int i = 0; i < 2; i++) {
                check_and_import(w, other_source, i ? "2025-03-31" : "2025-01-31", theirs, &checked,
                                 &done);
                CHECK_INT(checked.rows_renamed, 0);
                CHECK_INT(checked.rows_named, 1);
                CHECK_OK(import_notes(w->db, a, done.id, S("named"), &notes));
                CHECK_STR(notes.at[0].words, CONTAINS, "another source calls it Ann");
                check_and_import(w, "example-startups", i ? "2025-04-30" : "2025-02-28", ours,
                                 &checked, &done);
                CHECK_INT(done.rows_renamed, 0);
                CHECK_INT(done.rows_same, 1);
        }
        CHECK_OK(identity_find(w->db, a, S("other"), S("77"), &who));
        CHECK_OK(party_by_id(w->db, a, who.party, &party));
        CHECK_STR(party.name, IS, "Ann");
        text = page(w, str_fmt(a, "/parties/%s", id_text(a, who.party).at).at);
        CHECK_STR(text, CONTAINS, "as another source calls it");
        /* its own source renames it */
        check_and_import(w, "example-startups", "2025-05-31",
                         S(HEAD "s1,Anna,,,TH-1,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                         &checked, &done);
        CHECK_INT(done.rows_renamed, 1);
        /* and when that one lists it no more, the other names it */
        check_and_import(w, "example-startups", "2025-06-30",
                         S(HEAD "s2,Bo,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                         &checked, &done);
        CHECK_INT(done.rows_gone, 1);
        check_and_import(w, other_source, "2025-07-31", theirs, &checked, &done);
        CHECK_INT(done.rows_renamed, 1);
        CHECK_OK(party_by_id(w->db, a, who.party, &party));
        CHECK_STR(party.name, IS, "Ann of Siam");
        check_and_import(w, "example-startups", "2025-08-31", ours, &checked, &done);
        CHECK_INT(done.rows_renamed, 0);
        CHECK_INT(done.rows_named, 1);
}

/* --- rows that name nobody */

TEST(who_may_stand_in_a_torn_row_is_only_marked_as_gone_when_that_was_confirmed)
{
        World *w = world_of_examples(a);
        Import import;
        Id id;

        CHECK_OK(import_text(w, "example-startups", "2024-12-31",
                             S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                                    "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                             &import));
        CHECK_IS(import_text(w, "example-startups", "2025-12-31",
                             S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                                    "s2,Bo,,,,ID\n"),
                             &import),
                 INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "gone_ok");
        CHECK_STR(w->deed.faults[0].words, CONTAINS,
                  "1 refused rows name nobody, and the 1 that would be marked as gone may stand in "
                  "them.");
        CHECK_INT(gone_since(w, "s2"), 0);
        id = import.id;
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_INT(import.rows_nameless, 1);
        CHECK_INT(import.rows_gone, 1);
        CHECK_STR(page(w, str_fmt(a, "/imports/%s", id_text(a, id).at).at), CONTAINS,
                  "name=\"gone_ok\"");
        CHECK_OK(act(w, "import confirm", "import", id_text(a, id).at, "gone_ok", "yes", NULL));
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK(gone_since(w, "s2") > 0);
        /* where nobody would be marked, a torn row asks nothing */
        CHECK_OK(import_text(w, "example-startups", "2026-01-31",
                             S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                                    "s2,Bo,,,,ID\n"),
                             &import));
}

TEST(rows_that_meet_in_one_known_party_are_told_by_the_check_as_by_the_import)
{
        World *w = world_of_examples(a);
        Import checked, done;

        check_and_import(w, "example-startups", "2024-12-31",
                         S(HEAD
                           "s1,Ann,a@ann.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                           "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                         &checked, &done);
        /* the second row finds by its address who the first one is by its id; and somebody takes
         * the name that the first one gave up */
        check_and_import(
                w, "example-startups", "2025-12-31",
                S(HEAD "s1,Anna,x@ann.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,graduated,\n"
                       "s3,Ann Co,a@ann.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,acquired,\n"
                       "s4,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                       "s2,Bob,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                &checked, &done);
        CHECK_INT(done.rows_renamed, 2);
        CHECK_INT(done.rows_moved, 1);
        CHECK_INT(done.rows_twice, 1);
        CHECK_INT(done.rows_new, 1);
        CHECK_INT(done.rows_alike, 1);
}

TEST(a_row_that_the_store_refuses_is_nobody_to_the_rows_behind_it)
{
        World *w = world_of_examples(a);
        Import checked, done;

        check_and_import(w, "example-startups", "2024-12-31",
                         S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,graduated,\n"),
                         &checked, &done);
        check_and_import(w, "example-startups", "2025-12-31",
                         S(HEAD
                           "s1,Ann,x@ann.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,applied,\n"
                           "s3,Cy,x@ann.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                           "s4,Di,x@ann.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                         &checked, &done);
        CHECK_INT(done.rows_refused, 1);
        CHECK_INT(done.rows_new, 1);
        CHECK_INT(done.rows_twice, 1);
}
