/* The command line: what it answers to a question, and what its exit codes say. */
#include "main/cli.h"
#include "tests/world.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEAD                                                                                    \
        "id,name,email,website,registration,country,hub,sector,team_size,founded,joined,stage," \
        "level\n"

static Str file_of(World *w, const char *name, Str text)
{
        Str path = str_fmt(w->a, "%.*s/%s", S_ARG(w->folder), name);
        int fd = open(path.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        CHECK(fd >= 0 && write(fd, text.at, text.len) == (ssize_t)text.len);
        close(fd);
        return path;
}

static Str startups(Arena *a, int n)
{
        Text t = text_begin(a, MIB);

        text_add(&t, S(HEAD));
        for (int i = 0; i < n; i++)
                text_fmt(&t, "s%d,Firm %d,,,,TH,bangkok,ai,3,2020-01-01,2024-02-03,active,\n", i,
                         i);
        return text_str(&t);
}

static int quietly(int (*run)(Command *c), Command *c)
{
        int out = dup(1), silent = open("/dev/null", O_WRONLY | O_CLOEXEC), code;

        fflush(stdout);
        dup2(silent, 1);
        code = run(c);
        fflush(stdout);
        dup2(out, 1);
        close(out);
        close(silent);
        return code;
}

/* seedbed import with these flags, whoever sits there answering this. */
static int run_import(World *w, Str file, const char *as_of, const char *gone_ok, bool yes,
                      const char *answers)
{
        char *words[] = {"import", (char *)(uintptr_t)file.at};
        Command c = {.conf = w->p.conf, .yes = yes, .words_n = 2};

        memcpy(c.words, words, sizeof words);
        c.flags[c.flags_n++] = (Input){S("mapping"), S("example-startups")};
        c.flags[c.flags_n++] = (Input){S("as_of"), str_from(as_of)};
        if (gone_ok)
                c.flags[c.flags_n++] = (Input){S("gone_ok"), str_from(gone_ok)};
        CHECK(freopen(file_of(w, "answers", str_from(answers)).at, "r", stdin) != NULL);
        return quietly(cli_import, &c);
}

static int files_kept(World *w)
{
        DIR *dir = opendir(str_fmt(w->a, "%.*s/imports", S_ARG(w->folder)).at);
        struct dirent *entry;
        int n = 0;

        CHECK(dir != NULL);
        while ((entry = readdir(dir)))
                n += entry->d_name[0] != '.';
        closedir(dir);
        return n;
}

TEST(an_import_without_a_yes_imports_nothing_keeps_no_file_and_exits_with_7)
{
        World *w = world_of_examples(a);
        Str file = file_of(w, "list.csv", startups(a, 2));

        CHECK_INT(run_import(w, file, "2024-12-31", NULL, false, "no\n"), 7);
        CHECK_INT(run_import(w, file, "2024-12-31", NULL, false, "yesterday\n"), 7);
        CHECK_INT(run_import(w, file, "2024-12-31", NULL, false, ""), 7);
        CHECK_INT(number(w, "startups-recruited", "world"), 0);
        CHECK_INT(run_import(w, file, "no day", NULL, true, ""), 2);
        CHECK_INT(run_import(w, S("/nothing/here"), "2024-12-31", NULL, true, ""), 3);
        CHECK_INT(files_kept(w), 0);
        CHECK_INT(run_import(w, file, "2024-12-31", NULL, false, "yes\n"), 0);
        CHECK_INT(number(w, "startups-recruited", "world"), 2);
        CHECK_INT(files_kept(w), 1);
        CHECK_INT(run_import(w, file, "2024-12-31", NULL, true, ""), 5);
        CHECK_INT(files_kept(w), 1);
}

TEST(a_list_that_lacks_most_is_asked_about_once_more_on_the_command_line)
{
        World *w = world_of_examples(a);
        Str many = file_of(w, "many.csv", startups(a, 40)),
            few = file_of(w, "few.csv", startups(a, 3));

        CHECK_INT(run_import(w, many, "2024-12-31", NULL, true, ""), 0);
        CHECK_INT(run_import(w, few, "2025-01-31", NULL, true, ""), 7);
        CHECK_INT(run_import(w, few, "2025-01-31", NULL, false, "yes\nno\n"), 7);
        CHECK_INT(run_import(w, few, "2025-01-31", "yes", false, "no\n"), 7);
        CHECK_INT(run_import(w, few, "2025-01-31", NULL, false, "yes\nyes\n"), 0);
        CHECK_INT(
                run_import(w, file_of(w, "one.csv", startups(a, 1)), "2025-02-28", NULL, true, ""),
                0); /* two of three are too few to ask */
        CHECK_INT(run_import(w, many, "2025-03-31", NULL, true, ""), 0);
        CHECK_INT(run_import(w, few, "2025-04-30", "yes", true, ""), 0);
}

static int run_words(World *w, const char *first, const char *second, const char *third)
{
        Command c = {.conf = w->p.conf, .words_n = third ? 3 : 2};

        c.words[0] = (char *)(uintptr_t)first;
        c.words[1] = (char *)(uintptr_t)second;
        c.words[2] = (char *)(uintptr_t)third;
        return quietly(strcmp(first, "import") == 0 && !cli_is_word(&c) ? cli_import : cli_word,
                       &c);
}

TEST(a_command_with_a_word_too_few_or_too_many_says_how_it_is_said)
{
        World *w = world_of_examples(a);

        CHECK_INT(run_words(w, "member", "list", NULL), 2);
        CHECK_INT(run_words(w, "member", "list", "startup-accelerator"), 0);
        CHECK_INT(run_words(w, "member", "list", "no-such-programme"), 3);
        CHECK_INT(run_words(w, "import", "list", NULL), 0);
        CHECK_INT(run_words(w, "import", "list", "more"), 2);
        CHECK_INT(run_words(w, "import", "one.csv", "two.csv"), 2);
}
