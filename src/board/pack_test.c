/* Files of applications as one ZIP: who gets it, and what it holds. */
#include "board/pack.h"

#include "board/export_probe.h"
#include "review/review_probe.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>

TEST(names_in_a_zip_lead_nowhere)
{
        static const struct {
                const char *name, *safe;
        } names[] = {{"../../etc/passwd", "-..-etc-passwd"},
                     {"C:\\x\\y.pdf", "C-x-y.pdf"},
                     {"deck\n\x01.pdf", "deck-.pdf"},
                     {".hidden", "hidden"},
                     {"...", "_"},
                     {"", "_"},
                     {"con.txt", "_con.txt"},
                     {"LPT1", "_LPT1"},
                     {"trailing. ", "trailing"},
                     {"绿色 能源.pdf", "绿色 能源.pdf"},
                     {"a\xE2\x80\xAE"
                      "fdp.exe",
                      "a-fdp.exe"}};

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                CHECK_STR(pack_name(a, str_from(names[i].name)), IS, names[i].safe);
        CHECK(pack_name(a, str_from(str_fmt(a, "%0500d.pdf", 7).at)).len <= PACK_NAME_BYTES_MAX);
}

/* The name that it was sent with. */
static Str attach(World *w, Id x, const char *bytes)
{
        Str path = given_file(w, str_from(bytes)), to = str_fmt(w->a, "%.*s.pdf", S_ARG(path));

        CHECK(rename(path.at, to.at) == 0);
        CHECK_OK(act(w, "application attach", "application", id_text(w->a, x).at, "field", "deck",
                     "file", to.at, NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(w->a, x).at, NULL));
        return str_skip(to, str_find_str(to, S("/imports/")) + strlen("/imports/"));
}

typedef struct {
        Str names, bytes;
} Unpacked;

static Unpacked unpacked(World *w)
{
        struct archive *zip = archive_read_new();
        struct archive_entry *e;
        Text names = text_begin(w->a, 64 * KIB), bytes = text_begin(w->a, 64 * KIB);
        char block[4096];
        la_ssize_t n;

        request(w, HTTP_GET, str_z(w->a, w->deed.go_to), NULL, NULL, true);
        CHECK_INT(w->status, 200);
        CHECK_STR(w->reply.content_type, IS, "application/zip");
        CHECK(archive_read_support_format_zip(zip) == ARCHIVE_OK);
        CHECK(archive_read_open_fd(zip, w->reply.file_fd, 4096) == ARCHIVE_OK);
        while (archive_read_next_header(zip, &e) == ARCHIVE_OK) {
                text_fmt(&names, "%s\n", archive_entry_pathname_utf8(e));
                while ((n = archive_read_data(zip, block, sizeof block)) > 0)
                        text_add(&bytes, (Str){block, (size_t)n});
        }
        archive_read_free(zip);
        close(w->reply.file_fd);
        return (Unpacked){text_str(&names), text_str(&bytes)};
}

TEST(the_files_of_a_round_are_one_zip_and_that_it_was_taken_is_on_the_record)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, there, reviewer;
        Id round = probe_round(w, "startup-accelerator"), one;
        Unpacked got;
        Str record, deck;

        one = probe_application(w, round, "Green/Finch: Ltd", "Pumps");
        (void)probe_application(w, round, "No Files", "Pumps");
        deck = attach(w, one, "%PDF-1.7 the deck");
        there = probe_staff(w, "there@example.org", "operator", "singapore");
        reviewer = probe_staff(w, "r@example.org", "reviewer", "bangkok");
        w->actor = there;
        CHECK(act(w, "round export", "round", id_text(a, round).at, "kind", "zip", NULL) != OK);
        w->actor = reviewer;
        CHECK(act(w, "round export", "round", id_text(a, round).at, "kind", "zip", NULL) != OK);
        w->actor = boss;
        CHECK_OK(act(w, "round export", "round", id_text(a, round).at, "kind", "zip", NULL));
        record = page(w, str_fmt(a, "/api/v1/record/%lld", (long long)w->deed.position).at);
        CHECK_STR(record, CONTAINS, "round.exported");
        got = unpacked(w);
        CHECK_STR(got.names, IS,
                  str_fmt(a, "Green-Finch- Ltd %.*s/1-%.*s\nfiles.csv\n", S_ARG(id_text(a, one)),
                          S_ARG(deck))
                          .at);
        CHECK_STR(got.bytes, CONTAINS, "%PDF-1.7 the deck");
        CHECK_STR(got.bytes, CONTAINS, "Green/Finch: Ltd");
        CHECK_STR(got.bytes, CONTAINS, ",there");
        CHECK_STR(got.bytes, LACKS, "No Files");
}

static Status export_zip(World *w, Id round, Id view)
{
        return act(w, "round export", "round", id_text(w->a, round).at, "kind", "zip", "view",
                   view ? id_text(w->a, view).at : "", NULL);
}

/* A view that finds the applications by this name. */
static Id named(World *w, Id round, const char *name)
{
        CHECK_OK(act(w, "view set", "round", id_text(w->a, round).at, "columns", "name",
                     "f.0.column", "name", "f.0.how", "contains", "f.0.value", name, NULL));
        CHECK_OK(act(w, "view save", "view", id_text(w->a, w->deed.made).at, "title", name, NULL));
        return w->deed.made;
}

TEST(the_files_of_a_view_are_those_of_its_rows)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), one, two;
        Unpacked got;

        one = probe_application(w, round, "Green Finch", "Pumps");
        two = probe_application(w, round, "Blue Water", "Pumps");
        (void)attach(w, one, "%PDF-1.7 green");
        (void)attach(w, two, "%PDF-1.7 blue");
        CHECK_OK(export_zip(w, round, named(w, round, "finch")));
        got = unpacked(w);
        CHECK_STR(got.names, CONTAINS, "Green Finch");
        CHECK_STR(got.names, LACKS, "Blue");
        CHECK_STR(got.bytes, CONTAINS, "%PDF-1.7 green");
        CHECK_STR(got.bytes, LACKS, "%PDF-1.7 blue");
        CHECK_OK(export_zip(w, round, 0));
        got = unpacked(w);
        CHECK_STR(got.bytes, CONTAINS, "%PDF-1.7 blue");
        CHECK_IS(export_zip(w, round, round), INVALID); /* that is no view */
}

TEST(more_files_than_one_zip_holds_are_refused_and_fewer_can_be_taken)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), one;

        one = probe_application(w, round, "Green Finch", "Pumps");
        (void)probe_application(w, round, "Blue Water", "Pumps");
        probe_file(w, one, PACK_BYTES_MAX);
        CHECK_OK(export_zip(w, round, 0));
        CHECK_STR(unpacked(w).bytes, CONTAINS, ",missing"); /* as much as there may be */
        probe_file(w, one, PACK_BYTES_MAX + 1);
        CHECK_OK(export_zip(w, round, 0));
        CHECK_STR(page(w, str_z(a, w->deed.go_to)), CONTAINS, "with a view that filters");
        CHECK_INT(w->status, 413);
        CHECK_OK(export_zip(w, round, named(w, round, "water")));
        CHECK_STR(unpacked(w).names, IS, "files.csv\n");
}
