/* main/confine: what a server gives up once it runs.
 *
 * Two steps, because of what the kernel can do. Files first (Landlock, where there is one), while
 * there is one thread only: its threads inherit it. Then, when the store is open and before
 * anybody can reach the server, system calls (seccomp), for all threads at once. No set-user-id
 * program gives anything back (no_new_privs). A call that is not on the list fails with EPERM: a
 * library that tries something new on another machine should fail there and go on. Calls that only
 * somebody else's code in our process would make (execve, ptrace, mount …) end the process at once.
 */
#ifndef SEEDBED_MAIN_CONFINE_H
#define SEEDBED_MAIN_CONFINE_H

#include "base/str.h"

enum { CONFINE_PATHS_MAX = 64, CONFINE_FAULT_BYTES = 256 };

/* Folders or files, and what is below them. A path that is not there is passed over. */
typedef struct {
        Str read[CONFINE_PATHS_MAX], write[CONFINE_PATHS_MAX];
        size_t read_n, write_n;
} ConfinePaths;

/* Adds a path, or the folder it stands in; past CONFINE_PATHS_MAX nothing. */
void confine_may_read(ConfinePaths *p, Str path);
void confine_may_write(ConfinePaths *p, Str path);
/* The folder that holds this file, where a link leads too: files that are renewed are new files. */
void confine_may_read_beside(Arena *a, ConfinePaths *p, Str file);

/* Nothing but these (and what the C library, name look-up and certificates need) can be opened from
 * now on. *out_version is Landlock's, 0: the kernel has none. BROKEN with words when it has one and
 * refuses. */
Status confine_files(const ConfinePaths *paths, int *out_version, char fault[CONFINE_FAULT_BYTES]);
/* Only what a server calls once it runs, for all threads and those to come. BROKEN with words. */
Status confine_calls(char fault[CONFINE_FAULT_BYTES]);

#endif
