/* cohort/letter_page: what the letters of a cohort say. */
#ifndef SEEDBED_COHORT_LETTER_PAGE_H
#define SEEDBED_COHORT_LETTER_PAGE_H

#include "cohort/letter.h"
#include "web/page.h"

#endif
