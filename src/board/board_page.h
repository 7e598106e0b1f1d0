/* board/board_page: pages and files of operators' work over rounds. */
#ifndef SEEDBED_BOARD_BOARD_PAGE_H
#define SEEDBED_BOARD_BOARD_PAGE_H

#include "web/site.h"

extern const Route round_export_route;

#endif
