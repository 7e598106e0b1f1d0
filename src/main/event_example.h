/* main/event_example: events of the example ecosystem. */
#ifndef SEEDBED_MAIN_EVENT_EXAMPLE_H
#define SEEDBED_MAIN_EVENT_EXAMPLE_H

#include "action/action.h"

/* Some weeks from now, so that an example is never over when it is made. Any status but OK comes
 * with d's faults. */
Status event_examples(const ActionWorld *world, const Actor *actor, Arena *a, int64_t now_us,
                      Deed *d);

#endif
