/* board/print_page: applications on paper: one, or those of a round, each beginning a page. */
#ifndef SEEDBED_BOARD_PRINT_PAGE_H
#define SEEDBED_BOARD_PRINT_PAGE_H

#include "apply/apply.h"
#include "form/form_page.h"
#include "web/cursor.h"

enum { PRINT_A_PAGE = 20 };

typedef struct {
        Id id;
        Str title, party, round, stage, zone;
        int64_t revision, submitted_at, position; /* revision 0: a draft */
        Form *form;
        const Json *answers;
} PrintSheet;

typedef struct {
        const PrintSheet *at;
        size_t n;
} PrintSheetList;

extern const RowShape shape_PrintSheet;

typedef struct {
        PrintSheetList sheets;
        Str path;    /* of the round's */
        Cursor page; /* of a round's */
        bool is_round;
} PrintModel;

extern const View print_application_view, print_round_view;

#endif
