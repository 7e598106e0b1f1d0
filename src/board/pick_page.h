/* board/pick_page: what a form's field means by a name (Field.picks). */
#ifndef SEEDBED_BOARD_PICK_PAGE_H
#define SEEDBED_BOARD_PICK_PAGE_H

#include "web/site.h"

enum { PICK_HITS_MAX = 20 };

/* For Site.pick: by the search, which shows an actor what it may see and nothing else; an id is
 * that one thing. Nothing found is no fault. */
Status pick_find(Db *db, Arena *a, const Actor *actor, const char *kind, Str words,
                 PickHitList *out);

#endif
