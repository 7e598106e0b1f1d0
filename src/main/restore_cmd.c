/* main/restore_cmd: see the header.
 *
 * The backup is copied first and the copy is what is checked, so the backup is only read, and what
 * was checked is what will be served. Only then is a store that is there moved aside and the copy
 * renamed into its place. Whatever ends this before leaves the folder with the store it had. */
#include "main/restore_cmd.h"

#include "base/words.h"

#include "base/time.h"
#include "main/verify_cmd.h"
#include "record/record.h"
#include "record/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 20 };

static const char usage[] = N_(
        "usage: seedbed restore [--data DIR] [--replace] BACKUP\n"
        "\n"
        "BACKUP is a file that `seedbed export --backup` wrote: the whole store of a SQLite\n"
        "instance, the log in it. It does not hold record.key, seedbed.conf or imports/ (the\n"
        "files that were sent). record.key must be in DIR, or stand beside BACKUP, from where\n"
        "it is copied, and seedbed.conf with it. All is checked before anything is changed.\n"
        "  --data DIR   the data folder; made when it is not there; data when not given\n"
        "  --replace    move a store that is in DIR aside, and say where\n"
        "Exit: 0 done, 10 not a whole backup or of another record, 5 in use or there is a\n"
        "store, 3 no backup or no key, 2 wrong use, 1 broken; but for 0 the store is as it was.\n");

static Status fail(char *fault, Status s, Str path, const char *what)
{
        snprintf(fault, PROGRAM_FAULT_BYTES, "%.300s: %s", path.at, what);
        return s;
}

static Status fail_errno(char *fault, Str path)
{
        return fail(fault, BROKEN, path, strerrordesc_np(errno));
}

static Str beside(Arena *a, Str file, const char *name)
{
        size_t n = file.len;

        while (n > 0 && file.at[n - 1] != '/')
                n--;
        return str_fmt(a, "%.*s%s", (int)n, file.at, name);
}

static bool there_is(Str path)
{
        return access(path.at, F_OK) == 0;
}

static Status sync_folder_of(Arena *a, Str file, char *fault)
{
        Str folder = beside(a, file, ".");
        int fd = open(folder.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        bool good = fd >= 0 && fsync(fd) == 0;

        if (fd >= 0)
                close(fd);
        return good ? OK : fail_errno(fault, folder);
}

/* --- copying */

static bool copy_bytes(int from, int to)
{
        char *bytes = malloc(COPY_BYTES);
        ssize_t n = bytes ? 1 : -1;

        while (n > 0 && (n = read(from, bytes, COPY_BYTES)) > 0)
                for (ssize_t done = 0, put; done < n; done += put)
                        if ((put = write(to, bytes + done, (size_t)(n - done))) <= 0) {
                                free(bytes);
                                return false;
                        }
        free(bytes);
        return n == 0;
}

/* On the disk when it returns OK; else there is no such file. */
static Status copy_file(Str from, Str to, char *fault)
{
        int in = open(from.at, O_RDONLY | O_CLOEXEC), out;
        Status s = OK;

        if (in < 0)
                return fail_errno(fault, from);
        out = open(to.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (out < 0 || fchmod(out, 0600) != 0 || !copy_bytes(in, out) || fsync(out) != 0)
                s = fail_errno(fault, to);
        if (out >= 0 && close(out) != 0 && s == OK)
                s = fail_errno(fault, to);
        close(in);
        if (s != OK)
                unlink(to.at);
        return s;
}

static Status put_in_place(Arena *a, Str from, Str to, char *fault)
{
        Str part = str_fmt(a, "%s.restoring", to.at);

        TRY(copy_file(from, part, fault));
        if (rename(part.at, to.at) != 0)
                return fail_errno(fault, to);
        return sync_folder_of(a, to, fault);
}

static void remove_copy(Arena *a, Str part)
{
        unlink(part.at);
        unlink(str_fmt(a, "%s-wal", part.at).at);
        unlink(str_fmt(a, "%s-shm", part.at).at);
}

/* --- before anything is changed */

/* The first bytes of every SQLite file; and no write-ahead log, which would be half of it. */
static Status check_kind(Arena *a, Str backup, char *fault)
{
        char head[16] = "";
        int fd = open(backup.at, O_RDONLY | O_CLOEXEC);
        struct stat st, log;
        ssize_t n;

        if (fd < 0)
                return fail(fault, NOT_FOUND, backup, strerrordesc_np(errno));
        n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, head, sizeof head) : -1;
        close(fd);
        if (n != sizeof head || memcmp(head, "SQLite format 3", sizeof head) != 0)
                return fail(fault, INVALID, backup,
                            _("is not a backup: `seedbed export --backup FILE` makes one"));
        if (stat(str_fmt(a, "%s-wal", backup.at).at, &log) == 0 && log.st_size > 0)
                return fail(fault, INVALID, backup,
                            _("is a store in use, with its write-ahead log beside it, and not a "
                              "backup: `seedbed export --backup FILE` makes one"));
        return OK;
}

static Status find_store(Arena *a, Restore *r, char *fault)
{
        Str conf_file = str_fmt(a, "%.*s/seedbed.conf", S_ARG(r->data));
        Conf conf;

        conf_standard(&conf);
        if (!there_is(conf_file))
                conf_file = beside(a, r->backup, "seedbed.conf");
        TRY(conf_read(a, conf_file, &conf, fault));
        if (str_starts(conf.store, S("postgres")))
                return fail(fault, INVALID, conf_file,
                            _("names a PostgreSQL store; such a one is restored with pg_restore"));
        r->store = str_empty(conf.store) ? str_fmt(a, "%.*s/seedbed.db", S_ARG(r->data))
                                         : str_fmt(a, "%.*s", S_ARG(str_skip(conf.store, 7)));
        if ((there_is(r->store) || there_is(str_fmt(a, "%s-wal", r->store.at))) && !r->replace)
                return fail(fault, CONFLICT, r->store,
                            _("there is a store already; --replace moves it aside"));
        return OK;
}

/* Whose folder has the key; the key's public half is what the backup must be signed with. */
static Status find_key(Arena *a, Restore *r, Str *out_folder, Str *out_key, char *fault)
{
        Record *record = NULL;

        r->key_came_along = !there_is(str_fmt(a, "%.*s/record.key", S_ARG(r->data)));
        *out_folder = r->key_came_along ? beside(a, r->backup, ".") : r->data;
        if (!there_is(str_fmt(a, "%.*s/record.key", S_ARG(*out_folder))))
                return fail(
                        fault, NOT_FOUND, str_fmt(a, _("%.*s/record.key"), S_ARG(r->data)),
                        _("is not there, nor beside the backup, which does not hold it; without "
                          "it the log can be read and verified, not continued"));
        TRY(record_open(*out_folder, (Str){0}, false, &record, fault));
        *out_key = str_copy(a, record_verifier_key(record));
        record_close(record);
        return OK;
}

static Status check_copy(Arena *a, Restore *r, Str part, Str key, char *fault)
{
        StoreConfig config = {.url = str_fmt(a, "sqlite:%s", part.at)};
        char words[STORE_FAULT_BYTES] = "";
        VerifyReport report = {0};
        Store *st = NULL;
        Db *db = NULL;
        Status s = store_open(&config, &st, words);

        if (s == OK)
                s = store_check(st, words);
        if (s == OK)
                s = store_reader(st, &db);
        if (s == OK) {
                s = verify_store(db, key, &report);
                snprintf(words, sizeof words, "%.250s", report.words);
        }
        store_reader_close(db);
        store_close(st);
        r->entries = report.size;
        r->origin = str_copy(a, str_from(report.origin));
        return s == OK ? OK
                       : fail(fault, INVALID, r->backup,
                              str_fmt(a, _("is not a whole backup of this record: %s"), words).at);
}

/* --- the change */

enum { STORE_FILES = 3 };
static const char *const endings[STORE_FILES] = {"", "-wal", "-shm"};

/* The database goes first: without it no server starts on what is left. Its log may not stay: the
 * next store would take it for its own. */
static Status move_aside(Arena *a, Restore *r, char *fault)
{
        Str aside = str_fmt(a, "%s.before-%lld", r->store.at, (long long)(r->now_us / 1000000));

        for (size_t i = 0; i < STORE_FILES; i++) {
                Str from = str_fmt(a, "%s%s", r->store.at, endings[i]),
                    to = str_fmt(a, "%s%s", aside.at, endings[i]);

                if (there_is(to))
                        return fail(fault, CONFLICT, to, _("is there already"));
                if (!there_is(from))
                        continue;
                if (rename(from.at, to.at) != 0)
                        return fail_errno(fault, from);
                r->aside = aside;
        }
        return OK;
}

/* The other way round, so that at no moment a database stands there without its log. */
static void move_back(Arena *a, Restore *r)
{
        for (size_t i = STORE_FILES; r->aside.len && i-- > 0;)
                rename(str_fmt(a, "%s%s", r->aside.at, endings[i]).at,
                       str_fmt(a, "%s%s", r->store.at, endings[i]).at);
        r->aside = (Str){0};
}

static Status keys_in_place(Arena *a, Restore *r, Str key_folder, Str key, char *fault)
{
        static const char *const names[] = {"seedbed.conf", "record.key"};
        Str public = str_fmt(a, "%.*s/record.pub", S_ARG(r->data));

        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                Str to = str_fmt(a, "%.*s/%s", S_ARG(r->data), names[i]),
                    from = str_fmt(a, "%.*s/%s", S_ARG(key_folder), names[i]);

                if (!there_is(to) && there_is(from))
                        TRY(put_in_place(a, from, to, fault));
        }
        if (!there_is(public)) { /* it follows from the key */
                int fd = open(public.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
                bool good = fd >= 0 && dprintf(fd, "%s\n", key.at) > 0 && fsync(fd) == 0;

                if (fd >= 0)
                        close(fd);
                if (!good)
                        return fail_errno(fault, public);
        }
        if (chmod(str_fmt(a, "%.*s/record.key", S_ARG(r->data)).at, 0600) != 0)
                return fail_errno(fault, str_fmt(a, "%.*s/record.key", S_ARG(r->data)));
        return OK;
}

static Status folders_make(Arena *a, Restore *r, char *fault)
{
        Str imports = str_fmt(a, "%.*s/imports", S_ARG(r->data)),
            folder = str_fmt(a, "%.*s", S_ARG(r->data));

        if ((mkdir(folder.at, 0700) != 0 && errno != EEXIST) ||
            (mkdir(imports.at, 0700) != 0 && errno != EEXIST))
                return fail_errno(fault, folder);
        return sync_folder_of(a, folder, fault);
}

static Status restore_locked(Arena *a, Restore *r, char *fault)
{
        Str key_folder, key, part;
        Status s;

        TRY(find_store(a, r, fault));
        TRY(find_key(a, r, &key_folder, &key, fault));
        part = str_fmt(a, "%s.restoring", r->store.at);
        remove_copy(a, part); /* of one that was cut off */
        s = copy_file(r->backup, part, fault);
        if (s == OK)
                s = check_copy(a, r, part, key, fault);
        if (s == OK)
                s = keys_in_place(a, r, key_folder, key, fault);
        if (s == OK)
                s = move_aside(a, r, fault);
        if (s == OK && rename(part.at, r->store.at) != 0)
                s = fail_errno(fault, r->store);
        if (s == OK)
                return sync_folder_of(a, r->store, fault);
        move_back(a, r);
        remove_copy(a, part);
        return s;
}

Status restore_run(Arena *a, Restore *r, char fault[PROGRAM_FAULT_BYTES])
{
        int lock;
        Status s;

        r->backup = str_fmt(a, "%.*s", S_ARG(r->backup));
        r->data = str_fmt(a, "%.*s", S_ARG(r->data));
        signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a fault like a full disk */
        TRY(check_kind(a, r->backup, fault));
        TRY(folders_make(a, r, fault));
        lock = program_lock(r->data, fault);
        if (lock < 0)
                return CONFLICT;
        s = restore_locked(a, r, fault);
        close(lock);
        return s;
}

/* --- the command */

static Status parse(Restore *r, int argc, char **argv)
{
        for (int i = 1; i < argc; i++) {
                Str word = str_from(argv[i]);

                if (str_is(word, "--replace"))
                        r->replace = true;
                else if (str_is(word, "--data") && i + 1 < argc)
                        r->data = str_from(argv[++i]);
                else if (str_starts(word, S("-")) || r->backup.len)
                        return INVALID;
                else
                        r->backup = word;
        }
        while (r->data.len > 1 && str_ends(r->data, S("/")))
                r->data.len--;
        return r->backup.len && r->data.len ? OK : INVALID;
}

static void say(const Restore *r)
{
        printf(_("%s is the store now: whole, and signed to its last checkpoint: log %s, %llu "
                 "entries.\n"),
               r->store.at, r->origin.at ? r->origin.at : "", (unsigned long long)r->entries);
        if (r->aside.len)
                printf(_("The store that was there is %s.\n"), r->aside.at);
        if (r->key_came_along)
                printf(_("record.key and what stood with it beside the backup was copied to %s.\n"),
                       r->data.at);
        printf(_("Not in a backup: imports/ (an import that was going on needs its file there).\n"
                 "What was recorded after the backup is gone from the log; checkpoints given out "
                 "since contradict it: say so in public.\n"
                 "Serve it with: seedbed serve --data %s\n"),
               r->data.at);
}

int restore_command(int argc, char **argv)
{
        Arena a = arena_make(64 * MIB);
        Restore r = {.data = S("data"), .now_us = time_now_us()};
        char fault[PROGRAM_FAULT_BYTES] = "";
        Status s;

        if (argc == 2 && (str_is(str_from(argv[1]), "--help") || str_is(str_from(argv[1]), "-h"))) {
                fputs(usage, stdout);
                return 0;
        }
        if (parse(&r, argc, argv) != OK) {
                fputs(usage, stderr);
                return 2;
        }
        s = restore_run(&a, &r, fault);
        if (s == OK)
                say(&r);
        else
                fprintf(stderr, _("seedbed: restore: %s\n"), fault[0] ? fault : status_name(s));
        arena_free(&a);
        return s == OK          ? 0
               : s == INVALID   ? VERIFY_EXIT_WRONG
               : s == NOT_FOUND ? 3
               : s == CONFLICT  ? 5
                                : 1;
}
