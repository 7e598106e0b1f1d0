/* Files of applications: what is taken, what is refused, who gets them. */
#include "apply/file.h"
#include "base/time.h"
#include "tests/world.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static Str file_with(World *w, Str bytes)
{
        return given_file(w, bytes);
}

static Str zip_of(World *w, const char *entry, size_t bytes)
{
        char *room = arena_bytes(w->a, 4 * MIB), *zeros = arena_bytes(w->a, bytes + 1);
        struct archive *zip = archive_write_new();
        struct archive_entry *e = archive_entry_new();
        size_t used = 0;

        memset(zeros, 'a', bytes);
        CHECK(archive_write_set_format_zip(zip) == ARCHIVE_OK);
        CHECK(archive_write_open_memory(zip, room, 4 * MIB, &used) == ARCHIVE_OK);
        archive_entry_set_pathname(e, entry);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_size(e, (int64_t)bytes);
        CHECK(archive_write_header(zip, e) == ARCHIVE_OK);
        CHECK(archive_write_data(zip, zeros, bytes) == (la_ssize_t)bytes);
        CHECK(archive_write_close(zip) == ARCHIVE_OK);
        archive_write_free(zip);
        archive_entry_free(e);
        return (Str){room, used};
}

static Status look(World *w, Str bytes, const char *name, Str *type)
{
        Str fault;

        return file_look(w->a, file_with(w, bytes).at, str_from(name), type, &fault);
}

TEST(a_file_is_what_its_bytes_say)
{
        World *w = world(a);
        Str type, whole = zip_of(w, "word/document.xml", 2000), cut = whole;

        CHECK_OK(look(w, S("%PDF-1.7\n..."), "Deck.PDF", &type));
        CHECK_STR(type, IS, "pdf");
        CHECK_IS(look(w, S("MZ\x90 not a deck"), "deck.pdf", &type), INVALID);
        CHECK_IS(look(w, S("%PDF-1.7\n..."), "deck.png", &type), INVALID);
        CHECK_IS(look(w, S(""), "deck.pdf", &type), INVALID);
        CHECK_OK(look(w, S("a,b\n1,2\n"), "figures.csv", &type));
        CHECK_OK(look(w, whole, "plan.docx", &type));
        CHECK_IS(look(w, whole, "plan.xlsx", &type), INVALID);
        cut.len -= 60; /* the directory at its end is gone */
        CHECK_IS(look(w, cut, "plan.docx", &type), INVALID);
        CHECK_IS(look(w, zip_of(w, "bomb", 64 * MIB), "all.zip", &type), INVALID);
        CHECK_OK(look(w, zip_of(w, "note.txt", 100), "all.zip", &type));
}

static Str read_reply(World *w)
{
        char *bytes = arena_bytes(w->a, 1000);
        ssize_t n = read(w->reply.file_fd, bytes, 1000);

        CHECK(n >= 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

TEST(a_file_is_kept_given_out_to_its_people_and_survives_its_removal_from_the_draft)
{
        World *w = world_of_examples(a);
        Id round, x, party = given_party(w, "organisation", "River Pumps"), file;
        Application row;
        ApplicationFile kept;
        Str address;

        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Spring", "closes", "2029-12-31T23:59", NULL));
        round = w->deed.made;
        CHECK_OK(act(w, "application begin", "round", id_text(a, round).at, "party",
                     id_text(a, party).at, NULL));
        x = w->deed.made;
        CHECK_OK(application_get(w->db, a, x, &row));
        {
                Str path = file_with(w, S("%PDF-1.7 the deck")),
                    to = str_fmt(a, "%.*s.pdf", S_ARG(path));

                CHECK(rename(path.at, to.at) == 0);
                CHECK_IS(act(w, "application attach", "application", id_text(a, x).at, "field",
                             "pitch", "file", to.at, NULL),
                         INVALID);
                CHECK_IS(act(w, "application attach", "application", id_text(a, party).at, "field",
                             "deck", "file", to.at, NULL),
                         NOT_FOUND);
                CHECK_OK(act(w, "application attach", "application", id_text(a, x).at, "field",
                             "deck", "file", to.at, NULL));
                CHECK(access(to.at, F_OK) != 0); /* the upload went */
        }
        file = w->deed.made;
        CHECK_OK(application_file_get(w->db, a, &row, file, &kept));
        address = str_fmt(a, "/applications/%.*s/files/%.*s", S_ARG(id_text(a, x)),
                          S_ARG(id_text(a, file)));
        (void)page(w, address.at);
        CHECK_INT(w->status, 200);
        CHECK_STR(read_reply(w), IS, "%PDF-1.7 the deck");
        (void)page_of_visitor(w, address.at);
        CHECK(w->status == 401 || w->status == 404);
        CHECK_OK(act(w, "application save", "application", id_text(a, x).at, "pitch", "p",
                     "country", "TH", "founded", "2021-05-06", "team_size", "3", "sector",
                     "climate", "other_programmes", "no", NULL));
        CHECK_OK(act(w, "application submit", "application", id_text(a, x).at, NULL));
        CHECK_OK(act(w, "application detach", "application", id_text(a, x).at, "file",
                     id_text(a, file).at, NULL));
        CHECK_STR(page(w, str_fmt(a, "/applications/%.*s/revisions/1", S_ARG(id_text(a, x))).at),
                  CONTAINS, id_text(a, file).at);
        CHECK_OK(files_sweep(w->db, a, w->folder, time_now_us() + DAY_US,
                             (const FileNamed[]){application_file_named}, 1));
        (void)page(w, address.at);
        CHECK_INT(w->status, 200); /* the version that was handed in keeps it */
        CHECK_STR(read_reply(w), CONTAINS, "deck");
}
