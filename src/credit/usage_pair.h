/* credit/usage_pair: a name and what it is, beside a quantity that was used. */
#ifndef SEEDBED_CREDIT_USAGE_PAIR_H
#define SEEDBED_CREDIT_USAGE_PAIR_H

#include "base/str.h"

typedef struct {
        Str name, value;
} UsagePair;

#endif
