/* Restoring: a backup is put in place whole and checked, or nothing is changed. */
#include "main/restore_cmd.h"
#include "main/verify_cmd.h"
#include "tests/world.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
        World *w;
        Str backup, folder; /* the file, where it is to go */
        Restore r;
        char fault[PROGRAM_FAULT_BYTES];
} Case;

static Str key_of(World *w)
{
        return str_fmt(w->a, "%.*s/record.key", S_ARG(w->folder));
}

static void put(Str path, Str bytes, unsigned mode)
{
        int fd = open(path.at, O_WRONLY | O_CREAT | O_TRUNC, mode);

        CHECK(fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
        close(fd);
}

/* A world with members of the record, and a backup of it with the key beside it. */
static Case begin(Arena *a)
{
        Case c = {.w = world(a)};
        Str place = check_folder(a);
        char fault[STORE_FAULT_BYTES] = "";

        if (store_is_postgres(c.w->p.store))
                SKIP("PostgreSQL is restored with its own tools");
        given_party(c.w, "organisation", "Clear Water");
        c.backup = str_fmt(a, "%.*s/backup.db", S_ARG(place));
        c.folder = str_fmt(a, "%.*s/restored", S_ARG(place));
        CHECK_OK(store_backup(c.w->p.store, c.backup, fault));
        put(str_fmt(a, "%.*s/record.key", S_ARG(place)), check_file(a, key_of(c.w)), 0644);
        return c;
}

static Status restore(Case *c, bool replace)
{
        c->r = (Restore){.backup = c->backup,
                         .data = c->folder,
                         .replace = replace,
                         .now_us = 1700000000000000};
        c->fault[0] = '\0';
        return restore_run(c->w->a, &c->r, c->fault);
}

static int files_like(Case *c, const char *pattern)
{
        glob_t g = {0};
        int n = glob(str_fmt(c->w->a, "%.*s/%s", S_ARG(c->folder), pattern).at, 0, NULL, &g) == 0
                        ? (int)g.gl_pathc
                        : 0;

        globfree(&g);
        return n;
}

static int64_t entries_of(Case *c, Str store)
{
        char fault[STORE_FAULT_BYTES] = "";
        int64_t size;
        Store *st;
        Hash root;
        Db *db;

        CHECK_OK(command_store_open(c->w->a, c->folder, str_fmt(c->w->a, "sqlite:%s", store.at),
                                    &st, fault));
        CHECK_OK(store_reader(st, &db));
        CHECK_OK(record_head(db, c->w->a, &size, &root));
        store_reader_close(db);
        store_close(st);
        return size;
}

TEST(a_backup_and_its_key_make_a_data_folder_that_serves_the_same_record)
{
        Case c = begin(a);
        char fault[PROGRAM_FAULT_BYTES] = "";
        struct stat st;
        Program p;
        Conf conf;

        CHECK_OK(restore(&c, false));
        CHECK(c.r.entries > 1);
        CHECK(c.r.key_came_along);
        CHECK_INT(files_like(&c, "*restoring*"), 0);
        CHECK(stat(str_fmt(a, "%.*s/record.key", S_ARG(c.folder)).at, &st) == 0);
        CHECK_INT(st.st_mode & 0777, 0600);
        CHECK(stat(str_fmt(a, "%.*s/seedbed.db", S_ARG(c.folder)).at, &st) == 0);
        CHECK_INT(st.st_mode & 0777, 0600);
        CHECK_STR(check_file(a, str_fmt(a, "%.*s/record.pub", S_ARG(c.folder))), CONTAINS,
                  str_z(a, record_verifier_key(c.w->p.record)));
        conf_standard(&conf);
        conf.folder = c.folder;
        CHECK_OK(program_open(&p, &conf, false, fault));
        CHECK_INT(record_size_seen(p.record), (int64_t)c.r.entries);
        program_close(&p);
}

TEST(what_is_not_a_whole_backup_of_this_record_is_refused_and_nothing_is_left)
{
        Case c = begin(a);
        Str whole = check_file(a, c.backup), broken = {arena_bytes(a, whole.len), whole.len};
        Str good = c.backup;

        c.backup = str_fmt(a, "%s.cut", good.at);
        put(c.backup, (Str){whole.at, whole.len * 6 / 10 / 4096 * 4096}, 0600);
        CHECK_IS(restore(&c, false), INVALID);
        CHECK_STR(str_from(c.fault), CONTAINS, "is not a whole backup");

        memcpy((char *)(uintptr_t)broken.at, whole.at, whole.len); /* a page of noise */
        memset((char *)(uintptr_t)broken.at + whole.len / 2 / 4096 * 4096, 0x5a, 4096);
        put(c.backup, broken, 0600);
        CHECK_IS(restore(&c, false), INVALID);

        put(c.backup, S("{\"seedbed\":\"an evidence bundle\"}\n"), 0600);
        CHECK_IS(restore(&c, false), INVALID);
        CHECK_STR(str_from(c.fault), CONTAINS, "is not a backup");
        c.backup = str_fmt(a, "%s.none", good.at);
        CHECK_IS(restore(&c, false), NOT_FOUND);
        CHECK_INT(files_like(&c, "seedbed.db*"), 0);
        CHECK_INT(files_like(&c, "record.*"), 0);

        /* another record's key */
        c.backup = good;
        {
                Record *other;
                Str folder = check_folder(a);

                CHECK_OK(record_open(folder, S("example.org/other"), true, &other, c.fault));
                record_close(other);
                put(str_fmt(a, "%.*s/record.key", S_ARG(c.folder)),
                    check_file(a, str_fmt(a, "%.*s/record.key", S_ARG(folder))), 0600);
        }
        CHECK_IS(restore(&c, false), INVALID);
        CHECK_INT(files_like(&c, "seedbed.db*"), 0);
}

TEST(a_restore_that_finds_no_room_leaves_the_store_that_was_there)
{
        Case c = begin(a);
        struct rlimit before, small;
        Status s;

        CHECK_OK(restore(&c, false));
        CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
        small = before;
        small.rlim_cur = 64 * KIB;
        CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
        s = restore(&c, true);
        CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
        CHECK_IS(s, BROKEN);
        CHECK_STR(str_from(c.fault), CONTAINS, "File too large");
        CHECK_INT(files_like(&c, "*restoring*"), 0);
        CHECK_INT(files_like(&c, "seedbed.db"), 1);
        CHECK_INT(files_like(&c, "*before*"), 0);
}

TEST(a_store_in_use_or_in_the_way_is_not_written_over)
{
        Case c = begin(a);
        Str key = str_fmt(a, "%.*s/record.key", S_ARG(c.folder));
        int64_t first;
        struct stat st;
        int lock;

        CHECK_OK(restore(&c, false));
        first = (int64_t)c.r.entries;
        CHECK_IS(restore(&c, false), CONFLICT);
        CHECK_STR(str_from(c.fault), CONTAINS, "--replace");
        lock = program_lock(c.folder, c.fault);
        CHECK(lock >= 0);
        CHECK_IS(restore(&c, true), CONFLICT);
        CHECK_STR(str_from(c.fault), CONTAINS, "in use");
        close(lock);

        given_party(c.w, "organisation", "Deep Water");
        CHECK_OK(store_backup(c.w->p.store, c.backup, c.fault));
        CHECK(chmod(key.at, 0644) == 0);
        CHECK_OK(restore(&c, true));
        CHECK((int64_t)c.r.entries > first);
        CHECK_INT(entries_of(&c, c.r.store), (int64_t)c.r.entries);
        CHECK_INT(entries_of(&c, c.r.aside), first);
        CHECK(stat(key.at, &st) == 0);
        CHECK_INT(st.st_mode & 0777, 0600);
}
