/* main/restore_cmd: `seedbed restore`: a backup becomes the store of a data folder. */
#ifndef SEEDBED_MAIN_RESTORE_CMD_H
#define SEEDBED_MAIN_RESTORE_CMD_H

#include "main/program.h"

typedef struct {
        Str backup, data; /* file, data folder */
        bool replace;     /* a store that is there is moved aside */
        int64_t now_us;
        /* out: */
        Str store, aside; /* where the store is now; where the old one went, or empty */
        uint64_t entries;
        Str origin;
        bool key_came_along; /* the key stood beside the backup */
} Restore;

/* OK, or nothing of the store was changed: INVALID (it is not a whole backup, or not of the record
 * that the key signs), NOT_FOUND (no backup, no key), CONFLICT (in use, or there is a store),
 * BROKEN. fault says it in words. Texts that come out are the arena's. */
Status restore_run(Arena *a, Restore *r, char fault[PROGRAM_FAULT_BYTES]);
/* argv[0] is the word "restore". Exit codes: 0 done, 1 broken, 2 usage, 3 not found, 5 conflict, 10
 * not a whole backup of this record. */
int restore_command(int argc, char **argv);

#endif
