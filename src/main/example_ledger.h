/* main/example_ledger: funds, grants and what was used of them, in the example ecosystem. */
#ifndef SEEDBED_MAIN_EXAMPLE_LEDGER_H
#define SEEDBED_MAIN_EXAMPLE_LEDGER_H

#include "main/example.h"

/* By an administrator, after the example's people are there. */
Status example_ledger(Example *x);

#endif
