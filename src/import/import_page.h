/* import/import_page: what operators see of imports: what would change, how far it is, what came of
 * it. */
#ifndef SEEDBED_IMPORT_IMPORT_PAGE_H
#define SEEDBED_IMPORT_IMPORT_PAGE_H

#include "import/import.h"
#include "web/cursor.h"

extern const View import_list_view, import_show_view;
extern const Route import_refused_route;

typedef struct {
        ImportLineList imports;
        Cursor page;
} ImportsModel;

typedef struct {
        Import import;
        Str state;
        int64_t rows_done, rows_total; /* also at the top, for the bar */
        ImportMoveList moves;
        ImportNoteList added, joined, alike, renamed, named, twice, changed, moved, gone, refused;
} ImportModel;

#endif
