/* board/view: how somebody looks at the applications of a round: which columns, which filters, in
 * which order.
 *
 * A view stands in the store and an address names only its id: what is looked for may be a person's
 * name. What somebody sets without saving it is their one working view of the round. */
#ifndef SEEDBED_BOARD_VIEW_H
#define SEEDBED_BOARD_VIEW_H

#include "board/scan.h"
#include "board/view.sql.h"

enum {
        VIEW_COLUMNS_MAX = 40,
        VIEW_TITLE_CHARS_MAX = 60,
        VIEW_VALUE_CHARS_MAX = 200,
        VIEWS_OF_ONE_MAX = 50 /* of one person in one round */
};

extern const Action view_set_action, view_save_action, view_end_action;

typedef struct {
        Str column, value, to;
        AskHow how;
} ViewFilter;

typedef struct {
        Str columns[VIEW_COLUMNS_MAX];
        size_t columns_n;
        ViewFilter filters[SCAN_ASKS_MAX];
        size_t filters_n;
        Str sort; /* a column's name; empty: as they were begun */
        bool is_down;
} ViewSpec;

/* Those that were handed in, the newest first. */
void view_standard(Arena *a, const BoardSpace *space, ViewSpec *out);
Str view_text(Arena *a, const ViewSpec *spec);
/* What was kept; what can not be read is left out. */
void view_read(Arena *a, Str text, ViewSpec *out);
/* "is"; never NULL. */
const char *ask_name(AskHow how);
/* The same for people. */
const char *ask_words(AskHow how);
/* May the actor see this view: its own, or one that is shared? The caller has asked about the
 * round.
 */
bool view_is_seen(const BoardView *view, const Actor *actor);

/* Filters and order for scan_round. INVALID with words: there is no such column, or the value is
 * none of its kind. Columns of the kept spec that the round no longer has are to be left out
 * first (view_fit). */
Status view_scan(Arena *a, const BoardSpace *space, const ViewSpec *spec, Scan *out,
                 Str *out_fault);
/* Without what this round has no column for. */
void view_fit(const BoardSpace *space, ViewSpec *spec);
/* The spec of a view of the round; 0: the standard one. NOT_FOUND: not theirs, not of this round.
 */
Status view_spec(Db *db, Arena *a, const Actor *actor, const BoardSpace *space, Id view,
                 BoardView *out_view, ViewSpec *out);

#endif
