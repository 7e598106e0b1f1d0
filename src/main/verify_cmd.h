/* main/verify_cmd: `seedbed verify`: is it what was signed? Needs no server, and for files no store
 * either. */
#ifndef SEEDBED_MAIN_VERIFY_CMD_H
#define SEEDBED_MAIN_VERIFY_CMD_H

#include "store/store.h"

enum {
        VERIFY_EXIT_GOOD = 0,
        VERIFY_EXIT_BROKEN = 1,
        VERIFY_EXIT_USAGE = 2,
        VERIFY_EXIT_NOT_FOUND = 3,
        VERIFY_EXIT_WRONG = 10
};

/* argv[0] is the word "verify". Gives the exit code: VERIFY_EXIT_… */
int verify_command(int argc, char **argv);

/* The store of a data folder: url, or what FOLDER/seedbed.conf names, or FOLDER/seedbed.db. Not
 * migrated, not started. */
Status command_store_open(Arena *a, Str folder, Str url, Store **out,
                          char fault[STORE_FAULT_BYTES]);

#endif
