/* cohort/gather: see gather.c. */
#ifndef SEEDBED_COHORT_GATHER_H
#define SEEDBED_COHORT_GATHER_H

#include "cohort/cohort.h"

extern const Action cohort_gather_action;

#endif
