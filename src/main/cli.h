/* main/cli: the command line: words for every view and every deed, in one voice. */
#ifndef SEEDBED_MAIN_CLI_H
#define SEEDBED_MAIN_CLI_H

#include "main/program.h"

/* Flags that every command takes, and the words that remain. */
typedef struct {
        Conf conf;
        bool as_json, wants_help, yes, dry_run, examples;
        int words_n;
        char *words[64];
        Input flags[ACTION_INPUTS_MAX];
        size_t flags_n;
} Command;

/* Takes argv apart; conf holds what the flags say. INVALID with words on stderr. */
Status cli_parse(Arena *a, int argc, char **argv, Command *out);
/* Tells flags that are inputs of the word from settings; INVALID with words on stderr. */
Status cli_settle(Arena *a, Command *c);
/* Whether the first two words name a view or a deed. */
bool cli_is_word(const Command *c);
/* A view or a deed by its words; exit code; -1 when there is none. */
int cli_word(Command *c);
int cli_import(Command *c);
void cli_import_help(void);
int cli_audit(Command *c);
/* Help of everything, or of one word. */
void cli_help(const char *word);

#endif
