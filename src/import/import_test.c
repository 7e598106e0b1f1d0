/* Imports: what would change is what changes; twice is once; nothing is lost; the real snapshots
 * against an independent count. */
#include "base/time.h"
#include "import/import.h"
#include "base/source.h"
#include "base/table.h"
#include "people/people.h"
#include "tests/world.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEAD                                                                                    \
        "id,name,email,website,registration,country,hub,sector,team_size,founded,joined,stage," \
        "level\n"

TEST(a_file_imported_twice_changes_nothing_the_second_time)
{
        World *w = world_of_examples(a);
        Str csv = S(HEAD
                    "s1,Ann,,https://ann.example,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                    "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,applied,\n");
        Import import;
        int64_t size, size2;
        Hash root;

        CHECK_OK(import_text(w, "example-startups", "2024-12-31", csv, &import));
        CHECK_STR(import.state, IS, "done");
        CHECK_INT(import.rows_new, 2);
        CHECK_INT(number(w, "startups-recruited", "world"), 1); /* one has only applied */
        CHECK_OK(record_head(w->db, a, &size, &root));
        CHECK_IS(import_text(w, "example-startups", "2024-12-31", csv, &import), CONFLICT);
        CHECK_OK(import_text(w, "example-startups", "2025-01-31", csv, &import));
        CHECK_INT(import.rows_same, 2);
        CHECK_OK(record_head(w->db, a, &size2, &root));
        CHECK_INT(size2 - size, 2); /* that it was begun, and done */
        CHECK_INT(number(w, "startups-recruited", "world"), 1);
}

TEST(a_later_snapshot_finds_moves_renames_and_who_is_gone)
{
        World *w = world_of_examples(a);
        Import import;
        ImportMoveList moves;

        CHECK_OK(import_text(w, "example-startups", "2024-12-31",
                             S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\ns2,"
                                    "Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,applied,\n"
                                    "s3,Cy,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                             &import));
        CHECK_OK(import_text(w, "example-startups", "2025-12-31",
                             S(HEAD "s1,Ann & "
                                    "Co,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,acquired,\ns2,Bo,,"
                                    ",,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"
                                    "s4,Di,,,,SG,singapore,ai,1,,2025-03-03,active,\n"),
                             &import));
        CHECK_INT(import.rows_new, 1);
        CHECK_INT(import.rows_moved, 2);
        CHECK_INT(import.rows_renamed, 1);
        CHECK_INT(import.rows_gone, 1);
        CHECK_OK(import_moves(w->db, a, import.id, &moves));
        CHECK_INT((int64_t)moves.n, 2);
        /* Bo went the allowed way from applied to active, so it was accepted on it */
        CHECK_INT(number(w, "startups-recruited", "jakarta"), 2);
        CHECK_INT(number(w, "startups-recruited", "world"), 4);
        /* an older list does not undo what is known */
        CHECK_OK(import_text(w, "example-startups", "2024-06-30",
                             S(HEAD "s1,Anna,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                             &import));
        CHECK_INT(import.rows_same, 1);
        CHECK_INT(import.rows_renamed, 0);
}

TEST(whoever_stands_in_a_row_that_is_refused_is_not_gone)
{
        World *w = world_of_examples(a);
        Import import;

        CHECK_OK(import_text(w, "example-startups", "2024-12-31",
                             S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                                    "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"
                                    "s3,Cy,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                             &import));
        CHECK_OK(import_text(w, "example-startups", "2025-12-31",
                             S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,some day,active,\n"
                                    "s2,,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"
                                    "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,graduated,\n"),
                             &import));
        CHECK_INT(import.rows_refused, 2);
        CHECK_INT(import.rows_moved, 1); /* the good row of the two is taken */
        CHECK_INT(import.rows_gone, 1);
}

static int64_t gone_since(World *w, const char *identity)
{
        Identity who;

        CHECK_OK(identity_find(w->db, w->a, S("example-startups"), str_from(identity), &who));
        return who.seen_at < 0 ? -who.seen_at : 0;
}

TEST(an_older_snapshot_that_comes_late_brings_nobody_back_who_is_gone_since)
{
        World *w = world_of_examples(a);
        Str both = S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                          "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
            one = S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n");
        int64_t day;
        Import import;

        CHECK(time_parse(S("2025-12-31"), &day));
        CHECK_OK(import_text(w, "example-startups", "2024-12-31", both, &import));
        CHECK_OK(import_text(w, "example-startups", "2025-12-31", one, &import));
        CHECK_INT(import.rows_gone, 1);
        CHECK_INT(gone_since(w, "s2"), day);
        CHECK_OK(import_text(w, "example-startups", "2025-06-30", both, &import));
        CHECK_INT(import.rows_same, 2);
        CHECK_INT(gone_since(w, "s2"), day);
        CHECK_OK(import_text(w, "example-startups", "2026-06-30", one, &import));
        CHECK_INT(import.rows_gone, 0); /* it was told already */
        CHECK_OK(import_text(w, "example-startups", "2026-07-31", both, &import));
        CHECK_INT(gone_since(w, "s2"), 0);
        CHECK_OK(import_text(w, "example-startups", "2026-08-31", one, &import));
        CHECK_INT(import.rows_gone, 1);
}

TEST(refused_rows_name_row_column_and_reason_and_come_back_as_a_file)
{
        World *w = world_of_examples(a);
        Text file = text_begin(a, 65536);
        ImportNoteList notes;
        Import import;

        CHECK_OK(import_text(w, "example-startups", "2024-12-31",
                             S(HEAD
                               "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                               "s2,Bo,,,,TH,atlantis,ai,3,2020-01-01,2024-02-03,active,\n"
                               "s3,,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                               "s4,Di,,,,TH,bangkok,ai,3,2020-01-01,yesterday,active,\n"
                               "s5,Ed,,,,TH,bangkok\n"
                               "s1,Ann again,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                             &import));
        CHECK_INT(import.rows_new, 1);
        CHECK_INT(import.rows_refused, 5);
        CHECK_OK(import_notes(w->db, a, import.id, S("refused"), &notes));
        CHECK_INT((int64_t)notes.n, 5);
        CHECK_INT(notes.at[0].row_number, 2);
        CHECK_STR(notes.at[0].words, CONTAINS, "column hub: there is no hub «atlantis»");
        CHECK_STR(notes.at[2].words, CONTAINS, "joined");
        CHECK_STR(notes.at[4].words, CONTAINS, "row 1 already");
        CHECK_OK(import_refused_file(w->db, a, &import, &file));
        CHECK_STR(text_str(&file), CONTAINS, "s2,Bo");
        CHECK_STR(text_str(&file), CONTAINS, "refused_because");
        CHECK_STR(text_str(&file), LACKS, "s1,Ann,,,,TH");
        CHECK_OK(import_text(w, "example-startups", "2025-01-01",
                             S(HEAD "s2,Bo,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                             &import));
        CHECK_INT(import.rows_new, 1);
}

TEST(a_check_changes_nothing)
{
        World *w = world_of_examples(a);
        Str path = str_fmt(a, "%.*s/imports/x", S_ARG(w->folder));
        int fd = open(path.at, O_CREAT | O_WRONLY, 0600);
        int64_t size, size2;
        Hash root;
        Import import;
        const char *text = HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n";

        CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
        close(fd);
        CHECK_OK(record_head(w->db, a, &size, &root));
        CHECK_OK(act(w, "import check", "file", path.at, "mapping", "example-startups", "as_of",
                     "2024-12-31", NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, w->deed.made, &import));
        CHECK_INT(import.rows_new, 1);
        CHECK_OK(record_head(w->db, a, &size2, &root));
        CHECK_INT(size, size2);
        CHECK_INT(number(w, "startups-recruited", "world"), 0);
        CHECK_STR(page(w, str_fmt(a, "/imports/%s", id_text(a, import.id).at).at), CONTAINS,
                  "Nothing has been changed yet");
}

static int64_t jobs_run(World *w)
{
        StoreCounts c = store_counts(w->p.store);

        return c.jobs + c.failures;
}

TEST(a_file_is_read_before_the_transaction_so_that_nobody_waits_for_a_large_one)
{
        World *w = world_of_examples(a);
        Str text = S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n");
        int64_t before = jobs_run(w);
        Import import;
        Hash hash;

        /* neither what can not be read nor what is no file comes as far as the writer */
        CHECK_IS(import_path(w, "example-startups", "2024-12-31", S("/nothing/here"), &import),
                 INVALID);
        CHECK_STR(w->deed.faults[0].words, IS, "The file can not be read.");
        CHECK_IS(import_path(w, "example-startups", "2024-12-31", w->folder, &import), INVALID);
        CHECK_IS(import_path(w, "no-such-mapping", "2024-12-31", S("/dev/zero"), &import), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "There is no mapping");
        CHECK_IS(import_path(w, "example-startups", "2024-12-31", S("/dev/zero"), &import),
                 INVALID);
        CHECK_IS(import_path(w, "example-startups", "1969-12-31", S("/dev/zero"), &import),
                 INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "as_of");
        CHECK_INT(jobs_run(w), before);
        hash = hash_sha256(text);
        CHECK_OK(import_text(w, "example-startups", "2024-12-31", text, &import));
        CHECK_STR(import.file_hash, IS, hash_hex(a, &hash).at);
}

static Str many_rows(Arena *a, int n)
{
        Text t = text_begin(a, 16 * MIB);

        text_add(&t, S(HEAD));
        for (int i = 0; i < n; i++)
                text_fmt(&t,
                         "s%d,Firm "
                         "%d,team@firm%d.example,https://"
                         "firm%d.example,,TH,%s,ai,3,2020-01-01,2024-02-03,active,\n",
                         i, i, i, i, i % 3 ? "bangkok" : "jakarta");
        return text_str(&t);
}

/* A check of so many start-ups, s0 and on. */
static Id check_many(World *w, int n, const char *as_of)
{
        CHECK_OK(act(w, "import check", "file", given_file(w, many_rows(w->a, n)).at, "mapping",
                     "example-startups", "as_of", as_of, NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        return w->deed.made;
}

static void apply(World *w, Id id)
{
        CHECK_OK(act(w, "import confirm", "import", id_text(w->a, id).at, NULL));
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
}

TEST(a_snapshot_that_lacks_most_is_only_applied_when_that_was_confirmed_as_well)
{
        World *w = world_of_examples(a);
        Import import;
        Str path;
        Id id;

        apply(w, check_many(w, 40, "2024-12-31"));
        apply(w, check_many(w, 20, "2025-01-31")); /* half is not more than half */
        apply(w, check_many(w, 1, "2025-02-28"));  /* 19 of 20 are too few */
        apply(w, check_many(w, 39, "2025-03-31"));
        id = check_many(w, 19, "2025-04-30");
        path = str_fmt(a, "/imports/%s", id_text(a, id).at);
        CHECK_STR(page(w, path.at), CONTAINS, "Yes, 20 of 39 are gone");
        CHECK_IS(act(w, "import confirm", "import", id_text(a, id).at, NULL), INVALID);
        CHECK_STR(w->deed.faults[0].words, IS,
                  "20 of 39 that were known from this source are not in the file and would be "
                  "marked as gone. If they are gone, confirm with gone_ok=yes (in the form: tick "
                  "the box); if not, give this "
                  "import up. Nothing was changed.");
        CHECK_IS(act(w, "import confirm", "import", id_text(a, id).at, "gone_ok", "no", NULL),
                 INVALID);
        request(w, HTTP_POST, "/do/import/confirm", "application/x-www-form-urlencoded",
                str_fmt(a, "import=%s", id_text(a, id).at).at, true);
        CHECK_INT(w->status, 422);
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_STR(import.state, IS, "checked");
        CHECK_INT(import.rows_gone, 20);
        CHECK_INT(import.gone_of, 39);
        request(w, HTTP_POST, "/do/import/confirm", "application/x-www-form-urlencoded",
                str_fmt(a, "import=%s&gone_ok=yes", id_text(a, id).at).at, true);
        CHECK_INT(w->status, 303);
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_STR(import.state, IS, "done");
        CHECK_INT(import.rows_gone, 20);
}

TEST(a_mapping_that_leaves_the_gone_alone_asks_nothing)
{
        World *w = world_of_examples(a);
        const char *mapping =
                "mapping: m\ntitle: M\nsource: m\nparty: organisation\nprogramme: "
                "startup-accelerator\ncolumns:\n  identity: id\n  name: name\n  stage: "
                "{value: active}\n";
        Import import;

        CHECK_OK(import_text(w, mapping, "2024-12-31", many_rows(a, 40), &import));
        CHECK_OK(import_text(w, mapping, "2025-12-31", many_rows(a, 1), &import));
        CHECK_INT(import.rows_gone, 39);
        CHECK_INT(import.gone_of, 0);
        CHECK_STR(page(w, str_fmt(a, "/imports/%s", id_text(a, import.id).at).at), CONTAINS,
                  "left as they are");
}

TEST(every_count_of_a_check_is_the_length_of_its_list)
{
        World *w = world_of_examples(a);
        static const char *const kinds[] = {"new",   "joined", "renamed", "changed",
                                            "moved", "gone",   "refused"};
        ImportNoteList list;
        Import import;

        CHECK_OK(import_text(
                w, "example-startups", "2024-12-31",
                S(HEAD "s1,Ann,a@a.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                       "s2,Bo,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,applied,\n"
                       "s3,Cy,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"
                       "s4,Di,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                &import));
        CHECK_OK(import_text(
                w, "example-startups", "2025-12-31",
                S(HEAD
                  "s1,Anna,,https://anna.example,,SG,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                  "s2,Bob,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"
                  "s3,Cy,,,,ID,jakarta,robots,5,2020-01-01,2024-03-03,active,\n"
                  "s5,Ed,,,,ID,atlantis,cloud,5,2020-01-01,2024-03-03,active,\n"
                  "s6,Fy,,,,ID,jakarta,cloud,5,2020-01-01,2024-03-03,active,\n"),
                &import));
        const int64_t counts[] = {import.rows_new,     import.rows_joined, import.rows_renamed,
                                  import.rows_changed, import.rows_moved,  import.rows_gone,
                                  import.rows_refused};

        CHECK_INT(import.rows_changed, 3);
        CHECK_INT(import.rows_renamed, 2);
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                CHECK_OK(import_notes(w->db, a, import.id, str_from(kinds[i]), &list));
                CHECK_INT((int64_t)list.n, counts[i]);
        }
        CHECK_OK(import_notes(w->db, a, import.id, S("changed"), &list));
        CHECK_STR(list.at[0].words, IS, "name, website, country");
        CHECK_STR(list.at[1].words, IS, "name");
        CHECK_STR(list.at[2].words, IS, "sector");
        CHECK_STR(page(w, str_fmt(a, "/imports/%s", id_text(a, import.id).at).at), CONTAINS,
                  "Changed (3)");
}

TEST(a_known_party_that_becomes_a_member_is_counted_and_listed_as_joined)
{
        World *w = world_of_examples(a);
        const char *other = "mapping: other\ntitle: Other\nsource: other\nparty: organisation\n"
                            "programme: partner-network\ncolumns:\n  identity: id\n  name: name\n"
                            "  email: email\n  stage: {value: enquired}\n";
        ImportNoteList list;
        Import import;

        CHECK_OK(import_text(
                w, "example-startups", "2024-12-31",
                S(HEAD "s1,Ann,a@a.example,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
                &import));
        CHECK_OK(import_text(w, other, "2025-01-31", S("id,name,email\n7,Ann,A@a.example\n"),
                             &import));
        CHECK_INT(import.rows_new, 0);
        CHECK_INT(import.rows_joined, 1);
        CHECK_INT(import.rows_same, 0);
        CHECK_OK(import_notes(w->db, a, import.id, S("joined"), &list));
        CHECK_STR(list.at[0].name, IS, "Ann");
}

TEST(the_form_offers_the_mappings_that_come_with_the_program_and_takes_ones_own)
{
        World *w = world_of_examples(a);
        const char *own = "mapping: m\ntitle: M\nsource: m\nparty: organisation\nprogramme: "
                          "startup-accelerator\ncolumns:\n  identity: id\n  name: name\n  stage: "
                          "{value: active}\n";
        Str path = given_file(w, S("id,name\n7,Ann\n")), form = page(w, "/do/import/check");
        Import import;

        CHECK_STR(form, CONTAINS, "<option value=\"yc-directory\">Directory of Y Combinator");
        CHECK_STR(form, CONTAINS, "<option value=\"own\">");
        CHECK_STR(page(w, "/do/import/check?mapping=example-partners"), CONTAINS,
                  "<option value=\"example-partners\" selected>");
        CHECK_IS(act(w, "import check", "file", path.at, "mapping", "own", NULL), INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "mapping_text");
        CHECK_IS(act(w, "import check", "file", path.at, "mapping", "yc-directory", "mapping_text",
                     own, "as_of", "2024-12-31", NULL),
                 INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "mapping_text");
        CHECK_IS(act(w, "import check", "file", path.at, "mapping", "own", "mapping_text", "x: y",
                     NULL),
                 INVALID);
        CHECK_STR(str_from(w->deed.faults[0].field), IS, "mapping_text");
        CHECK_OK(act(w, "import check", "file", path.at, "mapping", "own", "mapping_text", own,
                     NULL));
        CHECK_OK(import_by_id(w->db, a, w->deed.made, &import));
        CHECK_STR(import.mapping_slug, IS, "m");
}

static Status stop_after_first(void *ctx, const Import *now)
{
        (void)now;
        return ++*(int *)ctx >= 1 ? RETRY : OK;
}

TEST(an_import_that_was_cut_off_goes_on_where_it_stood)
{
        World *w = world_of_examples(a);
        Str path = str_fmt(a, "%.*s/imports/many", S_ARG(w->folder)), rows = many_rows(a, 9000);
        int fd = open(path.at, O_CREAT | O_WRONLY, 0600), ticks = 0;
        Import import;
        Id id;

        CHECK(write(fd, rows.at, rows.len) == (ssize_t)rows.len);
        close(fd);
        CHECK_OK(act(w, "import check", "file", path.at, "mapping", "example-startups", "as_of",
                     "2024-12-31", NULL));
        id = w->deed.made;
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK_OK(act(w, "import confirm", "import", id_text(a, id).at, NULL));
        CHECK_IS(import_work(w->p.store, w->db, id, (ImportTick){stop_after_first, &ticks, NULL}),
                 RETRY);
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_STR(import.state, IS, "running");
        CHECK(import.rows_done > 0 && import.rows_done < 9000);
        CHECK_INT(number(w, "startups-recruited", "world"), import.rows_done);
        world_again(w);
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_STR(import.state, IS, "done");
        CHECK_INT(import.rows_done, 9000);
        CHECK_INT(import.rows_new, 9000);
        CHECK_INT(number(w, "startups-recruited", "world"), 9000);
        CHECK_INT(number(w, "startups-recruited", "jakarta"), 3000);
}

TEST(a_mapping_of_the_wrong_kind_of_party_is_refused_before_anything_is_read)
{
        World *w = world_of_examples(a);
        const char *mapping = "mapping: wrong\ntitle: Wrong\nsource: s\nparty: person\nprogramme: "
                              "startup-accelerator\n"
                              "columns:\n  identity: id\n  name: name\n  stage: {value: active}\n";
        Import import;

        CHECK_IS(import_text(w, mapping, "2024-12-31", S("id,name\n1,Ama\n"), &import), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "not for the kind of party");
}

TEST(another_source_that_knows_a_member_at_another_hub_makes_it_a_member_at_both_and_counts_it_once)
{
        World *w = world_of_examples(a);
        Import import;
        const char *other =
                "mapping: other\ntitle: Other\nsource: other\nparty: organisation\nprogramme: "
                "startup-accelerator\n"
                "columns:\n  identity: id\n  name: name\n  registration: registration\n  hub: hub\n"
                "  stage: {value: active}\n";

        CHECK_OK(import_text(
                w, "example-startups", "2024-12-31",
                S(HEAD "s1,Ann,,,TH-1,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"), &import));
        CHECK_OK(import_text(w, other, "2025-01-31",
                             S("id,name,registration,hub\n77,Ann,TH-1,jakarta\n"), &import));
        CHECK_INT(import.rows_new, 0);
        CHECK_INT(number(w, "startups-recruited", "bangkok"), 1);
        CHECK_INT(number(w, "startups-recruited", "jakarta"), 1);
        CHECK_INT(number(w, "startups-recruited", "apac"), 1);
}

TEST(a_file_that_is_damaged_fails_with_words_and_what_was_before_stays)
{
        World *w = world_of_examples(a);
        Import import;

        CHECK_IS(import_text(w, "example-startups", "2024-12-31", S("name\nx\n"), &import),
                 INVALID);
        CHECK_STR(import.state, IS, "failed");
        CHECK(import.fault.len > 0);
        CHECK_IS(import_text(w, "example-startups", "2024-12-31", S(""), &import), INVALID);
        CHECK_IS(import_text(w, "example-startups", "2024-12-31", S("\x1f\x8b\x08\x00\x00"),
                             &import),
                 INVALID);
        CHECK_INT(number(w, "startups-recruited", "world"), 0);
}

/* --- the real snapshots, counted here from the raw files and nothing else */

enum { COMPANIES_MAX = 8000 };

typedef struct {
        Str id, name, status;
} Company;

static size_t read_companies(Arena *a, Str path, Company *out)
{
        int fd = open(path.at, O_RDONLY);
        Source *source;
        Table *table;
        TableRow row;
        Str fault;
        static const Str want[] = {S_INIT("id"), S_INIT("name"), S_INIT("status")};
        size_t n = 0;

        CHECK_OK(source_open(fd, 0, &source));
        CHECK_OK(table_open(a, source, &(TableOptions){0}, &table, &fault));
        CHECK_OK(table_want(table, want, 3));
        while (table_next(table, &row) == OK)
                out[n++] = (Company){str_copy(a, row.field[0]), str_copy(a, row.field[1]),
                                     str_copy(a, row.field[2])};
        table_close(table);
        source_close(source);
        close(fd);
        return n;
}

TEST(the_two_snapshots_of_a_real_directory_import_with_the_counts_of_an_independent_count)
{
        Str first = check_shared(a, "yc/companies-2024-05-13.csv.gz"),
            second = check_shared(a, "yc/companies-2025-03-13.csv.gz");
        Company *x = arena_new(a, Company, COMPANIES_MAX),
                *y = arena_new(a, Company, COMPANIES_MAX);
        size_t x_n = read_companies(a, first, x), y_n = read_companies(a, second, y);
        int64_t added = 0, gone = 0, renamed = 0, moved = 0, acquired = 0, closed = 0;
        World *w = world_of_examples(a);
        ImportMoveList moves;
        Import import;

        for (size_t i = 0; i < y_n; i++) {
                const Company *was = NULL;

                for (size_t k = 0; k < x_n && !was; k++)
                        if (str_eq(x[k].id, y[i].id))
                                was = &x[k];
                added += !was;
                renamed += was && !str_eq(was->name, y[i].name);
                moved += was && !str_eq(was->status, y[i].status);
                acquired += was && str_is(was->status, "Active") && str_is(y[i].status, "Acquired");
                closed += was && str_is(was->status, "Active") && str_is(y[i].status, "Inactive");
        }
        gone = (int64_t)x_n - ((int64_t)y_n - added);
        CHECK_OK(import_path(w, "yc-directory", "2024-05-13", first, &import));
        CHECK_INT(import.rows_new, (int64_t)x_n);
        CHECK_INT(import.rows_refused, 0);
        CHECK_OK(import_path(w, "yc-directory", "2025-03-13", second, &import));
        CHECK_INT(import.rows_done, (int64_t)y_n);
        CHECK_INT(import.rows_new, added);
        CHECK_INT(import.rows_gone, gone);
        CHECK_INT(import.rows_renamed, renamed);
        CHECK_INT(import.rows_moved, moved);
        CHECK_OK(import_moves(w->db, a, import.id, &moves));
        for (size_t i = 0; i < moves.n; i++) {
                if (str_is(moves.at[i].from_stage, "active") &&
                    str_is(moves.at[i].to_stage, "acquired"))
                        CHECK_INT(moves.at[i].rows_n, acquired);
                if (str_is(moves.at[i].from_stage, "active") &&
                    str_is(moves.at[i].to_stage, "inactive"))
                        CHECK_INT(moves.at[i].rows_n, closed);
        }
        CHECK_INT(number(w, "startups-recruited", "world"), (int64_t)x_n + added);
}
