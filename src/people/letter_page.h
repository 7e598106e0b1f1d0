/* people/letter_page: what is written to those who have accounts. */
#ifndef SEEDBED_PEOPLE_LETTER_PAGE_H
#define SEEDBED_PEOPLE_LETTER_PAGE_H

#include "people/letter.h"
#include "web/page.h"

#endif
