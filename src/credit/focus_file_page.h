/* credit/focus_file_page: what a party used in a month as a bill in FOCUS 1.2, for its own tools:
 * GET /usage/{party}/focus.csv?month=2026-11. */
#ifndef SEEDBED_CREDIT_FOCUS_FILE_PAGE_H
#define SEEDBED_CREDIT_FOCUS_FILE_PAGE_H

#include "web/site.h"

extern const Route focus_file_route;

#endif
