/* hub: the places that run programmes, as a tree: world, region, country, hub.
 *
 * A hub has a time zone, a currency and a language; what is counted at a hub is counted at all
 * above it. */
#ifndef SEEDBED_HUB_HUB_H
#define SEEDBED_HUB_HUB_H

#include "action/action.h"
#include "hub/hub.sql.h"

extern const Action hub_add_action, hub_load_action;

/* A hub by slug, with words that suggest what to do when there is none. */
Status hub_find(Deed *d, const char *field, Str slug, Hub *out);

/* A hub as a place, with all above it; for what belongs to a programme there, or 0. */
Status hub_place(Db *db, Arena *a, Id hub, Id programme, Place *out);
/* Adds a hub to the places where something is. */
Status hub_place_add(Db *db, Arena *a, Id hub, Id programme, Place *place);
/* Places for an action's `where`: the hub named by its field "hub"; the root when that is empty. */
Status hub_where(Deed *d, Place *out);
Status hub_where_field(Deed *d, const char *field, Id programme, Place *out);

#endif
