/* import/file: see the header. */
#include "import/file.h"

#include "base/log.h"
#include "base/time.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEFT_OVER_S = 3600, NAMES_BYTES_MAX = 256 * 1024 * 1024 };

typedef struct {
        Str *at;
        size_t n, room;
} Names;

static bool is_ours(Str name);
static Str last_of(Str path);
static Status names_needed(Store *st, Arena *a, Names *out);
static bool is_needed(const Names *names, const char *name);
static bool is_left_over(int folder, const char *name);

Status import_file_make(Arena *a, Str folder, Str *out_path, int *out_fd)
{
        Str path = str_fmt(a, "%.*s/imports/cli-%lld", S_ARG(folder), (long long)time_now_us());
        int fd = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

        if (fd < 0)
                return BROKEN;
        (void)!flock(fd, LOCK_EX | LOCK_NB); /* so that no sweep takes it, however slow it comes */
        *out_path = path;
        *out_fd = fd;
        return OK;
}

Status import_file_left_over(Db *db, Arena *a, Str path, Str *out)
{
        ImportNext other;
        Status s = is_ours(last_of(path)) ? import_needs(db, a, path, &other) : OK;

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = s == OK ? (Str){0} : path;
        return OK;
}

void import_file_remove(Str path)
{
        char z[PATH_MAX];

        if (!is_ours(last_of(path)) || path.len >= sizeof z)
                return;
        snprintf(z, sizeof z, "%.*s", S_ARG(path));
        unlink(z);
}

Status import_file_sweep(Store *st, Str folder)
{
        Arena a = arena_make(NAMES_BYTES_MAX);
        Str path = str_fmt(&a, "%.*s/imports", S_ARG(folder));
        int fd = open(path.at, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), removed = 0;
        DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
        struct dirent *entry;
        Names names = {0};
        Status s = dir ? names_needed(st, &a, &names) : NOT_FOUND;

        /* a store that needs none of them may be the wrong one for this folder */
        while (s == OK && names.n && (entry = readdir(dir)))
                if (is_ours(str_from(entry->d_name)) && !is_needed(&names, entry->d_name) &&
                    is_left_over(fd, entry->d_name) && unlinkat(fd, entry->d_name, 0) == 0)
                        removed++;
        if (removed)
                log_line(LOG_INFO, "event=sweep removed=%d words=\"files no import needs\"",
                         removed);
        if (dir)
                closedir(dir);
        else if (fd >= 0)
                close(fd);
        arena_free(&a);
        return s;
}

/* As web/upload and import_file_make name them. An operator's own files have other names. */
static bool is_ours(Str name)
{
        bool is_upload = str_starts(name, S("upload-"));
        Str rest = str_skip(name, is_upload ? 7 : 4);

        if (is_upload ? rest.len != 32 : !str_starts(name, S("cli-")) || !rest.len)
                return false;
        for (size_t i = 0; i < rest.len; i++)
                if (!((rest.at[i] >= '0' && rest.at[i] <= '9') ||
                      (is_upload && rest.at[i] >= 'a' && rest.at[i] <= 'f')))
                        return false;
        return true;
}

/* The name, when the file lies in a folder imports/; such names are never given twice. */
static Str last_of(Str path)
{
        const char *slash = path.len ? memrchr(path.at, '/', path.len) : NULL;

        if (!slash || !str_ends((Str){path.at, (size_t)(slash - path.at)}, S("/imports")))
                return (Str){0};
        return str_skip(path, (size_t)(slash - path.at) + 1);
}

static int by_name(const void *x, const void *y)
{
        return str_cmp(*(const Str *)x, *(const Str *)y);
}

static Status names_add(Arena *a, Db *db, Names *names)
{
        Id after = 0;

        for (;;) {
                ImportFileList list;

                TRY(import_files(db, a, after, &list));
                if (list.n == 0)
                        return OK;
                if (names->n + list.n > names->room) {
                        Str *more = arena_new(a, Str, (names->n + list.n) * 2);

                        if (names->n)
                                memcpy(more, names->at, names->n * sizeof *more);
                        names->room = (names->n + list.n) * 2;
                        names->at = more;
                }
                for (size_t i = 0; i < list.n; i++)
                        names->at[names->n++] = last_of(list.at[i].file_path);
                after = list.at[list.n - 1].id;
        }
}

static Status names_needed(Store *st, Arena *a, Names *out)
{
        Db *db = NULL;
        Status s;

        TRY(store_reader(st, &db));
        s = names_add(a, db, out);
        store_reader_close(db);
        if (s == OK && out->n)
                qsort(out->at, out->n, sizeof *out->at, by_name);
        return s;
}

static bool is_needed(const Names *names, const char *name)
{
        Str key = str_from(name);

        return names->n && bsearch(&key, names->at, names->n, sizeof key, by_name);
}

/* Whoever writes to a file holds its lock, and has changed it within the hour. */
static bool is_left_over(int folder, const char *name)
{
        int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        struct stat st;
        bool is;

        if (fd < 0)
                return false;
        is = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
             st.st_mtim.tv_sec + LEFT_OVER_S < time_now_us() / SECOND_US &&
             flock(fd, LOCK_EX | LOCK_NB) == 0;
        close(fd);
        return is;
}
