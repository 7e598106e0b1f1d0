/* hub/hub_page: the places as pages: the map with the tree below it, and each place by itself. */
#ifndef SEEDBED_HUB_HUB_PAGE_H
#define SEEDBED_HUB_HUB_PAGE_H

#include "hub/hub.h"
#include "web/site.h"

enum { HUB_CIRCLES_MAX = 2000, HUB_INDENT_MAX = 5 };

extern const View hub_list_view, hub_show_view;

/* A place as lists show it. members are those at it and at all places below. */
typedef struct {
        Str slug, title, kind, parent, country, country_name;
        int64_t lon_e6, lat_e6, members;
        int64_t depth; /* 0: at the root */
        int64_t own;   /* members at it, without those below */
        Str x, y, r;   /* its circle, in units of the map; r is empty when it has none */
} HubPlace;
typedef struct {
        const HubPlace *at;
        size_t n;
} HubPlaceList;

typedef struct {
        HubPlaceList places; /* each place before those below it */
        int64_t members;
} HubListModel;

typedef struct {
        Hub hub;
        Str parent, country_name, region_name, local_time;
        int64_t members;
        HubNameList trail; /* from the root to itself */
        HubPlaceList children;
        HubProgrammeList programmes;
        HubRunnerList runners; /* of those that agreed to be listed, or that who looks may see */
} HubModel;

/* A role's word, to be looked up. */
static inline const char *hub_role_title(Str role)
{
        Role r;

        return role_parse(role, &r) ? role_name(r) : role_name(ROLE_VISITOR);
}

/* Step of the style sheet's scale by which a place at this depth stands further in; the first step
 * is too small to see. */
static inline int64_t hub_indent(int64_t depth)
{
        return depth == 0 ? 0 : depth < HUB_INDENT_MAX ? depth + 1 : HUB_INDENT_MAX;
}

#endif
