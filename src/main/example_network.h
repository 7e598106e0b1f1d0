/* main/example_network: solutions, a challenge, a pilot, a referral and an investment of the
 * example ecosystem, by the deeds that anybody else would do. */
#ifndef SEEDBED_MAIN_EXAMPLE_NETWORK_H
#define SEEDBED_MAIN_EXAMPLE_NETWORK_H

#include "main/program.h"

/* By an administrator, after the example's people are there. */
Status example_network(Program *p, Arena *a, const Actor *actor, char fault[PROGRAM_FAULT_BYTES]);

#endif
