/* tools/pagec: compiles a page file to C.
 *
 *     pagec IN.html OUT.h OUT.c [--pot OUT.pot]
 *
 * OUT.h and OUT.c stand in the same folder. When the page file has a fault, nothing is written and
 * the fault is said as FILE:LINE:COLUMN, as C compilers do. */
#include "tools/pagec_core.h"

enum { ARENA_MAX = 1024 * 1024 * 1024, FILE_MAX = 8 * 1024 * 1024 };

static bool read_all(Arena *a, const char *path, Str *out)
{
        FILE *f = fopen(path, "rb");
        Text t = text_begin(a, FILE_MAX);
        size_t n;
        char *room;
        bool is_good;

        if (!f)
                return false;
        while ((room = text_room(&t, 65536)) && (n = fread(room, 1, 65536, f)) > 0)
                text_claim(&t, n);
        is_good = room && !ferror(f);
        fclose(f);
        *out = text_str(&t);
        return is_good;
}

static bool write_all(const char *path, Str s)
{
        FILE *f = fopen(path, "wb");
        bool is_good;

        if (!f)
                return false;
        is_good = fwrite(s.at, 1, s.len, f) == s.len;
        is_good = fclose(f) == 0 && is_good;
        if (!is_good)
                remove(path); /* make must not take half a file for a whole one */
        return is_good;
}

static int complain(const char *path, const char *words)
{
        fprintf(stderr, "%s: %s\n", path, words);
        return 1;
}

static int run(Arena *a, char **argv, const char *pot)
{
        const char *slash = strrchr(argv[2], '/');
        Pagec out = {0};
        Str text;

        if (!read_all(a, argv[1], &text))
                return complain(argv[1], "can not be read");
        if (pagec_compile(a, str_from(argv[1]), str_from(slash ? slash + 1 : argv[2]), text,
                          &out) != OK) {
                fprintf(stderr, "%s:%.*s\n", argv[1], S_ARG(out.fault));
                return 1;
        }
        if (!write_all(argv[2], out.header))
                return complain(argv[2], "can not be written");
        if (!write_all(argv[3], out.source))
                return complain(argv[3], "can not be written");
        if (pot && !write_all(pot, out.pot))
                return complain(pot, "can not be written");
        return 0;
}

int main(int argc, char **argv)
{
        bool has_pot = argc == 6 && strcmp(argv[4], "--pot") == 0;
        Arena a = arena_make(ARENA_MAX);
        int code;

        if (argc != 4 && !has_pot) {
                fprintf(stderr, "usage: pagec IN.html OUT.h OUT.c [--pot OUT.pot]\n");
                return 2;
        }
        code = run(&a, argv, has_pot ? argv[5] : NULL);
        arena_free(&a);
        return code;
}
