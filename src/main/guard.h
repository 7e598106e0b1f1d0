/* main/guard: what a server makes sure of before it serves: that it is not root by mistake, and
 * that it can do no more than it needs to (main/confine). */
#ifndef SEEDBED_MAIN_GUARD_H
#define SEEDBED_MAIN_GUARD_H

#include "main/confine.h"
#include "main/program.h"

/* False, with words on standard error, for root without --as-root. */
bool guard_may_serve(const Conf *conf);
/* Before there is a second thread. Reads the settings that name files; conf keeps them. */
Status guard_files(Arena *a, Conf *conf, char fault[PROGRAM_FAULT_BYTES]);
/* When the store is open, before anybody can reach the server. */
Status guard_calls(const Conf *conf, char fault[PROGRAM_FAULT_BYTES]);

#endif
