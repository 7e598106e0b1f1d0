/* main/example_cohort: a cohort of the example ecosystem that is under way. */
#ifndef SEEDBED_MAIN_EXAMPLE_COHORT_H
#define SEEDBED_MAIN_EXAMPLE_COHORT_H

#include "main/program.h"

/* By deeds, as people would do them: `first` is an administrator, `owner` owns the team of `party`,
 * `mentor` is the address of who mentors. fault (PROGRAM_FAULT_BYTES) says in words what was
 * refused. */
Status example_cohort(Program *p, Arena *a, Actor first, Id owner, Id party, Str mentor,
                      char *fault);

#endif
