/* web/cursor: where a page of a list begins, and where the next one does.
 *
 * A list is read with one row more than a page holds, so a next page is offered only when there is
 * something on it. In JSON `next` is what the next page's parameter says; 0: there is none. */
#ifndef SEEDBED_WEB_CURSOR_H
#define SEEDBED_WEB_CURSOR_H

#include "web/site.h"

enum { CURSOR_ROWS = 50 }; /* the LIMIT of such a query is one more */

typedef struct {
        const char *name; /* of the parameter: one that the view declares, an id or a number */
        int64_t at;       /* what it says, or `first` */
        int64_t next;
        bool is_id, is_first, has_next;
} Cursor;

/* Reads the parameter; INVALID with words. The first page begins at `first`. */
Status cursor_read(Visit *v, const char *name, int64_t first, Cursor *out);
/* There is more, from here on. */
void cursor_goes_on(Cursor *c, int64_t next);
/* Leaves a page of a list and says that there is more, behind the last row's member. */
#define CURSOR_CUT(c, list, member)                                      \
        do {                                                             \
                if ((list)->n <= CURSOR_ROWS)                            \
                        break;                                           \
                (list)->n = CURSOR_ROWS;                                 \
                cursor_goes_on((c), (list)->at[CURSOR_ROWS - 1].member); \
        } while (0)
/* `next` in the view's JSON. */
#define PART_NEXT_OF(Model, cursor, column_kind)                                    \
        {                                                                           \
                "next", PART_VALUE, column_kind, 0, offsetof(Model, cursor.next), 0 \
        }

/* The next page of the list at that path, which may have a query. For cursor_pager. */
Str cursor_next_path(Arena *a, const Cursor *c, Str path);

#endif
