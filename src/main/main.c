/* main: argv in, one command out. */
#include "main/cli.h"
#include "main/export_cmd.h"
#include "main/restore_cmd.h"
#include "main/verify_cmd.h"

#include "base/words.h"

#include <stdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* As gettext does: LANGUAGE, a list, unless nothing is asked for at all; what programs read is the
 * same in every language. */
static Language language_asked(int argc, char **argv)
{
        static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
        const char *locale = NULL, *list = getenv("LANGUAGE");
        Str rest = str_from(list ? list : ""), piece;
        Language found = LANGUAGE_NONE;

        for (int i = 1; i < argc; i++)
                if (strcmp(argv[i], "--json") == 0)
                        return LANGUAGE_NONE;
        for (size_t i = 0; i < 3 && (!locale || !*locale); i++)
                locale = getenv(names[i]);
        if (!locale || !*locale || *locale == 'C' || strcmp(locale, "POSIX") == 0)
                return LANGUAGE_NONE;
        while (found == LANGUAGE_NONE && str_cut(&rest, ':', &piece))
                found = language_find(piece);
        return found != LANGUAGE_NONE ? found : language_find(str_from(locale));
}

int main(int argc, char **argv)
{
        Arena a = arena_make(4 * MIB);
        Command c = {0};
        int code;

        if (sodium_init() < 0)
                return 1;
        language_set(language_asked(argc, argv));
        conf_standard(&c.conf);
        if (argc > 1 && strcmp(argv[1], "bench") == 0)
                return bench_command(argc - 1, argv + 1);
        if (argc > 1 && strcmp(argv[1], "verify") == 0)
                return verify_command(argc - 1, argv + 1);
        if (argc > 1 && strcmp(argv[1], "export") == 0)
                return export_command(argc - 1, argv + 1);
        if (argc > 1 && strcmp(argv[1], "restore") == 0)
                return restore_command(argc - 1, argv + 1);
        if (cli_parse(&a, argc, argv, &c) != OK || cli_settle(&a, &c) != OK) {
                arena_free(&a);
                return 2;
        }
        if (c.words_n == 0 || strcmp(c.words[0], "help") == 0) {
                cli_help(c.words_n > 1 ? c.words[1] : NULL);
                code = c.words_n || c.wants_help ? 0 : 2;
        } else if (strcmp(c.words[0], "init") == 0 && !c.wants_help) {
                code = init_command(&c.conf, c.examples);
        } else if (strcmp(c.words[0], "audit") == 0 && !c.wants_help) {
                code = cli_audit(&c);
        } else if (strcmp(c.words[0], "serve") == 0 && !c.wants_help) {
                code = serve_command(&c.conf);
        } else if (strcmp(c.words[0], "import") == 0 && !cli_is_word(&c)) {
                code = cli_import(&c);
        } else {
                code = cli_word(&c);
                if (code < 0) {
                        if (!c.wants_help)
                                fprintf(stderr, _("seedbed: there is no «%s%s%s»; there is:\n"),
                                        c.words[0], c.words_n > 1 ? " " : "",
                                        c.words_n > 1 ? c.words[1] : "");
                        cli_help(c.words[0]);
                        code = c.wants_help ? 0 : 2;
                }
        }
        arena_free(&a);
        return code;
}
