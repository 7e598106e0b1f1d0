/* Files of imports: what is needed stays, what is left over goes. */
#include "base/time.h"
#include "import/file.h"
#include "import/import.h"
#include "tests/world.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD                                                                                    \
        "id,name,email,website,registration,country,hub,sector,team_size,founded,joined,stage," \
        "level\n"

static bool is_there(Str path)
{
        struct stat st;

        return lstat(path.at, &st) == 0;
}

static Id checked(World *w, Str path)
{
        CHECK_OK(act(w, "import check", "file", path.at, "mapping", "example-startups", "as_of",
                     "2024-12-31", NULL));
        CHECK_OK(import_work(w->p.store, w->db, w->deed.made, (ImportTick){0}));
        return w->deed.made;
}

TEST(the_file_of_an_import_that_is_given_up_or_can_not_be_read_is_removed)
{
        World *w = world_of_examples(a);
        Str row = S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"),
            path = given_file(w, row), own = str_fmt(a, "%.*s/imports/mine.csv", S_ARG(w->folder));
        Id id = checked(w, path), twin;

        CHECK(is_there(path));
        twin = checked(w, path);
        CHECK_OK(act(w, "import cancel", "import", id_text(a, id).at, NULL));
        CHECK(is_there(path)); /* the other one needs it */
        CHECK_OK(act(w, "import cancel", "import", id_text(a, twin).at, NULL));
        CHECK(!is_there(path));
        path = given_file(w, S("name\nx\n"));
        checked(w, path);
        CHECK(!is_there(path));
        CHECK(link(given_file(w, row).at, own.at) == 0);
        CHECK_OK(act(w, "import cancel", "import", id_text(a, checked(w, own)).at, NULL));
        CHECK(is_there(own)); /* not ours to remove */
}

TEST(a_file_of_which_anything_was_applied_stays)
{
        World *w = world_of_examples(a);
        Str row = S(HEAD "s1,Ann,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n"
                         "s2,Bo,,,,TH,atlantis,ai,3,2020-01-01,2024-02-03,active,\n"),
            path = given_file(w, row), cut = given_file(w, str_fmt(a, "%.*s\n", S_ARG(row)));
        Import import;
        Text file = text_begin(a, 65536);
        Id id = checked(w, path);

        CHECK_OK(act(w, "import confirm", "import", id_text(a, id).at, NULL));
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_STR(import.state, IS, "done");
        CHECK(is_there(path));
        CHECK_OK(import_refused_file(w->db, a, &import, &file));
        CHECK_STR(text_str(&file), CONTAINS, "s2,Bo");
        id = checked(w, cut);
        CHECK_OK(act(w, "import confirm", "import", id_text(a, id).at, NULL));
        CHECK(truncate(cut.at, 3) == 0);
        CHECK_OK(import_work(w->p.store, w->db, id, (ImportTick){0}));
        CHECK_OK(import_by_id(w->db, a, id, &import));
        CHECK_STR(import.state, IS, "failed");
        CHECK(is_there(cut));
}

static Str left_behind(World *w, int number, bool is_old)
{
        Str path = str_fmt(w->a, "%.*s/imports/upload-%032d", S_ARG(w->folder), number);
        int fd = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        const struct timespec old[2] = {{.tv_sec = time_now_us() / SECOND_US - 3700},
                                        {.tv_sec = time_now_us() / SECOND_US - 3700}};

        CHECK(fd >= 0);
        if (is_old)
                CHECK(futimens(fd, old) == 0);
        close(fd);
        return path;
}

TEST(a_start_removes_what_no_import_needs_and_nothing_else)
{
        World *w = world_of_examples(a);
        Str old = left_behind(w, 1, true), fresh = left_behind(w, 2, false),
            locked = left_behind(w, 3, true), needed = left_behind(w, 4, true),
            given_up = left_behind(w, 5, true), outside = str_fmt(a, "%.*s/x", S_ARG(w->folder)),
            to = str_fmt(a, "%.*s/imports/upload-%032d", S_ARG(w->folder), 6),
            own = str_fmt(a, "%.*s/imports/mine.csv", S_ARG(w->folder));
        int fd = open(locked.at, O_WRONLY | O_CLOEXEC);

        CHECK_OK(import_file_sweep(w->p.store, w->folder));
        CHECK(is_there(old)); /* this store knows of no imports: is it the folder's? */
        CHECK(flock(fd, LOCK_EX | LOCK_NB) == 0); /* somebody's upload, slow as it may be */
        CHECK(link(old.at, outside.at) == 0 && link(old.at, own.at) == 0);
        CHECK(symlink("../x", to.at) == 0);
        CHECK_OK(act(w, "import check", "file", needed.at, "mapping", "example-startups", "as_of",
                     "2024-12-31", NULL));
        CHECK_OK(act(w, "import check", "file", given_up.at, "mapping", "example-startups", "as_of",
                     "2024-12-31", NULL));
        CHECK(rename(given_up.at, outside.at) == 0); /* as if killed before it was removed */
        CHECK_OK(act(w, "import cancel", "import", id_text(a, w->deed.made).at, NULL));
        CHECK(link(outside.at, given_up.at) == 0);
        CHECK_OK(import_file_sweep(w->p.store, w->folder));
        CHECK(!is_there(old));
        CHECK(!is_there(given_up));
        CHECK(is_there(fresh));
        CHECK(is_there(locked));
        CHECK(is_there(needed));
        CHECK(is_there(own));
        CHECK(is_there(to));
        CHECK(is_there(outside));
        close(fd);
        CHECK_OK(import_file_sweep(w->p.store, w->folder));
        CHECK(!is_there(locked));
}
