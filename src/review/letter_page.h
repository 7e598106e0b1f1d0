/* review/letter_page: what letters to reviewers look like. */
#ifndef SEEDBED_REVIEW_LETTER_PAGE_H
#define SEEDBED_REVIEW_LETTER_PAGE_H

#include "review/pool.h"
#include "web/page.h"

#endif
