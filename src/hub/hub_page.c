/* hub/hub_page: see the header. */
#include "hub/hub_page.h"

#include "base/decimal.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.html.h"
#include "hub/place.h"

#include <math.h>
#include <stdlib.h>

enum { CIRCLE_LEAST = 5, CIRCLE_MOST = 14 };
#define NO_PLACE SIZE_MAX

/* Links of the tree, by number of the row; one more at the end stands for what is above all roots.
 */
typedef struct {
        size_t *first, *next, *above;
} Tree;

typedef struct {
        Id id;
        size_t row;
} HubKey;

static const RowColumn place_columns[] = {
        {"slug", COL_TEXT, offsetof(HubPlace, slug)},
        {"title", COL_TEXT, offsetof(HubPlace, title)},
        {"kind", COL_TEXT, offsetof(HubPlace, kind)},
        {"parent", COL_TEXT, offsetof(HubPlace, parent)},
        {"country", COL_TEXT, offsetof(HubPlace, country)},
        {"lon_e6", COL_INT, offsetof(HubPlace, lon_e6)},
        {"lat_e6", COL_INT, offsetof(HubPlace, lat_e6)},
        {"members", COL_INT, offsetof(HubPlace, members)},
};
static const RowShape shape_HubPlace = {
        "HubPlace", place_columns, sizeof place_columns / sizeof *place_columns, sizeof(HubPlace)};

static const HubKey *sorted_keys(Arena *a, HubList hubs);
static size_t row_of(const HubKey *keys, size_t n, Id id);
static Tree tree_of(Arena *a, HubList hubs, const HubKey *keys);
static HubPlace place_of(const Hub *hub, int64_t members);
static void draw_circles(Arena *a, HubPlace *places, size_t n);
static int64_t members_of(HubMembersList counts, Id hub);

/* --- all of them */

static Status load_list(Visit *v, void *out)
{
        HubListModel *m = out;
        HubList hubs;
        HubMembersList counts;
        const HubKey *keys;
        HubPlace *places;
        Tree tree;
        size_t n = 0, row;
        int64_t depth = 0;

        TRY(hub_all(v->db, v->a, &hubs));
        TRY(hub_member_counts_all(v->db, v->a, &counts));
        keys = sorted_keys(v->a, hubs);
        tree = tree_of(v->a, hubs, keys);
        places = arena_new(v->a, HubPlace, hubs.n + 1);
        for (row = tree.first[hubs.n]; row != NO_PLACE && n < hubs.n;) {
                HubPlace *p = &places[n++];
                size_t above = tree.above[row];

                *p = place_of(&hubs.at[row], members_of(counts, hubs.at[row].id));
                p->depth = depth;
                p->parent = above < hubs.n ? hubs.at[above].slug : (Str){0};
                m->members += depth == 0 ? p->members : 0;
                if (tree.first[row] != NO_PLACE) {
                        row = tree.first[row];
                        depth++;
                        continue;
                }
                while (row != hubs.n && tree.next[row] == NO_PLACE) {
                        row = tree.above[row];
                        depth--;
                }
                row = row == hubs.n ? NO_PLACE : tree.next[row];
        }
        draw_circles(v->a, places, n);
        m->places = (HubPlaceList){places, n};
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(HubListModel, places, HubPlace),
                                  PART_VALUE_OF(HubListModel, members, COL_INT),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        hub_list_page(out, v, model);
}

const View hub_list_view = {
        .path = "/hubs",
        .word = "hub list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Hubs"),
        .help = N_("All places, each before those below it, with the members at it and below it."),
        .bytes = sizeof(HubListModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list,
        .is_hot = true};

/* --- one of them */

static Status load_runners(Visit *v, HubModel *m)
{
        HubRunnerList all;
        HubRunner *kept;
        Place place;
        size_t n = 0;

        TRY(hub_runners(v->db, v->a, m->hub.id, v->now_us, &all));
        TRY(hub_place(v->db, v->a, m->hub.id, 0, &place));
        kept = arena_new(v->a, HubRunner, all.n + 1);
        for (size_t i = 0; i < all.n; i++)
                if (all.at[i].is_listed || access_may_at(&v->actor, MAY_ROLE_SEE, &place))
                        kept[n++] = all.at[i];
        m->runners = (HubRunnerList){kept, n};
        return OK;
}

static Status load_hub(Visit *v, void *out)
{
        HubModel *m = out;
        HubList children;
        HubMembersList counts;
        HubPlace *places;
        const PlaceCountry *country;
        Status s = hub_by_slug(v->db, v->a, v->params[0], &m->hub);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(v->params[0]));
        TRY(s);
        TRY(hub_trail(v->db, v->a, m->hub.id, &m->trail));
        TRY(hub_children(v->db, v->a, m->hub.id, &children));
        TRY(hub_member_counts(v->db, v->a, m->hub.id, &counts));
        TRY(hub_programmes(v->db, v->a, m->hub.id, &m->programmes));
        TRY(load_runners(v, m));
        country = place_country(m->hub.country);
        m->country_name = country ? country->name : (Str){0};
        m->region_name = place_region_name(m->hub.m49);
        m->local_time = zone_text(v->a, m->hub.zone, v->now_us);
        m->members = members_of(counts, m->hub.id);
        m->parent = m->trail.n > 1 ? m->trail.at[m->trail.n - 2].slug : (Str){0};
        places = arena_new(v->a, HubPlace, children.n + 1);
        for (size_t i = 0; i < children.n; i++) {
                places[i] = place_of(&children.at[i], members_of(counts, children.at[i].id));
                places[i].parent = m->hub.slug;
        }
        m->children = (HubPlaceList){places, children.n};
        return OK;
}

static const Part hub_parts[] = {PART_ROW_OF(HubModel, hub, Hub),
                                 PART_VALUE_OF(HubModel, parent, COL_TEXT),
                                 PART_VALUE_OF(HubModel, country_name, COL_TEXT),
                                 PART_VALUE_OF(HubModel, region_name, COL_TEXT),
                                 PART_VALUE_OF(HubModel, local_time, COL_TEXT),
                                 PART_VALUE_OF(HubModel, members, COL_INT),
                                 PART_LIST_OF(HubModel, trail, HubName),
                                 PART_LIST_OF(HubModel, children, HubPlace),
                                 PART_LIST_OF(HubModel, programmes, HubProgramme),
                                 PART_LIST_OF(HubModel, runners, HubRunner),
                                 {0}};

static void draw_hub(Page *out, const Visit *v, const void *model)
{
        hub_page(out, v, model);
}

/* Not hot: it tells the local time. */
const View hub_show_view = {
        .path = "/hubs/{hub}",
        .word = "hub show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Hub"),
        .help = N_("One place: where it is, what lies below it, which programmes run there."),
        .bytes = sizeof(HubModel),
        .parts = hub_parts,
        .load = load_hub,
        .draw = draw_hub};

/* --- helpers */

static HubPlace place_of(const Hub *hub, int64_t members)
{
        const PlaceCountry *country = place_country(hub->country);

        return (HubPlace){.slug = hub->slug,
                          .title = hub->title,
                          .kind = hub->kind,
                          .country = hub->country,
                          .country_name = country ? country->name : (Str){0},
                          .lon_e6 = hub->lon_e6,
                          .lat_e6 = hub->lat_e6,
                          .members = members};
}

/* The list is sorted by hub. */
static int64_t members_of(HubMembersList counts, Id hub)
{
        size_t low = 0, high = counts.n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (counts.at[middle].hub < hub)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < counts.n && counts.at[low].hub == hub ? counts.at[low].members : 0;
}

static int compare_keys(const void *x, const void *y)
{
        const HubKey *p = x, *q = y;

        return (p->id > q->id) - (p->id < q->id);
}

static const HubKey *sorted_keys(Arena *a, HubList hubs)
{
        HubKey *keys = arena_new(a, HubKey, hubs.n + 1);

        for (size_t i = 0; i < hubs.n; i++)
                keys[i] = (HubKey){hubs.at[i].id, i};
        qsort(keys, hubs.n, sizeof *keys, compare_keys);
        return keys;
}

static size_t row_of(const HubKey *keys, size_t n, Id id)
{
        HubKey wanted = {.id = id};
        const HubKey *found = bsearch(&wanted, keys, n, sizeof *keys, compare_keys);

        return found ? found->row : n;
}

/* Rows come sorted by slug; hung in from the last to the first, those of one parent keep that
 * order. */
static Tree tree_of(Arena *a, HubList hubs, const HubKey *keys)
{
        Tree t = {arena_new(a, size_t, hubs.n + 1), arena_new(a, size_t, hubs.n + 1),
                  arena_new(a, size_t, hubs.n + 1)};

        for (size_t i = 0; i <= hubs.n; i++)
                t.first[i] = t.next[i] = t.above[i] = NO_PLACE;
        for (size_t i = hubs.n; i-- > 0;) {
                size_t above = row_of(keys, hubs.n, hubs.at[i].parent);

                t.above[i] = above;
                t.next[i] = t.first[above];
                t.first[above] = i;
        }
        return t;
}

static Str one_decimal(Arena *a, double v)
{
        return decimal_text(a, (int64_t)lround(v * 10), 1);
}

/* A place above others is drawn by those, unless members stand at itself; 0° 0' is what stands
 * there when nobody said where it is. */
static bool has_circle(const HubPlace *places, size_t n, size_t i)
{
        bool is_leaf = i + 1 == n || places[i + 1].depth <= places[i].depth;

        return (is_leaf || places[i].own > 0) && (places[i].lon_e6 || places[i].lat_e6);
}

static void count_own(HubPlace *places, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                places[i].own = places[i].members;
                for (size_t k = i + 1; k < n && places[k].depth > places[i].depth; k++)
                        if (places[k].depth == places[i].depth + 1)
                                places[i].own -= places[k].members;
        }
}

static void draw_circles(Arena *a, HubPlace *places, size_t n)
{
        int64_t most = 1;
        size_t circles = 0;

        count_own(places, n);
        for (size_t i = 0; i < n; i++)
                if (has_circle(places, n, i) && places[i].own > most)
                        most = places[i].own;
        for (size_t i = 0; i < n && circles < HUB_CIRCLES_MAX; i++) {
                HubPlace *p = &places[i];
                double x, y, share = (double)p->own / (double)most;

                if (!has_circle(places, n, i))
                        continue;
                place_project((double)p->lon_e6 / 1e6, (double)p->lat_e6 / 1e6, &x, &y);
                if (y > PLACE_MAP_HEIGHT)
                        continue;
                p->x = one_decimal(a, x);
                p->y = one_decimal(a, y);
                p->r = one_decimal(a, CIRCLE_LEAST +
                                              (CIRCLE_MOST - CIRCLE_LEAST) * sqrt(fmax(share, 0)));
                circles++;
        }
}
