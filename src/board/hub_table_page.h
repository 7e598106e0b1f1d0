/* board/hub_table_page: what was handed in for all rounds of a hub and those below it. */
#ifndef SEEDBED_BOARD_HUB_TABLE_PAGE_H
#define SEEDBED_BOARD_HUB_TABLE_PAGE_H

#include "board/table.sql.h"
#include "hub/hub.h"
#include "web/cursor.h"

enum {
        HUB_TABLE_ROUNDS_MAX = 40
}; /* those that close last; the LIMIT of board_rounds_of is one more */

typedef struct {
        Id id;
        Str title, programme_title, hub_title;
        int64_t applications;
} HubTableRound;

typedef struct {
        HubTableRound *at;
        size_t n;
} HubTableRoundList;

typedef struct {
        BoardShown shown;
        Id round;
        size_t round_at; /* among the rounds */
        Str round_title, stage_title, submitted, decision;
        int64_t doubles;
        Str cells; /* what it is sorted by */
} HubTableRow;

typedef struct {
        HubTableRow *at;
        size_t n;
} HubTableRowList;

typedef struct {
        Hub hub;
        HubTableRoundList rounds;
        HubTableRowList rows;
        Str sort, order;
        int64_t total;
        bool has_older; /* rounds, which are not counted here */
        Cursor page;
} HubTableModel;

extern const View hub_table_view;

Str hub_table_path(Arena *a, const HubTableModel *m, const char *sort);

#endif
