/* tests/check: see the header. */
#include "tests/check.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TESTS_MAX = 4096, TEST_ARENA_MAX = 1024 * 1024 * 1024 };

static TestCase *first_case;
static char folder_root[64];
static int folder_count;

void check_register(TestCase *test)
{
        test->next = first_case;
        first_case = test;
}

void check_true(bool yes, const char *claim, const char *file, int line)
{
        if (!yes) {
                print_error("not true: %s\n", claim);
                _fail(file, line);
        }
}

void check_status(Status is, Status wanted, const char *claim, const char *file, int line)
{
        if (is != wanted) {
                print_error("%s is %s, wanted %s\n", claim, status_name(is), status_name(wanted));
                _fail(file, line);
        }
}

void check_int(int64_t is, int64_t wanted, const char *claim, const char *file, int line)
{
        if (is != wanted) {
                print_error("%s is %lld, wanted %lld\n", claim, (long long)is, (long long)wanted);
                _fail(file, line);
        }
}

void check_str(Str is, CheckHow how, Str wanted, const char *claim, const char *file, int line)
{
        static const char *const words[] = {"is", "contains", "lacks", "starts with"};
        bool good = how == IS         ? str_eq(is, wanted)
                    : how == CONTAINS ? str_has(is, wanted)
                    : how == LACKS    ? !str_has(is, wanted)
                                      : str_starts(is, wanted);

        if (!good) {
                print_error("%s: «%.*s» should be such that it %s «%.*s»\n", claim,
                            (int)(is.len < 4000 ? is.len : 4000), is.at ? is.at : "", words[how],
                            S_ARG(wanted));
                _fail(file, line);
        }
}

void check_skip(const char *why)
{
        print_message("# skipped: %s\n", why);
        _skip(__FILE__, __LINE__);
}

Str check_shared(Arena *a, const char *path)
{
        const char *root = getenv("SEEDBED_SHARED");
        Str full = str_fmt(a, "%s/%s", root ? root : "../shared/data", path);

        if (access(full.at, R_OK) != 0)
                check_skip("the real data is not here");
        return full;
}

Str check_file(Arena *a, Str path)
{
        FILE *f = fopen(str_z(a, path), "rb");
        Text t = text_begin(a, TEST_ARENA_MAX / 4);
        size_t n;
        char *room;

        if (!f) {
                print_error("can not read %.*s\n", S_ARG(path));
                fail();
        }
        while ((room = text_room(&t, 65536)) && (n = fread(room, 1, 65536, f)) > 0)
                text_claim(&t, n);
        fclose(f);
        return text_str(&t);
}

Str check_folder(Arena *a)
{
        Str path = str_fmt(a, "%s/%d", folder_root, ++folder_count);

        if (mkdir(path.at, 0700) != 0)
                fail();
        return path;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        (void)st, (void)type, (void)ftw;
        return remove(path);
}

static void run_case(void **state)
{
        TestCase *test = *state;
        static Arena
                a; /* one for all, so that a test that is skipped or fails leaves nothing behind */

        arena_free(&a);
        check_other_tongue(false);
        a = arena_make(TEST_ARENA_MAX);
        test->run(&a);
        arena_free(&a);
}

int main(int argc, char **argv)
{
        static struct CMUnitTest list[TESTS_MAX];
        size_t n = 0;
        int failed;

        setvbuf(stdout, NULL, _IOLBF, 0); /* one sees which test runs, or ran when it died */
        snprintf(folder_root, sizeof folder_root, "/tmp/seedbed-test-XXXXXX");
        if (!mkdtemp(folder_root))
                return 2;
        for (TestCase *t = first_case; t && n < TESTS_MAX; t = t->next) {
                if (argc > 1 && !strstr(t->name, argv[1]) && !strstr(t->file, argv[1]))
                        continue;
                list[n++] = (struct CMUnitTest){t->name, run_case, NULL, NULL, t};
        }
        cmocka_set_message_output(CM_OUTPUT_TAP);
        failed = _cmocka_run_group_tests("seedbed", list, n, NULL, NULL);
        nftw(folder_root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        return failed != 0;
}
